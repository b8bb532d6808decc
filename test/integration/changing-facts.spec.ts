import { matchCandidates, type CandidateFacts, type MatchResult, type OpportunityFacts } from '#lib/kernel';
import { MatchingQuery, MatchingService } from '#lib/matching';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { matchEveryPair } from '../../libs/kernel/src/matching/rank.oracle.js';
import { SnapshotService } from '../../libs/matching/src/snapshot.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { MARKET_DAY, openMarket } from '../support/matching-market.js';
import { OPERATOR } from '../support/operator.js';
import { until } from '../support/running-service.js';
import { openServices, openWorker } from '../support/services.js';

const CHANGES = 1000;
const RUNS = 3;
const SETTING = { clock: new FixedClock(MARKET_DAY), environment: { CANDIDATES_PER_SHARD: '500' } };
const TERMS = { asOfOn: MARKET_DAY, seed: 7, limit: 20 };
const TABLES = ['candidates.candidates', 'candidates.consents', 'opportunities.opportunities', 'opportunities.intakes'] as const;

let database: TestDatabase;
let services: INestApplicationContext;
let worker: INestApplicationContext;

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, SETTING);
  await openMarket(database.dataSource, services);
  await keepHistory();
  worker = await openWorker(database.url, SETTING); // only now: it would read the market's files before the test does
});
afterAll(async () => {
  await worker.close();
  await services.close();
  await database.close();
});

/** Every version of every row, with the transaction that wrote it: what the test knows of the past without asking the product. */
async function keepHistory(): Promise<void> {
  await database.dataSource.query(`
    CREATE TABLE public.history (number bigint GENERATED ALWAYS AS IDENTITY, table_name text, row_key text, content jsonb, written_in xid8 DEFAULT pg_current_xact_id());
    CREATE FUNCTION public.keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO public.history (table_name, row_key, content) VALUES (TG_ARGV[0], to_jsonb(NEW)->>TG_ARGV[1], to_jsonb(NEW));
      RETURN NEW;
    END $$;
    ${TABLES.map((table) => {
      const key = `${table.split('.')[1]!.replace(/ies$/, 'y').replace(/s$/, '')}_id`;
      return `CREATE TRIGGER keep_history AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION public.keep_history('${table}', '${key}');
              INSERT INTO public.history (table_name, row_key, content) SELECT '${table}', ${key}::text, to_jsonb(t) FROM ${table} AS t;`;
    }).join('\n')}`);
}

/** One random change in a transaction of its own, some of which stay open for a while. */
async function change(n: number): Promise<void> {
  const any = (table: string, key: string): string => `${key} = (SELECT ${key} FROM ${table} ORDER BY md5(${key}::text || '${n}') LIMIT 1)`;
  const sql = [
    `UPDATE candidates.candidates SET level = ${n % 5}, travel_limit_minutes = ${10 + (n % 90)} WHERE ${any('candidates.candidates', 'candidate_id')}`,
    `UPDATE candidates.candidates SET is_seeking = NOT is_seeking, slots = ${(n * 7919) % 2 ** 21} WHERE ${any('candidates.candidates', 'candidate_id')}`,
    `UPDATE candidates.consents SET withdrawn_on = CASE WHEN withdrawn_on IS NULL THEN '2026-02-01'::date END WHERE ${any('candidates.consents', 'consent_id')}`,
    `UPDATE opportunities.opportunities SET minimum_level = ${n % 4}, hourly_pence = ${1000 + (n % 700)} WHERE ${any('opportunities.opportunities', 'opportunity_id')}`,
    `UPDATE opportunities.intakes SET is_closed = NOT is_closed WHERE ${any('opportunities.intakes', 'intake_id')}`,
  ][n % 5]!;
  await database.dataSource.transaction(async (manager) => {
    await manager.query(sql);
    if (n % 10 === 3) await manager.query('SELECT pg_sleep(0.05)');
  });
}

/** The facts as the rows stood at the moment of a snapshot, out of the history. */
async function factsAt(seen: string): Promise<Found> {
  const snapshots = services.get(SnapshotService, { strict: false });
  // The rows of that moment take the place of today's in a transaction that is then taken back.
  const work = database.dataSource.transaction(async (manager) => {
    for (const table of TABLES) {
      await manager.query(
        `WITH then_rows AS (
           SELECT DISTINCT ON (row_key) content FROM public.history WHERE table_name = $1 AND pg_visible_in_snapshot(written_in, $2::pg_snapshot) ORDER BY row_key, number DESC)
         ${PUT_BACK[table]}`,
        [table, seen],
      );
    }
    const people: CandidateFacts[] = [];
    for await (const batch of snapshots.peopleNow(manager, MARKET_DAY, await snapshots.programmesNow(manager))) for (const { facts } of batch) people.push(facts);
    throw new Found(people, await snapshots.opportunitiesNow(manager, MARKET_DAY, null));
  });
  const found: unknown = await work.catch((error: unknown) => error);
  if (found instanceof Found) return found;
  throw found;
}

class Found extends Error {
  constructor(
    readonly people: CandidateFacts[],
    readonly opportunities: OpportunityFacts[],
  ) {
    super('found');
  }
}

const PUT_BACK: Readonly<Record<(typeof TABLES)[number], string>> = {
  'candidates.candidates': `UPDATE candidates.candidates AS now SET level = (content->>'level')::int, travel_limit_minutes = (content->>'travel_limit_minutes')::int, is_seeking = (content->>'is_seeking')::boolean, slots = (content->>'slots')::int FROM then_rows WHERE now.candidate_id::text = content->>'candidate_id'`,
  'candidates.consents': `UPDATE candidates.consents AS now SET withdrawn_on = (content->>'withdrawn_on')::date FROM then_rows WHERE now.consent_id::text = content->>'consent_id'`,
  'opportunities.opportunities': `UPDATE opportunities.opportunities AS now SET minimum_level = (content->>'minimum_level')::int, hourly_pence = (content->>'hourly_pence')::int FROM then_rows WHERE now.opportunity_id::text = content->>'opportunity_id'`,
  'opportunities.intakes': `UPDATE opportunities.intakes AS now SET is_closed = (content->>'is_closed')::boolean FROM then_rows WHERE now.intake_id::text = content->>'intake_id'`,
};

interface StoredRow {
  readonly id: string;
  readonly count: number;
  readonly ids: string[];
  readonly scores: number[];
}

interface Stored {
  readonly candidates: StoredRow[];
  readonly opportunities: StoredRow[];
}

/** What is stored of a run. */
async function storedOf(runId: string): Promise<Stored> {
  const rows = (sql: string) => database.dataSource.query<StoredRow[]>(sql, [runId]);
  return {
    candidates: await rows(`SELECT candidate_id AS id, eligible_count AS count, opportunity_ids AS ids, scores FROM matching.candidate_matches WHERE run_id = $1 ORDER BY candidate_id`),
    opportunities: await rows(`SELECT opportunity_id AS id, eligible_count AS count, candidate_ids AS ids, scores FROM matching.opportunity_matches WHERE run_id = $1 ORDER BY opportunity_id`),
  };
}

function asStored({ candidates, opportunities }: MatchResult): Stored {
  return {
    candidates: candidates.map(({ candidateId, eligibleCount, topOpportunities: top }) => ({ id: candidateId, count: eligibleCount, ids: top.map(({ opportunityId }) => opportunityId), scores: top.map(({ score }) => score) })),
    opportunities: opportunities.map(({ opportunityId, eligibleCount, topCandidates: top }) => ({ id: opportunityId, count: eligibleCount, ids: top.map(({ candidateId }) => candidateId), scores: top.map(({ score }) => score) })),
  };
}

describe('runs while the facts change', () => {
  it('find what there was to find on the rows as they stood at their snapshot', async () => {
    const matching = services.get(MatchingService, { strict: false });
    const query = services.get(MatchingQuery, { strict: false });
    let changed = 0;
    const lanes = Promise.all(Array.from({ length: 4 }, async () => {
      while (changed < CHANGES) {
        changed += 1;
        await change(changed);
      }
    }));
    const runs: string[] = [];
    for (let n = 0; n < RUNS; n += 1) {
      await until('some changes', async () => changed >= (n * CHANGES) / RUNS);
      const runId = await matching.requestRun(OPERATOR, { matchesEach: 20, seed: 7 });
      runs.push(runId);
      await until('the run done', async () => (await query.run(OPERATOR, runId)).status === 'done');
    }
    await lanes;
    const answers = new Set<string>();
    for (const runId of runs) {
      const [row] = await database.dataSource.query<{ seen: string }[]>('SELECT seen_transactions::text AS seen FROM matching.runs JOIN matching.snapshots USING (snapshot_id) WHERE run_id = $1', [runId]);
      const { people, opportunities } = await factsAt(row!.seen);
      const stored = await storedOf(runId);
      expect(stored).toEqual(asStored(matchCandidates(people, opportunities, TERMS)));
      // And pair by pair, as the rules read.
      for (const person of people.filter((_, at) => at % 120 === 0)) expect(stored.candidates).toContainEqual(asStored(matchEveryPair([person], opportunities, TERMS)).candidates[0]);
      for (const offer of opportunities.filter((_, at) => at % 400 === 0)) expect(stored.opportunities).toContainEqual(asStored(matchEveryPair(people, [offer], TERMS)).opportunities[0]);
      answers.add(JSON.stringify(stored));
    }
    expect(answers.size).toBe(RUNS); // the facts did change between them
  }, 300_000);
});
