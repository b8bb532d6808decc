import { DomainError, migrateQueue } from '#lib/platform';
import type { DataSource } from 'typeorm';
import { openDataSource } from './data-source.js';
import { letIn } from './service-login.js';

/** Any number that nobody else uses: the advisory lock that one migrating process holds. */
const MIGRATION_LOCK = 7_266_427;
const OLDEST_SERVER = 180_000;

export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

/**
 * Brings the database and the queue's tables to the newest version. TypeORM takes no lock, so two
 * processes that start together would both migrate: hence the advisory lock. The user of `serviceUrl`, with whom
 * the processes connect, is made where it is missing, let into the database's roles, and takes the password of the URL.
 * Returns what was applied.
 */
export async function migrate(ownerUrl: string, serviceUrl: string = ownerUrl): Promise<string[]> {
  const dataSource = await openDataSource(ownerUrl, 'pathways-migrate');
  try {
    await refuseOldServer(dataSource);
    const runner = dataSource.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      const applied = await dataSource.runMigrations();
      await migrateQueue(ownerUrl);
      await letIn(runner, new URL(ownerUrl), new URL(serviceUrl));
      return applied.map((migration) => migration.name);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      await runner.release();
    }
  } finally {
    await dataSource.destroy();
  }
}

/** Which migrations the database has and lacks. */
export async function migrationStatus(dataSource: DataSource): Promise<MigrationStatus> {
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const [{ exists } = { exists: false }] = await dataSource.query<{ exists: boolean }[]>(`SELECT to_regclass('public.migrations') IS NOT NULL AS exists`);
  const rows = exists ? await dataSource.query<{ name: string }[]>('SELECT name FROM public.migrations ORDER BY timestamp') : [];
  const applied = rows.map((row) => row.name);
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

async function refuseOldServer(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<{ number: number; version: string }[]>(`SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`);
  if (row !== undefined && row.number < OLDEST_SERVER) throw new DomainError('schema/server-too-old', `The PostgreSQL server is version ${row.version}; 18 or newer is needed.`);
}
