import { ReferralsQuery } from '#lib/brokerage';
import { CandidatesQuery } from '#lib/candidates';
import { MatchesNowQuery, MatchingQuery } from '#lib/matching';
import { Clock, type Actor } from '#lib/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { LatestMatchesDto } from '../match-runs/match-runs.dto.js';
import { FittingOpportunitiesDto, MatchesNowQueryDto } from '../match-runs/matches-now.dto.js';
import { PairTodayDto } from '../match-runs/pair-today.dto.js';
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
    private readonly now: MatchesNowQuery,
    private readonly referrals: ReferralsQuery,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Needs('candidates.read', 'referrals.review')
  @ApiOperation({ summary: 'Candidates in the order of their names, a page at a time' })
  @ApiOkResponse({ type: CandidatePageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listCandidates(@Acting() actor: Actor, @Query() page: PageQuery): Promise<CandidatePageDto> {
    return this.candidates.page(actor, { after: page.after ?? null, limit: page.limit });
  }

  @Get(':candidateId')
  @Needs('candidates.read', 'referrals.review', 'own-record.read')
  @ApiOperation({ summary: 'One candidate: facts, qualifications and consents', description: 'Monitoring answers are not here.' })
  @ApiOkResponse({ type: CandidateDetailDto, description: 'The candidate.' })
  @CanFail(400, 401, 403, 404, 422)
  showCandidate(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<CandidateDetailDto> {
    return this.candidates.detail(actor, candidateId);
  }

  @Get(':candidateId/target-groups')
  @Needs('candidates.read', 'own-record.read')
  @ApiOperation({ summary: 'Target groups derived from the facts on a date, each with why' })
  @ApiOkResponse({ type: TargetGroupsDto, description: 'Every target group.' })
  @CanFail(400, 401, 403, 404, 422)
  async deriveTargetGroups(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Query() query: OnDateQuery): Promise<TargetGroupsDto> {
    const on = query.on ?? this.clock.today();
    return { on, groups: await this.matching.targetGroups(actor, candidateId, on) };
  }

  @Get(':candidateId/matches')
  @Needs('matches.read')
  @ApiOperation({ summary: 'Best opportunities in the newest run that ended' })
  @ApiOkResponse({ type: LatestMatchesDto, description: 'Opportunities, best first.' })
  @CanFail(400, 401, 403, 404, 422)
  async listMatchesOfCandidate(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<LatestMatchesDto> {
    const run = await this.matching.latestRun(actor);
    return { runId: run.runId, ...(await this.matching.matchesOfCandidate(actor, run.runId, candidateId)) };
  }

  @Get(':candidateId/matches-now')
  @Needs('matches.read')
  @ApiOperation({ summary: "Best opportunities on the facts of this moment, with what each score is made of", description: 'Needs no run. What changed a second ago counts.' })
  @ApiOkResponse({ type: FittingOpportunitiesDto, description: 'Opportunities, best first.' })
  @CanFail(400, 401, 403, 404, 422)
  listMatchesOfCandidateNow(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Query() query: MatchesNowQueryDto): Promise<FittingOpportunitiesDto> {
    return this.now.ofCandidate(actor, candidateId, query.limit);
  }

  @Get(':candidateId/matches/:opportunityId')
  @Needs('matches.read')
  @ApiOperation({
    summary: "A pair on today's facts: every rule, the parts of the score, and what would make it eligible",
    description: 'With what those changes would bring: the place that the opportunity would take, and what each of them alone would open besides. What was saved before you asked counts.',
  })
  @ApiOkResponse({ type: PairTodayDto, description: 'The pair, taken apart.' })
  @CanFail(400, 401, 403, 404, 422)
  explainPairToday(
    @Acting() actor: Actor,
    @UuidParam('candidateId', CANDIDATE) candidateId: string,
    @UuidParam('opportunityId', 'The `opportunityId` of a list.') opportunityId: string,
  ): Promise<PairTodayDto> {
    return this.now.explain(actor, candidateId, opportunityId);
  }

  @Get(':candidateId/referrals')
  @Needs('referrals.read', 'referrals.review', 'own-record.read')
  @ApiOperation({ summary: 'The cases of a candidate, newest first' })
  @ApiOkResponse({ type: ReferralsOfCandidateDto, description: 'The cases; none when there never was one.' })
  @CanFail(400, 401, 403, 404, 422)
  async listReferralsOfCandidate(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<ReferralsOfCandidateDto> {
    await this.candidates.mustBeInReach(actor, candidateId); // a candidate that does not exist is not one without cases
    return { referrals: await this.referrals.ofCandidate(actor, candidateId) };
  }
}
