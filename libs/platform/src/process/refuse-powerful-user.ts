import pg from 'pg';
import { ConfigError } from '../config/process-config.js';

/**
 * Every power of the user and of the roles that it is a member of, however many steps away: whatever it does not inherit
 * it takes by SET ROLE. `direct` is the membership to take away for it, null when the power is the user's own.
 */
const POWERS = `
  WITH owners AS (
    SELECT c.relowner AS oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('identity', 'candidates', 'opportunities', 'matching', 'brokerage', 'outcomes', 'equality', 'exchange', 'audit')),
  me AS (SELECT oid, rolname FROM pg_roles WHERE rolname = session_user),
  reached AS (
    SELECT oid, NULL::name AS direct FROM me
    UNION ALL
    SELECT r.oid, direct.rolname FROM me JOIN pg_auth_members AS membership ON membership.member = me.oid JOIN pg_roles AS direct ON direct.oid = membership.roleid
      JOIN pg_roles AS r ON r.oid = direct.oid OR pg_has_role(direct.oid, r.oid, 'MEMBER') AND NOT direct.rolsuper) -- a superuser is a member of every role
  SELECT quote_ident(me.rolname) AS "me", quote_ident(r.rolname) AS "role", quote_ident(reached.direct) AS "direct",
         rolsuper AS "SUPERUSER", rolbypassrls AS "BYPASSRLS", rolcreaterole AS "CREATEROLE", rolcreatedb AS "CREATEDB", rolreplication AS "REPLICATION",
         r.oid IN (SELECT oid FROM owners) AS "isOwner"
    FROM me, reached JOIN pg_roles AS r USING (oid) ORDER BY reached.direct NULLS FIRST, r.rolname`;

/** The rights of a role that can be taken away from it, and what the user is for having one. */
const RIGHTS = {
  SUPERUSER: 'is a superuser',
  BYPASSRLS: 'may bypass row-level security',
  CREATEROLE: 'may make roles',
  CREATEDB: 'may make databases',
  REPLICATION: 'may copy the whole server',
} as const;

type ReachedRole = Readonly<Record<keyof typeof RIGHTS | 'isOwner', boolean>> & { readonly me: string; readonly role: string; readonly direct: string | null };

/**
 * Throws {@link ConfigError}, with each right and how to take it away, when the user of the database could look past
 * row-level security: a process that serves requests in production connects with one who cannot, whatever the process
 * is brought to ask.
 */
export async function refusePowerfulUser(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<ReachedRole>(POWERS);
    const problems = [...new Set(rows.flatMap(problemsOf))];
    if (problems.length > 0) throw new ConfigError(problems.map((problem) => `DATABASE_URL must name a user with no rights of its own: this one ${problem}`));
  } finally {
    await client.end();
  }
}

function problemsOf(reached: ReachedRole): string[] {
  const { me, role, direct } = reached;
  const rights = (Object.keys(RIGHTS) as (keyof typeof RIGHTS)[]).filter((right) => reached[right]);
  if (direct === null) {
    const another = 'Put it into MIGRATION_DATABASE_URL, a new name into DATABASE_URL, and run: pathways db migrate, which makes the user.';
    return [...rights.map((right) => `${RIGHTS[right]}. Take it away: ALTER ROLE ${me} NO${right}. Or: ${another}`), ...(reached.isOwner ? [`owns the tables. ${another}`] : [])];
  }
  return [...rights.map((right) => RIGHTS[right]), ...(reached.isOwner ? ['owns the tables'] : [])].map((what) => `is a member of ${role}, which ${what}. Take it away: REVOKE ${direct} FROM ${me}`);
}
