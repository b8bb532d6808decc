import fc from 'fast-check';
import type { AllocationProblem } from './allocation-problem.js';
import { NONE } from './allocation-state.js';
import { Block, Entry, type PairBlocks } from './pair-blocks.js';

/** One candidate's pairs: opportunity and score of each. */
export type Row = readonly (readonly [opportunity: number, score: number])[];

/** A problem from rows in any order. */
export function problemOf(capacities: readonly number[], rows: readonly Row[], bonus = 0): AllocationProblem {
  const pairs = rows.map((row) => row.toSorted(([a], [b]) => a - b));
  const starts = new Int32Array(rows.length + 1);
  for (const [candidate, row] of pairs.entries()) starts[candidate + 1] = starts[candidate]! + row.length;
  return {
    candidateCount: rows.length,
    capacities: Int32Array.from(capacities),
    starts,
    opportunities: Int32Array.from(pairs.flatMap((row) => row.map(([opportunity]) => opportunity))),
    scores: Int32Array.from(pairs.flatMap((row) => row.map(([, score]) => score))),
    bonus,
  };
}

/** The rows of a problem again. */
export function rowsOf({ candidateCount, starts, opportunities, scores }: AllocationProblem): Row[] {
  return Array.from({ length: candidateCount }, (_, candidate) =>
    Array.from(opportunities.subarray(starts[candidate], starts[candidate + 1]), (opportunity, at) => [opportunity, scores[starts[candidate]! + at]!] as const),
  );
}

/** Every way to give out the places: opportunity or −1 of each candidate. */
export function everyAssignment({ capacities, ...problem }: AllocationProblem): number[][] {
  const rows = rowsOf({ capacities, ...problem });
  const extend = (candidate: number, left: readonly number[]): number[][] => {
    if (candidate === rows.length) return [[]];
    const stayingOut = extend(candidate + 1, left).map((rest) => [-1, ...rest]);
    const placed = rows[candidate]!.filter(([opportunity]) => left[opportunity]! > 0).flatMap(([opportunity]) =>
      extend(candidate + 1, left.with(opportunity, left[opportunity]! - 1)).map((rest) => [opportunity, ...rest]),
    );
    return [...stayingOut, ...placed];
  };
  return extend(0, [...capacities]);
}

/** What an assignment along pairs comes to. */
export function valueOf(problem: AllocationProblem, assignment: ArrayLike<number>): { total: number; placed: number } {
  const chosen = rowsOf(problem).map((row, candidate) => row.find(([opportunity]) => opportunity === assignment[candidate])?.[1]);
  const scores = chosen.filter((score) => score !== undefined);
  return { total: scores.reduce((sum, score) => sum + score, 0), placed: scores.length };
}

/** The greatest Σ (score + bonus), by trying everything. */
export function bestByTrying(problem: AllocationProblem): number {
  const values = everyAssignment(problem).map((assignment) => valueOf(problem, assignment));
  return values.reduce((best, { total, placed }) => Math.max(best, total + problem.bonus * placed), 0);
}

/** The most people that can be placed, and the greatest Σ scores of those who place so many, by trying everything. */
export function mostPlacedThenBest(problem: AllocationProblem): { total: number; placed: number } {
  const values = everyAssignment(problem).map((assignment) => valueOf(problem, assignment));
  return values.reduce((best, value) => (value.placed > best.placed || (value.placed === best.placed && value.total > best.total) ? value : best));
}

/** The greatest Σ (score + bonus), by successive shortest paths (Bellman 1958, Ford 1956) in the network as it is drawn in books. */
export function bestByShortestPaths(problem: AllocationProblem): number {
  const rows = rowsOf(problem);
  const sink = rows.length + problem.capacities.length + 1;
  const arcs: { from: number; to: number; cost: number; left: number }[] = [];
  const join = (from: number, to: number, cost: number, left: number) => arcs.push({ from, to, cost, left }, { from: to, to: from, cost: -cost, left: 0 });
  for (const [candidate, row] of rows.entries()) {
    join(0, candidate + 1, 0, 1);
    for (const [opportunity, score] of row) join(candidate + 1, rows.length + 1 + opportunity, -(score + problem.bonus), 1);
  }
  for (const [opportunity, places] of problem.capacities.entries()) join(rows.length + 1 + opportunity, sink, 0, places);
  for (let total = 0; ; ) {
    const costs: number[] = Array.from({ length: sink + 1 }, () => Infinity);
    const cameBy: number[] = [];
    costs[0] = 0;
    for (let hasChanged = true; hasChanged; ) {
      hasChanged = false;
      for (const [at, { from, to, cost, left }] of arcs.entries()) {
        if (left === 0 || costs[from]! + cost >= costs[to]!) continue;
        costs[to] = costs[from]! + cost;
        cameBy[to] = at;
        hasChanged = true;
      }
    }
    if (costs[sink]! >= 0) return total;
    total -= costs[sink]!;
    for (let node = sink; node !== 0; node = arcs[cameBy[node]!]!.from) {
      arcs[cameBy[node]!]!.left -= 1;
      arcs[cameBy[node]! ^ 1]!.left += 1;
    }
  }
}

/** How large a drawn problem is, at most. */
interface Size {
  readonly candidates: number;
  readonly opportunities: number;
  readonly places: number;
}

const anyScore = fc.oneof(
  fc.integer({ min: 0, max: 3 }), // ties
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.integer({ min: -40, max: 40 }),
  fc.constantFrom(0, 700_000, 1_000_000, -1_000_000),
);

/** A drawn problem, now and then with nobody, nothing, no pair or no place. */
export function anyProblem({ candidates, opportunities, places }: Size): fc.Arbitrary<AllocationProblem> {
  return fc.array(fc.nat(places), { maxLength: opportunities }).chain((capacities) => {
    const anyPair = fc.tuple(fc.nat(Math.max(0, capacities.length - 1)), anyScore);
    const anyRow = fc.uniqueArray(anyPair, { selector: ([opportunity]) => opportunity, maxLength: capacities.length });
    const anyBonus = fc.constantFrom(0, 0, 1, 20, 30_000_000);
    return fc.tuple(fc.array(anyRow, { maxLength: candidates }), anyBonus).map(([rows, bonus]) => problemOf(capacities, rows, bonus));
  });
}

/** What is entered of an opportunity, newest first, as a search reads it. */
export function entriesOf({ newest, before, entries }: PairBlocks, opportunity: number): { pair: number; candidate: number; score: number }[] {
  const found = [];
  const numberOf = (at: number, what: Entry) => entries[at * Entry.Size + what]!;
  for (let last = newest[opportunity]!; last !== NONE; last = before[last >> Block.Shift]!) {
    for (let at = last; at >= (last & ~Block.Last); at -= 1) found.push({ pair: numberOf(at, Entry.Pair), candidate: numberOf(at, Entry.Candidate), score: numberOf(at, Entry.Score) });
  }
  return found;
}
