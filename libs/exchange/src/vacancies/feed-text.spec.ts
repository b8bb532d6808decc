import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DomainError } from '#lib/platform';
import { FEED_LIMIT_BYTES, feedText, type FeedFormat } from './feed-text.js';

async function* piecesOf(bytes: Uint8Array, length = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function textOf(bytes: AsyncIterable<Uint8Array>, format: FeedFormat): Promise<string> {
  let text = '';
  for await (const piece of feedText(bytes, format)) {
    expect(piece).not.toBe('');
    text += piece;
  }
  return text;
}

async function refusalOf(bytes: AsyncIterable<Uint8Array>, format: FeedFormat): Promise<DomainError> {
  return textOf(bytes, format).then(
    () => {
      throw new Error('accepted');
    },
    (error: DomainError) => error,
  );
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{');
  throw new Error('connection lost');
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const XML = '<nhsJobs><title>£12 – naïve</title></nhsJobs>';

describe('the text of a feed', () => {
  it.each<[name: string, format: FeedFormat, bytes: Buffer, text: string]>([
    ['UTF-8', 'XML', Buffer.from(XML), XML],
    ['UTF-8 with a byte order mark', 'XML', Buffer.from(`\ufeff${XML}`), XML],
    ['UTF-8 after white space', 'XML', Buffer.from(`\r\n  ${XML}`), `\r\n  ${XML}`],
    ['UTF-16 LE with a mark', 'XML', Buffer.from(`\ufeff${XML}`, 'utf16le'), XML],
    ['UTF-16 BE with a mark', 'XML', utf16be(`\ufeff${XML}`), XML],
    ['UTF-16 LE without a mark', 'XML', Buffer.from(XML, 'utf16le'), XML],
    ['UTF-16 BE without a mark', 'XML', utf16be(XML), XML],
    [
      'Latin-1 that says so',
      'XML',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>£</a>', 'latin1'),
      '<?xml version="1.0" encoding="ISO-8859-1"?><a>£</a>',
    ],
    ['UTF-8 that calls itself UTF-16', 'XML', Buffer.from('<?xml version="1.0" encoding="utf-16"?><a>£</a>'), '<?xml version="1.0" encoding="utf-16"?><a>£</a>'],
    ['JSON with a byte order mark', 'JSON', Buffer.from('\ufeff{"a":"£"}'), '{"a":"£"}'],
    ['a JSON list', 'JSON', Buffer.from(' [1]'), ' [1]'],
  ])('is read from %s', async (_name, format, bytes, text) => {
    expect(await textOf(piecesOf(bytes), format)).toBe(text);
  });

  it('does not depend on how the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 1, max: 400 }), async (body, length) => {
        const text = `<a>${body}</a>`;
        expect(await textOf(piecesOf(Buffer.from(text), length), 'XML')).toBe(text);
      }),
    );
  });

  it.each<[name: string, format: FeedFormat, bytes: Buffer, code: string, says: RegExp]>([
    ['nothing', 'XML', Buffer.alloc(0), 'exchange/empty-file', /XML with adverts was expected/],
    ['a byte order mark only', 'JSON', Buffer.from('\ufeff'), 'exchange/empty-file', /JSON with adverts was expected/],
    ['white space only', 'XML', Buffer.from(' \n'.repeat(500)), 'exchange/empty-file', /empty/],
    ['a web page', 'XML', Buffer.from('\n<!DOCTYPE html><html>'), 'exchange/not-xml', /web page/],
    ['a web page without a doctype', 'JSON', Buffer.from('<html><body>'), 'exchange/not-json', /web page/],
    ['JSON instead of XML', 'XML', Buffer.from('{"vacancies":[]}'), 'exchange/not-xml', /This is JSON/],
    ['XML instead of JSON', 'JSON', Buffer.from(XML), 'exchange/not-json', /This is XML/],
    ['CSV instead of XML', 'XML', Buffer.from('TITLE,EMPLOYER\r\nPorter,Trust'), 'exchange/not-xml', /CSV/],
    ['CSV instead of JSON', 'JSON', Buffer.from('TITLE,EMPLOYER\r\nPorter,Trust'), 'exchange/not-json', /CSV/],
    ['a zip file', 'XML', Buffer.from('PK\u0003\u0004 and more'), 'exchange/not-xml', /zip/],
    ['a gzip file', 'JSON', Buffer.from([0x1f, 0x8b, 8, 0]), 'exchange/not-json', /gzip/],
    ['a PDF', 'XML', Buffer.from('%PDF-1.7'), 'exchange/not-xml', /PDF/],
    ['Latin-1 that says nothing', 'XML', Buffer.from(XML, 'latin1'), 'exchange/encoding-damaged', /UTF-8/],
    ['a cut inside a letter', 'JSON', Buffer.from('{"a":"£').subarray(0, 7), 'exchange/encoding-damaged', /UTF-8/],
    ['an encoding nobody knows', 'XML', Buffer.from('<?xml version="1.0" encoding="EBCDIC-XX"?><a/>'), 'exchange/encoding-unknown', /UTF-8/],
  ])('is refused when it is %s', async (_name, format, bytes, code, says) => {
    const error = await refusalOf(piecesOf(bytes), format);
    expect(error).toBeInstanceOf(DomainError);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
  });

  it('is refused when it is too large, without reading the rest', async () => {
    const piece = Buffer.alloc(1024 * 1024, 32);
    piece[0] = 0x7b;
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        sent += piece.length;
        yield piece;
      }
    }
    expect((await refusalOf(endless(), 'JSON')).code).toBe('exchange/file-too-large');
    expect(sent).toBeLessThanOrEqual(FEED_LIMIT_BYTES + piece.length);
  });

  it('passes on an error of the source', async () => {
    expect((await refusalOf(broken(), 'JSON')).message).toBe('connection lost');
  });
});
