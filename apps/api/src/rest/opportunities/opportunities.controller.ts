import { MatchingQuery, type RankedMatches } from '#lib/matching';
import { OpportunitiesQuery, type OpportunityDetail, type OpportunitySummary, type ProgrammeRow } from '#lib/opportunities';
import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../page.dto.js';

@ApiTags('opportunities')
@Controller()
export class OpportunitiesController {
  constructor(
    private readonly opportunities: OpportunitiesQuery,
    private readonly matching: MatchingQuery,
  ) {}

  @Get('opportunities')
  @ApiOperation({ summary: 'Roles, apprenticeships, courses and placements in the order of their titles, a page at a time.' })
  page(@Query() page: PageQuery): Promise<{ opportunities: OpportunitySummary[]; next: string | null }> {
    return this.opportunities.page({ after: page.after ?? null, limit: page.limit });
  }

  @Get('opportunities/:opportunityId')
  @ApiOperation({ summary: 'One opportunity with its requirements, pay and intakes.' })
  detail(@Param('opportunityId', ParseUUIDPipe) opportunityId: string): Promise<OpportunityDetail> {
    return this.opportunities.detail(opportunityId);
  }

  @Get('opportunities/:opportunityId/matches')
  @ApiOperation({ summary: 'Best candidates in the newest run that ended.' })
  async matches(@Param('opportunityId', ParseUUIDPipe) opportunityId: string): Promise<RankedMatches & { runId: string }> {
    const run = await this.matching.latestRun();
    return { runId: run.runId, ...(await this.matching.matchesOfOpportunity(run.runId, opportunityId)) };
  }

  @Get('programmes')
  @ApiOperation({ summary: 'Programmes with their rules and the justification recorded for a rule on age.' })
  async programmes(): Promise<{ programmes: ProgrammeRow[] }> {
    return { programmes: await this.opportunities.programmes() };
  }
}
