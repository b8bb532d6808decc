import { NONE, type AllocationState } from './allocation-state.js';
import { comeNearer, forgetDistances, takeNearest } from './distance-heap.js';
import { Block, Entry, PairBlocks } from './pair-blocks.js';

/**
 * Finds somebody for a free place that has a price, or brings the price down to 0: placeCandidate the other way round.
 * The path goes from the place to whoever would come first if its price fell, from there to the place left, and so on. It
 * ends at somebody who holds none, or where a price reaches 0; the prices on the way fall so far that nobody outside would
 * gain by a place.
 */
export function fillPlace(state: AllocationState, pairs: PairBlocks, opportunity: number): void {
  state.limit = Infinity;
  comeNearer(state, opportunity, 0);
  const { heap, distances } = state;
  while (state.heapCount > 0 && distances[heap[0]!]! < state.limit) lookThroughPairs(state, pairs, takeNearest(state));
  lowerPrices(state);
  forgetDistances(state);
  passBack(state, opportunity);
}

/** Goes on from an opportunity with a place to give: its price may fall to 0, or whoever has a pair with it may come. */
function lookThroughPairs(state: AllocationState, pairs: PairBlocks, opportunity: number): void {
  const { surpluses } = state;
  const { before, entries } = pairs;
  const distance = state.distances[opportunity]!;
  const gained = distance + state.prices[opportunity]!;
  if (gained < state.limit) endHere(state, gained, opportunity, NONE, NONE);
  const offset = gained - state.bonus;
  let limit = state.limit;
  for (let last = pairs.newest[opportunity]!; last !== NONE; last = before[last >> Block.Shift]!) {
    const first = (last & ~Block.Last) * Entry.Size;
    for (let entry = last * Entry.Size; entry >= first; entry -= Entry.Size) {
      // Most are worth so little that it need not be looked up what they have.
      const nearest = offset - entries[entry + Entry.Score]!;
      if (nearest >= limit) continue;
      const through = nearest + surpluses[entries[entry + Entry.Candidate]!]!;
      if (through >= limit) continue;
      comeThrough(state, entries, entry, opportunity, through);
      limit = state.limit;
    }
  }
}

/** Somebody may come to the opportunity: from another one, on which the way leads on, or who holds no place. */
function comeThrough(state: AllocationState, entries: Int32Array, entry: number, opportunity: number, distance: number): void {
  const candidate = entries[entry + Entry.Candidate]!;
  const from = state.places[candidate]!;
  if (from === NONE) {
    endHere(state, distance, opportunity, candidate, entries[entry + Entry.Pair]!);
    return;
  }
  if (distance >= state.distances[from]!) return;
  comeNearer(state, from, distance);
  state.wayPair[from] = entries[entry + Entry.Pair]!;
  state.wayCandidate[from] = candidate;
}

function endHere(state: AllocationState, limit: number, opportunity: number, candidate: number, pair: number): void {
  state.limit = limit;
  state.end = opportunity;
  state.last = candidate;
  state.lastPair = pair;
}

function lowerPrices(state: AllocationState): void {
  const { found, distances, limit } = state;
  for (let at = 0; at < state.foundCount; at += 1) {
    const opportunity = found[at]!;
    const distance = distances[opportunity]!;
    if (distance < limit) state.changePrice(opportunity, distance - limit);
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

/** The pairs of every opportunity, those of the first candidates first. */
export function pairsByOpportunity(state: AllocationState): PairBlocks {
  const { starts, ends, opportunities, scores, candidateCount, opportunityCount } = state;
  const pairs = new PairBlocks(opportunityCount, opportunities.length);
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    const end = ends[candidate]!;
    for (let pair = starts[candidate]!; pair < end; pair += 1) pairs.add(opportunities[pair]!, pair, candidate, scores[pair]!);
  }
  return pairs;
}
