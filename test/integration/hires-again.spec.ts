import type { UploadState } from '#lib/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { storedRows } from '../support/stored-rows.js';
import { addTestTree } from '../support/test-tree.js';

const HIRE = { ORGANISATION: 'T-TRUST', EMPLOYEE_REFERENCE: 'E-1', START_DATE: '02/03/2026', POSTCODE: 'ZX1 1AA' };
const ANSWERS = { ETHNIC_CODE: 'M', DISABILITY: 'no', SEX: 'female' };
const ADDED = { added: 1, changed: 0, unchanged: 0, rejected: 0 };
const CHANGED = { added: 0, changed: 1, unchanged: 0, rejected: 0 };
const UNCHANGED = { added: 0, changed: 0, unchanged: 1, rejected: 0 };

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock: new FixedClock('2026-06-01') });
  partner = new Partner(services);
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(() => database.dataSource.query('TRUNCATE outcomes.hires CASCADE'));

type Row = Readonly<Record<string, string>>;

const counts = ({ rowsAdded: added, rowsChanged: changed, rowsUnchanged: unchanged, rowsRejected: rejected }: UploadState) => ({ added, changed, unchanged, rejected });
const sendRows = (rows: readonly Row[]): Promise<UploadState> => partner.sendAndRead({ content: 'hires', organisation: 'T-CITY', file: csvOf(Object.keys(rows[0]!), rows) });
const send = async (changes: Row): Promise<unknown> => counts(await sendRows([{ ...HIRE, ...changes }]));

/** Ethnic category, disability and sex as they are kept; null when there are none. */
async function answers(): Promise<readonly (string | null)[] | null> {
  const [row] = await database.dataSource.query<{ answers: (string | null)[] }[]>('SELECT ARRAY[ethnic_category_code, disability_code, sex_code] AS answers FROM equality.hire_answers');
  return row?.answers ?? null;
}

describe('monitoring answers of a hire that comes again', () => {
  it('stay when the file has no such columns', async () => {
    expect(await send(ANSWERS)).toEqual(ADDED);
    expect(await send({})).toEqual(UNCHANGED);
    expect(await send({ BAND: '5' })).toEqual(CHANGED);
    expect(await answers()).toEqual(['M', 'no', '2']);
  });

  it('are kept each by its own column', async () => {
    await send(ANSWERS);
    expect(await send({ SEX: 'male' })).toEqual(CHANGED);
    expect(await answers()).toEqual(['M', 'no', '1']);
  });

  it('are taken back by a blank cell in a column that is there', async () => {
    await send(ANSWERS);
    expect(await send({ ETHNIC_CODE: '', DISABILITY: 'no' })).toEqual(CHANGED);
    expect(await answers()).toEqual([null, 'no', '2']);
    expect(await send({ ETHNIC_CODE: '', DISABILITY: 'no' })).toEqual(UNCHANGED);
  });

  it.each<[string, Row, Row, object]>([
    ['first come in a later file', {}, ANSWERS, CHANGED],
    ['are others', ANSWERS, { ...ANSWERS, DISABILITY: 'yes' }, CHANGED],
    ['are the same', ANSWERS, ANSWERS, UNCHANGED],
    ['are blank as they were', { SEX: '' }, { SEX: '' }, UNCHANGED],
    ['are blank where there were none', {}, { SEX: '' }, UNCHANGED],
  ])('make the row what it is when they %s, and leave nothing in the hire to guess them from', async (_, first, second, expected) => {
    expect(await send(first)).toEqual(ADDED);
    const hires = async () => (await storedRows(database.dataSource))['outcomes.hires'];
    const before = await hires();
    expect(await send(second)).toEqual(expected);
    expect(await hires()).toEqual(before);
    expect(await send(second)).toEqual(UNCHANGED);
  });
});

describe('one hire in several rows of a file', () => {
  it('is known by code and by name, however far apart, and only the first row is stored', async () => {
    const between = Array.from({ length: 2500 }, (_, index) => ({ ...HIRE, EMPLOYEE_REFERENCE: `N-${index}`, BAND: '2' }));
    const rows = [
      { ...HIRE, BAND: '3' },
      { ...HIRE, ORGANISATION: 'T-TRUST of the tests', BAND: '4' },
      ...between,
      { ...HIRE, ORGANISATION: 't-trust  OF the Tests', BAND: '5' },
      { ...HIRE, ORGANISATION: 'T-GP', BAND: '6' },
    ];
    const state = await sendRows(rows);
    expect(counts(state)).toEqual({ added: 2502, changed: 0, unchanged: 2, rejected: 0 });
    const noted = await partner.notedRows(state.uploadId);
    expect(noted.map(({ rowNumber, errors }) => [rowNumber, errors.map(({ column, code }) => `${column} ${code}`)])).toEqual([3, 2504].map((row) => [row, ['EMPLOYEE_REFERENCE hire-repeated']]));
    expect(noted.map(({ errors }) => errors[0]!.reason)).toEqual([expect.stringContaining('Row 2 '), expect.stringContaining('Row 2 ')]);
    const before = await storedRows(database.dataSource);
    for (let time = 2; time <= 3; time += 1) expect(counts(await sendRows(rows))).toEqual({ added: 0, changed: 0, unchanged: 2504, rejected: 0 });
    expect(await storedRows(database.dataSource)).toEqual(before);
    expect(await database.dataSource.query(`SELECT band FROM outcomes.hires WHERE employee_reference = 'E-1' ORDER BY 1`)).toEqual([{ band: '3' }, { band: '6' }]);
  });

  it('is not one with a row of an unknown organisation, even when that names an id', async () => {
    const [trust] = await database.dataSource.query<{ id: string }[]>(`SELECT organisation_id AS id FROM identity.organisations WHERE code = 'T-TRUST'`);
    expect(counts(await sendRows([{ ...HIRE, ORGANISATION: trust!.id }, HIRE]))).toEqual({ added: 1, changed: 0, unchanged: 0, rejected: 1 });
  });
});

it('what is too long for a postcode is cut between characters', async () => {
  expect(await send({ POSTCODE: `${'x'.repeat(39)}\u{1F600}\u{1F600}` })).toEqual(ADDED);
  expect(await database.dataSource.query('SELECT postcode FROM outcomes.hires')).toEqual([{ postcode: `${'x'.repeat(39)}\u{1F600}` }]);
});
