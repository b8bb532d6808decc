import { FairApplications, FairShortlist, FairsQuery, FairsService } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, Header, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { AnswersCalendar, CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { AppliedAtFairDto, ShortlistDto } from './fair-results.dto.js';
import { StandSlotsDto } from './fairs.dto.js';
import { FairApplicationBody, ShortlistQuery, SlotPlanBody, StaffBody } from './fairs.sent.js';

const STAND = 'The `standId` of a stand of a fair.';

@ApiTags('fairs')
@Controller('fair-stands')
export class FairStandsController {
  constructor(
    private readonly fairs: FairsService,
    private readonly query: FairsQuery,
    private readonly shortlist: FairShortlist,
    private readonly applications: FairApplications,
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

  @Get(':standId/calendar.ics')
  @Needs('referrals.review')
  @Header('Content-Type', 'text/calendar; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="stand.ics"')
  @ApiOperation({ summary: 'The conversations of a stand as a calendar file', description: 'For those who staff it. Without anybody’s name.' })
  @AnswersCalendar('The calendar file.')
  @CanFail(400, 401, 403, 404, 422)
  downloadStandCalendar(@Acting() actor: Actor, @UuidParam('standId', STAND) standId: string): Promise<string> {
    return this.query.calendarOfStand(actor, standId);
  }

  @Get(':standId/shortlist')
  @Needs('matches.read', 'referrals.review')
  @ApiOperation({ summary: 'Whom a stand should talk to, best first', description: 'For brokers those whom they look after and who have a place at the fair, before anybody has booked; for the stand those who booked with it and are willing to be shown.' })
  @ApiOkResponse({ type: ShortlistDto, description: 'The list, on the facts of this moment.' })
  @CanFail(400, 401, 403, 404, 422)
  showStandShortlist(@Acting() actor: Actor, @UuidParam('standId', STAND) standId: string, @Query() { opportunityId, limit }: ShortlistQuery): Promise<ShortlistDto> {
    return this.shortlist.ofStand(actor, standId, opportunityId, limit);
  }

  @Post(':standId/applications')
  @Needs('referrals.refer', 'own-referrals.answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Registers somebody and applies at a stand, with what the record has', description: 'No form: what is known is sent. Says what the record lacks. Again it gives the same cases.' })
  @ApiOkResponse({ type: AppliedAtFairDto, description: 'The place at the fair, and the cases.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  applyAtStand(@Acting() actor: Actor, @UuidParam('standId', STAND) standId: string, @Body() body: FairApplicationBody): Promise<AppliedAtFairDto> {
    return this.applications.apply(actor, standId, body);
  }
}
