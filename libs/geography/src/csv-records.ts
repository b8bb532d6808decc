import { DomainError } from '#lib/platform';
import type { SourceFile } from './source-file.js';
import { CsvFault, CsvSplitter } from './split-csv.js';

/** Enough for any heading row. */
const HEAD_BYTES = 65_536;

/** The cells of the heading row. Refuses what is empty or not text with a sentence that says what it is. */
export async function headingsOf(file: SourceFile): Promise<string[]> {
  const head = await headOf(file);
  if (head[0] === 0xff || head[0] === 0xfe || head.includes(0)) {
    throw new DomainError('geography/not-text', `${file.name} is not UTF-8 text: it is a workbook, a picture or UTF-16. Save it as "CSV UTF-8 (comma delimited)".`);
  }
  const text = new TextDecoder().decode(head);
  if (text.trim() === '') throw new DomainError('geography/empty-file', `${file.name} is empty. Expected a heading row and data rows.`);
  const splitter = new CsvSplitter();
  try {
    const [headings] = splitter.push(text);
    const [whole] = headings === undefined ? splitter.end() : [headings];
    return whole ?? [];
  } catch (error) {
    throw readingError(file, 1, error);
  }
}

async function headOf(file: SourceFile): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of await file.open(() => undefined)) {
      pieces.push(piece);
      length += piece.length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    throw readingError(file, 1, error);
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES);
}

/** A data row. The heading row is row 1, so the file's first data row is row 2. */
export interface NumberedRecord {
  readonly row: number;
  readonly cells: readonly string[];
}

/**
 * The data rows after the first `skip`, as many at a time as a piece of the file completes. Every row has the
 * heading row's number of cells, `width`. Throws a coded error that names the row for a file that is cut,
 * damaged or not CSV; what was given out before then must not be used.
 */
export async function* dataRows(file: SourceFile, width: number, skip: number, onBytes: (bytes: number) => void): AsyncGenerator<Iterable<NumberedRecord>> {
  const decoder = new TextDecoder();
  const splitter = new CsvSplitter();
  let row = 0; // of the last record taken; 1 is the heading row
  const numbered = function* (records: Iterable<string[]>): Generator<NumberedRecord> {
    try {
      for (const cells of records) {
        row += 1;
        if (row === 1 || row - 1 <= skip) continue;
        if (cells.length !== width) throw wrongWidth(file, row, cells.length, width);
        yield { row, cells };
      }
    } catch (error) {
      throw readingError(file, row + 1, error);
    }
  };
  try {
    for await (const piece of await file.open(onBytes)) yield numbered(splitter.push(decoder.decode(piece, { stream: true })));
  } catch (error) {
    throw readingError(file, row + 1, error);
  }
  yield numbered(splitter.push(decoder.decode()));
  yield numbered(splitter.end());
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
  const cause = { cause: error };
  if (error instanceof CsvFault) {
    return error.kind === 'without-end'
      ? new DomainError('geography/row-without-end', `Row ${error.record} of ${file.name} does not end: a quotation mark was opened and never closed, or the file is not CSV.`, [], cause)
      : new DomainError('geography/not-csv', `Row ${error.record} of ${file.name} is not CSV: a quotation mark stands where none may.`, [], cause);
  }
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'Z_BUF_ERROR' || /unexpected end|not enough bytes/i.test(message)) {
    return new DomainError('geography/file-truncated', `${file.name} breaks off at or after row ${row}: the file was cut short. Download it again.`, [], cause);
  }
  if (code.startsWith('Z_') || /checksum|too many bytes|invalid|encrypted|compression/i.test(message)) {
    return new DomainError('geography/file-damaged', `${file.name} cannot be unpacked at or after row ${row}: it is damaged or encrypted. Download it again.`, [], cause);
  }
  return error;
}
