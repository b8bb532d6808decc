import type { AllocationProblem } from './allocation-problem.js';
import { problemOf } from './allocation.oracle.js';
import { NOT_ASKED, type FoundPairs, type PairSource } from './pair-source.js';

/** All pairs of a table (null: not eligible), judged one by one; counts how often somebody was asked about everything. */
export class TableOfPairs implements PairSource {
  asked = 0;

  constructor(readonly scores: readonly (readonly (number | null)[])[]) {}

  best(prices: Float64Array, floors: Int32Array, limit: number, among?: Uint8Array): FoundPairs {
    const rows = this.scores.map((row, candidate) => {
      if (floors[candidate] === NOT_ASKED) return [];
      if (among === undefined) this.asked += 1;
      return row
        .flatMap((score, opportunity) => (score === null ? [] : [{ opportunity, score, worth: score - prices[opportunity]! }]))
        .filter(({ opportunity, worth }) => worth >= floors[candidate]! && among?.[opportunity] !== 0)
        .toSorted((a, b) => b.worth - a.worth)
        .slice(0, limit);
    });
    const starts = new Int32Array(rows.length + 1);
    for (const [candidate, row] of rows.entries()) starts[candidate + 1] = starts[candidate]! + row.length;
    return { starts, opportunities: Int32Array.from(rows.flat(), ({ opportunity }) => opportunity), scores: Int32Array.from(rows.flat(), ({ score }) => score) };
  }

  /** The problem with every pair written down. */
  whole(capacities: Int32Array, bonus: number): AllocationProblem {
    return problemOf([...capacities], this.scores.map((row) => row.flatMap((score, opportunity) => (score === null ? [] : [[opportunity, score] as const]))), bonus);
  }
}

/** What was found of each candidate, in the order given. */
export function rowsFound({ starts, opportunities, scores }: FoundPairs): { opportunity: number; score: number }[][] {
  return Array.from({ length: starts.length - 1 }, (_, candidate) =>
    Array.from(opportunities.subarray(starts[candidate], starts[candidate + 1]), (opportunity, at) => ({ opportunity, score: scores[starts[candidate]! + at]! })),
  );
}
