import { ReferralsQuery, type ReferralDetail } from '#lib/brokerage';
import { CandidatesQuery, type CandidateDetail, type CandidatePage } from '#lib/candidates';
import type { TargetGroupMembership } from '#lib/kernel';
import { MatchingQuery, type ExplainedPair, type RankedMatches } from '#lib/matching';
import { Clock } from '#lib/platform';
import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../page.dto.js';
import { OnDateQuery } from './candidates.dto.js';

@ApiTags('candidates')
@Controller('candidates')
export class CandidatesController {
  constructor(
    private readonly candidates: CandidatesQuery,
    private readonly matching: MatchingQuery,
    private readonly referrals: ReferralsQuery,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Candidates in the order of their names, a page at a time.' })
  page(@Query() page: PageQuery): Promise<CandidatePage> {
    return this.candidates.page({ after: page.after ?? null, limit: page.limit });
  }

  @Get(':candidateId')
  @ApiOperation({ summary: 'One candidate: facts, qualifications and consents. Monitoring answers are not here.' })
  detail(@Param('candidateId', ParseUUIDPipe) candidateId: string): Promise<CandidateDetail> {
    return this.candidates.detail(candidateId);
  }

  @Get(':candidateId/target-groups')
  @ApiOperation({ summary: 'Target groups derived from the facts on a date, each with why.' })
  async targetGroups(@Param('candidateId', ParseUUIDPipe) candidateId: string, @Query() query: OnDateQuery): Promise<{ on: string; groups: readonly TargetGroupMembership[] }> {
    const on = query.on ?? this.clock.today();
    return { on, groups: await this.matching.targetGroups(candidateId, on) };
  }

  @Get(':candidateId/matches')
  @ApiOperation({ summary: 'Best opportunities in the newest run that ended.' })
  async matches(@Param('candidateId', ParseUUIDPipe) candidateId: string): Promise<RankedMatches & { runId: string }> {
    const run = await this.matching.latestRun();
    return { runId: run.runId, ...(await this.matching.matchesOfCandidate(run.runId, candidateId)) };
  }

  @Get(':candidateId/matches/:opportunityId')
  @ApiOperation({ summary: "A pair on today's facts: every rule, the parts of the score, and what would make it eligible." })
  explain(@Param('candidateId', ParseUUIDPipe) candidateId: string, @Param('opportunityId', ParseUUIDPipe) opportunityId: string): Promise<ExplainedPair> {
    return this.matching.explainToday(candidateId, opportunityId);
  }

  @Get(':candidateId/referrals')
  @ApiOperation({ summary: 'The cases of a candidate, newest first.' })
  async referralsOf(@Param('candidateId', ParseUUIDPipe) candidateId: string): Promise<{ referrals: ReferralDetail[] }> {
    return { referrals: await this.referrals.ofCandidate(candidateId) };
  }
}
