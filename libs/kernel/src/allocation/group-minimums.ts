import { allocate } from './allocate.js';
import { MOST_EXACT, type Allocation, type AllocationProblem } from './allocation-problem.js';

/** At least so many of a group are to have a place, wherever it is. */
export interface GroupMinimum {
  /** By candidate: 1 for a member. Groups have no member in common. */
  readonly members: Uint8Array;
  readonly minimum: number;
}

/** The best allocation that gives groups at least so many places. */
export interface AllocatedWithMinimums {
  /** Its prices prove it best only where nothing had to be given up. What the minimums cost is what it is worth less than the best without them. */
  readonly allocation: Allocation;
  /** Members with a place, by group: less than the minimum where no allocation gives as many. */
  readonly counts: readonly number[];
}

/**
 * The best allocation among those that give each group its minimum, exactly: staying out becomes a place of which a group
 * has as many as may be left, one for all others, and everybody is given a place or stays out in this way. That is an
 * allocation problem again. The price of staying out is the Lagrange multiplier of the minimum; a search for it by
 * bisection was tried first: where allocations are worth the same it jumps over the minimum.
 *
 * Staying out costs nothing but counts as being placed, which is worth more than any rearrangement of the scores, as far
 * as sums stay exact: with 100,000 people of up to 1,000,000 points each, more than 90,000 of them would have to move for
 * one.
 */
export function allocateWithMinimums(problem: AllocationProblem, groups: readonly GroupMinimum[]): AllocatedWithMinimums {
  const { candidateCount, capacities, starts, opportunities, scores, bonus } = problem;
  const first = capacities.length;
  const others = first + groups.length;
  const groupOf = Int32Array.from({ length: candidateCount }, (_, candidate) => {
    const group = groups.findIndex(({ members }) => members[candidate] === 1);
    return group < 0 ? others : first + group;
  });
  const sizes = groups.map(({ members }) => members.reduce((sum, isMember) => sum + isMember, 0));
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
  const { assignment, prices } = allocate({
    ...problem,
    ...all,
    capacities: Int32Array.from([...capacities, ...groups.map(({ minimum }, at) => Math.max(0, sizes[at]! - minimum)), candidateCount]),
    bonus: bonus + worthOfStaying(problem),
  });
  return {
    allocation: withoutStaying(problem, assignment, prices.slice(0, first)),
    counts: groups.map(({ members }) => assignment.reduce((sum, opportunity, candidate) => sum + (opportunity >= 0 && opportunity < first ? members[candidate]! : 0), 0)),
  };
}

/** More than all scores together, or as much as sums of it stay exact. */
function worthOfStaying({ candidateCount, scores, bonus }: AllocationProblem): number {
  const most = scores.reduce((largest, score) => Math.max(largest, Math.abs(score)), 0) + Math.abs(bonus) + 1;
  const people = candidateCount + 1;
  return Math.min(2 * most * people, Math.floor(MOST_EXACT / people) - most);
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
