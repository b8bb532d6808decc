import type { Allocation, AllocationProblem } from './allocation-problem.js';
import { AllocationState, NONE } from './allocation-state.js';
import { comeNearer, takeNearest } from './distance-heap.js';

/**
 * The least prices that prove an allocation best. Prices that prove it form a lattice (Shapley and Shubik 1971), so there
 * are some that are lower than all others everywhere: what a place costs there is what the best use that is turned away
 * would have made of it, and no more (Demange, Gale and Sotomayor 1986).
 *
 * By how much a price can fall is a shortest path: to 0, as far as whoever has no place stays content, and as far as whoever
 * has one elsewhere does, whose own place falls too (Dijkstra 1959).
 *
 * @param allocation what `allocate` says of the problem
 */
export function leastPrices(problem: AllocationProblem, { assignment, prices }: Allocation): Float64Array {
  const { starts, opportunities, scores, bonus, candidateCount } = problem;
  const state = new AllocationState(problem, prices);
  const { distances } = state;
  for (const [opportunity, price] of prices.entries()) comeNearer(state, opportunity, price);
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    for (let pair = starts[candidate]!; pair < starts[candidate + 1]!; pair += 1) {
      const opportunity = opportunities[pair]!;
      if (opportunity === assignment[candidate]) state.take(candidate, pair);
      if (assignment[candidate] === NONE) lower(state, opportunity, prices[opportunity]! - scores[pair]! - bonus);
    }
  }
  while (state.heapCount > 0) {
    const opportunity = takeNearest(state);
    for (let holder = state.firstHolder[opportunity]!; holder !== NONE; holder = state.nextHolder[holder]!) {
      const surplus = state.surplus(state.holding[holder]!);
      for (let pair = starts[holder]!; pair < starts[holder + 1]!; pair += 1) {
        lower(state, opportunities[pair]!, distances[opportunity]! + surplus - state.surplus(pair));
      }
    }
  }
  return prices.map((price, opportunity) => price - distances[opportunity]!);
}

function lower(state: AllocationState, opportunity: number, by: number): void {
  if (by < state.distances[opportunity]!) comeNearer(state, opportunity, by);
}
