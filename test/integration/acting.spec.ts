import { ROW_KINDS } from '#lib/kernel';
import { Database, REACH_KINDS, systemActor, type Actor, type DatabaseRole } from '#lib/platform';
import { openDataSource } from '#lib/schema';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
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
    // Every connection of the pool, one after the other.
    for (let times = 0; times < 5; times += 1) {
      const [row] = await service.query<{ role: string; actor: string | null; everywhere: string | null }[]>(
        `SELECT current_user AS role, nullif(current_setting('pathways.actor', true), '') AS actor, nullif(current_setting('pathways.everywhere', true), '') AS everywhere`,
      );
      expect(row).toEqual({ role: 'pathways_service', actor: null, everywhere: null });
    }
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
