import { randomInt } from 'node:crypto';
import {
  isPlainDate,
  lotteryNumber,
  matchCandidates,
  mergeTopCandidates,
  RULE_VERSION,
  type MatchResult,
  type OpportunityMatches,
  type PlainDate,
} from '#lib/kernel';
import {
  claimWork,
  Clock,
  Database,
  DomainError,
  failWork,
  finishWork,
  keepClaim,
  ProcessConfig,
  releaseClaim,
  renewClaim,
  requireAction,
  rowsToRingAgain,
  systemActor,
  writeAudit,
  type Actor,
  type Claim,
  type WorkTable,
} from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MatchingBell } from './matching.queue.js';
import { SnapshotService, type TakenSnapshot } from './snapshot.service.js';

const MATCHER = { job: 'job:match-run', role: 'pathways_matcher' } as const;
const RUNS: WorkTable = { table: 'matching.runs', idColumn: 'run_id', ...MATCHER };
const SHARDS: WorkTable = { table: 'matching.shards', idColumn: 'shard_id', ...MATCHER };

/** The job while it works on rows of runs and shards, which hold facts without names. */
const JOB = systemActor(MATCHER.job, {});

/** What a run is asked for. */
export interface RunRequest {
  /** The day that the rules are judged on; today when left out. */
  readonly asOfOn?: PlainDate;
  /** How many matches to keep for each candidate and each opportunity. */
  readonly matchesEach: number;
  /** For the lottery between equal scores; drawn when left out, and stored with the run either way. */
  readonly seed?: number;
}

/** Runs of many against many: row, doorbell, snapshot, shards, result. */
@Injectable()
export class MatchingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: ProcessConfig,
    private readonly bell: MatchingBell,
    private readonly snapshots: SnapshotService,
  ) {}

  /** Writes the letter of a run over the people and the market that the actor reaches, and rings for it. Returns the run's id at once. */
  async requestRun(actor: Actor, request: RunRequest): Promise<string> {
    const asOfOn = request.asOfOn ?? this.clock.today();
    if (!isPlainDate(asOfOn)) throw new DomainError('matching/date-not-real', 'The day of the run must be a real date, as 2026-03-31.');
    requireAction(actor, 'matches.run');
    const runId = await this.database.write(actor, async (manager) => {
      const [reach] = await manager.query<{ people: string[]; shared: string[]; market: string[] }[]>(
        // The organisations as they stand now, and not the nodes above them: whoever an organisation moves to has not asked for this run.
        `SELECT ARRAY(SELECT identity.reach('people')) AS people, ARRAY(SELECT identity.reach('shared_people') EXCEPT SELECT identity.reach('people')) AS shared, ARRAY(SELECT identity.reach('market')) AS market`,
      );
      const { people, shared, market } = reach!;
      const [run] = await manager.query<{ run_id: string }[]>(
        `INSERT INTO matching.runs (requested_by, as_of_on, seed, matches_each, rule_version, people_nodes, shared_people_nodes, market_nodes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING run_id`,
        [actor.actorId, asOfOn, request.seed ?? randomInt(2 ** 31), request.matchesEach, RULE_VERSION, people, shared, market],
      );
      await writeAudit(manager, actor, 'matching.run-requested', run!.run_id, { asOfOn, matchesEach: request.matchesEach }, { organisationId: people[0] ?? null });
      return run!.run_id;
    });
    await this.bell.ringRun(runId);
    return runId;
  }

  /** Takes the snapshot of a run and writes the letters of its shards. A second ring for the same run changes nothing. */
  async startRun(runId: string): Promise<void> {
    const claim = await claimWork(this.database, RUNS, runId, this.config.LEASE_SECONDS);
    if (claim === null) return;
    const shardIds = await this.snapshotInShards(claim, runId).catch(async (error: unknown) => {
      await releaseClaim(this.database, claim);
      throw error;
    });
    if (shardIds.length === 0) await this.bell.ringFinish(runId);
    else await this.bell.ringShards(runId, shardIds);
  }

  private async snapshotInShards(claim: Claim, runId: string): Promise<string[]> {
    const letGo = keepClaim(this.database, claim);
    const [run] = await this.database.read<RunRow>(
      JOB,
      `SELECT as_of_on::text AS "asOfOn", people_nodes AS people, shared_people_nodes AS shared, market_nodes AS market FROM matching.runs WHERE run_id = $1`,
      [runId],
      MATCHER.role,
    );
    const { asOfOn, people, shared, market } = run!;
    const forRequester = systemActor(MATCHER.job, { people, shared_people: shared, market });
    const snapshot = await this.database.writeAtOneMoment(forRequester, (manager) => this.snapshots.take(manager, asOfOn), MATCHER.role).finally(letGo);
    return this.writeShards(claim, runId, snapshot);
  }

  /** A transaction of its own: the one of the snapshot sees the run's row as it was before the lease was prolonged. */
  private async writeShards(claim: Claim, runId: string, snapshot: TakenSnapshot): Promise<string[]> {
    try {
      return await this.database.write(JOB, async (manager) => {
        await renewClaim(manager, claim);
        const shards = await manager.query<{ shard_id: string }[]>(
          `INSERT INTO matching.shards (run_id, part_number, candidate_count)
           SELECT $1, part.number - 1, part.candidates FROM unnest($2::int[]) WITH ORDINALITY AS part (candidates, number) RETURNING shard_id`,
          [runId, snapshot.candidatesPerPart],
        );
        await manager.query(
          `UPDATE matching.runs SET status = 'sharded', snapshot_id = $2, shard_count = $3, claim_token = NULL, leased_until = NULL, rung_at = now() WHERE run_id = $1`,
          [runId, snapshot.snapshotId, shards.length],
        );
        return shards.map((shard) => shard.shard_id);
      }, MATCHER.role);
    } catch (error) {
      await this.snapshots.drop(snapshot.snapshotId); // nobody refers to it
      throw error;
    }
  }

  /**
   * Matches the candidates of one shard against every opportunity and stores what it finds, once. What cannot
   * be mended by trying again ends the run with its code; anything else gives the shard back for the retry.
   */
  async matchShard(shardId: string): Promise<void> {
    const claim = await claimWork(this.database, SHARDS, shardId, this.config.LEASE_SECONDS);
    if (claim === null) return;
    const [shard] = await this.database.read<ShardRow>(
      JOB,
      `SELECT run_id AS "runId", part_number AS "partNumber", as_of_on::text AS "asOfOn", seed, matches_each AS "limit", snapshot_id AS "snapshotId", rule_version AS "ruleVersion"
         FROM matching.shards JOIN matching.runs USING (run_id) WHERE shard_id = $1`,
      [shardId],
      MATCHER.role,
    );
    if (shard === undefined) return;
    try {
      await this.matchClaimed(claim, shard);
    } catch (error) {
      if (error instanceof DomainError && error.code.startsWith('matching/')) {
        await this.failRun(claim, shard.runId, error);
        return;
      }
      await releaseClaim(this.database, claim);
      throw error;
    }
    if (await this.allShardsDone(shard.runId)) await this.bell.ringFinish(shard.runId);
  }

  private async matchClaimed(claim: Claim, shard: ShardRow): Promise<void> {
    if (shard.ruleVersion !== RULE_VERSION) throw new DomainError('matching/rules-changed', 'The rules changed while this run was waiting. Start a new run.');
    const [opportunities, candidates] = await Promise.all([this.snapshots.opportunitiesOf(JOB, shard.snapshotId), this.snapshots.candidatesOf(JOB, shard.snapshotId, shard.partNumber)]);
    const result = matchCandidates(candidates, opportunities, { asOfOn: shard.asOfOn, seed: shard.seed, limit: shard.limit });
    await this.database.write(JOB, async (manager) => {
      await storeResult(manager, shard, result);
      await finishWork(manager, claim);
    }, MATCHER.role);
  }

  /** Joins the shards' best for each opportunity and ends the run. Rung early or twice it does nothing. */
  async finishRun(runId: string): Promise<void> {
    await this.database.write(JOB, async (manager) => {
      const [run] = await manager.query<{ seed: number; limit: number }[]>(
        `SELECT seed, matches_each AS "limit" FROM matching.runs WHERE run_id = $1 AND status = 'sharded'
           AND NOT EXISTS (SELECT FROM matching.shards WHERE run_id = $1 AND status <> 'done') FOR UPDATE SKIP LOCKED`,
        [runId],
      );
      if (run === undefined) return;
      const merged = await mergedMatches(manager, runId, run);
      await manager.query(`DELETE FROM matching.opportunity_matches WHERE run_id = $1`, [runId]);
      await storeOpportunityMatches(manager, runId, MERGED, merged);
      await manager.query(`UPDATE matching.runs SET status = 'done', finished_at = now() WHERE run_id = $1`, [runId]);
    }, MATCHER.role);
  }

  /** Rings again for runs and shards that nobody has in hand. */
  async ringAgain(quietSeconds: number): Promise<void> {
    for (const runId of await rowsToRingAgain(this.database, RUNS, quietSeconds)) await this.bell.ringRun(runId);
    for (const shardId of await rowsToRingAgain(this.database, SHARDS, quietSeconds)) await this.bell.ringShard(shardId);
    const ready = await this.database.read<{ run_id: string }>(
      JOB,
      `SELECT run_id FROM matching.runs AS run WHERE status = 'sharded'
          AND NOT EXISTS (SELECT FROM matching.shards AS shard WHERE shard.run_id = run.run_id AND status <> 'done')`,
      [],
      MATCHER.role,
    );
    for (const { run_id: runId } of ready) await this.bell.ringFinish(runId);
    await this.database.write(
      JOB,
      (manager) =>
        manager.query(
          `UPDATE matching.runs AS run SET status = 'failed', finished_at = now(), error_code = shard.error_code, error_detail = shard.error_detail
             FROM matching.shards AS shard WHERE shard.run_id = run.run_id AND shard.status = 'failed' AND run.status = 'sharded'`,
        ),
      MATCHER.role,
    );
    await this.snapshots.dropUnused();
  }

  private async allShardsDone(runId: string): Promise<boolean> {
    const open = await this.database.read(JOB, `SELECT 1 FROM matching.shards WHERE run_id = $1 AND status <> 'done' LIMIT 1`, [runId], MATCHER.role);
    return open.length === 0;
  }

  private async failRun(claim: Claim, runId: string, error: DomainError): Promise<void> {
    await this.database.write(JOB, async (manager) => {
      await failWork(manager, claim, error);
      await manager.query(`UPDATE matching.runs SET status = 'failed', finished_at = now(), error_code = $2, error_detail = $3 WHERE run_id = $1`, [runId, error.code, error.message]);
    }, MATCHER.role);
  }
}

interface RunRow {
  readonly asOfOn: PlainDate;
  readonly people: string[];
  readonly shared: string[];
  readonly market: string[];
}

interface ShardRow {
  readonly runId: string;
  readonly partNumber: number;
  readonly asOfOn: PlainDate;
  readonly seed: number;
  readonly limit: number;
  readonly snapshotId: string;
  readonly ruleVersion: string;
}

/** The part number of the rows that hold for the whole run. */
const MERGED = -1;

/** The claim is taken and ended in the same transaction, so a shard that is matched twice is stored once. */
async function storeResult(manager: EntityManager, shard: ShardRow, result: MatchResult): Promise<void> {
  const { candidates } = result;
  // Not COPY, which row-level security does not let in.
  await manager.query(
    `INSERT INTO matching.candidate_matches (run_id, candidate_id, eligible_count, opportunity_ids, scores)
     SELECT $1, candidate_id, eligible_count, opportunity_ids::uuid[], scores::integer[]
       FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::text[]) AS given (candidate_id, eligible_count, opportunity_ids, scores)`,
    [
      shard.runId,
      candidates.map(({ candidateId }) => candidateId),
      candidates.map(({ eligibleCount }) => eligibleCount),
      candidates.map(({ topOpportunities }) => `{${topOpportunities.map((match) => match.opportunityId).join(',')}}`),
      candidates.map(({ topOpportunities }) => `{${topOpportunities.map((match) => match.score).join(',')}}`),
    ],
  );
  // The first shard speaks of every opportunity, the others only of those that somebody of theirs fits.
  const told = shard.partNumber === 0 ? result.opportunities : result.opportunities.filter(({ eligibleCount }) => eligibleCount > 0);
  await storeOpportunityMatches(manager, shard.runId, shard.partNumber, told);
}

async function storeOpportunityMatches(manager: EntityManager, runId: string, partNumber: number, matches: readonly OpportunityMatches[]): Promise<void> {
  await manager.query(
    `INSERT INTO matching.opportunity_matches (run_id, part_number, opportunity_id, eligible_count, candidate_ids, scores)
     SELECT $1, $2, opportunity_id, eligible_count, candidate_ids::uuid[], scores::integer[]
       FROM unnest($3::uuid[], $4::integer[], $5::text[], $6::text[]) AS given (opportunity_id, eligible_count, candidate_ids, scores)`,
    [
      runId,
      partNumber,
      matches.map(({ opportunityId }) => opportunityId),
      matches.map(({ eligibleCount }) => eligibleCount),
      matches.map(({ topCandidates }) => `{${topCandidates.map((candidate) => candidate.candidateId).join(',')}}`),
      matches.map(({ topCandidates }) => `{${topCandidates.map((candidate) => candidate.score).join(',')}}`),
    ],
  );
}

interface PartRow {
  readonly opportunityId: string;
  readonly eligibleCount: number;
  readonly candidateIds: string[];
  readonly scores: number[];
}

const ROWS_AT_A_TIME = 1000;

/** What all shards found for each opportunity, joined one opportunity after the other through a cursor. */
async function mergedMatches(manager: EntityManager, runId: string, run: { seed: number; limit: number }): Promise<OpportunityMatches[]> {
  await manager.query(
    `DECLARE part_rows NO SCROLL CURSOR FOR
     SELECT opportunity_id AS "opportunityId", eligible_count AS "eligibleCount", candidate_ids AS "candidateIds", scores
       FROM matching.opportunity_matches WHERE run_id = '${runId}' ORDER BY opportunity_id`,
  );
  const merged: OpportunityMatches[] = [];
  let parts: OpportunityMatches[] = [];
  const join = (): void => {
    const [first] = parts;
    if (first === undefined) return;
    const all = { ...first, eligibleCount: parts.reduce((sum, part) => sum + part.eligibleCount, 0), topCandidates: parts.flatMap(({ topCandidates }) => topCandidates) };
    merged.push(...mergeTopCandidates([all], [], run.limit));
    parts = [];
  };
  for (;;) {
    const rows = await manager.query<PartRow[]>(`FETCH ${ROWS_AT_A_TIME} FROM part_rows`);
    for (const row of rows) {
      if (parts[0]?.opportunityId !== row.opportunityId) join();
      parts.push(withLottery(row, run.seed));
    }
    if (rows.length === 0) break;
  }
  join();
  await manager.query('CLOSE part_rows');
  return merged;
}

/** Lottery numbers are not stored: they follow from the seed and the ids. */
function withLottery({ opportunityId, eligibleCount, candidateIds, scores }: PartRow, seed: number): OpportunityMatches {
  const topCandidates = candidateIds.map((candidateId, index) => ({ candidateId, score: scores[index]!, lottery: lotteryNumber(seed, candidateId, opportunityId) }));
  return { opportunityId, eligibleCount, topCandidates };
}
