import type { AdvertReading } from './vacancy-entry.js';

/**
 * The readings with every advert rejected whose reference an earlier accepted advert of the same feed has:
 * the first stands. `column` names where the reference is, for the error.
 */
export function rejectRepeats(adverts: readonly AdvertReading[], column: (rowNumber: number) => string): AdvertReading[] {
  const rowOf = new Map<string, number>();
  return adverts.map(({ rowNumber, reading }) => {
    if (!reading.ok) return { rowNumber, reading };
    const first = rowOf.get(reading.value.reference);
    if (first === undefined) {
      rowOf.set(reading.value.reference, rowNumber);
      return { rowNumber, reading };
    }
    const error = {
      column: column(rowNumber),
      code: 'reference-repeated',
      reason: `Advert ${first} of the same feed has the same reference; that one was taken.`,
      fix: 'Nothing needs to be done when the two are the same. Otherwise ask the feed for one advert a reference.',
    };
    return { rowNumber, reading: { ok: false, errors: [error] } };
  });
}
