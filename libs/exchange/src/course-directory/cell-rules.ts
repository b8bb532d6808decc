import { isPlainDate, type PlainDate } from '#lib/kernel';
import type { FileRow, RowError } from '../files/row-error.js';

/** Collects everything that is wrong with one row, so that a college can mend it in one go. */
export class RowProblems {
  readonly errors: RowError[] = [];

  /** Records a problem and answers null, the reading of a cell that has one. */
  add(column: string, code: string, reason: string, fix: string): null {
    this.errors.push({ column, code, reason, fix });
    return null;
  }
}

/** The trimmed cell of a column; '' where the file has no such column. */
export function cellOf(row: FileRow, column: string): string {
  return (row.cells[column] ?? '').trim();
}

/** A choice of a fixed list, in any letter case and with or without spaces and hyphens. Null when it is none of them. */
function choiceOf<T>(typed: string, choices: ReadonlyMap<string, T>): T | null {
  return choices.get(typed.toLowerCase().replace(/[\s-]+/g, '')) ?? null;
}

/** A choice of a fixed list that the row must make; null with a problem recorded, whose fix lists the choices. */
export function requiredChoice<T>(
  row: FileRow,
  column: string,
  code: string,
  choices: ReadonlyMap<string, T>,
  names: string,
  problems: RowProblems,
): T | null {
  const typed = cellOf(row, column);
  const choice = choiceOf(typed, choices);
  if (choice !== null) return choice;
  const fix = `Use one of: ${names}.`;
  return typed === ''
    ? problems.add(column, `${code}-missing`, 'This column must be filled on this row.', fix)
    : problems.add(column, `${code}-unknown`, 'This is not one of the choices of this column.', fix);
}

/** Text with the line ends of any system as one sign, since each counts towards a limit. */
export function textOf(row: FileRow, column: string): string {
  return cellOf(row, column).replace(/\r\n?/g, '\n');
}

/** Checks the length of a text; answers the text, or null with a problem recorded. */
export function withinLimit(text: string, limit: number, column: string, problems: RowProblems): string | null {
  if (text.length <= limit) return text;
  return problems.add(
    column,
    'text-too-long',
    `The text has ${text.length.toLocaleString('en-GB')} characters; at most ${limit.toLocaleString('en-GB')} are allowed.`,
    `Shorten it by ${(text.length - limit).toLocaleString('en-GB')} or more characters.`,
  );
}

/** Text of a descriptive column: within its limit and without the three signs that the directory bans. */
export function readPlainText(row: FileRow, column: string, limit: number, problems: RowProblems): string {
  const text = textOf(row, column);
  if (/[<>`]/.test(text)) {
    problems.add(
      column,
      'sign-not-allowed',
      'The text holds a sign that is not allowed here: <, > or `.',
      'Take the sign out, or write it in words (for example "more than").',
    );
  }
  return withinLimit(text, limit, column, problems) ?? text;
}

const DAY_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/**
 * A date typed as day/month/year with four digits for the year. A single digit for the day or month is
 * accepted, because spreadsheets drop the 0, and so is 2026-09-01, which cannot be misread.
 */
export function readDate(typed: string, column: string, problems: RowProblems): PlainDate | null {
  const match = DAY_FIRST.exec(typed);
  const date = match ? `${match[3]}-${match[2]?.padStart(2, '0')}-${match[1]?.padStart(2, '0')}` : typed;
  if (isPlainDate(date)) return date;
  if (/^\d{5}(\.\d+)?$/.test(typed)) {
    return problems.add(
      column,
      'date-is-a-serial-number',
      'This is the number that a spreadsheet keeps for a date, not a date.',
      'Format the column as a date (dd/mm/yyyy) in the spreadsheet and save the file as CSV again.',
    );
  }
  return problems.add(
    column,
    'date-not-real',
    'This is not a real date in the form day/month/year.',
    'Type the date as dd/mm/yyyy with four digits for the year, for example 01/09/2026.',
  );
}

/** Yes or no in any letter case. Null for anything else, blank included. */
export function readYesNo(typed: string): boolean | null {
  const word = typed.toLowerCase();
  if (word === 'yes') return true;
  return word === 'no' ? false : null;
}

/**
 * A web address, with https:// put in front where the scheme is left out, as the directory itself does.
 * Only http and https, and a host with a dot inside it.
 */
export function readWebAddress(typed: string, limit: number, column: string, problems: RowProblems): string | null {
  if (withinLimit(typed, limit, column, problems) === null) return null;
  const withScheme = /^https?:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!/\s/.test(typed) && URL.canParse(withScheme)) {
    const url = new URL(withScheme);
    if (/^[^.]+(\.[^.]+)+$/.test(url.hostname) && url.username === '' && url.password === '') return url.href;
  }
  return problems.add(
    column,
    'web-address-not-valid',
    'This is not a web address.',
    'Give the full address of the page, for example https://www.college.ac.uk/courses/care.',
  );
}
