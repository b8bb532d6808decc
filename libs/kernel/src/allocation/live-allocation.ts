import type { Allocation, AllocationProblem } from './allocation-problem.js';
import { AllocationState, NONE } from './allocation-state.js';
import { fillPlace } from './fill-place.js';
import { addCandidate, addOpportunity } from './live-columns.js';
import { LivePairs } from './live-pairs.js';
import { placeCandidate } from './place-candidate.js';

/** Somebody whose place is given: out of the market, and a place with them. */
interface Frozen {
  readonly opportunity: number;
  readonly opportunities: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
  /** Score of the pair, 0 when there is none: a place may be given against the rules, by decision. */
  readonly score: number;
}

/**
 * A solved problem that changes. After every change the allocation is the best there is, as `allocate` would find it anew,
 * with the prices that prove it; each change costs one short search or two, because all other prices stand.
 *
 * Candidates and opportunities keep their numbers, and a number that was taken out is not given again. A candidate's
 * opportunities are given in ascending order, each once, with the score of each.
 */
export class LiveAllocation {
  readonly #state: AllocationState;
  readonly #pairs: LivePairs;
  readonly #frozen = new Map<number, Frozen>();
  #frozenTotal = 0;

  /** @param allocation what `allocate` says of the problem */
  constructor(problem: AllocationProblem, allocation: Allocation) {
    const state = new AllocationState(problem, allocation.prices.slice());
    for (let candidate = 0; candidate < problem.candidateCount; candidate += 1) {
      const opportunity = allocation.assignment[candidate]!;
      if (opportunity !== NONE) state.take(candidate, pairWith(state, candidate, opportunity));
    }
    this.#state = state;
    this.#pairs = new LivePairs(state);
  }

  /** Σ scores of the pairs chosen, those of frozen places included. */
  get total(): number {
    return this.#state.total + this.#frozenTotal;
  }

  /** How many have a place, frozen or not. */
  get placed(): number {
    return this.#state.placed + this.#frozen.size;
  }

  /** The opportunity of which a candidate has a place, frozen or not; -1: none. */
  placeOf(candidate: number): number {
    return this.#frozen.get(candidate)?.opportunity ?? this.#state.places[candidate]!;
  }

  /** What a place costs today. */
  priceOf(opportunity: number): number {
    return this.#state.prices[opportunity]!;
  }

  isFrozen(candidate: number): boolean {
    return this.#frozen.has(candidate);
  }

  /** A new candidate's number. */
  addCandidate(opportunities: ArrayLike<number>, scores: ArrayLike<number>): number {
    const candidate = addCandidate(this.#state);
    this.#enter(candidate, opportunities, scores);
    return candidate;
  }

  /** Takes a candidate out; a frozen place is free again. */
  removeCandidate(candidate: number): void {
    const from = this.#release(candidate);
    this.#pairs.remove(candidate);
    this.#settle(from);
  }

  /** Gives a candidate other pairs, or the same with other scores. Somebody frozen keeps the place. */
  changePairs(candidate: number, opportunities: ArrayLike<number>, scores: ArrayLike<number>): void {
    const frozen = this.#frozen.get(candidate);
    if (frozen !== undefined) {
      this.#frozenTotal -= frozen.score;
      this.#keep(candidate, frozen.opportunity, opportunities, scores);
      return;
    }
    const from = this.#release(candidate);
    this.#pairs.remove(candidate);
    this.#enter(candidate, opportunities, scores);
    this.#settle(from);
  }

  /** A new opportunity's number. Nobody has a pair with it yet. */
  addOpportunity(capacity: number): number {
    const opportunity = addOpportunity(this.#state);
    this.#pairs.byOpportunity.addOpportunity(opportunity);
    this.#state.free[opportunity] = capacity;
    return opportunity;
  }

  addPlace(opportunity: number): void {
    this.#state.free[opportunity]! += 1;
    this.#settle(opportunity);
  }

  /**
   * Takes a place away.
   *
   * @returns false, and nothing changes, when there is none but frozen ones
   */
  removePlace(opportunity: number): boolean {
    const state = this.#state;
    const holder = state.firstHolder[opportunity]!;
    if (state.free[opportunity]! > 0) {
      state.free[opportunity]! -= 1;
      return true;
    }
    if (holder === NONE) return false;
    state.leave(holder);
    state.free[opportunity]! -= 1;
    placeCandidate(state, holder);
    return true;
  }

  /**
   * Gives a candidate a place for good: an offer is made, or a person has decided so. The rest is arranged round it. The
   * candidate may have been elsewhere before, and need not have a pair there.
   *
   * @returns false, and nothing changes, when the opportunity has no place but those frozen for others
   */
  freeze(candidate: number, opportunity: number): boolean {
    const frozen = this.#frozen.get(candidate);
    if (frozen?.opportunity === opportunity) return true;
    if (this.#state.free[opportunity] === 0 && this.#state.firstHolder[opportunity] === NONE) return false;
    const { opportunities, scores } = frozen ?? this.#pairs.row(candidate);
    const from = this.#release(candidate);
    this.#pairs.remove(candidate);
    this.removePlace(opportunity);
    this.#keep(candidate, opportunity, opportunities, scores);
    this.#settle(from);
    return true;
  }

  /** Lets a candidate whose place was given for good move again, with the pairs of before; of anybody else nothing changes. */
  unfreeze(candidate: number): void {
    const frozen = this.#frozen.get(candidate);
    if (frozen === undefined) return;
    const from = this.#release(candidate);
    this.#enter(candidate, frozen.opportunities, frozen.scores);
    this.#settle(from);
  }

  /**
   * The problem of those who may move, and its allocation: for checking the certificate, or for solving anew. Frozen
   * candidates have no pairs in it, and opportunities not the places frozen.
   */
  ofThoseWhoMove(): { problem: AllocationProblem; allocation: Allocation } {
    const state = this.#state;
    const capacities = state.free.slice(0, state.opportunityCount);
    const allocation = state.toAllocation();
    for (const opportunity of allocation.assignment) {
      if (opportunity !== NONE) capacities[opportunity]! += 1;
    }
    return { problem: { candidateCount: state.candidateCount, capacities, ...this.#pairs.columns(), bonus: state.bonus }, allocation };
  }

  /** Gives pairs to somebody who has none, and a place if that is worth more. */
  #enter(candidate: number, opportunities: ArrayLike<number>, scores: ArrayLike<number>): void {
    this.#pairs.add(candidate, opportunities, scores);
    placeCandidate(this.#state, candidate);
  }

  /** Freezes somebody who has neither pairs nor a place at a place taken away before. */
  #keep(candidate: number, opportunity: number, opportunities: ArrayLike<number>, scores: ArrayLike<number>): void {
    const score = scores[Array.from(opportunities).indexOf(opportunity)] ?? 0;
    this.#frozen.set(candidate, { opportunity, opportunities, scores, score });
    this.#frozenTotal += score;
  }

  /** Takes the place of a candidate, frozen or not, and makes it free: the opportunity, or NONE. Its price may be wrong now. */
  #release(candidate: number): number {
    const frozen = this.#frozen.get(candidate);
    if (frozen === undefined) return this.#state.places[candidate] === NONE ? NONE : this.#state.leave(candidate);
    this.#frozen.delete(candidate);
    this.#frozenTotal -= frozen.score;
    this.#state.free[frozen.opportunity]! += 1;
    return frozen.opportunity;
  }

  /** Fills a place that is free and has a price, or takes the price away. */
  #settle(opportunity: number): void {
    const { free, prices } = this.#state;
    if (opportunity !== NONE && free[opportunity]! > 0 && prices[opportunity]! > 0) fillPlace(this.#state, this.#pairs.byOpportunity, opportunity);
  }
}

/** The pair of a candidate with an opportunity. */
function pairWith({ starts, ends, opportunities }: AllocationState, candidate: number, opportunity: number): number {
  const start = starts[candidate]!;
  return start + opportunities.subarray(start, ends[candidate]).indexOf(opportunity);
}
