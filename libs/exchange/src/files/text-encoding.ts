import { isUtf8 } from 'node:buffer';
import { DomainError } from '#lib/platform';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Large pieces are worked through in slices of this size, so that no step holds much at once. */
const SLICE_BYTES = 65_536;

/** What Windows-1252 has at 0x80 to 0x9F, where Latin-1 has control signs; '\0' where it has nothing. */
const WINDOWS_1252_C1 =
  '\u20ac\0\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\0\u017d\0' +
  '\0\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\0\u017e\u0178';

/**
 * Turns the bytes of a file into UTF-8 without a byte order mark, piece by piece, whatever the encoding.
 *
 * With a byte order mark the encoding is what it says. Without one a file is UTF-8, and every byte that
 * cannot be UTF-8 is read as Windows-1252, what Excel in this country writes for 'CSV'. The choice is made a
 * sign at a time and not once for the file: it then depends neither on how the bytes arrive nor on one
 * damaged letter, and a file pasted together from two encodings comes out right. (Text in Windows-1252 that
 * happens to be valid UTF-8, such as 'Ã' before '©', is not found in real names and addresses.)
 *
 * Throws a DomainError for bytes that are not text.
 */
export class TextDecoding {
  encoding: TextEncoding = 'utf-8';

  /** @param head the first bytes of the file, at least three unless the file is shorter */
  constructor(head: Buffer) {
    if (head[0] === 0xff && head[1] === 0xfe) this.encoding = 'utf-16le';
    if (head[0] === 0xfe && head[1] === 0xff) this.encoding = 'utf-16be';
  }

  /** The file as UTF-8. Each piece ends at the end of a sign and has at most a few slices. */
  async *toUtf8(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const pieces = this.encoding.startsWith('utf-16') ? this.fromUtf16(source) : this.fromBytes(source);
    let isStart = true;
    for await (const piece of pieces) {
      const hasMark = isStart && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
      isStart = false;
      if (piece.includes(0)) throw binaryFile();
      yield hasMark ? piece.subarray(3) : piece;
    }
  }

  private async *fromUtf16(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const decoder = new TextDecoder(this.encoding, { fatal: true, ignoreBOM: true });
    for await (const slice of slicesOf(source)) {
      const text = decodeUtf16(() => decoder.decode(slice, { stream: true }));
      if (text !== '') yield Buffer.from(text);
    }
    decodeUtf16(() => decoder.decode());
  }

  private async *fromBytes(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let held: Buffer = Buffer.alloc(0);
    let isStart = true;
    for await (const slice of slicesOf(source)) {
      const bytes = held.length === 0 ? slice : Buffer.concat([held, slice]);
      // Three bytes at the start, so that a byte order mark is never split over two pieces.
      const end = isStart && bytes.length < 3 ? 0 : endOfWholeSigns(bytes);
      held = bytes.subarray(end);
      if (end === 0) continue;
      isStart = false;
      yield this.asUtf8(bytes.subarray(0, end));
    }
    if (held.length > 0) yield this.asUtf8(held);
  }

  private asUtf8(bytes: Buffer): Buffer {
    if (isUtf8(bytes)) return bytes;
    if (bytes.includes(0)) throw binaryFile();
    this.encoding = 'windows-1252';
    const parts: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < bytes.length; ) {
      const length = lengthOfSign(bytes, at);
      if (length === 0) {
        parts.push(bytes.subarray(start, at), Buffer.from(windows1252(bytes[at] ?? 0)));
        start = at + 1;
      }
      at += Math.max(length, 1);
    }
    parts.push(bytes.subarray(start));
    return Buffer.concat(parts);
  }
}

function decodeUtf16(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new DomainError(
      'exchange/encoding-damaged',
      'The file begins as UTF-16 text but is not UTF-16 all through: it is damaged or was cut off. Save it again as "CSV UTF-8" and send the whole file.',
    );
  }
}

async function* slicesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    for (let at = 0; at < piece.length; at += SLICE_BYTES) yield piece.subarray(at, at + SLICE_BYTES);
  }
}

/** Where the last whole UTF-8 sign ends: at most three bytes before the end of the buffer. */
function endOfWholeSigns(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return lengthByLead(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function lengthByLead(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/** Bytes of the UTF-8 sign that begins here; 0 when none does (Unicode Standard, table 3-7). */
function lengthOfSign(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lengthByLead(lead);
  if (length < 2) return length;
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

function windows1252(byte: number): string {
  if (byte >= 0xa0) return String.fromCharCode(byte);
  const sign = WINDOWS_1252_C1[byte - 0x80] ?? '\0';
  if (sign !== '\0') return sign;
  throw new DomainError(
    'exchange/encoding-unknown',
    'The file holds letters that are neither UTF-8 nor Windows-1252. Open it in the program that made it and save it as "CSV UTF-8".',
  );
}

function binaryFile(): DomainError {
  return new DomainError(
    'exchange/not-text',
    'The file is not plain text: it holds zero bytes. A CSV file was expected. Open it in the program that made it and save it as "CSV UTF-8"; if it is a CSV already, it was damaged on the way, so send it again.',
  );
}
