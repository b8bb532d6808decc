import { matchCandidates, type MatchResult } from '#lib/kernel';
import { MatchingQuery, MatchingService, type RunState } from '#lib/matching';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { SnapshotService } from '../../libs/matching/src/snapshot.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { CANDIDATES, casesFile, MARKET_DAY, openMarket } from '../support/matching-market.js';
import { until } from '../support/running-service.js';
import { Partner } from '../support/sent-upload.js';
import { openServices, openWorker } from '../support/services.js';
import { OPERATOR } from '../support/operator.js';


let database: TestDatabase;
let services: INestApplicationContext;
let matching: MatchingService;
let query: MatchingQuery;
let snapshots: SnapshotService;
const clock = new FixedClock(MARKET_DAY);
const SMALL_SHARDS = { CANDIDATES_PER_SHARD: '500' };

/** A run of seed 7, taken through its jobs by hand, and what it found. */
let runId: string;
let found: MatchResult;

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock, environment: SMALL_SHARDS });
  matching = services.get(MatchingService, { strict: false });
  query = services.get(MatchingQuery, { strict: false });
  snapshots = services.get(SnapshotService, { strict: false });
  await openMarket(database.dataSource, services);
  runId = await startedRun(7);
  for (const shardId of (await shardsOf(runId)).toReversed()) await matching.matchShard(shardId);
  await matching.finishRun(runId);
  found = await resultOf(runId);
});
afterAll(async () => {
  await services.close();
  await database.close();
});

async function startedRun(seed: number): Promise<string> {
  const id = await matching.requestRun(OPERATOR, { matchesEach: 20, seed });
  await matching.startRun(id);
  return id;
}

async function shardsOf(id: string): Promise<string[]> {
  const rows = await database.dataSource.query<{ id: string }[]>('SELECT shard_id AS id FROM matching.shards WHERE run_id = $1 ORDER BY part_number', [id]);
  return rows.map((row) => row.id);
}

/** What is stored of a run, in the kernel's form but for the lottery numbers, which are not stored. */
async function resultOf(id: string): Promise<MatchResult> {
  const candidates = await database.dataSource.query<{ candidateId: string; eligibleCount: number; ids: string[]; scores: number[] }[]>(
    `SELECT candidate_id AS "candidateId", eligible_count AS "eligibleCount", opportunity_ids AS ids, scores FROM matching.candidate_matches WHERE run_id = $1 ORDER BY candidate_id`,
    [id],
  );
  const opportunities = await database.dataSource.query<{ opportunityId: string; eligibleCount: number; ids: string[]; scores: number[] }[]>(
    `SELECT opportunity_id AS "opportunityId", eligible_count AS "eligibleCount", candidate_ids AS ids, scores FROM matching.opportunity_matches WHERE run_id = $1 ORDER BY opportunity_id`,
    [id],
  );
  return {
    candidates: candidates.map(({ candidateId, eligibleCount, ids, scores }) => ({ candidateId, eligibleCount, topOpportunities: ids.map((opportunityId, at) => ({ opportunityId, score: scores[at]!, lottery: 0 })) })),
    opportunities: opportunities.map(({ opportunityId, eligibleCount, ids, scores }) => ({ opportunityId, eligibleCount, topCandidates: ids.map((candidateId, at) => ({ candidateId, score: scores[at]!, lottery: 0 })) })),
  };
}

async function idOf(table: 'candidates.candidates' | 'opportunities.opportunities', reference: string): Promise<string> {
  const column = table === 'candidates.candidates' ? 'candidate_id' : 'opportunity_id';
  const [row] = await database.dataSource.query<{ id: string }[]>(`SELECT ${column} AS id FROM ${table} WHERE reference = $1`, [reference]);
  return row!.id;
}
const candidate = (reference: string): Promise<string> => idOf('candidates.candidates', reference);
const role = (reference: string): Promise<string> => idOf('opportunities.opportunities', reference);

describe('a run', () => {
  it('finds what the kernel finds on the same facts at once, whoever and whatever, in the same order', async () => {
    const { snapshotId } = await rowOf(runId);
    const shards = await shardsOf(runId);
    expect(shards.length).toBeGreaterThan(2);
    const candidates = (await Promise.all(shards.map((_, part) => snapshots.candidatesOf(OPERATOR, snapshotId, part)))).flat();
    const opportunities = await snapshots.opportunitiesOf(OPERATOR, snapshotId);
    expect(candidates).toHaveLength(CANDIDATES + 10);
    const expected = matchCandidates(candidates, opportunities, { asOfOn: MARKET_DAY, seed: 7, limit: 20 });
    const withoutLottery = JSON.parse(JSON.stringify(expected, (key, value: unknown) => (key === 'lottery' ? 0 : value))) as MatchResult;
    expect(found.candidates).toEqual(withoutLottery.candidates);
    expect(found.opportunities).toEqual(withoutLottery.opportunities);
    // The market is worth the name: lists that overflow, lists that are empty, and ties.
    expect(found.candidates.some(({ eligibleCount }) => eligibleCount > 20)).toBe(true);
    expect(found.candidates.some(({ eligibleCount }) => eligibleCount === 0)).toBe(true);
    expect(found.opportunities.some(({ topCandidates }) => topCandidates[18]?.score === topCandidates[19]?.score && topCandidates.length === 20)).toBe(true);
  });

  it('saw the facts that the database has, one by one', async () => {
    const { snapshotId } = await rowOf(runId);
    const seen = await snapshots.candidatesOf(OPERATOR, snapshotId, 1);
    for (const facts of seen.filter((_, index) => index % 25 === 0)) expect(await snapshots.candidateToday(OPERATOR, facts.candidateId, MARKET_DAY)).toEqual(facts);
    const offers = await snapshots.opportunitiesOf(OPERATOR, snapshotId);
    for (const facts of offers.filter((_, index) => index % 50 === 0)) expect(await snapshots.opportunityToday(OPERATOR, facts.opportunityId, MARKET_DAY)).toEqual(facts);
  });

  it('tells how far it is, and ends', async () => {
    const shards = await shardsOf(runId);
    expect(await query.run(OPERATOR, runId)).toMatchObject({ status: 'done', candidateCount: CANDIDATES + 10, shardCount: shards.length, shardsDone: shards.length, candidatesDone: CANDIDATES + 10, ruleVersion: 'rules-3', errorCode: null });
    expect(await database.dataSource.query('SELECT count(found)::int AS parts FROM matching.shards WHERE run_id = $1', [runId])).toEqual([{ parts: 0 }]);
  });

  it('shows each list as it is stored, and counts who is beyond it', async () => {
    const { candidateId, eligibleCount, topOpportunities } = found.candidates.find((one) => one.eligibleCount > 20)!;
    const list = await query.matchesOfCandidate(OPERATOR, runId, candidateId);
    expect(list.eligibleCount).toBe(eligibleCount);
    expect(list.matches.map(({ rank, opportunityId, score }) => ({ rank, opportunityId, score }))).toEqual(topOpportunities.map(({ opportunityId, score }, at) => ({ rank: at + 1, opportunityId, score })));
    for (const { opportunityId, score } of list.matches.slice(0, 3)) {
      expect((await query.explainInRun(OPERATOR, runId, candidateId, opportunityId)).explanation).toMatchObject({ eligible: true, total: score });
    }
  });

  it('asked for again with the same seed, of a worker, is another run with the same answer', async () => {
    const worker = await openWorker(database.url, { clock, environment: SMALL_SHARDS });
    try {
      const again = await matching.requestRun(OPERATOR, { matchesEach: 20, seed: 7 });
      await until('the run done', async () => (await query.run(OPERATOR, again)).status === 'done');
      expect(again).not.toBe(runId);
      expect(await resultOf(again)).toEqual(found);
      expect(Number((await query.run(OPERATOR, again)).snapshotVersion)).toBeGreaterThan(Number((await query.run(OPERATOR, runId)).snapshotVersion));
      expect((await query.latestRun(OPERATOR)).runId).toBe(again);
      // The worker found the bells of the first run too, and did not touch what had ended.
      expect(await resultOf(runId)).toEqual(found);
    } finally {
      await worker.close();
    }
  });

  it('of another seed has the same scores; the lottery decides between equals only', async () => {
    const other = await startedRun(8);
    for (const shardId of await shardsOf(other)) await matching.matchShard(shardId);
    await matching.finishRun(other);
    const result = await resultOf(other);
    const scores = ({ candidates }: MatchResult) => candidates.map(({ candidateId, eligibleCount, topOpportunities }) => [candidateId, eligibleCount, topOpportunities.map(({ score }) => score)]);
    expect(scores(result)).toEqual(scores(found));
    expect(result).not.toEqual(found);
  });
});

describe('the jobs of a run', () => {
  it('rung twice, early or at once do their work once', async () => {
    const run = await startedRun(7);
    await matching.startRun(run);
    const shards = await shardsOf(run);
    await matching.finishRun(run);
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'sharded', shardsDone: 0 });
    await expect(query.matchesOfOpportunity(OPERATOR, run, found.opportunities[0]!.opportunityId)).rejects.toMatchObject({ code: 'matching/opportunity-not-in-run' });

    const [first, ...others] = shards;
    await Promise.all([matching.matchShard(first!), matching.matchShard(first!)]);
    await matching.matchShard(first!);
    await matching.finishRun(run);
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'sharded', shardsDone: 1 });
    for (const shardId of others) await matching.matchShard(shardId);
    await Promise.all([matching.finishRun(run), matching.finishRun(run)]);
    for (const shardId of shards) await matching.matchShard(shardId);
    await matching.finishRun(run);
    expect(await shardsOf(run)).toEqual(shards);
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'done', shardsDone: shards.length });
    expect(await resultOf(run)).toEqual(found);
  });

  it('of other rules than those running fail the run with a code', async () => {
    const run = await startedRun(7);
    await database.dataSource.query(`UPDATE matching.runs SET rule_version = 'rules-0' WHERE run_id = $1`, [run]);
    for (const shardId of await shardsOf(run)) await matching.matchShard(shardId);
    await matching.finishRun(run);
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'failed', errorCode: 'matching/rules-changed', errorDetail: 'The rules changed while this run was waiting. Start a new run.', shardsDone: 0 });
    expect((await resultOf(run)).candidates).toEqual([]);
  });

  it('whose facts are gone fail the run with a code', async () => {
    const run = await startedRun(7);
    await database.dataSource.query(`DELETE FROM matching.snapshot_parts WHERE snapshot_id = $1 AND content = 'opportunities'`, [(await rowOf(run)).snapshotId]);
    const [shard] = await shardsOf(run);
    await matching.matchShard(shard!);
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'failed', errorCode: 'matching/snapshot-part-missing' });
  });

  it('that fail in passing are given back at once, and done by the next ring', async () => {
    const run = await matching.requestRun(OPERATOR, { matchesEach: 20, seed: 7 });
    await withoutTable('snapshot_parts', () => expect(matching.startRun(run)).rejects.toThrow(/snapshot_parts/));
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'queued', shardCount: null });
    await matching.startRun(run);
    const [shard] = await shardsOf(run);
    await withoutTable('candidate_matches', () => expect(matching.matchShard(shard!)).rejects.toThrow(/candidate_matches/));
    for (const shardId of await shardsOf(run)) await matching.matchShard(shardId);
    await matching.finishRun(run);
    expect(await resultOf(run)).toEqual(found);
  });

  it('called off: nothing more is matched, and nothing is kept', async () => {
    const run = await startedRun(7);
    const [first, second] = await shardsOf(run);
    await matching.matchShard(first!);
    await matching.cancelRun(OPERATOR, run);
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'cancelled', shardsDone: 0 });
    await matching.matchShard(second!);
    await matching.finishRun(run);
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'cancelled', shardsDone: 0 });
    expect((await resultOf(run)).candidates).toEqual([]);
    await matching.cancelRun(OPERATOR, run); // twice is once
    await expect(matching.cancelRun(OPERATOR, runId)).rejects.toMatchObject({ code: 'matching/run-ended' });
    await expect(matching.cancelRun(OPERATOR, '00000000-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'matching/run-not-found' });
  });

  it('called off before the facts are read, or while a shard is in hand', async () => {
    const early = await matching.requestRun(OPERATOR, { matchesEach: 20, seed: 7 });
    await matching.cancelRun(OPERATOR, early);
    await matching.startRun(early);
    expect(await query.run(OPERATOR, early)).toMatchObject({ status: 'cancelled', shardCount: null });

    const run = await startedRun(7);
    const shards = await shardsOf(run);
    await Promise.all([...shards.map((shardId) => matching.matchShard(shardId)), matching.cancelRun(OPERATOR, run)]);
    await matching.ringAgain(0); // the sweeper clears what was stored just before
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'cancelled', shardsDone: 0 });
    expect((await resultOf(run)).candidates).toEqual([]);
  });

  it('called off while the facts are read: the reading ends in nothing', async () => {
    const run = await matching.requestRun(OPERATOR, { matchesEach: 20, seed: 7 });
    const reading = matching.startRun(run);
    await until('the run in hand', async () => (await query.run(OPERATOR, run)).status === 'working');
    await matching.cancelRun(OPERATOR, run);
    await reading;
    expect(await query.run(OPERATOR, run)).toMatchObject({ status: 'cancelled', shardCount: null });
  });

  it('forget what changed long ago, but not before alerts have been found for it', async () => {
    const left = async (): Promise<number> => ((await database.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM matching.changes')) as [{ count: number }])[0].count;
    await database.dataSource.query(`UPDATE matching.changes SET changed_at = now() - interval '8 days'`);
    await database.dataSource.query(`UPDATE matching.alert_readings SET seen_transactions = '3:3:'`); // nothing was seen yet
    const before = await left();
    expect(before).toBeGreaterThan(0);
    await matching.ringAgain(3600);
    expect(await left()).toBe(before);
    await database.dataSource.query('UPDATE matching.alert_readings SET seen_transactions = pg_current_snapshot()');
    await matching.ringAgain(3600);
    expect(await left()).toBe(0);
  });

  async function withoutTable(table: string, during: () => Promise<void>): Promise<void> {
    await database.dataSource.query(`ALTER TABLE matching.${table} RENAME TO ${table}_away`);
    try {
      await during();
    } finally {
      await database.dataSource.query(`ALTER TABLE matching.${table}_away RENAME TO ${table}`);
    }
  }
});

describe('rules', () => {
  const isIn = async (reference: string, roleReference: string): Promise<boolean> => {
    const [candidateId, opportunityId] = [await candidate(reference), await role(roleReference)];
    const explained = await query.explainInRun(OPERATOR, runId, candidateId, opportunityId);
    const stored = found.candidates.find((one) => one.candidateId === candidateId)!.topOpportunities.some((match) => match.opportunityId === opportunityId);
    // Few roles ask nothing of these people, so whatever is eligible is among their twenty.
    expect(stored).toBe(explained.explanation.eligible);
    return stored;
  };

  it.each([
    ['SIXTEEN-TODAY', true, true],
    ['SIXTEEN-TOMORROW', false, true],
    ['TWENTY-FIVE-TOMORROW', true, false],
    ['TWENTY-FIVE-TODAY', false, false],
    ['AGE-UNKNOWN', false, false],
  ])('a programme for ages 16 to 24: %s on the day %s, the day after %s', async (reference, today, tomorrow) => {
    expect(await isIn(reference, 'FOR-YOUNG')).toBe(today);
    expect(await isIn(reference, 'FOR-UNJUSTIFIED')).toBe(false);
    clock.day = '2026-06-02';
    const { whyNot } = await query.explainToday(OPERATOR, await candidate(reference), await role('FOR-YOUNG'));
    clock.day = MARKET_DAY;
    expect(whyNot.failingRules.map(({ ruleId }) => ruleId)).toEqual(tomorrow ? [] : ['programme']);
  });

  it('programmes for deprived areas and for a borough go by the postcode', async () => {
    expect([await isIn('DEPRIVED', 'FOR-DEPRIVED-AREA'), await isIn('NOT-DEPRIVED', 'FOR-DEPRIVED-AREA'), await isIn('NOWHERE', 'FOR-DEPRIVED-AREA')]).toEqual([true, false, false]);
    expect([await isIn('DEPRIVED', 'FOR-BOROUGH'), await isIn('OTHER-BOROUGH', 'FOR-BOROUGH'), await isIn('NOWHERE', 'FOR-BOROUGH')]).toEqual([false, true, false]);
  });

  it('a postcode that nobody knows leaves travel unknown, and excludes from nothing', async () => {
    expect(await isIn('NOWHERE', 'AT-A-PLACE')).toBe(true);
    const { explanation } = await query.explainInRun(OPERATOR, runId, await candidate('NOWHERE'), await role('AT-A-PLACE'));
    expect(explanation.rules.find(({ ruleId }) => ruleId === 'travel')).toMatchObject({ outcome: 'unknown' });
    expect(explanation.parts.find(({ part }) => part === 'travel')).toMatchObject({ sentence: 'Travel: not known; counted as middling.' });
  });

  it('without consent to matching there is no match', async () => {
    expect(await query.matchesOfCandidate(OPERATOR, runId, await candidate('NO-CONSENT'))).toEqual({ eligibleCount: 0, matches: [] });
    await expect(query.explainInRun(OPERATOR, runId, await candidate('NO-CONSENT'), await role('AT-A-PLACE'))).rejects.toMatchObject({ code: 'matching/candidate-not-in-run' });
    const { whyNot } = await query.explainToday(OPERATOR, await candidate('NO-CONSENT'), await role('AT-A-PLACE'));
    expect(whyNot.failingRules.map(({ ruleId }) => ruleId)).toEqual(['consent']);
  });
});

describe('facts that change after a run', () => {
  it('change what is said of today, and nothing that is said of the run, but that whose consent has ended is neither listed nor explained', async () => {
    const [candidateId, opportunityId] = [await candidate('DEPRIVED'), await role('AT-A-PLACE')];
    const before = await query.explainInRun(OPERATOR, runId, candidateId, opportunityId);
    expect(before.explanation.eligible).toBe(true);
    const partner = new Partner(services);
    const send = (changes: Record<string, string>) => partner.sendAndRead({ content: 'candidates', organisation: 'T-COLLEGE', file: casesFile({ DEPRIVED: { POSTCODE: 'ZX1 1AD', ...changes } }) });
    await send({});
    await database.dataSource.query(`UPDATE opportunities.opportunities SET minimum_level = 3 WHERE opportunity_id = $1`, [opportunityId]);
    expect(await query.explainInRun(OPERATOR, runId, candidateId, opportunityId)).toEqual(before);
    expect((await query.matchesOfCandidate(OPERATOR, runId, candidateId)).matches.some((match) => match.opportunityId === opportunityId)).toBe(true);

    await send({ CONSENT_MATCHING: '' });
    const notThere = { code: 'matching/candidate-not-in-run' };
    await expect(query.explainInRun(OPERATOR, runId, candidateId, opportunityId)).rejects.toMatchObject(notThere);
    expect(await query.matchesOfCandidate(OPERATOR, runId, candidateId)).toEqual({ eligibleCount: 0, matches: [] });
    const today = await query.explainToday(OPERATOR, candidateId, opportunityId);
    expect(today.basis).toBe('today');
    expect(today.whyNot.failingRules.map(({ ruleId }) => ruleId)).toEqual(['consent', 'level']);

    const next = await startedRun(7);
    for (const shardId of await shardsOf(next)) await matching.matchShard(shardId);
    await matching.finishRun(next);
    expect(await query.matchesOfCandidate(OPERATOR, next, candidateId)).toEqual({ eligibleCount: 0, matches: [] });
    await expect(query.explainInRun(OPERATOR, next, candidateId, opportunityId)).rejects.toMatchObject(notThere);
  });

  it('and people and work that are new are not in the run', async () => {
    const unknown = '00000000-0000-7000-8000-000000000000';
    await expect(query.matchesOfCandidate(OPERATOR, runId, unknown)).rejects.toMatchObject({ code: 'matching/candidate-not-in-run' });
    await expect(query.explainInRun(OPERATOR, runId, unknown, found.opportunities[0]!.opportunityId)).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
    await expect(query.explainInRun(OPERATOR, runId, found.candidates[0]!.candidateId, unknown)).rejects.toMatchObject({ code: 'matching/opportunity-not-in-run' });
    await expect(query.explainInRun(OPERATOR, unknown, unknown, unknown)).rejects.toMatchObject({ code: 'matching/run-not-found' });
  });
});

async function rowOf(id: string): Promise<RunState & { snapshotId: string }> {
  const [row] = await database.dataSource.query<{ snapshotId: string }[]>('SELECT snapshot_id AS "snapshotId" FROM matching.runs WHERE run_id = $1', [id]);
  return { ...(await query.run(OPERATOR, id)), ...row! };
}
