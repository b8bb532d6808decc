import pg from 'pg';
import { ConfigError } from '../config/process-config.js';

const POWERS = `
  SELECT rolsuper AS "isSuperuser", rolbypassrls AS "isUnbound",
         EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                  WHERE c.relowner = r.oid AND c.relkind = 'r' AND n.nspname IN ('identity', 'candidates', 'audit')) AS "isOwner"
    FROM pg_roles AS r WHERE rolname = session_user`;

/**
 * Throws {@link ConfigError} when the user of the database could look past row-level security: a process that serves
 * requests in production connects with one who cannot, whatever the process is brought to ask.
 */
export async function refusePowerfulUser(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ isSuperuser: boolean; isUnbound: boolean; isOwner: boolean }>(POWERS);
    const powers = rows[0]!;
    const trouble = powers.isSuperuser ? 'is a superuser' : powers.isUnbound ? 'may bypass row-level security' : powers.isOwner ? 'owns the tables' : null;
    if (trouble !== null) throw new ConfigError([`DATABASE_URL must name a user with no rights of its own: this one ${trouble}. Put it into MIGRATION_DATABASE_URL, a new name into DATABASE_URL, and run: pathways db migrate, which makes the user.`]);
  } finally {
    await client.end();
  }
}
