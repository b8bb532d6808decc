import type { UploadState } from '#lib/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { csvOf, rowsOfCsv } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { fileOf, SAMPLE_DAY, SAMPLE_FEEDS, SAMPLE_TABLES, TELLTALE, VENUES_TABLE, type SampleTable } from '../support/sample-uploads.js';
import { Partner, type SentFile } from '../support/sent-upload.js';
import { openServices, openWorker } from '../support/services.js';
import { storedCounts, storedRows } from '../support/stored-rows.js';
import { addTestTree } from '../support/test-tree.js';

const EVERYTHING = 'candidates.candidates, opportunities.venues, opportunities.courses, opportunities.opportunities, outcomes.hires, exchange.uploads';

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;
const clock = new FixedClock(SAMPLE_DAY);

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  partner = new Partner(services);
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  clock.day = SAMPLE_DAY;
  await database.dataSource.query(`TRUNCATE ${EVERYTHING} CASCADE`);
  await partner.sendAndRead({ ...VENUES_TABLE, file: fileOf(VENUES_TABLE) });
});

const counts = ({ rowsAdded: added, rowsChanged: changed, rowsUnchanged: unchanged, rowsRejected: rejected }: UploadState) => ({ added, changed, unchanged, rejected });

describe.each(SAMPLE_TABLES.filter((table) => table !== VENUES_TABLE))('a file of $name', (table: SampleTable) => {
  const total = table.rows.length;
  const send = (file: string): Promise<UploadState> => partner.sendAndRead({ ...table, file });

  it('twice is once', async () => {
    const first = await send(fileOf(table));
    expect(first).toMatchObject({ status: 'done', rowsDone: total + 1, errorCode: null });
    expect(counts(first)).toEqual({ added: total, changed: 0, unchanged: 0, rejected: 0 });
    const before = await storedRows(database.dataSource);
    expect(counts(await send(fileOf(table)))).toEqual({ added: 0, changed: 0, unchanged: total, rejected: 0 });
    expect(await storedRows(database.dataSource)).toEqual(before);
  });

  it('changes the row that changed, and doubles none', async () => {
    await send(fileOf(table));
    const before = await storedCounts(database.dataSource);
    const changed = fileOf(table, [table.change]);
    expect(counts(await send(changed))).toEqual({ added: 0, changed: 1, unchanged: total - 1, rejected: 0 });
    expect(await storedCounts(database.dataSource)).toEqual(before);
    expect(counts(await send(changed))).toEqual({ added: 0, changed: 0, unchanged: total, rejected: 0 });
  });

  it('Complaint 15: no file back to mend: comes back with what is wrong, can be mended there and is then taken whole', async () => {
    const faults = Object.entries(table.faults);
    const state = await send(fileOf(table, faults.map(([heading, value]) => ({ [heading]: value }))));
    expect(counts(state)).toEqual({ added: total - faults.length, changed: 0, unchanged: 0, rejected: faults.length });

    const back = rowsOfCsv(await partner.fileWithErrors(state.uploadId));
    expect(Object.keys(back[0]!)).toEqual([...Object.keys(table.rows[0]!), 'ERRORS']);
    expect(back.map(({ ERRORS: errors }) => errors!.split(': ')[0])).toEqual(table.rows.map((_, index) => faults[index]?.[0] ?? ''));

    const mended = back.map((row, index) => ({ ...row, ...table.rows[index] }));
    const again = await send(csvOf(Object.keys(mended[0]!), mended));
    expect(counts(again)).toEqual({ added: faults.length, changed: 0, unchanged: total - faults.length, rejected: 0 });
    expect(rowsOfCsv(await partner.fileWithErrors(again.uploadId)).map(({ ERRORS: errors }) => errors)).toEqual(table.rows.map(() => ''));
  });

  it('Complaint 13: refused without a reason: names its columns in errors as the partner spells them, and never what stands in a cell', async () => {
    const faults = Object.entries(table.faults);
    const own = (heading: string): string => ` ${heading.toLowerCase().replaceAll('_', ' ')} `;
    const rows = table.rows.map((row, index) => ({ ...row, ...(faults[index] === undefined ? {} : { [faults[index][0]]: faults[index][1] }) }));
    const file = csvOf(Object.keys(rows[0]!).map(own), rows.map((row) => Object.fromEntries(Object.entries(row).map(([heading, cell]) => [own(heading), cell]))));
    const { uploadId } = await send(file);
    const noted = await partner.notedRows(uploadId);
    expect(noted.filter(({ isRejected }) => isRejected).map(({ rowNumber, errors }) => [rowNumber, errors[0]!.column])).toEqual(faults.map(([heading], index) => [index + 2, own(heading).trim()]));
    expect(JSON.stringify(noted)).not.toContain(TELLTALE);
  });

  it('may have an ERRORS column anywhere, which is left out', async () => {
    const headings = Object.keys(table.rows[0]!);
    const file = csvOf(['Errors', ...headings], table.rows.map((row) => ({ ...row, Errors: TELLTALE })));
    const state = await send(file);
    expect(counts(state)).toEqual({ added: total, changed: 0, unchanged: 0, rejected: 0 });
    expect(JSON.stringify(await storedRows(database.dataSource))).not.toContain(TELLTALE);
    expect(Object.keys(rowsOfCsv(await partner.fileWithErrors(state.uploadId))[0]!)).toEqual([...headings, 'ERRORS']);
  });
});

describe.each(SAMPLE_FEEDS)('a feed of $content', ({ content, organisation, file, accepted, rejected, change: [from, to] }) => {
  it('twice is once, and a changed advert changes', async () => {
    const first = await partner.sendAndRead({ content, organisation, file });
    expect(counts(first)).toEqual({ added: accepted, changed: 0, unchanged: 0, rejected });
    const before = await storedRows(database.dataSource);
    expect(counts(await partner.sendAndRead({ content, organisation, file }))).toEqual({ added: 0, changed: 0, unchanged: accepted, rejected });
    expect(await storedRows(database.dataSource)).toEqual(before);
    expect(counts(await partner.sendAndRead({ content, organisation, file: file.replace(from, to) }))).toEqual({ added: 0, changed: 1, unchanged: accepted - 1, rejected });
  });

  it('comes back as a table of what is wrong with which advert', async () => {
    const { uploadId } = await partner.sendAndRead({ content, organisation, file });
    const back = rowsOfCsv(await partner.fileWithErrors(uploadId));
    expect(Object.keys(back[0]!)).toEqual(['ADVERT', 'WHERE', 'WHAT_IS_WRONG', 'WHAT_TO_DO']);
    const low = back.filter(({ WHAT_IS_WRONG: what }) => what!.includes('minimum wage')); // kept, and told all the same
    expect(low).toHaveLength(content === 'nhs-jobs' ? 1 : 0);
    expect(new Set(back.filter((row) => !low.includes(row)).map(({ ADVERT: advert }) => advert)).size).toBe(rejected);
  });
});

describe('venues', () => {
  it('twice are once, and a changed one changes', async () => {
    const total = VENUES_TABLE.rows.length;
    expect(counts(await partner.sendAndRead({ ...VENUES_TABLE, file: fileOf(VENUES_TABLE) }))).toEqual({ added: 0, changed: 0, unchanged: total, rejected: 0 });
    expect(counts(await partner.sendAndRead({ ...VENUES_TABLE, file: fileOf(VENUES_TABLE, [VENUES_TABLE.change]) }))).toEqual({ added: 0, changed: 1, unchanged: total - 1, rejected: 0 });
  });

  it('that are wrong come back in the file, can be mended there and are then taken whole', async () => {
    const faults = Object.entries(VENUES_TABLE.faults);
    const { uploadId } = await partner.sendAndRead({ ...VENUES_TABLE, file: fileOf(VENUES_TABLE, faults.map(([heading, value]) => ({ [heading]: value }))) });
    const back = rowsOfCsv(await partner.fileWithErrors(uploadId));
    expect(back.map(({ ERRORS: errors }) => errors!.split(':')[0])).toEqual(faults.map(([heading]) => heading));
    expect(JSON.stringify(await partner.notedRows(uploadId))).not.toContain(TELLTALE);
    const mended = back.map((row, index) => ({ ...row, ...VENUES_TABLE.rows[index], TOWN_OR_CITY: 'Testham' }));
    expect(counts(await partner.sendAndRead({ ...VENUES_TABLE, file: csvOf(Object.keys(mended[0]!), mended) }))).toEqual({ added: 0, changed: faults.length, unchanged: 0, rejected: 0 });
  });
});

describe('rows that the outside decides about', () => {
  it('hires of organisations outside the sender’s part of the tree are rejected, row by row', async () => {
    const file = (codes: readonly string[]) => csvOf(['ORGANISATION', 'EMPLOYEE_REFERENCE', 'START_DATE', 'POSTCODE'], codes.map((code, index) => ({ ORGANISATION: code, EMPLOYEE_REFERENCE: `H-${index}`, START_DATE: '02/03/2026', POSTCODE: 'ZX1 1AA' })));
    const senders: [string, string[]][] = [
      ['T-TRUST', ['T-TRUST']],
      ['T-PLACE-A', ['T-TRUST', 'T-GP']],
      ['T-ICS-A', ['T-TRUST', 'T-GP', 'T-COLLEGE']],
      ['T-CITY', ['T-TRUST', 'T-GP', 'T-COLLEGE', 'T-BROKER']],
    ];
    const codes = ['T-TRUST', 'T-GP', 'T-COLLEGE', 'T-BROKER', 'T-PLACE-A', 'T-NOBODY'];
    for (const [sender, own] of senders) {
      const { uploadId } = await partner.sendAndRead({ content: 'hires', organisation: sender, file: file(codes) });
      const rejected = (await partner.notedRows(uploadId)).filter(({ isRejected }) => isRejected);
      expect(rejected.map(({ rowNumber, errors }) => [codes[rowNumber - 2], errors.map(({ code }) => code)])).toEqual(codes.filter((code) => !own.includes(code)).map((code) => [code, ['organisation-unknown']]));
    }
    expect(await database.dataSource.query('SELECT count(*)::int AS hires FROM outcomes.hires')).toEqual([{ hires: 4 }]);
  });

  it('roles of a programme that is not known are rejected, row by row, with the codes that are', async () => {
    await database.dataSource.query(
      `INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) SELECT organisation_id, 'Returners', 'Returners of the tests', '2026-01-01' FROM identity.organisations WHERE code = 'T-CITY'`,
    );
    const headings = ['YOUR_REFERENCE', 'KIND', 'TITLE', 'REMOTE', 'PROGRAMME'];
    const role = (reference: string, programme: string) => ({ YOUR_REFERENCE: reference, KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PROGRAMME: programme });
    const state = await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(headings, [role('1', 'RETURNERS'), role('2', TELLTALE), role('3', '')]) });
    expect(counts(state)).toEqual({ added: 2, changed: 0, unchanged: 0, rejected: 1 });
    expect(await partner.notedRows(state.uploadId)).toEqual([
      { rowNumber: 3, isRejected: true, errors: [{ column: 'PROGRAMME', code: 'programme-unknown', reason: 'There is no programme with this code.', fix: 'Write one of Returners, or leave the cell blank.' }] },
    ]);
    expect(await database.dataSource.query(`SELECT reference, programme_code AS code FROM opportunities.opportunities ORDER BY reference`)).toEqual([{ reference: '1', code: 'Returners' }, { reference: '3', code: null }]);
  });

  it('a consent that a newer file no longer has is withdrawn that day, and may be given again', async () => {
    const headings = ['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'CONSENT_MATCHING', 'CONSENT_SHARING'];
    const sendWith = (matching: string, sharing: string) => partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(headings, [{ YOUR_REFERENCE: 'C', GIVEN_NAME: 'A', FAMILY_NAME: 'B', CONSENT_MATCHING: matching, CONSENT_SHARING: sharing }]) });
    const consents = () => database.dataSource.query(`SELECT purpose, wording_version AS version, withdrawn_on::text AS "withdrawnOn" FROM candidates.consents ORDER BY purpose, given_on`);
    await sendWith('v1 2026-05-01', 'v1 2026-05-01');
    clock.day = '2026-06-10';
    expect(counts(await sendWith('v1 2026-05-01', ''))).toMatchObject({ changed: 1 });
    expect(await consents()).toEqual([
      { purpose: 'matching', version: 'v1', withdrawnOn: null },
      { purpose: 'sharing-with-partners', version: 'v1', withdrawnOn: '2026-06-10' },
    ]);
    clock.day = '2026-06-12';
    await sendWith('v1 2026-05-01', '');
    await sendWith('v1 2026-05-01', 'v2 2026-06-11');
    expect(await consents()).toEqual([
      { purpose: 'matching', version: 'v1', withdrawnOn: null },
      { purpose: 'sharing-with-partners', version: 'v1', withdrawnOn: '2026-06-10' },
      { purpose: 'sharing-with-partners', version: 'v2', withdrawnOn: null },
    ]);
  });
});

describe('bytes', () => {
  it('beyond the limit are refused, and nothing of them is kept', async () => {
    const narrow = await openServices(database.url, { environment: { UPLOAD_LIMIT_MB: '1' } });
    try {
      const before = await kept();
      const sent: SentFile = { content: 'candidates', organisation: 'T-BROKER', file: Buffer.alloc(1024 * 1024 + 1, 'a,') };
      await expect(new Partner(narrow).handOver(sent)).rejects.toMatchObject({ code: 'exchange/file-too-large', message: 'The file is larger than 1 MB. Send it in parts, each with its heading row.' });
      expect(await kept()).toEqual(before);
      await expect(new Partner(narrow).handOver({ ...sent, file: Buffer.alloc(1024 * 1024, 'a,') })).resolves.toEqual(expect.any(String));
    } finally {
      await narrow.close();
    }
  });

  it('that break off while they are sent are not kept', async () => {
    const before = await kept();
    async function* broken(): AsyncGenerator<Buffer> {
      for (let piece = 0; piece < 20; piece += 1) yield Buffer.alloc(100_000, 'a,');
      throw new Error('connection reset');
    }
    await expect(partner.handOver({ content: 'candidates', organisation: 'T-BROKER', file: broken() })).rejects.toThrow('connection reset');
    expect(await kept()).toEqual(before);
  });

  const kept = () => database.dataSource.query(`SELECT (SELECT count(*)::int FROM exchange.uploads) AS uploads, (SELECT count(*)::int FROM exchange.upload_chunks) AS chunks, (SELECT count(*)::int FROM audit.events) AS events`);
});

describe('a worker', () => {
  it('reads what is rung for, and a second ring for what has ended does nothing', async () => {
    const worker = await openWorker(database.url, { clock });
    try {
      const table = SAMPLE_TABLES.find(({ name }) => name === 'candidates')!;
      const done = await new Partner(worker).send({ ...table, file: fileOf(table, [{ TRAVEL_LIMIT_MINUTES: '600' }]) });
      expect(counts(done)).toEqual({ added: 5, changed: 0, unchanged: 0, rejected: 1 });
      const before = [await storedRows(database.dataSource), await uploadRow(done.uploadId)];
      await partner.ring(done.uploadId);
      const later = await new Partner(worker).send({ ...VENUES_TABLE, file: fileOf(VENUES_TABLE) });
      expect(later.status).toBe('done');
      await partner.read(done.uploadId);
      expect([await storedRows(database.dataSource), await uploadRow(done.uploadId)]).toEqual(before);
    } finally {
      await worker.close();
    }
  });

  const uploadRow = (uploadId: string) => database.dataSource.query('SELECT to_jsonb(upload)::text AS row FROM exchange.uploads AS upload WHERE upload_id = $1', [uploadId]);
});
