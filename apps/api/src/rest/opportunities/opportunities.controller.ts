import { MatchingQuery } from '#lib/matching';
import { OpportunitiesQuery } from '#lib/opportunities';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CanFail } from '../answers.js';
import { LatestMatchesDto } from '../match-runs/match-runs.dto.js';
import { PageQuery } from '../page.dto.js';
import { UuidParam } from '../uuid-param.js';
import { OpportunityDetailDto, OpportunityPageDto, ProgrammesDto } from './opportunities.dto.js';

const OPPORTUNITY = 'The `opportunityId` of a list.';

@ApiTags('opportunities')
@Controller()
export class OpportunitiesController {
  constructor(
    private readonly opportunities: OpportunitiesQuery,
    private readonly matching: MatchingQuery,
  ) {}

  @Get('opportunities')
  @ApiOperation({ summary: 'Roles, apprenticeships, courses and placements in the order of their titles, a page at a time' })
  @ApiOkResponse({ type: OpportunityPageDto, description: 'A page.' })
  @CanFail(422)
  listOpportunities(@Query() page: PageQuery): Promise<OpportunityPageDto> {
    return this.opportunities.page({ after: page.after ?? null, limit: page.limit });
  }

  @Get('opportunities/:opportunityId')
  @ApiOperation({ summary: 'One opportunity with its requirements, pay and intakes' })
  @ApiOkResponse({ type: OpportunityDetailDto, description: 'The opportunity.' })
  @CanFail(400, 404, 422)
  showOpportunity(@UuidParam('opportunityId', OPPORTUNITY) opportunityId: string): Promise<OpportunityDetailDto> {
    return this.opportunities.detail(opportunityId);
  }

  @Get('opportunities/:opportunityId/matches')
  @ApiOperation({ summary: 'Best candidates in the newest run that ended' })
  @ApiOkResponse({ type: LatestMatchesDto, description: 'Candidates, best first.' })
  @CanFail(400, 404, 422)
  async listMatchesOfOpportunity(@UuidParam('opportunityId', OPPORTUNITY) opportunityId: string): Promise<LatestMatchesDto> {
    const run = await this.matching.latestRun();
    return { runId: run.runId, ...(await this.matching.matchesOfOpportunity(run.runId, opportunityId)) };
  }

  @Get('programmes')
  @ApiOperation({ summary: 'Programmes with their rules and the justification recorded for a rule on age' })
  @ApiOkResponse({ type: ProgrammesDto, description: 'All programmes.' })
  @CanFail(422)
  async listProgrammes(): Promise<ProgrammesDto> {
    return { programmes: await this.opportunities.programmes() };
  }
}
