import { AccessService, AccountLinksService, AccountsService, Passwords, SecondFactorService, SignInService } from '#lib/identity';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { Secret, TOTP } from 'otpauth';
import { OPERATOR } from '../support/operator.js';
import { linkOf, MEMBER_NAME, PASSWORD, SignInBench } from '../support/sign-in-bench.js';

const ADDRESS = '192.0.2.7';
const BROKER = { role: 'broker', nodeCode: 'T-BROKER' } as const;

let bench: SignInBench;
let signIn: SignInService;
let links: AccountLinksService;
let secondFactor: SecondFactorService;
let access: AccessService;

beforeAll(async () => {
  bench = await SignInBench.open();
  signIn = bench.services.get(SignInService, { strict: false });
  links = bench.services.get(AccountLinksService, { strict: false });
  secondFactor = bench.services.get(SecondFactorService, { strict: false });
  access = bench.services.get(AccessService, { strict: false });
});
afterAll(() => bench.close());

/** An address that no other test has. */
let number = 0;
let email: string;
let userId: string;
beforeEach(async () => {
  email = `broker-${(number += 1)}@example.org`;
  userId = await bench.member(email, BROKER);
});
afterEach(() => void jest.restoreAllMocks());

const attempt = (password: string, who = email) => signIn.withPassword({ email: who, password, address: ADDRESS });

async function wrong(times: number, who = email): Promise<void> {
  for (let count = 0; count < times; count += 1) expect(await attempt('a wrong password', who)).toEqual({ outcome: 'refused' });
}

const actionsOf = async (subject: string): Promise<string[]> =>
  (await bench.query<{ action: string }>('SELECT action FROM audit.events WHERE subject = $1 ORDER BY event_id', [subject])).map(({ action }) => action);

describe('a password', () => {
  it('signs in, whatever the case of the address', async () => {
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'signed-in', userId });
    expect(await attempt(PASSWORD, ` ${email.toUpperCase()} `)).toEqual({ outcome: 'signed-in', userId });
  });

  it('that is wrong, of nobody, of a closed, an invited or a locked account is refused in the same way, after the same work', async () => {
    const closed = `closed-${email}`;
    const closedId = await bench.member(closed, BROKER);
    await bench.services.get(AccountsService, { strict: false }).deactivate(OPERATOR, closedId);
    const invited = `invited-${email}`;
    await bench.invited(invited, BROKER);
    const locked = `locked-${email}`;
    await bench.member(locked, BROKER);
    await wrong(5, locked);
    const verify = jest.spyOn(bench.services.get(Passwords, { strict: false }), 'verify');
    for (const [who, password] of [[email, 'a wrong password'], [`nobody-${email}`, PASSWORD], ['not an address', PASSWORD], [closed, PASSWORD], [invited, PASSWORD], [locked, PASSWORD]] as const) {
      verify.mockClear();
      expect(await attempt(password, who)).toEqual({ outcome: 'refused' });
      expect({ who, verified: verify.mock.calls.length }).toEqual({ who, verified: 1 });
    }
  });

  it('is hashed anew on signing in when the setting has changed', async () => {
    await bench.query('UPDATE identity.users SET password_hash = $2 WHERE user_id = $1', [userId, await hash(PASSWORD, { memoryCost: 8192, timeCost: 1 })]);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'signed-in', userId });
    expect(await bench.query('SELECT password_hash AS hash FROM identity.users WHERE user_id = $1', [userId])).toEqual([{ hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) }]);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'signed-in', userId });
  });
});

describe('failures in a row', () => {
  it('lock after the fifth for a minute, then for two, and end with a sign-in', async () => {
    await wrong(4);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'signed-in', userId });
    await wrong(5);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'refused' });
    bench.clock.moveMinutes(1);
    await wrong(1);
    bench.clock.moveMinutes(1);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'refused' });
    bench.clock.moveMinutes(1);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'signed-in', userId });
    await wrong(4);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'signed-in', userId });
    expect((await actionsOf(`user:${userId}`)).filter((action) => action === 'identity.account-locked')).toHaveLength(2);
  });

  it('lock once when fifty come at once, and count no further', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => attempt('a wrong password')));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['refused']));
    expect(await bench.query('SELECT failures, locked_until_at AS until, last_address AS address FROM identity.sign_in_attempts WHERE user_id = $1', [userId])).toEqual([
      { failures: 5, until: new Date(bench.clock.now().getTime() + 60_000), address: ADDRESS },
    ]);
    expect((await actionsOf(`user:${userId}`)).filter((action) => action === 'identity.account-locked')).toHaveLength(1);
  });

  it('of an address that nobody has are counted and locked the same, and kept under no readable name', async () => {
    const nobody = `nobody-${email}`;
    await Promise.all(Array.from({ length: 20 }, () => attempt(PASSWORD, nobody)));
    const rows = await bench.query<{ subject: string; failures: number }>('SELECT subject, failures FROM identity.sign_in_attempts WHERE user_id IS NULL AND last_failed_at = $1', [bench.clock.now()]);
    expect(rows).toEqual([{ subject: expect.stringMatching(/^email:f1\./), failures: 5 }]);
    expect(rows[0]!.subject).not.toContain('nobody');
  });

  it('are forgotten after a day', async () => {
    await wrong(4);
    bench.clock.moveMinutes(1441);
    await signIn.recordSignIn(userId);
    expect(await bench.query('SELECT 1 FROM identity.sign_in_attempts WHERE user_id = $1', [userId])).toEqual([]);
  });
});

describe('a second factor', () => {
  let secret: string;
  let recoveryCodes: string[];
  const codeNow = (): string => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: bench.clock.now().getTime() });

  beforeEach(async () => {
    ({ secret } = (await secondFactor.begin(userId, PASSWORD))!);
    recoveryCodes = (await secondFactor.confirm(userId, codeNow()))!;
    bench.clock.moveMinutes(1);
  });

  it('counts only once a code of it was seen', async () => {
    const other = await bench.member(`other-${email}`, BROKER);
    const begun = (await secondFactor.begin(other, PASSWORD))!;
    expect(begun.qrSvg).toMatch(/^<svg /);
    expect(begun.uri).toContain(`secret=${begun.secret}`);
    expect(await secondFactor.confirm(other, '000000')).toBeNull();
    expect(await attempt(PASSWORD, `other-${email}`)).toEqual({ outcome: 'signed-in', userId: other });
    expect(await signIn.withSecondFactor(other, TOTP.generate({ secret: Secret.fromBase32(begun.secret), timestamp: bench.clock.now().getTime() }))).toBe(false);
    expect(recoveryCodes).toHaveLength(10);
    expect(new Set(recoveryCodes).size).toBe(10);
    await expect(secondFactor.begin(userId, PASSWORD)).rejects.toMatchObject({ code: 'identity/second-factor-not-possible' });
  });

  it('is set up with the password only, and ends the sessions that began without it', async () => {
    const other = await bench.member(`other-${email}`, BROKER);
    const began = bench.clock.now();
    expect(await secondFactor.begin(other, 'a wrong password')).toBeNull();
    expect(await bench.query('SELECT totp_secret AS secret FROM identity.users WHERE user_id = $1', [other])).toEqual([{ secret: null }]);
    expect(await bench.query('SELECT failures FROM identity.sign_in_attempts WHERE user_id = $1', [other])).toEqual([{ failures: 1 }]);
    const begun = (await secondFactor.begin(other, PASSWORD))!;
    expect(await secondFactor.confirm(other, '000000')).toBeNull();
    expect(await signIn.isSessionValid(other, began)).toBe(true);
    expect(await secondFactor.confirm(other, TOTP.generate({ secret: Secret.fromBase32(begun.secret), timestamp: bench.clock.now().getTime() }))).toHaveLength(10);
    expect(await signIn.isSessionValid(other, began)).toBe(false);
    expect(await signIn.isSessionValid(other, new Date(bench.clock.now().getTime() + 1))).toBe(true);
  });

  it('is asked for after the password, takes each code once, also when it comes twice at once', async () => {
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'second-factor', userId });
    const code = codeNow();
    const results = await Promise.all(Array.from({ length: 4 }, () => signIn.withSecondFactor(userId, code)));
    expect(results.filter(Boolean)).toHaveLength(1);
    bench.clock.moveMinutes(0.5);
    expect(await signIn.withSecondFactor(userId, code)).toBe(false);
    expect(await signIn.withSecondFactor(userId, codeNow())).toBe(true);
  });

  it('counts wrong codes as wrong passwords, and the right password does not begin the count anew', async () => {
    for (let count = 0; count < 5; count += 1) {
      expect(await attempt(PASSWORD)).toEqual({ outcome: 'second-factor', userId });
      expect(await signIn.withSecondFactor(userId, '000000')).toBe(false);
    }
    expect(await signIn.withSecondFactor(userId, codeNow())).toBe(false);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'refused' });
    bench.clock.moveMinutes(1);
    expect(await signIn.withSecondFactor(userId, codeNow())).toBe(true);
  });

  it('has recovery codes that work once each, also when one comes twice at once', async () => {
    const [first, second] = recoveryCodes;
    const results = await Promise.all(Array.from({ length: 4 }, () => signIn.withSecondFactor(userId, first!)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await signIn.withSecondFactor(userId, first!)).toBe(false);
    expect(await signIn.withSecondFactor(userId, second!.toLowerCase().replaceAll('-', ' '))).toBe(true);
    expect(await access.ownAccount(userId)).toMatchObject({ hasSecondFactor: true, recoveryCodes: 8 });
    const renewed = await secondFactor.renewRecoveryCodes(userId, PASSWORD);
    expect(await signIn.withSecondFactor(userId, recoveryCodes[2]!)).toBe(false);
    expect(await signIn.withSecondFactor(userId, renewed![0]!)).toBe(true);
  });

  it('goes with the password only', async () => {
    expect(await secondFactor.remove(userId, 'a wrong password')).toBe(false);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'second-factor', userId });
    expect(await secondFactor.remove(userId, PASSWORD)).toBe(true);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'signed-in', userId });
    expect(await signIn.withSecondFactor(userId, recoveryCodes[0]!)).toBe(false);
  });

  it('is sealed in the database, and recovery codes are hashed', async () => {
    const rows = await bench.query<{ row: string }>(
      `SELECT to_jsonb(account)::text AS row FROM identity.users AS account UNION ALL SELECT to_jsonb(code)::text FROM identity.recovery_codes AS code`,
    );
    const stored = rows.map(({ row }) => row).join('\n');
    expect(stored.includes('v1.')).toBe(true);
    const clear = [secret, email, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))];
    expect(clear.filter((text) => stored.includes(text))).toEqual([]);
  });
});

describe('a session', () => {
  it('holds until the person signs out everywhere', async () => {
    const began = bench.clock.now();
    await signIn.recordSignIn(userId);
    await signIn.recordSignOut(userId, false);
    expect(await signIn.isSessionValid(userId, began)).toBe(true);
    await signIn.recordSignOut(userId, true);
    expect(await signIn.isSessionValid(userId, began)).toBe(false);
    bench.clock.moveMinutes(1);
    expect(await signIn.isSessionValid(userId, bench.clock.now())).toBe(true);
    expect((await actionsOf(`user:${userId}`)).slice(-3)).toEqual(['identity.signed-in', 'identity.signed-out', 'identity.signed-out-everywhere']);
  });

  it('of nobody does not hold', async () => {
    expect(await signIn.isSessionValid('00000000-0000-7000-8000-000000000000', bench.clock.now())).toBe(false);
  });
});

describe('a reset', () => {
  async function resetToken(who = email): Promise<string> {
    await links.send('reset', who, linkOf);
    return (await bench.mailTo(who, ({ subject }) => /new/.test(subject))).token;
  }

  it('sets a password, ends every session and lifts a lock', async () => {
    await wrong(5);
    const began = bench.clock.now();
    const token = await resetToken();
    expect(await links.look(token, 'reset')).toEqual({ userId, displayName: MEMBER_NAME, email });
    bench.clock.moveMinutes(1);
    expect(await links.use(token, 'reset', 'four quite small words')).toEqual({ ok: true, userId });
    expect(await signIn.isSessionValid(userId, began)).toBe(false);
    expect(await attempt(PASSWORD)).toEqual({ outcome: 'refused' });
    expect(await attempt('four quite small words')).toEqual({ outcome: 'signed-in', userId });
    bench.clock.moveMinutes(1);
    expect(await signIn.isSessionValid(userId, bench.clock.now())).toBe(true);
  });

  it('works once, also when it is used twenty times at once', async () => {
    const token = await resetToken();
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => links.use(token, 'reset', `another password ${index}`)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await attempt(`another password ${results.findIndex(({ ok }) => ok)}`)).toEqual({ outcome: 'signed-in', userId });
    expect(await links.look(token, 'reset')).toBeNull();
  });

  it('is not used up by looking at it, nor by a password that is refused', async () => {
    const token = await resetToken();
    await links.look(token, 'reset');
    expect(await links.use(token, 'reset', 'password1234')).toMatchObject({ ok: false, problem: 'password' });
    expect(await links.use(token, 'reset', email)).toMatchObject({ ok: false, problem: 'password', detail: expect.stringContaining('your name') });
    expect(await links.use(token, 'invitation', 'four quite small words')).toMatchObject({ ok: false, problem: 'link' });
    expect(await links.use(token, 'reset', 'four quite small words')).toMatchObject({ ok: true });
  });

  it('works for an hour', async () => {
    const token = await resetToken();
    bench.clock.moveMinutes(59);
    expect(await links.look(token, 'reset')).not.toBeNull();
    bench.clock.moveMinutes(1);
    expect(await links.look(token, 'reset')).toBeNull();
    expect(await links.use(token, 'reset', 'four quite small words')).toMatchObject({ ok: false, problem: 'link' });
  });

  it('ends the resets that were sent before, and its use every other link of the account', async () => {
    const first = await resetToken();
    bench.clock.moveMinutes(1);
    await links.send('reset', email, linkOf);
    const second = (await bench.mailTo(email, ({ subject, token }) => /new/.test(subject) && token !== first)).token;
    expect(await links.look(first, 'reset')).toBeNull();
    expect(await links.use(first, 'reset', 'four quite small words')).toMatchObject({ ok: false, problem: 'link' });
    await bench.query(`INSERT INTO identity.account_links (user_id, purpose, token_hash, expires_at) VALUES ($1, 'sign-in', $2, '2099-01-01')`, [userId, email]);
    expect(await links.use(second, 'reset', 'five really quite small words')).toMatchObject({ ok: true });
    expect(await bench.query('SELECT 1 FROM identity.account_links WHERE user_id = $1 AND used_at IS NULL', [userId])).toEqual([]);
  });

  it('sent by many at once leaves one link that works, and nobody waits in a ring', async () => {
    const token = await resetToken();
    const uses = Array.from({ length: 5 }, (_, index) => links.use(token, 'reset', `another password ${index}`));
    await Promise.all([...uses, ...Array.from({ length: 5 }, () => links.send('reset', email, linkOf))]);
    for (let tries = 0; tries < 100 && bench.mails().filter(({ to, subject }) => to === email && /new/.test(subject)).length < 6; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(bench.mails().filter(({ to, subject }) => to === email && /new/.test(subject))).toHaveLength(6);
    expect(await bench.query('SELECT 1 FROM identity.account_links WHERE user_id = $1 AND used_at IS NULL', [userId])).toHaveLength(1);
  });

  it('is not sent to somebody who signs in with the organisation and has no password', async () => {
    const who = `oidc-${email}`;
    await bench.invited(who, BROKER);
    expect(await signIn.withOpenId({ issuer: 'https://login.test', subject: who, email: who, isEmailVerified: true })).not.toBeNull();
    bench.clock.moveMinutes(1); // messages stand in the order of their moments
    const before = bench.mails().length;
    await links.send('reset', who, linkOf);
    await resetToken(); // sent last, so the other has had its time
    expect(bench.mails().slice(before).map(({ to }) => to)).toEqual([email]);
  });

  it('is sent to nobody who is unknown, invited or closed, and the caller cannot tell', async () => {
    const invited = `invited-${email}`;
    await bench.invited(invited, BROKER);
    const closed = `closed-${email}`;
    await bench.services.get(AccountsService, { strict: false }).deactivate(OPERATOR, await bench.member(closed, BROKER));
    bench.clock.moveMinutes(1); // messages stand in the order of their moments
    const before = bench.mails().length;
    for (const who of [`nobody-${email}`, 'not an address', invited, closed]) expect(await links.send('reset', who, linkOf)).toBeUndefined();
    await resetToken(); // sent last, so the others have had their time
    expect(bench.mails().slice(before).map(({ to }) => to)).toEqual([email]);
  });

  it('is written down by template and account, without the address', async () => {
    await resetToken();
    const rows = async (): Promise<string[]> => (await bench.query<{ row: string }>('SELECT to_jsonb(event)::text AS row FROM audit.events AS event')).map(({ row }) => row);
    const ofReset = (row: string): boolean => row.includes('"template": "reset"') && row.includes(userId);
    // It is written once the message is on its way, so a moment after it.
    for (let tries = 0; tries < 100 && !(await rows()).some(ofReset); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    const events = await rows();
    expect(events.filter(ofReset)).toHaveLength(1);
    expect(events.filter((row) => row.includes('@'))).toEqual([]);
  });
});

describe('an identity of an OpenID provider', () => {
  const identity = (subject: string, who: string | null, isEmailVerified = true) => signIn.withOpenId({ issuer: 'https://login.test', subject, email: who, isEmailVerified });

  it('opens an invited account by its verified address once, and by its subject from then on', async () => {
    const invited = `oidc-${email}`;
    const id = await bench.invited(invited, BROKER);
    expect(await identity('s-1', invited, false)).toBeNull();
    expect(await identity('s-1', null)).toBeNull();
    expect(await identity('s-1', invited.toUpperCase())).toBe(id);
    expect(await identity('s-1', 'a-new-address@example.org', false)).toBe(id);
    expect(await identity('s-2', invited)).toBeNull();
    expect(await signIn.withOpenId({ issuer: 'https://elsewhere.test', subject: 's-1', email: null, isEmailVerified: false })).toBeNull();
    const { token } = await bench.mailTo(invited);
    expect(await links.use(token, 'invitation', 'four quite small words')).toMatchObject({ ok: false, problem: 'link' });
    expect((await access.actorOfUser(id))?.actions.has('candidates.read')).toBe(true);
    await bench.services.get(AccountsService, { strict: false }).deactivate(OPERATOR, id);
    expect(await identity('s-1', invited)).toBeNull();
  });

  it('does not open an account that has a password already, nor make one', async () => {
    expect(await identity('s-3', email)).toBeNull();
    expect(await identity('s-4', `nobody-${email}`)).toBeNull();
  });

  it('is one account when the first two visits come at once', async () => {
    const invited = `oidc-${email}`;
    const id = await bench.invited(invited, BROKER);
    const results = await Promise.all(Array.from({ length: 5 }, (_, index) => identity(`s-5-${index}`, invited)));
    expect(results.filter((result) => result === id)).toHaveLength(1);
    expect(results.filter((result) => result === null)).toHaveLength(4);
  });
});
