import { ReasonsService } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { ReasonBody, ReasonListDto } from './referral-reasons.dto.js';

const ORGANISATION = 'The `organisationId` of a node of the tree. The list is that of its City.';

@ApiTags('referrals')
@Controller('organisations/:organisationId/referral-reasons')
export class ReferralReasonsController {
  constructor(private readonly reasons: ReasonsService) {}

  @Get()
  @Needs('referrals.read', 'referrals.review', 'own-referrals.answer', 'reasons.change')
  @ApiOperation({ summary: 'The reasons by which cases end and people are paused, and what each brings with it' })
  @ApiOkResponse({ type: ReasonListDto, description: 'The list of the City.' })
  @CanFail(400, 401, 403, 404, 422)
  async listReferralReasons(@Acting() actor: Actor, @UuidParam('organisationId', ORGANISATION) organisationId: string): Promise<ReasonListDto> {
    return { reasons: await this.reasons.ofOrganisation(actor, organisationId) };
  }

  @Put()
  @Needs('reasons.change')
  @ApiOperation({ summary: 'Changes or retires a reason of the City, or adds one', description: 'Cases that have ended keep what their reason brought with it then. A list that contradicts itself, is longer than seven reasons at a step, or leaves a step without any is refused.' })
  @ApiOkResponse({ type: ReasonListDto, description: 'The list as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async changeReferralReason(@Acting() actor: Actor, @UuidParam('organisationId', ORGANISATION) organisationId: string, @Body() { code, ...change }: ReasonBody): Promise<ReasonListDto> {
    await this.reasons.change(actor, organisationId, code, change);
    return { reasons: await this.reasons.ofOrganisation(actor, organisationId) };
  }
}
