import type { Allocation, AllocationProblem } from './allocation-problem.js';

/** What prices prove of an allocation. */
export interface Certificate {
  /** Proven: nothing is worth more. The allocation keeps every rule, its figures are right, and the gap is 0. */
  readonly holds: boolean;
  /** From 0: by how much the best allocation could be worth more at most. */
  readonly gap: number;
  /** Σ (score + bonus) of the pairs chosen; 0 when the allocation breaks a rule. */
  readonly total: number;
  /** No allocation is worth more than this: total + gap. */
  readonly bound: number;
}

/** An allocation that breaks a rule is worth as much as one in which nobody gets a place. */
const NOBODY: readonly number[] = [];

/**
 * Checks an allocation by its prices alone, with none of the code that found it, in one pass over the pairs.
 *
 * At any prices from 0, Σ surplus of the candidates + Σ price × places bounds what any allocation is worth from above
 * (weak duality of linear programming; Gale, Kuhn and Tucker 1951); the surplus of a candidate is what the best place
 * would be worth above its price, or 0. The gap is added up from what each candidate and each free place falls short of
 * it, so it is exact where the two sums would be rounded. A price that is no whole number from 0 counts as 0.
 */
export function checkCertificate(problem: AllocationProblem, allocation: Allocation): Certificate {
  const { candidateCount, capacities, starts, opportunities, scores, bonus } = problem;
  const isFeasible = keepsRules(problem, allocation);
  const assignment = isFeasible ? allocation.assignment : NOBODY;
  const arePrices = allocation.prices.length === capacities.length && allocation.prices.every(isPrice);
  const prices = Float64Array.from(capacities, (_, opportunity) => (isPrice(allocation.prices[opportunity]) ? allocation.prices[opportunity]! : 0));
  let gap = 0;
  let scored = 0;
  let placed = 0;
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    let surplus = 0;
    let received = 0;
    for (let pair = starts[candidate]!; pair < starts[candidate + 1]!; pair += 1) {
      const net = scores[pair]! + bonus - prices[opportunities[pair]!]!;
      surplus = Math.max(surplus, net);
      if (opportunities[pair] !== assignment[candidate]) continue;
      received = net;
      scored += scores[pair]!;
      placed += 1;
    }
    gap += surplus - received;
  }
  for (const [opportunity, places] of placesLeft(capacities, assignment).entries()) gap += places * prices[opportunity]!;
  const total = scored + bonus * placed;
  const isAsStated = scored === allocation.total && placed === allocation.placed;
  return { holds: isFeasible && arePrices && isAsStated && gap === 0, gap, total, bound: total + gap };
}

/** Nobody has a place without a pair, and no place is given out twice. */
function keepsRules({ candidateCount, capacities, starts, opportunities }: AllocationProblem, { assignment }: Allocation): boolean {
  if (assignment.length !== candidateCount) return false;
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    const given = assignment[candidate]!;
    if (given !== -1 && !opportunities.subarray(starts[candidate], starts[candidate + 1]).includes(given)) return false;
  }
  return placesLeft(capacities, assignment).every((places) => places >= 0);
}

function placesLeft(capacities: Int32Array, assignment: ArrayLike<number>): Int32Array {
  const left = capacities.slice();
  for (let candidate = 0; candidate < assignment.length; candidate += 1) {
    if (assignment[candidate] !== -1) left[assignment[candidate]!]! -= 1;
  }
  return left;
}

function isPrice(price: number | undefined): boolean {
  return Number.isSafeInteger(price) && price! >= 0;
}
