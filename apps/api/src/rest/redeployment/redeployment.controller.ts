import { InternalSuggestionsQuery, RedeploymentQuery, RedeploymentService, type CohortChoice } from '#lib/brokerage';
import { AllocationsQuery } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { AllocationStateDto } from '../allocations/allocations.dto.js';
import { termsOf } from '../allocations/terms.sent.js';
import { AcceptsWork, CanFail } from '../answers.js';
import { CityQuery } from '../city.dto.js';
import { MatchesNowQueryDto } from '../match-runs/matches-now.dto.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { CohortAllocation, CohortPageDto, CohortPeopleQuery, CohortsDto, CohortsQuery, InternalSuggestionsDto, NewRedeploymentRulesBody, RedeploymentBody, RedeploymentDto, RedeploymentRulesDto } from './redeployment.dto.js';

const CANDIDATE = 'The `candidateId` of a candidate.';

@ApiTags('redeployment')
@Controller()
export class RedeploymentController {
  constructor(
    private readonly redeployment: RedeploymentService,
    private readonly query: RedeploymentQuery,
    private readonly suggestions: InternalSuggestionsQuery,
    private readonly allocations: AllocationsQuery,
  ) {}

  @Get('candidates/:candidateId/redeployment')
  @Needs('candidates.read', 'own-record.read')
  @ApiOperation({ summary: 'When somebody’s contract ends, what is due when, and what they carry over' })
  @ApiOkResponse({ type: RedeploymentDto, description: 'The record and the plan as of today.' })
  @CanFail(400, 401, 403, 404, 422)
  showRedeployment(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<RedeploymentDto> {
    return this.query.ofCandidate(actor, candidateId);
  }

  @Put('candidates/:candidateId/redeployment')
  @Needs('candidates.import')
  @ApiOperation({ summary: 'Records the post that ends: employer, service, notice, a trial, and when it ends', description: 'The whole record. A contract that is extended makes another plan at once.' })
  @ApiOkResponse({ type: RedeploymentDto, description: 'The record and the plan as of today.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async recordRedeployment(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() body: RedeploymentBody): Promise<RedeploymentDto> {
    await this.redeployment.record(actor, candidateId, body);
    return this.query.ofCandidate(actor, candidateId);
  }

  @Get('candidates/:candidateId/redeployment/suggestions')
  @Needs('matches.read')
  @ApiOperation({ summary: 'What fits somebody whose contract ends, posts inside first', description: 'Everything that fits today, in a stated order: of the same employer, then of other NHS employers of the ICS, then the rest; within each by score.' })
  @ApiOkResponse({ type: InternalSuggestionsDto, description: 'The first few.' })
  @CanFail(400, 401, 403, 404, 422)
  suggestInternalFirst(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Query() { limit }: MatchesNowQueryDto): Promise<InternalSuggestionsDto> {
    return this.suggestions.ofCandidate(actor, candidateId, limit);
  }

  @Get('redeployment-cohorts')
  @Needs('casework.read')
  @ApiOperation({ summary: 'How many people’s contracts end, by month, employer and post', description: 'Of everybody whom you look after and who is not known to work outside the NHS.' })
  @ApiOkResponse({ type: CohortsDto, description: 'The cohorts.' })
  @CanFail(401, 403, 422)
  async listRedeploymentCohorts(@Acting() actor: Actor, @Query() { from, to }: CohortsQuery): Promise<CohortsDto> {
    return { cohorts: await this.query.cohorts(actor, from, to) };
  }

  @Get('redeployment-cohorts/people')
  @Needs('casework.read')
  @ApiOperation({ summary: 'Who is in a cohort, and what is next for each, a page at a time' })
  @ApiOkResponse({ type: CohortPageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listRedeploymentCohort(@Acting() actor: Actor, @Query() query: CohortPeopleQuery): Promise<CohortPageDto> {
    return this.query.people(actor, chosen(query), { after: query.after ?? null, limit: query.limit });
  }

  @Post('redeployment-cohorts/allocations')
  @Needs('allocations.run')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Gives a whole cohort its places: the best for all together, proven',
    description: 'The people of the cohort as it is now, on the terms of an allocation, in one request. It is an allocation like any other: look at it, decide and accept it at the Location. Keep places for programmes to give people inside the first refusal.',
  })
  @AcceptsWork(AllocationStateDto, `/api/v1/allocations/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async allocateRedeploymentCohort(@Acting() actor: Actor, @Body() body: CohortAllocation, @Res({ passthrough: true }) response: Response): Promise<AllocationStateDto> {
    const { opportunityIds, seed } = body;
    const allocationId = await this.redeployment.allocate(actor, chosen(body), opportunityIds, { terms: termsOf(body), ...(seed === undefined ? {} : { seed }) });
    response.location(`/api/v1/allocations/${allocationId}`);
    return this.allocations.state(actor, allocationId);
  }

  @Get('redeployment-rules')
  @Needs('opportunities.read')
  @ApiOperation({ summary: 'Notice by band, and what people bring from posts that end' })
  @ApiOkResponse({ type: RedeploymentRulesDto, description: 'The rules in force today.' })
  @CanFail(401, 403, 422)
  showRedeploymentRules(@Acting() actor: Actor, @Query() { city }: CityQuery): Promise<RedeploymentRulesDto> {
    return this.query.rulesInForce(actor, city);
  }

  @Put('redeployment-rules')
  @Needs('programmes.change')
  @ApiOperation({ summary: 'Puts other rules of redeployment in force for the City', description: 'Each save is a version of its own, from a day on.' })
  @ApiOkResponse({ type: RedeploymentRulesDto, description: 'The rules in force today, which are the new ones once their day has come.' })
  @CanFail(400, 401, 403, 409, 413, 415, 422)
  async changeRedeploymentRules(@Acting() actor: Actor, @Body() body: NewRedeploymentRulesBody): Promise<RedeploymentRulesDto> {
    await this.redeployment.changeRules(actor, body);
    return this.query.rulesInForce(actor, body.city);
  }
}

function chosen({ month, employer, post }: CohortChoice): CohortChoice {
  return { month, ...(employer === undefined ? {} : { employer }), ...(post === undefined ? {} : { post }) };
}
