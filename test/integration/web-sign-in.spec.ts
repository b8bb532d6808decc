import { AccountsService, SecondFactorService, SignInService } from '#lib/identity';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { openApi, type ApiInProcess } from '../support/api-in-process.js';
import { OPERATOR } from '../support/operator.js';
import { PASSWORD, SignInBench } from '../support/sign-in-bench.js';
import { WebVisitor } from '../support/web-visitor.js';

const BROKER = { role: 'broker', nodeCode: 'T-BROKER' } as const;

let bench: SignInBench;
let api: ApiInProcess;
let emails = 0;

beforeAll(async () => {
  bench = await SignInBench.open();
  api = await openApi(bench.database.url, { clock: bench.clock, environment: { PATHWAYS_HOME: bench.home } });
});
afterAll(async () => {
  await api.close();
  await bench.close();
});

/** A new member of the brokerage. */
async function member(): Promise<{ email: string; userId: string }> {
  const email = `broker-${(emails += 1)}@web.test`;
  return { email, userId: await bench.member(email, BROKER) };
}

async function signedIn(email: string): Promise<WebVisitor> {
  const visitor = new WebVisitor(api.url);
  const { location } = await visitor.submit('/sign-in', { email, password: PASSWORD });
  expect(location).toBe('/');
  return visitor;
}

describe('signing in with a password', () => {
  it('leads home, and says who it is', async () => {
    const { email } = await member();
    const visitor = await signedIn(email);
    const home = await visitor.get('/');
    expect(home).toMatchObject({ status: 200, title: 'Home – Anchor Pathways' });
    expect(home.html).toContain('Welcome, Tess Example');
    expect(home.html).toMatch(/Broker<\/strong> at T-BROKER of the tests/);
    expect(home.html).toContain('href="/api/docs"');
  });

  it('leads back to where somebody was, and nowhere else', async () => {
    const { email } = await member();
    const visitor = new WebVisitor(api.url);
    expect((await visitor.get('/account')).location).toBe('/sign-in?return-to=%2Faccount');
    expect((await visitor.submit('/sign-in?return-to=%2Faccount', { email, password: PASSWORD })).location).toBe('/account');
    for (const elsewhere of ['//evil.example', '/\\evil.example', 'https://evil.example/']) {
      const other = new WebVisitor(api.url);
      expect((await other.submit(`/sign-in?return-to=${encodeURIComponent(elsewhere)}`, { email, password: PASSWORD, 'return-to': elsewhere })).location).toBe('/');
    }
  });

  it('gives the session another id, so that nobody who knew the old one comes along', async () => {
    const { email } = await member();
    const visitor = new WebVisitor(api.url);
    await visitor.get('/sign-in');
    const before = visitor.cookies.get('pathways')!;
    await visitor.submit('/sign-in', { email, password: PASSWORD });
    expect(visitor.cookies.get('pathways')).not.toBe(before);
    const old = new WebVisitor(api.url);
    old.cookies.set('pathways', before);
    expect((await old.get('/')).location).toBe('/sign-in');
  });

  it('is refused in the same words for everybody, with what was typed but not the password', async () => {
    const { email } = await member();
    const pages = [];
    for (const [address, password] of [[email, 'not this one at all'], ['nobody@web.test', PASSWORD], ['no address', PASSWORD]] as const) {
      const page = await new WebVisitor(api.url).submit('/sign-in', { email: address, password });
      expect(page).toMatchObject({ status: 422, title: 'Error: Sign in – Anchor Pathways' });
      expect(page.html).toContain(`value="${address}"`);
      expect(page.html).not.toContain(password);
      pages.push(page.html.replaceAll(address, '').replaceAll(/(nonce|value)="[^"]*"/g, ''));
    }
    expect(new Set(pages).size).toBe(1);
  });

  it('says what is missing, beside the field and above the form', async () => {
    const page = await new WebVisitor(api.url).submit('/sign-in', { email: '', password: '' });
    expect(page).toMatchObject({ status: 422, errors: 'There is a problem Enter your email address Enter your password' });
    expect(page.html).toContain('href="#password"');
    expect(page.html).toContain('id="password-error"');
  });

  it('is stopped for an account that is guessed at, whether it exists or not, with a word on how long', async () => {
    const { email } = await member();
    for (const address of [email, 'never-there@web.test']) {
      const visitor = new WebVisitor(api.url);
      const statuses: number[] = [];
      for (let tries = 0; tries < 21; tries += 1) statuses.push((await visitor.submit('/sign-in', { email: address, password: 'a wrong password' })).status);
      expect(statuses).toEqual([...Array<number>(20).fill(422), 429]);
      const page = await visitor.submit('/sign-in', { email: address.toUpperCase(), password: PASSWORD });
      expect(page).toMatchObject({ status: 429, title: 'Too many tries – Anchor Pathways' });
      expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(60);
      expect(page.html).toMatch(/Try again in \d+ minutes\./);
    }
  });
});

describe('the second factor', () => {
  it('is set up with a key, shown again after a wrong code, and asked for from then on', async () => {
    const { email, userId } = await member();
    const visitor = await signedIn(email);
    const elsewhere = await signedIn(email);
    expect((await visitor.get('/account')).html).toContain('href="/account/second-factor/begin"');
    expect((await visitor.submit('/account/second-factor/begin', { password: '' })).errors).toContain('Enter your password');
    expect((await visitor.submit('/account/second-factor/begin', { password: 'not this one' })).status).toBe(422);
    expect((await visitor.get('/account/second-factor')).location).toBe('/account');
    const begun = await visitor.submit('/account/second-factor/begin', { password: PASSWORD });
    expect(begun.location).toBe('/account/second-factor');
    const page = await visitor.get('/account/second-factor');
    const key = /pathways-secret">([A-Z2-7 ]+)</.exec(page.html)![1]!;
    expect(page.html).toContain('<svg');
    const wrong = await visitor.submit('/account/second-factor', { code: '000000' });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain(key);
    const before = visitor.cookies.get('pathways');
    const totp = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) });
    const codeNow = (): string => totp.generate({ timestamp: bench.clock.now().getTime() });
    const shown = await visitor.submit('/account/second-factor', { code: codeNow() });
    expect(shown.status).toBe(200);
    const codes = [...shown.html.matchAll(/<li class="pathways-secret">([^<]+)</g)].map(([, code]) => code!);
    expect(codes.length).toBe(10);
    expect(visitor.cookies.get('pathways')).not.toBe(before);
    expect((await visitor.get('/account')).html).toContain('10 left');
    expect((await elsewhere.get('/account')).location).toBe('/sign-in?return-to=%2Faccount'); // it began without the second factor

    bench.clock.moveMinutes(1);
    const again = new WebVisitor(api.url);
    expect((await again.submit('/sign-in?return-to=%2Faccount', { email, password: PASSWORD })).location).toBe('/sign-in/code');
    expect((await again.get('/account')).location).toBe('/sign-in?return-to=%2Faccount'); // the password alone is not enough
    expect((await again.submit('/sign-in/code', { code: '' })).errors).toContain('Enter the code');
    expect((await again.submit('/sign-in/code', { code: '000000' })).status).toBe(422);
    expect((await again.submit('/sign-in/code', { code: codeNow() })).location).toBe('/account');
    expect((await again.get('/account')).status).toBe(200);

    const withoutPhone = new WebVisitor(api.url);
    await withoutPhone.submit('/sign-in', { email, password: PASSWORD });
    expect((await withoutPhone.submit('/sign-in/code', { code: codes[3]! })).location).toBe('/');
    expect((await withoutPhone.get('/account')).html).toContain('9 left');

    expect((await again.submit('/account/recovery-codes', { password: 'not this one' })).status).toBe(422);
    const renewed = await again.submit('/account/recovery-codes', { password: PASSWORD });
    expect([...renewed.html.matchAll(/<li class="pathways-secret">/g)].length).toBe(10);
    expect(renewed.html).not.toContain(codes[0]);
    expect((await again.submit('/account/second-factor/remove', { password: 'not this one' })).status).toBe(422);
    expect((await again.submit('/account/second-factor/remove', { password: PASSWORD })).location).toBe('/account?notice=second-factor-off');
    expect((await signedIn(email)).cookies.size).toBe(1);
    expect(await api.app.get(SecondFactorService, { strict: false }).confirm(userId, codeNow())).toBeNull();
  });

  it('waits for ten minutes, then sign-in begins anew', async () => {
    const { email, userId } = await member();
    const secondFactor = api.app.get(SecondFactorService, { strict: false });
    const { secret } = (await secondFactor.begin(userId, PASSWORD))!;
    const code = (): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: bench.clock.now().getTime() });
    await secondFactor.confirm(userId, code());
    const visitor = new WebVisitor(api.url);
    await visitor.submit('/sign-in', { email, password: PASSWORD });
    const page = await visitor.get('/sign-in/code');
    bench.clock.moveMinutes(11);
    expect((await visitor.fill(page, '/sign-in/code', { code: code() })).location).toBe('/sign-in?notice=code-too-late');
  });
});

describe('the end of a session', () => {
  it('comes by signing out', async () => {
    const { email } = await member();
    const visitor = await signedIn(email);
    const kept = new Map(visitor.cookies);
    expect((await visitor.submit('/', {}, '/sign-out')).location).toBe('/sign-in?notice=signed-out');
    expect((await visitor.get('/sign-in?notice=signed-out')).html).toContain('You have signed out.');
    const thief = new WebVisitor(api.url);
    for (const [name, value] of kept) thief.cookies.set(name, value);
    expect((await thief.get('/')).status).toBe(303);
  });

  it('comes on every device by signing out everywhere', async () => {
    const { email } = await member();
    const [here, there] = [await signedIn(email), await signedIn(email)];
    expect((await here.submit('/account', {}, '/account/sign-out-everywhere')).location).toBe('/sign-in?notice=signed-out-everywhere');
    expect((await there.get('/')).location).toBe('/sign-in');
    bench.clock.moveMinutes(1);
    await signedIn(email);
  });

  it('comes twelve hours after it began, however busy it was', async () => {
    const { email } = await member();
    const visitor = await signedIn(email);
    bench.clock.moveMinutes(12 * 60 - 1);
    expect((await visitor.get('/')).status).toBe(200);
    bench.clock.moveMinutes(1);
    expect((await visitor.get('/')).location).toBe('/sign-in');
  });

  it('comes when nothing was asked for half an hour, which each request puts off', async () => {
    const { email, userId } = await member();
    const visitor = await signedIn(email);
    const ends = async (): Promise<number> => (await bench.query<{ minutes: number }>(`SELECT extract(epoch FROM expire - now())::float / 60 AS minutes FROM identity.sessions WHERE sess -> 'signedIn' ->> 'userId' = $1`, [userId]))[0]!.minutes;
    expect(Math.abs((await ends()) - 30)).toBeLessThan(1);
    await bench.query(`UPDATE identity.sessions SET expire = now() + interval '1 minute' WHERE sess -> 'signedIn' ->> 'userId' = $1`, [userId]);
    await visitor.get('/');
    expect(await ends()).toBeGreaterThan(29);
    await bench.query(`UPDATE identity.sessions SET expire = now() - interval '2 seconds' WHERE sess -> 'signedIn' ->> 'userId' = $1`, [userId]);
    expect((await visitor.get('/')).location).toBe('/sign-in');
  });

  it('comes when the account is closed', async () => {
    const { email, userId } = await member();
    const visitor = await signedIn(email);
    await bench.services.get(AccountsService, { strict: false }).deactivate(OPERATOR, userId);
    expect((await visitor.get('/')).location).toBe('/sign-in');
  });

  it('is not undone by a request that was on its way', async () => {
    const { email, userId } = await member();
    const visitor = await signedIn(email);
    await Promise.all([...Array.from({ length: 10 }, () => visitor.get('/account')), visitor.submit('/', {}, '/sign-out'), ...Array.from({ length: 10 }, () => visitor.get('/account'))]);
    expect(await bench.query(`SELECT 1 FROM identity.sessions WHERE sess -> 'signedIn' ->> 'userId' = $1`, [userId])).toEqual([]);
  });
});

describe('links in e-mails', () => {
  it('reset a password once, end every session and lead to sign-in', async () => {
    const { email } = await member();
    const before = await signedIn(email);
    const visitor = new WebVisitor(api.url);
    expect((await visitor.submit('/forgotten-password', { email })).location).toBe('/forgotten-password/sent');
    const { token, text } = await bench.mailTo(email, (mail) => mail.text.includes('/account/password/') && mail.text.includes(api.url));
    expect(text).toContain(`${api.url}/account/password/${token}`);
    const path = `/account/password/${token}`;
    const scanners = await Promise.all([1, 2].map(() => new WebVisitor(api.url).get(path)));
    expect(scanners.map(({ status }) => status)).toEqual([200, 200]);
    expect((await visitor.submit(path, { password: 'another good phrase', 'password-again': 'another g00d phrase' })).errors).toContain('same password twice');
    expect((await visitor.submit(path, { password: 'password1234', 'password-again': 'password1234' })).status).toBe(422);
    expect((await visitor.submit(path, { password: 'another good phrase', 'password-again': 'another good phrase' })).location).toBe('/sign-in?notice=password-set');
    expect((await before.get('/')).location).toBe('/sign-in');
    expect(await visitor.get(path)).toMatchObject({ status: 404, title: 'This link cannot be used – Anchor Pathways' });
    bench.clock.moveMinutes(1);
    expect((await visitor.submit('/sign-in', { email, password: 'another good phrase' })).location).toBe('/');
  });

  it('say the same to an address that nobody has', async () => {
    const { email } = await member();
    const answers = await Promise.all([email, 'nobody-at-all@web.test'].map(async (address) => new WebVisitor(api.url).submit('/forgotten-password', { email: address })));
    expect(answers.map(({ status, location }) => ({ status, location }))).toEqual([{ status: 303, location: '/forgotten-password/sent' }, { status: 303, location: '/forgotten-password/sent' }]);
  });

  it('are not sent without end', async () => {
    const visitor = new WebVisitor(api.url);
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) statuses.push((await visitor.submit('/forgotten-password', { email: 'flooded@web.test' })).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  });

  it('invite: a password is chosen by whoever has the link', async () => {
    const email = 'invited@web.test';
    await bench.services.get(AccountsService, { strict: false }).invite(OPERATOR, { email, displayName: 'New Colleague', grants: [BROKER] }, (token) => `${api.url}/account/password/${token}`);
    const { token } = await bench.mailTo(email);
    const visitor = new WebVisitor(api.url);
    const page = await visitor.get(`/account/password/${token}`);
    expect(page.html).toContain('Welcome, New Colleague.');
    expect((await visitor.fill(page, `/account/password/${token}`, { password: PASSWORD, 'password-again': PASSWORD })).location).toBe('/sign-in?notice=password-set');
    bench.clock.moveMinutes(1);
    await signedIn(email);
  });

  it('let a candidate in once, by a button and not by being opened', async () => {
    const [{ candidateId } = { candidateId: '' }] = await bench.query<{ candidateId: string }>(
      `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest) SELECT organisation_id, 'web-1', 'Cara', 'Example', '' FROM identity.organisations WHERE code = 'T-BROKER' RETURNING candidate_id AS "candidateId"`,
    );
    const email = 'cara@web.test';
    await bench.invited(email, { role: 'candidate', nodeCode: 'T-BROKER', candidateId });
    const visitor = new WebVisitor(api.url);
    expect((await visitor.submit('/sign-in/link', { email })).location).toBe('/sign-in/link-sent');
    const { token } = await bench.mailTo(email, (mail) => mail.text.includes('/sign-in/link/'));
    const path = `/sign-in/link/${token}`;
    const page = await visitor.get(path);
    expect(page.status).toBe(200);
    const scanner = new WebVisitor(api.url);
    const scanned = await scanner.get(path);
    const answers = await Promise.all([visitor.fill(page, path, {}), scanner.fill(scanned, path, {})]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 404]);
    const winner = answers[0].status === 303 ? visitor : scanner;
    const home = await winner.get('/');
    expect(home.html).toContain('Candidate');
    expect(home.html).not.toContain('/api/docs');
    expect((await winner.get('/account')).html).toContain('nothing to set up here');
    expect((await winner.submit('/', {}, '/sign-out')).location).toBe('/sign-in?notice=signed-out');
    expect((await new WebVisitor(api.url).get(path)).status).toBe(404);
  });

  it('are asked for by an address that is one', async () => {
    for (const path of ['/sign-in/link', '/forgotten-password']) {
      const page = await new WebVisitor(api.url).submit(path, { email: 'not one' });
      expect(page).toMatchObject({ status: 422 });
      expect(page.html).toContain('value="not one"');
    }
  });
});

describe('what is written down', () => {
  it('has who signed in and out', async () => {
    const { email, userId } = await member();
    const visitor = await signedIn(email);
    await visitor.submit('/', {}, '/sign-out');
    const events = await bench.query<{ action: string }>(`SELECT action FROM audit.events WHERE actor_id = $1 ORDER BY event_id`, [`user:${userId}`]);
    expect(events.map(({ action }) => action)).toEqual(expect.arrayContaining(['identity.signed-in', 'identity.signed-out']));
    expect(await api.app.get(SignInService, { strict: false }).isSessionValid(userId, bench.clock.now())).toBe(true);
  });
});
