import { TopList } from './top-list.js';

/**
 * The best few for each of many, without an object a match. Row r has its matches at r × limit and on, best first; what
 * it has fewer of is -1. A rank is score × LOTTERY_RANGE + lottery number.
 */
export interface PackedMatches {
  readonly limit: number;
  /** For each row how many no hard rule excludes, also beyond the limit. */
  readonly eligibleCounts: Int32Array;
  /** rows × limit: indexes of the other side. */
  readonly indexes: Int32Array;
  /** rows × limit; meaningless where the index is -1. */
  readonly ranks: Float64Array;
}

/** Rows without a match. */
export function emptyMatches(rows: number, limit: number): PackedMatches {
  return { limit, eligibleCounts: new Int32Array(rows), indexes: new Int32Array(rows * limit).fill(-1), ranks: new Float64Array(rows * limit) };
}

/** What one part of a run found, and how many of the other side come before its first. */
export interface MatchesOfPart {
  readonly matches: PackedMatches;
  readonly firstIndex: number;
}

/**
 * Joins what parts found for the same rows, each among others of the other side: the best of all by rank, equal ranks by
 * index. Parts come in the order of their first indexes, all with the limit of the result.
 */
export function joinMatches(parts: readonly MatchesOfPart[], rows: number, limit: number): PackedMatches {
  const joined = emptyMatches(rows, limit);
  const best = new TopList(limit);
  for (let row = 0; row < rows; row += 1) {
    best.clear();
    for (const { matches, firstIndex } of parts) {
      joined.eligibleCounts[row]! += matches.eligibleCounts[row]!;
      for (let at = row * limit; at < (row + 1) * limit && matches.indexes[at] !== -1; at += 1) best.offer(firstIndex + matches.indexes[at]!, matches.ranks[at]!);
    }
    best.writeTo(joined.indexes, joined.ranks, row * limit);
  }
  return joined;
}
