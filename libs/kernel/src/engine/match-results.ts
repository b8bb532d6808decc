import { LOTTERY_RANGE } from '../matching/tie-break.js';
import { allocateHere, type Allocate } from './allocate.js';
import type { TopRanks } from './top-ranks.js';

/**
 * What was found for a row of slots: 4 + 8 × limit bytes each, so 164 at the usual limit of 20. Lottery numbers are not
 * kept: they follow from the seed and the two ids.
 */
export interface MatchResults {
  readonly limit: number;
  /** Slot of the first row. */
  readonly first: number;
  /** Eligible in all, by row. */
  readonly counts: Int32Array;
  /** Slots of the other side, best first, `limit` a row; the first min(count, limit) are filled. */
  readonly slots: Int32Array;
  readonly scores: Int32Array;
}

/** Room for the results of the slots from `first` to before `end`. */
export function allocateResults(first: number, end: number, limit: number, allocate: Allocate = allocateHere): MatchResults {
  const rows = end - first;
  const numbers = (count: number): Int32Array => new Int32Array(allocate(count * 4));
  return { limit, first, counts: numbers(rows), slots: numbers(rows * limit), scores: numbers(rows * limit) };
}

/** Writes the row of a slot. */
export function writeResult(results: MatchResults, slot: number, count: number, best: TopRanks): void {
  const row = slot - results.first;
  const from = row * results.limit;
  results.counts[row] = count;
  for (let at = 0; at < best.size; at += 1) {
    results.slots[from + at] = best.slots[at]!;
    results.scores[from + at] = Math.floor(best.ranks[at]! / LOTTERY_RANGE);
  }
}
