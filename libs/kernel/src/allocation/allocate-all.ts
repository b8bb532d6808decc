import type { Allocation } from './allocation-problem.js';
import { allocate } from './allocate.js';
import { NOT_ASKED, type FoundPairs, type PairSource } from './pair-source.js';

/** Everybody and every place; the pairs come from a source. */
export interface WholeProblem {
  readonly candidateCount: number;
  readonly capacities: Int32Array;
  /** As of an AllocationProblem; from 0, and with the engine as the source up to 2,000,000: its ranks are exact to 2^21 points. */
  readonly bonus: number;
}

export interface AllocateAllOptions {
  /** How many pairs of each candidate to begin with; 20 when left out. */
  readonly first?: number;
  /** How many to ask for of each candidate in a round; 8 when left out. */
  readonly more?: number;
  /**
   * Pairs that are worth so much less than what the candidate has are asked for too, points; 4000 when left out. They are
   * the ones that the next prices make best, and whoever has none of them need not be asked again while prices move less.
   */
  readonly margin?: number;
}

/** Where the search for the best allocation over all pairs stands. */
export interface AllocationStep {
  /** From 1. */
  readonly round: number;
  /** The best of the pairs known so far. */
  readonly allocation: Allocation;
  /** What it is worth: Σ (score + bonus). */
  readonly worth: number;
  /** No allocation over all pairs is worth more. */
  readonly bound: number;
  /** (bound − worth) ÷ bound, 0 to 1; 0 is the proof that nothing is better. */
  readonly gap: number;
  /** Pairs known so far. */
  readonly pairCount: number;
  /** Candidates who were asked about all opportunities in this round, and not only about those that had become cheaper. */
  readonly askedCount: number;
}

/**
 * The best allocation over all pairs of a source, by column generation (Dantzig and Wolfe 1960; Gilmore and Gomory 1961):
 * the best over some pairs, whose prices then say for each candidate whether any other pair is worth more than what the
 * candidate has; these are added, until there are none. Each step proves how far from the best it may be: prices and the
 * greatest surplus of everybody at these prices are a feasible dual, whatever the pairs.
 *
 * Of whom nothing unknown was worth more than they have now, only opportunities that have become cheaper since are asked
 * about: everything else is worth less than it was.
 *
 * Whoever reads the steps may stop after any of them: its allocation is whole.
 */
export function* allocateAll(whole: WholeProblem, source: PairSource, { first = 20, more = 8, margin = 4000 }: AllocateAllOptions = {}): Generator<AllocationStep> {
  const { candidateCount, capacities, bonus } = whole;
  let pairs = sortedPairs(source.best(new Float64Array(capacities.length), new Int32Array(candidateCount).fill(-bonus), first));
  let prices = new Float64Array(capacities.length);
  let bound = Infinity;
  // The most that a pair which is not known is worth to each candidate beyond its price.
  const outside = outsideOf(pairs, first, bonus);
  for (let round = 1; ; round += 1) {
    const allocation = allocate({ ...whole, ...pairs }, { prices });
    const cheaper = Uint8Array.from(prices, (before, opportunity) => Number(allocation.prices[opportunity]! < before));
    prices = Float64Array.from(allocation.prices);
    const surplus = surplusOf(pairs, prices, bonus);
    const isOpen = Array.from(surplus, (own, candidate) => outside[candidate]! > own);
    const floors = (isAsked: (candidate: number) => boolean): Int32Array => Int32Array.from(surplus, (own, candidate) => (isAsked(candidate) ? own - bonus - margin : NOT_ASKED));
    let found = sortedPairs(source.best(prices, floors((candidate) => isOpen[candidate]!), more));
    if (cheaper.includes(1)) found = withPairs(found, sortedPairs(source.best(prices, floors((candidate) => !isOpen[candidate]!), more, cheaper)));
    let isBest = true;
    let dual = 0;
    for (const [opportunity, price] of prices.entries()) dual += price * capacities[opportunity]!;
    for (let candidate = 0; candidate < candidateCount; candidate += 1) {
      const { most, least, count } = worthOf(found, candidate, prices, bonus);
      const own = surplus[candidate]!;
      dual += Math.max(own, most);
      isBest &&= most <= own;
      // Whoever was asked only about what is cheaper may know less of the rest, which is no worth more than it was.
      outside[candidate] = Math.max(count < more ? own - margin : least, isOpen[candidate] ? -Infinity : outside[candidate]!);
    }
    bound = Math.min(bound, dual);
    const worth = allocation.total + bonus * allocation.placed;
    const askedCount = isOpen.filter(Boolean).length;
    yield { round, allocation, worth, bound, gap: bound === 0 ? 0 : (bound - worth) / bound, pairCount: pairs.opportunities.length, askedCount };
    const all = withPairs(pairs, found);
    // Without a new pair the next round would be this one again: only a source whose scores are not the same each time leads here.
    if (isBest || all.opportunities.length === pairs.opportunities.length) return;
    pairs = all;
  }
}

/** The most, the least and the number of what is found for a candidate, in worth beyond the price. */
function worthOf({ starts, opportunities, scores }: FoundPairs, candidate: number, prices: Float64Array, bonus: number): { most: number; least: number; count: number } {
  let most = -Infinity;
  let least = Infinity;
  for (let at = starts[candidate]!; at < starts[candidate + 1]!; at += 1) {
    const worth = scores[at]! + bonus - prices[opportunities[at]!]!;
    most = Math.max(most, worth);
    least = Math.min(least, worth);
  }
  return { most, least, count: starts[candidate + 1]! - starts[candidate]! };
}

/** What is outside of the first pairs: nothing that is worth having where they are fewer than were asked for, else no more than the last of them. */
function outsideOf(pairs: FoundPairs, limit: number, bonus: number): Float64Array {
  const free = new Float64Array(pairs.opportunities.reduce((most, one) => Math.max(most, one + 1), 0));
  return Float64Array.from({ length: pairs.starts.length - 1 }, (_, candidate) => {
    const { least, count } = worthOf(pairs, candidate, free, bonus);
    return count < limit ? 0 : least;
  });
}

/** What each candidate gets at most by a known pair at some prices; 0 by none. */
function surplusOf({ starts, opportunities, scores }: FoundPairs, prices: Float64Array, bonus: number): Float64Array {
  const surplus = new Float64Array(starts.length - 1);
  for (let candidate = 0; candidate < surplus.length; candidate += 1) {
    let most = 0;
    for (let at = starts[candidate]!; at < starts[candidate + 1]!; at += 1) most = Math.max(most, scores[at]! + bonus - prices[opportunities[at]!]!);
    surplus[candidate] = most;
  }
  return surplus;
}

/** The same with the pairs of each candidate by ascending opportunity. */
function sortedPairs({ starts, opportunities, scores }: FoundPairs): FoundPairs {
  for (let candidate = 0; candidate + 1 < starts.length; candidate += 1) {
    for (let at = starts[candidate]! + 1; at < starts[candidate + 1]!; at += 1) {
      const opportunity = opportunities[at]!;
      const score = scores[at]!;
      let to = at;
      for (; to > starts[candidate]! && opportunities[to - 1]! > opportunity; to -= 1) {
        opportunities[to] = opportunities[to - 1]!;
        scores[to] = scores[to - 1]!;
      }
      opportunities[to] = opportunity;
      scores[to] = score;
    }
  }
  return { starts, opportunities, scores };
}

/** Both together. */
function withPairs(known: FoundPairs, found: FoundPairs): FoundPairs {
  const starts = new Int32Array(known.starts.length);
  const opportunities = new Int32Array(known.opportunities.length + found.opportunities.length);
  const scores = new Int32Array(opportunities.length);
  let to = 0;
  for (let candidate = 0; candidate + 1 < starts.length; candidate += 1) {
    let a = known.starts[candidate]!;
    let b = found.starts[candidate]!;
    const aEnd = known.starts[candidate + 1]!;
    const bEnd = found.starts[candidate + 1]!;
    for (; a < aEnd || b < bEnd; to += 1) {
      const isKnown = b === bEnd || (a < aEnd && known.opportunities[a]! <= found.opportunities[b]!);
      opportunities[to] = isKnown ? known.opportunities[a]! : found.opportunities[b]!;
      scores[to] = isKnown ? known.scores[a]! : found.scores[b]!;
      if (b < bEnd && found.opportunities[b] === opportunities[to]) b += 1;
      if (isKnown) a += 1;
    }
    starts[candidate + 1] = to;
  }
  return { starts, opportunities: opportunities.subarray(0, to), scores: scores.subarray(0, to) };
}
