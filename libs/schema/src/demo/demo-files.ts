import type { UploadContentName } from '#lib/exchange';
import type { PlainDate } from '#lib/kernel';
import { stringify } from 'csv-stringify/sync';
import { displayAdvertsJson, nhsJobsXml } from './demo-adverts.js';
import { CANDIDATE_COLUMNS, demoCandidates } from './demo-candidates.js';
import { COURSE_COLUMNS, demoCourses, demoVenues, VENUE_COLUMNS, type CollegeCode } from './demo-courses.js';
import { OTHER_HIRE_COLUMNS, otherHires, TRUST_HIRE_COLUMNS, trustHires } from './demo-hires.js';
import { BROKERAGE_CODE, CITY_CODE, DEMO_ORGANISATIONS } from './demo-organisations.js';
import { demoRoles, ROLE_COLUMNS } from './demo-roles.js';

/** A file that a partner would send. */
export interface DemoFile {
  readonly fileName: string;
  readonly content: UploadContentName;
  /** Whose file it is. */
  readonly organisationCode: string;
  /** To be sent as UTF-8. */
  readonly text: string;
}

const COLLEGES: readonly (readonly [code: CollegeCode, word: string])[] = [
  ['DEMO-AC', 'arch'],
  ['DEMO-LC', 'larkholt'],
];

/**
 * The files of all partners, in the order in which they must be read: courses refer to venues. The same seed
 * and day give the same bytes. Most dates follow the week and hires the month that `today` lies in, so
 * that files made on another day of the week, sent again, change next to nothing.
 */
export function demoFiles(seed: number, today: PlainDate): DemoFile[] {
  const candidates = demoCandidates(seed, today);
  const trusts = DEMO_ORGANISATIONS.filter(({ type }) => type === 'trust');
  return [
    ...COLLEGES.map(([code, word]) => csv(`venues-${word}.csv`, 'venues', code, VENUE_COLUMNS, demoVenues(code))),
    ...COLLEGES.map(([code, word]) => csv(`courses-${word}.csv`, 'courses', code, COURSE_COLUMNS, demoCourses(code, today))),
    ...trusts.map(({ code }) => csv(`roles-${code.replace('DEMO-', '').toLowerCase()}.csv`, 'roles', code, ROLE_COLUMNS, demoRoles(today, (employer) => employer.code === code))),
    // Small employers leave it to the brokerage to list their posts.
    csv('roles-brokerage.csv', 'roles', BROKERAGE_CODE, ROLE_COLUMNS, demoRoles(today, ({ type }) => type !== 'trust')),
    { fileName: 'display-adverts.json', content: 'display-adverts', organisationCode: BROKERAGE_CODE, text: displayAdvertsJson(today) },
    { fileName: 'nhs-jobs.xml', content: 'nhs-jobs', organisationCode: BROKERAGE_CODE, text: nhsJobsXml(today) },
    csv('candidates.csv', 'candidates', BROKERAGE_CODE, CANDIDATE_COLUMNS, candidates),
    csv('hires-trusts.csv', 'hires', CITY_CODE, TRUST_HIRE_COLUMNS, trustHires(seed + 1, today, candidates)),
    csv('hires-others.csv', 'hires', CITY_CODE, OTHER_HIRE_COLUMNS, otherHires(seed + 2, today)),
  ];
}

type Row = Readonly<Record<string, string>>;

/** A CSV file as a spreadsheet saves it; a column that a row lacks is blank. */
function csv(fileName: string, content: UploadContentName, organisationCode: string, columns: readonly string[], rows: readonly Row[]): DemoFile {
  const table = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  return { fileName, content, organisationCode, text: stringify(table, { record_delimiter: 'windows' }) };
}
