import { MatchingQuery, MatchingService } from '#lib/matching';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { LOCAL_OPERATOR } from '../actor.js';
import { AcceptsWork, CanFail } from '../answers.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { ExplainedPairDto } from './explained-pair.dto.js';
import { ExplanationQuery, NewMatchRun, RankedMatchesDto, RunsDto, RunStateDto } from './match-runs.dto.js';

const RUN = 'The `runId` of a run.';

@ApiTags('match runs')
@Controller('match-runs')
export class MatchRunsController {
  constructor(
    private readonly matching: MatchingService,
    private readonly query: MatchingQuery,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Matches everybody with everything on the facts of this moment', description: 'The answer comes at once and the work goes on: ask at the Location until the status is `done` or `failed`.' })
  @AcceptsWork(RunStateDto, `/api/v1/match-runs/${EXAMPLE_ID}`)
  @CanFail(400, 413, 415, 422)
  async requestMatchRun(@Body() body: NewMatchRun, @Res({ passthrough: true }) response: Response): Promise<RunStateDto> {
    const runId = await this.matching.requestRun(LOCAL_OPERATOR, body);
    response.location(`/api/v1/match-runs/${runId}`);
    return this.query.run(runId);
  }

  @Get()
  @ApiOperation({ summary: 'The twenty newest runs' })
  @ApiOkResponse({ type: RunsDto, description: 'Runs, whatever became of them.' })
  @CanFail(422)
  async listMatchRuns(): Promise<RunsDto> {
    return { runs: await this.query.runs(20) };
  }

  @Get(':runId')
  @ApiOperation({ summary: 'How a run stands' })
  @ApiOkResponse({ type: RunStateDto, description: 'Status, progress, and the versions of facts and rules.' })
  @CanFail(400, 404, 422)
  showMatchRun(@UuidParam('runId', RUN) runId: string): Promise<RunStateDto> {
    return this.query.run(runId);
  }

  @Get(':runId/candidates/:candidateId')
  @ApiOperation({ summary: "A candidate's best opportunities in a run" })
  @ApiOkResponse({ type: RankedMatchesDto, description: 'Opportunities, best first.' })
  @CanFail(400, 404, 422)
  listMatchesOfCandidateInRun(
    @UuidParam('runId', RUN) runId: string,
    @UuidParam('candidateId', 'The `candidateId` of a list.') candidateId: string,
  ): Promise<RankedMatchesDto> {
    return this.query.matchesOfCandidate(runId, candidateId);
  }

  @Get(':runId/opportunities/:opportunityId')
  @ApiOperation({ summary: 'The best candidates for an opportunity in a run' })
  @ApiOkResponse({ type: RankedMatchesDto, description: 'Candidates, best first.' })
  @CanFail(400, 404, 422)
  listMatchesOfOpportunityInRun(
    @UuidParam('runId', RUN) runId: string,
    @UuidParam('opportunityId', 'The `opportunityId` of a list.') opportunityId: string,
  ): Promise<RankedMatchesDto> {
    return this.query.matchesOfOpportunity(runId, opportunityId);
  }

  @Get(':runId/explanation')
  @ApiOperation({ summary: 'A pair on the facts that the run saw', description: 'The same answer again, however the facts changed since.' })
  @ApiOkResponse({ type: ExplainedPairDto, description: 'The pair, taken apart.' })
  @CanFail(400, 404, 409, 410, 422)
  explainPairInRun(@UuidParam('runId', RUN) runId: string, @Query() query: ExplanationQuery): Promise<ExplainedPairDto> {
    return this.query.explainInRun(runId, query.candidateId, query.opportunityId);
  }
}
