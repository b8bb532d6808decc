import { ReferralsQuery, ReferralsService } from '#lib/brokerage';
import { MatchingQuery } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { CanFail, Creates } from '../answers.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { NewReferralBody, ReferralDetailDto, ReferralEventBody } from './referrals.dto.js';

const REFERRAL = 'The `referralId` of a referral.';

@ApiTags('referrals')
@Controller('referrals')
export class ReferralsController {
  constructor(
    private readonly referrals: ReferralsService,
    private readonly query: ReferralsQuery,
    private readonly matching: MatchingQuery,
  ) {}

  @Post()
  @Needs('referrals.refer')
  @ApiOperation({ summary: 'Refers a candidate to an intake of an opportunity', description: 'Needs the consent of the candidate to be shown to partners. A pair that is not eligible can be referred: that is for the broker to weigh.' })
  @Creates(ReferralDetailDto, `/api/v1/referrals/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async referCandidate(@Acting() actor: Actor, @Body() body: NewReferralBody, @Res({ passthrough: true }) response: Response): Promise<ReferralDetailDto> {
    if (body.runId !== undefined) await this.matching.run(actor, body.runId); // a run that is not there is told as such
    const referralId = await this.referrals.refer(actor, body);
    response.location(`/api/v1/referrals/${referralId}`);
    return this.query.detail(actor, referralId);
  }

  @Get(':referralId')
  @Needs('referrals.read', 'referrals.review', 'own-record.read')
  @ApiOperation({ summary: 'A case: status, history, and what can be recorded next' })
  @ApiOkResponse({ type: ReferralDetailDto, description: 'The case.' })
  @CanFail(400, 401, 403, 404, 422)
  showReferral(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string): Promise<ReferralDetailDto> {
    return this.query.detail(actor, referralId);
  }

  @Post(':referralId/events')
  @Needs('referrals.refer', 'referrals.review', 'own-referrals.answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Moves a case on', description: 'A place is taken on the offer, and given back when the offer comes to nothing.' })
  @ApiOkResponse({ type: ReferralDetailDto, description: 'The case as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async recordReferralEvent(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string, @Body() body: ReferralEventBody): Promise<ReferralDetailDto> {
    await this.referrals.record(actor, referralId, body);
    return this.query.detail(actor, referralId);
  }
}
