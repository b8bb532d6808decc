import { AccessService, AccountLinksService, AccountsQuery, AccountsService, SignInService, type NewGrant } from '#lib/identity';
import { Database, Mailer, systemActor, type Actor } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { OPERATOR } from '../support/operator.js';
import { linkOf, MEMBER_NAME, PASSWORD, SignInBench } from '../support/sign-in-bench.js';

let bench: SignInBench;
let accounts: AccountsService;
let query: AccountsQuery;
let access: AccessService;
let links: AccountLinksService;
let signIn: SignInService;
/** Of the trust only. */
let administrator: Actor;

beforeAll(async () => {
  bench = await SignInBench.open();
  accounts = bench.services.get(AccountsService, { strict: false });
  query = bench.services.get(AccountsQuery, { strict: false });
  access = bench.services.get(AccessService, { strict: false });
  links = bench.services.get(AccountLinksService, { strict: false });
  signIn = bench.services.get(SignInService, { strict: false });
  administrator = await actorOf(await bench.member('admin@trust.example', { role: 'administrator', nodeCode: 'T-TRUST' }));
});
afterAll(() => bench.close());

/** An address that no other test has. */
let number = 0;
let email: string;
beforeEach(() => void (email = `person-${(number += 1)}@example.org`));

const HR = { role: 'hr', nodeCode: 'T-TRUST' } as const;
const COLLEGE = { role: 'college-partner', nodeCode: 'T-COLLEGE' } as const;

async function actorOf(userId: string): Promise<Actor> {
  const actor = await access.actorOfUser(userId);
  if (actor === null) throw new Error('Nobody');
  return actor;
}

const invite = (by: Actor, who: string, ...grants: NewGrant[]) => accounts.invite(by, { email: who, displayName: 'Ada Example', grants }, linkOf);
const nodeId = async (code: string): Promise<string> => (await bench.query<{ id: string }>('SELECT organisation_id AS id FROM identity.organisations WHERE code = $1', [code]))[0]!.id;

describe('an invitation', () => {
  it('makes an account that can do nothing until a password is chosen', async () => {
    const userId = await invite(administrator, ` ${email.toUpperCase()} `, HR);
    expect(await access.actorOfUser(userId)).toBeNull();
    const mail = await bench.mailTo(email);
    expect(mail.text).not.toContain('Ada');
    expect(await links.look(mail.token, 'invitation')).toEqual({ userId, displayName: 'Ada Example', email });
    expect(await query.detail(administrator, userId)).toMatchObject({ email, displayName: 'Ada Example', state: 'invited', grants: [{ role: 'hr', organisationCode: 'T-TRUST', fromOn: '2026-06-01', toOn: null }] });
    expect(await links.use(mail.token, 'invitation', PASSWORD)).toEqual({ ok: true, userId });
    expect(await signIn.withPassword({ email, password: PASSWORD, address: '192.0.2.1' })).toEqual({ outcome: 'signed-in', userId });
    const trust = await nodeId('T-TRUST');
    expect(await actorOf(userId)).toMatchObject({ actorId: `user:${userId}`, candidateId: null, parties: new Set(['employer']), reach: { hires: [trust], people: [], tree: [await nodeId('T-CITY')] } });
    expect(await access.ownAccount(userId)).toEqual({ displayName: 'Ada Example', email, hasPassword: true, hasSecondFactor: false, recoveryCodes: 0, roles: [{ role: 'hr', organisationName: 'T-TRUST of the tests' }] });
  });

  it('that comes again adds the roles and is sent again, with the links before it at an end; after it was taken up news without a link is sent', async () => {
    const userId = await invite(administrator, email, HR);
    bench.clock.moveMinutes(1); // messages stand in the order of the clock
    expect(await invite(OPERATOR, email, COLLEGE)).toBe(userId);
    bench.clock.moveMinutes(1);
    await accounts.inviteAgain(administrator, userId, linkOf);
    const sent = bench.mails().filter(({ to }) => to === email);
    expect(sent).toHaveLength(3);
    for (const { token } of sent.slice(0, 2)) expect(await links.use(token, 'invitation', PASSWORD)).toMatchObject({ ok: false, problem: 'link' });
    expect(await links.use(sent[2]!.token, 'invitation', PASSWORD)).toMatchObject({ ok: true });
    bench.clock.moveMinutes(1);
    expect(await invite(OPERATOR, email, { role: 'hr', nodeCode: 'T-GP' })).toBe(userId);
    const all = bench.mails().filter(({ to }) => to === email);
    expect(all).toHaveLength(4);
    expect(all[3]).toMatchObject({ subject: 'A role on Anchor Pathways', token: '' });
    await expect(accounts.inviteAgain(OPERATOR, userId, linkOf)).rejects.toMatchObject({ code: 'identity/not-awaited' });
    expect((await access.ownAccount(userId))?.roles).toHaveLength(3);
  });

  it('does not tell its sender what else somebody is: the answer, and a mail server that takes nothing, are the same for a known address', async () => {
    const known = await bench.member(email, COLLEGE);
    const other = await bench.member(`closed-${email}`, COLLEGE);
    await accounts.deactivate(OPERATOR, other);
    const mailer = jest.spyOn(bench.services.get(Mailer, { strict: false }), 'send').mockRejectedValue(new Error('No mail today'));
    for (const who of [`new-${email}`, email, `closed-${email}`]) await expect(invite(administrator, who, HR)).rejects.toMatchObject({ code: 'identity/mail-not-sent' });
    mailer.mockRestore();
    for (const userId of [known, other]) expect(await accounts.inviteAgain(administrator, userId, linkOf)).toBeUndefined();
    expect(bench.mails().filter(({ to, subject }) => [email, `closed-${email}`].includes(to) && subject === 'A role on Anchor Pathways')).toHaveLength(2);
  });

  it('of one address that comes ten times at once is one account', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => invite(OPERATOR, email, HR)));
    expect(new Set(ids).size).toBe(1);
    expect(await bench.query('SELECT role FROM identity.role_grants WHERE user_id = $1', [ids[0]])).toEqual([{ role: 'hr' }]);
  });

  it('works for seven days', async () => {
    await invite(administrator, email, HR);
    const { token } = await bench.mailTo(email);
    bench.clock.moveMinutes(7 * 1440 - 1);
    expect(await links.look(token, 'invitation')).not.toBeNull();
    bench.clock.moveMinutes(1);
    expect(await links.use(token, 'invitation', PASSWORD)).toMatchObject({ ok: false, problem: 'link' });
  });

  it.each<[string, object, string[]]>([
    ['no address', { email: 'nobody' }, ['/email']],
    ['nothing', { email: '', displayName: ' ', grants: [] }, ['/email', '/displayName', '/grants']],
  ])('with %s tells every problem', async (_what, wrong, pointers) => {
    const error = await accounts.invite(administrator, { email, displayName: 'Ada', grants: [HR], ...wrong }, linkOf).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'identity/account-wrong' });
    expect((error as { details: { pointer: string }[] }).details.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it.each<[string, NewGrant, string]>([
    ['at another organisation', COLLEGE, 'identity/organisation-not-found'],
    ['above', { role: 'administrator', nodeCode: 'T-CITY' }, 'identity/organisation-not-found'],
    ['that cannot be held there', { role: 'broker', nodeCode: 'T-TRUST' }, 'identity/role-not-here'],
    ['of a candidate without the candidate', { role: 'candidate', nodeCode: 'T-TRUST' }, 'identity/role-not-here'],
    ['of nobody’s candidate', { role: 'candidate', nodeCode: 'T-TRUST', candidateId: '00000000-0000-7000-8000-000000000000' }, 'identity/candidate-not-here'],
    ['that ends before it begins', { ...HR, fromOn: '2026-07-02', toOn: '2026-07-01' }, 'identity/days-wrong'],
    ['on no day', { ...HR, fromOn: '2026-02-30' }, 'identity/days-wrong'],
  ])('with a role %s is refused, and leaves nothing', async (_what, grant, code) => {
    await expect(invite(administrator, email, HR, grant)).rejects.toMatchObject({ code });
    expect((await query.page(administrator, { after: null, limit: 100 })).accounts.map((account) => account.email)).not.toContain(email);
    expect(bench.mails().filter(({ to }) => to === email)).toEqual([]);
  });

  it('needs the action, for everything that is done with accounts', async () => {
    const hr = await actorOf(await bench.member(email, HR));
    const someone = '00000000-0000-7000-8000-000000000000';
    const tries = [
      invite(hr, 'x@example.org', HR), accounts.inviteAgain(hr, someone, linkOf), accounts.grant(hr, someone, HR), accounts.revoke(hr, someone, someone), accounts.deactivate(hr, someone),
      accounts.reactivate(hr, someone), accounts.removeSecondFactor(hr, someone), accounts.unlock(hr, someone), query.page(hr, { after: null, limit: 1 }), query.detail(hr, someone),
    ];
    for (const result of await Promise.allSettled(tries)) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'access/not-allowed' } });
  });
});

describe('a role', () => {
  it('counts from its first day to its last', async () => {
    const userId = await bench.member(email, HR);
    const today = bench.clock.today();
    const [year, month] = today.split('-');
    const grantId = await accounts.grant(administrator, userId, { role: 'auditor', nodeCode: 'T-TRUST', fromOn: `${Number(year) + 1}-${month}-10`, toOn: `${Number(year) + 1}-${month}-11` });
    const isAuditorAfter = async (minutes: number): Promise<boolean> => {
      bench.clock.moveMinutes(minutes);
      return (await actorOf(userId)).actions.has('audit.read');
    };
    const toTheTenth = (Date.parse(`${Number(year) + 1}-${month}-10T00:01:00+01:00`) - bench.clock.now().getTime()) / 60_000;
    expect(await isAuditorAfter(toTheTenth - 2)).toBe(false);
    expect(await isAuditorAfter(2)).toBe(true);
    expect(await isAuditorAfter(2 * 1440 - 2)).toBe(true);
    expect(await isAuditorAfter(2)).toBe(false);
    await accounts.revoke(administrator, userId, grantId);
    await expect(accounts.revoke(administrator, userId, grantId)).rejects.toMatchObject({ code: 'identity/grant-not-found' });
  });

  it('that is over or taken away leaves somebody who is signed in and may do nothing', async () => {
    const userId = await bench.member(email, HR);
    const [{ grantId } = { grantId: '' }] = (await query.detail(administrator, userId)).grants;
    expect((await actorOf(userId)).actions.size).toBeGreaterThan(0);
    expect(await accounts.grant(administrator, userId, { ...HR, fromOn: '2026-01-01', toOn: '2026-01-31' })).toBe(grantId);
    const actor = await actorOf(userId);
    expect([actor.actions.size, actor.parties.size, Object.values(actor.reach).flat()]).toEqual([0, 0, []]);
    await accounts.grant(administrator, userId, HR);
    expect((await actorOf(userId)).actions.has('hires.import')).toBe(true);
    await accounts.revoke(administrator, userId, grantId);
    expect((await actorOf(userId)).actions.size).toBe(0);
  });

  it('is never given to oneself', async () => {
    const own = administrator.actorId.replace('user:', '');
    await expect(accounts.grant(administrator, own, HR)).rejects.toMatchObject({ code: 'identity/not-to-yourself' });
    await expect(invite(administrator, 'admin@trust.example', HR)).rejects.toMatchObject({ code: 'identity/not-to-yourself' });
    await expect(accounts.removeSecondFactor(administrator, own)).rejects.toMatchObject({ code: 'identity/not-to-yourself' });
  });
});

describe('an account', () => {
  it('that is deactivated has no session, no password and no actor, until it is opened again', async () => {
    const userId = await bench.member(email, HR);
    const began = bench.clock.now();
    await accounts.deactivate(administrator, userId);
    expect(await access.actorOfUser(userId)).toBeNull();
    expect(await access.ownAccount(userId)).toBeNull();
    expect(await signIn.isSessionValid(userId, began)).toBe(false);
    expect(await signIn.withPassword({ email, password: PASSWORD, address: '192.0.2.1' })).toEqual({ outcome: 'refused' });
    expect(await query.detail(administrator, userId)).toMatchObject({ state: 'deactivated' });
    await accounts.reactivate(administrator, userId);
    expect(await signIn.isSessionValid(userId, began)).toBe(false);
    expect((await actorOf(userId)).actions.has('hires.import')).toBe(true);
  });

  it('of another organisation is not found, and one that has a role there too is not closed', async () => {
    const elsewhere = await bench.member(email, COLLEGE);
    const both = await bench.member(`both-${email}`, HR, COLLEGE);
    await expect(accounts.unlock(administrator, both)).rejects.toMatchObject({ code: 'identity/account-beyond-reach' });
    for (const refused of [query.detail(administrator, elsewhere), accounts.grant(administrator, elsewhere, HR), accounts.deactivate(administrator, elsewhere), accounts.unlock(administrator, elsewhere), accounts.inviteAgain(administrator, elsewhere, linkOf)]) {
      await expect(refused).rejects.toMatchObject({ code: 'identity/account-not-found' });
    }
    await expect(accounts.deactivate(administrator, both)).rejects.toMatchObject({ code: 'identity/account-beyond-reach' });
    await expect(accounts.removeSecondFactor(administrator, both)).rejects.toMatchObject({ code: 'identity/account-beyond-reach' });
    const [{ grantId } = { grantId: '' }] = (await query.detail(administrator, both)).grants;
    await expect(accounts.revoke(administrator, await bench.member(`third-${email}`, HR), grantId)).rejects.toMatchObject({ code: 'identity/grant-not-found' });
    const [collegeGrant] = await bench.query<{ id: string }>(`SELECT grant_id AS id FROM identity.role_grants WHERE user_id = $1 AND role = 'college-partner'`, [both]);
    await expect(accounts.revoke(administrator, both, collegeGrant!.id)).rejects.toMatchObject({ code: 'identity/grant-not-found' });
    expect((await query.detail(administrator, both)).grants.map(({ role }) => role)).toEqual(['hr']);
    expect((await actorOf(both)).actions.has('referrals.review')).toBe(true);
  });

  it('of somebody who has a role elsewhere too shows name, address and the roles here, and nothing of how they sign in', async () => {
    const userId = await bench.member(email, HR, COLLEGE);
    await signIn.recordSignIn(userId);
    for (let count = 0; count < 5; count += 1) await signIn.withPassword({ email, password: 'a wrong password', address: '192.0.2.9' });
    const shown = { userId, displayName: MEMBER_NAME, email, state: null, hasSecondFactor: null, lastSignedInAt: null, grants: [expect.objectContaining({ role: 'hr' })] };
    expect(await query.detail(administrator, userId)).toEqual({ ...shown, lockedUntil: null, failures: null, lastFailedFrom: null });
    const listed = async (by: Actor) => (await query.page(by, { after: null, limit: 1000 })).accounts.find((account) => account.userId === userId);
    expect(await listed(administrator)).toEqual(shown);
    const database = bench.services.get(Database, { strict: false });
    expect(await database.read(administrator, 'SELECT subject FROM identity.sign_in_attempts WHERE user_id = $1', [userId])).toEqual([]);
    await database.write(administrator, (manager) => manager.query('DELETE FROM identity.sign_in_attempts'));
    expect(await query.detail(OPERATOR, userId)).toMatchObject({ state: 'active', hasSecondFactor: false, lastSignedInAt: bench.clock.now(), failures: 5, lastFailedFrom: '192.0.2.9' });
    expect(await listed(OPERATOR)).toMatchObject({ state: 'active', hasSecondFactor: false });
    const [college] = (await query.detail(OPERATOR, userId)).grants.filter(({ role }) => role === 'college-partner');
    await accounts.revoke(OPERATOR, userId, college!.grantId);
    expect(await query.detail(administrator, userId)).toMatchObject({ state: 'active', hasSecondFactor: false, failures: 5 });
  });

  it('without a role that runs is changed by nobody in SQL, with or without an actor', async () => {
    // Constants only: a change that reads a column is also asked what it may see.
    const userId = await bench.member(email, HR);
    await bench.query(`UPDATE identity.role_grants SET revoked_at = '2026-01-01' WHERE user_id = $1`, [userId]);
    const ended = await bench.member(`ended-${email}`, { ...COLLEGE, fromOn: '2026-01-01', toOn: '2026-01-31' });
    const database = bench.services.get(Database, { strict: false });
    const nobody = systemActor('', {});
    const hr = await actorOf(await bench.member(`hr-${email}`, HR));
    for (const by of [nobody, hr]) {
      const touched = await database.write(by, async (manager) => {
        const counts: number[] = [];
        for (const change of [
          'UPDATE identity.users SET totp_last_step = 77', 'UPDATE identity.role_grants SET to_on = NULL', 'UPDATE identity.api_clients SET revoked_at = NULL',
          'UPDATE identity.api_keys SET revoked_at = NULL', 'DELETE FROM identity.recovery_codes', 'DELETE FROM identity.sign_in_attempts',
        ]) counts.push((await manager.query<[unknown, number]>(change))[1]);
        return counts;
      });
      expect(touched).toEqual([0, 0, 0, 0, 0, 0]);
    }
    await database.write(administrator, (manager) => manager.query('UPDATE identity.users SET totp_last_step = 77'));
    const changed = (await bench.query<{ id: string }>('SELECT user_id AS id FROM identity.users WHERE totp_last_step = 77')).map(({ id }) => id);
    expect(changed).toContain(administrator.actorId.replace('user:', ''));
    expect(changed).not.toContain(userId);
    expect(changed).not.toContain(ended);
  });

  it('is changed by the role that may: sign-in gives no roles, and the application asks nothing of nodes', async () => {
    const may = (role: string, right: string) => bench.query(`SELECT 1 WHERE has_table_privilege('${role}', 'identity.role_grants', '${right}') OR has_any_column_privilege('${role}', 'identity.role_grants', '${right}')`);
    for (const right of ['INSERT', 'UPDATE']) {
      expect(await may('pathways_sign_in', right)).toEqual([]);
      expect(await may('pathways_app', right)).toHaveLength(1);
    }
    const calls = ['pathways_app', 'pathways_matcher', 'pathways_reporting', 'pathways_sign_in'].map((role) => `('${role}', has_function_privilege('${role}', 'identity.node_facts(uuid[], date)', 'EXECUTE'))`);
    expect(await bench.query(`SELECT role FROM (VALUES ${calls.join(', ')}) AS asked (role, may) WHERE may`)).toEqual([{ role: 'pathways_sign_in' }]);
  });

  it('stands in the list of its administrators and of nobody else, page by page', async () => {
    for (let count = 0; count < 5; count += 1) await invite(administrator, `${count}-${email}`, HR);
    const elsewhere = await bench.member(email, COLLEGE);
    const listed: string[] = [];
    let after: string | null = null;
    do {
      const page = await query.page(administrator, { after, limit: 3 });
      listed.push(...page.accounts.map(({ userId }) => userId));
      after = page.next;
    } while (after !== null);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).not.toContain(elsewhere);
    const mine = await bench.query<{ id: string }>(`SELECT DISTINCT user_id AS id FROM identity.role_grants JOIN identity.organisations USING (organisation_id) WHERE code = 'T-TRUST' AND revoked_at IS NULL`);
    expect(listed.toSorted()).toEqual(mine.map(({ id }) => id).toSorted());
  });

  it('that is locked shows it, and is unlocked', async () => {
    const userId = await bench.member(email, HR);
    for (let count = 0; count < 5; count += 1) await signIn.withPassword({ email, password: 'a wrong password', address: '192.0.2.9' });
    expect(await query.detail(administrator, userId)).toMatchObject({ failures: 5, lastFailedFrom: '192.0.2.9', lockedUntil: new Date(bench.clock.now().getTime() + 60_000) });
    await accounts.unlock(administrator, userId);
    expect(await query.detail(administrator, userId)).toMatchObject({ failures: 0, lastFailedFrom: null, lockedUntil: null });
    expect(await signIn.withPassword({ email, password: PASSWORD, address: '192.0.2.9' })).toMatchObject({ outcome: 'signed-in' });
  });

  it('leaves its secrets with sign-in: the application’s own role reads none of them', async () => {
    const database = bench.services.get(Database, { strict: false });
    for (const secret of ['password_hash', 'totp_secret', 'email_fingerprint']) await expect(database.read(OPERATOR, `SELECT ${secret} FROM identity.users`)).rejects.toMatchObject({ code: '42501' });
    for (const table of ['sessions', 'account_links', 'openid_identities', 'rate_limits']) await expect(database.read(OPERATOR, `SELECT * FROM identity.${table}`)).rejects.toMatchObject({ code: '42501' });
    await expect(database.read(OPERATOR, 'SELECT key_hash FROM identity.api_keys')).rejects.toMatchObject({ code: '42501' });
    await expect(database.read(OPERATOR, 'SELECT code_hash FROM identity.recovery_codes')).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot be made or read in SQL by somebody who reaches none', async () => {
    const database = bench.services.get(Database, { strict: false });
    const hr = await actorOf(await bench.member(email, HR));
    expect(await database.read(hr, 'SELECT user_id FROM identity.users')).toEqual([]);
    expect(await database.read(hr, 'SELECT grant_id FROM identity.role_grants')).toEqual([]);
    await expect(database.write(hr, (manager) => manager.query(`SELECT identity.find_or_add_user('{x}', 'x', 'x')`))).rejects.toMatchObject({ driverError: { code: '42501' } });
    await expect(
      database.write(administrator, async (manager) => manager.query(`INSERT INTO identity.role_grants (user_id, organisation_id, role, from_on) VALUES ($1, $2, 'administrator', '2026-01-01')`, [hr.actorId.slice(5), await nodeId('T-CITY')])),
    ).rejects.toMatchObject({ driverError: { code: '42501' } });
  });
});

describe('with a real mail server', () => {
  it('the invitation goes there; when it refuses, the administrator is told and can send it again', async () => {
    const received: string[] = [];
    let isRefusing = false;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (address, _session, done) => done(isRefusing ? new Error('mailbox is full') : null),
      onData(stream, { envelope }, done) {
        stream.resume();
        stream.on('end', () => {
          received.push(...envelope.rcptTo.map(({ address }) => address));
          done();
        });
      },
    });
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, '127.0.0.1', () => resolve((listening.address() as { port: number }).port));
    });
    const other = await SignInBench.open({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    try {
      const service = other.services.get(AccountsService, { strict: false });
      const account = { email, displayName: 'Ada Example', grants: [HR] };
      const userId = await service.invite(OPERATOR, account, linkOf);
      expect(received).toEqual([email]);
      isRefusing = true;
      const error = await service.inviteAgain(OPERATOR, userId, linkOf).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'identity/mail-not-sent' });
      expect((error as Error).message).not.toContain('@');
      isRefusing = false;
      await service.inviteAgain(OPERATOR, userId, linkOf);
      expect(received).toEqual([email, email]);
      expect(other.mails()).toEqual([]);
    } finally {
      await other.close();
      await new Promise<void>((resolve) => server.close(resolve));
    }
  });
});
