import { stringify } from 'csv-stringify/sync';
import { withFormulaGuard } from './formula-guard.js';
import { ERRORS_HEADING } from './headings.js';
import type { RowError } from './row-error.js';

/** A row to give back: its cells as they stood in the file, and what is wrong with it. */
export interface RowWithErrors {
  readonly typed: readonly string[];
  readonly errors: readonly RowError[];
}

/**
 * The partner's own file as CSV text, piece by piece, with a last column ERRORS that says what is wrong with
 * each row and what to do. To be saved as UTF-8: it begins with a byte order mark, by which Excel knows that.
 *
 * Safe to open in a spreadsheet (see withFormulaGuard), and safe to send back as it is: the reader leaves the
 * ERRORS column out and takes the apostrophes off. A row with too few values is filled up with blank ones. In
 * a row with too many, ERRORS stands under its heading and the rest follows after it, so that nothing is lost.
 */
export async function* writeFileWithErrors(headings: readonly string[], rows: AsyncIterable<RowWithErrors>): AsyncGenerator<string> {
  yield `\ufeff${line([...headings, ERRORS_HEADING])}`;
  for await (const { typed, errors } of rows) {
    const named = headings.map((_, at) => typed[at] ?? '');
    yield line([...named, errorsCell(errors), ...typed.slice(headings.length)]);
  }
}

function errorsCell(errors: readonly RowError[]): string {
  return errors.map(({ column, reason, fix }) => `${column === '' ? '' : `${column}: `}${reason} ${fix}`).join(' | ');
}

function line(cells: readonly string[]): string {
  return stringify([cells.map(withFormulaGuard)], {
    record_delimiter: 'windows',
    quote_record_delimiter: true,
    // Spaces at the ends of a value are kept only inside quotation marks.
    quoted_match: /^\s|\s$/,
  });
}
