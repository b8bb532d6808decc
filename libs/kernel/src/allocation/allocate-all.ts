import { allocate } from './allocate.js';
import type { Allocation, AllocationProblem } from './allocation-problem.js';
import { sortedPairs, withPairs } from './found-pairs.js';
import { allocateWithMinimums, MOST_FOR_ONE, sizeOf, type GroupMinimum } from './group-minimums.js';
import { NOT_ASKED, type FoundPairs, type PairSource } from './pair-source.js';

/** Everybody and every place; the pairs come from a source. */
export interface WholeProblem {
  readonly candidateCount: number;
  readonly capacities: Int32Array;
  /** As of an AllocationProblem; from 0, and with the engine as the source up to 2,000,000 together with the greatest advantage of a reserve: its ranks are exact to 2^21 points. */
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
  /** To begin at, of an earlier solution of nearly the same problem, by opportunity; 0 when left out. */
  readonly prices?: Float64Array;
  /** Groups that are to have so many places at least; none when left out. */
  readonly minimums?: readonly GroupMinimum[];
}

/** Where the search for the best allocation over all pairs stands. */
export interface AllocationStep {
  /** From 1. */
  readonly round: number;
  /** The best of the pairs known so far. */
  readonly allocation: Allocation;
  /** What it is worth: Σ (score + bonus). */
  readonly worth: number;
  /** No allocation over all pairs is worth more, unless it leaves more undone of the minimums. */
  readonly bound: number;
  /** (bound − worth) ÷ bound, 0 to 1; 0 is the proof that nothing is better. */
  readonly gap: number;
  /** Pairs known so far. */
  readonly pairCount: number;
  /** Candidates who were asked about all opportunities in this round, and not only about those that had become cheaper. */
  readonly askedCount: number;
  /** Members with a place, by minimum: less than it where there are not as many places for them, or not to be had for MOST_FOR_ONE points each. */
  readonly counts: readonly number[];
  /** What a minimum costs a point of, by minimum: the price of staying out for its members. Together with the prices they prove the step. */
  readonly outPrices: readonly number[];
  /** Pairs known so far, those of each candidate by ascending opportunity. */
  readonly pairs: FoundPairs;
}

/** What is solved in a round. */
interface Solved {
  readonly allocation: Allocation;
  readonly counts: readonly number[];
  readonly outPrices: readonly number[];
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
export function* allocateAll(whole: WholeProblem, source: PairSource, options: AllocateAllOptions = {}): Generator<AllocationStep> {
  const { first = 20, more = 8, margin = 4000 } = options;
  const { candidateCount, capacities, bonus } = whole;
  const groups = attainable(whole, source, options.minimums ?? []);
  let prices = options.prices ?? new Float64Array(capacities.length);
  let outPrices: readonly number[] = groups.map(() => 0);
  let pairs = sortedPairs(source.best(prices, new Int32Array(candidateCount).fill(-bonus - margin), first));
  let least = Infinity;
  // The most that a pair which is not known is worth to each candidate beyond its price.
  const outside = outsideOf(pairs, prices, { limit: first, bonus, margin });
  for (let round = 1; ; round += 1) {
    const solved = solve({ ...whole, ...pairs }, groups, prices, outPrices);
    const { allocation, counts } = solved;
    const cheaper = Uint8Array.from(prices, (before, opportunity) => Number(allocation.prices[opportunity]! < before));
    prices = Float64Array.from(allocation.prices);
    outPrices = solved.outPrices;
    const surplus = surplusOf(pairs, prices, bonus, withoutPlace(candidateCount, groups, outPrices));
    const isOpen = Array.from(surplus, (own, candidate) => outside[candidate]! > own);
    const floors = (isAsked: (candidate: number) => boolean): Int32Array => Int32Array.from(surplus, (own, candidate) => (isAsked(candidate) ? own - bonus - margin : NOT_ASKED));
    let found = sortedPairs(source.best(prices, floors((candidate) => isOpen[candidate]!), more));
    if (cheaper.includes(1)) found = withPairs(found, sortedPairs(source.best(prices, floors((candidate) => !isOpen[candidate]!), more, cheaper)));
    let isBest = true;
    let dual = 0;
    for (const [opportunity, price] of prices.entries()) dual += price * capacities[opportunity]!;
    for (const [group, { members, minimum }] of groups.entries()) dual += outPrices[group]! * (sizeOf(members) - minimum);
    for (let candidate = 0; candidate < candidateCount; candidate += 1) {
      const { most, least: last, count } = worthOf(found, candidate, prices, bonus);
      const own = surplus[candidate]!;
      dual += Math.max(own, most);
      isBest &&= most <= own;
      // Whoever was asked only about what is cheaper may know less of the rest, which is no worth more than it was.
      outside[candidate] = Math.max(count < more ? own - margin : last, isOpen[candidate] ? -Infinity : outside[candidate]!);
    }
    // The dual bounds what is worth less by MOST_FOR_ONE for every member whom a minimum still lacks.
    least = Math.min(least, dual);
    const bound = least + MOST_FOR_ONE * groups.reduce((sum, { minimum }, group) => sum + Math.max(0, minimum - counts[group]!), 0);
    const worth = allocation.total + bonus * allocation.placed;
    const askedCount = isOpen.filter(Boolean).length;
    yield { round, allocation, worth, bound, gap: bound === 0 ? 0 : (bound - worth) / bound, pairCount: pairs.opportunities.length, askedCount, counts, outPrices, pairs };
    const all = withPairs(pairs, found);
    // Without a new pair the next round would be this one again: only a source whose scores are not the same each time leads here.
    if (isBest || all.opportunities.length === pairs.opportunities.length) return;
    pairs = all;
  }
}

/** Minimums as far as there are members who are eligible for anything, and places: what is beyond would only cost a search for each one missing. */
function attainable({ candidateCount, capacities }: WholeProblem, source: PairSource, minimums: readonly GroupMinimum[]): GroupMinimum[] {
  if (minimums.length === 0) return [];
  const floors = Int32Array.from({ length: candidateCount }, (_, candidate) => (minimums.some(({ members }) => members[candidate] === 1) ? -MOST_FOR_ONE : NOT_ASKED));
  const { starts } = source.best(new Float64Array(capacities.length), floors, 1);
  const places = capacities.reduce((sum, count) => sum + count, 0);
  return minimums.map(({ members, minimum }) => ({ members, minimum: Math.min(minimum, places, members.reduce((sum, isMember, candidate) => sum + isMember * (starts[candidate + 1]! - starts[candidate]!), 0)) }));
}

function solve(problem: AllocationProblem, groups: readonly GroupMinimum[], prices: Float64Array, outPrices: readonly number[]): Solved {
  return groups.length === 0 ? { allocation: allocate(problem, { prices }), counts: [], outPrices: [] } : allocateWithMinimums(problem, groups, { prices, outPrices });
}

/** What each candidate has without a place: 0, or less by the price of staying out. */
function withoutPlace(candidateCount: number, groups: readonly GroupMinimum[], outPrices: readonly number[]): Float64Array {
  const worth = new Float64Array(candidateCount);
  for (const [group, { members }] of groups.entries()) for (let candidate = 0; candidate < candidateCount; candidate += 1) worth[candidate]! -= members[candidate]! * outPrices[group]!;
  return worth;
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

/** What is outside of the first pairs: less than what was asked for where they are fewer than they could be, else no more than the last of them. */
function outsideOf(pairs: FoundPairs, prices: Float64Array, { limit, bonus, margin }: { limit: number; bonus: number; margin: number }): Float64Array {
  return Float64Array.from({ length: pairs.starts.length - 1 }, (_, candidate) => {
    const { least, count } = worthOf(pairs, candidate, prices, bonus);
    return count < limit ? -margin : least;
  });
}

/** What each candidate gets at most, by a known pair at some prices or without a place. */
function surplusOf({ starts, opportunities, scores }: FoundPairs, prices: Float64Array, bonus: number, without: Float64Array): Float64Array {
  return without.map((out, candidate) => {
    let most = out;
    for (let at = starts[candidate]!; at < starts[candidate + 1]!; at += 1) most = Math.max(most, scores[at]! + bonus - prices[opportunities[at]!]!);
    return most;
  });
}
