/**
 * One thing wrong with one cell, or with a whole row (column ''). Never holds the cell's value: these
 * are stored, logged and mailed, and a cell may be personal.
 */
export interface RowError {
  /** Heading of the column as the partner's own file spells it; '' for the row as a whole. */
  readonly column: string;
  /** Stable, for machines: 'date-not-real'. */
  readonly code: string;
  /** What is wrong and what was expected, one sentence. */
  readonly reason: string;
  /** What to do about it, one sentence in the imperative. */
  readonly fix: string;
}

/** What a row rule answers: the value to store, or everything that is wrong with the row. */
export type RowReading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly RowError[] };

/** One data row of a partner's file. The heading row is row 1, so the first data row is row 2. */
export interface FileRow {
  readonly rowNumber: number;
  /** Trimmed cells by canonical heading (an alias is already resolved); a column the file lacks is ''. */
  readonly cells: Readonly<Record<string, string>>;
  /** The row's cells as they stand in the file, in file order, for giving the file back. */
  readonly typed: readonly string[];
  /** Set when the row itself cannot be read (too few or too many fields): rules are not run on it. */
  readonly unreadable: RowError | null;
}
