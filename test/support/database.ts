import { randomBytes } from 'node:crypto';
import { openDataSource } from '#lib/schema';
import pg from 'pg';
import type { DataSource } from 'typeorm';

/** A migrated database of a test file's own, and how to be rid of it. */
export interface TestDatabase {
  /** As the owner, past row-level security: for what a test looks at and prepares. */
  readonly dataSource: DataSource;
  /** As the processes connect: with a user who owns nothing. */
  readonly url: string;
  /** As whoever migrates. */
  readonly ownerUrl: string;
  close(): Promise<void>;
}

/** The server that bin/test.mjs started, and the migrated template in it. */
function serverUrl(variable: 'TEST_DATABASE_URL' | 'TEST_SERVICE_URL' = 'TEST_DATABASE_URL'): string {
  const url = process.env[variable];
  if (url === undefined) throw new Error(`${variable} is not set: run the tests with npm test, which starts PostgreSQL.`);
  return url;
}

/** Clones the template: a fresh database in a fraction of a second. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE pathways_template STRATEGY FILE_COPY`);
  const inDatabase = (url: string): string => url.replace(/\/[^/]*$/, `/${name}`);
  const dataSource = await openDataSource(inDatabase(serverUrl()), 'pathways-test');
  return {
    dataSource,
    url: inDatabase(serverUrl('TEST_SERVICE_URL')),
    ownerUrl: inDatabase(serverUrl()),
    close: async () => {
      await dataSource.destroy();
      await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    // Two clones of one template at the same time refuse each other: take turns.
    await client.query('SELECT pg_advisory_lock(1)');
    await client.query(statement);
  } finally {
    await client.end();
  }
}
