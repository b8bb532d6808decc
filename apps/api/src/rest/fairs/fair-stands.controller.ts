import { FairsQuery, FairsService } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { StandSlotsDto } from './fairs.dto.js';
import { SlotPlanBody, StaffBody } from './fairs.sent.js';

const STAND = 'The `standId` of a stand of a fair.';

@ApiTags('fairs')
@Controller('fair-stands')
export class FairStandsController {
  constructor(
    private readonly fairs: FairsService,
    private readonly query: FairsQuery,
  ) {}

  @Get(':standId/slots')
  @Needs('opportunities.read')
  @ApiOperation({ summary: 'The slots of a stand: which are free, and who has the others as far as one may know' })
  @ApiOkResponse({ type: StandSlotsDto, description: 'The slots.' })
  @CanFail(400, 401, 403, 404, 422)
  async listStandSlots(@Acting() actor: Actor, @UuidParam('standId', STAND) standId: string): Promise<StandSlotsDto> {
    return { slots: await this.query.slots(actor, standId) };
  }

  @Post(':standId/slots')
  @Needs('fairs.organise', 'referrals.review')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lays out the slots of a stand in a session', description: 'Once for each session. For whoever organises the fair, and for the employer or college of the stand.' })
  @ApiOkResponse({ type: StandSlotsDto, description: 'The slots of the stand.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async openStandSlots(@Acting() actor: Actor, @UuidParam('standId', STAND) standId: string, @Body() body: SlotPlanBody): Promise<StandSlotsDto> {
    await this.fairs.openSlots(actor, standId, body);
    return { slots: await this.query.slots(actor, standId) };
  }

  @Put(':standId/staff')
  @Needs('fairs.organise', 'referrals.review')
  @HttpCode(204)
  @ApiOperation({ summary: 'Says who staffs a stand', description: 'They are reminded of its conversations.' })
  @ApiNoContentResponse({ description: 'Noted.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async staffStand(@Acting() actor: Actor, @UuidParam('standId', STAND) standId: string, @Body() { userIds }: StaffBody): Promise<void> {
    await this.fairs.staff(actor, standId, userIds);
  }
}
