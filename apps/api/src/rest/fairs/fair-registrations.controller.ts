import { FairRegistrations } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { CanFail, Creates } from '../answers.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { RegistrationDto } from './fairs.dto.js';
import { AttendanceBody, RegistrationBody } from './fairs.sent.js';

const REGISTRATION = 'The `registrationId` of a registration.';

@ApiTags('fairs')
@Controller('fair-registrations')
export class FairRegistrationsController {
  constructor(private readonly registrations: FairRegistrations) {}

  @Post()
  @Needs('referrals.refer', 'own-referrals.answer')
  @ApiOperation({ summary: 'Registers somebody for a session of a fair', description: 'Whoever comes when it is full waits in a line, and moves up by themselves. A fair for a group by age is for those who are in it on the day. Once more gives the registration that is there.' })
  @Creates(RegistrationDto, `/api/v1/fair-registrations/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async registerForFair(@Acting() actor: Actor, @Body() { sessionId, candidateId }: RegistrationBody, @Res({ passthrough: true }) response: Response): Promise<RegistrationDto> {
    const registrationId = await this.registrations.register(actor, sessionId, candidateId);
    response.location(`/api/v1/fair-registrations/${registrationId}`);
    return this.registrations.detail(actor, registrationId);
  }

  @Get(':registrationId')
  @Needs('referrals.read', 'own-record.read')
  @ApiOperation({ summary: 'A registration: a place, or how many wait before' })
  @ApiOkResponse({ type: RegistrationDto, description: 'The registration.' })
  @CanFail(400, 401, 403, 404, 422)
  showFairRegistration(@Acting() actor: Actor, @UuidParam('registrationId', REGISTRATION) registrationId: string): Promise<RegistrationDto> {
    return this.registrations.detail(actor, registrationId);
  }

  @Post(':registrationId/attendance')
  @Needs('referrals.refer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Notes whether somebody came to a session' })
  @ApiOkResponse({ type: RegistrationDto, description: 'The registration as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async noteFairAttendance(@Acting() actor: Actor, @UuidParam('registrationId', REGISTRATION) registrationId: string, @Body() { attendance }: AttendanceBody): Promise<RegistrationDto> {
    await this.registrations.noteAttendance(actor, registrationId, attendance);
    return this.registrations.detail(actor, registrationId);
  }

  @Post(':registrationId/cancellation')
  @Needs('referrals.refer', 'own-referrals.answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives a place at a session back', description: 'With the slots booked in it. Whoever has waited longest gets the place. Once a session is over, its registrations stay. Once more changes nothing.' })
  @ApiOkResponse({ type: RegistrationDto, description: 'The registration, cancelled.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async cancelFairRegistration(@Acting() actor: Actor, @UuidParam('registrationId', REGISTRATION) registrationId: string): Promise<RegistrationDto> {
    await this.registrations.cancel(actor, registrationId);
    return this.registrations.detail(actor, registrationId);
  }
}
