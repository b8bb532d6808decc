import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { DomainError } from '#lib/platform';
import pg from 'pg';
import type { QueryRunner } from 'typeorm';

/** Rights of the login itself: the queue, and to see which migrations there are. Everything else is a role's. */
const LOGIN_RIGHTS = `
  GRANT USAGE, CREATE ON SCHEMA bullmq TO pathways_login; -- a queue makes its own sequence
  GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA bullmq TO pathways_login;
  GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA bullmq TO pathways_login;
  GRANT EXECUTE ON ALL ROUTINES IN SCHEMA bullmq TO pathways_login;
  GRANT SELECT ON public.migrations TO pathways_login;`;

/**
 * Lets the user of `service` into the database's roles. A user who is not there is made; one whom an earlier migration
 * let in takes the password of `service`, should it have another. Throws schema/service-password when the user is
 * somebody else's, or the owner may not give it a password: a name that was mistyped must not lock anybody out.
 */
export async function letIn(runner: QueryRunner, owner: URL, service: URL): Promise<void> {
  await runner.query(LOGIN_RIGHTS);
  if (service.username === owner.username) return;
  const name = decodeURIComponent(service.username);
  const password = decodeURIComponent(service.password);
  const [found] = await runner.manager.query<{ user: string; database: string; isKnown: boolean; isOurs: boolean }[]>(
    `SELECT quote_ident($1) AS user, quote_ident(current_database()) AS database, login.oid IS NOT NULL AS "isKnown",
            EXISTS (SELECT FROM pg_auth_members AS member WHERE member.member = login.oid AND member.roleid = 'pathways_login'::regrole) AS "isOurs"
       FROM (VALUES ($1)) AS given (name) LEFT JOIN pg_roles AS login ON login.rolname = given.name`,
    [name],
  );
  const { user, database, isKnown, isOurs } = found!;
  if (!isKnown) await givePassword(runner, `CREATE ROLE ${user} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS`, password);
  await runner.query(`GRANT CONNECT ON DATABASE ${database} TO ${user}`);
  const refusal = isKnown && password !== '' ? await refusalOf(owner, service) : null;
  if (refusal === WRONG_PASSWORD && !isOurs) throw notGiven();
  if (refusal !== null && isOurs) await givePassword(runner, `ALTER ROLE ${user}`, password);
  await runner.query(`GRANT pathways_login TO ${user} WITH INHERIT TRUE`);
  await runner.query(`GRANT pathways_app, pathways_matcher, pathways_reporting, pathways_sign_in, pathways_geography TO ${user} WITH INHERIT FALSE, SET TRUE`);
}

/** SQLSTATE. Others of its class say that this user may not sign in from here at all, and nothing of the password. */
const WRONG_PASSWORD = '28P01';

/**
 * With which SQLSTATE the server refuses the user's name and password; null when it takes them. It is asked and not
 * simply told: roles belong to the whole server, a role need not be the owner's to change, and each start of the
 * command migrates. Asked where the owner connects: the service may be behind a pooler that cannot be reached from here.
 */
async function refusalOf(owner: URL, service: URL): Promise<string | null> {
  const url = new URL(owner);
  url.username = service.username;
  url.password = service.password;
  const client = new pg.Client({ connectionString: url.href });
  try {
    await client.connect();
    return null;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code?.startsWith('28') === true) return error.code;
    throw error;
  } finally {
    await client.end();
  }
}

/** `statement` with the password after it, of which neither the server's log nor an error of ours can tell. */
async function givePassword(runner: QueryRunner, statement: string, password: string): Promise<void> {
  try {
    await runner.query(password === '' ? statement : `${statement} PASSWORD '${verifierOf(password)}'`);
  } catch {
    throw notGiven(); // without the cause, which has the statement in it
  }
}

const ITERATIONS = 4096;
const SALT_BYTES = 16;

/**
 * What PostgreSQL keeps of a password: the SCRAM-SHA-256 verifier (RFC 5803, RFC 7677), made here as psql's \password
 * does, since a server may log the statements that it is given.
 */
function verifierOf(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const salted = pbkdf2Sync(prepared(password), salt, ITERATIONS, 32, 'sha256');
  const keyOf = (whose: string): Buffer => createHmac('sha256', salted).update(whose).digest();
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${keyOf('Server Key').toString('base64')}`;
}

/** As SASLprep (RFC 4013) maps it, and so as whoever signs in with it: spaces to one, what is not seen to nothing. */
function prepared(password: string): string {
  return password
    .replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, ' ')
    .replace(/\u200c|\u200d|[\u00ad\u1806\u180b-\u180d\u2060\ufeff]|\u034f|[\ufe00-\ufe0f]/g, '')
    .normalize('NFKC');
}

function notGiven(): DomainError {
  return new DomainError(
    'schema/service-password',
    'The user of DATABASE_URL cannot be given its password: it was made by somebody else with another password, or the user of MIGRATION_DATABASE_URL may not change it. Put its present password or a new user name into DATABASE_URL, or change the password as an administrator of the server; then migrate again.',
  );
}
