import { createHash } from 'node:crypto';
import type { RowError } from '../files/row-error.js';
import type { CourseEntry } from './course-entry.js';
import { foldName } from './venue-directory.js';

/**
 * The key of the course that a row belongs to: rows with the same aim and the same descriptive text are one
 * course with many runs, which is how the Course Directory groups them. The course name is of the run, not
 * of the course, there as here. Runs of white space do not count.
 */
export function courseKey(entry: CourseEntry): string {
  return `course:${digestOf([...aimParts(entry), ...Object.values(entry.texts).map(singleSpaced)])}`;
}

/**
 * References that more than one row of a file has, folded. Colleges often put the reference of the course
 * on each of its runs, so such a reference does not tell runs apart.
 */
export function repeatedReferences(entries: Iterable<CourseEntry>): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { reference } of entries) {
    if (reference === null) continue;
    const folded = foldName(reference);
    if (seen.has(folded)) repeated.add(folded);
    seen.add(folded);
  }
  return repeated;
}

/**
 * What stays the same when a run is loaded again, so that it is changed and not doubled: the college's own
 * reference where it is given and unique in the file, else the aim, name, venue (or coverage), delivery
 * mode, attendance and start. Stable across releases: stored keys are compared with it.
 */
export function runKey(entry: CourseEntry, repeated: ReadonlySet<string>): string {
  const reference = entry.reference === null ? null : foldName(entry.reference);
  if (reference !== null && !repeated.has(reference)) return `reference:${reference}`;
  return `run:${digestOf([
    ...aimParts(entry),
    foldName(entry.title),
    entry.venue ? foldName(entry.venue.reference || entry.venue.name) : '',
    entry.deliveryMode,
    entry.attendancePattern ?? '',
    entry.studyMode ?? '',
    entry.startsOn ?? 'flexible',
  ])}`;
}

/** The problem of a row that has the same {@link runKey} as an earlier row of its file. */
export function repeatedRun(firstRowNumber: number): RowError {
  return {
    column: '',
    code: 'run-repeated',
    reason: `Row ${firstRowNumber} has the same course, venue, delivery mode, attendance and start date.`,
    fix: 'Take one of the two rows out, or give each a YOUR_REFERENCE of its own.',
  };
}

function aimParts({ aim }: CourseEntry): string[] {
  return aim.kind === 'learning-aim'
    ? ['learning-aim', aim.code]
    : ['without-aim', aim.courseType, aim.sectorCode, String(aim.level), foldName(aim.awardingBody ?? '')];
}

function singleSpaced(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** JSON keeps ['a', 'bc'] and ['ab', 'c'] apart, which joining would not. */
function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
