import { inspect } from 'node:util';
import { migrate, openDataSource } from '#lib/schema';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { refusePowerfulUser } from '../../libs/platform/src/process/refuse-powerful-user.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** Roles are the whole server's: names of this file's own, of which nothing stays. */
const made: string[] = [];
afterEach(async () => {
  for (const role of made.splice(0).toReversed()) await database.dataSource.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

const stamp = `t${process.pid}_${Date.now().toString(36)}`;

function roleName(name: string): string {
  made.push(`${stamp}_${name}`);
  return `${stamp}_${name}`;
}

async function makeRole(name: string, options = ''): Promise<string> {
  const role = roleName(name);
  await database.dataSource.query(`CREATE ROLE ${role} ${options}`);
  return role;
}

function urlOf(user: string, password: string): string {
  const url = new URL(database.ownerUrl);
  url.username = user;
  url.password = encodeURIComponent(password);
  return url.href;
}

async function signsIn(url: string): Promise<boolean> {
  try {
    await (await openDataSource(url, 'pathways-test')).destroy();
    return true;
  } catch {
    return false;
  }
}

describe('migrating', () => {
  it.each(['second-sesame', `quoted ' and \\ and %`, 'caf\u00e9\u00a0\uff11\ufb01\u00ad of ten'])('gives a user whom it made before the new password of DATABASE_URL: %s', async (password) => {
    const user = roleName('service');
    await migrate(database.ownerUrl, urlOf(user, 'first-sesame'));
    expect(await signsIn(urlOf(user, 'first-sesame'))).toBe(true);
    await migrate(database.ownerUrl, urlOf(user, password));
    expect([await signsIn(urlOf(user, password)), await signsIn(urlOf(user, 'first-sesame'))]).toEqual([true, false]);
  });

  it('leaves a password alone that fits', async () => {
    const user = roleName('service');
    const kept = async () => (await database.dataSource.query<{ kept: string }[]>('SELECT rolpassword AS kept FROM pg_authid WHERE rolname = $1', [user]))[0]!.kept;
    await migrate(database.ownerUrl, urlOf(user, 'first-sesame'));
    const before = await kept();
    expect(before).toMatch(/^SCRAM-SHA-256\$4096:/);
    await migrate(database.ownerUrl, urlOf(user, 'first-sesame'));
    await migrate(database.ownerUrl, urlOf(user, ''));
    expect(await kept()).toBe(before);
  });

  it('lets nobody in again who was locked out', async () => {
    const user = roleName('service');
    await migrate(database.ownerUrl, urlOf(user, 'first-sesame'));
    await database.dataSource.query(`ALTER ROLE ${user} NOLOGIN`);
    await migrate(database.ownerUrl, urlOf(user, 'first-sesame'));
    expect(await signsIn(urlOf(user, 'first-sesame'))).toBe(false);
  });

  it('does not take over a user whom somebody else made, and says nothing of either password', async () => {
    const user = await makeRole('other', `LOGIN PASSWORD 'their-sesame'`);
    const refused: unknown = await migrate(database.ownerUrl, urlOf(user, 'my-sesame')).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'schema/service-password' });
    expect(inspect(refused, { depth: 9, showHidden: true })).not.toMatch(/sesame|SCRAM/);
    expect([await signsIn(urlOf(user, 'their-sesame')), await signsIn(urlOf(user, 'my-sesame'))]).toEqual([true, false]);
    await migrate(database.ownerUrl, urlOf(user, 'their-sesame')); // whoever knows it may have it let in
    await expect(refusePowerfulUser(urlOf(user, 'their-sesame'))).resolves.toBeUndefined();
  });
});

describe('a process that serves', () => {
  const refusal = async (user: string): Promise<string[]> => {
    const error: unknown = await refusePowerfulUser(urlOf(user, 'sesame')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ConfigError' });
    return (error as { problems: string[] }).problems;
  };
  const LOGIN = `LOGIN PASSWORD 'sesame'`;

  it.each([['SUPERUSER', 'is a superuser'], ['BYPASSRLS', 'may bypass row-level security'], ['CREATEROLE', 'may make roles'], ['CREATEDB', 'may make databases'], ['REPLICATION', 'may copy the whole server']])('refuses a user with %s', async (right, what) => {
    const user = await makeRole('user', `${LOGIN} ${right}`);
    expect(await refusal(user)).toEqual([expect.stringContaining(`DATABASE_URL must name a user with no rights of its own: this one ${what}. Take it away: ALTER ROLE ${user} NO${right}.`)]);
    await database.dataSource.query(`ALTER ROLE ${user} NO${right}`);
    await expect(refusePowerfulUser(urlOf(user, 'sesame'))).resolves.toBeUndefined();
  });

  it.each(['SUPERUSER', 'BYPASSRLS', 'CREATEROLE', 'CREATEDB', 'REPLICATION'])('refuses a member of a member of a role with %s, though it inherits nothing', async (right) => {
    const powerful = await makeRole('powerful', right);
    const between = await makeRole('between');
    const user = await makeRole('user', `${LOGIN} NOINHERIT`);
    await database.dataSource.query(`GRANT ${powerful} TO ${between}; GRANT ${between} TO ${user} WITH INHERIT FALSE`);
    expect(await refusal(user)).toEqual([expect.stringMatching(new RegExp(`this one is a member of ${powerful}, which .+\\. Take it away: REVOKE ${between} FROM ${user}$`))]);
    await database.dataSource.query(`REVOKE ${between} FROM ${user}`);
    await expect(refusePowerfulUser(urlOf(user, 'sesame'))).resolves.toBeUndefined();
  });

  it('refuses the owner of a table, and a member of the owner', async () => {
    const owner = await makeRole('owner', LOGIN);
    const user = await makeRole('user', LOGIN);
    await database.dataSource.query(`GRANT USAGE, CREATE ON SCHEMA outcomes TO ${owner}; GRANT ${owner} TO ${user}; SET ROLE ${owner}; CREATE TABLE outcomes.theirs (); RESET ROLE`);
    expect(await refusal(owner)).toEqual([expect.stringContaining('this one owns the tables. Put it into MIGRATION_DATABASE_URL')]);
    expect(await refusal(user)).toEqual([expect.stringContaining(`this one is a member of ${owner}, which owns the tables. Take it away: REVOKE ${owner} FROM ${user}`)]);
  });
});
