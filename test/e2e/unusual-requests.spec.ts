import { request as httpRequest } from 'node:http';
import { DemoService } from '#lib/schema';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiCaller, type Answer } from '../support/api-caller.js';
import { makeApiKey } from '../support/api-key.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { startListeningService, type ListeningService } from '../support/listening-service.js';
import { candidatesCsv } from '../support/partner-files.js';
import { startService, until } from '../support/running-service.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** What a stranger tries: each is answered as it should be, and nothing with 500. */
describe('unusual requests', () => {
  let database: TestDatabase;
  let api: ListeningService;
  let key: string;
  let caller: ApiCaller;
  let candidateId: string;
  let uploadId: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    await addTestTree(database.dataSource);
    const services = await openServices(database.url);
    await services.get(DemoService, { strict: false }).load(); // for its postcodes
    await services.close();
    api = await startListeningService('api', database.url);
    key = await makeApiKey(database.url, 'T-CITY');
    caller = new ApiCaller(api.url, key);
    const worker = await startService('worker', database.url);
    ({ uploadId } = (await caller.upload('candidates', 'T-BROKER', 'Bewerber ä 人.csv', candidatesCsv(3).replace(',60,', ',600,'))).body as { uploadId: string });
    await until('the file read', async () => ((await caller.get(`/uploads/${uploadId}`)).body as { status: string }).status === 'done');
    await worker.stop();
    ({ candidateId } = ((await caller.get('/candidates')).body as { candidates: [{ candidateId: string }] }).candidates[0]);
  });

  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  const json = (path: string, body: string, type: string | null = 'application/json'): Promise<Answer> =>
    caller.call(path, { method: 'POST', headers: new Headers(type === null ? {} : { 'content-type': type }), body: new TextEncoder().encode(body) });

  const problem = (status: number, ...pointers: string[]): unknown =>
    expect.objectContaining({ status, body: expect.objectContaining({ status, code: expect.any(String), ...(pointers.length === 0 ? {} : { errors: pointers.map((pointer) => expect.objectContaining({ pointer })) }) }) });

  describe('methods and addresses', () => {
    it.each(['/health/live', '/api/v1/candidates', '/api/v1/reports/hires?from=2026-04-01&to=2027-03-31&edition=2025&format=csv'])('HEAD %s is GET without the body', async (path) => {
      const get = await caller.get(path);
      const head = await fetch(`${api.url}${path}`, { method: 'HEAD', headers: { authorization: `Bearer ${key}` } });
      expect({ status: head.status, body: await head.text() }).toEqual({ status: 200, body: '' });
      for (const name of ['content-type', 'content-length', 'content-disposition']) expect(head.headers.get(name)).toBe(get.headers.get(name));
    });

    it('every parameter that is a number can be sent as an address has it', async () => {
      type Parameter = { readonly name: string; readonly in: string; readonly schema: { readonly type?: string; readonly minimum?: number; readonly enum?: readonly number[] } };
      const { paths } = (await caller.get('/api/docs-json')).body as { paths: Record<string, { get?: { parameters?: Parameter[] } }> };
      const asked = Object.entries(paths).flatMap(([path, { get }]) =>
        (get?.parameters ?? []).filter(({ schema, ...parameter }) => parameter.in === 'query' && schema.type === 'integer').map(({ name, schema }) => ({ path: path.replaceAll(/\{[^}]*\}/g, NOBODY), name, number: schema.enum?.[0] ?? schema.minimum! })));
      expect(asked.length).toBeGreaterThan(30);
      const refused: string[] = [];
      for (const { path, name, number } of asked) {
        const { body } = (await caller.get(`${path}?${name}=${number}`)) as { body: { errors?: { pointer: string }[] } };
        if (body.errors?.some(({ pointer }) => pointer === `/${name}`)) refused.push(`${path} ${name}`);
      }
      expect(refused).toEqual([]);
    });

    it.each([
      ['DELETE', '/candidates', 'GET, HEAD'],
      ['PUT', `/candidates/${NOBODY}`, 'GET, HEAD'],
      ['GET', '/postcodes/lookups', 'POST'],
      ['PATCH', '/match-runs/', 'POST, GET, HEAD'],
      ['POST', '/health/live', 'GET, HEAD'],
    ])('%s %s is 405 and says what there is', async (method, path, allowed) => {
      const answer = await caller.call(path, { method });
      expect(answer).toEqual(problem(405));
      expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(allowed.split(', ').toSorted());
    });

    it.each(['/api/v1/nowhere', '/api/v1', '/api/v1/candidates/x/y/z', '/api/nowhere', '/health/nowhere', '/api/documents'])('%s is 404, as a problem', async (path) => {
      expect(await caller.get(path)).toEqual(problem(404));
    });

    it('finds an address whatever its case, with or without a last slash', async () => {
      expect(await caller.get(`/api/v1/Candidates/${candidateId.toUpperCase()}/`)).toMatchObject({ status: 200, body: { candidateId } });
      expect(await caller.get('/api/v1/CANDIDATES?surprise=1')).toEqual(problem(422, '/surprise'));
    });

    it.each(['%E0%A4%A', '%00', '%', '..%2f..%2f', `${NOBODY}x`, 'ffffffff'])('a candidate called %s is 400 or 404', async (id) => {
      const { status } = await caller.get(`/candidates/${id}`);
      expect([400, 404]).toContain(status);
    });

    it('names what is no identifier', async () => {
      expect(await caller.get(`/candidates/${candidateId}/matches/first`)).toEqual(problem(400, '/opportunityId'));
    });
  });

  describe('parameters', () => {
    it.each([
      ['/candidates?limit=0', '/limit'],
      ['/candidates?limit=201', '/limit'],
      ['/candidates?limit=1e2', '/limit'],
      ['/candidates?limit=0x10', '/limit'],
      ['/candidates?limit=%205', '/limit'],
      ['/candidates?limit=', '/limit'],
      ['/candidates?limit=5&limit=6', '/limit'],
      ['/candidates?limit[a]=5', '/limit[a]'],
      ['/candidates?__proto__=5', '/__proto__'],
      ['/candidates?after=first', '/after'],
      ['/organisations?page=2', '/page'],
      ['/health/live?verbose=1', '/verbose'],
      [`/uploads/${NOBODY}/rows?after=99999999999`, '/after'],
      ['/reports/hires?from=2026-04-01&to=2027-03-31&edition=2015', '/edition'],
      ['/reports/hires?from=2026-04-01&to=2027-03-31&edition=0x7E9', '/edition'],
      ['/reports/hires?from=2026-04-01&to=2027-03-31&edition=2025&node=%00', '/node'],
      ['/reports/hires?from=2026-04-01&to=2027-03-31&edition=2025&format=pdf', '/format'],
    ])('%s is refused', async (path, pointer) => {
      expect(await caller.get(path)).toEqual(problem(422, pointer));
    });

    it('all that are wrong are told at once', async () => {
      expect(await caller.get('/reports/hires?from=today&edition=2030')).toMatchObject({ status: 422, body: { errors: expect.arrayContaining(['/from', '/to', '/edition'].map((pointer) => expect.objectContaining({ pointer }))) } });
    });

    it.each(['{"START_DATE":"\\u0000"}', '{"START_DATE":"\\ud800"}', '{"\\u0000":"Date"}', '[]', '{"START_DATE":7}', '{'])('a column mapping %s is refused', async (columns) => {
      const query = new URLSearchParams({ content: 'hires', organisation: 'T-CITY', columns }).toString();
      expect(await caller.call(`/uploads?${query}`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a' })).toEqual(problem(422));
    });

    it('an organisation is found by its code in any case, and not by half a character', async () => {
      const send = (organisation: string): Promise<Answer> => caller.call(`/uploads?content=candidates&organisation=${organisation}`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a' });
      expect(await send('t-broker')).toMatchObject({ status: 202 });
      expect(await send('%00')).toEqual(problem(422, '/organisation'));
      expect(await send('')).toEqual(problem(422, '/organisation'));
    });
  });

  describe('dates', () => {
    it.each(['2026-02-30', '2025-02-29', '2026-13-01', '2026-2-3', '20260203', '2026-02', '2026-W10', '2026-02-03T10:00', '2026-02-03Z', '03/02/2026', '0000-01-01', '9999-12-31', 'today', ''])('%s is none, wherever a date is asked for', async (date) => {
      expect(await caller.get(`/candidates/${candidateId}/target-groups?on=${date}`)).toEqual(problem(422, '/on'));
      expect(await caller.get(`/reports/hires?from=${date}&to=2027-03-31&edition=2025`)).toEqual(problem(422, '/from'));
      expect(await caller.get(`/reports/hires?from=2026-04-01&to=${date}&edition=2025`)).toEqual(problem(422, '/to'));
      expect(await caller.post('/match-runs', { asOfOn: date })).toEqual(problem(422, '/asOfOn'));
      expect(await caller.post(`/referrals/${NOBODY}/events`, { event: 'start', startedOn: date })).toEqual(problem(422, '/startedOn'));
      expect(await caller.post(`/referrals/${NOBODY}/outcomes`, { kind: 'left', happenedOn: date })).toEqual(problem(422, '/happenedOn'));
    });

    it('2024-02-29 is one', async () => {
      expect(await caller.get(`/candidates/${candidateId}/target-groups?on=2024-02-29`)).toMatchObject({ status: 200, body: { on: '2024-02-29' } });
    });

    it('a period that ends before it begins is refused', async () => {
      expect(await caller.get('/reports/hires?from=2027-03-31&to=2026-04-01&edition=2025')).toMatchObject({ status: 422, body: { code: 'equality/period-not-real' } });
    });
  });

  describe('bodies', () => {
    it('nested ten thousand deep are 400, and not an error of ours', async () => {
      const body = `{"asOfOn":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
      expect(await caller.call('/match-runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).toMatchObject({ status: 400 });
    });

    it.each([[null], ['text/plain'], ['application/x-www-form-urlencoded'], ['multipart/form-data; boundary=x'], ['application/xml']])('of the type %s are 415 where JSON is asked for, in a sentence', async (type) => {
      expect(await json('/match-runs', '{"matchesEach":5}', type)).toMatchObject({ status: 415, body: { detail: 'Send the body as application/json, and say so in the header Content-Type.' } });
    });

    it('in another character set are 415', async () => {
      expect(await json('/match-runs', '{}', 'application/json; charset=klingon')).toEqual(problem(415));
    });

    it.each(['{', '', 'null', '"x"', '7', '[1', '{"matchesEach":5}}', '\u0000'])('that read %j are 400, or as if they were empty', async (text) => {
      const { status } = await json('/referrals', text);
      expect(status).toBe(text === '' ? 422 : 400);
    });

    it.each(['[]', '[{}]', '[[]]'])('that are a list, as %s, are refused', async (text) => {
      expect((await json('/match-runs', text)).status).toBe(422);
      expect((await json('/referrals', text)).status).toBe(422);
    });

    it('may be left out where nothing is needed', async () => {
      expect(await caller.call('/match-runs', { method: 'POST' })).toMatchObject({ status: 202, body: { matchesEach: 20 } });
    });

    it('may not have null where a field can be left out', async () => {
      expect(await caller.post('/match-runs', { asOfOn: null })).toEqual(problem(422, '/asOfOn'));
      expect(await caller.post('/match-runs', { matchesEach: null })).toEqual(problem(422, '/matchesEach'));
      expect(await caller.post('/match-runs', { seed: null })).toEqual(problem(422, '/seed'));
    });

    it.each([{ matchesEach: '5' }, { matchesEach: 5.5 }, { matchesEach: 201 }, { matchesEach: [5] }, { matchesEach: {} }, { matchesEach: true }])('with %j are refused', async (body) => {
      expect(await caller.post('/match-runs', body)).toEqual(problem(422, '/matchesEach'));
    });

    it.each(['{"__proto__":{"matchesEach":5}}', '{"constructor":{"prototype":{}}}', '{"toString":1}'])('with %s change nothing', async (text) => {
      const { status } = await json('/match-runs', text);
      expect([202, 400, 422]).toContain(status);
      expect(await caller.post('/match-runs', {})).toMatchObject({ status: 202, body: { matchesEach: 20 } });
    });

    it('of 100,000 postcodes are answered, whatever is in them', async () => {
      const odd = ['\u0000', '\ud800', 'E1 6AN\u0000', '', ' '.repeat(200), "E1'; --"];
      const postcodes = [...odd, ...Array.from({ length: 100_000 - odd.length }, (_, index) => `ZZ${index % 100} ${index % 10}AA`)];
      const { status, body } = await caller.post('/postcodes/lookups', { edition: 2025, postcodes });
      expect(status).toBe(200);
      expect((body as { results: unknown[] }).results.length).toBe(100_000);
      expect(await caller.post('/postcodes/lookups', { edition: 2025, postcodes: [...postcodes, 'E1 6AN'] })).toEqual(problem(422, '/postcodes'));
    });

    it('that are larger are 413', async () => {
      expect(await caller.post('/postcodes/lookups', { edition: 2025, postcodes: Array<string>(100_000).fill('x'.repeat(100)) })).toEqual(problem(413));
    });
  });

  it('a file is given back under its own name, in any alphabet', async () => {
    const answer = await caller.get(`/uploads/${uploadId}/file-with-errors`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('Bewerber ä 人-with-errors.csv')}`);
  });

  describe('whoever asks', () => {
    const signedOut = expect.objectContaining({ status: 401, body: expect.objectContaining({ code: 'access/signed-out' }) });
    const badKey = expect.objectContaining({ status: 401, body: expect.objectContaining({ code: 'access/key-not-valid' }) });
    /** A key of ours whose secret is another's. */
    const forged = (): string => `${key.slice(0, 13)}${'A'.repeat(43)}`;

    const askBy = (headers: Record<string, string>, path = '/candidates'): Promise<Answer> => new ApiCaller(api.url, null).call(path, { headers });

    /** Sends headers as they are given, also one of them twice. */
    function askRaw(headers: Record<string, string | string[]>): Promise<number> {
      return new Promise((resolve, reject) => {
        const sent = httpRequest(`${api.url}/api/v1/candidates`, { headers, agent: false }, (response) => resolve(response.resume().statusCode!));
        sent.once('error', reject).end();
      });
    }

    it('without a key is told to sign in, and how', async () => {
      const answer = await askBy({});
      expect(answer).toEqual(signedOut);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
      expect(await askBy({}, '/api/docs-json')).toMatchObject({ status: 200 });
      expect(await askBy({}, '/health/ready')).toMatchObject({ status: 200 });
    });

    it.each<[string, (good: string) => string]>([
      ['nothing', () => ''],
      ['the scheme alone', () => 'Bearer'],
      ['the key alone', (good) => good],
      ['another scheme', (good) => `Basic ${Buffer.from(`${good}:`).toString('base64')}`],
      ['another scheme of the same form', (good) => `Token ${good}`],
      ['a colon', (good) => `Bearer: ${good}`],
      ['quotation marks', (good) => `Bearer "${good}"`],
      ['something after the key', (good) => `Bearer ${good} ${good}`],
      ['two in a line', (good) => `Bearer ${good}, Bearer ${good}`],
      ['a key without its end', (good) => `Bearer ${good.slice(0, -1)}`],
      ['a key in capitals', (good) => `Bearer ${good.toUpperCase()}`],
      ['a key of another secret', (good) => `Bearer ${good.slice(0, 13)}${'A'.repeat(43)}`],
      ['a key that nobody has', () => `Bearer apk_00000000_${'A'.repeat(43)}`],
      ['something of SQL', () => "Bearer apk_'--"],
      ['eight thousand characters', () => `Bearer ${'x'.repeat(8000)}`],
    ])('with an Authorization header of %s is not let in', async (_what, header) => {
      expect(await askBy({ authorization: header(key) })).toEqual(badKey);
    });

    it('with two Authorization headers is not let in, whichever of them is good', async () => {
      const good = `Bearer ${key}`;
      expect(await askRaw({ authorization: good })).toBe(200);
      for (const both of [[good, good], [good, `Bearer ${forged()}`], [`Bearer ${forged()}`, good]]) expect(await askRaw({ authorization: both })).toBe(401);
    });

    it('with bytes in a header that are no text is not let in', async () => {
      expect(await askRaw({ authorization: `Bearer ${key}\u00ff` })).toBe(401);
    });

    it('may write the scheme in any case', async () => {
      expect(await askBy({ authorization: `bearer   ${key}` })).toMatchObject({ status: 200 });
    });

    it.each(['key', 'api_key', 'access_token', 'authorization', 'Authorization', 'token'])('cannot put the key into the query as %s', async (name) => {
      expect(await askBy({}, `/candidates?${name}=${key}`)).toEqual(problem(422, `/${name}`));
      expect((await askBy({}, `/api/docs-json?${name}=${key}`)).status).toBeLessThan(500);
    });

    it('cannot put the key anywhere else', async () => {
      expect(await askBy({}, `/candidates?after=${key}`)).toEqual(signedOut);
      expect(await askBy({}, `/candidates/${key}`)).toEqual(signedOut);
      expect(await askBy({ cookie: `pathways=${key}; key=${key}` })).toEqual(signedOut);
      expect(await askBy({ 'x-api-key': key })).toEqual(signedOut);
      expect(await new ApiCaller(api.url, null).call('/match-runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ access_token: key }) })).toEqual(signedOut);
    });

    it.each(['nonsense', '', 's%3Anonsense', 's%3Aabc.def', 's:abc.def', '%E0%A4%A', '%00', 'j%3A%7B%22a%22%3A1%7D', 'x'.repeat(7000), 'a; pathways=b; pathways='])('with %j for a session is signed out', async (cookie) => {
      expect(await askBy({ cookie: `pathways=${cookie}` })).toEqual(signedOut);
      const page = await fetch(`${api.url}/`, { headers: { cookie: `pathways=${cookie}` }, redirect: 'manual' });
      expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in']);
    });

    it('with a key is let in whatever the cookie is', async () => {
      expect(await askBy({ authorization: `Bearer ${key}`, cookie: 'pathways=s%3Aabc.def' })).toMatchObject({ status: 200 });
    });

    it.each(['referral review', "x'; DROP TABLE audit.events; --", 'REVIEW', 'x'.repeat(61), 'x'.repeat(8000), 'caf\u00e9', '-', ''])('for the purpose %j is answered, and no purpose is noted', async (purpose) => {
      expect(await askFor(purpose)).toBeNull();
    });

    it('for a purpose is answered, and it is noted', async () => {
      expect(await askFor('referral-review')).toBe('referral-review');
    });

    /** The purpose that the audit trail has of a request. */
    async function askFor(said: string): Promise<string | null> {
      const { status, headers } = await caller.call('/match-runs', { method: 'POST', headers: { 'x-purpose': said } });
      expect(status).toBe(202);
      const [event] = await database.dataSource.query<{ purpose: string | null }[]>(`SELECT purpose FROM audit.events WHERE request_id = $1`, [headers.get('x-request-id')]);
      return event!.purpose;
    }
  });

  it('who is not there has no cases, no matches and no groups', async () => {
    for (const part of ['', '/referrals', '/target-groups', `/matches/${NOBODY}`]) expect(await caller.get(`/candidates/${NOBODY}${part}`)).toEqual(problem(404));
  });

  it('none of it was unexpected, and no key is in the log', () => {
    const log = api.written();
    expect(log).toContain('/api/v1/candidates'); // it tells of requests
    expect(log.split('\n').filter((line) => /"level":[56]0|"status":500/.test(line))).toEqual([]);
    expect(log).not.toContain(key.slice('apk_00000000_'.length));
  });
});
