/**
 * A page of rows that were read in the order of a key, one more than the page holds: that one tells whether there is a next.
 *
 * @param placeOf what a reader gives back to go on after a row
 * @returns the rows of the page, and the place of the last of them; null on the last page
 */
export function pageOf<Row>(rows: readonly Row[], limit: number, placeOf: (last: Row) => string): { readonly page: Row[]; readonly next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last !== undefined ? placeOf(last) : null };
}
