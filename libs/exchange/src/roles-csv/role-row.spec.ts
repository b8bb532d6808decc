import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { templateFile } from '../files/layout-template.js';
import { ReferencesInFile } from '../files/references-in-file.js';
import type { RowReading } from '../files/row-error.js';
import { readTabularFile } from '../files/tabular-file.js';
import { readRoleRow, type RoleEntry } from './role-row.js';
import { ROLE_HEADINGS, ROLES_LAYOUT } from './roles-layout.js';

async function readAll(text: string): Promise<RowReading<RoleEntry>[]> {
  const file = await readTabularFile(Readable.from([Buffer.from(text)]), ROLES_LAYOUT);
  const context = { columns: file.columns, references: new ReferencesInFile() };
  const readings = [];
  for await (const row of file.rows) readings.push(readRoleRow(row, context));
  return readings;
}

/** A row of the examples of the documentation, with some cells changed. */
async function read(changes: Readonly<Record<string, string>>): Promise<RoleEntry | string[]> {
  const cells = ROLE_HEADINGS.map(({ name, example }) => `"${(changes[name] ?? example).replaceAll('"', '""')}"`);
  const [reading] = await readAll(`${ROLE_HEADINGS.map(({ name }) => name).join(',')}\n${cells.join(',')}\n`);
  if (reading === undefined) throw new Error('no row');
  return reading.ok ? reading.value : reading.errors.map(({ column, code }) => `${column} ${code}`);
}

const ALL_DAYTIME = 0b111_111_011_011_011_011_011;

describe('a row of a roles file', () => {
  it('is read whole from the examples of the documentation', async () =>
    expect(await read({})).toEqual({
      reference: 'HCSW-07',
      kind: 'apprenticeship',
      title: 'Healthcare support worker',
      description: 'Care for patients on two elderly care wards.',
      employerName: 'Example Hospitals NHS Trust',
      postcode: 'E1 1BB',
      attendance: 'site',
      band: '2',
      pay: { pence: 24_465_00, unit: 'year' },
      hoursPerWeek: 37.5,
      isUnpaid: false,
      pathway: 'nursing',
      minimumLevel: 1,
      minimumEnglishLevel: 1,
      minimumMathsLevel: 1,
      requiredSkillCodes: [],
      desiredSkillCodes: ['personal-care', 'customer-service'],
      requiredCheckCodes: ['right-to-work'],
      schedule: { slots: ALL_DAYTIME, needed: 8 },
      startsOn: '2026-10-05',
      places: 12,
      closesOn: '2026-09-11',
      programmeCode: null,
      standardCode: 'ST0216',
      webpage: 'https://www.example.org/jobs/hcsw-07',
    }));

  it('needs a reference, a kind, a title and a place, and no other column', async () =>
    expect(await readAll('YOUR_REFERENCE,KIND,TITLE,POSTCODE\n1,Role,Porter,e1 1bb\n')).toEqual([
      {
        ok: true,
        value: {
          reference: '1', kind: 'role', title: 'Porter', description: null, employerName: null, postcode: 'E1 1BB', attendance: 'site', band: null,
          pay: null, hoursPerWeek: null, isUnpaid: false, pathway: null, minimumLevel: 0, minimumEnglishLevel: 0, minimumMathsLevel: 0,
          requiredSkillCodes: [], desiredSkillCodes: [], requiredCheckCodes: [], schedule: null, startsOn: null, places: 1, closesOn: null,
          programmeCode: null, standardCode: null, webpage: null,
        },
      },
    ]));

  it.each<[Record<string, string>, Partial<RoleEntry>]>([
    [{ KIND: 'Vacancy' }, { kind: 'role' }],
    [{ KIND: 'work experience', PAY_PER_YEAR: '' }, { kind: 'placement', isUnpaid: true, pay: null }],
    [{ KIND: 'placement' }, { kind: 'placement', isUnpaid: false }],
    [{ REMOTE: 'yes', POSTCODE: '' }, { attendance: 'remote', postcode: null }],
    [{ REMOTE: 'yes' }, { attendance: 'remote', postcode: 'E1 1BB' }],
    [{ PAY_PER_YEAR: '', PAY_PER_HOUR: '£13.85' }, { pay: { pence: 1385, unit: 'hour' } }],
    [{ BAND: 'Band 8a' }, { band: '8a' }],
    [{ HALF_DAYS_NEEDED: '' }, { schedule: { slots: ALL_DAYTIME, needed: 16 } }],
    [{ SCHEDULE: '' }, { schedule: { slots: 2 ** 21 - 1, needed: 8 } }],
    [{ SCHEDULE: '', HALF_DAYS_NEEDED: '' }, { schedule: null }],
    [{ START_DATE: '' }, { startsOn: null }],
    [{ PLACES: '' }, { places: 1 }],
    [{ PROGRAMME: 'Kickstart 2021' }, { programmeCode: 'Kickstart 2021' }],
    [{ STANDARD_CODE: 'st0217' }, { standardCode: 'ST0217' }],
    [{ STANDARD_CODE: 'FA0001' }, { standardCode: 'FA0001' }],
    [{ STANDARD_CODE: '103' }, { standardCode: '103' }],
  ])('%j is read', async (changes, expected) => expect(await read(changes)).toMatchObject(expected));

  it.each<[Record<string, string>, string[]]>([
    [{ YOUR_REFERENCE: '' }, ['YOUR_REFERENCE value-missing']],
    [{ KIND: 'course' }, ['KIND choice-unknown']],
    [{ KIND: '' }, ['KIND value-missing']],
    [{ TITLE: '' }, ['TITLE value-missing']],
    [{ DESCRIPTION: 'x'.repeat(4001) }, ['DESCRIPTION text-too-long']],
    [{ POSTCODE: '' }, ['POSTCODE value-missing']],
    [{ POSTCODE: 'E1' }, ['POSTCODE postcode-malformed']],
    [{ REMOTE: 'partly' }, ['REMOTE not-yes-or-no']],
    [{ BAND: '9z' }, ['BAND band-unknown']],
    [{ PAY_PER_HOUR: '12.60' }, ['PAY_PER_YEAR pay-twice']],
    [{ PAY_PER_YEAR: '12.51' }, ['PAY_PER_YEAR money-not-plausible']],
    [{ PAY_PER_YEAR: '', PAY_PER_HOUR: '24465' }, ['PAY_PER_HOUR money-not-plausible']],
    [{ HOURS_PER_WEEK: '375' }, ['HOURS_PER_WEEK hours-not-in-range']],
    [{ PATHWAY: 'magic' }, ['PATHWAY choice-unknown']],
    [{ MINIMUM_LEVEL: '9' }, ['MINIMUM_LEVEL level-unknown']],
    [{ REQUIRED_SKILLS: '£' }, ['REQUIRED_SKILLS code-unreadable']],
    [{ REQUIRED_CHECKS: 'crb' }, ['REQUIRED_CHECKS choice-unknown']],
    [{ SCHEDULE: 'shifts' }, ['SCHEDULE half-day-unknown']],
    [{ HALF_DAYS_NEEDED: '17' }, ['HALF_DAYS_NEEDED half-days-too-many']],
    [{ START_DATE: 'asap' }, ['START_DATE date-unreadable']],
    [{ PLACES: '0' }, ['PLACES number-not-in-range']],
    [{ CLOSING_DATE: '31/11/2026' }, ['CLOSING_DATE date-not-real']],
    [{ PROGRAMME: 'x'.repeat(61) }, ['PROGRAMME text-too-long']],
    [{ STANDARD_CODE: 'ST216' }, ['STANDARD_CODE standard-unreadable']],
    [{ WEBPAGE: 'javascript:alert(1)' }, ['WEBPAGE webpage-unreadable']],
    [{ KIND: '', PLACES: 'x', WEBPAGE: 'y' }, ['KIND value-missing', 'PLACES number-not-in-range', 'WEBPAGE webpage-unreadable']],
  ])('%j is refused: %j', async (changes, expected) => expect(await read(changes)).toEqual(expected));

  it('refuses the second of two rows with one reference, and passes on that a row cannot be read', async () => {
    const readings = await readAll('YOUR_REFERENCE,KIND,TITLE,REMOTE\n1,role,A,yes\n1,role,B,yes\n2,role\n');
    expect(readings.map((reading) => (reading.ok ? reading.value.title : reading.errors.map(({ code, reason }) => `${code} ${reason}`)))).toEqual([
      'A',
      ['reference-repeated Row 2 has the same reference.'],
      ['too-few-values The row has 2 of the 4 values that the heading row asks for.'],
    ]);
  });

  it('has a template whose headings are accepted as they stand', async () => expect(await readAll(templateFile(ROLE_HEADINGS))).toEqual([]));
});
