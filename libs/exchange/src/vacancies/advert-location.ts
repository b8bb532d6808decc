import { readPostcode } from '#lib/kernel';
import type { VacancyLocation } from './vacancy-entry.js';

/** First half of a postcode: one or two letters, a digit, and perhaps one more digit or letter. */
const OUTWARD = /^[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJ-NP-Z]?$/;

/** Up to five signs, a space or none, a digit and two letters, at the end of an address. */
const POSTCODE_AT_END = /(?:^|[\s,])([A-Z]{1,2}\d[\dA-Z]?\s*\d[A-Z]{2})$/i;
const OUTWARD_AT_END = /(?:^|[\s,])([A-Z]{1,2}\d[\dA-Z]?)$/i;

/**
 * A place of work from an address and a postcode that stand apart. A postcode that is only a first half is
 * kept as such: the position is then unknown, and a search by area still works.
 */
export function locationOf(address: string, postcode: string): VacancyLocation {
  const whole = readPostcode(postcode);
  if (whole?.system === 'geographic') return { address, postcode: whole.display, outward: whole.outward };
  const outward = postcode.trim().toUpperCase();
  return { address, postcode: null, outward: OUTWARD.test(outward) ? outward : null };
}

/** A place of work from one line such as 'Town, POSTCODE', 'Hospital, Town, SW17' or 'Town' alone. */
export function readLocationLine(line: string): VacancyLocation {
  const text = line.replace(/\s+/g, ' ').trim();
  const found = POSTCODE_AT_END.exec(text) ?? OUTWARD_AT_END.exec(text);
  const location = locationOf('', found?.[1] ?? '');
  const isPostcode = location.outward !== null && found !== null;
  const address = (isPostcode ? text.slice(0, found.index) : text).replace(/[\s,]+$/, '');
  return { ...location, address };
}

/** True for a line that names no place because the work can be done from, or is offered, anywhere. */
export function isAnywhere(line: string): boolean {
  return /^(?:nation(?:al|wide)|uk[\s-]?wide|anywhere|remote(?:[\s-](?:working|role|based))?|home[\s-]?(?:based|working)|work(?:ing)? from home)$/i.test(
    line.trim(),
  );
}
