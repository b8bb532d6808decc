import { allocate } from './allocate.js';
import type { Allocation, AllocationProblem } from './allocation-problem.js';
import { leastPrices } from './least-prices.js';

/** At least so many of a group are to have a place, wherever it is. */
export interface GroupMinimum {
  /** By candidate: 1 for a member. Groups have no member in common. */
  readonly members: Uint8Array;
  readonly minimum: number;
}

/** The best allocation that gives groups at least so many places. */
export interface AllocatedWithMinimums {
  /** Its prices prove it best together with those of staying out. What the minimums cost is what it is worth less than the best without them. */
  readonly allocation: Allocation;
  /** Members with a place, by group: less than the minimum where no allocation gives as many. */
  readonly counts: readonly number[];
  /** By group, from 0 to MOST_FOR_ONE: what one member less would gain the others. Of a minimum that costs nothing it is 0. */
  readonly outPrices: readonly number[];
}

/** Prices to begin with, of an earlier solution of nearly the same problem. */
export interface MinimumPrices {
  readonly prices: Float64Array;
  readonly outPrices: readonly number[];
}

/**
 * What it may cost, in points, to give a member more of a group that has less than its minimum a place. Whole scores of 536
 * people would have to be lost along the chain of moves that makes room for one; the prices that a source can be asked at
 * end at 2^30.
 */
export const MOST_FOR_ONE = 2 ** 29;

/**
 * The best allocation among those that give each group its minimum, exactly: staying out becomes a place of which a group
 * has as many as may be left, one for all others, and everybody is given a place or stays out in this way. That is an
 * allocation problem again. The price of staying out is the Lagrange multiplier of the minimum; a search for it by
 * bisection was tried first: where allocations are worth the same it jumps over the minimum. Of all prices that prove the
 * allocation the least are given, since what a member would pay at most says nothing.
 *
 * Staying out costs nothing but counts as being placed, which is worth more than any rearrangement of the scores.
 */
export function allocateWithMinimums(problem: AllocationProblem, groups: readonly GroupMinimum[], given?: MinimumPrices): AllocatedWithMinimums {
  const { candidateCount, capacities, starts, opportunities, scores, bonus } = problem;
  const first = capacities.length;
  const others = first + groups.length;
  const groupOf = Int32Array.from({ length: candidateCount }, (_, candidate) => {
    const group = groups.findIndex(({ members }) => members[candidate] === 1);
    return group < 0 ? others : first + group;
  });
  const all = { starts: starts.map((start, candidate) => start + candidate), opportunities: new Int32Array(opportunities.length + candidateCount), scores: new Int32Array(scores.length + candidateCount) };
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    const from = starts[candidate]!;
    const end = starts[candidate + 1]!;
    const to = all.starts[candidate]!;
    all.opportunities.set(opportunities.subarray(from, end), to);
    all.scores.set(scores.subarray(from, end), to);
    all.opportunities[to + end - from] = groupOf[candidate]!;
    all.scores[to + end - from] = -bonus;
  }
  const staying = groups.map(({ members, minimum }) => Math.max(0, sizeOf(members) - minimum));
  const whole: AllocationProblem = {
    ...problem,
    ...all,
    capacities: Int32Array.from([...capacities, ...staying, candidateCount]),
    bonus: bonus + MOST_FOR_ONE,
  };
  const found = allocate(whole, given && { prices: Float64Array.from([...given.prices, ...given.outPrices, 0]) });
  const prices = leastPrices(whole, found);
  return {
    allocation: withoutStaying(problem, found.assignment, prices.slice(0, first)),
    counts: groups.map(({ members }) => found.assignment.reduce((sum, opportunity, candidate) => sum + (opportunity >= 0 && opportunity < first ? members[candidate]! : 0), 0)),
    outPrices: Array.from(prices.subarray(first, others)),
  };
}

/** How many are in a group. */
export function sizeOf(members: Uint8Array): number {
  return members.reduce((sum, isMember) => sum + isMember, 0);
}

function withoutStaying({ capacities, starts, opportunities, scores }: AllocationProblem, assignment: Int32Array, prices: Float64Array): Allocation {
  let total = 0;
  let placed = 0;
  const real = assignment.map((opportunity, candidate) => {
    if (opportunity >= capacities.length) return -1;
    for (let pair = starts[candidate]!; pair < starts[candidate + 1]!; pair += 1) {
      if (opportunities[pair] !== opportunity) continue;
      total += scores[pair]!;
      placed += 1;
    }
    return opportunity;
  });
  return { assignment: real, prices, total, placed };
}
