import type { FileRow, RowError } from './row-error.js';

/** What a rule makes of a cell: a value, or what is wrong. It never repeats the cell, which may be personal. */
export type CellReading<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Omit<RowError, 'column'>);

/** Reads a cell that is not blank. */
export type CellRule<T> = (cell: string) => CellReading<T>;

export function accepted<T>(value: T): CellReading<T> {
  return { ok: true, value };
}

export function refused(code: string, reason: string, fix: string): { readonly ok: false } & Omit<RowError, 'column'> {
  return { ok: false, code, reason, fix };
}

/** The cells of one row, read by rules; everything that is wrong is collected, so that it can be mended in one go. */
export class RowCells {
  private readonly found: RowError[] = [];

  /** @param columns canonical heading to the heading as the partner's file spells it */
  constructor(
    private readonly row: FileRow,
    private readonly columns: Readonly<Record<string, string>>,
  ) {}

  /** Everything that is wrong, in the order of the file's columns. */
  get errors(): readonly RowError[] {
    if (this.found.length < 2) return this.found;
    const order = Object.values(this.columns);
    return this.found.toSorted((a, b) => order.indexOf(a.column) - order.indexOf(b.column));
  }

  /** True when the row has something in this column. */
  isFilled(name: string): boolean {
    return this.text(name) !== '';
  }

  /** The value of a column that may be blank; null when it is, or when it is wrong and an error has been added. */
  read<T>(name: string, rule: CellRule<T>): T | null {
    const cell = this.text(name);
    if (cell === '') return null;
    const reading = rule(cell);
    if (reading.ok) return reading.value;
    this.refuse(name, reading.code, reading.reason, reading.fix);
    return null;
  }

  /** The value of a column that must be filled on every row; null when an error has been added. */
  require<T>(name: string, rule: CellRule<T>): T | null {
    if (!this.isFilled(name)) this.refuse(name, 'value-missing', 'This column must be filled on every row.', 'Fill it on this row.');
    return this.read(name, rule);
  }

  /** Adds an error to a column, told with the file's own heading. */
  refuse(name: string, code: string, reason: string, fix: string): void {
    this.found.push({ column: this.columns[name] ?? name, code, reason, fix });
  }

  private text(name: string): string {
    return this.row.cells[name] ?? '';
  }
}
