import { OutcomesService } from '#lib/outcomes';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { EmploymentBody, OutcomeBody, OutcomeSummaryDto } from './outcomes.dto.js';

const REFERRAL = 'The `referralId` of a referral.';

@ApiTags('referrals')
@Controller('referrals/:referralId')
export class OutcomesController {
  constructor(private readonly outcomes: OutcomesService) {}

  @Get('outcomes')
  @Needs('referrals.read', 'referrals.review', 'own-record.read')
  @ApiOperation({ summary: 'What became of a start, how each check stands, and what is missing' })
  @ApiOkResponse({ type: OutcomeSummaryDto, description: 'The start so far.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  showOutcomes(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string): Promise<OutcomeSummaryDto> {
    return this.outcomes.summary(actor, referralId);
  }

  @Post('outcomes')
  @Needs('outcomes.record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records what shows a start, or that somebody is still there, has left or has got on', description: 'To record the same thing again changes nothing.' })
  @ApiOkResponse({ type: OutcomeSummaryDto, description: 'The start as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  recordOutcome(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string, @Body() body: OutcomeBody): Promise<OutcomeSummaryDto> {
    return this.outcomes.record(actor, referralId, body);
  }

  @Post('employment')
  @Needs('outcomes.record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records where somebody who started has worked from when to when, and with what hours', description: 'One with the same employer and first day takes the place of what was said before. To record the same thing again changes nothing.' })
  @ApiOkResponse({ type: OutcomeSummaryDto, description: 'The start as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  recordEmployment(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string, @Body() { employerCode, fromOn, toOn, weeklyMinutes, isWithdrawn }: EmploymentBody): Promise<OutcomeSummaryDto> {
    return this.outcomes.recordEmployment(actor, referralId, { employerCode, fromOn, toOn: toOn ?? null, weeklyMinutes: weeklyMinutes ?? null, isWithdrawn: isWithdrawn ?? false });
  }
}
