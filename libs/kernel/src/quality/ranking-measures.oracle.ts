/**
 * Cumulated gain as Järvelin and Kekäläinen define it, step by step, for any gain and discount; with logs of the
 * language, so right to some 15 digits and not to the last.
 */
export function cumulatedGain(grades: readonly number[], gainOf: (grade: number) => number, discountOf: (place: number) => number): number[] {
  let sum = 0;
  return grades.map((grade, index) => (sum += gainOf(grade) / discountOf(index + 1)));
}

/** What the paper uses in its examples: the grade itself, and no discount before the place that is the log's base. */
export const AS_IN_THE_PAPER = [(grade: number) => grade, (place: number) => Math.max(1, Math.log2(place))] as const;

/** What is used here. */
export const AS_USED_HERE = [(grade: number) => 2 ** grade - 1, (place: number) => Math.log2(place + 1)] as const;

/** NDCG at k over every order of the ideal list there is: the ideal is the best that any order reaches. */
export function ndcgBySearch(k: number, ranked: readonly number[], graded: readonly number[]): number | null {
  const gainOf = (grades: readonly number[]): number => cumulatedGain(grades.slice(0, k), ...AS_USED_HERE).at(-1) ?? 0;
  const ideal = Math.max(...ordersOf(graded).map(gainOf));
  return ideal === 0 ? null : gainOf(ranked) / ideal;
}

function ordersOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => ordersOf(items.filter((_, index) => index !== at)).map((rest) => [item, ...rest]));
}
