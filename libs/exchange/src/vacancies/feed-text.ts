import { TextDecoder } from 'node:util';
import { DomainError } from '#lib/platform';

/** 50 MB: some hundred pages of either feed. More than that is not one feed. */
export const FEED_LIMIT_BYTES = 50 * 1024 * 1024;

/** The kind of text that a feed is made of. */
export type FeedFormat = 'JSON' | 'XML';

/** Bytes that are looked at before anything is decoded: enough for a byte order mark and an XML declaration. */
const HEAD_BYTES = 256;

/**
 * Decodes the bytes of a feed piece by piece, after making sure that they are a feed at all. Accepts UTF-8,
 * UTF-16 (with a byte order mark, or recognised by its first sign) and, for XML, the encoding that it
 * declares. No piece is empty and the byte order mark is gone.
 *
 * Throws a DomainError: exchange/empty-file, exchange/file-too-large, exchange/not-json or not-xml (another
 * kind of file), exchange/encoding-unknown, exchange/encoding-damaged.
 */
export async function* feedText(bytes: AsyncIterable<Uint8Array>, format: FeedFormat): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let head: Uint8Array = new Uint8Array(0);
  let opening = '';
  let isOpen = false;
  let total = 0;
  for await (const piece of bytes) {
    total += piece.length;
    if (total > FEED_LIMIT_BYTES) {
      throw new DomainError(
        'exchange/file-too-large',
        `The file is larger than ${FEED_LIMIT_BYTES / 1024 / 1024} MB, which no ${format} feed should be. Send it in pages.`,
      );
    }
    let fresh = piece;
    if (!decoder) {
      head = Buffer.concat([head, piece]);
      if (head.length < HEAD_BYTES) continue;
      decoder = decoderFor(head, format);
      fresh = head;
    }
    opening += decode(decoder, format, fresh);
    isOpen ||= opensAs(opening, format);
    if (isOpen && opening !== '') {
      yield opening;
      opening = '';
    }
  }
  const rest = decoder ? '' : decode((decoder = decoderFor(head, format)), format, head);
  opening += rest + decode(decoder, format);
  if (!isOpen && !opensAs(opening, format)) {
    throw new DomainError('exchange/empty-file', `The file is empty. ${format} with adverts was expected.`);
  }
  if (opening !== '') yield opening;
}

function decode(decoder: TextDecoder, format: FeedFormat, bytes?: Uint8Array): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (error) {
    if (codeOf(error) !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new DomainError(
      'exchange/encoding-damaged',
      `The ${format} file is not ${decoder.encoding.toUpperCase()} text all through: it is damaged, was cut off, or does not say in which encoding it is. Fetch it again, or save it as UTF-8.`,
    );
  }
}

/** The code that Node gives its errors. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** The two first bytes of the formats that are sent by mistake. */
const OTHER_FORMATS: readonly (readonly [first: number, second: number, name: string])[] = [
  [0x50, 0x4b, 'an Excel workbook or a zip file'],
  [0x1f, 0x8b, 'a compressed (gzip) file'],
  [0x25, 0x50, 'a PDF'],
];

function decoderFor(head: Uint8Array, format: FeedFormat): TextDecoder {
  const [first, second] = head;
  for (const [one, two, name] of OTHER_FORMATS) if (first === one && second === two) throw wrongKind(name, format);
  const isFatal = { fatal: true };
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return new TextDecoder('utf-16le', isFatal);
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return new TextDecoder('utf-16be', isFatal);
  const declared = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(Buffer.from(head).toString('latin1'))?.[1];
  // A declaration of UTF-16 that can be read a byte at a time is wrong; programs that build XML in memory leave it there.
  if (format === 'JSON' || declared === undefined || /^utf-?16/i.test(declared)) return new TextDecoder('utf-8', isFatal);
  try {
    return new TextDecoder(declared, isFatal);
  } catch (error) {
    if (codeOf(error) !== 'ERR_ENCODING_NOT_SUPPORTED') throw error;
    throw new DomainError(
      'exchange/encoding-unknown',
      'The XML says that it is in an encoding that is not known here. Save it as UTF-8.',
    );
  }
}

/** False as long as nothing but white space has come. Throws when the text begins as another kind of file does. */
function opensAs(text: string, format: FeedFormat): boolean {
  const start = text.trimStart().slice(0, 64);
  if (start === '') return false;
  if (/^<(!doctype\s+html|html)/i.test(start)) throw wrongKind('a web page (HTML), perhaps an error page or a sign-in page', format);
  const found = start.startsWith('<') ? 'XML' : /^[[{]/.test(start) ? 'JSON' : null;
  if (found === format) return true;
  throw wrongKind(found ?? 'plain text or a CSV file', format);
}

function wrongKind(found: string, format: FeedFormat): DomainError {
  return new DomainError(
    format === 'JSON' ? 'exchange/not-json' : 'exchange/not-xml',
    `This is ${found}; ${format} with adverts was expected. Send the answer of the feed as it is.`,
  );
}
