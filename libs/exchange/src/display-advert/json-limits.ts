import { DomainError } from '#lib/platform';

/** An advert of the feed is six deep. */
const DEPTH_LIMIT = 32;

/** Objects and lists in 50 MB of real adverts stay under a quarter of a million. */
const PARTS_LIMIT = 1_000_000;

/**
 * Looks over JSON text before it is parsed: a small file can be nested so deep, or hold so many empty
 * objects, that the parsed form fills the memory. Throws a DomainError exchange/json-not-safe.
 */
export function refuseUnsafeJson(text: string): void {
  let depth = 0;
  let parts = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === '{' || sign === '[') {
      depth += 1;
      parts += 1;
      if (depth > DEPTH_LIMIT || parts > PARTS_LIMIT) {
        throw new DomainError(
          'exchange/json-not-safe',
          `The JSON is nested more than ${DEPTH_LIMIT} deep or has more than ${PARTS_LIMIT.toLocaleString('en-GB')} parts, which no answer of the Display Advert API does. Fetch it again, in pages.`,
        );
      }
    } else if (sign === '}' || sign === ']') depth -= 1;
  }
}

/** Where the string that begins here ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
}
