import { ReferralsQuery, ReferralsService, type ReferralDetail } from '#lib/brokerage';
import type { OutcomeSummary } from '#lib/kernel';
import { OutcomesService } from '#lib/outcomes';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { LOCAL_OPERATOR } from '../actor.js';
import { NewReferralBody, OutcomeBody, ReferralEventBody } from './referrals.dto.js';

@ApiTags('referrals')
@Controller('referrals')
export class ReferralsController {
  constructor(
    private readonly referrals: ReferralsService,
    private readonly query: ReferralsQuery,
    private readonly outcomes: OutcomesService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Refers a candidate to an intake.' })
  async refer(@Body() body: NewReferralBody, @Res({ passthrough: true }) response: Response): Promise<ReferralDetail> {
    const referralId = await this.referrals.refer(LOCAL_OPERATOR, body);
    response.location(`/api/v1/referrals/${referralId}`);
    return this.query.detail(referralId);
  }

  @Get(':referralId')
  @ApiOperation({ summary: 'A case: status, history, and what can be recorded next.' })
  detail(@Param('referralId', ParseUUIDPipe) referralId: string): Promise<ReferralDetail> {
    return this.query.detail(referralId);
  }

  @Post(':referralId/events')
  @HttpCode(200)
  @ApiOperation({ summary: 'Moves a case on. A place is taken on offer and given back when the offer comes to nothing.' })
  async record(@Param('referralId', ParseUUIDPipe) referralId: string, @Body() body: ReferralEventBody): Promise<ReferralDetail> {
    await this.referrals.record(LOCAL_OPERATOR, referralId, body);
    return this.query.detail(referralId);
  }

  @Get(':referralId/outcomes')
  @ApiOperation({ summary: 'What became of a start, and which checks are due when.' })
  summary(@Param('referralId', ParseUUIDPipe) referralId: string): Promise<OutcomeSummary> {
    return this.outcomes.summary(referralId);
  }

  @Post(':referralId/outcomes')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records that somebody is still there, has left or has progressed.' })
  outcome(@Param('referralId', ParseUUIDPipe) referralId: string, @Body() body: OutcomeBody): Promise<OutcomeSummary> {
    return this.outcomes.record(LOCAL_OPERATOR, referralId, body);
  }
}
