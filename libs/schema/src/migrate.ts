import { DomainError, migrateQueue } from '#lib/platform';
import type { DataSource, QueryRunner } from 'typeorm';
import { openDataSource } from './data-source.js';

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
 * the processes connect, is made where it is missing and let into the database's roles. Returns what was applied.
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

/** Rights of the login itself: the queue, and to see which migrations there are. Everything else is a role's. */
const LOGIN_RIGHTS = `
  GRANT USAGE, CREATE ON SCHEMA bullmq TO pathways_login; -- a queue makes its own sequence
  GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA bullmq TO pathways_login;
  GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA bullmq TO pathways_login;
  GRANT EXECUTE ON ALL ROUTINES IN SCHEMA bullmq TO pathways_login;
  GRANT SELECT ON public.migrations TO pathways_login;`;

async function letIn(runner: QueryRunner, owner: URL, service: URL): Promise<void> {
  await runner.query(LOGIN_RIGHTS);
  if (service.username === owner.username) return;
  const [names] = await runner.manager.query<{ user: string; password: string; database: string }[]>(
    `SELECT quote_ident($1) AS user, quote_literal($2) AS password, quote_ident(current_database()) AS database`,
    [decodeURIComponent(service.username), decodeURIComponent(service.password)],
  );
  const { user, password, database } = names!;
  const [known] = await runner.manager.query<unknown[]>(`SELECT 1 FROM pg_roles WHERE rolname = $1`, [decodeURIComponent(service.username)]);
  if (known === undefined) await runner.query(`CREATE ROLE ${user} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS PASSWORD ${password}`);
  await runner.query(`GRANT CONNECT ON DATABASE ${database} TO ${user}`);
  await runner.query(`GRANT pathways_login TO ${user} WITH INHERIT TRUE`);
  await runner.query(`GRANT pathways_app, pathways_matcher, pathways_reporting, pathways_sign_in, pathways_geography TO ${user} WITH INHERIT FALSE, SET TRUE`);
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
