import { ChecksQuery, ChecksService } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { CityQuery } from '../city.dto.js';
import { UuidParam } from '../uuid-param.js';
import { CheckRulesBody, CheckRulesVersionDto, ChecksDetailDto, CheckStepBody } from './checks.dto.js';

const REFERRAL = 'The `referralId` of a referral.';

@ApiTags('referrals')
@Controller()
export class ChecksController {
  constructor(
    private readonly checks: ChecksService,
    private readonly query: ChecksQuery,
  ) {}

  @Get('referrals/:referralId/checks')
  @Needs('referrals.read', 'referrals.review', 'own-record.read')
  @ApiOperation({ summary: 'The checks of a case step by step, what to do next, and what is not asked and why' })
  @ApiOkResponse({ type: ChecksDetailDto, description: 'The checks as they stand today.' })
  @CanFail(400, 401, 403, 404, 422)
  showChecks(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string): Promise<ChecksDetailDto> {
    return this.query.ofReferral(actor, referralId);
  }

  @Post('referrals/:referralId/checks')
  @Needs('referrals.refer', 'referrals.review', 'own-referrals.answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records a step of a check', description: 'A check can be asked for from the stage at which the law allows it. The person can say what they have given; what came of it is for the employer, the college or the broker to say.' })
  @ApiOkResponse({ type: ChecksDetailDto, description: 'The checks as they stand now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async recordCheckStep(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string, @Body() body: CheckStepBody): Promise<ChecksDetailDto> {
    await this.checks.record(actor, referralId, body);
    return this.query.ofReferral(actor, referralId);
  }

  @Get('check-rules')
  @Needs('opportunities.read')
  @ApiOperation({ summary: 'How the six checks are done, from when each may be asked, and which documents prove who somebody is' })
  @ApiOkResponse({ type: CheckRulesVersionDto, description: 'The rules in force today.' })
  @CanFail(401, 403, 422)
  showCheckRules(@Acting() actor: Actor, @Query() { city }: CityQuery): Promise<CheckRulesVersionDto> {
    return this.query.rulesInForce(actor, city);
  }

  @Put('check-rules')
  @Needs('programmes.change')
  @ApiOperation({ summary: 'Puts other rules of checks in force for the City', description: 'Each save is a version of its own, from a day on. What the law allows after an offer only cannot be moved before it.' })
  @ApiOkResponse({ type: CheckRulesVersionDto, description: 'The rules in force today, which are the new ones once their day has come.' })
  @CanFail(400, 401, 403, 409, 413, 415, 422)
  async changeCheckRules(@Acting() actor: Actor, @Body() body: CheckRulesBody): Promise<CheckRulesVersionDto> {
    await this.checks.changeRules(actor, body);
    return this.query.rulesInForce(actor, body.city);
  }
}
