import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Configuration } from 'oidc-provider';
import { openApi, type ApiInProcess } from '../support/api-in-process.js';
import { PASSWORD, SignInBench } from '../support/sign-in-bench.js';
import { WebVisitor, type VisitedPage } from '../support/web-visitor.js';

const BROKER = { role: 'broker', nodeCode: 'T-BROKER' } as const;

/** Who is known to the organisation's OpenID provider, by what they type there. */
const PEOPLE: Record<string, { email?: string; email_verified?: boolean }> = {
  ines: { email: 'Ines@OpenID.test', email_verified: true },
  stranger: { email: 'stranger@openid.test', email_verified: true },
  unverified: { email: 'unverified@openid.test', email_verified: false },
  nameless: {},
  local: { email: 'local@openid.test', email_verified: true },
};

let bench: SignInBench;
let api: ApiInProcess;
let server: Server;
let issuer: string;
let requests: URL[];
/** What the provider answers with, changed on its way. */
let answer: ((request: URL) => void) | null = null;

beforeAll(async () => {
  for (const method of ['warn', 'info'] as const) jest.spyOn(console, method).mockImplementation(() => undefined); // it warns of being the provider of a test
  const { Provider } = await import('oidc-provider');
  bench = await SignInBench.open();
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = await openApi(bench.database.url, { clock: bench.clock, environment: { PATHWAYS_HOME: bench.home, OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'pathways', OIDC_CLIENT_SECRET: 'a secret of the test' } });
  const configuration: Configuration = {
    clients: [{ client_id: 'pathways', client_secret: 'a secret of the test', redirect_uris: [`${api.url}/sign-in/openid/callback`], response_types: ['code'], grant_types: ['authorization_code'] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...PEOPLE[sub] }) }),
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
  };
  const provider = new Provider(issuer, configuration);
  const handle = provider.callback();
  requests = [];
  server.on('request', (request, response) => {
    requests.push(new URL(request.url!, issuer));
    void handle(request, response);
  });
});
afterAll(async () => {
  await api.close();
  server.closeAllConnections();
  server.close();
  await bench.close();
});

/** Goes to the organisation's sign-in, signs in there and comes back: the answer of our callback. */
async function byOrganisation(login: string, visitor = new WebVisitor(api.url), from = '/sign-in/openid'): Promise<VisitedPage> {
  const begun = await visitor.get(from);
  expect(begun.status).toBe(303);
  const there = new WebVisitor(issuer);
  let page = await there.get(begun.location!);
  for (let steps = 0; steps < 12; steps += 1) {
    if (page.location !== null) {
      if (page.location.startsWith(api.url)) {
        const back = new URL(page.location);
        answer?.(back);
        return visitor.get(back.pathname + back.search);
      }
      page = await there.get(page.location);
    } else {
      const action = /action="([^"]+)"/.exec(page.html)![1]!;
      const prompt = /name="prompt" value="([^"]+)"/.exec(page.html)![1]!;
      page = await there.post(action, { prompt, ...(prompt === 'login' ? { login, password: 'x' } : {}) });
    }
  }
  throw new Error('The provider did not send anybody back.');
}

describe('signing in with the organisation', () => {
  it('is offered, and asks with PKCE, state and nonce', async () => {
    expect((await new WebVisitor(api.url).get('/sign-in?return-to=%2Faccount')).html).toContain('href="/sign-in/openid?return-to=%2Faccount"');
    const { location } = await new WebVisitor(api.url).get('/sign-in/openid');
    const asked = Object.fromEntries(new URL(location!).searchParams);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid email', redirect_uri: `${api.url}/sign-in/openid/callback` });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]!.length).toBeGreaterThan(40);
  });

  it('lets somebody in who was invited, and leads back to where they were', async () => {
    const userId = await bench.invited('ines@openid.test', BROKER);
    const visitor = new WebVisitor(api.url);
    const page = await byOrganisation('ines', visitor, '/sign-in/openid?return-to=%2Faccount');
    expect(page.location).toBe('/account');
    const account = await visitor.get('/account');
    expect(account.html).toContain('ines@openid.test');
    expect(account.html).toContain('nothing to set up here');
    expect(await bench.query(`SELECT issuer, subject, user_id AS "userId" FROM identity.openid_identities`)).toEqual([{ issuer, subject: 'ines', userId }]);
  });

  it('knows them again by who they are, whatever their address has become', async () => {
    PEOPLE['ines'] = { email: 'ines.married@openid.test', email_verified: false };
    expect((await byOrganisation('ines')).location).toBe('/');
  });

  it.each([
    ['stranger', 'Nobody has been invited to this service with the email address stranger@openid.test'],
    ['unverified', 'does not confirm your email address'],
    ['nameless', 'does not confirm your email address'],
  ])('refuses %s, and says whom to ask', async (login, words) => {
    if (login === 'unverified') await bench.invited('unverified@openid.test', BROKER);
    const visitor = new WebVisitor(api.url);
    const page = await byOrganisation(login, visitor);
    expect(page).toMatchObject({ status: 403, title: 'You have no account here – Anchor Pathways' });
    expect(page.html.replaceAll('&#39;', "'")).toContain(words);
    expect(page.html).toContain('Ask an administrator of your organisation');
    expect((await visitor.get('/')).location).toBe('/sign-in');
  });

  it('does not open the account of somebody who has a password here already', async () => {
    await bench.member('local@openid.test', BROKER);
    expect((await byOrganisation('local')).status).toBe(403);
    expect((await new WebVisitor(api.url).submit('/sign-in', { email: 'local@openid.test', password: PASSWORD })).location).toBe('/');
  });

  it.each<[string, (back: URL) => void]>([
    ['with another state', (back) => back.searchParams.set('state', 'x'.repeat(43))],
    ['without a state', (back) => back.searchParams.delete('state')],
    ['with a code of another journey', (back) => back.searchParams.set('code', 'x'.repeat(43))],
    ['of another issuer', (back) => back.searchParams.set('iss', 'https://evil.example')],
    ['that is a refusal', (back) => ['code', 'scope'].forEach((name) => back.searchParams.delete(name)) ?? back.searchParams.set('error', 'access_denied')],
  ])('does not take an answer %s', async (_name, change) => {
    answer = change;
    const visitor = new WebVisitor(api.url);
    const page = await byOrganisation('ines', visitor).finally(() => (answer = null));
    expect(page).toMatchObject({ status: 403, title: 'You were not signed in – Anchor Pathways' });
    expect((await visitor.get('/')).location).toBe('/sign-in');
  });

  it('takes an answer once, and only of whoever asked', async () => {
    const visitor = new WebVisitor(api.url);
    let path = '';
    answer = (back) => (path = back.pathname + back.search);
    expect((await byOrganisation('ines', visitor).finally(() => (answer = null))).location).toBe('/');
    expect((await visitor.get(path)).status).toBe(403);
    expect((await new WebVisitor(api.url).get(path)).status).toBe(403);
  });

  it('does not take an answer that comes too late', async () => {
    answer = () => bench.clock.moveMinutes(16);
    expect((await byOrganisation('ines').finally(() => (answer = null))).status).toBe(403);
  });

  it('asks the provider for its addresses once', () => {
    expect(requests.filter(({ pathname }) => pathname.endsWith('/.well-known/openid-configuration')).length).toBe(1);
  });

  it('says so when the provider does not answer, and everything else goes on', async () => {
    const alone = await openApi(bench.database.url, { clock: bench.clock, environment: { PATHWAYS_HOME: bench.home, OIDC_ISSUER: 'http://127.0.0.1:1', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' } });
    const visitor = new WebVisitor(alone.url);
    expect(await visitor.get('/sign-in/openid')).toMatchObject({ status: 503, title: 'Not possible at the moment – Anchor Pathways' });
    expect((await visitor.submit('/sign-in', { email: 'local@openid.test', password: PASSWORD })).location).toBe('/');
    await alone.close();
  });
});
