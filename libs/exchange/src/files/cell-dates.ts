import { ageOn, isPlainDate, type PlainDate } from '#lib/kernel';
import { accepted, refused, type CellRule } from './row-cells.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Databases and spreadsheets add a time to a date that has none. */
const TIME = /(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?[AP]M)?)?$/i;
const YEAR_FIRST = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const NAMED_MONTH = /^(\d{1,2})[ /-]([a-z]{3,9})[ /-](\d{4})$/i;
const DAY_NUMBER = /^\d{5}(?:\.\d+)?$/;

const FIX = 'Write it as 31/12/2026 or 2026-12-31.';

/**
 * A date as people and programs in this country write it: day first with slashes (leading zeros may be
 * missing), year first with hyphens, or with the month's name as the Electronic Staff Record prints it
 * (01-MAR-2026). A time after it is left out. A month-first date is not guessed at, nor is a year of two digits.
 */
export const readDate: CellRule<PlainDate> = (cell) => {
  const text = cell.replace(TIME, '');
  const date = yearFirst(text) ?? dayFirst(text) ?? namedMonth(text);
  if (date !== null) return isPlainDate(date) ? accepted(date) : refused('date-not-real', 'There is no such day.', `Correct it, with the day before the month. ${FIX}`);
  if (DAY_NUMBER.test(text)) {
    return refused('date-unreadable', 'This is the number by which a spreadsheet counts days, not a date.', `Format the column as a date and save the file again. ${FIX}`);
  }
  return refused('date-unreadable', 'This is not a date in a form that is understood.', `${FIX} The year has four digits.`);
};

/** A date that lies between two others, both included; `otherwise` says what is wrong when it does not. */
export function readDateBetween(from: PlainDate, to: PlainDate, otherwise: string): CellRule<PlainDate> {
  return (cell) => {
    const reading = readDate(cell);
    if (!reading.ok || (reading.value >= from && reading.value <= to)) return reading;
    return refused('date-not-plausible', otherwise, 'Check the year, and that the day stands before the month.');
  };
}

/** A date of birth that makes a person 14 to 100 years old on a day. */
export function readBirthDate(on: PlainDate): CellRule<PlainDate> {
  return (cell) => {
    const reading = readDate(cell);
    if (!reading.ok) return reading;
    const age = ageOn(reading.value, on);
    if (age >= 14 && age <= 100) return reading;
    return refused('date-not-plausible', 'The date of birth gives an age under 14 or over 100.', 'Check the year, and that the day stands before the month.');
  };
}

function yearFirst(text: string): string | null {
  return YEAR_FIRST.test(text) ? text : null;
}

function dayFirst(text: string): string | null {
  const [, day = '', month = '', year] = DAY_FIRST.exec(text) ?? [];
  return year === undefined ? null : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function namedMonth(text: string): string | null {
  const [, day = '', name = '', year] = NAMED_MONTH.exec(text) ?? [];
  if (year === undefined) return null;
  const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}
