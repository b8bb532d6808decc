import type { AllocationProblem } from './allocation-problem.js';
import { NONE, type AllocationState } from './allocation-state.js';
import type { PairsByOpportunity } from './fill-place.js';
import { lengthened } from './live-columns.js';

/** Room kept for pairs that come, as a share of those there are, and at least. */
const SPARE_SHARE = 1 / 4;
const SPARE_PAIRS = 256;

/**
 * The pairs of a state that come and go. A candidate's stand together; new ones are written behind all others, and what
 * stood before is dead. When the columns are full, the living are written anew with room to spare.
 */
export class LivePairs implements PairsByOpportunity {
  first: Int32Array;
  next = new Int32Array(0);
  candidates = new Int32Array(0);
  /** Previous pair of the same opportunity, or NONE: for taking a pair out of its list. */
  #previous = new Int32Array(0);
  readonly #state: AllocationState;
  #used = 0;

  /** Copies the pairs that the state has. */
  constructor(state: AllocationState) {
    this.#state = state;
    this.first = new Int32Array(state.opportunityCount);
    state.ends = state.ends.slice();
    state.starts = state.starts.slice(0, state.candidateCount);
    this.#writeAnew(0);
  }

  /** Pairs of a candidate: the two columns, copied. */
  row(candidate: number): { opportunities: Int32Array; scores: Int32Array } {
    const { starts, ends, opportunities, scores } = this.#state;
    return { opportunities: opportunities.slice(starts[candidate], ends[candidate]), scores: scores.slice(starts[candidate], ends[candidate]) };
  }

  /** The pairs of all, as a problem has them. */
  columns(): Pick<AllocationProblem, 'starts' | 'opportunities' | 'scores'> {
    const { candidateCount } = this.#state;
    const rows = Array.from({ length: candidateCount }, (_, candidate) => this.row(candidate));
    const starts = new Int32Array(candidateCount + 1);
    for (const [candidate, row] of rows.entries()) starts[candidate + 1] = starts[candidate]! + row.scores.length;
    const opportunities = new Int32Array(starts[candidateCount]!);
    const scores = new Int32Array(starts[candidateCount]!);
    for (const [candidate, row] of rows.entries()) {
      opportunities.set(row.opportunities, starts[candidate]);
      scores.set(row.scores, starts[candidate]);
    }
    return { starts, opportunities, scores };
  }

  /** Makes an empty list for an opportunity that is new. */
  addOpportunity(opportunity: number): void {
    if (opportunity === this.first.length) this.first = lengthened(this.first);
    this.first[opportunity] = NONE;
  }

  /** Takes all pairs of a candidate who holds no place. */
  remove(candidate: number): void {
    const { starts, ends, opportunities } = this.#state;
    const end = ends[candidate]!;
    for (let pair = starts[candidate]!; pair < end; pair += 1) {
      const next = this.next[pair]!;
      const previous = this.#previous[pair]!;
      if (next !== NONE) this.#previous[next] = previous;
      if (previous === NONE) this.first[opportunities[pair]!] = next;
      else this.next[previous] = next;
    }
    ends[candidate] = starts[candidate]!;
  }

  /** Gives pairs to a candidate who has none. */
  add(candidate: number, opportunities: ArrayLike<number>, scores: ArrayLike<number>): void {
    const state = this.#state;
    if (this.#used + opportunities.length > this.next.length) this.#writeAnew(opportunities.length);
    state.starts[candidate] = this.#used;
    for (let at = 0; at < opportunities.length; at += 1) {
      state.opportunities[this.#used] = opportunities[at]!;
      state.scores[this.#used] = scores[at]!;
      this.#link(candidate, this.#used);
      this.#used += 1;
    }
    state.ends[candidate] = this.#used;
  }

  #link(candidate: number, pair: number): void {
    const opportunity = this.#state.opportunities[pair]!;
    const next = this.first[opportunity]!;
    if (next !== NONE) this.#previous[next] = pair;
    this.next[pair] = next;
    this.#previous[pair] = NONE;
    this.candidates[pair] = candidate;
    this.first[opportunity] = pair;
  }

  /** Writes the living pairs into new columns with room for so many more, and some. */
  #writeAnew(more: number): void {
    const state = this.#state;
    const { starts, ends, holding, opportunities, scores } = state;
    let living = more;
    for (let candidate = 0; candidate < state.candidateCount; candidate += 1) living += ends[candidate]! - starts[candidate]!;
    const length = living + Math.max(SPARE_PAIRS, Math.floor(living * SPARE_SHARE));
    state.opportunities = new Int32Array(length);
    state.scores = new Int32Array(length);
    this.next = new Int32Array(length);
    this.candidates = new Int32Array(length);
    this.#previous = new Int32Array(length);
    this.#used = 0;
    this.first.fill(NONE);
    for (let candidate = 0; candidate < state.candidateCount; candidate += 1) {
      const start = this.#used;
      const moved = start - starts[candidate]!;
      for (let pair = starts[candidate]!; pair < ends[candidate]!; pair += 1) {
        state.opportunities[this.#used] = opportunities[pair]!;
        state.scores[this.#used] = scores[pair]!;
        this.#link(candidate, this.#used);
        this.#used += 1;
      }
      if (holding[candidate] !== NONE) holding[candidate]! += moved;
      starts[candidate] = start;
      ends[candidate] = this.#used;
    }
  }
}
