import { RingFences } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { RingFencesBody, RingFencesDto } from './ring-fences.dto.js';

const INTAKE = 'The `intakeId` of an opportunity.';

@ApiTags('opportunities')
@Controller('intakes/:intakeId/ring-fences')
export class RingFencesController {
  constructor(private readonly fences: RingFences) {}

  @Get()
  @Needs('opportunities.read')
  @ApiOperation({ summary: 'For whom places of an intake are kept, until when, and how many are left for anybody' })
  @ApiOkResponse({ type: RingFencesDto, description: 'The intake.' })
  @CanFail(400, 401, 403, 404, 422)
  showRingFences(@Acting() actor: Actor, @UuidParam('intakeId', INTAKE) intakeId: string): Promise<RingFencesDto> {
    return this.fences.ofIntake(actor, intakeId);
  }

  @Put()
  @Needs('listings.change')
  @ApiOperation({ summary: 'Keeps places of an intake for members of programmes or for target groups, until a day', description: 'Takes the place of what was kept before. Members of a group take the places that are kept for it first. On its day a fence ends by itself, and what is left is everybody’s.' })
  @ApiOkResponse({ type: RingFencesDto, description: 'The intake as it stands now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  setRingFences(@Acting() actor: Actor, @UuidParam('intakeId', INTAKE) intakeId: string, @Body() body: RingFencesBody): Promise<RingFencesDto> {
    return this.fences.set(actor, intakeId, body.fences);
  }
}
