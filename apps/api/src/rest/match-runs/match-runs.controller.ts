import { MatchingQuery, MatchingService } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
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
  @Needs('matches.run')
  @HttpCode(202)
  @ApiOperation({ summary: 'Matches everybody with everything on the facts of this moment', description: 'The answer comes at once and the work goes on: ask at the Location until the status is `done` or `failed`.' })
  @AcceptsWork(RunStateDto, `/api/v1/match-runs/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 413, 415, 422)
  async requestMatchRun(@Acting() actor: Actor, @Body() body: NewMatchRun, @Res({ passthrough: true }) response: Response): Promise<RunStateDto> {
    const runId = await this.matching.requestRun(actor, body);
    response.location(`/api/v1/match-runs/${runId}`);
    return this.query.run(actor, runId);
  }

  @Get()
  @Needs('matches.read')
  @ApiOperation({ summary: 'The twenty newest runs' })
  @ApiOkResponse({ type: RunsDto, description: 'Runs, whatever became of them.' })
  @CanFail(401, 403, 422)
  async listMatchRuns(@Acting() actor: Actor): Promise<RunsDto> {
    return { runs: await this.query.runs(actor, 20) };
  }

  @Get(':runId')
  @Needs('matches.read')
  @ApiOperation({ summary: 'How a run stands' })
  @ApiOkResponse({ type: RunStateDto, description: 'Status, progress, and the versions of facts and rules.' })
  @CanFail(400, 401, 403, 404, 422)
  showMatchRun(@Acting() actor: Actor, @UuidParam('runId', RUN) runId: string): Promise<RunStateDto> {
    return this.query.run(actor, runId);
  }

  @Post(':runId/cancellation')
  @Needs('matches.run')
  @HttpCode(200)
  @ApiOperation({ summary: 'Calls a run off', description: 'Nothing more of it is matched, and what it found is not kept. A run that was called off already stays so.' })
  @ApiOkResponse({ type: RunStateDto, description: 'The run, called off.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async cancelMatchRun(@Acting() actor: Actor, @UuidParam('runId', RUN) runId: string): Promise<RunStateDto> {
    await this.matching.cancelRun(actor, runId);
    return this.query.run(actor, runId);
  }

  @Get(':runId/candidates/:candidateId')
  @Needs('matches.read')
  @ApiOperation({ summary: "A candidate's best opportunities in a run" })
  @ApiOkResponse({ type: RankedMatchesDto, description: 'Opportunities, best first.' })
  @CanFail(400, 401, 403, 404, 422)
  listMatchesOfCandidateInRun(
    @Acting() actor: Actor,
    @UuidParam('runId', RUN) runId: string,
    @UuidParam('candidateId', 'The `candidateId` of a list.') candidateId: string,
  ): Promise<RankedMatchesDto> {
    return this.query.matchesOfCandidate(actor, runId, candidateId);
  }

  @Get(':runId/opportunities/:opportunityId')
  @Needs('matches.read')
  @ApiOperation({ summary: 'The best candidates for an opportunity in a run' })
  @ApiOkResponse({ type: RankedMatchesDto, description: 'Candidates, best first.' })
  @CanFail(400, 401, 403, 404, 422)
  listMatchesOfOpportunityInRun(
    @Acting() actor: Actor,
    @UuidParam('runId', RUN) runId: string,
    @UuidParam('opportunityId', 'The `opportunityId` of a list.') opportunityId: string,
  ): Promise<RankedMatchesDto> {
    return this.query.matchesOfOpportunity(actor, runId, opportunityId);
  }

  @Get(':runId/explanation')
  @Needs('matches.read')
  @ApiOperation({ summary: 'A pair on the facts that the run saw', description: 'The same answer again, however the facts changed since.' })
  @ApiOkResponse({ type: ExplainedPairDto, description: 'The pair, taken apart.' })
  @CanFail(400, 401, 403, 404, 409, 410, 422)
  explainPairInRun(@Acting() actor: Actor, @UuidParam('runId', RUN) runId: string, @Query() query: ExplanationQuery): Promise<ExplainedPairDto> {
    return this.query.explainInRun(actor, runId, query.candidateId, query.opportunityId);
  }
}
