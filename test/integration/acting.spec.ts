import { ROW_KINDS } from '#lib/kernel';
import { Database, REACH_KINDS, systemActor, type Actor, type DatabaseRole, type Read } from '#lib/platform';
import { openDataSource } from '#lib/schema';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { refusePowerfulUser } from '../../libs/platform/src/process/refuse-powerful-user.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { addTestTree } from '../support/test-tree.js';

const clock = new FixedClock('2026-06-01');
let owner: TestDatabase;
let service: DataSource;
let database: Database;
beforeAll(async () => {
  owner = await openTestDatabase();
  await addTestTree(owner.dataSource);
  service = await openDataSource(owner.url, 'pathways-test');
  database = new Database(service, clock);
});
afterAll(async () => {
  await service.destroy();
  await owner.close();
});

const codes = async (actor: Actor): Promise<string[]> => (await database.read<{ code: string }>(actor, 'SELECT code FROM identity.organisations ORDER BY code')).map(({ code }) => code);
const settings = (actor: Actor) =>
  database.read<Record<string, string>>(actor, `SELECT current_user AS role, current_setting('pathways.actor') AS actor, current_setting('pathways.today') AS today, current_setting('transaction_read_only') AS "readOnly"`);

/** Connections of the pool, several at a time, have nothing of an actor or a role. */
async function expectNobody(): Promise<void> {
  const asked = Array.from({ length: 8 }, () =>
    service.query<{ role: string; actor: string | null; everywhere: string | null; readOnly: string }[]>(
      `SELECT current_user AS role, nullif(current_setting('pathways.actor', true), '') AS actor, nullif(current_setting('pathways.everywhere', true), '') AS everywhere, current_setting('transaction_read_only') AS "readOnly"`,
    ),
  );
  for (const rows of await Promise.all(asked)) expect(rows).toEqual([{ role: 'pathways_service', actor: null, everywhere: null, readOnly: 'off' }]);
}

describe('the user with whom processes connect', () => {
  it.each(['identity.organisations', 'candidates.candidates', 'outcomes.hires', 'equality.hire_answers', 'audit.events', 'identity.users'])('may not even read %s by itself', async (table) => {
    await expect(service.query(`SELECT 1 FROM ${table}`)).rejects.toThrow(/permission denied/);
  });

  it('is let into production, and the owner of the tables is not', async () => {
    await expect(refusePowerfulUser(owner.url)).resolves.toBeUndefined();
    await expect(refusePowerfulUser(owner.ownerUrl)).rejects.toThrow(/DATABASE_URL must name a user with no rights of its own: this one is a superuser/);
  });
});

describe('a transaction', () => {
  it('says who acts, on which day and with which rights, and may not write when it only reads', async () => {
    expect(await settings(OPERATOR)).toEqual([{ role: 'pathways_app', actor: 'operator', today: '2026-06-01', readOnly: 'on' }]);
    await expect(database.read(OPERATOR, `UPDATE identity.organisations SET name = 'x'`)).rejects.toThrow(/read-only/);
  });

  it('leaves nothing of it on the connection', async () => {
    await settings(OPERATOR);
    await expectNobody();
  });

  it('that fails while it reads leaves nothing on a connection, and a connection for whoever comes next', async () => {
    const failures = await Promise.allSettled(Array.from({ length: 60 }, () => database.read(OPERATOR, 'SELECT 1 / $1::integer', [0])));
    expect(failures.map(({ status }) => status)).toEqual(failures.map(() => 'rejected'));
    await expect(database.read(OPERATOR, 'SELECT 1 / $1::integer', [0])).rejects.toThrow('division by zero');
    await expectNobody();
    expect(await database.read(OPERATOR, 'SELECT 1 / $1::integer AS one', [1])).toEqual([{ one: 1 }]);
  });

  it('that is begun by a query does not go on on the connection', async () => {
    await database.read(OPERATOR, 'BEGIN');
    await expectNobody();
  });

  it('whose connection breaks fails, and the process goes on', async () => {
    const pool = (service.driver as PostgresDriver).master as pg.Pool;
    pool.once('acquire', (client) => setTimeout(() => client.connection.stream.destroy(), 20));
    await expect(database.read(OPERATOR, 'SELECT pg_sleep(60)')).rejects.toThrow('Connection terminated unexpectedly');
    expect(await settings(OPERATOR)).toHaveLength(1);
  });

  it('that fails leaves nothing of what it wrote', async () => {
    const broken = database.write(OPERATOR, async (manager) => {
      await manager.query(`UPDATE identity.organisations SET name = 'broken' WHERE code = 'T-GP'`);
      throw new Error('broken off');
    });
    await expect(broken).rejects.toThrow('broken off');
    expect(await database.read(OPERATOR, `SELECT name FROM identity.organisations WHERE code = 'T-GP'`)).toEqual([{ name: 'T-GP of the tests' }]);
  });

  it.each<DatabaseRole>(['pathways_matcher', 'pathways_reporting', 'pathways_geography'])('as %s cannot read what is not for it', async (role) => {
    await expect(database.read(OPERATOR, 'SELECT given_name FROM candidates.candidates', [], role)).rejects.toThrow(/permission denied/);
    await expect(database.read(OPERATOR, 'SELECT sex_code FROM equality.hire_answers', [], role)).rejects.toThrow(/permission denied/);
  });
});

describe('queries that are asked together', () => {
  const WHO = `SELECT current_user AS role, current_setting('pathways.actor') AS actor, current_setting('transaction_read_only') AS "readOnly", now()::text AS began, $1::text AS said`;
  const who = (read: Read, said: string) => read<{ role: string; actor: string; readOnly: string; began: string; said: string }>(WHO, [said]);

  it('are one transaction as far as nobody waits in between, each with its own rows', async () => {
    const rows = await database.readTogether(OPERATOR, async (read) => {
      const [one, none, two] = await Promise.all([who(read, 'one'), read('SELECT 1 AS number WHERE $1::boolean', [false]), who(read, 'two')]);
      expect(none).toEqual([]);
      return [...one, ...two, ...(await who(read, 'three'))];
    });
    const asReader = { role: 'pathways_app', actor: 'operator', readOnly: 'on' };
    expect(rows).toMatchObject([{ ...asReader, said: 'one' }, { ...asReader, said: 'two' }, { ...asReader, said: 'three' }]);
    const [first, second, third] = rows.map(({ began }) => began);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    await expectNobody();
  });

  it('take on what one before them sets, and those of the next message do not', async () => {
    const mode = `SELECT current_setting('plan_cache_mode') AS mode`;
    const modes = await database.readTogether(OPERATOR, async (read) => {
      const [, together] = await Promise.all([read(`SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`), read(mode)]);
      return [together, await read(mode)];
    });
    expect(modes).toEqual([[{ mode: 'force_generic_plan' }], [{ mode: 'auto' }]]);
  });

  it('fail together when one of them does, and can be asked again', async () => {
    const asked = (divisor: number) =>
      database.readTogether(OPERATOR, async (read) => Promise.allSettled([who(read, 'before'), read('SELECT 2 / $1::integer AS half', [divisor]), read('SELECT $1::text AS behind', ['behind'])]));
    for (const { status, reason } of (await asked(0)) as PromiseRejectedResult[]) {
      expect(status).toBe('rejected');
      expect(String(reason)).toMatch('division by zero');
    }
    for (let times = 0; times < 3; times += 1) expect(await asked(2)).toMatchObject([{ value: [{ said: 'before' }] }, { value: [{ half: 1 }] }, { value: [{ behind: 'behind' }] }]);
    await expectNobody();
  });

  it('may not write', async () => {
    await expect(database.readTogether(OPERATOR, (read) => Promise.all([who(read, 'x'), read(`UPDATE identity.organisations SET name = 'x'`)]))).rejects.toThrow(/read-only/);
  });
});

describe('an actor', () => {
  it('has the kinds of rows that the table of actions has', () => {
    expect(REACH_KINDS).toEqual(ROW_KINDS);
  });

  it('does not take on what a connection had been set to', async () => {
    const single = await openDataSource(owner.url, 'pathways-test');
    try {
      const runner = single.createQueryRunner();
      await runner.query(`SET pathways.everywhere = 'yes'`);
      await runner.query(`SET pathways.tree = '00000000-0000-7000-8000-000000000000'`);
      await runner.release();
      expect(await new Database(single, clock).read(systemActor('user:somebody', {}), 'SELECT code FROM identity.organisations')).toEqual([]);
    } finally {
      await single.destroy();
    }
  });

  it('reaches everywhere, below its nodes, or nowhere', async () => {
    const [place] = await owner.dataSource.query<{ id: string }[]>(`SELECT organisation_id AS id FROM identity.organisations WHERE code = 'T-PLACE-A'`);
    expect((await codes(OPERATOR)).length).toBe(10);
    expect(await codes(systemActor('user:somebody', { tree: [place!.id] }))).toEqual(['T-GP', 'T-PLACE-A', 'T-TRUST']);
    expect(await codes(systemActor('user:somebody', { tree: [] }))).toEqual([]);
    expect(await codes(systemActor('user:somebody', {}))).toEqual([]);
  });

  it('cannot write in the name of another', async () => {
    const forged = database.write(OPERATOR, (manager) => manager.query(`INSERT INTO audit.events (actor_id, action, subject) VALUES ('user:another', 'x', 'y')`));
    await expect(forged).rejects.toThrow(/in the name of whoever acts/);
  });
});
