import { KNOWN_RULE_VERSIONS, matchOneByOne, targetGroupsOn, type CandidateFacts, type PlainDate, type TargetGroupMembership } from '#lib/kernel';
import { CandidatesQuery } from '#lib/candidates';
import { Clock, Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { explained, explainedToday, type ExplainedPair, type PairToday } from './explained-pair.js';
import { LIVE_SEED } from './live-facts.service.js';
import { NOWHERE, programmePerson } from './matching-facts.js';
import { SnapshotService } from './snapshot.service.js';
import { TravelTimesInUse } from './travel-times-in-use.js';

type RunStatus = 'queued' | 'working' | 'sharded' | 'done' | 'failed' | 'cancelled';

/** How a run stands. */
export interface RunState {
  readonly runId: string;
  readonly status: RunStatus;
  readonly asOfOn: PlainDate;
  readonly matchesEach: number;
  readonly seed: number;
  readonly ruleVersion: string;
  readonly snapshotVersion: string | null;
  readonly candidateCount: number | null;
  readonly opportunityCount: number | null;
  readonly shardCount: number | null;
  readonly shardsDone: number;
  readonly candidatesDone: number;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** One match in a ranked list. */
export interface RankedMatch {
  readonly rank: number;
  readonly candidateId: string;
  readonly opportunityId: string;
  readonly score: number;
  readonly kind: 'role' | 'apprenticeship' | 'course' | 'placement';
  readonly title: string;
  readonly employerName: string | null;
  readonly candidateReference: string;
}

/** A ranked list, and how many were eligible beyond it. */
export interface RankedMatches {
  readonly eligibleCount: number;
  readonly matches: RankedMatch[];
}

const RUN = `
  SELECT run.run_id AS "runId", run.status, run.as_of_on::text AS "asOfOn", matches_each AS "matchesEach", seed, rule_version AS "ruleVersion",
         snapshot.snapshot_version::text AS "snapshotVersion", snapshot.candidate_count AS "candidateCount",
         snapshot.opportunity_count AS "opportunityCount", run.shard_count AS "shardCount",
         coalesce(shards.done, 0)::int AS "shardsDone", coalesce(shards.candidates, 0)::int AS "candidatesDone",
         run.error_code AS "errorCode", run.error_detail AS "errorDetail", run.created_at AS "createdAt", run.finished_at AS "finishedAt"
    FROM matching.runs AS run
    LEFT JOIN matching.snapshots AS snapshot USING (snapshot_id)
    LEFT JOIN LATERAL (SELECT count(*) AS done, sum(candidate_count) AS candidates FROM matching.shards WHERE run_id = run.run_id AND status = 'done') AS shards ON true`;

/** A stored list, and how many were eligible beyond it, in one answer: policies are worked out once. `stored` is SQL for its row. */
const RANKED = (stored: string): string => `
  WITH stored AS MATERIALIZED (${stored})
  SELECT stored.eligible_count AS "eligibleCount", cardinality(stored.scores) AS kept,
         coalesce((
           SELECT jsonb_agg(jsonb_build_object('rank', item.rank, 'candidateId', item.candidate_id, 'opportunityId', item.opportunity_id, 'score', item.score, 'kind', kind,
                                               'title', title, 'employerName', employer_name, 'candidateReference', candidate.reference) ORDER BY item.rank)
             FROM unnest(stored.candidate_ids, stored.opportunity_ids, stored.scores) WITH ORDINALITY AS item (candidate_id, opportunity_id, score, rank)
             JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
             JOIN candidates.candidates AS candidate ON candidate.candidate_id = item.candidate_id
            WHERE candidates.consents_to(item.candidate_id, 'matching') -- as it stands now, not when the run was
         ), '[]') AS matches
    FROM stored`;

const OF_CANDIDATE = RANKED(`
    SELECT CASE WHEN candidates.consents_to(candidate_id, 'matching') THEN eligible_count ELSE 0 END AS eligible_count,
           array_fill(candidate_id, ARRAY[cardinality(opportunity_ids)]) AS candidate_ids, opportunity_ids, scores
      FROM matching.candidate_matches WHERE run_id = $1 AND candidate_id = $2`);

const OF_OPPORTUNITY = RANKED(`
    SELECT eligible_count, candidate_ids, array_fill(opportunity_id, ARRAY[cardinality(candidate_ids)]) AS opportunity_ids, scores
      FROM matching.opportunity_matches WHERE run_id = $1 AND opportunity_id = $2`);

interface RankedRow extends RankedMatches {
  /** How many the run kept; who has taken a consent back since is not among the matches. */
  readonly kept: number;
}

/** Reads of runs and of what they found. */
@Injectable()
export class MatchingQuery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly snapshots: SnapshotService,
    private readonly candidates: CandidatesQuery,
    private readonly travelTimes: TravelTimesInUse,
  ) {}

  /** How a run stands. Throws matching/run-not-found. */
  async run(actor: Actor, runId: string): Promise<RunState> {
    const [run] = await this.database.read<RunState>(actor, `${RUN} WHERE run.run_id = $1`, [runId]);
    if (run === undefined) throw new DomainError('matching/run-not-found', 'There is no such run.');
    return run;
  }

  /** The newest runs first. */
  async runs(actor: Actor, limit: number): Promise<RunState[]> {
    return this.database.read(actor, `${RUN} ORDER BY run.created_at DESC, run.run_id DESC LIMIT $1`, [limit]);
  }

  /** The newest run that ended well. Throws matching/no-run-yet. */
  async latestRun(actor: Actor): Promise<RunState> {
    const [run] = await this.database.read<RunState>(actor, `${RUN} WHERE run.status = 'done' ORDER BY run.finished_at DESC LIMIT 1`);
    if (run === undefined) throw new DomainError('matching/no-run-yet', 'Nothing has been matched yet. Start a run first.');
    return run;
  }

  /** A candidate's best opportunities in a run, best first. Throws matching/candidate-not-in-run. */
  async matchesOfCandidate(actor: Actor, runId: string, candidateId: string): Promise<RankedMatches> {
    const [row] = await this.database.read<RankedRow>(actor, OF_CANDIDATE, [runId, candidateId]);
    if (row === undefined) throw new DomainError('matching/candidate-not-in-run', 'This run has no result for that candidate. Start a new run if the candidate is new.');
    return { eligibleCount: row.eligibleCount, matches: withoutGaps(row.matches) };
  }

  /**
   * The best candidates for an opportunity in a run, best first. Who has taken a consent back since the run is neither
   * listed nor counted; of those beyond the list, whom a run does not keep, the next run tells. Throws
   * matching/opportunity-not-in-run.
   */
  async matchesOfOpportunity(actor: Actor, runId: string, opportunityId: string): Promise<RankedMatches> {
    const [row] = await this.database.read<RankedRow>(actor, OF_OPPORTUNITY, [runId, opportunityId]);
    if (row === undefined) throw new DomainError('matching/opportunity-not-in-run', 'This run has no result for that opportunity: it is new, or the run has not ended.');
    return { eligibleCount: row.eligibleCount - (row.kept - row.matches.length), matches: withoutGaps(row.matches) };
  }

  /**
   * How a pair stands on the facts that a run saw: the same answer again, however the facts changed since, and under
   * every rule version that this program knows. Of somebody without a valid consent to matching today it tells no more
   * than of somebody who was not there. Throws matching/rules-changed.
   */
  async explainInRun(actor: Actor, runId: string, candidateId: string, opportunityId: string): Promise<ExplainedPair> {
    const [run] = await this.database.read<{ snapshotId: string | null; travelTimesVersion: number | null; asOfOn: string; ruleVersion: string }>(
      actor,
      `SELECT snapshot_id AS "snapshotId", travel_times_version AS "travelTimesVersion", runs.as_of_on::text AS "asOfOn", rule_version AS "ruleVersion"
         FROM matching.runs LEFT JOIN matching.snapshots USING (snapshot_id) WHERE run_id = $1`,
      [runId],
    );
    if (run === undefined) throw new DomainError('matching/run-not-found', 'There is no such run.');
    if (run.snapshotId === null) throw new DomainError('matching/run-not-ready', 'This run has not read the facts yet. Try again in a moment.');
    if (!KNOWN_RULE_VERSIONS.includes(run.ruleVersion)) {
      throw new DomainError('matching/rules-changed', `This run was made under rules that this program does not know (${run.ruleVersion}), so its scores cannot be explained. Start a new run.`);
    }
    await this.candidates.mustBeInReach(actor, candidateId); // a snapshot knows nothing of who may see whom
    const [consent] = await this.database.read<{ stands: boolean }>(actor, `SELECT candidates.consents_to($1, 'matching') AS stands`, [candidateId]);
    if (consent?.stands !== true) throw notInSnapshot();
    const candidate = await this.candidateInSnapshot(actor, run.snapshotId, candidateId);
    const opportunity = (await this.snapshots.opportunitiesOf(actor, run.snapshotId)).find((facts) => facts.opportunityId === opportunityId);
    if (opportunity === undefined) throw new DomainError('matching/opportunity-not-in-run', 'That opportunity was not there when this run read the facts.');
    return explained('snapshot', { asOfOn: run.asOfOn, travelTimes: await this.travelTimes.of(run.travelTimesVersion, [candidate]) }, candidate, opportunity);
  }

  /**
   * How a pair stands on today's facts, and what changes would bring among all that the actor sees: for a command, which
   * ends with the answer. A process that stays has MatchesNowQuery.explain, which answers the same out of memory.
   */
  async explainToday(actor: Actor, candidateId: string, opportunityId: string): Promise<PairToday> {
    const today = this.clock.today();
    const [candidate, opportunity] = await Promise.all([
      this.snapshots.candidateToday(actor, candidateId, today),
      this.snapshots.opportunityToday(actor, opportunityId, today),
    ]);
    const context = { asOfOn: today, travelTimes: await this.travelTimes.of(await this.travelTimes.version(), [candidate]) };
    return explainedToday((sql, values) => this.database.read(actor, sql, values), context, candidate, opportunity, async () => {
      const market = await this.database.writeAtOneMoment(actor, (manager) => this.snapshots.opportunitiesNow(manager, today, null));
      // For a handful of questions: to compile the market would take longer than to judge it one by one.
      return matchOneByOne(market, { ...context, seed: LIVE_SEED });
    });
  }

  /** The target groups that a candidate is in on a day, each with why. */
  async targetGroups(actor: Actor, candidateId: string, on: PlainDate): Promise<readonly TargetGroupMembership[]> {
    const row = await this.candidates.matchingRow(actor, candidateId, on);
    const home = (await this.snapshots.placesOf([row])).get(row.postcode ?? '') ?? NOWHERE;
    return targetGroupsOn(programmePerson(row, home), on);
  }

  /** Parts are in the order of candidate ids, so a few reads find the one. */
  private async candidateInSnapshot(actor: Actor, snapshotId: string, candidateId: string): Promise<CandidateFacts> {
    const [{ parts } = { parts: 0 }] = await this.database.read<{ parts: number }>(
      actor,
      `SELECT count(*)::int AS parts FROM matching.snapshot_parts WHERE snapshot_id = $1 AND content = 'candidates'`,
      [snapshotId],
    );
    let low = 0;
    let high = parts - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const candidates = await this.snapshots.candidatesOf(actor, snapshotId, middle);
      const found = candidates.find((facts) => facts.candidateId === candidateId);
      if (found !== undefined) return found;
      if (candidateId < candidates[0]!.candidateId) high = middle - 1;
      else low = middle + 1;
    }
    throw notInSnapshot();
  }
}

function notInSnapshot(): DomainError {
  return new DomainError('matching/candidate-not-in-run', 'That candidate was not there when this run read the facts.');
}

/** A gap would tell that somebody was there. */
function withoutGaps(matches: readonly RankedMatch[]): RankedMatch[] {
  return matches.map((match, index) => ({ ...match, rank: index + 1 }));
}
