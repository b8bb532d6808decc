import type { AllocationProblem } from './allocation-problem.js';
import { NONE } from './allocation-state.js';

/**
 * The first price step is this part of what the best place is worth, the last this part of the greatest score; each is a
 * tenth of the one before. Beginning with a fiftieth took 1.4 times as long: bids of the first phase cost most, because
 * whoever is outbid stands anywhere in memory. Ending with 150 instead of 1 of 1,000,000 is no quicker in markets, and takes
 * 20 times as long where everybody wants the same few: scores that differ by less than a step leave nearly everything to the
 * searches that come after.
 */
const FIRST_STEP = 1 / 10;
const LAST_STEP = 1 / 1_000_000;
const STEP_FACTOR = 10;

/** The part of all candidates that are few. */
const FEW = 1 / 32;

/**
 * The bids that opportunities have accepted: for each a binary heap, lowest first, of as many as it has places. A place
 * that nobody has won holds a bid of nobody's, at the least that it costs.
 */
interface Auction {
  readonly problem: AllocationProblem;
  /** Where the heap of each opportunity begins; then where the last one's ends. */
  readonly heaps: Int32Array;
  readonly bids: Float64Array;
  readonly bidders: Int32Array;
  /** The lowest bid of each opportunity: what any place of it costs. */
  readonly prices: Float64Array;
  /** The pair by which each candidate has won a place, or NONE. */
  readonly won: Int32Array;
}

/**
 * @param prices to begin with, and then those of the auction; of an opportunity without places they are left alone
 */
export function openAuction(problem: AllocationProblem, prices: Float64Array): Auction {
  const { candidateCount, capacities, opportunities, starts } = problem;
  const pairCount = starts[candidateCount]!;
  const wanted = new Int32Array(capacities.length);
  for (let pair = 0; pair < pairCount; pair += 1) wanted[opportunities[pair]!]! += 1;
  const heaps = new Int32Array(capacities.length + 1);
  for (let opportunity = 0; opportunity < capacities.length; opportunity += 1) {
    // More places than pairs could never fill.
    heaps[opportunity + 1] = heaps[opportunity]! + Math.min(capacities[opportunity]!, wanted[opportunity]!);
  }
  const places = heaps[capacities.length]!;
  return { problem, heaps, bids: new Float64Array(places), bidders: new Int32Array(places), prices, won: new Int32Array(candidateCount) };
}

/** The price steps of the phases, coarse to fine: 100,000, 10,000, 1,000, 100, 10, 1 for scores up to 1,000,000 without a bonus. */
export function priceSteps({ candidateCount, starts, scores, bonus }: AllocationProblem): number[] {
  const pairCount = starts[candidateCount]!;
  let highest = -Infinity;
  let lowest = Infinity;
  for (let pair = 0; pair < pairCount; pair += 1) {
    const score = scores[pair]!;
    if (score > highest) highest = score;
    if (score < lowest) lowest = score;
  }
  const last = Math.max(1, Math.floor(Math.max(highest, -lowest) * LAST_STEP));
  const steps = [];
  for (let step = Math.floor((highest + bonus) * FIRST_STEP); step >= 2 * last; step = Math.floor(step / STEP_FACTOR)) steps.push(step);
  return [...steps, last];
}

/**
 * One phase: from no place won, everybody bids until nobody wants to any more.
 *
 * While many wait they bid in the order of their numbers, sweep after sweep, which reads memory forwards: that took half to
 * nine tenths of the time of letting whoever is outbid answer at once. Towards the end few wait, and those do answer at once.
 *
 * @param step by how much a bid goes beyond what the bidder would lose nothing by
 * @param reduction what all prices fall by first
 * @param most bids after which the phase is broken off
 * @returns how many bids were made
 */
export function runPhase(auction: Auction, step: number, reduction: number, most: number): number {
  reducePrices(auction, reduction);
  const { candidateCount } = auction.problem;
  const waits = new Uint8Array(candidateCount).fill(1);
  const few = Math.floor(candidateCount * FEW);
  let waiting = candidateCount;
  let left = most;
  while (waiting > few && left > 0) {
    for (let candidate = 0; candidate < candidateCount && left > 0; candidate += 1) {
      if (waits[candidate] === 0) continue;
      waits[candidate] = 0;
      left -= 1;
      const outbid = bid(auction, candidate, step);
      if (outbid === NONE) waiting -= 1;
      else waits[outbid] = 1;
    }
  }
  for (let first = 0; first < candidateCount; first += 1) {
    if (waits[first] === 0) continue;
    for (let candidate = first; candidate !== NONE && left > 0; left -= 1) candidate = bid(auction, candidate, step);
  }
  return most - left;
}

function reducePrices({ heaps, bids, bidders, prices, won }: Auction, reduction: number): void {
  won.fill(NONE);
  bidders.fill(NONE);
  for (let opportunity = 0; opportunity < prices.length; opportunity += 1) {
    if (heaps[opportunity] === heaps[opportunity + 1]) continue;
    const price = Math.max(0, prices[opportunity]! - reduction);
    prices[opportunity] = price;
    bids.fill(price, heaps[opportunity], heaps[opportunity + 1]);
  }
}

/**
 * Lets a candidate bid for the place worth most to him or her: as much as makes it worth what the second best is, or
 * staying out, and a step more; but never above its score. Who is outbid by that, or NONE.
 */
function bid(auction: Auction, candidate: number, step: number): number {
  const { starts, opportunities, scores, bonus } = auction.problem;
  const prices = auction.prices;
  const end = starts[candidate + 1]!;
  let best = -bonus;
  let second = best;
  let chosen = NONE;
  for (let pair = starts[candidate]!; pair < end; pair += 1) {
    const worth = scores[pair]! - prices[opportunities[pair]!]!;
    if (worth > second) {
      if (worth > best) {
        second = best;
        best = worth;
        chosen = pair;
      } else {
        second = worth;
      }
    }
  }
  if (chosen === NONE) return NONE;
  auction.won[candidate] = chosen;
  const opportunity = opportunities[chosen]!;
  return accept(auction, opportunity, candidate, prices[opportunity]! + Math.min(best - second + step, best + bonus));
}

/** Puts a bid in the place of an opportunity's lowest; whose that was. */
function accept(auction: Auction, opportunity: number, candidate: number, amount: number): number {
  const { bids, bidders, heaps } = auction;
  const root = heaps[opportunity]!;
  const count = heaps[opportunity + 1]! - root;
  const outbid = bidders[root]!;
  let at = 0;
  for (let child = 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && bids[root + child + 1]! < bids[root + child]!) child += 1;
    const below = bids[root + child]!;
    if (below >= amount) break;
    bids[root + at] = below;
    bidders[root + at] = bidders[root + child]!;
    at = child;
  }
  bids[root + at] = amount;
  bidders[root + at] = candidate;
  auction.prices[opportunity] = bids[root]!;
  if (outbid !== NONE) auction.won[outbid] = NONE;
  return outbid;
}
