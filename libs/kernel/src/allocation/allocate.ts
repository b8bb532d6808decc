import type { Allocation, AllocationProblem } from './allocation-problem.js';
import { AllocationState, NONE } from './allocation-state.js';
import { openAuction, priceSteps, runPhase } from './auction.js';
import { fillPlace, pairsByOpportunity } from './fill-place.js';
import { placeCandidate } from './place-candidate.js';

/**
 * Before a phase prices fall by so many steps of the phase before: what was put on too much comes off again. With 2, each
 * phase repeats more of the bids of the one before: up to 1.8 times as long where many are worth the same.
 */
const STEPS_BACK = 1;

/** Prices that are nearly right already need the last phases only: with steps of 100, 10 and 1 for scores up to 1,000,000. */
const LAST_PHASES = 3;

/**
 * After the last phase they fall by so many of its steps: it is quicker to bring somebody in than to fill a place too dear.
 * Where scores differ so little that many would then rather be elsewhere than they are, by only a few.
 */
const LAST_STEPS_BACK = 1500;
const FEW_STEPS_BACK = 12;

/** The part of all candidates that are many. */
const MANY = 1 / 10;

/** Bids of a phase for each candidate, after which it is broken off; hard markets take up to 10. */
const MOST_BIDS = 100;

/** How to begin. */
export interface AllocateOptions {
  /** Prices of an earlier solution of nearly the same problem: the coarse phases of the auction are left out. */
  readonly prices?: Float64Array;
}

/**
 * Gives out the places so that Σ (score + bonus) is the greatest there is, with the prices that prove it.
 *
 * An auction comes near the best: people bid for similar objects, each opportunity asking one price for all its places
 * (Bertsekas and Castañón 1989), with ever finer steps (ε-scaling; Bertsekas 1988). Whoever has the place of the
 * greatest surplus at the auction's prices then keeps it; everybody else is brought in by a shortest augmenting path, and
 * places that are free but have a price are filled or lose it. All numbers are whole, so the result is exact as long as
 * Σ (score + bonus) stays below 2^53.
 *
 * Of several best allocations the numbering decides: see canonicalOrder.
 */
export function allocate(problem: AllocationProblem, { prices: given }: AllocateOptions = {}): Allocation {
  const { candidateCount, capacities } = problem;
  const prices = given === undefined ? new Float64Array(capacities.length) : given.slice();
  askForWhatIsNotThere(problem, prices);
  const auction = openAuction(problem, prices);
  const steps = priceSteps(problem);
  let reduction = 0;
  for (const step of given === undefined ? steps : steps.slice(-LAST_PHASES)) {
    runPhase(auction, step, reduction, MOST_BIDS * candidateCount);
    reduction = STEPS_BACK * step;
  }
  const stateAfter = (stepsBack: number): AllocationState => new AllocationState(problem, reducedPrices(problem, prices, stepsBack * steps.at(-1)!));
  let state = stateAfter(LAST_STEPS_BACK);
  let loose = keepContent(state, auction.won);
  if (loose.length > MANY * candidateCount) {
    state = stateAfter(FEW_STEPS_BACK);
    loose = keepContent(state, auction.won);
  }
  for (const candidate of loose) placeCandidate(state, candidate);
  fillPlaces(state);
  return state.toAllocation();
}

/** Sets the price of opportunities without places so high that nobody wants one. */
function askForWhatIsNotThere({ candidateCount, capacities, starts, opportunities, scores, bonus }: AllocationProblem, prices: Float64Array): void {
  const pairCount = starts[candidateCount]!;
  if (!capacities.includes(0)) return;
  for (let pair = 0; pair < pairCount; pair += 1) {
    const opportunity = opportunities[pair]!;
    if (capacities[opportunity] === 0) prices[opportunity] = Math.max(prices[opportunity]!, scores[pair]! + bonus);
  }
}

/** Prices lower by so much, but those of opportunities without places. */
function reducedPrices({ capacities }: AllocationProblem, prices: Float64Array, reduction: number): Float64Array {
  return prices.map((price, opportunity) => (capacities[opportunity]! > 0 ? Math.max(0, price - reduction) : price));
}

/** Leaves places to those who could do no better at these prices; who else would gain by a place. */
function keepContent(state: AllocationState, won: Int32Array): number[] {
  const loose = [];
  for (let candidate = 0; candidate < won.length; candidate += 1) {
    const best = state.bestPair(candidate);
    const surplus = best === NONE ? 0 : state.surplus(best);
    const pair = won[candidate]!;
    if (pair !== NONE && state.surplus(pair) === surplus) state.take(candidate, pair);
    else if (surplus > 0) loose.push(candidate);
  }
  return loose;
}

function fillPlaces(state: AllocationState): void {
  const { free, prices } = state;
  const toFill = [...free.keys()].filter((opportunity) => free[opportunity]! > 0 && prices[opportunity]! > 0);
  if (toFill.length === 0) return;
  const pairs = pairsByOpportunity(state);
  for (const opportunity of toFill) {
    while (free[opportunity]! > 0 && prices[opportunity]! > 0) fillPlace(state, pairs, opportunity);
  }
}
