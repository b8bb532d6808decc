import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import type { CandidateEntry } from '#lib/candidates';
import { layoutTable, templateFile } from '../files/layout-template.js';
import { ReferencesInFile } from '../files/references-in-file.js';
import type { RowReading } from '../files/row-error.js';
import { readTabularFile } from '../files/tabular-file.js';
import { readCandidateRow } from './candidate-row.js';
import { CANDIDATE_HEADINGS, CANDIDATES_LAYOUT } from './candidates-layout.js';

const ON = '2026-06-01';

async function readAll(text: string): Promise<RowReading<CandidateEntry>[]> {
  const file = await readTabularFile(Readable.from([Buffer.from(text)]), CANDIDATES_LAYOUT);
  const context = { on: ON, columns: file.columns, references: new ReferencesInFile() };
  const readings = [];
  for await (const row of file.rows) readings.push(readCandidateRow(row, context));
  return readings;
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

/** A file of one row: the example of every column, with some cells changed. */
function example(changes: Readonly<Record<string, string>> = {}): string {
  const cells = CANDIDATE_HEADINGS.map((heading) => changes[heading.name] ?? heading.example);
  return `${CANDIDATE_HEADINGS.map(({ name }) => name).join(',')}\n${cells.map(quoted).join(',')}\n`;
}

async function read(changes: Readonly<Record<string, string>>): Promise<CandidateEntry | string[]> {
  const [reading] = await readAll(example(changes));
  if (reading === undefined) throw new Error('no row');
  return reading.ok ? reading.value : reading.errors.map(({ column, code }) => `${column} ${code}`);
}

const fileWith = (heading: string) => `YOUR_REFERENCE,GIVEN_NAME,FAMILY_NAME,${heading}\n`;

describe('a row of a candidates file', () => {
  it('is read whole from the examples of the documentation', async () =>
    expect(await read({})).toEqual({
      reference: 'C-1024',
      givenName: 'Amina',
      familyName: 'Okoro',
      email: 'amina@example.org',
      phone: '07700900123',
      bornOn: '1998-05-14',
      postcode: 'E1 6AN',
      presentPost: 'Vaccinator',
      isNhsEmployee: true,
      contractEndsOn: '2026-09-30',
      vaccinationRole: 'Vaccinator, hospital hub',
      vaccinationRoleEndedOn: '2026-09-30',
      level: 3,
      englishLevel: 2,
      mathsLevel: 1,
      qualifications: [
        { title: 'NVQ Health and Social Care', level: 2 },
        { title: 'First aid', level: null },
      ],
      skillCodes: ['vaccination', 'customer-service'],
      checkCodes: ['right-to-work', 'dbs-enhanced'],
      slots: 0b011_011_011_011_011 | (1 << 15),
      travelMode: 'public',
      travelLimitMinutes: 45,
      pathwayInterests: ['nursing', 'maternity'],
      minimumHourlyPence: 1385,
      availableFromOn: '2026-10-01',
      needs: 'Step-free access',
      consents: [
        { purpose: 'matching', wordingVersion: 'v1', givenOn: '2026-03-01' },
        { purpose: 'sharing-with-partners', wordingVersion: 'v1', givenOn: '2026-03-01' },
        { purpose: 'contact', wordingVersion: 'v1', givenOn: '2026-03-01' },
      ],
    }));

  it('needs a reference and a name, and no other column', async () => {
    expect(await readAll('Surname;Forename;Reference\nOkoro;Amina;7\n')).toEqual([
      {
        ok: true,
        value: {
          reference: '7', givenName: 'Amina', familyName: 'Okoro', email: null, phone: null, bornOn: null, postcode: null, presentPost: null,
          isNhsEmployee: null, contractEndsOn: null, vaccinationRole: null, vaccinationRoleEndedOn: null, level: 0, englishLevel: 0, mathsLevel: 0,
          qualifications: [], skillCodes: [], checkCodes: [], slots: 0, travelMode: 'public', travelLimitMinutes: 60, pathwayInterests: [],
          minimumHourlyPence: null, availableFromOn: null, needs: null, consents: [],
        },
      },
    ]);
  });

  it.each<[string, string, Partial<CandidateEntry>]>([
    ['PHONE', '7700900123', { phone: '07700900123' }],
    ['POSTCODE', 'zz991ab', { postcode: 'ZZ99 1AB' }],
    ['PRESENT_EMPLOYER_IS_NHS', 'no', { isNhsEmployee: false }],
    ['HIGHEST_LEVEL', '', { level: 2 }],
    ['QUALIFICATIONS', 'BSc (Hons) Biology (level 6); GCSE Maths (L2);;Nothing ()', {
      qualifications: [{ title: 'BSc (Hons) Biology', level: 6 }, { title: 'GCSE Maths', level: 2 }, { title: 'Nothing ()', level: null }],
    }],
    ['TRAVEL_MODE', 'Public transport', { travelMode: 'public' }],
    ['TRAVEL_MODE', 'On foot', { travelMode: 'walk' }],
    ['TRAVEL_MODE', 'BIKE', { travelMode: 'cycle' }],
    ['TRAVEL_MODE', 'own car', { travelMode: 'car' }],
    ['PATHWAY_INTERESTS', 'maternity; Nursing; maternity', { pathwayInterests: ['maternity', 'nursing'] }],
    ['AVAILABILITY', 'any', { slots: 2 ** 21 - 1 }],
    ['NEEDS', '=HYPERLINK("http://x")', { needs: '=HYPERLINK("http://x")' }],
    ['FAMILY_NAME', "-O'Brien", { familyName: "-O'Brien" }],
    ['FAMILY_NAME', "'=Smith", { familyName: '=Smith' }],
    ['CONSENT_SHARING', 'V2.1, 01/06/2026', {
      consents: [
        { purpose: 'matching', wordingVersion: 'v1', givenOn: '2026-03-01' },
        { purpose: 'sharing-with-partners', wordingVersion: 'V2.1', givenOn: '2026-06-01' },
        { purpose: 'contact', wordingVersion: 'v1', givenOn: '2026-03-01' },
      ],
    }],
  ])('%s %j is read', async (column, cell, expected) => expect(await read({ [column]: cell })).toMatchObject(expected));

  it('keeps as many qualifications as one may have, blank items not counted', async () =>
    expect(await read({ QUALIFICATIONS: 'First aid (2);;'.repeat(100) })).toMatchObject({ qualifications: Array.from({ length: 100 }, () => ({ title: 'First aid', level: 2 })) }));

  it('gives no consent where the file says no or nothing', async () =>
    expect(await read({ CONSENT_MATCHING: '', CONSENT_SHARING: 'No' })).toMatchObject({ consents: [{ purpose: 'contact' }] }));

  it.each(['No', 'none', 'N/A', '-', ''])('takes %j under VACCINATION_ROLE for no role', async (cell) =>
    expect(await read({ VACCINATION_ROLE: cell, VACCINATION_ROLE_END_DATE: '' })).toMatchObject({ vaccinationRole: null }));

  it.each([
    ['YOUR_REFERENCE', '', 'value-missing'],
    ['YOUR_REFERENCE', '1.23457E+11', 'number-shortened'],
    ['GIVEN_NAME', ' ', 'value-missing'],
    ['FAMILY_NAME', 'x'.repeat(101), 'text-too-long'],
    ['EMAIL', 'amina', 'email-unreadable'],
    ['PHONE', '7.7009E+09', 'phone-unreadable'],
    ['DATE_OF_BIRTH', '14/05/2016', 'date-not-plausible'],
    ['DATE_OF_BIRTH', '30/02/1998', 'date-not-real'],
    ['POSTCODE', 'Whitechapel', 'postcode-malformed'],
    ['PRESENT_POST', 'x'.repeat(201), 'text-too-long'],
    ['PRESENT_EMPLOYER_IS_NHS', 'probably', 'not-yes-or-no'],
    ['CONTRACT_END_DATE', 'soon', 'date-unreadable'],
    ['HIGHEST_LEVEL', '9', 'level-unknown'],
    ['ENGLISH_LEVEL', '3', 'level-unknown'],
    ['MATHS_LEVEL', 'C', 'level-unknown'],
    ['QUALIFICATIONS', 'PhD (9)', 'level-unknown'],
    ['QUALIFICATIONS', 'x'.repeat(201), 'text-too-long'],
    ['QUALIFICATIONS', 'a;'.repeat(101), 'list-too-long'],
    ['SKILLS', '<b>', 'code-unreadable'],
    ['CHECKS', 'dbs', 'choice-unknown'],
    ['AVAILABILITY', 'mornings', 'half-day-unknown'],
    ['TRAVEL_MODE', 'teleport', 'choice-unknown'],
    ['TRAVEL_LIMIT_MINUTES', '0', 'number-not-in-range'],
    ['TRAVEL_LIMIT_MINUTES', '181', 'number-not-in-range'],
    ['PATHWAY_INTERESTS', 'piracy', 'choice-unknown'],
    ['MINIMUM_PAY_PER_HOUR', '24465', 'money-not-plausible'],
    ['AVAILABLE_FROM', '32/01/2026', 'date-not-real'],
    ['NEEDS', 'x'.repeat(501), 'text-too-long'],
    ['CONSENT_MATCHING', 'yes', 'consent-unreadable'],
    ['CONSENT_SHARING', 'v1', 'consent-unreadable'],
    ['CONSENT_CONTACT', '2026-03-01', 'consent-unreadable'],
    ['CONSENT_CONTACT', 'v1 tomorrow', 'date-unreadable'],
    ['CONSENT_CONTACT', 'v1 2026-06-02', 'consent-in-future'],
  ])('%s %j is refused: %s', async (column, cell, code) => expect(await read({ [column]: cell })).toEqual([`${column} ${code}`]));

  it.each(['', 'no'])('refuses an end date of a vaccination role that is %j', async (role) =>
    expect(await read({ VACCINATION_ROLE: role })).toEqual(['VACCINATION_ROLE role-missing']));

  it('tells everything that is wrong at once', async () =>
    expect(await read({ GIVEN_NAME: '', POSTCODE: '?', SKILLS: '?', CONSENT_CONTACT: '?' })).toEqual([
      'GIVEN_NAME value-missing',
      'POSTCODE postcode-malformed',
      'SKILLS code-unreadable',
      'CONSENT_CONTACT consent-unreadable',
    ]));

  it('names the column as the file spells it', async () => {
    const [reading] = await readAll('your reference,Forename,Surname,DOB\n1,A,B,x\n');
    expect(reading).toMatchObject({ ok: false, errors: [{ column: 'DOB', code: 'date-unreadable' }] });
  });

  it('refuses the second of two rows with one reference, and says which row has it', async () => {
    const [first, second, third] = await readAll('YOUR_REFERENCE,GIVEN_NAME,FAMILY_NAME\n7,A,B\n\n7,C,D\n8,E,F\n');
    expect(first?.ok).toBe(true);
    expect(second).toMatchObject({ ok: false, errors: [{ column: 'YOUR_REFERENCE', code: 'reference-repeated', reason: 'Row 2 has the same reference.' }] });
    expect(third?.ok).toBe(true);
  });

  it('passes on that a row cannot be read', async () => {
    const [reading] = await readAll('YOUR_REFERENCE,GIVEN_NAME,FAMILY_NAME\n7,A\n');
    expect(reading).toMatchObject({ ok: false, errors: [{ column: '', code: 'too-few-values' }] });
  });
});

describe('a candidates file', () => {
  it.each(['TARGET_GROUP', 'Target groups', 'GROUPS', 'COHORT', 'Vaccination workforce', 'AGED_16_24', 'aged 45 plus', 'DEPRIVED_AREA', 'Outside NHS', 'IS_AGED_45_PLUS'])(
    'may not say %s: groups are worked out',
    (heading) => expect(readAll(fileWith(heading))).rejects.toThrow('target groups are worked out from facts'),
  );
  it.each(['ETHNICITY', 'Ethnic origin', 'Disability', 'DISABLED', 'Sex', 'SEXUAL_ORIENTATION', 'GENDER', 'Religion', 'NATIONALITY', 'marital status'])(
    'may not say %s: monitoring answers are kept apart',
    (heading) => expect(readAll(fileWith(heading))).rejects.toThrow('monitoring answers are never part of a candidates file'),
  );

  it('has a template whose headings are accepted as they stand', async () => {
    const template = templateFile(CANDIDATE_HEADINGS);
    expect(template).toMatch(/^\ufeffYOUR_REFERENCE,GIVEN_NAME,.*,CONSENT_CONTACT\r\n$/);
    expect(await readAll(template)).toEqual([]);
  });

  it('has a table of its headings for the documentation', () => {
    const lines = layoutTable(CANDIDATE_HEADINGS).trimEnd().split('\n');
    expect(lines).toHaveLength(CANDIDATE_HEADINGS.length + 2);
    expect(lines.every((line) => line.split('|').length === 6)).toBe(true);
    expect(lines[2]).toBe(
      '| `YOUR_REFERENCE` | yes | Your own reference for the person, the same in every file you send; once in a file. Also read from: REFERENCE, CANDIDATE_REFERENCE. | `C-1024` |',
    );
  });
});
