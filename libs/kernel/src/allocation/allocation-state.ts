import type { Allocation, AllocationProblem } from './allocation-problem.js';

/** Where a list ends, and what stands for "no pair", "no candidate", "no opportunity". */
export const NONE = -1;

/**
 * Who holds which place at which prices, in columns that the searches read and change.
 *
 * A candidate's surplus is score + bonus − price of the place held, or 0; it is kept as a column, since the searches ask for
 * it far more often than it changes. The searches keep three things true: whoever
 * holds a place holds the one of the greatest surplus (complementary slackness); whoever holds none would gain nothing
 * by one; a place that is free has no price. Together they prove the allocation best (see certificate.ts).
 *
 * The columns may be longer than what is in use, and are replaced by longer ones when a live allocation grows.
 */
export class AllocationState {
  bonus: number;
  candidateCount: number;
  opportunityCount: number;

  /** Where a candidate's pairs begin and end in the three columns of pairs. */
  starts: Int32Array;
  ends: Int32Array;
  /** Opportunity of each pair, and its score. */
  opportunities: Int32Array;
  scores: Int32Array;

  /** Places of an opportunity that nobody holds. */
  free: Int32Array;
  prices: Float64Array;
  /** The pair by which a candidate holds a place, or NONE. */
  holding: Int32Array;
  /** The opportunity of which a candidate holds a place, or NONE; and the surplus. */
  places: Int32Array;
  surpluses: Float64Array;
  /** Holders of an opportunity's places: a list linked both ways. */
  firstHolder: Int32Array;
  nextHolder: Int32Array;
  previousHolder: Int32Array;
  /** Σ scores of the pairs by which places are held, and how many are. */
  total = 0;
  placed = 0;

  /** Of a search: the way to an opportunity, Infinity where none was found, and the pair and candidate that it came by. */
  distances: Float64Array;
  wayPair: Int32Array;
  wayCandidate: Int32Array;
  /** Opportunities that a search has found, in no order. */
  found: Int32Array;
  foundCount = 0;
  /** Opportunities to be looked at: a binary heap by distance; and where each stands in it. */
  heap: Int32Array;
  heapCount = 0;
  heapPlaces: Int32Array;
  /** The shortest way to an end that a search has found so far. */
  limit = 0;
  /** The opportunity at that end, or NONE when it is the candidate with whom the search began. */
  end = NONE;
  /** The candidate at that end, or NONE when it is a free place (upwards) or a price of 0 (downwards). */
  last = NONE;
  /** The pair by which that candidate comes in (downwards). */
  lastPair = NONE;

  /** Every place free, nobody holding one, all prices as given. */
  constructor(problem: AllocationProblem, prices: Float64Array) {
    const { candidateCount, capacities, starts, opportunities, scores, bonus } = problem;
    const opportunityCount = capacities.length;
    this.bonus = bonus;
    this.candidateCount = candidateCount;
    this.opportunityCount = opportunityCount;
    this.starts = starts;
    this.ends = starts.subarray(1);
    this.opportunities = opportunities;
    this.scores = scores;
    this.free = capacities.slice();
    this.prices = prices;
    this.holding = new Int32Array(candidateCount).fill(NONE);
    this.places = new Int32Array(candidateCount).fill(NONE);
    this.surpluses = new Float64Array(candidateCount);
    this.firstHolder = new Int32Array(opportunityCount).fill(NONE);
    this.nextHolder = new Int32Array(candidateCount);
    this.previousHolder = new Int32Array(candidateCount);
    this.distances = new Float64Array(opportunityCount).fill(Infinity);
    this.wayPair = new Int32Array(opportunityCount);
    this.wayCandidate = new Int32Array(opportunityCount);
    this.found = new Int32Array(opportunityCount);
    this.heap = new Int32Array(opportunityCount);
    this.heapPlaces = new Int32Array(opportunityCount);
  }

  /** Gives a candidate who holds nothing the place of one of the own pairs. */
  take(candidate: number, pair: number): void {
    const { firstHolder, nextHolder, previousHolder } = this;
    const opportunity = this.opportunities[pair]!;
    const next = firstHolder[opportunity]!;
    this.holding[candidate] = pair;
    this.places[candidate] = opportunity;
    this.surpluses[candidate] = this.surplus(pair);
    nextHolder[candidate] = next;
    previousHolder[candidate] = NONE;
    if (next !== NONE) previousHolder[next] = candidate;
    firstHolder[opportunity] = candidate;
    this.free[opportunity]! -= 1;
    this.total += this.scores[pair]!;
    this.placed += 1;
  }

  /** Takes the place of a candidate who holds one back; which opportunity's it was. */
  leave(candidate: number): number {
    const { nextHolder, previousHolder } = this;
    const pair = this.holding[candidate]!;
    const opportunity = this.places[candidate]!;
    const next = nextHolder[candidate]!;
    const previous = previousHolder[candidate]!;
    this.holding[candidate] = NONE;
    this.places[candidate] = NONE;
    this.surpluses[candidate] = 0;
    if (next !== NONE) previousHolder[next] = previous;
    if (previous === NONE) this.firstHolder[opportunity] = next;
    else nextHolder[previous] = next;
    this.free[opportunity]! += 1;
    this.total -= this.scores[pair]!;
    this.placed -= 1;
    return opportunity;
  }

  /** Raises the price of an opportunity by so much, or lowers it by what is below 0. */
  changePrice(opportunity: number, amount: number): void {
    const { nextHolder, surpluses } = this;
    this.prices[opportunity]! += amount;
    for (let holder = this.firstHolder[opportunity]!; holder !== NONE; holder = nextHolder[holder]!) surpluses[holder]! -= amount;
  }

  /** A candidate's pair of the greatest surplus above 0 at today's prices, the first among equals; or NONE. */
  bestPair(candidate: number): number {
    const { opportunities, scores, prices } = this;
    const end = this.ends[candidate]!;
    let best = NONE;
    let most = -this.bonus;
    for (let pair = this.starts[candidate]!; pair < end; pair += 1) {
      const worth = scores[pair]! - prices[opportunities[pair]!]!;
      if (worth > most) {
        most = worth;
        best = pair;
      }
    }
    return best;
  }

  /** Score + bonus − price of a pair. */
  surplus(pair: number): number {
    return this.scores[pair]! + this.bonus - this.prices[this.opportunities[pair]!]!;
  }

  /** The allocation as it stands. */
  toAllocation(): Allocation {
    const { total, placed } = this;
    return { assignment: this.places.slice(0, this.candidateCount), prices: this.prices.slice(0, this.opportunityCount), total, placed };
  }
}
