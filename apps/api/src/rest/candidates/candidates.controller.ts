import { ReferralsQuery } from '#lib/brokerage';
import { CandidatesQuery } from '#lib/candidates';
import { MatchingQuery } from '#lib/matching';
import { Clock } from '#lib/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CanFail } from '../answers.js';
import { ExplainedPairDto } from '../match-runs/explained-pair.dto.js';
import { LatestMatchesDto } from '../match-runs/match-runs.dto.js';
import { PageQuery } from '../page.dto.js';
import { ReferralsOfCandidateDto } from '../referrals/referrals.dto.js';
import { UuidParam } from '../uuid-param.js';
import { CandidateDetailDto, CandidatePageDto, OnDateQuery, TargetGroupsDto } from './candidates.dto.js';

const CANDIDATE = 'The `candidateId` of a list.';

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
  @ApiOperation({ summary: 'Candidates in the order of their names, a page at a time' })
  @ApiOkResponse({ type: CandidatePageDto, description: 'A page.' })
  @CanFail(422)
  listCandidates(@Query() page: PageQuery): Promise<CandidatePageDto> {
    return this.candidates.page({ after: page.after ?? null, limit: page.limit });
  }

  @Get(':candidateId')
  @ApiOperation({ summary: 'One candidate: facts, qualifications and consents', description: 'Monitoring answers are not here.' })
  @ApiOkResponse({ type: CandidateDetailDto, description: 'The candidate.' })
  @CanFail(400, 404, 422)
  showCandidate(@UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<CandidateDetailDto> {
    return this.candidates.detail(candidateId);
  }

  @Get(':candidateId/target-groups')
  @ApiOperation({ summary: 'Target groups derived from the facts on a date, each with why' })
  @ApiOkResponse({ type: TargetGroupsDto, description: 'Every target group.' })
  @CanFail(400, 404, 422)
  async deriveTargetGroups(@UuidParam('candidateId', CANDIDATE) candidateId: string, @Query() query: OnDateQuery): Promise<TargetGroupsDto> {
    const on = query.on ?? this.clock.today();
    return { on, groups: await this.matching.targetGroups(candidateId, on) };
  }

  @Get(':candidateId/matches')
  @ApiOperation({ summary: 'Best opportunities in the newest run that ended' })
  @ApiOkResponse({ type: LatestMatchesDto, description: 'Opportunities, best first.' })
  @CanFail(400, 404, 422)
  async listMatchesOfCandidate(@UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<LatestMatchesDto> {
    const run = await this.matching.latestRun();
    return { runId: run.runId, ...(await this.matching.matchesOfCandidate(run.runId, candidateId)) };
  }

  @Get(':candidateId/matches/:opportunityId')
  @ApiOperation({ summary: "A pair on today's facts: every rule, the parts of the score, and what would make it eligible" })
  @ApiOkResponse({ type: ExplainedPairDto, description: 'The pair, taken apart.' })
  @CanFail(400, 404, 422)
  explainPairToday(
    @UuidParam('candidateId', CANDIDATE) candidateId: string,
    @UuidParam('opportunityId', 'The `opportunityId` of a list.') opportunityId: string,
  ): Promise<ExplainedPairDto> {
    return this.matching.explainToday(candidateId, opportunityId);
  }

  @Get(':candidateId/referrals')
  @ApiOperation({ summary: 'The cases of a candidate, newest first' })
  @ApiOkResponse({ type: ReferralsOfCandidateDto, description: 'The cases; none when there never was one.' })
  @CanFail(400, 404, 422)
  async listReferralsOfCandidate(@UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<ReferralsOfCandidateDto> {
    await this.candidates.detail(candidateId); // a candidate that does not exist is not one without cases
    return { referrals: await this.referrals.ofCandidate(candidateId) };
  }
}
