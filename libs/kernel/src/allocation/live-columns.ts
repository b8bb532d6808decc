import { NONE, type AllocationState } from './allocation-state.js';

/** The number of a candidate who is new, without pairs. */
export function addCandidate(state: AllocationState): number {
  const candidate = state.candidateCount;
  if (candidate === state.holding.length) {
    state.starts = lengthened(state.starts);
    state.ends = lengthened(state.ends);
    state.holding = lengthened(state.holding);
    state.nextHolder = lengthened(state.nextHolder);
    state.previousHolder = lengthened(state.previousHolder);
    state.places = lengthened(state.places);
    state.surpluses = lengthened(state.surpluses);
  }
  state.candidateCount += 1;
  state.starts[candidate] = 0;
  state.ends[candidate] = 0;
  state.holding[candidate] = NONE;
  state.places[candidate] = NONE;
  state.surpluses[candidate] = 0;
  return candidate;
}

/** The number of an opportunity that is new, without places. */
export function addOpportunity(state: AllocationState): number {
  const opportunity = state.opportunityCount;
  if (opportunity === state.prices.length) {
    state.free = lengthened(state.free);
    state.prices = lengthened(state.prices);
    state.firstHolder = lengthened(state.firstHolder);
    state.distances = lengthened(state.distances);
    state.wayPair = lengthened(state.wayPair);
    state.wayCandidate = lengthened(state.wayCandidate);
    state.found = lengthened(state.found);
    state.heap = lengthened(state.heap);
    state.heapPlaces = lengthened(state.heapPlaces);
  }
  state.opportunityCount += 1;
  state.free[opportunity] = 0;
  state.prices[opportunity] = 0;
  state.firstHolder[opportunity] = NONE;
  state.distances[opportunity] = Infinity;
  return opportunity;
}

/** A column that has room for twice as many, or so many, and begins with the same. */
export function lengthened(column: Int32Array, length?: number): Int32Array;
export function lengthened(column: Float64Array, length?: number): Float64Array;
export function lengthened(column: Int32Array | Float64Array, length = 2 * column.length + 16): Int32Array | Float64Array {
  const longer = column instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
  longer.set(column);
  return longer;
}
