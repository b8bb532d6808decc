import { PublishedFiguresQuery, PublishedFiguresService } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { FiguresQuery, NewFigureBody, RecordedFiguresDto } from './published-figures.dto.js';

@ApiTags('published figures')
@Controller('published-figures')
export class PublishedFiguresController {
  constructor(
    private readonly query: PublishedFiguresQuery,
    private readonly service: PublishedFiguresService,
  ) {}

  @Get()
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'Published figures on pay and funding of a kind, with their sources' })
  @ApiOkResponse({ type: RecordedFiguresDto, description: 'All of the kind, also those that are replaced.' })
  @CanFail(401, 403, 422)
  async listPublishedFigures(@Acting() actor: Actor, @Query() { kind }: FiguresQuery): Promise<RecordedFiguresDto> {
    return { figures: await this.query.list(actor, kind) };
  }

  @Post()
  @Needs('programmes.change')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records a published figure for your City', description: 'For whoever leads programmes of a City or is its administrator. Nothing is overwritten: the newest of a kind, code and day counts.' })
  @ApiOkResponse({ type: RecordedFiguresDto, description: 'Recorded. All figures of the kind as they stand now.' })
  @CanFail(400, 401, 403, 413, 415, 422)
  async recordPublishedFigure(@Acting() actor: Actor, @Body() figure: NewFigureBody): Promise<RecordedFiguresDto> {
    return { figures: await this.service.record(actor, figure) };
  }
}
