import { Readable, pipeline } from 'node:stream';
import { CsvError, parse, type Options, type Parser } from 'csv-parse';
import { DomainError } from '#lib/platform';
import { refuseOtherFormats, refuseOtherText, SIGNATURE_BYTES } from './file-kind.js';
import { withoutFormulaGuard } from './formula-guard.js';
import { countKnown, placeColumns, type ColumnPositions } from './headings.js';
import type { FileRow, RowError } from './row-error.js';
import { foldHeading, type Delimiter, type TabularFile, type TabularLayout } from './tabular-layout.js';
import { TextDecoding } from './text-encoding.js';

/** No row that we read comes near this; a row that does is a quotation mark that was never closed, or an attack. */
const ROW_LIMIT_BYTES = 1_048_576;
const ROW_LIMIT_WORDS = '1 MB';
const OPENING_LIMIT_CHARACTERS = 65_536;

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

const CSV: Options = { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, trim: true, max_record_size: ROW_LIMIT_BYTES };

/**
 * Reads a file of comma-separated values, a row at a time and never the whole of it. It resolves when the
 * heading row has been found to fit the layout. The caller reads `rows` to the end or leaves the loop; either
 * way the source is closed.
 *
 * Understood without a word: any order of columns, UTF-8 with and without a byte order mark, UTF-16 with
 * one, Windows-1252, line ends of any system, also mixed and inside quotation marks, semicolons or tabs
 * between values, blank rows (skipped, but counted in row numbers), an ERRORS column from an earlier answer
 * (left out), and an apostrophe that was put before a formula (taken off). A row with too few or too many
 * values is passed on as `unreadable`.
 *
 * Throws a DomainError 'exchange/…', here or from `rows`, when the file as a whole cannot be read; it says
 * what was expected and never repeats what stands in a cell. Errors of the source itself pass through.
 */
export async function readTabularFile(bytes: AsyncIterable<Buffer> | Readable, layout: TabularLayout): Promise<TabularFile> {
  const source: AsyncIterator<Buffer> = bytes[Symbol.asyncIterator]();
  let records: AsyncIterator<string[]> | undefined;
  try {
    const head = await readAtLeast(SIGNATURE_BYTES, source);
    refuseOtherFormats(head);
    const decoding = new TextDecoding(head);
    const text = decoding.toUtf8(rejoin([head], source));
    const opening = await readOpening(text, layout);
    refuseOtherText(opening.line);
    const delimiter = delimiterOf(opening.line, layout);

    const ending = { isLineBreak: false };
    const parser = parse({ ...CSV, delimiter });
    // An error on either side ends both, and comes out of the parser, where the rows are read.
    pipeline(Readable.from(guardLines(rejoin(opening.pieces, text), parser, ending)), parser, () => undefined);
    records = parser[Symbol.asyncIterator]() as AsyncIterator<string[]>;

    const heading = await nextFilled(records, parser, 0);
    if (heading === null) throw emptyFile(layout);
    const columns = placeColumns(heading.fields, layout);
    return {
      get encoding() {
        return decoding.encoding;
      },
      delimiter,
      headings: without(heading.fields, columns.errors),
      columns: columnsOf(heading.fields, columns),
      rows: readRows(records, parser, heading, columns, ending),
    };
  } catch (error) {
    await records?.return?.();
    await source.return?.();
    throw error;
  }
}

function columnsOf(headings: readonly string[], columns: ColumnPositions): Record<string, string> {
  const inFile = columns.read.filter(([, at]) => at >= 0).toSorted(([, a], [, b]) => a - b);
  return Object.fromEntries(inFile.map(([name, at]) => [name, headings[at] ?? '']));
}

async function readAtLeast(count: number, source: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < count) {
    const next = await source.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* rejoin(read: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* read;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** The first line that is not blank in a spreadsheet, and the pieces that were read to find it. */
async function readOpening(text: AsyncIterator<Buffer>, layout: TabularLayout): Promise<{ line: string; pieces: Buffer[] }> {
  const pieces: Buffer[] = [];
  let line = '';
  for (let length = 0; length <= OPENING_LIMIT_CHARACTERS; ) {
    const next = await text.next();
    if (next.done === true) {
      if (isBlankLine(line)) throw emptyFile(layout);
      return { line, pieces };
    }
    pieces.push(next.value);
    const piece = next.value.toString();
    length += piece.length;
    const parts = piece.split(/[\r\n]/);
    for (const [at, part] of parts.entries()) {
      line += part;
      if (at === parts.length - 1) break;
      if (!isBlankLine(line)) return { line, pieces };
      line = '';
    }
  }
  throw new DomainError(
    'exchange/headings-not-found',
    `No heading row was found at the start of the file. ${expected(layout)}`,
  );
}

function isBlankLine(line: string): boolean {
  return /^[\s,;|"\ufeff]*$/.test(line);
}

/** The sign between the values: the one that gives the most headings we know. Commas when none gives any. */
function delimiterOf(line: string, layout: TabularLayout): Delimiter {
  const isOneValue = /^\s*"[^"]*"\s*$/.test(line);
  const splits = DELIMITERS.map((delimiter) => ({ delimiter, headings: isOneValue ? [line] : line.split(delimiter) }));
  if (splits.every(({ headings }) => headings.length === 1)) refuseOneValue(line, layout);
  return splits
    .map(({ delimiter, headings }) => ({ delimiter, known: countKnown(headings, layout) }))
    .reduce((best, next) => (next.known > best.known ? next : best)).delimiter;
}

function refuseOneValue(line: string, layout: TabularLayout): void {
  const folded = foldHeading(line);
  const named = layout.headings.filter(({ name, mappedTo }) => folded.includes(foldHeading(mappedTo ?? name)));
  if (named.length < 2) return;
  throw new DomainError(
    'exchange/wrong-delimiter',
    `The first row names headings of a ${layout.name} file, but they are not separated by commas${line.includes('|') ? ' but by |' : ''}. ` +
      'Save the file as CSV with a comma between values (a semicolon or a tab is understood too), and without quotation marks round a whole row.',
  );
}

/** Passes the text on, notes how it ends, and stops at a line that is longer than a row may be. */
async function* guardLines(text: AsyncIterable<Buffer>, parser: Parser, ending: FileEnding): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const piece of text) {
    const lastBreak = Math.max(piece.lastIndexOf(0x0a), piece.lastIndexOf(0x0d));
    length = lastBreak < 0 ? length + piece.length : piece.length - lastBreak - 1;
    // The parser counts only what values hold, so that a row of nothing but commas would pass it by.
    if (length > ROW_LIMIT_BYTES) throw rowTooLong(rowBeingRead(parser));
    ending.isLineBreak = length === 0;
    yield piece;
  }
}

/** How the file ends, known once its bytes have been read. */
interface FileEnding {
  isLineBreak: boolean;
}

interface FilledRow {
  readonly rowNumber: number;
  readonly fields: string[];
}

/** The next row with anything in it, null after the last. */
async function nextFilled(records: AsyncIterator<string[]>, parser: Parser, rowNumber: number): Promise<FilledRow | null> {
  try {
    for (let number = rowNumber + 1; ; number += 1) {
      const next = await records.next();
      if (next.done === true) return null;
      const fields = next.value.map(withoutFormulaGuard);
      if (fields.some((field) => field !== '' && field.trim() !== '')) return { rowNumber: number, fields };
    }
  } catch (error) {
    throw error instanceof CsvError ? csvProblem(error, parser) : error;
  }
}

async function* readRows(
  records: AsyncIterator<string[]>,
  parser: Parser,
  heading: FilledRow,
  columns: ColumnPositions,
  ending: FileEnding,
): AsyncGenerator<FileRow> {
  try {
    let row = await nextFilled(records, parser, heading.rowNumber);
    while (row !== null) {
      const next: FilledRow | null = await nextFilled(records, parser, row.rowNumber);
      const isLast = next === null && parser.info.records === row.rowNumber;
      if (isLast && row.fields.length < columns.fewest && !ending.isLineBreak) throw cutOff(row, columns);
      yield fileRow(row, heading.fields.length, columns);
      row = next;
    }
  } finally {
    await records.return?.();
  }
}

function fileRow({ rowNumber, fields }: FilledRow, width: number, columns: ColumnPositions): FileRow {
  const cells: Record<string, string> = {};
  for (const [name, at] of columns.read) cells[name] = at < 0 ? '' : (fields[at] ?? '').trim();
  const unreadable = misshapen(fields, width, columns);
  const typed = unreadable === null ? fields.slice(0, width) : fields;
  return { rowNumber, cells, typed: without(typed, columns.errors), unreadable };
}

function misshapen(fields: readonly string[], width: number, columns: ColumnPositions): RowError | null {
  if (fields.length < columns.fewest) {
    return wholeRow(
      'too-few-values',
      `The row has ${fields.length} of the ${columns.fewest} values that the heading row asks for.`,
      'Put a comma for each value that is blank, or save the file again from a spreadsheet.',
    );
  }
  if (fields.some((field, at) => at >= width && field !== '')) {
    return wholeRow(
      'too-many-values',
      `The row has more values than the ${width} columns of the heading row.`,
      'Put quotation marks round a value that has a comma in it, or save the file again from a spreadsheet.',
    );
  }
  if (columns.unnamed.some((at) => (fields[at] ?? '') !== '')) {
    return wholeRow('value-without-heading', 'The row has a value in a column without a heading.', 'Give that column a heading or empty it.');
  }
  return null;
}

function wholeRow(code: string, reason: string, fix: string): RowError {
  return { column: '', code, reason, fix };
}

function without<T>(values: readonly T[], position: number): readonly T[] {
  return position < 0 || position >= values.length ? values : values.toSpliced(position, 1);
}

function rowBeingRead(parser: Parser): number {
  return parser.info.records + 1;
}

/** The parser's own messages quote what stands in the cell, so nothing of them is passed on. */
function csvProblem(error: CsvError, parser: Parser): DomainError {
  const row = rowBeingRead(parser);
  if (error.code === 'CSV_MAX_RECORD_SIZE') return rowTooLong(row);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new DomainError(
      'exchange/quote-not-closed',
      `A quotation mark that opens in row ${row} is never closed, so that the rest of the file cannot be told apart. Close it, or send the whole file again if it was cut off.`,
    );
  }
  return new DomainError(
    'exchange/quote-misplaced',
    `Row ${row} has a quotation mark in the middle of a value, or one that opens there is closed too late. Put quotation marks round the whole value and write each one inside it twice, or save the file again from a spreadsheet.`,
  );
}

function rowTooLong(row: number): DomainError {
  return new DomainError(
    'exchange/row-too-long',
    `Row ${row} is longer than ${ROW_LIMIT_WORDS}, the most that a row may have. Most often a quotation mark opens there and is never closed; otherwise shorten its longest value.`,
  );
}

function cutOff(row: FilledRow, columns: ColumnPositions): DomainError {
  return new DomainError(
    'exchange/file-cut-off',
    `The file stops in the middle of row ${row.rowNumber}, after ${row.fields.length} of ${columns.fewest} values and without an end of line. It was probably cut off while it was saved or sent: send the whole file again.`,
  );
}

function emptyFile(layout: TabularLayout): DomainError {
  return new DomainError('exchange/empty-file', `The file is empty. ${expected(layout)}`);
}

function expected(layout: TabularLayout): string {
  return `A ${layout.name} file was expected: CSV, with its headings in the first row and a row for each entry below.`;
}
