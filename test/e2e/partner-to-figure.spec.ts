import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GeographyImport } from '#lib/geography';
import { addDays } from '#lib/kernel';
import { projectRoot } from '#lib/platform';
import { ApiCaller } from '../support/api-caller.js';
import { makeApiKey } from '../support/api-key.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { candidatesCsv, rolesCsv } from '../support/partner-files.js';
import { startService, until, type RunningProcess } from '../support/running-service.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const today = new Date().toISOString().slice(0, 10);

interface Upload {
  uploadId: string;
  status: string;
  rowsAdded: number;
  rowsRejected: number;
  errorCode: string | null;
}

/** From a file that a partner has to a figure that can be published, over HTTP. */
describe('from a partner file to a figure', () => {
  let database: TestDatabase;
  let api: RunningProcess;
  let worker: RunningProcess;
  let caller: ApiCaller;

  beforeAll(async () => {
    database = await openTestDatabase();
    await addTestTree(database.dataSource);
    [api, worker] = await Promise.all([startService('api', database.url), startService('worker', database.url)]);
    caller = new ApiCaller(api.url, await makeApiKey(database.url, 'T-CITY'));
  });

  afterAll(async () => {
    await Promise.all([api.stop(), worker.stop()]);
    await database.close();
  });

  async function send(content: string, organisation: string, fileName: string, file: string): Promise<Upload> {
    const received = await caller.upload(content, organisation, fileName, file);
    expect(received).toMatchObject({ status: 202 });
    const location = received.headers.get('location')!;
    return until(`${fileName} read`, async () => {
      const state = (await caller.get(location)).body as Upload;
      return state.status === 'done' || state.status === 'failed' ? state : null;
    });
  }

  it('files are taken in, and the same file again changes nothing', async () => {
    expect(await send('candidates', 'T-BROKER', 'candidates.csv', candidatesCsv(40))).toMatchObject({ status: 'done', rowsAdded: 40, rowsRejected: 0 });
    expect(await send('roles', 'T-TRUST', 'roles.csv', rolesCsv(20))).toMatchObject({ status: 'done', rowsAdded: 20, rowsRejected: 0 });
    expect(await send('candidates', 'T-BROKER', 'candidates.csv', candidatesCsv(40))).toMatchObject({ rowsAdded: 0, rowsChanged: 0, rowsUnchanged: 40 });
  });

  it('a changed row changes by the reference, good rows are kept and bad ones come back in the file', async () => {
    const lines = candidatesCsv(3).trimEnd().split('\r\n');
    lines[1] = lines[1]!.replace('Given0', 'Changed');
    lines[2] = lines[2]!.replace(',60,', ',600,');
    const upload = await send('candidates', 'T-BROKER', 'changed.csv', `${lines.join('\r\n')}\r\n`);
    expect(upload).toMatchObject({ rowsAdded: 0, rowsChanged: 1, rowsUnchanged: 1, rowsRejected: 1 });
    const rows = await caller.get(`/uploads/${upload.uploadId}/rows`);
    expect(rows.body).toMatchObject({ rows: [{ rowNumber: 3, isRejected: true, errors: [{ column: 'TRAVEL_LIMIT_MINUTES' }] }] });
    const file = (await caller.get(`/uploads/${upload.uploadId}/file-with-errors`)).body as string;
    const [headings, , second] = file.replace('\ufeff', '').split('\r\n');
    expect(headings).toMatch(/,ERRORS$/);
    expect(second).toContain('TRAVEL_LIMIT_MINUTES: ');
  });

  it('a file that cannot be taken leaves nothing behind and says what was expected', async () => {
    const before = await people();
    for (const [name, file, code] of [
      ['empty.csv', '', 'exchange/empty-file'],
      ['zip.csv', 'PK\u0003\u0004rest', 'exchange/'],
      ['hires.csv', 'ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE\r\n', 'exchange/'],
      ['cut.csv', `${candidatesCsv(30)}"C-999,never closed`, 'exchange/'],
    ] as const) {
      const upload = await send('candidates', 'T-BROKER', name, file);
      expect({ name, ...upload }).toMatchObject({ name, status: 'failed', rowsAdded: 0 });
      expect(upload.errorCode).toContain(code);
    }
    expect(await people()).toBe(before);
  });

  it('postcodes and an index are the operator’s to load, and are looked up', async () => {
    const path = (name: string) => join(projectRoot(), 'test/fixtures/geography', name);
    const fixture = (name: string) => readFileSync(path(name), 'utf8');
    expect(await caller.upload('geography', 'T-CITY', 'nspl.csv', fixture('nspl-2025.csv'))).toMatchObject({ status: 422 });
    const services = await openServices(database.url);
    await services.get(GeographyImport, { strict: false }).run(['iod2025-file7.csv', 'nspl-2025.csv'].map(path));
    await services.close();
    const [first] = fixture('nspl-2025.csv').split('\n').slice(1);
    const postcode = first!.split(',')[2]!.replaceAll('"', '');
    const answer = await caller.post('/postcodes/lookups', { edition: 2025, postcodes: [` ${postcode.toLowerCase()} `, 'nonsense'] });
    expect(answer).toMatchObject({ status: 200, body: { edition: 2025, results: [{ postcode, found: true }, { found: false, reason: 'not-a-postcode' }] } });
  });

  it('everybody is matched, and a pair can be taken apart', async () => {
    const { matches } = await runAndMatches();
    const best = matches[0]!;
    const explained = (await caller.get(`/candidates/${best.candidateId}/matches/${best.opportunityId}`)).body as { explanation: { eligible: boolean; total: number; parts: { contribution: number; sentence: string }[] } };
    expect(explained.explanation.eligible).toBe(true);
    expect(explained.explanation.parts.reduce((sum, part) => sum + part.contribution, 0)).toBe(explained.explanation.total);
    expect(explained.explanation.total).toBe(best.score);
  });

  it('a candidate is carried from suggestion to start and beyond; a place is taken on the offer', async () => {
    const { runId, matches } = await runAndMatches();
    const { candidateId, opportunityId } = matches[0]!;
    const created = await caller.post('/referrals', { candidateId, opportunityId, runId });
    expect(created).toMatchObject({ status: 201, body: { status: 'referred', holdsPlace: false } });
    expect(await caller.post('/referrals', { candidateId, opportunityId })).toMatchObject({ status: 409, body: { code: 'brokerage/already-referred' } });
    const { referralId } = created.body as { referralId: string };
    const event = (body: unknown) => caller.post(`/referrals/${referralId}/events`, body);
    expect(await event({ event: 'start' })).toMatchObject({ status: 409, body: { code: 'brokerage/event-not-allowed' } });
    expect(await event({ event: 'offer' })).toMatchObject({ status: 200, body: { status: 'offered', holdsPlace: true } });
    const taken = async () => ((await caller.get(`/opportunities/${opportunityId}`)).body as { intakes: { placesTaken: number }[] }).intakes.reduce((sum, intake) => sum + intake.placesTaken, 0);
    expect(await taken()).toBe(1);
    await event({ event: 'accept' });
    expect(await event({ event: 'start', startedOn: addDays(today, -100) })).toMatchObject({ body: { status: 'started', startedOn: addDays(today, -100), allowedEvents: [] } });
    expect(await caller.post(`/referrals/${referralId}/outcomes`, { kind: 'still-there', happenedOn: today, week: 13 })).toMatchObject({ status: 200, body: { status: 'still-there' } });
    expect(await caller.post(`/referrals/${referralId}/outcomes`, { kind: 'left', happenedOn: addDays(today, 1) })).toMatchObject({ status: 422, body: { code: 'outcomes/not-possible' } });
    expect(await taken()).toBe(1);
  });

  it('hires are returned, linked, and reported with small counts hidden', async () => {
    const [candidate] = await database.dataSource.query<{ reference: string }[]>(
      `SELECT reference FROM candidates.candidates JOIN brokerage.referrals USING (candidate_id) WHERE status = 'started'`,
    );
    const lines = Array.from({ length: 40 }, (_, index) => `T-TRUST,E-${index},${addDays(today, -50)},,${index === 0 ? candidate!.reference : ''}`);
    lines.push(...Array.from({ length: 3 }, (_, index) => `T-GP,G-${index},${addDays(today, -50)},,`));
    const upload = await send('hires', 'T-CITY', 'hires.csv', `ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE,CANDIDATE_REFERENCE\r\n${lines.join('\r\n')}\r\n`);
    expect(upload).toMatchObject({ status: 'done', rowsAdded: 43, rowsRejected: 0 });
    expect(await database.dataSource.query(`SELECT link FROM outcomes.hires WHERE referral_id IS NOT NULL`)).toEqual([{ link: 'reference' }]);

    const period = `from=${addDays(today, -90)}&to=${today}&edition=2025`;
    const { body } = await caller.get(`/reports/hires?${period}`);
    const report = body as { nodes: { nodeId: string; code: string }[]; rows: { nodeId: string; cells: { categoryId: string; count: { kind: string; value?: number } }[] }[] };
    const total = (code: string) => report.rows.find(({ nodeId }) => nodeId === report.nodes.find((node) => node.code === code)!.nodeId)!.cells.find(({ categoryId }) => categoryId === 'total')!.count;
    expect(total('T-GP')).toMatchObject({ kind: 'hidden' });
    expect(total('T-CITY')).toEqual({ kind: 'count', value: 43 });

    const csv = await caller.get(`/reports/hires?${period}&format=csv&node=T-GP`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body).toMatch(/T-GP.*,total,\*,/);
    expect(csv.body).not.toContain('T-TRUST');
  });

  it('what cannot be accepted is said as a problem, with where and why', async () => {
    expect(await caller.post('/match-runs', { matchesEach: 0, surprise: 1 })).toMatchObject({
      status: 422,
      body: { code: 'http/not-acceptable', errors: expect.arrayContaining([expect.objectContaining({ pointer: '/matchesEach' }), expect.objectContaining({ pointer: '/surprise' })]) },
    });
    expect(await caller.call('/match-runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })).toMatchObject({ status: 400, body: { status: 400 } });
    expect(await caller.get('/candidates/00000000-0000-7000-8000-000000000000')).toMatchObject({ status: 404, body: { code: 'candidates/candidate-not-found' } });
    expect(await caller.get('/candidates/not-an-id')).toMatchObject({ status: 400 });
    expect(await caller.get('/nowhere')).toMatchObject({ status: 404, body: { type: 'urn:anchor-pathways:http:404' } });
    expect(await caller.upload('candidates', 'NOBODY', 'x.csv', 'a')).toMatchObject({ status: 404, body: { code: 'identity/organisation-not-found' } });
    expect(await caller.upload('cats', 'T-BROKER', 'x.csv', 'a')).toMatchObject({ status: 422 });
    const empty = await caller.call('/uploads?content=candidates&organisation=T-BROKER', { method: 'POST', body: new FormData() });
    expect(empty).toMatchObject({ status: 422, body: { code: 'exchange/no-file' } });
    const answer = await caller.get('/nowhere');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect((answer.body as { requestId: string }).requestId).toBe(answer.headers.get('x-request-id'));
  });

  it('is documented, live and ready', async () => {
    expect((await caller.get('/health/live')).body).toEqual({ status: 'live' });
    expect((await caller.get('/health/ready')).body).toEqual({ status: 'ready' });
    const { paths } = (await caller.get('/api/docs-json')).body as { paths: Record<string, unknown> };
    for (const path of ['/api/v1/uploads', '/api/v1/match-runs', '/api/v1/referrals/{referralId}/events', '/api/v1/reports/hires', '/api/v1/postcodes/lookups']) expect(Object.keys(paths)).toContain(path);
    expect((await caller.get('/api/docs')).status).toBe(200);
  });

  async function people(): Promise<number> {
    const [row] = await database.dataSource.query<{ count: number }[]>('SELECT count(*)::int FROM candidates.candidates');
    return row!.count;
  }

  async function runAndMatches(): Promise<{ runId: string; matches: { candidateId: string; opportunityId: string; score: number }[] }> {
    const requested = await caller.post('/match-runs', { seed: 3 });
    const { runId } = requested.body as { runId: string };
    await until('the run done', async () => ((await caller.get(`/match-runs/${runId}`)).body as { status: string }).status === 'done');
    const { candidates } = (await caller.get('/candidates?limit=5')).body as { candidates: { candidateId: string }[] };
    const { matches } = (await caller.get(`/match-runs/${runId}/candidates/${candidates[0]!.candidateId}`)).body as { matches: { candidateId: string; opportunityId: string; score: number }[] };
    expect(matches.length).toBeGreaterThan(0);
    return { runId, matches };
  }
});
