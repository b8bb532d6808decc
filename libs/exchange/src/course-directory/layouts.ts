import type { TabularLayout } from '../files/tabular-layout.js';

/** The columns that both kinds of courses file have after the ones that say what is taught. */
const RUN_COLUMNS = [
  'WHO_THIS_COURSE_IS_FOR',
  'ENTRY_REQUIREMENTS',
  'WHAT_YOU_WILL_LEARN',
  'HOW_YOU_WILL_LEARN',
  'WHAT_YOU_WILL_NEED_TO_BRING',
  'HOW_YOU_WILL_BE_ASSESSED',
  'WHERE_NEXT',
  'COURSE_NAME',
  'YOUR_REFERENCE',
  'DELIVERY_MODE',
  'START_DATE',
  'FLEXIBLE_START_DATE',
  'VENUE_NAME',
  'YOUR_VENUE_REFERENCE',
  'NATIONAL_DELIVERY',
  'SUB_REGION',
  'COURSE_WEBPAGE',
  'COST',
  'COST_DESCRIPTION',
  'DURATION',
  'DURATION_UNIT',
  'STUDY_MODE',
  'ATTENDANCE_PATTERN',
] as const;

/** The template's columns in its order, spelt as the Course Directory spells them. */
export const COURSE_COLUMNS: readonly string[] = ['LARS_QAN', ...RUN_COLUMNS];
export const AIMLESS_COURSE_COLUMNS: readonly string[] = ['COURSE_TYPE', 'SECTOR', 'EDUCATION_LEVEL', 'AWARDING_BODY', ...RUN_COLUMNS];
export const VENUE_COLUMNS: readonly string[] = [
  'YOUR_VENUE_REFERENCE',
  'VENUE_NAME',
  'ADDRESS_LINE_1',
  'ADDRESS_LINE_2',
  'TOWN_OR_CITY',
  'COUNTY',
  'POSTCODE',
  'EMAIL',
  'PHONE',
  'WEBSITE',
];

/** Names that a column had in an earlier template, has on the guidance page or has in the open data. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  WHO_THIS_COURSE_IS_FOR: ['WHO_IS_THIS_COURSE_FOR'],
  YOUR_REFERENCE: ['ID'],
  DELIVERY_MODE: ['DELIVER_MODE'],
  VENUE_NAME: ['VENUE'],
  COURSE_WEBPAGE: ['URL'],
  TOWN_OR_CITY: ['TOWN_CITY'],
};

/** Columns of earlier course templates that nothing is read from any more. */
const DROPPED_COLUMNS = ['ADVANCED_LEARNER_OPTION', 'ADULT_EDUCATION_BUDGET', 'REGION'] as const;

/** Not in earlier templates, so a file without it is still a courses file. */
const LATER_COLUMNS: readonly string[] = ['YOUR_VENUE_REFERENCE'];

function heading(name: string, isRequired: boolean): TabularLayout['headings'][number] {
  return { name, isRequired, aliases: OTHER_NAMES[name] ?? [] };
}

function coursesLayout(name: string, columns: readonly string[]): TabularLayout {
  return {
    name,
    headings: [
      ...columns.map((column) => heading(column, !LATER_COLUMNS.includes(column))),
      ...DROPPED_COLUMNS.map((column) => heading(column, false)),
    ],
    otherHeadings: 'refuse',
  };
}

/** The 24-column file of courses that lead to a qualification on LARS. */
export const COURSES_LAYOUT = coursesLayout('courses', COURSE_COLUMNS);

/** The 27-column file of courses without a learning aim, such as Skills Bootcamps. */
export const AIMLESS_COURSES_LAYOUT = coursesLayout('courses without a qualification', AIMLESS_COURSE_COLUMNS);

/** The 10-column venues file. */
export const VENUES_LAYOUT: TabularLayout = {
  name: 'venues',
  headings: VENUE_COLUMNS.map((column) => heading(column, true)),
  otherHeadings: 'refuse',
};

/** One sentence for each column of a courses file that was ignored; `columns` is the file's own, canonical heading to spelling. */
export function notesOnDroppedColumns(columns: Readonly<Record<string, string>>): string[] {
  return DROPPED_COLUMNS.flatMap((column) => {
    const spelling = columns[column];
    return spelling === undefined ? [] : [`The column ${spelling} is no longer part of the Course Directory template and was ignored.`];
  });
}
