import { request as httpRequest, type ClientRequest } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { UploadedBytes } from '../../libs/exchange/src/uploaded-bytes.js';
import { ApiCaller, type Answer } from '../support/api-caller.js';
import { makeApiKey } from '../support/api-key.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { OPERATOR } from '../support/operator.js';
import { candidatesCsv } from '../support/partner-files.js';
import { startService, until, type RunningProcess } from '../support/running-service.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const PATH = '/uploads?content=candidates&organisation=T-BROKER';
const FILE = candidatesCsv(20);
const LARGEST_MB = 1;

/** Ways in which a file arrives, and does not. */
describe('a file on its way in', () => {
  let database: TestDatabase;
  let services: INestApplicationContext;
  let api: RunningProcess;
  let caller: ApiCaller;
  let key: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    await addTestTree(database.dataSource);
    services = await openServices(database.url);
    api = await startService('api', database.url, { UPLOAD_LIMIT_MB: String(LARGEST_MB) });
    key = await makeApiKey(database.url, 'T-CITY');
    caller = new ApiCaller(api.url, key);
  });

  afterEach(() => database.dataSource.query('DELETE FROM exchange.uploads'));

  afterAll(async () => {
    await api.stop();
    await services.close();
    await database.close();
  });

  /** What is kept of uploads, once no transaction is under way any more. */
  async function kept(): Promise<{ name: string; text: string }[]> {
    await until('every transaction ended', async () => {
      const [row] = await database.dataSource.query<{ open: number }[]>(`SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pathways-api' AND xact_start IS NOT NULL`);
      return row!.open === 0;
    });
    const uploads = await database.dataSource.query<{ id: string; name: string }[]>('SELECT upload_id AS id, file_name AS name FROM exchange.uploads');
    return Promise.all(uploads.map(async ({ id, name }) => ({ name, text: await textOf(id) })));
  }

  async function textOf(uploadId: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of services.get(UploadedBytes, { strict: false }).read(OPERATOR, uploadId)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  const send = (body: NonNullable<RequestInit['body']>, type?: string, path = PATH): Promise<Answer> => caller.call(path, { method: 'POST', body, headers: new Headers(type === undefined ? {} : { 'content-type': type }) });

  function formOf(...parts: (readonly [field: string, value: string | Blob, fileName?: string])[]): FormData {
    const form = new FormData();
    for (const [field, value, fileName] of parts) {
      if (typeof value === 'string') form.append(field, value);
      else form.append(field, value, fileName);
    }
    return form;
  }
  const file = new Blob([FILE]);

  describe('is taken', () => {
    it.each([
      ['alone', formOf(['file', file, 'c.csv'])],
      ['before other fields', formOf(['file', file, 'c.csv'], ['note', 'x'], ['more', 'y'.repeat(20_000)])],
      ['after other fields', formOf(['note', 'x'], ['more', 'y'.repeat(20_000)], ['file', file, 'c.csv'])],
      ['among other fields, whatever its own is called', formOf(['note', 'x'], ['attachment', file, 'c.csv'], ['more', 'y'])],
      ['before a second file, which is not read', formOf(['file', file, 'c.csv'], ['other', new Blob(['z'.repeat(300_000)]), 'd.csv'])],
    ])('from a form, %s', async (_where, form) => {
      expect(await send(form)).toMatchObject({ status: 202, body: { fileName: 'c.csv', fileBytes: FILE.length, status: 'queued' } });
      expect(await kept()).toEqual([{ name: 'c.csv', text: FILE }]);
    });

    it.each(['text/csv', 'text/csv; charset=utf-8', 'application/octet-stream', 'application/json', 'application/xml', undefined])('as the plain body of the type %s', async (type) => {
      const answer = await send(new TextEncoder().encode(FILE), type, `${PATH}&fileName=c.csv`);
      expect(answer).toMatchObject({ status: 202, body: { fileName: 'c.csv' } });
      expect(await kept()).toEqual([{ name: 'c.csv', text: FILE }]);
    });

    it('without a name that is one, under another', async () => {
      expect(await send(FILE, 'text/csv')).toMatchObject({ status: 202, body: { fileName: 'candidates' } });
      expect(await send(FILE, 'text/csv', `${PATH}&fileName=..`)).toMatchObject({ status: 202, body: { fileName: 'file' } });
      expect(await send(formOf(['file', file, '..']))).toMatchObject({ status: 202, body: { fileName: 'candidates' } });
    });

    it.each([
      ['C:\\Users\\me\\c.csv', 'c.csv'],
      ['../../etc/passwd', 'passwd'],
      ['a;b:c.csv', 'abc.csv'],
      ['Übersicht 人.csv', 'Übersicht 人.csv'],
    ])('called %s, as %s', async (name, stored) => {
      expect(await send(FILE, 'text/csv', `${PATH}&fileName=${encodeURIComponent(name)}`)).toMatchObject({ status: 202, body: { fileName: stored } });
      expect(await send(formOf(['file', file, name]))).toMatchObject({ status: 202, body: { fileName: stored } });
    });
  });

  describe('is not taken, and nothing of it is kept,', () => {
    const boundary = 'limit-of-parts';
    const form = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="c.csv"\r\nContent-Type: text/csv\r\n\r\n${FILE}\r\n--${boundary}--\r\n`;
    const type = `multipart/form-data; boundary=${boundary}`;

    it.each([
      ['before its headers end', form.slice(0, 60), type, 400, 'exchange/form-unreadable'],
      ['in the middle of the file', form.slice(0, 800), type, 422, 'exchange/upload-broken-off'],
      ['in the last boundary', form.slice(0, -10), type, 422, 'exchange/upload-broken-off'],
      ['before it begins', '--', type, 400, 'exchange/form-unreadable'],
    ])('when a form breaks off %s', async (_where, body, contentType, status, code) => {
      expect(await send(body, contentType)).toMatchObject({ status, body: { code } });
      expect(await kept()).toEqual([]);
    });

    it.each([
      ['has no boundary', form, 'multipart/form-data', 400, 'exchange/form-unreadable'],
      ['has another boundary', form, `${type}x`, 400, 'exchange/form-unreadable'],
      ['has no file', formOf(['file', 'just text']), undefined, 422, 'exchange/no-file'],
      ['has nothing', formOf(), undefined, 422, 'exchange/no-file'],
    ])('when a form %s', async (_what, body, contentType, status, code) => {
      expect(await send(body, contentType)).toMatchObject({ status, body: { code } });
      expect(await kept()).toEqual([]);
    });

    it.each([0, 3 * LARGEST_MB, 40 * LARGEST_MB])('when it is larger than allowed by %d MB and a byte; the sender hears it', async (more) => {
      const large = new Uint8Array((LARGEST_MB + more) * 1024 * 1024 + 1);
      expect(await send(large, 'text/csv')).toMatchObject({ status: 413, body: { code: 'exchange/file-too-large' } });
      expect(await send(formOf(['file', new Blob([large]), 'c.csv']))).toMatchObject({ status: 413, body: { code: 'exchange/file-too-large' } });
      expect(await kept()).toEqual([]);
    });

    it.each([
      ['the plain body', 'text/csv', FILE],
      ['a form', type, form],
      ['the head of a form', type, form.slice(0, 60)],
    ])('when the connection is lost in the middle of %s', async (_what, contentType, body) => {
      const upload = open({ 'content-type': contentType, 'content-length': String(10 * body.length) });
      upload.write(body.slice(0, Math.floor(body.length * 0.7)));
      await underWay(body.length < 100 ? 0 : 1);
      upload.destroy();
      await until('the API told of it', async () => (await openUploads()) === 0);
      expect(await kept()).toEqual([]);
      expect(await caller.get('/health/live')).toMatchObject({ status: 200 });
    });
  });

  it('however slowly, and however many at once, leaves the others their turn', async () => {
    const uploads = Array.from({ length: 30 }, () => open({ 'content-type': 'text/csv', 'transfer-encoding': 'chunked' }));
    const statuses = uploads.map((upload) => new Promise<number>((resolve, reject) => upload.once('response', (response) => resolve(response.resume().statusCode!)).once('error', reject)));
    for (const upload of uploads) upload.write(FILE.slice(0, 1000));
    await underWay(2);
    const asked = Date.now();
    for (const path of ['/candidates', '/uploads', '/organisations']) expect(await caller.get(path)).toMatchObject({ status: 200 });
    expect(await caller.post('/match-runs', {})).toMatchObject({ status: 202 });
    expect(await caller.call('/health/ready', {})).toMatchObject({ status: 200 });
    expect(Date.now() - asked).toBeLessThan(5000);
    uploads[0]!.destroy(); // one of them gives up, and its turn goes on
    await expect(statuses[0]).rejects.toThrow(/hang up|aborted/);
    for (const upload of uploads.slice(1)) upload.end(FILE.slice(1000));
    expect(await Promise.all(statuses.slice(1))).toEqual(Array<number>(29).fill(202));
    expect((await kept()).map(({ text }) => text)).toEqual(Array<string>(29).fill(FILE));
  });

  /** A request that goes on until the test ends it. */
  function open(headers: Record<string, string>): ClientRequest {
    const upload = httpRequest(`${api.url}/api/v1${PATH}`, { method: 'POST', headers: { ...headers, authorization: `Bearer ${key}` }, agent: false });
    upload.on('error', () => undefined);
    upload.flushHeaders();
    return upload;
  }

  /** Waits until the API has so many uploads under way in the database, so that the test breaks off in the middle. */
  function underWay(atLeast: number): Promise<unknown> {
    return until('uploads under way', async () => (await openUploads()) >= atLeast || null);
  }

  async function openUploads(): Promise<number> {
    const [row] = await database.dataSource.query<{ open: number }[]>(`SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pathways-api' AND state = 'idle in transaction'`);
    return row!.open;
  }
});
