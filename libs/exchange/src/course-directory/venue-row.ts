import { readPostcode } from '#lib/kernel';
import type { FileRow, RowError, RowReading } from '../files/row-error.js';
import { cellOf, readWebAddress, RowProblems, withinLimit } from './cell-rules.js';
import type { VenueEntry } from './course-entry.js';
import { foldName } from './venue-directory.js';

/** Reads one row of the venues file. Every problem of the row is reported at once. */
export function readVenueRow(row: FileRow): RowReading<VenueEntry> {
  if (row.unreadable) return { ok: false, errors: [row.unreadable] };
  const problems = new RowProblems();
  const website = cellOf(row, 'WEBSITE');
  const value = {
    reference: requiredText(row, 'YOUR_VENUE_REFERENCE', 255, 'your own reference for the venue', problems),
    name: requiredText(row, 'VENUE_NAME', 250, 'the name of the venue', problems),
    addressLine1: requiredText(row, 'ADDRESS_LINE_1', 100, 'the first line of the address', problems),
    addressLine2: optionalText(row, 'ADDRESS_LINE_2', 100, problems),
    town: requiredText(row, 'TOWN_OR_CITY', 75, 'the town or city', problems),
    county: optionalText(row, 'COUNTY', 75, problems),
    postcode: readVenuePostcode(row, problems),
    email: readEmail(row, problems),
    phone: readPhone(row, problems),
    website: website === '' ? null : readWebAddress(website, 255, 'WEBSITE', problems),
  };
  return problems.errors.length === 0 ? { ok: true, value } : { ok: false, errors: problems.errors };
}

function singleLine(row: FileRow, column: string): string {
  return cellOf(row, column).replace(/\s+/g, ' ');
}

function requiredText(row: FileRow, column: string, limit: number, what: string, problems: RowProblems): string {
  const text = singleLine(row, column);
  if (text === '') problems.add(column, 'text-missing', `The row lacks ${what}.`, `Fill in ${what}.`);
  withinLimit(text, limit, column, problems);
  return text;
}

function optionalText(row: FileRow, column: string, limit: number, problems: RowProblems): string | null {
  const text = singleLine(row, column);
  withinLimit(text, limit, column, problems);
  return text === '' ? null : text;
}

/** Whether the postcode exists is for the directory of postcodes to say, which may be newer or older than the file. */
function readVenuePostcode(row: FileRow, problems: RowProblems): string {
  const typed = requiredText(row, 'POSTCODE', 40, 'the postcode', problems);
  const postcode = readPostcode(typed);
  if (postcode?.system === 'geographic') return postcode.display;
  if (typed !== '') {
    problems.add(
      'POSTCODE',
      'postcode-not-valid',
      'This is not a postcode of the United Kingdom.',
      'Give the full postcode of the venue, for example SE1 9RT.',
    );
  }
  return '';
}

function readEmail(row: FileRow, problems: RowProblems): string | null {
  const typed = cellOf(row, 'EMAIL');
  if (typed === '') return null;
  if (typed.length <= 254 && /^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/.test(typed)) return typed;
  return problems.add(
    'EMAIL',
    'email-not-valid',
    'This is not an email address.',
    'Give one address such as courses@college.ac.uk, or leave the cell blank.',
  );
}

/**
 * A telephone number of 10 or 11 digits. A spreadsheet drops the 0 at the front of a number, so a number
 * without it gets one, as in the Course Directory itself; 44 and ten digits get their +.
 */
function readPhone(row: FileRow, problems: RowProblems): string | null {
  const typed = singleLine(row, 'PHONE');
  if (typed === '') return null;
  const complete = /^[0+(]/.test(typed) ? typed : /^44\d{10}$/.test(typed) ? `+${typed}` : `0${typed}`;
  const digits = complete.replace(/^\+44\s?(\(0\))?/, '0').replace(/[\s()-]/g, '');
  if (/^0\d{9,10}$/.test(digits)) return complete;
  return problems.add(
    'PHONE',
    'phone-not-valid',
    'This is not a telephone number of the United Kingdom.',
    'Give 10 or 11 digits beginning with 0, or leave the cell blank.',
  );
}

/**
 * The problems of rows whose reference or name an earlier row of the same file already has: within one
 * provider both must be unique, or a course could not say which venue it means.
 */
export function repeatedVenues(
  venues: Iterable<{ readonly rowNumber: number; readonly venue: VenueEntry }>,
): ReadonlyMap<number, readonly RowError[]> {
  const references = new Map<string, number>();
  const names = new Map<string, number>();
  const repeats = new Map<number, RowError[]>();
  for (const { rowNumber, venue } of venues) {
    const errors = [
      repeatOf(references, venue.reference, rowNumber, 'YOUR_VENUE_REFERENCE', 'reference'),
      repeatOf(names, venue.name, rowNumber, 'VENUE_NAME', 'name'),
    ].filter((error) => error !== null);
    if (errors.length > 0) repeats.set(rowNumber, errors);
  }
  return repeats;
}

function repeatOf(seen: Map<string, number>, typed: string, rowNumber: number, column: string, word: string): RowError | null {
  const key = foldName(typed);
  const first = seen.get(key);
  if (first === undefined) {
    seen.set(key, rowNumber);
    return null;
  }
  return {
    column,
    code: `venue-${word}-repeated`,
    reason: `Row ${first} has the same venue ${word}.`,
    fix: `Give each venue its own ${word}, or take one of the two rows out.`,
  };
}
