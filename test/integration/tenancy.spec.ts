import { ROLES, type Role } from '#lib/kernel';
import { enter, systemActor, type Actor, type DatabaseRole } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import type { EntityManager } from 'typeorm';
import { actorWithRoles, addCityWithRows, CITY_NODES, nodeIdsByCode } from '../support/city-with-rows.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { openServices } from '../support/services.js';

const TODAY = '2026-06-01';
const clock = new FixedClock(TODAY);
const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** A table as its own catalogue tells of it. */
interface Table {
  readonly name: string;
  /** A role sees all of its own tables. Which these are and why is written beside the rule for it in test/house. */
  readonly owner: string;
  readonly key: readonly string[];
  /** Columns that an INSERT may give. */
  readonly columns: readonly string[];
}

let database: TestDatabase;
let services: INestApplicationContext;
let ids: ReadonlyMap<string, string>;
let tables: readonly Table[];
/** Tables of which a migration wrote rows: those are everybody's who reaches something, and no City's. */
let tablesForAll: ReadonlySet<string>;
/** Every row of City B by its table, as text with the transaction that last wrote it. */
let rowsOfB: ReadonlyMap<string, readonly string[]>;
/** The keys of the same rows. */
let keysOfB: ReadonlyMap<string, ReadonlySet<string>>;

/** How far changes were read, in one row; and what is published for everybody. */
const NOBODYS = ['matching.alert_readings', 'opportunities.published_figures'];

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_get_userbyid(c.relowner)::text AS owner,
         (SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
         (SELECT array_agg(quote_ident(attname) ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = '') AS columns
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'public', 'bullmq', 'geography')
     AND c.oid NOT IN (${NOBODYS.map((name) => `'${name}'::regclass`).join(', ')}) ORDER BY 1`;

const rowsOf = async (manager: EntityManager, table: string): Promise<string[]> =>
  (await manager.query<{ row: string }[]>(`SELECT row.xmin::text || ' ' || row::text AS row FROM ${table} AS row`)).map(({ row }) => row);
const keySql = ({ key }: Table): string => `jsonb_build_array(${key.join(', ')})::text`;

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock });
  const { dataSource } = database;
  tables = await dataSource.query<Table[]>(TABLES);
  const textsNow = async (): Promise<Map<string, Set<string>>> => new Map(await Promise.all(tables.map(async ({ name }) => [name, new Set((await rowsOf(dataSource.manager, name)).map(withoutWriter))] as const)));
  const textsForAll = await textsNow();
  tablesForAll = new Set(tables.filter(({ name }) => textsForAll.get(name)!.size > 0).map(({ name }) => name));
  await addCityWithRows('B', dataSource, services, clock);
  const textsOfB = await textsNow();
  await addCityWithRows('A', dataSource, services, clock);
  ids = await nodeIdsByCode(dataSource);
  const [rows, keys] = [new Map<string, string[]>(), new Map<string, Set<string>>()];
  for (const table of tables) {
    const present = await dataSource.query<{ key: string; row: string }[]>(`SELECT ${keySql(table)} AS key, row.xmin::text || ' ' || row::text AS row FROM ${table.name} AS row`);
    const ofB = present.filter(({ row }) => textsOfB.get(table.name)!.has(withoutWriter(row)) && !textsForAll.get(table.name)!.has(withoutWriter(row)));
    rows.set(table.name, ofB.map(({ row }) => row));
    keys.set(table.name, new Set(ofB.map(({ key }) => key)));
  }
  [rowsOfB, keysOfB] = [rows, keys];
}, 60_000);
afterAll(async () => {
  await services.close();
  await database.close();
});

function withoutWriter(row: string): string {
  return row.slice(row.indexOf(' ') + 1);
}

const actorAt = (role: Role, code: string): Promise<Actor> => actorWithRoles(services, TODAY, [{ role, nodeId: ids.get(code)! }]);

/** Tries a statement as the actor and undoes it. Returns the refusal's code, or the rows that it touched and how many of City B are not as they were. */
async function attempt(manager: EntityManager, { name }: Table, sql: string, values: readonly unknown[]): Promise<string> {
  await manager.query('SAVEPOINT attempt');
  try {
    const [row] = await manager.query<{ touched: number }[]>(`WITH touched AS (${sql} RETURNING 1) SELECT count(*)::int AS touched FROM touched`, [...values]);
    if (row!.touched === 0) return 'nothing';
    await manager.query(`SELECT set_config('role', 'none', true)`);
    const left = new Set(await rowsOf(manager, name));
    return rowsOfB.get(name)!.every((before) => left.has(before)) ? 'own rows' : 'ROWS OF B';
  } catch (error) {
    return (error as { driverError: { code: string } }).driverError.code;
  } finally {
    await manager.query('ROLLBACK TO SAVEPOINT attempt');
  }
}

/** What an actor reaches of City B in every table: names what is seen, and what is changed, removed or added. Nothing, if all is well. */
async function reachedOfB(role: DatabaseRole, actor: Actor): Promise<string[]> {
  const reached: string[] = [];
  await database.dataSource.transaction(async (manager) => {
    for (const table of tables.filter(({ owner }) => owner !== role)) {
      await manager.query('SAVEPOINT look');
      await enter(manager, role, actor, TODAY, false);
      const shown = await manager.query<{ key: string }[]>(`SELECT ${keySql(table)} AS key FROM ${table.name}`).catch(() => 'refused' as const);
      await manager.query('ROLLBACK TO SAVEPOINT look');
      if (shown !== 'refused' && shown.some(({ key }) => keysOfB.get(table.name)!.has(key))) reached.push(`${table.name} read`);

      await manager.query(`SELECT set_config('role', 'none', true)`);
      const [rights] = await manager.query<{ column: string | null }[]>(
        `SELECT (SELECT name FROM unnest($2::text[]) AS name WHERE has_column_privilege($1, $3::regclass, trim('"' FROM name), 'UPDATE') LIMIT 1) AS column`,
        [role, table.columns, table.name],
      );
      await enter(manager, role, actor, TODAY, false);
      const column = rights!.column ?? table.columns[0]!;
      const changed = await attempt(manager, table, `UPDATE ${table.name} SET ${column} = ${column}`, []);
      const removed = await attempt(manager, table, `DELETE FROM ${table.name}`, []);
      if (changed === 'ROWS OF B') reached.push(`${table.name} changed`);
      if (removed === 'ROWS OF B') reached.push(`${table.name} removed`);
      const copy = copies.get(table.name)!;
      const added = await attempt(manager, table, `INSERT INTO ${table.name} (${table.columns.join(', ')}) SELECT ${table.columns.join(', ')} FROM jsonb_populate_record(NULL::${table.name}, $1)`, [copy]);
      if (added !== REFUSED) reached.push(`${table.name} added: ${added}`);
    }
  });
  return reached;
}

const REFUSED = '42501';
/** A row of City B of each table, as whoever copies it would have it. */
const copies = new Map<string, string>();

describe('two Cities', () => {
  beforeAll(async () => {
    for (const table of tables) {
      const key = [...keysOfB.get(table.name)!][0] ?? '[]';
      const [row] = await database.dataSource.query<{ copy: string }[]>(`SELECT to_jsonb(row)::text AS copy FROM ${table.name} AS row WHERE ${keySql(table)} = $1`, [key]);
      copies.set(table.name, row?.copy ?? '{}');
    }
  });

  it('have rows in every table there is, and the second left those of the first as they were', () => {
    expect(tables.length).toBeGreaterThan(35);
    expect(tables.filter(({ name }) => keysOfB.get(name)!.size === 0 && !tablesForAll.has(name)).map(({ name }) => name)).toEqual([]);
    expect(tablesForAll.size).toBeLessThan(6);
  });

  /**
   * Whoever looks after organisations may add one, or an agreement that has no parties yet, and learns here that the
   * code or the id is taken: nothing of City B is in it, and nothing is added to City B.
   */
  const TAKEN: readonly string[] = ['identity.organisations added: 23505', 'identity.sharing_agreements added: 23505'];

  it.each(ROLE_NAMES)('%s anywhere in one reads, changes, removes and adds nothing in the other, in any table', async (role) => {
    const reached: string[] = [];
    for (const node of CITY_NODES) for (const found of await reachedOfB('pathways_app', await actorAt(role, `A-${node}`))) reached.push(`${role} at ${node}: ${found}`);
    expect(reached.filter((found) => role !== 'administrator' || !TAKEN.some((taken) => found.endsWith(taken)))).toEqual([]);
  });

  it.each(['pathways_matcher', 'pathways_reporting'] as const)('are apart for the role %s too', async (databaseRole) => {
    for (const role of ROLE_NAMES) expect([role, await reachedOfB(databaseRole, await actorAt(role, 'A-CITY'))]).toEqual([role, []]);
  });

  it('are seen by whoever is of both, so that the test above looks at what can be seen', async () => {
    const both = await actorWithRoles(services, TODAY, ROLE_NAMES.flatMap((role) => ['A-CITY', 'B-CITY'].map((code) => ({ role, nodeId: ids.get(code)! }))));
    const reached = await reachedOfB('pathways_app', both);
    for (const table of ['candidates.candidates', 'candidates.consents', 'opportunities.opportunities', 'outcomes.hires', 'equality.hire_answers', 'brokerage.referrals', 'matching.candidate_matches', 'exchange.upload_rows', 'audit.events', 'identity.role_grants']) {
      expect(reached).toContain(`${table} read`);
    }
    expect(reached).toEqual(expect.arrayContaining(['candidates.candidates changed', 'outcomes.hires changed', 'exchange.upload_chunks removed', 'candidates.qualifications removed']));
  });
});

describe('nobody', () => {
  const NOBODY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'whose transaction says nothing of who acts': {},
    'who reaches nothing': { 'pathways.actor': 'user:nobody', ...Object.fromEntries(['tree', 'market', 'people', 'shared_people', 'referred_people', 'listings', 'programmes', 'hires', 'living_wage', 'figures', 'accounts', 'audit_trail', 'reference', 'fairs'].map((kind) => [`pathways.${kind}`, ''])) },
  };

  it.each(Object.entries(NOBODY))('%s sees no row of any table, through the connection of the service', async (_, settings) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const seen: string[] = [];
    let looked = 0;
    for (const role of ['pathways_app', 'pathways_matcher', 'pathways_reporting'] as const) {
      await client.query('BEGIN');
      for (const [name, value] of Object.entries({ ...settings, role })) await client.query('SELECT set_config($1, $2, true)', [name, value]);
      for (const table of tables.filter(({ owner }) => owner !== role)) {
        await client.query('SAVEPOINT look');
        const answer = await client.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table.name}`).then(({ rows }) => rows[0]!.rows, ({ code }: { code: string }) => code);
        await client.query('ROLLBACK TO SAVEPOINT look');
        if (answer !== 0 && answer !== REFUSED) seen.push(`${role} ${table.name} ${answer}`);
        if (answer === 0) looked += 1;
      }
      await client.query('ROLLBACK');
    }
    await client.end();
    expect(seen).toEqual([]);
    expect(looked).toBeGreaterThan(30);
  });
});

/** Ways into another's rows that go through a row of one's own. Each is refused by the database itself. */
describe('a way round', () => {
  const inB = async (sql: string): Promise<string> => (await database.dataSource.query<{ id: string }[]>(sql))[0]!.id;

  async function refused(actor: Actor, sql: string, values: readonly unknown[], role: DatabaseRole = 'pathways_app'): Promise<string> {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await enter(runner.manager, role, actor, TODAY, false);
      await runner.manager.query(sql, [...values]);
      return 'done';
    } catch (error) {
      return (error as { driverError: { code: string } }).driverError.code;
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  it('is not to refer one’s own candidate to a place in another City', async () => {
    const broker = await actorAt('broker', 'A-BROKER-1');
    const candidate = await inB(`SELECT candidate_id AS id FROM candidates.candidates WHERE reference = 'A1-2'`);
    const intakeOf = (reference: string) => inB(`SELECT intake_id AS id FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE reference = '${reference}'`);
    const sql = `INSERT INTO brokerage.referrals (candidate_id, intake_id, status) VALUES ($1, $2, 'suggested')`;
    expect(await refused(broker, sql, [candidate, await intakeOf('B1-R1')])).toBe(REFUSED);
    expect(await refused(broker, sql, [candidate, await intakeOf('A1-R2')])).toBe('done');
  });

  it('is not to match one’s own people with another City’s market, or another’s people with one’s own', async () => {
    const broker = await actorAt('broker', 'A-BROKER-1');
    const sql = `INSERT INTO matching.runs (requested_by, as_of_on, seed, matches_each, rule_version, people_nodes, shared_people_nodes, market_nodes) VALUES ('x', '2026-06-01', 1, 20, 'rules-1', $1, $2, $3)`;
    const run = (people: string[], shared: string[], market: string[]) => refused(broker, sql, [people, shared, market].map((codes) => codes.map((code) => ids.get(code))));
    expect(await run(['A-BROKER-1'], [], ['A-CITY'])).toBe('done');
    expect(await run(['A-BROKER-1'], [], ['B-CITY'])).toBe(REFUSED);
    expect(await run(['A-BROKER-2'], [], ['A-CITY'])).toBe(REFUSED);
    expect(await run([], ['A-BROKER-2'], ['A-CITY'])).toBe(REFUSED);
    expect(await run([], [], ['A-CITY'])).toBe(REFUSED);
  });

  it('is not to take an organisation that stands nowhere below one’s own Place', async () => {
    const administrator = await actorAt('administrator', 'A-CITY');
    await database.dataSource.query(`UPDATE identity.organisation_parents SET valid_during = daterange(NULL, '2026-05-01') WHERE organisation_id = $1`, [ids.get('B-BROKER-2')]);
    const sql = `INSERT INTO identity.organisation_parents (organisation_id, parent_id, valid_during) VALUES ($1, $2, '[2026-05-01,)')`;
    expect(await refused(administrator, sql, [ids.get('B-BROKER-2'), ids.get('A-PLACE-1')])).toBe(REFUSED);
    expect(await refused(await actorAt('administrator', 'B-CITY'), sql, [ids.get('B-BROKER-2'), ids.get('B-PLACE-1')])).toBe('done');
    await database.dataSource.query(`UPDATE identity.organisation_parents SET valid_during = '(,)' WHERE organisation_id = $1`, [ids.get('B-BROKER-2')]);
  });

  it('is not to join an agreement of others, or to make one longer', async () => {
    const [{ agreement } = { agreement: '' }] = await database.dataSource.query<{ agreement: string }[]>(`SELECT agreement_id AS agreement FROM identity.sharing_agreements WHERE name = 'Of B'`);
    const join = `INSERT INTO identity.sharing_agreement_parties (agreement_id, organisation_id, is_acting, is_acted_for) VALUES ($1, $2, true, false)`;
    expect(await refused(await actorAt('administrator', 'A-CITY'), join, [agreement, ids.get('A-BROKER-1')])).toBe(REFUSED);
    expect(await refused(await actorAt('administrator', 'B-PLACE-1'), join, [agreement, ids.get('B-COLLEGE')])).toBe(REFUSED);
    const change = `UPDATE identity.sharing_agreements SET valid_during = $2 WHERE agreement_id = $1`;
    expect(await refused(await actorAt('administrator', 'B-PLACE-1'), change, [agreement, '[2026-03-01,2026-03-15)'])).toBe('done');
    expect(await refused(await actorAt('administrator', 'B-CITY'), change, [agreement, '[2026-03-01,)'])).toBe('23514');
  });

  it('is not to write rules for what is another’s, or by who sends adverts for a programme', async () => {
    const sql = `INSERT INTO opportunities.rule_versions (organisation_id, programme_code, opportunity_id, version_number, requirements, note, recorded_by) VALUES ($1, $2, $3, 7, '[]', 'N', 'x')`;
    const opportunity = (reference: string) => inB(`SELECT opportunity_id AS id FROM opportunities.opportunities WHERE reference = '${reference}'`);
    const [lead, leadOfPlace, hr] = [await actorAt('programme-lead', 'A-CITY'), await actorAt('programme-lead', 'A-PLACE-1'), await actorAt('hr', 'A-TRUST-1')];
    expect(await refused(lead, sql, [ids.get('A-CITY'), 'A', null])).toBe('done');
    expect(await refused(lead, sql, [ids.get('A-CITY'), 'B', null])).toBe(REFUSED); // whose it is follows from the programme
    expect(await refused(leadOfPlace, sql, [ids.get('A-PLACE-1'), 'A', null])).toBe(REFUSED);
    expect(await refused(hr, sql, [ids.get('A-TRUST-1'), 'A', null])).toBe(REFUSED);
    expect(await refused(hr, sql, [ids.get('A-TRUST-1'), null, await opportunity('A1-R1')])).toBe('done');
    expect(await refused(hr, sql, [ids.get('A-TRUST-1'), null, await opportunity('A2-R1')])).toBe(REFUSED);
    expect(await refused(lead, sql, [ids.get('A-CITY'), null, await opportunity('A1-R1')])).toBe(REFUSED);
    const rename = `WITH named AS (UPDATE opportunities.programmes SET name = 'N' WHERE code = $1 RETURNING 1) SELECT 1 / count(*) FROM named`;
    expect([await refused(lead, rename, ['A']), await refused(hr, rename, ['A']), await refused(leadOfPlace, rename, ['A'])]).toEqual(['done', '22012', '22012']);
  });

  it('is not the figures of another City, nor figures for whoever reads none', async () => {
    const report = async (actor: Actor): Promise<string[]> =>
      database.dataSource.transaction(async (manager) => {
        await enter(manager, 'pathways_reporting', actor, TODAY, true);
        const rows = await manager.query<{ id: string }[]>(`SELECT DISTINCT organisation_id AS id FROM equality.hires_by_decile('2026-01-01', '2026-12-31', 2025)`);
        return rows.map(({ id }) => [...ids].find(([, nodeId]) => nodeId === id)![0]).toSorted();
      });
    expect(await report(await actorAt('programme-lead', 'A-PLACE-1'))).toEqual(['A-TRUST-1', 'A-TRUST-2']); // the whole City is protected together
    expect(await report(await actorAt('auditor', 'A-CITY'))).toEqual([]);
    expect(await report(systemActor('user:nobody', {}))).toEqual([]);
  });
});
