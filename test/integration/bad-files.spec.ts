import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { UploadContentName, UploadState } from '#lib/exchange';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { BAD_FILES, type BadFile } from '../support/bad-files.js';
import { csvOf, rowsOfCsv } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { startListeningService, type ListeningService } from '../support/listening-service.js';
import { fileOf, SAMPLE_TABLES, TELLTALE } from '../support/sample-uploads.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { storedCounts, storedRows } from '../support/stored-rows.js';
import { addTestTree } from '../support/test-tree.js';

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url);
  partner = new Partner(services);
});
afterAll(async () => {
  await services.close();
  await database.close();
});

describe('a file that cannot be taken', () => {
  let worker: ListeningService;
  const uploadIds = new Map<BadFile, string>();

  beforeAll(async () => {
    for (const bad of BAD_FILES) uploadIds.set(bad, await partner.handOver(bad));
    worker = await startListeningService('worker', database.url);
  });
  afterAll(() => worker.stop());

  it.each(BAD_FILES)('$content: $what', async (bad) => {
    const state = await partner.whenRead(uploadIds.get(bad)!);
    expect(state).toMatchObject({ status: 'failed', rowsDone: 0, rowsAdded: 0, rowsChanged: 0, rowsRejected: 0, notes: [] });
    expect(`${state.errorCode}: ${state.errorDetail}`).toContain(bad.code);
    expect(state.errorDetail).toContain(bad.says);
    expect(state.errorDetail).toMatch(/^[A-Z].*\.$/s);
    expect(JSON.stringify(state)).not.toContain(TELLTALE);
  });

  it('leaves nothing of itself: no row, no note on a row, no word in the log or in the queue', async () => {
    await Promise.all([...uploadIds.values()].map((uploadId) => partner.whenRead(uploadId)));
    expect(Object.values(await storedCounts(database.dataSource)).every((count) => count === 0)).toBe(true);
    const [left] = await database.dataSource.query<unknown[]>(
      `SELECT (SELECT count(*)::int FROM exchange.upload_rows) AS noted,
              (SELECT count(*)::int FROM exchange.uploads AS upload WHERE to_jsonb(upload)::text LIKE $1) AS uploads,
              (SELECT count(*)::int FROM audit.events AS event WHERE to_jsonb(event)::text LIKE $1) AS events,
              (SELECT count(*)::int FROM bullmq.job AS job WHERE to_jsonb(job)::text LIKE $1) AS jobs`,
      [`%${TELLTALE}%`],
    );
    expect(left).toEqual({ noted: 0, uploads: 0, events: 0, jobs: 0 });
    expect(worker.written()).toContain('worker ready');
    expect(worker.written()).not.toContain(TELLTALE);
  });

  it('does not bring the worker down', async () => {
    const table = SAMPLE_TABLES.find(({ name }) => name === 'roles')!;
    expect(await partner.send({ ...table, file: fileOf(table) })).toMatchObject({ status: 'done', rowsAdded: table.rows.length, rowsRejected: 0 });
    expect(await worker.stop()).toBe(0);
  });
});

describe('a file that only looks odd', () => {
  const HEADINGS = ['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'POSTCODE', 'NEEDS'];
  const PEOPLE = [
    { YOUR_REFERENCE: 'O-1', GIVEN_NAME: 'Zoë', FAMILY_NAME: 'O’Neill, Jr', POSTCODE: 'ZX1 1AA', NEEDS: 'Large print.\nA quiet room; no "open plan".' },
    { YOUR_REFERENCE: 'O-2', GIVEN_NAME: 'José', FAMILY_NAME: '=HYPERLINK("https://x.example","Ångström")', POSTCODE: 'ZX1 1AB', NEEDS: '' },
  ];
  const plain = csvOf(HEADINGS, PEOPLE);
  const send = (file: string | Buffer): Promise<UploadState> => partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file });
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

  it('is told from the plain one, which is taken first', async () => {
    expect(await send(plain)).toMatchObject({ status: 'done', rowsAdded: 2, rowsRejected: 0, notes: [] });
  });

  const cases: [what: string, file: string | Buffer, notes: readonly string[]][] = [
    ['a byte order mark', `\ufeff${plain}`, []],
    ['UTF-16 as Excel saves "Unicode text"', utf16(csvOf(HEADINGS, PEOPLE).replaceAll(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '\t')), ['The file was read as utf-16le.']],
    ['UTF-16 with the high byte first', utf16(plain).swap16(), ['The file was read as utf-16be.']],
    ['Windows-1252', Buffer.from(plain.replace('’', '\x92'), 'latin1'), ['The file was read as windows-1252.']],
    ['line ends of Windows inside quotation marks', plain.replace('print.\nA', 'print.\r\nA'), []],
    ['line ends of Unix', plain.replaceAll('\r\n', '\n'), []],
    ['line ends of an old Macintosh', plain.replaceAll(/\r\n|\n/g, '\r'), []],
    ['no line end at the end', plain.trimEnd(), []],
    ['headings in another order', csvOf(HEADINGS.toReversed(), PEOPLE), []],
    ['headings in other words', plain.replace(HEADINGS.join(','), 'reference, First Name ,surname,Home postcode,needs'), []],
    ['blank rows and columns', `,,,,,,\r\n${csvOf([...HEADINGS, ' ', ''], PEOPLE).replace('\r\nO-2', '\r\n,,,,,,\r\n  ,,,,,,\r\nO-2')}\r\n,,,,,,\r\n`, []],
    ['spaces round every value', csvOf(HEADINGS.map((heading) => ` ${heading} `), PEOPLE.map((row) => Object.fromEntries(Object.entries(row).map(([heading, cell]) => [` ${heading} `, cell === '' ? '' : ` ${cell} `])))), []],
    ['formulas with an apostrophe before them', plain.replace('"=HYPERLINK', `"'=HYPERLINK`), []],
    ['columns that the partner leaves blank', csvOf([...HEADINGS, 'PHONE', 'SKILLS'], PEOPLE), []],
  ];
  it.each(cases)('%s: is read like the plain one', async (_what, file, notes) => {
    const before = await storedRows(database.dataSource);
    const state = await send(file);
    expect({ ...state, notes: state.notes.map((note) => note.split(' If ')[0]) }).toMatchObject({ status: 'done', errorDetail: null, rowsAdded: 0, rowsChanged: 0, rowsUnchanged: 2, rowsRejected: 0, notes });
    expect(await storedRows(database.dataSource)).toEqual(before);
  });

  it('a formula is kept as it was typed, and comes back as text that no spreadsheet runs', async () => {
    const state = await send(csvOf(HEADINGS, [...PEOPLE, { YOUR_REFERENCE: '=1+1', GIVEN_NAME: '@SUM(A1)', FAMILY_NAME: '', POSTCODE: '', NEEDS: '' }]));
    expect(state).toMatchObject({ status: 'done', rowsUnchanged: 2, rowsRejected: 1 });
    expect(await database.dataSource.query(`SELECT family_name AS name FROM candidates.candidates WHERE reference = 'O-2'`)).toEqual([{ name: PEOPLE[1]!.FAMILY_NAME }]);
    const back = rowsOfCsv(await partner.fileWithErrors(state.uploadId));
    expect(back.map((row) => [row['YOUR_REFERENCE'], row['FAMILY_NAME']])).toEqual([['O-1', 'O’Neill, Jr'], ['O-2', `'${PEOPLE[1]!.FAMILY_NAME}`], ["'=1+1", '']]);
    expect(back[2]!['GIVEN_NAME']).toBe("'@SUM(A1)");
  });

  it.each<[UploadContentName, string]>([
    ['display-adverts', JSON.stringify({ vacancies: [{ vacancyReference: 'VAC9', title: 'Cook', employerName: 'Example', closingDate: '2026-12-01', skills: ['a~b', 'c!d'] }] }).replace('~', '\\u0000').replace('!', '\\ud800')],
    ['nhs-jobs', '<nhsJobs><vacancyDetails><id>9</id><title>Cook</title><description>a&amp;#55296;b</description><employer>Example</employer><closeDate>2026-12-01</closeDate></vacancyDetails></nhsJobs>'],
  ])('%s: signs that no database can hold do not stop the file', async (content, file) => {
    expect(await partner.sendAndRead({ content, organisation: 'T-COLLEGE', file })).toMatchObject({ status: 'done', rowsAdded: 1, rowsRejected: 0 });
  });

  it.each([0.0001, -5])('a week of %d hours does not make pay that cannot be', async (hoursPerWeek) => {
    const advert = { vacancyReference: '77', title: 'Cook', employerName: 'Example', closingDate: '2026-12-01', hoursPerWeek, wage: { wageAmount: 24_465, wageUnit: 'Annually' } };
    expect(await partner.sendAndRead({ content: 'display-adverts', organisation: 'T-GP', file: JSON.stringify(advert) })).toMatchObject({ status: 'done', rowsRejected: 0 });
    expect(await database.dataSource.query(`SELECT hourly_pence AS pence FROM opportunities.opportunities WHERE reference = '77'`)).toEqual([{ pence: 1251 }]);
  });
});

describe('a field of 100 MB', () => {
  const MEGABYTE = 1024 * 1024;
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const inUse = (): number => {
    collectGarbage();
    collectGarbage(); // the memory of buffers is given back only by the next one
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };

  /** A file that grows while it is sent, and the memory that was in use each ten megabytes. */
  function growing(start: string, megabytes: number): { file: AsyncIterable<Uint8Array>; samples: number[] } {
    const samples: number[] = [];
    const file = (async function* () {
      yield Buffer.from(start);
      for (let megabyte = 0; megabyte < megabytes; megabyte += 1) {
        if (megabyte % 10 === 5) samples.push(inUse());
        yield Buffer.alloc(MEGABYTE, TELLTALE);
      }
    })();
    return { file, samples };
  }

  const cases: [UploadContentName, string, number, string, string][] = [
    ['candidates', 'YOUR_REFERENCE,GIVEN_NAME,FAMILY_NAME\r\nB-1,"', 100, 'exchange/row-too-long', 'Row 2 is longer than 1 MB'],
    ['hires', '"', 100, 'exchange/headings-not-found', 'No heading row was found at the start of the file. A hires file was expected'],
    ['nhs-jobs', '<nhsJobs><vacancyDetails><title>', 100, 'exchange/file-too-large', 'larger than 50 MB'],
    ['display-adverts', '{"vacancies":[{"title":"', 60, 'exchange/file-too-large', 'larger than 50 MB'],
  ];
  it.each(cases)('in a file of %s is received in flat memory, refused, and not held on to', async (content, start, megabytes, code, says) => {
    const { file, samples } = growing(start, megabytes);
    const uploadId = await partner.handOver({ content, organisation: 'T-BROKER', file });
    const [first] = samples;
    expect(Math.max(...samples) - first!).toBeLessThan(4 * MEGABYTE);
    await partner.read(uploadId);
    expect(inUse() - first!).toBeLessThan(16 * MEGABYTE);
    const state = await partner.state(uploadId);
    expect(state).toMatchObject({ status: 'failed', errorCode: code, rowsDone: 0 });
    expect(state.errorDetail).toContain(says);
    expect(state.errorDetail).not.toContain(TELLTALE);
  });
});
