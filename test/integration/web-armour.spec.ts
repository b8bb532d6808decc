import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { ClientsService } from '#lib/identity';
import { Clock } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Public } from '../../apps/api/src/http/access.js';
import { refuseUnguardedRoutes } from '../../apps/api/src/http/access-guard.js';
import { openApi, type ApiInProcess } from '../support/api-in-process.js';
import { OPERATOR } from '../support/operator.js';
import { PASSWORD, SignInBench } from '../support/sign-in-bench.js';
import { WebVisitor } from '../support/web-visitor.js';

let bench: SignInBench;
let api: ApiInProcess;
let key: string;
const EMAIL = 'broker@armour.test';

beforeAll(async () => {
  bench = await SignInBench.open();
  await bench.member(EMAIL, { role: 'broker', nodeCode: 'T-BROKER' });
  ({ key } = await bench.services.get(ClientsService, { strict: false }).create(OPERATOR, { name: 'Reader', nodeCode: 'T-BROKER', scopes: ['candidates.read'] }));
  api = await openApi(bench.database.url, { clock: bench.clock, environment: { PATHWAYS_HOME: bench.home } });
});
afterAll(async () => {
  await api.close();
  await bench.close();
});

async function signedIn(url = api.url, headers: Readonly<Record<string, string>> = {}): Promise<WebVisitor> {
  const visitor = new WebVisitor(url, headers);
  expect((await visitor.submit('/sign-in', { email: EMAIL, password: PASSWORD })).location).toBe('/');
  return visitor;
}

const bearer = (presented: string): RequestInit => ({ headers: { authorization: `Bearer ${presented}` } });

describe('the API', () => {
  it.each(['/api/v1/candidates', '/api/v1/organisations', '/api/v1/match-runs/latest', '/api/v1/candidates/7'])('%s is for nobody who is not signed in', async (path) => {
    const response = await fetch(`${api.url}${path}`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ code: 'access/signed-out' });
  });

  it('takes a key, for what it was made for', async () => {
    expect((await fetch(`${api.url}/api/v1/candidates`, bearer(key))).status).toBe(200);
    const other = await fetch(`${api.url}/api/v1/reports/hires?from=2026-04-01&to=2027-03-31&edition=2025`, bearer(key));
    expect(other.status).toBe(403);
    expect(await other.json()).toMatchObject({ code: 'access/not-allowed' });
  });

  it.each(['apk_00000000_x', 'x', ''])('does not take %j for a key', async (presented) => {
    const response = await fetch(`${api.url}/api/v1/candidates`, bearer(presented));
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'access/key-not-valid' });
  });

  it('judges a request with a key by the key alone, whatever session comes along, and begins none', async () => {
    const visitor = await signedIn();
    const cookie = `pathways=${visitor.cookies.get('pathways')!}`;
    const response = await fetch(`${api.url}/api/v1/candidates`, { headers: { authorization: 'Bearer apk_00000000_x', cookie } });
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('takes a session, but to change something only with the token of its pages', async () => {
    const visitor = await signedIn();
    expect((await visitor.get('/api/v1/candidates')).status).toBe(200);
    const { html } = await visitor.get('/');
    const token = /<meta name="csrf-token" content="([0-9a-f]+)"/.exec(html)![1]!;
    const post = async (headers: Readonly<Record<string, string>>): Promise<string> => {
      const { status, html: text } = await visitor.ask('/api/v1/match-runs', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
      return `${status} ${(JSON.parse(text) as { code?: string }).code ?? ''}`;
    };
    expect(await post({})).toBe('403 access/csrf-token');
    expect(await post({ 'x-csrf-token': token.replace(/./, 'x') })).toBe('403 access/csrf-token');
    expect(await post({ 'x-csrf-token': token, origin: 'https://evil.example' })).toBe('403 access/csrf-token');
    expect(await post({ 'x-csrf-token': token })).toBe('202 ');
  });
});

describe('a route', () => {
  it('that does not say whom it is for keeps the API from starting, and is named', async () => {
    @Controller('a')
    class OpenController {
      @Get()
      @Public()
      said(): string {
        return '';
      }

      @Get('b')
      forgotten(): string {
        return '';
      }
    }
    @Module({ controllers: [OpenController] })
    class OpenModule {}
    const app: INestApplication = await NestFactory.create(OpenModule, { logger: false });
    expect(() => refuseUnguardedRoutes(app)).toThrow(/OpenController\.forgotten$/);
    await app.close();
  });
});

describe('headers', () => {
  it('let a page load nothing but our own, and nobody frame it', async () => {
    const { headers, html } = await new WebVisitor(api.url).get('/sign-in');
    const policy = Object.fromEntries(headers.get('content-security-policy')!.split(';').map((directive) => directive.trim().split(/ (.*)/)));
    const nonce = /'nonce-([^']+)'/.exec(policy['script-src'] ?? '')![1]!;
    expect(policy).toMatchObject({ 'default-src': "'none'", 'frame-ancestors': "'none'", 'form-action': "'self'", 'base-uri': "'none'", 'script-src': `'self' 'nonce-${nonce}'` });
    expect(html).toContain(`<script nonce="${nonce}">`);
    expect(html).not.toMatch(/(src|href)="https?:|style="|onclick=/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    expect((await new WebVisitor(api.url).get('/sign-in')).headers.get('content-security-policy')).not.toContain(nonce);
  });

  it('of a cookie keep it from scripts and from other sites', async () => {
    const response = await fetch(`${api.url}/sign-in`);
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^pathways=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)]);
  });

  it('of assets let them be kept for a year; nothing in them comes from elsewhere', async () => {
    const { html } = await new WebVisitor(api.url).get('/sign-in');
    const paths = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(paths.length).toBeGreaterThan(5);
    const texts: [string, string][] = [];
    for (const path of paths) {
      const response = await fetch(`${api.url}${path}`);
      texts.push([path, await response.text()]);
      expect([path, response.status, response.headers.get('cache-control'), response.headers.getSetCookie()]).toEqual([path, 200, 'public, max-age=31536000, immutable', []]);
    }
    const styles = texts.filter(([path]) => path.endsWith('.css'));
    expect(styles.filter(([, text]) => /https?:\/\//.test(text))).toEqual([]);
    const pictures = styles.flatMap(([path, text]) => [...text.matchAll(/url\(([^)]+\.svg)\)/g)].map(([, picture]) => new URL(picture!, `${api.url}${path}`)));
    expect(pictures.length).toBeGreaterThan(5);
    expect((await Promise.all(pictures.map((picture) => fetch(picture)))).filter(({ status }) => status !== 200)).toEqual([]);
    expect((await fetch(`${api.url}/assets/nothing/../../package.json`)).status).toBe(404);
    expect((await fetch(`${api.url}${paths[0]!.replace(/[^/]+$/, '..%2f..%2fpackage.json')}`)).status).toBe(404);
  });
});

describe('behind TLS', () => {
  let behind: ApiInProcess;
  const origin = 'https://pathways.test';
  const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9', origin };
  beforeAll(async () => {
    behind = await openApi(bench.database.url, { clock: bench.clock, environment: { PATHWAYS_HOME: bench.home, PUBLIC_URL: origin, TRUST_PROXY: '1' } });
  });
  afterAll(() => behind.close());

  it('the cookie is the host’s own, TLS is remembered, and links lead to the public address whatever the request says', async () => {
    const visitor = new WebVisitor(behind.url, proxied);
    const page = await visitor.get('/sign-in');
    expect(page.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-pathways=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)]);
    expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000');
    await visitor.post('/forgotten-password', { 'csrf-token': /name="csrf-token" value="([^"]+)"/.exec(page.html)![1]!, email: EMAIL }, { ...proxied, 'x-forwarded-host': 'evil.example' });
    expect((await bench.mailTo(EMAIL, (mail) => mail.text.includes('/account/password/'))).text).toContain(`${origin}/account/password/`);
    expect((await visitor.fill(page, '/sign-in', { email: EMAIL, password: PASSWORD })).status).toBe(403); // it says that it came from the other origin
    expect((await visitor.post('/sign-in', { 'csrf-token': /name="csrf-token" value="([^"]+)"/.exec(page.html)![1]!, email: EMAIL, password: PASSWORD }, proxied)).location).toBe('/');
  });
});

describe('a form', () => {
  it('of another site changes nothing, and does not even put another session in the place of the present one', async () => {
    const visitor = await signedIn();
    const token = /name="csrf-token" value="([^"]+)"/.exec((await visitor.get('/account')).html)![1]!;
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const forged = await visitor.post('/account/sign-out-everywhere', { 'csrf-token': token }, { origin });
      expect(forged).toMatchObject({ status: 403, title: 'The form could not be accepted – Anchor Pathways' });
    }
    const stranger = await new WebVisitor(api.url).post('/sign-in', { email: EMAIL, password: PASSWORD }, { origin: 'https://evil.example' });
    expect([stranger.status, stranger.headers.getSetCookie()]).toEqual([403, []]);
    expect((await visitor.get('/')).status).toBe(200);
  });

  it('without a token changes nothing', async () => {
    const visitor = await signedIn();
    expect((await visitor.post('/account/sign-out-everywhere', {})).status).toBe(403);
    expect((await visitor.post('/account/sign-out-everywhere', {}, { origin: '' })).status).toBe(403);
    expect((await visitor.get('/')).status).toBe(200);
  });

  it('that was open for too long comes again with what was typed, and goes through the second time', async () => {
    const visitor = new WebVisitor(api.url);
    const page = await visitor.get('/sign-in?return-to=%2Faccount');
    visitor.cookies.clear();
    const again = await visitor.fill(page, '/sign-in', { email: EMAIL, password: PASSWORD });
    expect(again).toMatchObject({ status: 403, title: 'Error: Sign in – Anchor Pathways' });
    expect(again.errors).toContain('open for too long');
    expect(again.html).toContain(`value="${EMAIL}"`);
    expect(again.html).not.toContain(PASSWORD);
    expect((await visitor.fill(again, '/sign-in', { email: EMAIL, password: PASSWORD })).location).toBe('/account');
  });

  it('of somebody who has been signed out is kept until they are signed in again, but for what is secret', async () => {
    const visitor = await signedIn();
    const page = await visitor.get('/account');
    visitor.cookies.clear();
    const ended = await visitor.fill(page, '/account', { note: 'Long <b>text</b>', password: 'secret words' }, '/account/sign-out-everywhere');
    expect(ended).toMatchObject({ status: 401, title: 'You have been signed out – Anchor Pathways' });
    expect(ended.html).toContain('Long &lt;b&gt;text&lt;/b&gt;');
    expect(ended.html).not.toContain('secret words');
    expect(ended.html).not.toContain('Send again'); // the secret would be missing
    const whole = await visitor.fill(page, '/account', { note: 'Long text' }, '/account/sign-out-everywhere');
    expect(whole.html).toContain('Send again');
    await visitor.submit('/sign-in', { email: EMAIL, password: PASSWORD });
    const check = await visitor.fill(whole, '/account/sign-out-everywhere', {});
    expect(check).toMatchObject({ status: 403, title: 'Check what you typed and send it again – Anchor Pathways' });
    expect((await visitor.fill(check, '/account/sign-out-everywhere', {})).location).toBe('/sign-in?notice=signed-out-everywhere');
    bench.clock.moveMinutes(1); // whoever signs in after this does so later
  });

  it('may be as large as a long text, and no larger', async () => {
    const visitor = new WebVisitor(api.url);
    expect(await visitor.post('/sign-in', { email: 'x'.repeat(70_000) })).toMatchObject({ status: 413, title: 'What you sent is too large – Anchor Pathways' });
  });
});

describe('pages of errors', () => {
  it.each([
    ['/nowhere', 404, 'Page not found'],
    ['/sign-in/link/%E0%A4%A', 400, 'The address cannot be read'],
    ['/sign-in/openid', 404, 'Page not found'],
  ])('%s is %d in the page shell', async (path, status, title) => {
    const page = await new WebVisitor(api.url).get(path);
    expect(page).toMatchObject({ status, title: `${title} – Anchor Pathways` });
    expect(page.html).toContain('nhsuk-header');
    expect(page.headers.getSetCookie()).toEqual([]);
  });

  it('on our side say the id of the request and nothing of the fault', async () => {
    const clock = new (class extends Clock {
      now(): Date {
        throw new TypeError('Amina-Rosalind');
      }
    })();
    const broken = await openApi(bench.database.url, { clock, environment: { PATHWAYS_HOME: bench.home } });
    const page = await new WebVisitor(broken.url, { 'x-request-id': 'request-12345' }).submit('/sign-in', { email: EMAIL, password: PASSWORD });
    await broken.close();
    expect(page).toMatchObject({ status: 500, title: 'Something went wrong – Anchor Pathways' });
    expect(page.html).toContain('request-12345');
    expect(page.html).not.toMatch(/Amina|TypeError|at .*\.ts/);
  });
});

describe('limits', () => {
  const redisUrl = process.env['TEST_REDIS_URL'] ?? '';
  const stores = [['PostgreSQL', {}], ...(redisUrl === '' ? [] : [['Redis', { REDIS_URL: redisUrl }]])] as [string, Record<string, string>][];

  it.each(stores)('are shared by all processes, in %s', async (_store, environment) => {
    const setting = { clock: bench.clock, environment: { PATHWAYS_HOME: bench.home, REQUESTS_PER_MINUTE: '20', TRUST_PROXY: '1', ...environment } };
    const processes = await Promise.all([openApi(bench.database.url, setting), openApi(bench.database.url, setting)]);
    const ask = async (address: string, path = '/forgotten-password', init: RequestInit = {}): Promise<number> =>
      (await fetch(`${processes[Math.random() < 0.5 ? 0 : 1].url}${path}`, { ...init, headers: { ...(init.headers as Record<string, string>), 'x-forwarded-for': address } })).status;
    const network = `2001:db8:${randomBytes(2).toString('hex')}`; // Redis may know the addresses of an earlier run
    const statuses = await Promise.all(Array.from({ length: 30 }, () => ask(`${network}:1::1`)));
    expect(statuses.filter((status) => status === 200).length).toBe(20);
    expect(statuses.filter((status) => status === 429).length).toBe(10);
    expect(await ask(`${network}:2::1`)).toBe(200);
    expect(await ask(`${network}:1::1`, '/health/live')).toBe(200);
    const { key: another } = await bench.services.get(ClientsService, { strict: false }).create(OPERATOR, { name: 'Busy reader', nodeCode: 'T-BROKER', scopes: ['candidates.read'] });
    const withKey = await Promise.all(Array.from({ length: 25 }, (_none, index) => ask(`${network}:${index + 3}::1`, '/api/v1/candidates', bearer(another))));
    expect(withKey.filter((status) => status === 429).length).toBe(5);
    const problem = await fetch(`${processes[0].url}/api/v1/candidates`, bearer(another));
    expect([problem.status, problem.headers.get('content-type'), Number(problem.headers.get('retry-after')) > 0]).toEqual([429, expect.stringMatching(/problem\+json/), true]);
    await Promise.all(processes.map((one) => one.close()));
  });

  it('that cannot be counted let nobody in, but let those who are in go on', async () => {
    const visitor = await signedIn();
    await bench.query('ALTER TABLE identity.rate_limits RENAME TO rate_limits_away');
    try {
      expect((await visitor.get('/')).status).toBe(200);
      const refused = await new WebVisitor(api.url).submit('/sign-in', { email: EMAIL, password: PASSWORD });
      expect(refused).toMatchObject({ status: 503, title: 'Not possible at the moment – Anchor Pathways' });
    } finally {
      await bench.query('ALTER TABLE identity.rate_limits_away RENAME TO rate_limits');
    }
    await signedIn();
  });
});

describe('a slow client', () => {
  it('that dribbles the head of a request is cut off', async () => {
    const started = Date.now();
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /sign-in HTTP/1.1\r\nHost: x\r\n');
    const dribble = setInterval(() => socket.write('X-Slow: 1\r\n'), 500);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (piece) => (text += piece.toString())).on('close', () => resolve(text));
    });
    clearInterval(dribble);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});
