import { describe, expect, it } from '@jest/globals';
import { CANDIDATE_HEADINGS, CANDIDATES_LAYOUT } from '../candidates-csv/candidates-layout.js';
import { AIMLESS_COURSE_COLUMNS, COURSE_COLUMNS, VENUE_COLUMNS } from '../course-directory/layouts.js';
import { HIRE_HEADINGS, hiresLayout } from '../hires-csv/hires-layout.js';
import { ROLE_HEADINGS, ROLES_LAYOUT } from '../roles-csv/roles-layout.js';
import { placeColumns } from './headings.js';
import { kindByHeadings } from './known-files.js';

const namesOf = (headings: readonly { readonly name: string }[]) => headings.map(({ name }) => name);

/** Headings of each kind of file that a partner may send. */
const FILES: readonly (readonly [kind: string, headings: readonly string[]])[] = [
  ['candidates', namesOf(CANDIDATE_HEADINGS)],
  ['roles', namesOf(ROLE_HEADINGS)],
  ['hires', namesOf(HIRE_HEADINGS)],
  ['hires', ['Organisation', 'Assignment Number', 'Date Started', 'Post Code', 'Ethnic Origin']],
  ['courses', COURSE_COLUMNS],
  ['courses without a qualification', AIMLESS_COURSE_COLUMNS],
  ['venues', VENUE_COLUMNS],
  ['Course Directory reports', ['PROVIDER_UKPRN', 'COURSE_ID', 'COURSE_RUN_ID', 'LEARN_AIM_REF', 'COURSE_NAME', 'DELIVER_MODE', 'STUDY_MODE']],
  ['postcodes', ['pcd', 'pcd2', 'pcds', 'dointr', 'doterm', 'oslaua', 'lsoa11', 'imd']],
  ['postcodes', ['pcd7', 'pcd8', 'pcds', 'dointr', 'doterm', 'lad25cd', 'lsoa21cd']],
];

describe('the kind of a file, by its headings', () => {
  it.each(FILES)('is %s', (kind, headings) => expect(kindByHeadings(headings)).toBe(kind));

  it('is none of ours when too few headings give it away', () => {
    expect(kindByHeadings(['YOUR_REFERENCE', 'POSTCODE', 'DATE_OF_BIRTH', 'KIND'])).toBeNull();
    expect(kindByHeadings([])).toBeNull();
  });
});

describe('the wrong kind of file', () => {
  const ours = [CANDIDATES_LAYOUT, ROLES_LAYOUT, hiresLayout(null)];
  it.each(FILES.flatMap(([kind, headings]) => ours.filter(({ name }) => name !== kind).map((layout) => [kind, layout.name, headings, layout] as const)))(
    '%s sent as %s is recognised',
    (kind, _, headings, layout) => {
      expect(() => placeColumns(headings, layout)).toThrow(expect.objectContaining({ code: 'exchange/wrong-kind-of-file', message: expect.stringContaining(`file of ${kind}`) }));
    },
  );

  it('is not suspected of a file that only has a heading wrong', () => {
    const headings = namesOf(CANDIDATE_HEADINGS).map((name) => (name === 'EMAIL' ? 'EMIAL' : name));
    expect(() => placeColumns(headings, CANDIDATES_LAYOUT)).toThrow(expect.objectContaining({ code: 'exchange/headings-wrong', message: expect.stringContaining('the nearest is EMAIL') }));
  });
});
