import { NONE, type AllocationState } from './allocation-state.js';
import { comeNearer, forgetDistances, takeNearest } from './distance-heap.js';

/** The pairs of each opportunity: lists linked forwards. */
export interface PairsByOpportunity {
  /** First pair of each opportunity, or NONE. */
  readonly first: Int32Array;
  /** Next pair of the same opportunity, or NONE. */
  readonly next: Int32Array;
  /** Candidate of each pair. */
  readonly candidates: Int32Array;
}

/**
 * Finds somebody for a free place that has a price, or brings the price down to 0: placeCandidate the other way round.
 * The path goes from the place to whoever would come first if its price fell, from there to the place left, and so on. It
 * ends at somebody who holds none, or where a price reaches 0; the prices on the way fall so far that nobody outside would
 * gain by a place.
 */
export function fillPlace(state: AllocationState, pairs: PairsByOpportunity, opportunity: number): void {
  state.limit = Infinity;
  comeNearer(state, opportunity, 0);
  const { heap, distances } = state;
  while (state.heapCount > 0 && distances[heap[0]!]! < state.limit) lookThroughPairs(state, pairs, takeNearest(state));
  lowerPrices(state);
  forgetDistances(state);
  passBack(state, opportunity);
}

/** Goes on from an opportunity with a place to give: its price may fall to 0, or whoever has a pair with it may come. */
function lookThroughPairs(state: AllocationState, { first, next, candidates }: PairsByOpportunity, opportunity: number): void {
  const { holding, scores, opportunities, prices, distances, bonus } = state;
  const price = prices[opportunity]!;
  const distance = distances[opportunity]!;
  if (distance + price < state.limit) endHere(state, distance + price, opportunity, NONE, NONE);
  const offset = distance + price - bonus;
  for (let pair = first[opportunity]!; pair !== NONE; pair = next[pair]!) {
    const candidate = candidates[pair]!;
    const held = holding[candidate]!;
    const nearest = offset - scores[pair]!;
    if (held === NONE) {
      if (nearest < state.limit) endHere(state, nearest, opportunity, candidate, pair);
      continue;
    }
    const from = opportunities[held]!;
    const through = nearest + scores[held]! + bonus - prices[from]!;
    if (through < distances[from]! && through < state.limit) {
      comeNearer(state, from, through);
      state.wayPair[from] = pair;
      state.wayCandidate[from] = candidate;
    }
  }
}

function endHere(state: AllocationState, limit: number, opportunity: number, candidate: number, pair: number): void {
  state.limit = limit;
  state.end = opportunity;
  state.last = candidate;
  state.lastPair = pair;
}

function lowerPrices(state: AllocationState): void {
  const { found, distances, prices, limit } = state;
  for (let at = 0; at < state.foundCount; at += 1) {
    const opportunity = found[at]!;
    const distance = distances[opportunity]!;
    if (distance < limit) prices[opportunity]! -= limit - distance;
  }
}

/** From the end of the way back to the place that was free: everybody on it moves one place on. */
function passBack(state: AllocationState, opportunity: number): void {
  const { opportunities, wayPair, wayCandidate } = state;
  for (let at = state.end; at !== opportunity; ) {
    const candidate = wayCandidate[at]!;
    const pair = wayPair[at]!;
    state.leave(candidate);
    state.take(candidate, pair);
    at = opportunities[pair]!;
  }
  if (state.last !== NONE) state.take(state.last, state.lastPair);
}

/** Links the pairs of every opportunity, each list in descending order of candidates. */
export function linkPairs(state: AllocationState): PairsByOpportunity {
  const { starts, ends, opportunities, candidateCount, opportunityCount } = state;
  const first = new Int32Array(opportunityCount).fill(NONE);
  const next = new Int32Array(opportunities.length);
  const candidates = new Int32Array(opportunities.length);
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    const end = ends[candidate]!;
    for (let pair = starts[candidate]!; pair < end; pair += 1) {
      const opportunity = opportunities[pair]!;
      candidates[pair] = candidate;
      next[pair] = first[opportunity]!;
      first[opportunity] = pair;
    }
  }
  return { first, next, candidates };
}
