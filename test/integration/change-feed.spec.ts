import { Database, Notifications, systemActor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { ChangeFeed, type Change } from '../../libs/matching/src/change-feed.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { until } from '../support/running-service.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const READER = systemActor('job:live-market', {});

let test: TestDatabase;
let database: Database;
let organisationId: string;

beforeAll(async () => {
  test = await openTestDatabase();
  database = new Database(test.dataSource, new FixedClock(TODAY));
  await addTestTree(test.dataSource);
  const [row] = await test.dataSource.query<{ id: string }[]>(`SELECT organisation_id AS id FROM identity.organisations WHERE code = 'T-BROKER'`);
  organisationId = row!.id;
});
afterAll(() => test.close());

let added = 0;

/** Writes a candidate on a connection, or on any. */
async function addCandidate(runner?: QueryRunner): Promise<string> {
  added += 1;
  const [row] = await (runner ?? test.dataSource).query<{ id: string }[]>(
    `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest) VALUES ($1, $2, 'Given', 'Family', 'x') RETURNING candidate_id AS id`,
    [organisationId, `FEED-${added}`],
  ) as { id: string }[];
  return row!.id;
}

/** A reader that starts now. */
async function startedFeed(): Promise<ChangeFeed> {
  return database.writeAtOneMoment(READER, (manager) => ChangeFeed.startingAt(manager, database), 'pathways_matcher');
}

/** A transaction that stays open until it is told to end. */
async function openTransaction(): Promise<QueryRunner> {
  const runner = test.dataSource.createQueryRunner();
  await runner.startTransaction();
  return runner;
}

const of = (subjectId: string): Change => ({ subject: 'candidate', subjectId });

describe('what changed', () => {
  it('is told once, by subject and id', async () => {
    const feed = await startedFeed();
    const first = await addCandidate();
    const second = await addCandidate();
    expect(await feed.news()).toEqual([of(first), of(second)]);
    expect(await feed.news()).toEqual([]);
    await test.dataSource.query(`UPDATE candidates.candidates SET level = 3 WHERE candidate_id = $1`, [first]);
    await test.dataSource.query(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) VALUES ($1, 'matching', 'v1', '2026-01-01')`, [second]);
    expect(await feed.news()).toEqual([of(first), of(second)]);
    await test.dataSource.query(`UPDATE candidates.candidates SET level = 3 WHERE false`);
    expect(await feed.news()).toEqual([]);
  });

  it('is told to every reader, wherever the others have come to', async () => {
    const first = await startedFeed();
    const one = await addCandidate();
    const second = await startedFeed();
    const other = await addCandidate();
    expect(await second.news()).toEqual([of(other)]);
    expect(await first.news()).toEqual([of(one), of(other)]);
    expect(await second.news()).toEqual([]);
  });

  it('is told of a transaction that began first and ends last', async () => {
    const slow = await openTransaction();
    const early = await addCandidate(slow);
    await addCandidate(); // ended before the reader starts, though after the slow one began
    const feed = await startedFeed();
    const late = await addCandidate();
    expect(await feed.news()).toEqual([of(late)]);
    const later = await addCandidate();
    expect(await feed.news()).toEqual([of(later)]);
    await slow.commitTransaction();
    await slow.release();
    expect(await feed.news()).toEqual([of(early)]);
    expect(await feed.news()).toEqual([]);
  });

  it('is told of what was written after the facts were read, though it began before', async () => {
    const slow = await openTransaction();
    const early = await addCandidate(slow);
    const feed = await database.writeAtOneMoment(READER, async (manager) => {
      const started = await ChangeFeed.startingAt(manager, database);
      await slow.commitTransaction();
      expect(await manager.query(`SELECT 1 FROM candidates.candidates WHERE candidate_id = $1`, [early])).toEqual([]); // this reading does not see it
      return started;
    }, 'pathways_matcher');
    await slow.release();
    expect(await feed.news()).toEqual([of(early)]);
  });

  it('is not told of what was taken back', async () => {
    const feed = await startedFeed();
    const undone = await openTransaction();
    await addCandidate(undone);
    await undone.rollbackTransaction();
    await undone.release();
    expect(await feed.news()).toEqual([]);
  });

  it('is one change of everybody when thousands of rows change at once', async () => {
    const feed = await startedFeed();
    await test.dataSource.query(
      `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest) SELECT $1, 'MANY-' || n, 'Given', 'Family', 'x' FROM generate_series(1, 5001) AS n`,
      [organisationId],
    );
    expect(await feed.news()).toEqual([{ subject: 'candidate', subjectId: null }]);
  });

  it('is told of places, rules, programmes and cases too', async () => {
    const feed = await startedFeed();
    const query = async (sql: string, values: unknown[] = []): Promise<string> => ((await test.dataSource.query<{ id: string }[]>(sql, values)) as { id: string }[])[0]!.id;
    const opportunity = await query(
      `INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, row_digest) VALUES ($1, 'roles-csv', 'FEED', 'role', 'Clerk', 'administration', 'remote', false, 'x') RETURNING opportunity_id AS id`,
      [organisationId],
    );
    const intake = await query(`INSERT INTO opportunities.intakes (opportunity_id, places) VALUES ($1, 2) RETURNING intake_id AS id`, [opportunity]);
    await query(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) VALUES ($1, 'FEED', 'Feed', '2026-01-01') RETURNING programme_id AS id`, [organisationId]);
    const candidate = await addCandidate();
    await query(`INSERT INTO brokerage.referrals (candidate_id, intake_id, status) VALUES ($1, $2, 'referred') RETURNING referral_id AS id`, [candidate, intake]);
    const offered = { subject: 'opportunity', subjectId: opportunity };
    expect(await feed.news()).toEqual([offered, offered, { subject: 'programme', subjectId: null }, of(candidate), of(candidate)]);
  });

  it('misses nothing while many write at once, connections are lost and transactions overlap', async () => {
    const feed = await startedFeed();
    const seen = new Set<string>();
    let reading: Promise<void> = Promise.resolve();
    const lookAfter = async (earlier: Promise<void>): Promise<void> => {
      await earlier;
      for (const { subjectId } of await feed.news()) seen.add(subjectId!);
    };
    const look = (): void => {
      reading = lookAfter(reading);
    };
    const listener = new Notifications(test.url, 'matching_changes', look);
    await listener.start();
    const written: string[] = [];
    const write = async (nth: number): Promise<void> => {
      const runner = await openTransaction();
      for (let n = 0; n < 5; n += 1) {
        written.push(await addCandidate(runner));
        // The listener's connection is cut again and again, in the middle of everything.
        if ((nth + n) % 7 === 0) await test.dataSource.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pathways-listen' AND datname = current_database()`);
      }
      await runner.commitTransaction();
      await runner.release();
    };
    for (let round = 0; round < 8; round += 1) await Promise.all(Array.from({ length: 5 }, (_, nth) => write(round * 5 + nth)));
    // Nobody looks by a timer here: news of the last transaction arrives by a notification, or by the connection's return.
    await until('all that was written', async () => {
      await reading;
      return written.every((id) => seen.has(id));
    });
    expect(seen.size).toBe(written.length);
    await listener.stop();
  });
});
