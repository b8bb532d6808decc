import type { Pathway, PlainDate, WeeklySchedule } from '#lib/kernel';
import { readDate } from '../files/cell-dates.js';
import {
  readBand,
  readChoice,
  readChoices,
  readCodes,
  readLevel,
  readPostcodeCell,
  readPounds,
  readReference,
  readText,
  readWebpage,
  readWeeklyHours,
  readWholeNumber,
  readYesNo,
  type Spellings,
} from '../files/cell-values.js';
import { CHECK_SPELLINGS, PATHWAY_SPELLINGS } from '../files/choice-spellings.js';
import { readHalfDays } from '../files/half-day-codes.js';
import type { ReferencesInFile } from '../files/references-in-file.js';
import { accepted, refused, RowCells, type CellRule } from '../files/row-cells.js';
import type { FileRow, RowReading } from '../files/row-error.js';

/** A role, apprenticeship or placement as a partner's own file tells of it. */
export interface RoleEntry {
  readonly reference: string;
  readonly kind: 'role' | 'apprenticeship' | 'placement';
  readonly title: string;
  readonly description: string | null;
  /** Null: the organisation that sent the file. */
  readonly employerName: string | null;
  readonly postcode: string | null;
  readonly attendance: 'site' | 'remote';
  /** '1' to '9' or '8a' to '8d'. */
  readonly band: string | null;
  /** As stated; null when it is not. */
  readonly pay: { readonly pence: number; readonly unit: 'hour' | 'year' } | null;
  readonly hoursPerWeek: number | null;
  /** A placement without pay. A role without a figure is not unpaid: its pay is not stated. */
  readonly isUnpaid: boolean;
  /** Null: to be taken from the title. */
  readonly pathway: Pathway | null;
  readonly minimumLevel: number;
  readonly minimumEnglishLevel: number;
  readonly minimumMathsLevel: number;
  readonly requiredSkillCodes: readonly string[];
  readonly desiredSkillCodes: readonly string[];
  readonly requiredCheckCodes: readonly string[];
  /** Null when the file says nothing of the hours. */
  readonly schedule: WeeklySchedule | null;
  /** Null: flexible. */
  readonly startsOn: PlainDate | null;
  readonly places: number;
  readonly closesOn: PlainDate | null;
  /** As typed. */
  readonly programmeCode: string | null;
  readonly standardCode: string | null;
  readonly webpage: string | null;
}

/** What reading a row needs to know besides the row. */
export interface RoleRowContext {
  /** The file's columns: canonical heading to the file's own. */
  readonly columns: Readonly<Record<string, string>>;
  readonly references: ReferencesInFile;
}

const KIND_SPELLINGS: Spellings<RoleEntry['kind']> = {
  role: ['job', 'post', 'vacancy'],
  apprenticeship: ['apprentice'],
  placement: ['work-placement', 'work-experience'],
};

const ANY_HALF_DAY = (1 << 21) - 1;

/** Reads a row of a roles file. Everything wrong with it comes back at once. */
export function readRoleRow(row: FileRow, { columns, references }: RoleRowContext): RowReading<RoleEntry> {
  if (row.unreadable !== null) return { ok: false, errors: [row.unreadable] };
  const cells = new RowCells(row, columns);
  const reference = cells.require('YOUR_REFERENCE', readReference);
  const earlierRow = reference === null ? null : references.earlierRow(reference, row.rowNumber);
  if (earlierRow !== null) {
    cells.refuse('YOUR_REFERENCE', 'reference-repeated', `Row ${earlierRow} has the same reference.`, 'Give each opportunity a reference of its own, or take one of the two rows out.');
  }
  const kind = cells.require('KIND', readKind);
  const title = cells.require('TITLE', readText(200));
  const isRemote = cells.read('REMOTE', readYesNo) ?? false;
  if (!isRemote && !cells.isFilled('POSTCODE')) {
    cells.refuse('POSTCODE', 'value-missing', 'The place of work is not stated.', 'Fill the postcode, or write yes under REMOTE when no journey is needed.');
  }
  const pay = readPay(cells);
  const entry = {
    description: cells.read('DESCRIPTION', readText(4000)),
    employerName: cells.read('EMPLOYER_NAME', readText(255)),
    postcode: cells.read('POSTCODE', readPostcodeCell),
    attendance: isRemote ? ('remote' as const) : ('site' as const),
    band: cells.read('BAND', readBand),
    pay,
    hoursPerWeek: cells.read('HOURS_PER_WEEK', readWeeklyHours),
    isUnpaid: kind === 'placement' && pay === null,
    pathway: cells.read('PATHWAY', readPathway),
    minimumLevel: cells.read('MINIMUM_LEVEL', readLevel(8)) ?? 0,
    minimumEnglishLevel: cells.read('ENGLISH_LEVEL', readLevel(2)) ?? 0,
    minimumMathsLevel: cells.read('MATHS_LEVEL', readLevel(2)) ?? 0,
    requiredSkillCodes: cells.read('REQUIRED_SKILLS', readCodes) ?? [],
    desiredSkillCodes: cells.read('DESIRED_SKILLS', readCodes) ?? [],
    requiredCheckCodes: cells.read('REQUIRED_CHECKS', readChecks) ?? [],
    schedule: readSchedule(cells),
    startsOn: cells.read('START_DATE', readDate),
    places: cells.read('PLACES', readWholeNumber(1, 999)) ?? 1,
    closesOn: cells.read('CLOSING_DATE', readDate),
    programmeCode: cells.read('PROGRAMME', readText(60)),
    standardCode: cells.read('STANDARD_CODE', readStandard),
    webpage: cells.read('WEBPAGE', readWebpage),
  };
  if (cells.errors.length > 0 || reference === null || kind === null || title === null) return { ok: false, errors: cells.errors };
  return { ok: true, value: { reference, kind, title, ...entry } };
}

const readKind = readChoice(KIND_SPELLINGS);
const readPathway = readChoice(PATHWAY_SPELLINGS);
const readChecks = readChoices(CHECK_SPELLINGS);

function readPay(cells: RowCells): RoleEntry['pay'] {
  const hourly = cells.read('PAY_PER_HOUR', readPounds(1, 200_00));
  const yearly = cells.read('PAY_PER_YEAR', readPounds(1_000_00, 500_000_00));
  if (cells.isFilled('PAY_PER_HOUR') && cells.isFilled('PAY_PER_YEAR')) {
    cells.refuse('PAY_PER_YEAR', 'pay-twice', 'The row has pay by the hour and by the year.', 'Keep the one by which the work is paid.');
  }
  if (hourly !== null) return { pence: hourly, unit: 'hour' };
  return yearly === null ? null : { pence: yearly, unit: 'year' };
}

function readSchedule(cells: RowCells): WeeklySchedule | null {
  const typed = cells.read('SCHEDULE', readHalfDays);
  const needed = cells.read('HALF_DAYS_NEEDED', readWholeNumber(0, 21));
  if (typed === null && needed === null) return null;
  const slots = typed ?? ANY_HALF_DAY;
  const count = slots.toString(2).replaceAll('0', '').length;
  if ((needed ?? 0) > count) {
    cells.refuse('HALF_DAYS_NEEDED', 'half-days-too-many', `The schedule has only ${count} half-days.`, 'Lower the number, or add half-days to SCHEDULE.');
  }
  return { slots, needed: needed ?? count };
}

/** A reference of Skills England (apprenticeship, foundation apprenticeship, apprenticeship unit) or a LARS code. */
const readStandard: CellRule<string> = (cell) => {
  const code = cell.toUpperCase().replace(/\s/g, '');
  return /^(?:(?:ST|FA|AU)\d{4}|[1-9]\d{0,3})$/.test(code)
    ? accepted(code)
    : refused('standard-unreadable', 'This is not the code of an apprenticeship standard.', 'Write ST, FA or AU and four digits, such as ST0216, or the LARS number.');
};
