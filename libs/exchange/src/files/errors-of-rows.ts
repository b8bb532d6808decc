import { stringify } from 'csv-stringify/sync';
import type { FileRow, RowError } from './row-error.js';
import type { RowWithErrors } from './file-with-errors.js';

/** What is wrong with the row of a number. */
export interface ErrorsOfRow {
  readonly rowNumber: number;
  readonly errors: readonly RowError[];
}

/** Every row of a file with what is wrong with it. Both are in the order of row numbers. */
export async function* joinErrors(rows: AsyncIterable<FileRow>, noted: AsyncIterable<ErrorsOfRow>): AsyncGenerator<RowWithErrors> {
  const waiting = noted[Symbol.asyncIterator]();
  let next = await waiting.next();
  for await (const row of rows) {
    while (next.done !== true && next.value.rowNumber < row.rowNumber) next = await waiting.next();
    const isHere = next.done !== true && next.value.rowNumber === row.rowNumber;
    yield { typed: row.typed, errors: isHere ? next.value.errors : [] };
  }
}

/** For a feed, which is not a table: one line a problem. */
export async function* tableOfErrors(noted: AsyncIterable<ErrorsOfRow>): AsyncGenerator<string> {
  yield `\ufeff${stringify([['ADVERT', 'WHERE', 'WHAT_IS_WRONG', 'WHAT_TO_DO']], { record_delimiter: 'windows' })}`;
  for await (const { rowNumber, errors } of noted) {
    yield stringify(errors.map(({ column, reason, fix }) => [rowNumber, column, reason, fix]), { record_delimiter: 'windows' });
  }
}
