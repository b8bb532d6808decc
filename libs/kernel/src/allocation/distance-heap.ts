import type { AllocationState } from './allocation-state.js';

/**
 * Notes a shorter way to an opportunity, and puts it into the heap or moves it up there. A binary heap: Fibonacci and
 * pairing heaps promise less for the same few dozen entries, and cost more.
 */
export function comeNearer(state: AllocationState, opportunity: number, distance: number): void {
  const { distances, heap, heapPlaces } = state;
  let at: number;
  if (distances[opportunity] === Infinity) {
    state.found[state.foundCount] = opportunity;
    state.foundCount += 1;
    at = state.heapCount;
    state.heapCount += 1;
  } else {
    at = heapPlaces[opportunity]!;
  }
  distances[opportunity] = distance;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent]!;
    if (distances[above]! <= distance) break;
    heap[at] = above;
    heapPlaces[above] = at;
    at = parent;
  }
  heap[at] = opportunity;
  heapPlaces[opportunity] = at;
}

/** Takes the nearest opportunity out of a heap that is not empty. */
export function takeNearest(state: AllocationState): number {
  const { distances, heap, heapPlaces } = state;
  const nearest = heap[0]!;
  const count = state.heapCount - 1;
  state.heapCount = count;
  const last = heap[count]!;
  const distance = distances[last]!;
  let at = 0;
  for (let child = 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && distances[heap[child + 1]!]! < distances[heap[child]!]!) child += 1;
    const below = heap[child]!;
    if (distances[below]! >= distance) break;
    heap[at] = below;
    heapPlaces[below] = at;
    at = child;
  }
  heap[at] = last;
  heapPlaces[last] = at;
  return nearest;
}

/** Forgets every distance. */
export function forgetDistances(state: AllocationState): void {
  const { distances, found } = state;
  for (let at = 0; at < state.foundCount; at += 1) distances[found[at]!] = Infinity;
  state.foundCount = 0;
  state.heapCount = 0;
}
