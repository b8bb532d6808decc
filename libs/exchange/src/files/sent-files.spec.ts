import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readCandidateRow } from '../candidates-csv/candidate-row.js';
import { CANDIDATES_LAYOUT } from '../candidates-csv/candidates-layout.js';
import { readHireRow } from '../hires-csv/hire-row.js';
import { hiresLayout } from '../hires-csv/hires-layout.js';
import { readRoleRow } from '../roles-csv/role-row.js';
import { ROLES_LAYOUT } from '../roles-csv/roles-layout.js';
import { writeFileWithErrors, type RowWithErrors } from './file-with-errors.js';
import { ReferencesInFile } from './references-in-file.js';
import type { RowReading } from './row-error.js';
import { readTabularFile } from './tabular-file.js';

const FOLDER = new URL('../../../../test/fixtures/files/', import.meta.url);
const ON = '2026-06-01';

const fixture = (name: string): Readable => createReadStream(new URL(name, FOLDER));

async function readCandidates(bytes: Readable) {
  const file = await readTabularFile(bytes, CANDIDATES_LAYOUT);
  const context = { on: ON, columns: file.columns, references: new ReferencesInFile() };
  const rows = [];
  for await (const row of file.rows) rows.push({ row, reading: readCandidateRow(row, context) });
  return { file, rows };
}

const told = (reading: RowReading<unknown>) => (reading.ok ? 'good' : reading.errors.map(({ column, code }) => `${column} ${code}`).join(', '));

describe('candidates files, saved in different programs', () => {
  it.each([
    ['candidates.csv', 'utf-8', ','],
    ['candidates-excel-utf-8.csv', 'utf-8', ','],
    ['candidates-windows-1252.csv', 'windows-1252', ','],
    ['candidates-unicode-text.txt', 'utf-16le', '\t'],
    ['candidates-semicolons-shuffled.csv', 'utf-8', ';'],
  ])('%s gives the same people', async (name, encoding, delimiter) => {
    const { file, rows } = await readCandidates(fixture(name));
    const expected = await readCandidates(fixture('candidates.csv'));
    expect(rows.map(({ reading }) => reading)).toEqual(expected.rows.map(({ reading }) => reading));
    expect([file.encoding, file.delimiter]).toEqual([encoding, delimiter]);
  });

  it('reads every value of them', async () => {
    const { rows } = await readCandidates(fixture('candidates.csv'));
    expect(rows.map(({ row, reading }) => [row.rowNumber, told(reading)])).toEqual([[2, 'good'], [3, 'good'], [4, 'good']]);
    expect(rows[1]?.reading).toMatchObject({
      value: {
        givenName: 'Zoë', familyName: 'Ångström', phone: '07700900102', bornOn: '1971-11-02', postcode: 'ZX1 1AB', isNhsEmployee: false, level: 1,
        slots: 2 ** 21 - 1, travelMode: 'walk', minimumHourlyPence: 1260, needs: 'Reads large print.\nCannot stand all day.',
        consents: [{ purpose: 'matching' }, { purpose: 'contact' }],
      },
    });
    expect(rows[2]?.reading).toMatchObject({ value: { givenName: 'Siân', familyName: 'O’Neill, Jr', phone: '+447700900103', travelLimitMinutes: 60 } });
  });
});

describe('a candidates file with faults', () => {
  const FAULTS = [
    [2, 'good'],
    [3, 'GIVEN_NAME value-missing'],
    [4, 'DATE_OF_BIRTH date-not-real, CONTRACT_END_DATE date-unreadable'],
    [5, 'YOUR_REFERENCE reference-repeated'],
    [6, ' too-few-values'],
    [7, ' too-many-values'],
    [9, 'good'],
    [10, 'EMAIL email-unreadable, PHONE phone-unreadable, POSTCODE postcode-malformed, PRESENT_EMPLOYER_IS_NHS not-yes-or-no, HIGHEST_LEVEL level-unknown, ENGLISH_LEVEL level-unknown, MATHS_LEVEL level-unknown, QUALIFICATIONS level-unknown, SKILLS code-unreadable, CHECKS choice-unknown, AVAILABILITY half-day-unknown, TRAVEL_MODE choice-unknown, TRAVEL_LIMIT_MINUTES number-not-in-range, PATHWAY_INTERESTS choice-unknown, MINIMUM_PAY_PER_HOUR money-not-plausible, AVAILABLE_FROM date-unreadable, CONSENT_MATCHING consent-unreadable, CONSENT_SHARING consent-unreadable, CONSENT_CONTACT consent-in-future'],
    [11, 'good'],
  ];

  async function* givenBack(rows: Awaited<ReturnType<typeof readCandidates>>['rows']): AsyncGenerator<RowWithErrors> {
    for (const { row, reading } of rows) yield { typed: row.typed, errors: reading.ok ? [] : reading.errors };
  }

  async function writeBack({ file, rows }: Awaited<ReturnType<typeof readCandidates>>): Promise<string> {
    let text = '';
    for await (const piece of writeFileWithErrors(file.headings, givenBack(rows))) text += piece;
    return text;
  }

  it('loses only the rows that have them', async () => {
    const { rows } = await readCandidates(fixture('candidates-with-faults.csv'));
    expect(rows.map(({ row, reading }) => [row.rowNumber, told(reading)])).toEqual(FAULTS);
  });

  it('can be mended in the file that goes back, and sent again', async () => {
    const first = await readCandidates(fixture('candidates-with-faults.csv'));
    const back = await writeBack(first);
    expect(back.split('\r\n')[2]).toContain('GIVEN_NAME: This column must be filled on every row. Fill it on this row.');
    expect(back).toContain(`F-008,Formula,"'=HYPERLINK(""http://x.example"",""click"")"`);
    expect(back).toContain('F-010,-5,+44 7700 900110,');
    expect(back).not.toMatch(/(?:^|,)=/m);

    // As it is: the same faults again, but for the row that was filled up to its full length.
    const again = await readCandidates(Readable.from([Buffer.from(back)]));
    const same = FAULTS.map(([, faults]) => (faults === ' too-few-values' ? 'good' : faults));
    expect(again.rows.map(({ reading }) => told(reading))).toEqual(same);
    expect(again.rows[6]?.reading).toMatchObject({ value: { familyName: '=HYPERLINK("http://x.example","click")' } });

    const mended = await readCandidates(Readable.from([Buffer.from(back.replace('F-002,,Row', 'F-002,Mended,Row'))]));
    expect(mended.rows[1]?.reading).toMatchObject({ ok: true, value: { givenName: 'Mended' } });
  });

  it('gives back errors that say nothing of what stands in the cells', async () => {
    const { rows } = await readCandidates(fixture('candidates-with-faults.csv'));
    const errors = JSON.stringify(rows.map(({ reading }) => (reading.ok ? [] : reading.errors)));
    expect(errors).not.toMatch(/Good|Formula|31\/02\/1990|soon|not-an-address|London|perhaps|Thing|crb|teleport|piracy|24465|2099/);
  });
});

describe('other files', () => {
  it('roles.csv is read', async () => {
    const file = await readTabularFile(fixture('roles.csv'), ROLES_LAYOUT);
    const context = { columns: file.columns, references: new ReferencesInFile() };
    const readings = [];
    for await (const row of file.rows) readings.push(readRoleRow(row, context));
    expect(readings).toMatchObject([
      { ok: true, value: { kind: 'apprenticeship', pay: { pence: 24_465_00, unit: 'year' }, places: 12, schedule: { needed: 10 } } },
      { ok: true, value: { kind: 'role', description: 'Front desk, phones\nand post.', pay: { pence: 1260, unit: 'hour' }, pathway: null } },
      { ok: true, value: { kind: 'placement', attendance: 'remote', isUnpaid: true, schedule: { slots: 2 ** 21 - 1, needed: 4 } } },
    ]);
  });

  it('hires-staff-record.csv is read by its mapping, every row with an identity kept', async () => {
    const mapping: Record<string, string> = JSON.parse(await readFile(new URL('hires-mapping.json', FOLDER), 'utf8'));
    const file = await readTabularFile(fixture('hires-staff-record.csv'), hiresLayout(mapping));
    expect(file.columns).toEqual(mapping);
    const context = { on: ON, columns: file.columns, references: new ReferencesInFile() };
    const readings = [];
    for await (const row of file.rows) readings.push(readHireRow(row, context));
    expect(readings.map((reading) => (reading.ok ? reading.value.warnings.map(({ column, code }) => `${column} ${code}`) : told(reading)))).toEqual([
      [],
      ['Post Code value-missing'],
      [
        'Post Code postcode-malformed', 'Ethnic Origin ethnic-category-unknown', 'Gender choice-unknown', 'Disabled choice-unknown',
        'DOB date-not-real', 'Pay Grade band-unknown', 'Assignment Category choice-unknown',
      ],
      'Assignment No value-missing',
      'Date Started date-not-real',
      ['Assignment No hire-repeated'],
    ]);
  });

  it.each([
    ['workbook-renamed.csv', 'exchange/not-csv'],
    ['candidates-cut-off.csv', 'exchange/file-cut-off'],
    ['hires-staff-record.csv', 'exchange/wrong-kind-of-file'],
    ['roles.csv', 'exchange/wrong-kind-of-file'],
    ['hires-mapping.json', 'exchange/not-csv'],
  ])('%s sent as candidates is refused: %s', (name, code) => expect(readCandidates(fixture(name))).rejects.toMatchObject({ code }));
});
