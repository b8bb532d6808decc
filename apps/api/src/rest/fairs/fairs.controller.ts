import { FairFigures, FairsQuery, FairsService } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { CanFail, Creates } from '../answers.js';
import { PageQuery } from '../page.dto.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { FairFiguresDto } from './fair-results.dto.js';
import { FairDetailDto, FairPageDto } from './fairs.dto.js';
import { NewFairBody, NewSessionBody, NewStandBody } from './fairs.sent.js';

const FAIR = 'The `fairId` of a fair.';

@ApiTags('fairs')
@Controller('fairs')
export class FairsController {
  constructor(
    private readonly fairs: FairsService,
    private readonly query: FairsQuery,
    private readonly figures: FairFigures,
  ) {}

  @Post()
  @Needs('fairs.organise')
  @ApiOperation({ summary: 'Announces a virtual jobs fair', description: 'A fair for a group by age is positive action: it needs a programme whose justification is recorded and not overdue (Equality Act 2010, s.158).' })
  @Creates(FairDetailDto, `/api/v1/fairs/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async announceFair(@Acting() actor: Actor, @Body() body: NewFairBody, @Res({ passthrough: true }) response: Response): Promise<FairDetailDto> {
    const fairId = await this.fairs.announce(actor, body);
    response.location(`/api/v1/fairs/${fairId}`);
    return this.query.detail(actor, fairId);
  }

  @Get()
  @Needs('opportunities.read')
  @ApiOperation({ summary: 'Fairs, a page at a time' })
  @ApiOkResponse({ type: FairPageDto, description: 'A page of fairs, the latest days first.' })
  @CanFail(401, 403, 422)
  listFairs(@Acting() actor: Actor, @Query() { after, limit }: PageQuery): Promise<FairPageDto> {
    return this.query.page(actor, { after: after ?? null, limit });
  }

  @Get(':fairId')
  @Needs('opportunities.read')
  @ApiOperation({ summary: 'A fair with its sessions and stands' })
  @ApiOkResponse({ type: FairDetailDto, description: 'The fair.' })
  @CanFail(400, 401, 403, 404, 422)
  showFair(@Acting() actor: Actor, @UuidParam('fairId', FAIR) fairId: string): Promise<FairDetailDto> {
    return this.query.detail(actor, fairId);
  }

  @Get(':fairId/figures')
  @Needs('fairs.organise')
  @ApiOperation({ summary: 'What came of a fair, in figures', description: 'For whoever organises it. As figures about people may be published: small ones are hidden.' })
  @ApiOkResponse({ type: FairFiguresDto, description: 'The figures so far.' })
  @CanFail(400, 401, 403, 404, 422)
  async showFairFigures(@Acting() actor: Actor, @UuidParam('fairId', FAIR) fairId: string): Promise<FairFiguresDto> {
    return { figures: await this.figures.ofFair(actor, fairId) };
  }

  @Post(':fairId/sessions')
  @Needs('fairs.organise')
  @HttpCode(200)
  @ApiOperation({ summary: 'Adds a session to a fair' })
  @ApiOkResponse({ type: FairDetailDto, description: 'The fair with the session.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async addFairSession(@Acting() actor: Actor, @UuidParam('fairId', FAIR) fairId: string, @Body() body: NewSessionBody): Promise<FairDetailDto> {
    await this.fairs.addSession(actor, fairId, body);
    return this.query.detail(actor, fairId);
  }

  @Post(':fairId/calling-off')
  @Needs('fairs.organise')
  @HttpCode(200)
  @ApiOperation({ summary: 'Calls a fair off', description: 'What was booked ends, nobody can register any more, and within a minute everybody who had a place or a stand is written to, once. Once more changes nothing.' })
  @ApiOkResponse({ type: FairDetailDto, description: 'The fair, called off.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async callFairOff(@Acting() actor: Actor, @UuidParam('fairId', FAIR) fairId: string): Promise<FairDetailDto> {
    await this.fairs.callOff(actor, fairId);
    return this.query.detail(actor, fairId);
  }

  @Post(':fairId/stands')
  @Needs('fairs.organise')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives an employer or college a stand' })
  @ApiOkResponse({ type: FairDetailDto, description: 'The fair with the stand.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async addFairStand(@Acting() actor: Actor, @UuidParam('fairId', FAIR) fairId: string, @Body() body: NewStandBody): Promise<FairDetailDto> {
    await this.fairs.addStand(actor, fairId, body);
    return this.query.detail(actor, fairId);
  }
}
