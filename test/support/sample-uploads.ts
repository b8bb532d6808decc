import { readFileSync } from 'node:fs';
import type { UploadContentName } from '#lib/exchange';
import { BOOTCAMP_CELLS, CLASSROOM_CELLS, VENUE_CELLS } from '../fixtures/courses/rows.js';
import { csvOf, rowsOfCsv } from './csv-text.js';
import { candidatesCsv, rolesCsv } from './partner-files.js';

/** The day on which the samples are read: before the courses among them start. */
export const SAMPLE_DAY = '2026-06-01';

/** A CSV file with good rows, and how to spoil some of them. */
export interface SampleTable {
  readonly name: string;
  readonly content: UploadContentName;
  readonly organisation: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** One row after a change that its reference outlives. */
  readonly change: Readonly<Record<string, string>>;
  /** What to put into a cell so that its row is rejected, by heading: one row a heading. */
  readonly faults: Readonly<Record<string, string>>;
  readonly columns?: Readonly<Record<string, string>>;
}

/** A fault that no error may repeat. */
export const TELLTALE = 'Quillfeather';

const venue = (reference: string, name: string) => ({ ...VENUE_CELLS, YOUR_VENUE_REFERENCE: reference, VENUE_NAME: name });

/** Courses are taught at these venues, so they are sent first. */
export const VENUES_TABLE: SampleTable = {
  name: 'venues',
  content: 'venues',
  organisation: 'T-COLLEGE',
  rows: [venue('MAIN', 'Main site'), venue('NORTH', 'North site'), venue('SOUTH', 'South site')],
  change: { TOWN_OR_CITY: 'Testham' },
  faults: { POSTCODE: TELLTALE, EMAIL: TELLTALE, ADDRESS_LINE_1: '' },
};

const hire = (reference: string, organisation: string) => ({ ORGANISATION: organisation, EMPLOYEE_REFERENCE: reference, START_DATE: '02/03/2026', POSTCODE: 'ZX1 1AA', BAND: '2', ETHNIC_CODE: 'M', SEX: 'female' });

/** One CSV file of every kind, venues first. */
export const SAMPLE_TABLES: readonly SampleTable[] = [
  VENUES_TABLE,
  {
    name: 'courses',
    content: 'courses',
    organisation: 'T-COLLEGE',
    rows: [CLASSROOM_CELLS, { ...CLASSROOM_CELLS, YOUR_REFERENCE: 'PWASC-2', YOUR_VENUE_REFERENCE: 'NORTH' }, { ...CLASSROOM_CELLS, YOUR_REFERENCE: 'PWASC-3', ATTENDANCE_PATTERN: 'Evening' }],
    change: { COST: '25.00' },
    faults: { START_DATE: '31/09/2026', DELIVERY_MODE: TELLTALE, YOUR_VENUE_REFERENCE: TELLTALE },
  },
  {
    name: 'courses without a qualification',
    content: 'courses',
    organisation: 'T-COLLEGE',
    rows: [{ ...BOOTCAMP_CELLS, YOUR_REFERENCE: 'BOOT-1' }, { ...BOOTCAMP_CELLS, YOUR_REFERENCE: 'BOOT-2', EDUCATION_LEVEL: '4' }],
    change: { COURSE_NAME: 'Health support bootcamp, evenings' },
    faults: { SECTOR: TELLTALE, DURATION: 'three' },
  },
  {
    name: 'candidates',
    content: 'candidates',
    organisation: 'T-BROKER',
    rows: rowsOfCsv(candidatesCsv(6)),
    change: { GIVEN_NAME: 'Renamed' },
    faults: { TRAVEL_LIMIT_MINUTES: '600', DATE_OF_BIRTH: '31/02/1990', POSTCODE: TELLTALE, CONSENT_SHARING: TELLTALE },
  },
  {
    name: 'roles',
    content: 'roles',
    organisation: 'T-TRUST',
    rows: rowsOfCsv(rolesCsv(5)),
    change: { TITLE: 'Healthcare assistant, nights' },
    faults: { KIND: TELLTALE, PAY_PER_HOUR: TELLTALE, ENGLISH_LEVEL: '7' },
  },
  {
    name: 'hires',
    content: 'hires',
    organisation: 'T-PLACE-A',
    rows: [hire('E-1', 'T-TRUST'), hire('E-2', 'T-GP'), hire('E-3', 'T-GP of the tests'), hire('E-4', 't-trust')],
    change: { BAND: '3' },
    faults: { ORGANISATION: TELLTALE, START_DATE: '31/04/2026', EMPLOYEE_REFERENCE: '' },
  },
  {
    name: 'hires by a column mapping',
    content: 'hires',
    organisation: 'T-PLACE-A',
    rows: [
      { 'Org Code': 'T-TRUST', Number: 'M-1', Began: '02-MAR-2026', 'Home PC': 'ZX1 1AA' },
      { 'Org Code': 'T-GP', Number: 'M-2', Began: '09-MAR-2026', 'Home PC': 'ZX1 1AD' },
    ],
    change: { 'Home PC': 'ZX1 1AB' },
    faults: { 'Org Code': TELLTALE, Began: TELLTALE },
    columns: { ORGANISATION: 'Org Code', EMPLOYEE_REFERENCE: 'Number', START_DATE: 'Began', POSTCODE: 'Home PC' },
  },
];

/** The table as a CSV file, with some of its rows changed. */
export function fileOf({ rows }: SampleTable, changes: readonly Readonly<Record<string, string>>[] = []): string {
  return csvOf(Object.keys(rows[0]!), rows.map((row, index) => ({ ...row, ...changes[index] })));
}

/** A feed of each kind, with what becomes of its adverts. */
export const SAMPLE_FEEDS = [
  { content: 'nhs-jobs', organisation: 'T-BROKER', file: readFixture('nhs-jobs.xml'), accepted: 3, rejected: 3, change: ['Receptionist, Band 3', 'Receptionist, Band 4'] },
  { content: 'display-adverts', organisation: 'T-BROKER', file: readFixture('display-adverts.json'), accepted: 2, rejected: 3, change: ['Pharmacy apprentice', 'Pharmacy services apprentice'] },
] as const;

function readFixture(name: string): string {
  return readFileSync(new URL(`../fixtures/vacancies/${name}`, import.meta.url), 'utf8');
}
