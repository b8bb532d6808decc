import { randomInt } from 'node:crypto';
import { isPlainDate, joinMatches, RULE_VERSION, type MatchesOfPart, type PlainDate } from '#lib/kernel';
import {
  ClaimLostError,
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
import { MatchingBell } from './matching.queue.js';
import { packFound, storeCandidateMatches, storeOpportunityMatches, unpackFound } from './run-results.js';
import { SnapshotMarkets, type RunTerms } from './snapshot-markets.js';
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
    private readonly markets: SnapshotMarkets,
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
      if (error instanceof ClaimLostError) return null; // called off, or in other hands: either way nothing is left to do here
      await releaseClaim(this.database, claim);
      throw error;
    });
    if (shardIds === null) return;
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
      `SELECT run_id AS "runId", part_number AS "partNumber", runs.as_of_on::text AS "asOfOn", seed, matches_each AS "limit", snapshot_id AS "snapshotId", travel_times_version AS "travelTimesVersion", rule_version AS "ruleVersion"
         FROM matching.shards JOIN matching.runs USING (run_id) JOIN matching.snapshots USING (snapshot_id) WHERE shard_id = $1`,
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
    const market = await this.markets.of(shard);
    const { candidateIds, ofCandidates, ofOpportunities } = await market.match(await this.snapshots.candidatesOf(JOB, shard.snapshotId, shard.partNumber));
    const found = await packFound(ofOpportunities);
    await this.database.write(JOB, async (manager) => {
      // Whoever calls the run off waits for this, or this finds it called off.
      const [run] = await manager.query<{ status: string }[]>(`SELECT status FROM matching.runs WHERE run_id = $1 FOR SHARE`, [shard.runId]);
      if (run?.status !== 'sharded') return;
      await storeCandidateMatches(manager, shard.runId, candidateIds, market.opportunityIds, ofCandidates);
      await manager.query(`UPDATE matching.shards SET found = $2 WHERE shard_id = $1`, [claim.id, found]);
      await finishWork(manager, claim);
    }, MATCHER.role);
  }

  /** Joins the shards' best for each opportunity and ends the run. Rung early or twice it does nothing. */
  async finishRun(runId: string): Promise<void> {
    const [run] = await this.database.read<RunTerms>(
      JOB,
      `SELECT snapshot_id AS "snapshotId", travel_times_version AS "travelTimesVersion", runs.as_of_on::text AS "asOfOn", seed, matches_each AS "limit" FROM matching.runs JOIN matching.snapshots USING (snapshot_id) WHERE ${IS_READY}`,
      [runId],
      MATCHER.role,
    );
    if (run === undefined) return;
    const { opportunityIds } = await this.markets.of(run);
    const found = await this.partsOf(runId, run, opportunityIds.length);
    if (found === null) return; // somebody else, who was rung too, has joined them meanwhile
    const { parts, candidateIds } = found;
    const joined = joinMatches(parts, opportunityIds.length, run.limit);
    await this.database.write(JOB, async (manager) => {
      const ready = await manager.query<unknown[]>(`SELECT 1 FROM matching.runs WHERE ${IS_READY} FOR UPDATE SKIP LOCKED`, [runId]);
      if (ready.length === 0) return;
      await storeOpportunityMatches(manager, runId, opportunityIds, candidateIds, joined);
      await manager.query(`UPDATE matching.shards SET found = NULL WHERE run_id = $1`, [runId]);
      await manager.query(`UPDATE matching.runs SET status = 'done', finished_at = now() WHERE run_id = $1`, [runId]);
    }, MATCHER.role);
  }

  /** What the shards found for the opportunities, in the order of the candidates' ids, and those ids; null when the run has ended. */
  private async partsOf(runId: string, run: RunTerms, opportunityCount: number): Promise<{ parts: MatchesOfPart[]; candidateIds: string[] } | null> {
    const shards = await this.database.read<{ partNumber: number; found: Buffer | null }>(
      JOB,
      `SELECT part_number AS "partNumber", found FROM matching.shards WHERE run_id = $1 ORDER BY part_number`,
      [runId],
      MATCHER.role,
    );
    const parts: MatchesOfPart[] = [];
    const candidateIds: string[] = [];
    for (const { partNumber, found } of shards) {
      if (found === null) return null;
      parts.push({ firstIndex: candidateIds.length, matches: await unpackFound(found, opportunityCount, run.limit) });
      for (const id of await this.snapshots.candidateIdsOf(JOB, run.snapshotId, partNumber)) candidateIds.push(id);
    }
    return { parts, candidateIds };
  }

  /** Calls a run off: nothing more of it is matched, and what it found is not kept. Throws matching/run-not-found and matching/run-ended. */
  async cancelRun(actor: Actor, runId: string): Promise<void> {
    requireAction(actor, 'matches.run');
    await this.database.write(actor, async (manager) => {
      const [run] = await manager.query<{ status: string; people: string[] }[]>(`SELECT status, people_nodes AS people FROM matching.runs WHERE run_id = $1 FOR UPDATE`, [runId]);
      if (run === undefined) throw new DomainError('matching/run-not-found', 'There is no such run.');
      if (run.status === 'cancelled') return;
      if (run.status === 'done' || run.status === 'failed') throw new DomainError('matching/run-ended', 'This run has ended already, so it cannot be called off.');
      await manager.query(`UPDATE matching.runs SET status = 'cancelled', finished_at = now(), claim_token = NULL, leased_until = NULL WHERE run_id = $1`, [runId]);
      await writeAudit(manager, actor, 'matching.run-cancelled', runId, {}, { organisationId: run.people[0] ?? null });
    });
    await this.clearCancelled();
  }

  /** Ends the shards of runs that were called off, and removes what they had found. */
  private async clearCancelled(): Promise<void> {
    await this.database.write(JOB, async (manager) => {
      await manager.query(
        `UPDATE matching.shards AS shard SET status = 'cancelled', found = NULL, claim_token = NULL, leased_until = NULL, finished_at = now()
           FROM matching.runs AS run WHERE run.run_id = shard.run_id AND run.status = 'cancelled' AND shard.status <> 'cancelled'`,
      );
      await manager.query(`DELETE FROM matching.candidate_matches AS found USING matching.runs AS run WHERE run.run_id = found.run_id AND run.status = 'cancelled'`);
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
    await this.clearCancelled();
    await this.snapshots.dropUnused();
    await this.forgetOldChanges();
  }

  /** What changed a week ago nobody asks for any more: processes look every few seconds, and alerts have been found. */
  private async forgetOldChanges(): Promise<void> {
    await this.database.write(
      JOB,
      (manager) =>
        manager.query(
          `DELETE FROM matching.changes WHERE changed_at < now() - interval '7 days' AND pg_visible_in_snapshot(written_in, (SELECT seen_transactions FROM matching.alert_readings))`,
        ),
      MATCHER.role,
    );
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

/** A run whose shards have all been matched, and which nobody has ended yet. */
const IS_READY = `run_id = $1 AND status = 'sharded' AND NOT EXISTS (SELECT FROM matching.shards WHERE shards.run_id = $1 AND shards.status <> 'done')`;

interface ShardRow extends RunTerms {
  readonly runId: string;
  readonly partNumber: number;
  readonly ruleVersion: string;
}
