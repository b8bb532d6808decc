import type { PlainDate } from '#lib/kernel';
import type { FileRow, RowReading } from '../files/row-error.js';
import { readAim, type AimLookup } from './aims.js';
import { scheduleOfAttendance } from './attendance.js';
import { cellOf, readDate, readPlainText, readWebAddress, readYesNo, requiredChoice, RowProblems, textOf, withinLimit } from './cell-rules.js';
import type { CourseAim, CourseEntry, DurationUnit } from './course-entry.js';
import { readAttendance, readCoverage, readDeliveryMode, readVenue } from './delivery.js';
import type { SubRegions } from './sub-regions.js';
import type { VenueDirectory } from './venue-directory.js';
import { readAimless } from './without-aim.js';

/** What the rules of a courses row need beyond the row. */
export interface CourseRowContext {
  /** A start date may not be before it. */
  readonly today: PlainDate;
  /** The venues of the provider whose file it is. */
  readonly venues: VenueDirectory;
  readonly subRegions: SubRegions;
  /** Left out where no table of learning aims is loaded: every code is then 'not-checked'. */
  readonly isKnownAim?: AimLookup;
  /** The title of a learning aim, which stands in for a blank COURSE_NAME; null when not known. */
  readonly titleOfAim?: (code: string) => string | null;
}

/** Reads one row of the 24-column courses file. Every problem of the row is reported at once. */
export function readCourseRow(row: FileRow, context: CourseRowContext): RowReading<CourseEntry> {
  if (row.unreadable) return { ok: false, errors: [row.unreadable] };
  const problems = new RowProblems();
  const aim = readAim(row, context.isKnownAim, problems);
  return readRun(row, context, aim, problems);
}

/** Reads one row of the 27-column file of courses without a learning aim. */
export function readAimlessCourseRow(row: FileRow, context: CourseRowContext): RowReading<CourseEntry> {
  if (row.unreadable) return { ok: false, errors: [row.unreadable] };
  const problems = new RowProblems();
  const aim = readAimless(row, problems);
  return readRun(row, context, aim, problems);
}

function readRun(row: FileRow, context: CourseRowContext, aim: CourseAim | null, problems: RowProblems): RowReading<CourseEntry> {
  const texts = {
    whoItIsFor: readPlainText(row, 'WHO_THIS_COURSE_IS_FOR', 2000, problems),
    entryRequirements: readPlainText(row, 'ENTRY_REQUIREMENTS', 500, problems),
    // The guidance page says 500; the directory's own code takes 1,500, and files are written to the code.
    whatYouWillLearn: readPlainText(row, 'WHAT_YOU_WILL_LEARN', 1500, problems),
    howYouWillLearn: readPlainText(row, 'HOW_YOU_WILL_LEARN', 500, problems),
    whatToBring: readPlainText(row, 'WHAT_YOU_WILL_NEED_TO_BRING', 500, problems),
    howAssessed: readPlainText(row, 'HOW_YOU_WILL_BE_ASSESSED', 500, problems),
    whereNext: readPlainText(row, 'WHERE_NEXT', 500, problems),
  };
  if (texts.whoItIsFor === '') {
    problems.add(
      'WHO_THIS_COURSE_IS_FOR',
      'text-missing',
      'The description of who the course is for is missing.',
      'Say in a sentence or two who the course is for.',
    );
  }
  const title = readCourseName(row, aim, context, problems);
  const reference = withinLimit(cellOf(row, 'YOUR_REFERENCE'), 255, 'YOUR_REFERENCE', problems);
  const start = readStart(row, context.today, problems);
  const url = readCourseWebpage(row, problems);
  const cost = readCost(row, problems);
  const duration = readDuration(row, problems);
  const deliveryMode = readDeliveryMode(row, problems);
  if (!deliveryMode) return { ok: false, errors: problems.errors };

  const venue = readVenue(row, deliveryMode, context.venues, problems);
  const coverage = readCoverage(row, deliveryMode, context.subRegions, problems);
  const attendance = readAttendance(row, deliveryMode, problems);
  if (problems.errors.length > 0 || !aim || title === null || !start || url === null || !cost || !duration) {
    return { ok: false, errors: problems.errors };
  }
  return {
    ok: true,
    value: {
      reference: reference || null,
      title,
      aim,
      texts,
      deliveryMode,
      startsOn: start.startsOn,
      venue,
      isNational: coverage.isNational,
      subRegions: coverage.subRegions,
      url,
      costPence: cost.costPence,
      costDescription: cost.costDescription,
      duration,
      studyMode: attendance?.studyMode ?? null,
      attendancePattern: attendance?.attendancePattern ?? null,
      schedule: attendance ? scheduleOfAttendance(attendance.attendancePattern, attendance.studyMode) : null,
      level: aim.kind === 'without-aim' ? aim.level : null,
    },
  };
}

/**
 * The signs that the directory allows in a course name. It lists a few accented letters; any Latin letter
 * is taken here, since no college can be expected to know which.
 */
const COURSE_NAME = /^[\p{Script=Latin}\p{M}0-9\s!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~¬£‘’“”‐–—…•·●♦°®™¼½¾]*$/u;

function readCourseName(row: FileRow, aim: CourseAim | null, context: CourseRowContext, problems: RowProblems): string | null {
  const typed = textOf(row, 'COURSE_NAME').replace(/\s+/g, ' ');
  if (!COURSE_NAME.test(typed)) {
    return problems.add(
      'COURSE_NAME',
      'sign-not-allowed',
      'The course name holds a sign that the Course Directory does not allow.',
      'Use letters, figures and ordinary punctuation only.',
    );
  }
  if (typed !== '') return withinLimit(typed, 255, 'COURSE_NAME', problems);
  const ofAim = aim?.kind === 'learning-aim' ? (context.titleOfAim?.(aim.code) ?? null) : null;
  if (ofAim !== null) return ofAim;
  return problems.add(
    'COURSE_NAME',
    'course-name-missing',
    'The course name is missing and cannot be taken from the qualification.',
    'Give the course a name that a learner would recognise.',
  );
}

function readStart(row: FileRow, today: PlainDate, problems: RowProblems): { readonly startsOn: PlainDate | null } | null {
  const typedFlexible = cellOf(row, 'FLEXIBLE_START_DATE');
  const typedStart = cellOf(row, 'START_DATE');
  const isFlexible = typedFlexible === '' ? false : readYesNo(typedFlexible);
  if (isFlexible === null) {
    return problems.add(
      'FLEXIBLE_START_DATE',
      'yes-or-no-expected',
      'This column takes Yes, No or nothing.',
      'Type Yes when learners can start at any time, otherwise No.',
    );
  }
  if (isFlexible) {
    if (typedStart === '') return { startsOn: null };
    return problems.add(
      'START_DATE',
      'start-date-not-allowed',
      'A course with a flexible start date cannot also have a start date.',
      'Empty START_DATE, or change FLEXIBLE_START_DATE to No.',
    );
  }
  if (typedStart === '') {
    return problems.add(
      'START_DATE',
      'start-date-missing',
      'A course that has no flexible start date needs a start date.',
      'Give the date as dd/mm/yyyy, or type Yes in FLEXIBLE_START_DATE.',
    );
  }
  const startsOn = readDate(typedStart, 'START_DATE', problems);
  if (startsOn === null) return null;
  // The guidance page says "after today"; the directory's code takes today as well.
  if (startsOn >= today) return { startsOn };
  return problems.add(
    'START_DATE',
    'start-date-past',
    'The start date has passed.',
    'Give the next date on which the course starts, or take the row out.',
  );
}

function readCourseWebpage(row: FileRow, problems: RowProblems): string | null {
  const typed = cellOf(row, 'COURSE_WEBPAGE');
  if (typed !== '') return readWebAddress(typed, 255, 'COURSE_WEBPAGE', problems);
  return problems.add(
    'COURSE_WEBPAGE',
    'web-address-missing',
    'The web address of the course is missing.',
    'Give the address of the page about this course.',
  );
}

interface Cost {
  readonly costPence: number | null;
  readonly costDescription: string | null;
}

const AMOUNT = /^£?\s?(\d{1,6}|\d{1,3},\d{3})(?:\.(\d{1,2}))?$/;

/** COST in pounds with at most two decimals, COST_DESCRIPTION, or both; a £ sign and a comma for thousands are taken. */
function readCost(row: FileRow, problems: RowProblems): Cost | null {
  const typed = cellOf(row, 'COST');
  const text = textOf(row, 'COST_DESCRIPTION');
  const costDescription = withinLimit(text, 255, 'COST_DESCRIPTION', problems) === null ? null : text || null;
  if (typed === '') {
    if (text !== '') return { costPence: null, costDescription };
    return problems.add(
      'COST',
      'cost-missing',
      'The row has neither a cost nor a description of the cost.',
      'Give the cost in pounds (0 when it is free), or explain it in COST_DESCRIPTION.',
    );
  }
  const match = AMOUNT.exec(typed);
  if (match) {
    const pounds = Number((match[1] ?? '').replace(',', ''));
    return { costPence: pounds * 100 + Number((match[2] ?? '').padEnd(2, '0')), costDescription };
  }
  return problems.add(
    'COST',
    'cost-not-an-amount',
    'This is not an amount in pounds with at most two decimals.',
    'Type figures only, for example 250 or 250.00, and put anything else in COST_DESCRIPTION.',
  );
}

const DURATION_UNITS: ReadonlyMap<string, DurationUnit> = new Map(
  (['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const).map((unit) => [unit, unit]),
);

function readDuration(row: FileRow, problems: RowProblems): { readonly length: number; readonly unit: DurationUnit } | null {
  const typedLength = cellOf(row, 'DURATION');
  const length = /^\d{1,3}$/.test(typedLength) ? Number(typedLength) : 0;
  if (length === 0) {
    problems.add(
      'DURATION',
      typedLength === '' ? 'duration-missing' : 'duration-out-of-range',
      'The duration must be a whole number from 1 to 999.',
      'Type a whole number and choose a unit for it, for example 18 and Months for a year and a half.',
    );
  }
  const unit = requiredChoice(
    row,
    'DURATION_UNIT',
    'duration-unit',
    DURATION_UNITS,
    'Minutes, Hours, Days, Weeks, Months, Years',
    problems,
  );
  return length > 0 && unit ? { length, unit } : null;
}
