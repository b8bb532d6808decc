import { pipeline } from 'node:stream';
import { DomainError } from '#lib/platform';
import { parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import type { SourceFile } from './source-file.js';

/** Data rows that follow each other. The heading row is row 1, so the file's first data row is row 2. */
export interface RecordBatch {
  readonly firstRow: number;
  readonly records: readonly (readonly string[])[];
}

/** Far beyond any real row: what is longer has a quotation mark that was never closed, or is no CSV. */
const LONGEST_ROW = 1_000_000;
const HEAD_BYTES = 65_536;
const CSV = { bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST_ROW } as const;

/** The cells of the heading row. Refuses what is empty or not text with a sentence that says what it is. */
export async function headingsOf(file: SourceFile): Promise<string[]> {
  const head = await headOf(file);
  if (head[0] === 0xff || head[0] === 0xfe || head.includes(0)) {
    throw new DomainError('geography/not-text', `${file.name} is not UTF-8 text: it is a workbook, a picture or UTF-16. Save it as "CSV UTF-8 (comma delimited)".`);
  }
  if (head.toString('utf8').replace('\ufeff', '').trim() === '') throw new DomainError('geography/empty-file', `${file.name} is empty. Expected a heading row and data rows.`);
  try {
    const [headings = []] = parseNow(head, { ...CSV, to: 1 });
    return headings;
  } catch (error) {
    throw readingError(file, 1, error);
  }
}

async function headOf(file: SourceFile): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of await file.open(() => undefined)) {
      pieces.push(piece as Buffer);
      length += (piece as Buffer).length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    throw readingError(file, 1, error);
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES);
}

/**
 * The data rows after the first `skip`, in batches of `size` (the last one smaller). Every row has the
 * heading row's number of fields. Throws a coded error that names the row for a file that is cut, damaged or
 * not CSV; what was given out before then must not be used.
 */
export async function* recordBatches(
  file: SourceFile,
  width: number,
  size: number,
  skip: number,
  onBytes: (bytes: number) => void,
): AsyncGenerator<RecordBatch> {
  let row = 0; // of the last record taken; 1 is the heading row
  let records: string[][] = [];
  try {
    const parser = parse(CSV);
    pipeline(await file.open(onBytes), parser, () => undefined); // a failure destroys the parser, and so reaches the loop
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (row === 1 || row - 1 <= skip) continue;
      if (record.length !== width) throw wrongWidth(file, row, record.length, width);
      if (records.push(record) === size) {
        yield { firstRow: row - size + 1, records };
        records = [];
      }
    }
  } catch (error) {
    throw readingError(file, row + 1, error);
  }
  if (records.length > 0) yield { firstRow: row - records.length + 1, records };
}

function wrongWidth(file: SourceFile, row: number, found: number, width: number): DomainError {
  return new DomainError(
    'geography/row-width',
    `Row ${row} of ${file.name} has ${found} fields; the heading row has ${width}. The file was changed or cut short: download it again.`,
  );
}

/** What went wrong beneath, as a sentence. An error that is already coded, or is not about the file, stays as it is. */
function readingError(file: SourceFile, row: number, error: unknown): unknown {
  if (error instanceof DomainError || typeof error !== 'object' || error === null) return error;
  const { code = '', message = '', records } = error as { code?: string; message?: string; records?: number };
  const where = records === undefined ? `${file.name}, at or after row ${row},` : `${file.name}, at row ${records + 1},`; // csv-parse counts for itself
  const cause = { cause: error };
  if (code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED') {
    return new DomainError('geography/row-without-end', `${where} has a row that does not end: a quotation mark was opened and never closed, or the file is not CSV.`, [], cause);
  }
  if (code.startsWith('CSV_')) return new DomainError('geography/not-csv', `${where} is not CSV: a quotation mark stands where none may.`, [], cause);
  if (code === 'Z_BUF_ERROR' || /unexpected end|not enough bytes/i.test(message)) {
    return new DomainError('geography/file-truncated', `${where} breaks off: the file was cut short. Download it again.`, [], cause);
  }
  if (code.startsWith('Z_') || /checksum|too many bytes|invalid|encrypted|compression/i.test(message)) {
    return new DomainError('geography/file-damaged', `${where} cannot be unpacked: the file is damaged or encrypted. Download it again.`, [], cause);
  }
  return error;
}
