/** Objects and lists within each other; the deepest body of the API has five. */
const MOST_LEVELS = 32;

// Signs of JSON, all in ASCII.
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Thrown before a body is parsed; the filter answers as to any body that cannot be read. */
class TooDeep extends Error {
  readonly status = 400;
}

/**
 * Throws for JSON that is nested deeper than any body here: whoever walks it later, the validator above all, goes one
 * call deeper for each level, and a body of brackets would end the request with an error of ours. For body-parser's `verify`.
 */
export function refuseDeepJson(_request: unknown, _response: unknown, body: Buffer): void {
  let levels = 0;
  let isText = false;
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at]!;
    if (isText) {
      if (sign === BACKSLASH) at += 1;
      else if (sign === QUOTE) isText = false;
    } else if (sign === QUOTE) isText = true;
    else if (sign === OPEN_LIST || sign === OPEN_OBJECT) levels += 1;
    else if (sign === CLOSE_LIST || sign === CLOSE_OBJECT) levels -= 1;
    if (levels > MOST_LEVELS) throw new TooDeep('JSON is nested too deep');
  }
}
