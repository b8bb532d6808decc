import { NONE, type AllocationState } from './allocation-state.js';
import { comeNearer, forgetDistances, takeNearest } from './distance-heap.js';

/**
 * Brings in a candidate who holds nothing but would gain by a place, by the shortest augmenting path (Dijkstra 1959 on
 * reduced costs; Edmonds and Karp 1972). It ends at a free place, or at whoever on the way loses least by staying out,
 * the candidate included; the prices on the way rise so far that every holder is content.
 *
 * The path leads over opportunities, not candidates: all who hold a place of one are reached at the same cost.
 */
export function placeCandidate(state: AllocationState, candidate: number): void {
  const best = state.bestPair(candidate);
  if (best === NONE) return;
  const surplus = state.surplus(best);
  state.limit = surplus;
  state.end = NONE;
  state.last = candidate;
  look(state, candidate, surplus);
  const { heap, distances } = state;
  while (state.heapCount > 0 && distances[heap[0]!]! < state.limit) lookThroughHolders(state, takeNearest(state));
  raisePrices(state);
  forgetDistances(state);
  handOn(state);
}

/** Goes on from an opportunity whose places are all held: each holder may stay out or go elsewhere. */
function lookThroughHolders(state: AllocationState, opportunity: number): void {
  const { nextHolder, surpluses } = state;
  const distance = state.distances[opportunity]!;
  for (let holder = state.firstHolder[opportunity]!; holder !== NONE; holder = nextHolder[holder]!) {
    const out = distance + surpluses[holder]!;
    if (out < state.limit) {
      state.limit = out;
      state.end = opportunity;
      state.last = holder;
    }
    look(state, holder, out);
  }
}

/**
 * Where a candidate could go.
 *
 * @param out the way so far, and the candidate's surplus where it leads from
 */
function look(state: AllocationState, candidate: number, out: number): void {
  const { opportunities, scores, prices, distances } = state;
  const end = state.ends[candidate]!;
  const offset = out - state.bonus;
  let limit = state.limit;
  for (let pair = state.starts[candidate]!; pair < end; pair += 1) {
    const opportunity = opportunities[pair]!;
    const distance = offset + prices[opportunity]! - scores[pair]!;
    if (distance >= limit || distance >= distances[opportunity]!) continue;
    comeBy(state, candidate, pair, distance);
    limit = state.limit;
  }
}

function comeBy(state: AllocationState, candidate: number, pair: number, distance: number): void {
  const opportunity = state.opportunities[pair]!;
  comeNearer(state, opportunity, distance);
  state.wayPair[opportunity] = pair;
  state.wayCandidate[opportunity] = candidate;
  if (state.free[opportunity]! > 0) {
    state.limit = distance;
    state.end = opportunity;
    state.last = NONE;
  }
}

function raisePrices(state: AllocationState): void {
  const { found, distances, limit } = state;
  for (let at = 0; at < state.foundCount; at += 1) {
    const opportunity = found[at]!;
    const distance = distances[opportunity]!;
    if (distance < limit) state.changePrice(opportunity, limit - distance);
  }
}

/** From the end of the way back: everybody on it takes the place that the next one leaves. */
function handOn(state: AllocationState): void {
  const { wayPair, wayCandidate, holding } = state;
  if (state.last !== NONE && state.end !== NONE) state.leave(state.last);
  for (let opportunity = state.end; opportunity !== NONE; ) {
    const candidate = wayCandidate[opportunity]!;
    const from = holding[candidate] === NONE ? NONE : state.leave(candidate);
    state.take(candidate, wayPair[opportunity]!);
    opportunity = from;
  }
}
