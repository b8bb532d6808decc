import { pipeline } from 'node:stream/promises';
import { DomainError } from '#lib/platform';
import type { Token } from 'stream-json/parser.js';
import verifier from 'stream-json/utils/verifier.js';
import withParser from 'stream-json/utils/with-parser.js';

/** A text, a number or white space is held, or passed over, until its end has come. No table of numbers needs more. */
const LONGEST = 65_536;

/** One token for each name, text and number. A number is the text of it, as it is written. */
const WHOLE_VALUES = { packValues: true, streamValues: false };

/**
 * Reads a JSON text (UTF-8, a byte order mark or none) piece by piece and gives its tokens as they come, so that a table of
 * millions of numbers never lies in memory as text or as objects. `take` is called within the parser: to await each of a
 * hundred million tokens takes about twice as long.
 *
 * Takes the texts that JSON.parse takes, and two that it does not: other white space, as a no-break space, and bytes that
 * are no UTF-8 within a text, as U+FFFD.
 *
 * The parser of the library says what is wrong, but not where. Its verifier does, and takes as long as the parser, so it
 * reads only what has failed: `again` gives the bytes a second time, or is null where they come once only.
 *
 * Throws a DomainError: exchange/empty-file, exchange/json-not-safe and exchange/json-damaged, with line and character, or
 * with the byte before which the fault is; and whatever `take` and `bytes` throw.
 */
export async function readJson(bytes: AsyncIterable<Uint8Array>, take: (token: Token) => void, again: (() => AsyncIterable<Uint8Array>) | null = null): Promise<void> {
  let length = 0;
  let sinceToken = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      if (sinceToken > LONGEST) throw new DomainError('exchange/json-not-safe', `A single value, or white space, of more than ${LONGEST.toLocaleString('en-GB')} bytes stands before byte ${length}. Nothing that long is expected.`);
      length += piece.length;
      sinceToken += piece.length;
      yield piece;
    }
    if (length === 0) throw new DomainError('exchange/empty-file', 'The file is empty. An instance was expected, as JSON.');
  }
  const takeToken = (token: Token): void => {
    sinceToken = 0;
    take(token);
  };
  try {
    await pipeline(pieces, withParser.asStream(() => takeToken, WHOLE_VALUES).resume()); // nothing comes out, but has to be seen to end
  } catch (error) {
    const fault = error instanceof Error ? /^Parser (?:cannot parse input:|has) (?<fault>.+)$/.exec(error.message)?.groups?.['fault'] : undefined;
    if (fault === undefined) throw error;
    const place = (again === null ? null : await placeOfFault(again())) ?? `before byte ${length}`;
    throw new DomainError('exchange/json-damaged', `The file is not JSON to its end: ${fault}, ${place}. Write it again with a JSON library and send the whole of it.`, [], { cause: error });
  }
}

/** Null where the bytes are no longer those that failed. */
async function placeOfFault(bytes: AsyncIterable<Uint8Array>): Promise<string | null> {
  try {
    await pipeline(bytes, verifier.asStream().resume());
    return null;
  } catch (error) {
    if (!(error instanceof Error && 'line' in error && 'pos' in error)) throw error;
    return `at line ${Number(error.line)}, character ${Number(error.pos)}`;
  }
}
