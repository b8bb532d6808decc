import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GeographyImport } from '#lib/geography';
import { projectRoot, SystemClock } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MigrationInterface } from 'typeorm';
import { fixture } from '../fixtures/geography/made-files.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { schemaText, unseenThings } from './schema-text.js';
import { textOf } from './source-files.js';

const FILE = 'libs/schema/schema.sql';
const INTRODUCTION = `-- The migrated database, made from it and compared with it by test/house/schema.spec.ts.
-- After a new migration write it anew: PATHWAYS_WRITE_SCHEMA=1 npm test -- test/house/schema
-- The roles pathways_* belong to the server and not to this database: the migrations make them where they are missing.

`;

let database: TestDatabase;
let migrated: string;
beforeAll(async () => {
  database = await openTestDatabase();
  migrated = await schemaText(database.dataSource);
  if (process.env['PATHWAYS_WRITE_SCHEMA']) writeFileSync(join(projectRoot(), FILE), INTRODUCTION + migrated);
});
afterAll(() => database.close());

describe('libs/schema/schema.sql', () => {
  it('is the migrated database', () => {
    expect(textOf(FILE)).toBe(INTRODUCTION + migrated);
  });

  it('makes the same database again from nothing', async () => {
    const other = await openTestDatabase();
    try {
      await other.dataSource.query(await dropEverything(other));
      expect(await schemaText(other.dataSource)).toBe('');
      await other.dataSource.query(textOf(FILE));
      expect(await schemaText(other.dataSource)).toBe(migrated);
    } finally {
      await other.close();
    }
  });

  it('is still the database after a new postcode directory took the place of the old one', async () => {
    const other = await openTestDatabase();
    try {
      const [load] = await new GeographyImport(other.dataSource, new SystemClock()).run([fixture('onspd-2023.csv')]);
      expect(load).toMatchObject({ kind: 'postcodes', outcome: 'loaded' });
      expect(await schemaText(other.dataSource)).toBe(migrated);
    } finally {
      await other.close();
    }
  });

  it('leaves nothing unsaid', async () => {
    expect(await unseenThings(database.dataSource)).toEqual([]);
  });
});

describe('migrations', () => {
  it('go down one by one to nothing, and up again to the same at every step', async () => {
    const other = await openTestDatabase();
    try {
      const { dataSource } = other;
      const count = dataSource.migrations.length;
      expect(count).toBeGreaterThan(0);
      const onTheWayDown = [await schemaText(dataSource)];
      for (let undone = 0; undone < count; undone += 1) {
        await dataSource.undoLastMigration();
        onTheWayDown.push(await schemaText(dataSource));
      }
      expect(onTheWayDown.at(-1)).toBe('');
      expect(await unseenThings(dataSource)).toEqual([]);

      const onTheWayUp = [''];
      for (const migration of dataSource.migrations) {
        await applyAlone(other, migration);
        onTheWayUp.push(await schemaText(dataSource));
      }
      expect(onTheWayUp.map(withColumnsInOrder)).toEqual(onTheWayDown.map(withColumnsInOrder).toReversed());
      expect(new Set(onTheWayUp).size).toBe(count + 1); // each changes something
    } finally {
      await other.close();
    }
  });
});

/** A column that is put back stands last in its table, and nothing depends on where it stands. */
function withColumnsInOrder(text: string): string {
  return text.replace(/(?<=^CREATE TABLE .* \(\n)[^]*?(?=\n\);$)/gm, (lines) => lines.split('\n').map((line) => line.replace(/,$/, '')).toSorted().join('\n'));
}

/** Names that go against a convention and why they may. Take one out with the migration that renames it. */
const ALLOWED = [
  'deprivation', // a mass noun: it has no plural
  'leased_until', // says more than leased_until_at
  'actor_id', // a person or a named job ('job:match-run'), so not a uuid
  'request_id', // as the web server or whoever stands before it names a request
  'holds_place', // reads like is_ and has_
  'expire', // of sessions: connect-pg-simple names it
];

/** Each convention as a query that finds what goes against it. */
const CONVENTIONS: Readonly<Record<string, string>> = {
  'a table is plural snake_case': `SELECT DISTINCT table_name AS name FROM columns WHERE table_name !~ '^[a-z]+(_[a-z]+)*s$'`,
  'a column is snake_case': `SELECT column_name AS name FROM columns WHERE column_name !~ '^[a-z]+[0-9]*(_[a-z]+[0-9]*)*$'`,
  'a moment ends in _at': `SELECT column_name AS name FROM columns WHERE (data_type LIKE 'timestamp%') <> (column_name LIKE '%\\_at')`,
  'a moment has a time zone': `SELECT column_name AS name FROM columns WHERE data_type LIKE 'timestamp%' AND data_type <> 'timestamp with time zone'`,
  'a date ends in _on': `SELECT column_name AS name FROM columns WHERE (data_type = 'date') <> (column_name LIKE '%\\_on')`,
  'an _id is a uuid': `SELECT column_name AS name FROM columns WHERE column_name LIKE '%\\_id' AND data_type <> 'uuid'`,
  'a yes or no begins with is_ or has_': `SELECT column_name AS name FROM columns WHERE (data_type = 'boolean') <> (column_name ~ '^(is|has)_')`,
  'a _code is text': `SELECT column_name AS name FROM columns WHERE column_name LIKE '%\\_code' AND data_type <> 'text'`,
  'a _pence is whole': `SELECT column_name AS name FROM columns WHERE column_name LIKE '%\\_pence' AND data_type NOT IN ('integer', 'bigint')`,
  'money and measures are not floating, positions excepted': `SELECT column_name AS name FROM columns WHERE data_type IN ('real', 'money') OR (data_type = 'double precision' AND column_name NOT IN ('latitude', 'longitude', 'score'))`,
  'a table has a primary key': `SELECT DISTINCT table_name AS name FROM columns WHERE table_id NOT IN (SELECT conrelid FROM pg_constraint WHERE contype = 'p')`,
  'a key of its own is made by uuidv7()': `
    SELECT columns.column_name AS name FROM columns
      JOIN pg_constraint AS o ON o.conrelid = table_id AND o.contype = 'p' AND o.conkey = ARRAY[position]
     WHERE data_type = 'uuid' AND column_default IS DISTINCT FROM 'uuidv7()'
       AND NOT EXISTS (SELECT FROM pg_constraint AS f WHERE f.conrelid = table_id AND f.contype = 'f' AND f.conkey = o.conkey)`,
  'a constraint has its prefix and the name of its table': `
    SELECT conname AS name FROM pg_constraint AS o JOIN (SELECT DISTINCT table_id, table_name FROM columns) AS t ON t.table_id = o.conrelid
     WHERE contype NOT IN ('n', 't') AND NOT starts_with(conname, CASE contype WHEN 'p' THEN 'pk_' WHEN 'f' THEN 'fk_' WHEN 'u' THEN 'uq_' WHEN 'c' THEN 'ck_' WHEN 'x' THEN 'ex_' ELSE '?' END || table_name)`,
  'an index has its prefix and the name of its table': `
    SELECT i.indexrelid::regclass::text AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN (SELECT DISTINCT table_id, table_name FROM columns) AS t ON t.table_id = i.indrelid
     WHERE NOT starts_with(c.relname, CASE WHEN indisprimary THEN 'pk_' WHEN indisexclusion THEN 'ex_' WHEN indisunique THEN 'uq_' ELSE 'ix_' END || table_name)`,
  'a foreign key is to a whole key, and is checked': `SELECT conname AS name FROM pg_constraint AS o JOIN pg_namespace AS n ON n.oid = o.connamespace WHERE contype = 'f' AND n.nspname <> 'bullmq' AND NOT convalidated`,
};

const OUR_COLUMNS = `
  SELECT c.oid AS table_id, c.relname AS table_name, a.attname AS column_name, a.attnum AS position, format_type(a.atttypid, NULL) AS data_type,
         pg_get_expr(d.adbin, d.adrelid) AS column_default
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'bullmq', 'public')`;

describe('names in the database', () => {
  const against = async (dataSource: TestDatabase['dataSource'], convention: string): Promise<string[]> => {
    const rows = await dataSource.query<{ name: string }[]>(`WITH columns AS (${OUR_COLUMNS}) ${CONVENTIONS[convention]!}`);
    return rows.map(({ name }) => name);
  };

  it.each(Object.keys(CONVENTIONS))('%s', async (convention) => {
    expect((await against(database.dataSource, convention)).filter((name) => !ALLOWED.includes(name))).toEqual([]);
  });

  it('have no exception that is not needed any more', async () => {
    const found = new Set((await Promise.all(Object.keys(CONVENTIONS).map((convention) => against(database.dataSource, convention)))).flat());
    expect(ALLOWED.filter((name) => !found.has(name))).toEqual([]);
  });

  it('that go against every convention are found', async () => {
    const other = await openTestDatabase();
    try {
      await other.dataSource.query(`
        CREATE TABLE identity."Thing" ("badName" text, seen timestamp, made_at text, day date, paid_on text, other_id text, happy boolean, size_code integer, price_pence numeric, fee money);
        CREATE TABLE identity.things (thing_id uuid NOT NULL CONSTRAINT things_key PRIMARY KEY, parent_id uuid);
        ALTER TABLE identity.things ADD CONSTRAINT things_parent FOREIGN KEY (parent_id) REFERENCES identity.things NOT VALID`);
      const silent = [];
      for (const convention of Object.keys(CONVENTIONS)) if ((await against(other.dataSource, convention)).every((name) => ALLOWED.includes(name))) silent.push(convention);
      expect(silent).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

async function applyAlone(other: TestDatabase, migration: MigrationInterface): Promise<void> {
  const runner = other.dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await migration.up(runner);
    await runner.commitTransaction();
  } finally {
    await runner.release();
  }
}

async function dropEverything(other: TestDatabase): Promise<string> {
  const drops = await other.dataSource.query<{ statement: string }[]>(
    `SELECT format('DROP SCHEMA %I CASCADE;', nspname) AS statement FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public', 'bullmq')
     UNION ALL SELECT format('DROP EXTENSION %I;', extname) FROM pg_extension WHERE extname <> 'plpgsql'`,
  );
  return drops.map(({ statement }) => statement).join('\n');
}
