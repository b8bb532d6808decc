import { ReferralsQuery, ReferralsService } from '#lib/brokerage';
import { MatchingQuery } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { CanFail, Creates } from '../answers.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { PreviewQuery, ReferralChoicesDto, ReferralPreviewDto } from './choices.dto.js';
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

  @Get(':referralId/choices')
  @Needs('referrals.read', 'referrals.review', 'own-record.read')
  @ApiOperation({ summary: 'What you can record of a case next, with the reasons to choose from and what each brings with it' })
  @ApiOkResponse({ type: ReferralChoicesDto, description: 'Events, each with its reasons.' })
  @CanFail(400, 401, 403, 404, 422)
  async listReferralChoices(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string): Promise<ReferralChoicesDto> {
    return { choices: await this.query.choices(actor, referralId) };
  }

  @Get(':referralId/events/preview')
  @Needs('referrals.refer', 'referrals.review', 'own-referrals.answer')
  @ApiOperation({ summary: 'What an event would do, before it is recorded', description: 'Nothing is stored. What is then recorded is decided in the same way. An event that is not possible is answered with why.' })
  @ApiOkResponse({ type: ReferralPreviewDto, description: 'In plain words and in codes.' })
  @CanFail(400, 401, 403, 404, 422)
  previewReferralEvent(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string, @Query() { event, reasonCode }: PreviewQuery): Promise<ReferralPreviewDto> {
    return this.query.preview(actor, referralId, event, reasonCode ?? null);
  }

  @Post(':referralId/events')
  @Needs('referrals.refer', 'referrals.review', 'own-referrals.answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Moves a case on', description: 'A place is taken on the offer, and given back when the offer comes to nothing. An acceptance takes the person out of their other live cases, unless the programme says otherwise. What ends a case without a start needs a reason, which may set the pair aside or pause the person: ask for the preview.' })
  @ApiOkResponse({ type: ReferralDetailDto, description: 'The case as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async recordReferralEvent(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string, @Body() body: ReferralEventBody): Promise<ReferralDetailDto> {
    await this.referrals.record(actor, referralId, body);
    return this.query.detail(actor, referralId);
  }
}
