import { LaddersQuery, LaddersService } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { DayQuery, LadderBody, LaddersDto, StandardBody, StandardsDto, StandardStartDto, StandardStartQuery } from './ladders.dto.js';

@ApiTags('ladders')
@Controller()
export class LaddersController {
  constructor(
    private readonly ladders: LaddersService,
    private readonly query: LaddersQuery,
  ) {}

  @Get('ladders')
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'The ladders of a day: steps, ways up, and courses that give what ways ask for' })
  @ApiOkResponse({ type: LaddersDto, description: 'All ladders, and what is wrong with them.' })
  @CanFail(401, 403, 422)
  showLadders(@Acting() actor: Actor, @Query() { on }: DayQuery): Promise<LaddersDto> {
    return this.query.inForce(actor, on);
  }

  @Put('ladders')
  @Needs('programmes.change')
  @ApiOperation({ summary: 'Puts a ladder in force for the City from a day on', description: 'Each save is a version of its own. A ladder with a circle, a step that nothing leads to, a retired standard or a day that another version has is refused, with which step and how to put it right.' })
  @ApiOkResponse({ type: LaddersDto, description: 'The ladders of the day from which it holds.' })
  @CanFail(400, 401, 403, 409, 413, 415, 422)
  async changeLadder(@Acting() actor: Actor, @Body() body: LadderBody): Promise<LaddersDto> {
    await this.ladders.change(actor, body);
    return this.query.inForce(actor, body.fromOn);
  }

  @Get('standards')
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'Apprenticeship standards with what holds for a start on a day' })
  @ApiOkResponse({ type: StandardsDto, description: 'All that are on record.' })
  @CanFail(401, 403, 422)
  showStandards(@Acting() actor: Actor, @Query() { on }: DayQuery): Promise<StandardsDto> {
    return this.query.standardsInForce(actor, on);
  }

  @Get('standards/starts')
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'Whether an apprenticeship can start on a standard on a day, on what terms, or what to use instead' })
  @ApiOkResponse({ type: StandardStartDto, description: 'The terms by the day of the start, or the refusal with its successors.' })
  @CanFail(401, 403, 422)
  async judgeStart(@Acting() actor: Actor, @Query() { standardCode, startsOn }: StandardStartQuery): Promise<StandardStartDto> {
    return StandardStartDto.of(await this.query.startOn(actor, standardCode, startsOn));
  }

  @Put('standards')
  @Needs('programmes.change')
  @ApiOperation({ summary: 'Records what holds of a standard for starts from a day on', description: 'For the City. Ladders that it breaks are among the problems of the ladders from that day on.' })
  @ApiOkResponse({ type: StandardsDto, description: 'The standards of the day from which it holds.' })
  @CanFail(400, 401, 403, 409, 413, 415, 422)
  async recordStandard(@Acting() actor: Actor, @Body() body: StandardBody): Promise<StandardsDto> {
    await this.ladders.recordStandard(actor, body);
    return this.query.standardsInForce(actor, body.fromOn);
  }
}
