import type { FileRow } from '../files/row-error.js';
import { cellOf, requiredChoice, withinLimit, type RowProblems } from './cell-rules.js';
import type { CourseAim } from './course-entry.js';

const COURSE_TYPES: ReadonlyMap<string, string> = new Map(
  ['Essential Skills', 'T Levels', 'HTQs', 'Free Courses for Jobs', 'Multiply', 'Skills Bootcamp'].map((name) => [
    name.toLowerCase().replaceAll(' ', ''),
    name,
  ]),
);

const SECTORS: ReadonlyMap<string, string> = new Map(
  [
    'ENVIRONMENTAL', 'BUSINESSADMIN', 'CARE', 'CATERINGHOSP', 'CONSTRUCTION', 'CREATIVE', 'DIGITAL', 'EDUCATION',
    'ENGMAN', 'BEAUTY', 'HEALTH', 'LEGALFINANCE', 'PROTECTIVE', 'SALESMARKETING', 'TRANSPORT',
  ].map((code) => [code.toLowerCase(), code]),
);

const LEVELS: ReadonlyMap<string, number> = new Map([
  ['entrylevel', 0],
  ...['one', 'two', 'three', 'four', 'five', 'six', 'seven'].flatMap((word, index): [string, number][] => [
    [word, index + 1],
    [String(index + 1), index + 1],
    [`level${index + 1}`, index + 1],
  ]),
]);

/** The four columns that the 27-column file has in place of LARS_QAN. Null with problems recorded. */
export function readAimless(row: FileRow, problems: RowProblems): CourseAim | null {
  const courseType = requiredChoice(row, 'COURSE_TYPE', 'course-type', COURSE_TYPES, [...COURSE_TYPES.values()].join(', '), problems);
  const sectorCode = requiredChoice(row, 'SECTOR', 'sector', SECTORS, [...SECTORS.values()].join(', '), problems);
  const level = requiredChoice(row, 'EDUCATION_LEVEL', 'education-level', LEVELS, 'Entry Level, 1, 2, 3, 4, 5, 6, 7', problems);
  const awardingBody = withinLimit(cellOf(row, 'AWARDING_BODY'), 255, 'AWARDING_BODY', problems);
  if (courseType === null || sectorCode === null || level === null) return null;
  return { kind: 'without-aim', courseType, sectorCode, level, awardingBody: awardingBody || null };
}
