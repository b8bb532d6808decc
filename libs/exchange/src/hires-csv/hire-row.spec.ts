import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { templateFile } from '../files/layout-template.js';
import { ReferencesInFile } from '../files/references-in-file.js';
import type { RowReading } from '../files/row-error.js';
import { readTabularFile } from '../files/tabular-file.js';
import { readHireRow, type ReturnedHire } from './hire-row.js';
import { HIRE_HEADINGS, hiresLayout } from './hires-layout.js';

const ON = '2026-06-01';

async function readAll(text: string, mapping: Readonly<Record<string, string>> | null = null, organisationKey?: (organisation: string) => string) {
  const file = await readTabularFile(Readable.from([Buffer.from(text)]), hiresLayout(mapping));
  const context = { on: ON, columns: file.columns, references: new ReferencesInFile(), organisationKey };
  const readings: RowReading<ReturnedHire>[] = [];
  for await (const row of file.rows) readings.push(readHireRow(row, context));
  return { columns: file.columns, readings };
}

/** A row of the examples of the documentation, with some cells changed. */
async function read(changes: Readonly<Record<string, string>>): Promise<RowReading<ReturnedHire>> {
  const cells = HIRE_HEADINGS.map(({ name, example }) => `"${(changes[name] ?? example).replaceAll('"', '""')}"`);
  const { readings } = await readAll(`${HIRE_HEADINGS.map(({ name }) => name).join(',')}\n${cells.join(',')}\n`);
  if (readings[0] === undefined) throw new Error('no row');
  return readings[0];
}

const told = (reading: RowReading<ReturnedHire>) => (reading.ok ? reading.value.warnings : reading.errors).map(({ column, code }) => `${column} ${code}`);

const EXAMPLE = {
  organisation: 'R1X',
  hire: {
    employeeReference: '20871234',
    candidateReference: 'C-1024',
    startedOn: '2026-03-02',
    postcode: 'E1 6AN',
    givenName: 'Amina',
    familyName: 'Okoro',
    bornOn: '1998-05-14',
    age: null,
    band: '2',
    staffGroup: 'Additional Clinical Services',
    contract: 'permanent',
  },
  monitoring: { ethnicCategoryCode: 'M', disabilityCode: 'no', sexCode: '2' },
  repeatsRow: null,
  warnings: [],
};

describe('a row of a hires file', () => {
  it('is read whole from the examples of the documentation', async () => expect(await read({})).toEqual({ ok: true, value: EXAMPLE }));

  it('keeps monitoring answers in an object of their own', async () => {
    const reading = await read({});
    if (!reading.ok) throw new Error('rejected');
    const { monitoring, ...rest } = reading.value;
    expect(Object.keys(monitoring)).toEqual(['ethnicCategoryCode', 'disabilityCode', 'sexCode']);
    expect(JSON.stringify(rest)).not.toMatch(/ethnic|disab|sex/i);
  });

  it('needs four columns, and warns of nothing that the file does not have', async () => {
    const { readings } = await readAll('ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE\nR1X,7,2026-03-02,e16an\n');
    expect(readings).toEqual([
      {
        ok: true,
        value: {
          organisation: 'R1X',
          hire: {
            employeeReference: '7', candidateReference: null, startedOn: '2026-03-02', postcode: 'e16an', givenName: null, familyName: null,
            bornOn: null, age: null, band: null, staffGroup: null, contract: null,
          },
          monitoring: {},
          repeatsRow: null,
          warnings: [],
        },
      },
    ]);
  });

  it.each([
    ['ORGANISATION', '', 'value-missing'],
    ['EMPLOYEE_REFERENCE', '', 'value-missing'],
    ['EMPLOYEE_REFERENCE', '2.0871E+07', 'number-shortened'],
    ['START_DATE', '', 'value-missing'],
    ['START_DATE', '31/02/2026', 'date-not-real'],
    ['START_DATE', '02/03/2206', 'date-not-plausible'],
    ['START_DATE', '04/07/1948', 'date-not-plausible'],
    ['START_DATE', 'March', 'date-unreadable'],
  ])('is rejected for %s %j: %s', async (column, cell, code) => {
    const reading = await read({ [column]: cell });
    expect(reading.ok).toBe(false);
    expect(told(reading)).toEqual([`${column} ${code}`]);
  });

  it.each<[string, string, string, object]>([
    ['POSTCODE', '', 'value-missing', { hire: { ...EXAMPLE.hire, postcode: null } }],
    ['POSTCODE', 'E1 6A', 'postcode-malformed', { hire: { ...EXAMPLE.hire, postcode: 'E1 6A' } }],
    ['POSTCODE', 'x'.repeat(99), 'postcode-malformed', { hire: { ...EXAMPLE.hire, postcode: 'x'.repeat(40) } }],
    ['POSTCODE', `${'x'.repeat(39)}\u{1F600}\u{1F600}`, 'postcode-malformed', { hire: { ...EXAMPLE.hire, postcode: `${'x'.repeat(39)}\u{1F600}` } }],
    ['BAND', '', 'value-missing', { hire: { ...EXAMPLE.hire, band: null } }],
    ['BAND', 'Consultant', 'band-unknown', { hire: { ...EXAMPLE.hire, band: null } }],
    ['STAFF_GROUP', 'x'.repeat(101), 'text-too-long', { hire: { ...EXAMPLE.hire, staffGroup: null } }],
    ['CONTRACT', 'casual-ish', 'choice-unknown', { hire: { ...EXAMPLE.hire, contract: null } }],
    ['ETHNIC_CODE', 'Q', 'ethnic-category-unknown', { monitoring: { ...EXAMPLE.monitoring, ethnicCategoryCode: null } }],
    ['DISABILITY', 'perhaps', 'choice-unknown', { monitoring: { ...EXAMPLE.monitoring, disabilityCode: null } }],
    ['SEX', 'W', 'choice-unknown', { monitoring: { ...EXAMPLE.monitoring, sexCode: null } }],
    ['DATE_OF_BIRTH', '14/05/2015', 'date-not-plausible', { hire: { ...EXAMPLE.hire, bornOn: null } }],
    ['DATE_OF_BIRTH', '', 'value-missing', { hire: { ...EXAMPLE.hire, bornOn: null } }],
    ['GIVEN_NAME', 'x'.repeat(101), 'text-too-long', { hire: { ...EXAMPLE.hire, givenName: null } }],
  ])('is kept with a warning for %s %j: %s', async (column, cell, code, expected) => {
    const reading = await read({ [column]: cell });
    expect(told(reading)).toEqual([`${column} ${code}`]);
    expect(reading).toMatchObject({ ok: true, value: expected });
  });

  it('is kept without a warning when a name or the reference of a candidate is blank', async () =>
    expect(await read({ GIVEN_NAME: '', FAMILY_NAME: '', CANDIDATE_REFERENCE: '' })).toMatchObject({
      ok: true,
      value: { hire: { givenName: null, familyName: null, candidateReference: null }, warnings: [] },
    }));

  it('is kept whatever stands in the columns that may be unknown', () =>
    fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...HIRE_HEADINGS.filter(({ isRequired }) => !isRequired).map(({ name }) => name), 'POSTCODE'), fc.string({ unit: 'grapheme' })), async (changes) => {
        const reading = await read(changes);
        expect(reading).toMatchObject({ ok: true, value: { hire: { employeeReference: '20871234', startedOn: '2026-03-02' } } });
      }),
    ));

  it.each<[string, string, object, string[]]>([
    ['', '', { bornOn: null, age: null }, ['DATE_OF_BIRTH value-missing']],
    ['', '27', { bornOn: null, age: 27 }, []],
    ['14/05/1998', '27', { bornOn: '1998-05-14', age: null }, []],
    ['x', '27', { bornOn: null, age: 27 }, ['DATE_OF_BIRTH date-unreadable']],
    ['', '7', { bornOn: null, age: null }, ['AGE number-not-in-range']],
  ])('takes the age from date of birth %j and age %j', async (DATE_OF_BIRTH, AGE, hire, warnings) => {
    const reading = await read({ DATE_OF_BIRTH, AGE });
    expect(reading).toMatchObject({ value: { hire } });
    expect(told(reading)).toEqual(warnings);
  });

  it('warns of a blank age where the file has no dates of birth', async () => {
    const { readings } = await readAll('ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE,AGE\nR1X,7,2026-03-02,E1 6AN,\n');
    expect(readings.map(told)).toEqual([['AGE value-missing']]);
  });

  it('says that two rows are one hire, and not so when the start differs', async () => {
    const { readings } = await readAll(
      'ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE\nR1X,7,2026-03-02,E1 6AN\nr1x,7,02/03/2026,E1 6AN\nR1X,7,2026-04-02,E1 6AN\nR2X,7,2026-03-02,E1 6AN\n',
    );
    expect(readings.map((reading) => reading.ok && reading.value.repeatsRow)).toEqual([null, 2, null, null]);
    expect(readings.map(told)).toEqual([[], ['EMPLOYEE_REFERENCE hire-repeated'], [], []]);
  });

  it('says so of two spellings of one organisation too, with the row of the first', async () => {
    const { readings } = await readAll(
      'ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE\nR1X,7,2026-03-02,E1 6AN\nA Trust,7,2026-03-02,E1 6AN\nA Trust,7,2026-03-02,E1 6AN\nR2X,7,2026-03-02,E1 6AN\n',
      null,
      (organisation) => (organisation === 'A Trust' ? 'R1X' : organisation),
    );
    expect(readings.map((reading) => reading.ok && reading.value.repeatsRow)).toEqual([null, 2, 2, null]);
  });

  it('is rejected when the row itself cannot be read', async () => {
    const { readings } = await readAll('ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE\nR1X,7\n');
    expect(readings.map(told)).toEqual([[' too-few-values']]);
  });
});

async function answer(column: string, cell: string, code: keyof ReturnedHire['monitoring']): Promise<string | null | undefined> {
  const reading = await read({ [column]: cell });
  return reading.ok ? reading.value.monitoring[code] : 'rejected';
}

describe('monitoring answers', () => {
  it.each([
    ...Array.from('ABCDEFGHJKLMNPRSZ', (letter) => [letter, letter] as const),
    ['a', 'A'],
    ['CA', 'C'],
    ['C2', 'C'],
    ['A White - British', 'A'],
    ['A - White British', 'A'],
    ['M:Caribbean', 'M'],
    ['CA White English', 'C'],
    ['PC Black Nigerian', 'P'],
    ['GC Mixed - Black & White', 'G'],
    ['Z', 'Z'],
    ['Z Not Stated', 'Z'],
    ['Not stated', 'Z'],
    ['I do not wish to disclose my ethnic origin', 'Z'],
    ['99', '99'],
    ['99 Not known', '99'],
    ['X', '99'],
    ['Unknown', '99'],
    ['I', null],
    ['O', null],
    ['T', null],
    ['African', null],
    ['Do not know', null],
    ['DO NOT KNOW', null],
    ['AN OTHER', null],
    ['White British', null],
    ['ABC', null],
    ['9', null],
  ])('ethnic category %j is %j', async (cell, code) => expect(await answer('ETHNIC_CODE', cell, 'ethnicCategoryCode')).toBe(code));

  it.each([
    ['Yes', 'yes'],
    ['N', 'no'],
    ['Not Declared', 'not-declared'],
    ['Prefer Not To Answer', 'prefer-not-to-answer'],
    ['Unspecified', 'not-declared'],
    ['01', null],
  ])('disability %j is %j', async (cell, code) => expect(await answer('DISABILITY', cell, 'disabilityCode')).toBe(code));

  it.each([
    ['Male', '1'],
    ['f', '2'],
    ['2', '2'],
    ['Non-binary', '3'],
    ['other', '4'],
    ['9', '9'],
    ['X', 'X'],
    ['prefer not to say', 'Z'],
    ['5', null],
  ])('sex %j is %j', async (cell, code) => expect(await answer('SEX', cell, 'sexCode')).toBe(code));
});

describe('whose headings are read', () => {
  const STAFF_RECORD =
    'Org Code;Assignment Number;Date Started;Post Code;Ethnic Origin;Pay Grade;Unused\nR1X;123-2;02-MAR-2026;E1 6AN;A White - British;Review Body Band 5;zzz\n';

  it('finds the columns of a staff record by themselves, and says which it took', async () => {
    const { columns, readings } = await readAll(STAFF_RECORD);
    expect(columns).toEqual({
      ORGANISATION: 'Org Code',
      EMPLOYEE_REFERENCE: 'Assignment Number',
      START_DATE: 'Date Started',
      POSTCODE: 'Post Code',
      ETHNIC_CODE: 'Ethnic Origin',
      BAND: 'Pay Grade',
    });
    expect(readings).toMatchObject([{ ok: true, value: { organisation: 'R1X', hire: { employeeReference: '123-2', startedOn: '2026-03-02', band: '5' }, monitoring: { ethnicCategoryCode: 'A' } } }]);
    expect(readings.map((reading) => reading.ok && Object.keys(reading.value.monitoring))).toEqual([['ethnicCategoryCode']]);
  });

  it('reads the columns of a mapping and no others', async () => {
    const mapping = { ORGANISATION: 'Unused', EMPLOYEE_REFERENCE: 'assignment number', START_DATE: 'Date Started', postcode: 'Post Code' };
    const { columns, readings } = await readAll(STAFF_RECORD, mapping);
    expect(columns).toEqual({ ORGANISATION: 'Unused', EMPLOYEE_REFERENCE: 'Assignment Number', START_DATE: 'Date Started', POSTCODE: 'Post Code' });
    expect(readings).toMatchObject([{ ok: true, value: { organisation: 'zzz', hire: { band: null } } }]);
    expect(readings.map((reading) => reading.ok && reading.value.monitoring)).toEqual([{}]);
  });

  it('tells an error with the heading of the file', async () => {
    const { readings } = await readAll(STAFF_RECORD.replace('02-MAR-2026', 'March'));
    expect(readings.map(told)).toEqual([['Date Started date-unreadable']]);
  });

  it('asks for a mapping when two columns might be meant', async () => {
    await expect(readAll(STAFF_RECORD.replace('Unused', 'Employee Number'))).rejects.toMatchObject({
      code: 'exchange/headings-wrong',
      message: expect.stringMatching(/EMPLOYEE_REFERENCE is there 2 times, as "Assignment Number" and "Employee Number".*say in a column mapping which of them to read/),
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['leaves a required column out', { ORGANISATION: 'a', EMPLOYEE_REFERENCE: 'b', POSTCODE: 'd' }, /START_DATE must be mapped\./],
    ['has a column that we have not', { ORGANISATION: 'a', EMPLOYEE_REFERENCE: 'b', START_DATE: 'c', POSTCODE: 'd', SHOES: 'e' }, /There is no column SHOES to read into\./],
    ['reads two columns from one', { ORGANISATION: 'a', EMPLOYEE_REFERENCE: 'A', START_DATE: 'c', POSTCODE: 'd' }, /EMPLOYEE_REFERENCE and ORGANISATION cannot be read from the same column\. EMPLOYEE_REFERENCE must be mapped\./],
    ['has a name that ends in the middle of an emoji', { ['x'.repeat(39) + '\u{1F600}\u{1F600}']: 'e', ORGANISATION: 'a', EMPLOYEE_REFERENCE: 'b', START_DATE: 'c', POSTCODE: 'd' }, /There is no column x{39}\u{1F600} to read into\./u],
    ['has a blank heading', { ORGANISATION: ' ', EMPLOYEE_REFERENCE: 'b', START_DATE: 'c', POSTCODE: 'd' }, /ORGANISATION needs the heading of a column/],
  ])('refuses a mapping that %s', (_, mapping, expected) => {
    expect(() => hiresLayout(mapping)).toThrow(expect.objectContaining({ code: 'exchange/mapping-wrong', message: expect.stringMatching(expected) }));
  });

  it('has a template whose headings are accepted as they stand', async () => expect((await readAll(templateFile(HIRE_HEADINGS))).readings).toEqual([]));
});
