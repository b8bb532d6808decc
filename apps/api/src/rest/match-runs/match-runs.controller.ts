import { MatchingQuery, MatchingService, type ExplainedPair, type RankedMatches, type RunState } from '#lib/matching';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { LOCAL_OPERATOR } from '../actor.js';
import { ExplanationQuery, NewMatchRun } from './match-runs.dto.js';

@ApiTags('match runs')
@Controller('match-runs')
export class MatchRunsController {
  constructor(
    private readonly matching: MatchingService,
    private readonly query: MatchingQuery,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Matches everybody with everything on one snapshot. Look at the Location for how it goes on.' })
  @ApiAcceptedResponse({ description: 'Requested; the Location tells the progress.' })
  async request(@Body() body: NewMatchRun, @Res({ passthrough: true }) response: Response): Promise<RunState> {
    const runId = await this.matching.requestRun(LOCAL_OPERATOR, body);
    response.location(`/api/v1/match-runs/${runId}`);
    return this.query.run(runId);
  }

  @Get()
  @ApiOperation({ summary: 'The twenty newest runs.' })
  async newest(): Promise<{ runs: RunState[] }> {
    return { runs: await this.query.runs(20) };
  }

  @Get(':runId')
  @ApiOperation({ summary: 'How a run stands: status, shards done, snapshot and rule version.' })
  state(@Param('runId', ParseUUIDPipe) runId: string): Promise<RunState> {
    return this.query.run(runId);
  }

  @Get(':runId/candidates/:candidateId')
  @ApiOperation({ summary: "A candidate's best opportunities in a run, best first." })
  ofCandidate(@Param('runId', ParseUUIDPipe) runId: string, @Param('candidateId', ParseUUIDPipe) candidateId: string): Promise<RankedMatches> {
    return this.query.matchesOfCandidate(runId, candidateId);
  }

  @Get(':runId/opportunities/:opportunityId')
  @ApiOperation({ summary: 'The best candidates for an opportunity in a run, best first.' })
  ofOpportunity(@Param('runId', ParseUUIDPipe) runId: string, @Param('opportunityId', ParseUUIDPipe) opportunityId: string): Promise<RankedMatches> {
    return this.query.matchesOfOpportunity(runId, opportunityId);
  }

  @Get(':runId/explanation')
  @ApiOperation({ summary: 'A pair on the facts that the run saw: the same answer again, however the facts changed since.' })
  explain(@Param('runId', ParseUUIDPipe) runId: string, @Query() query: ExplanationQuery): Promise<ExplainedPair> {
    return this.query.explainInRun(runId, query.candidateId, query.opportunityId);
  }
}
