import { claimWork, ClaimLostError, Database, DomainError, failWork, finishWork, keepClaim, releaseClaim, renewClaim, rowsToRingAgain, SystemClock, type Claim, type WorkTable } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const UPLOADS: WorkTable = { table: 'exchange.uploads', idColumn: 'upload_id', job: 'job:read-upload', role: 'pathways_app' };
const LEASE_SECONDS = 30;

interface Row {
  readonly status: string;
  readonly claim_token: string | null;
  readonly leased_until: Date | null;
  readonly attempts: number;
  readonly rung_at: Date;
  readonly error_code: string | null;
  readonly error_detail: string | null;
  readonly finished_at: Date | null;
}

let database: TestDatabase;
let dataSource: DataSource;
let letters: Database;
let organisationId: string;
beforeAll(async () => {
  database = await openTestDatabase();
  dataSource = database.dataSource;
  letters = new Database(dataSource, new SystemClock());
  const [row] = await dataSource.query<{ organisation_id: string }[]>(`INSERT INTO identity.organisations (level, code, name) VALUES ('city', 'CITY', 'City') RETURNING organisation_id`);
  organisationId = row!.organisation_id;
});
afterAll(() => database.close());
beforeEach(() => dataSource.query('DELETE FROM exchange.uploads'));

/** A letter as a request writes it, with other columns where a test needs them. */
async function letter(columns: Readonly<Record<string, string | number>> = {}): Promise<string> {
  const [row] = await dataSource.query<{ upload_id: string }[]>(
    `INSERT INTO exchange.uploads (organisation_id, content, file_name, file_digest, file_bytes, requested_by) VALUES ($1, 'roles', 'roles.csv', '', 0, 'test') RETURNING upload_id`,
    [organisationId],
  );
  for (const [column, value] of Object.entries(columns)) await dataSource.query(`UPDATE exchange.uploads SET ${column} = $2 WHERE upload_id = $1`, [row!.upload_id, value]);
  return row!.upload_id;
}

async function rowOf(id: string): Promise<Row> {
  const [row] = await dataSource.query<Row[]>('SELECT * FROM exchange.uploads WHERE upload_id = $1', [id]);
  return row!;
}

const claim = (id: string): Promise<Claim | null> => claimWork(letters, UPLOADS, id, LEASE_SECONDS);
const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const leaseRunsOut = (id: string): Promise<unknown> => dataSource.query(`UPDATE exchange.uploads SET leased_until = now() - interval '1 second' WHERE upload_id = $1`, [id]);
const inTransaction = (work: (manager: EntityManager) => Promise<unknown>): Promise<unknown> => dataSource.transaction(work);

describe('a claim', () => {
  it('is won by one of many who want it at once', async () => {
    const id = await letter();
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(id)));
    const won = claims.filter((one) => one !== null);
    expect(won.length).toBe(1);
    expect(await rowOf(id)).toMatchObject({ status: 'working', attempts: 1, claim_token: won[0]!.token });
  });

  it('is a lease of so many seconds', async () => {
    const id = await letter();
    await claim(id);
    const left = ((await rowOf(id)).leased_until!.getTime() - Date.now()) / 1000;
    expect(left).toBeGreaterThan(LEASE_SECONDS - 5);
    expect(left).toBeLessThanOrEqual(LEASE_SECONDS + 1);
  });

  it.each(['done', 'failed', 'cancelled'])('is not given on what is %s', async (status) => {
    const id = await letter({ status });
    expect(await claim(id)).toBeNull();
    expect(await rowOf(id)).toMatchObject({ status, attempts: 0 });
  });

  it('is not given on what is not there', async () => {
    expect(await claim('0197c0de-0000-7000-8000-000000000001')).toBeNull();
  });

  it('goes to another when the lease has run out, and what the first writes then is refused and rolled back', async () => {
    const id = await letter();
    const first = (await claim(id))!;
    await leaseRunsOut(id);
    const second = (await claim(id))!;
    expect(second.token).not.toBe(first.token);
    expect((await rowOf(id)).attempts).toBe(2);

    for (const lastWord of [renewClaim, finishWork, (manager: EntityManager, lost: Claim) => failWork(manager, lost, new DomainError('a/b', 'No.'))]) {
      const late = inTransaction(async (manager) => {
        await manager.query(`UPDATE exchange.uploads SET rows_done = 99 WHERE upload_id = $1`, [id]);
        await lastWord(manager, first);
      });
      await expect(late).rejects.toThrow(ClaimLostError);
    }
    expect(await dataSource.query('SELECT rows_done, status, claim_token FROM exchange.uploads')).toEqual([{ rows_done: 0, status: 'working', claim_token: second.token }]);

    await inTransaction((manager) => finishWork(manager, second));
    expect((await rowOf(id)).status).toBe('done');
  });

  it('is lost even to nobody: a write after the end is refused', async () => {
    const id = await letter();
    const mine = (await claim(id))!;
    await inTransaction((manager) => finishWork(manager, mine));
    await expect(inTransaction((manager) => renewClaim(manager, mine))).rejects.toThrow(ClaimLostError);
    expect((await rowOf(id)).status).toBe('done');
  });

  it('that is renewed lasts longer, so nobody takes it over', async () => {
    const id = await letter();
    const mine = (await claim(id))!;
    await leaseRunsOut(id);
    await inTransaction((manager) => renewClaim(manager, mine));
    expect(await claim(id)).toBeNull();
  });

  it('whose last write is under way is not taken over before that is decided', async () => {
    const id = await letter();
    const mine = (await claim(id))!;
    await leaseRunsOut(id);
    let other: Promise<Claim | null> = Promise.resolve(null);
    await inTransaction(async (manager) => {
      await finishWork(manager, mine);
      other = claim(id); // waits for the row
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    expect(await other).toBeNull();
    expect(await rowOf(id)).toMatchObject({ status: 'done', attempts: 1 });
  });
});

describe('a claim that is kept', () => {
  const pause = (seconds: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  it('outlives its lease, until it is let go', async () => {
    const id = await letter();
    const mine = (await claimWork(letters, UPLOADS, id, 1))!;
    const letGo = keepClaim(letters, mine);
    await pause(2.5);
    expect(await claim(id)).toBeNull();
    letGo();
    await pause(1.2);
    expect(await claim(id)).not.toBeNull();
  });

  it('and lost all the same is left to its new owner', async () => {
    const id = await letter();
    const mine = (await claimWork(letters, UPLOADS, id, 1))!;
    await leaseRunsOut(id);
    const other = (await claim(id))!;
    const letGo = keepClaim(letters, mine);
    await pause(1);
    letGo();
    const row = await rowOf(id);
    expect(row.claim_token).toBe(other.token);
    expect((row.leased_until!.getTime() - Date.now()) / 1000).toBeGreaterThan(LEASE_SECONDS - 5); // not the one second of the other lease
  });
});

describe('the end', () => {
  it('of good work leaves no claim', async () => {
    const id = await letter();
    const mine = (await claim(id))!;
    await inTransaction((manager) => finishWork(manager, mine));
    const row = await rowOf(id);
    expect(row).toMatchObject({ status: 'done', claim_token: null, leased_until: null, error_code: null });
    expect(row.finished_at).not.toBeNull();
  });

  it('of failed work says why, in a code and a sentence', async () => {
    const id = await letter();
    const mine = (await claim(id))!;
    await inTransaction((manager) => failWork(manager, mine, new DomainError('exchange/empty-file', 'The file is empty.')));
    expect(await rowOf(id)).toMatchObject({ status: 'failed', claim_token: null, leased_until: null, error_code: 'exchange/empty-file', error_detail: 'The file is empty.' });
    expect(await claim(id)).toBeNull();
  });

  it('of work that failed in passing gives the row back at once', async () => {
    const id = await letter();
    await releaseClaim(letters, (await claim(id))!);
    expect(await rowOf(id)).toMatchObject({ status: 'queued', claim_token: null, leased_until: null, attempts: 1 });
    expect(await claim(id)).not.toBeNull();
  });

  it('cannot be given back by who has lost it', async () => {
    const id = await letter();
    const first = (await claim(id))!;
    await leaseRunsOut(id);
    const second = (await claim(id))!;
    await releaseClaim(letters, first);
    expect(await rowOf(id)).toMatchObject({ status: 'working', claim_token: second.token });
  });
});

describe('ringing twice', () => {
  it('changes nothing, while the work is done or after', async () => {
    const id = await letter();
    const mine = (await claim(id))!;
    const during = await rowOf(id);
    expect(await claim(id)).toBeNull();
    expect(await rowOf(id)).toEqual(during);
    await inTransaction((manager) => finishWork(manager, mine));
    const after = await rowOf(id);
    expect(await claim(id)).toBeNull();
    expect(await rowOf(id)).toEqual(after);
  });
});

describe('the sweeper', () => {
  it('rings for rows that are silent, and for those only', async () => {
    const lost = await letter({ rung_at: secondsAgo(60) });
    const dead = await letter({ rung_at: secondsAgo(60) });
    await claim(dead);
    await leaseRunsOut(dead);
    await letter(); // rung just now
    const inHand = await letter({ rung_at: secondsAgo(60) });
    await claim(inHand);
    for (const status of ['done', 'failed', 'cancelled']) await letter({ status, rung_at: secondsAgo(60) });
    expect((await rowsToRingAgain(letters, UPLOADS, 10)).toSorted()).toEqual([lost, dead].toSorted());
  });

  it('rings once when two of them sweep at once, and not again before the time is up', async () => {
    const id = await letter({ rung_at: secondsAgo(60) });
    const rung = await Promise.all([rowsToRingAgain(letters, UPLOADS, 10), rowsToRingAgain(letters, UPLOADS, 10), rowsToRingAgain(letters, UPLOADS, 10)]);
    expect(rung.flat()).toEqual([id]);
    expect(await rowsToRingAgain(letters, UPLOADS, 10)).toEqual([]);
  });

  it('gives up what was begun many times and never ended', async () => {
    const id = await letter();
    const rung: string[][] = [];
    while (rung.length < 100 && (await claim(id)) !== null) {
      await leaseRunsOut(id);
      await dataSource.query(`UPDATE exchange.uploads SET rung_at = now() - interval '1 minute'`);
      rung.push(await rowsToRingAgain(letters, UPLOADS, 10));
    }
    expect(rung).toEqual([...Array.from({ length: 19 }, () => [id]), []]);
    const row = await rowOf(id);
    expect(row).toMatchObject({ status: 'failed', attempts: 20, error_code: 'platform/given-up', claim_token: null, leased_until: null });
    expect(row.error_detail).toMatch(/administrator/);
    expect(row.finished_at).not.toBeNull();
  });

  it('does not give up the last attempt while it is still going on', async () => {
    const id = await letter({ attempts: 19 });
    const last = (await claim(id))!;
    expect(await rowsToRingAgain(letters, UPLOADS, 10)).toEqual([]);
    await inTransaction((manager) => finishWork(manager, last));
    expect((await rowOf(id)).status).toBe('done');
  });
});
