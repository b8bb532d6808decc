import { FairBookings, FairOutcomes, FairsQuery } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { AnswersCalendar, CanFail, Creates } from '../answers.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { FairBookingDto } from './fairs.dto.js';
import { AttendanceBody, BookingBody, OtherSlotBody, OutcomeOfTalkBody } from './fairs.sent.js';

const BOOKING = 'The `bookingId` of a booking.';

@ApiTags('fairs')
@Controller('fair-bookings')
export class FairBookingsController {
  constructor(
    private readonly bookings: FairBookings,
    private readonly query: FairsQuery,
    private readonly outcomes: FairOutcomes,
  ) {}

  @Post()
  @Needs('referrals.refer', 'own-referrals.answer')
  @ApiOperation({
    summary: 'Books a slot of a stand',
    description: 'For who has a place in the session and consents to be shown to partners. A slot is one person’s, and nobody is in two at a time or has two at one stand. The same again gives the booking that is there.',
  })
  @Creates(FairBookingDto, `/api/v1/fair-bookings/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async bookFairSlot(@Acting() actor: Actor, @Body() { slotId, candidateId }: BookingBody, @Res({ passthrough: true }) response: Response): Promise<FairBookingDto> {
    const bookingId = await this.bookings.book(actor, slotId, candidateId);
    response.location(`/api/v1/fair-bookings/${bookingId}`);
    return this.query.booking(actor, bookingId);
  }

  @Get(':bookingId')
  @Needs('referrals.read', 'referrals.review', 'own-record.read')
  @ApiOperation({ summary: 'A booking: when, where, and what came of it' })
  @ApiOkResponse({ type: FairBookingDto, description: 'The booking.' })
  @CanFail(400, 401, 403, 404, 422)
  showFairBooking(@Acting() actor: Actor, @UuidParam('bookingId', BOOKING) bookingId: string): Promise<FairBookingDto> {
    return this.query.booking(actor, bookingId);
  }

  @Get(':bookingId/calendar.ics')
  @Needs('referrals.read', 'referrals.review', 'own-record.read')
  @Header('Content-Type', 'text/calendar; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="conversation.ics"')
  @ApiOperation({ summary: 'A booking as a calendar file', description: 'Opened again after a change it moves the entry, and takes it out when the booking was cancelled.' })
  @AnswersCalendar('The calendar file.')
  @CanFail(400, 401, 403, 404, 422)
  downloadBookingCalendar(@Acting() actor: Actor, @UuidParam('bookingId', BOOKING) bookingId: string): Promise<string> {
    return this.query.calendarOfBooking(actor, bookingId);
  }

  @Post(':bookingId/outcome')
  @Needs('referrals.refer', 'referrals.review', 'own-referrals.answer')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Records what came of a conversation, in two taps',
    description: 'Begins the case or moves it on, as far as that is the side’s to say, and notes that it came from this stand. Said twice it is done once. Needs the consent of the person to be shown to partners.',
  })
  @ApiOkResponse({ type: FairBookingDto, description: 'The booking with what came of it.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async recordOutcomeOfTalk(@Acting() actor: Actor, @UuidParam('bookingId', BOOKING) bookingId: string, @Body() body: OutcomeOfTalkBody): Promise<FairBookingDto> {
    await this.outcomes.record(actor, bookingId, body);
    return this.query.booking(actor, bookingId);
  }

  @Post(':bookingId/move')
  @Needs('referrals.refer', 'own-referrals.answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Moves a booking to another slot', description: 'It stays the same booking, and the same entry of a calendar. The slot before is free again.' })
  @ApiOkResponse({ type: FairBookingDto, description: 'The booking as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async moveFairBooking(@Acting() actor: Actor, @UuidParam('bookingId', BOOKING) bookingId: string, @Body() { slotId }: OtherSlotBody): Promise<FairBookingDto> {
    await this.bookings.move(actor, bookingId, slotId);
    return this.query.booking(actor, bookingId);
  }

  @Post(':bookingId/attendance')
  @Needs('referrals.refer', 'referrals.review')
  @HttpCode(200)
  @ApiOperation({ summary: 'Notes whether somebody came to the stand' })
  @ApiOkResponse({ type: FairBookingDto, description: 'The booking as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async noteStandAttendance(@Acting() actor: Actor, @UuidParam('bookingId', BOOKING) bookingId: string, @Body() { attendance }: AttendanceBody): Promise<FairBookingDto> {
    await this.bookings.noteAttendance(actor, bookingId, attendance);
    return this.query.booking(actor, bookingId);
  }

  @Post(':bookingId/cancellation')
  @Needs('referrals.refer', 'referrals.review', 'own-referrals.answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives a slot back', description: 'Once more changes nothing.' })
  @ApiOkResponse({ type: FairBookingDto, description: 'The booking, cancelled.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async cancelFairBooking(@Acting() actor: Actor, @UuidParam('bookingId', BOOKING) bookingId: string): Promise<FairBookingDto> {
    await this.bookings.cancel(actor, bookingId);
    return this.query.booking(actor, bookingId);
  }
}
