import { MatchesNowQuery, MatchingQuery } from '#lib/matching';
import { OpportunitiesQuery, PayQuery } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { LatestMatchesDto } from '../match-runs/match-runs.dto.js';
import { FittingCandidatesDto, MatchesNowQueryDto } from '../match-runs/matches-now.dto.js';
import { PageQuery } from '../page.dto.js';
import { UuidParam } from '../uuid-param.js';
import { OpportunityDetailDto, OpportunityPageDto, ProgrammesDto } from './opportunities.dto.js';

const OPPORTUNITY = 'The `opportunityId` of a list.';

@ApiTags('opportunities')
@Controller()
export class OpportunitiesController {
  constructor(
    private readonly opportunities: OpportunitiesQuery,
    private readonly withPay: PayQuery,
    private readonly matching: MatchingQuery,
    private readonly now: MatchesNowQuery,
  ) {}

  @Get('opportunities')
  @Needs('opportunities.read')
  @ApiOperation({ summary: 'Roles, apprenticeships, courses and placements in the order of their titles, a page at a time' })
  @ApiOkResponse({ type: OpportunityPageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listOpportunities(@Acting() actor: Actor, @Query() page: PageQuery): Promise<OpportunityPageDto> {
    return this.withPay.page(actor, { after: page.after ?? null, limit: page.limit });
  }

  @Get('opportunities/:opportunityId')
  @Needs('opportunities.read')
  @ApiOperation({ summary: 'One opportunity with its requirements, pay and intakes' })
  @ApiOkResponse({ type: OpportunityDetailDto, description: 'The opportunity.' })
  @CanFail(400, 401, 403, 404, 422)
  showOpportunity(@Acting() actor: Actor, @UuidParam('opportunityId', OPPORTUNITY) opportunityId: string): Promise<OpportunityDetailDto> {
    return this.withPay.detail(actor, opportunityId);
  }

  @Get('opportunities/:opportunityId/matches')
  @Needs('matches.read')
  @ApiOperation({ summary: 'Best candidates in the newest run that ended' })
  @ApiOkResponse({ type: LatestMatchesDto, description: 'Candidates, best first.' })
  @CanFail(400, 401, 403, 404, 422)
  async listMatchesOfOpportunity(@Acting() actor: Actor, @UuidParam('opportunityId', OPPORTUNITY) opportunityId: string): Promise<LatestMatchesDto> {
    const run = await this.matching.latestRun(actor);
    return { runId: run.runId, ...(await this.matching.matchesOfOpportunity(actor, run.runId, opportunityId)) };
  }

  @Get('opportunities/:opportunityId/matches-now')
  @Needs('matches.read')
  @ApiOperation({ summary: 'Best candidates on the facts of this moment, among those whom you look after', description: 'Needs no run. People of others are among them as far as an agreement and their own consent reach.' })
  @ApiOkResponse({ type: FittingCandidatesDto, description: 'Candidates, best first.' })
  @CanFail(400, 401, 403, 404, 422)
  listMatchesOfOpportunityNow(@Acting() actor: Actor, @UuidParam('opportunityId', OPPORTUNITY) opportunityId: string, @Query() query: MatchesNowQueryDto): Promise<FittingCandidatesDto> {
    return this.now.ofOpportunity(actor, opportunityId, query.limit);
  }

  @Get('programmes')
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'Programmes with their rules and the justification recorded for a rule on age' })
  @ApiOkResponse({ type: ProgrammesDto, description: 'All programmes.' })
  @CanFail(401, 403, 422)
  async listProgrammes(@Acting() actor: Actor): Promise<ProgrammesDto> {
    return { programmes: await this.opportunities.programmes(actor) };
  }
}
