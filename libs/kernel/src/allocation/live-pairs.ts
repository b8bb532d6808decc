import type { AllocationProblem } from './allocation-problem.js';
import { NONE, type AllocationState } from './allocation-state.js';
import { PairBlocks } from './pair-blocks.js';

/** Room kept for pairs that come, as a share of those there are, and at least. */
const SPARE_SHARE = 1 / 4;
const SPARE_PAIRS = 256;

/**
 * The pairs of a state that come and go, by candidate and by opportunity.
 *
 * A candidate's stand together. Where those of one who went stood, the next with as many come: mostly the same person
 * with other scores, and nearly everybody has as many as the engine keeps. Others are written behind all; only when there is
 * no room left are the living written anew.
 */
export class LivePairs {
  readonly byOpportunity: PairBlocks;
  readonly #state: AllocationState;
  /** Where each pair is in the blocks of its opportunity. */
  #entries: Int32Array;
  /** By length: where rows begin that nobody uses any more. */
  readonly #vacant = new Map<number, number[]>();
  #used = 0;

  /** Copies the pairs that the state has. */
  constructor(state: AllocationState) {
    const { candidateCount, opportunityCount, ends, starts } = state;
    this.#state = state;
    this.byOpportunity = new PairBlocks(opportunityCount, state.opportunities.length);
    this.#entries = new Int32Array(state.opportunities.length);
    state.ends = ends.slice();
    state.starts = starts.slice(0, candidateCount);
    for (let candidate = 0; candidate < candidateCount; candidate += 1) this.#enter(candidate);
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

  /** Takes all pairs of a candidate who holds no place. */
  remove(candidate: number): void {
    const { starts, ends, opportunities } = this.#state;
    const start = starts[candidate]!;
    const end = ends[candidate]!;
    for (let pair = start; pair < end; pair += 1) {
      const entry = this.#entries[pair]!;
      this.#entries[this.byOpportunity.remove(opportunities[pair]!, entry)] = entry;
    }
    ends[candidate] = start;
    const vacant = this.#vacant.get(end - start);
    if (vacant === undefined) this.#vacant.set(end - start, [start]);
    else vacant.push(start);
  }

  /** Gives pairs to a candidate who has none. */
  add(candidate: number, opportunities: ArrayLike<number>, scores: ArrayLike<number>): void {
    const state = this.#state;
    const start = this.#roomFor(opportunities.length);
    for (let at = 0; at < opportunities.length; at += 1) {
      state.opportunities[start + at] = opportunities[at]!;
      state.scores[start + at] = scores[at]!;
    }
    state.starts[candidate] = start;
    state.ends[candidate] = start + opportunities.length;
    this.#enter(candidate);
  }

  /** Where a row of so many pairs may begin. */
  #roomFor(count: number): number {
    const vacant = this.#vacant.get(count)?.pop();
    if (vacant !== undefined) return vacant;
    if (this.#used + count > this.#entries.length) this.#writeAnew(count);
    const start = this.#used;
    this.#used += count;
    return start;
  }

  /** Enters the pairs of a candidate with their opportunities. */
  #enter(candidate: number): void {
    const { starts, ends, opportunities, scores } = this.#state;
    const end = ends[candidate]!;
    for (let pair = starts[candidate]!; pair < end; pair += 1) this.#entries[pair] = this.byOpportunity.add(opportunities[pair]!, pair, candidate, scores[pair]!);
  }

  /** Writes the living pairs into new columns with room for so many more, and some. */
  #writeAnew(more: number): void {
    const state = this.#state;
    const { starts, ends, holding, opportunities, scores } = state;
    const earlier = this.#entries;
    let living = more;
    for (let candidate = 0; candidate < state.candidateCount; candidate += 1) living += ends[candidate]! - starts[candidate]!;
    const length = living + Math.max(SPARE_PAIRS, Math.floor(living * SPARE_SHARE));
    state.opportunities = new Int32Array(length);
    state.scores = new Int32Array(length);
    this.#entries = new Int32Array(length);
    this.#vacant.clear();
    this.#used = 0;
    for (let candidate = 0; candidate < state.candidateCount; candidate += 1) {
      const start = this.#used;
      const moved = start - starts[candidate]!;
      for (let pair = starts[candidate]!; pair < ends[candidate]!; pair += 1) {
        const entry = earlier[pair]!;
        state.opportunities[this.#used] = opportunities[pair]!;
        state.scores[this.#used] = scores[pair]!;
        this.#entries[this.#used] = entry;
        this.byOpportunity.renumber(entry, this.#used);
        this.#used += 1;
      }
      if (holding[candidate] !== NONE) holding[candidate]! += moved;
      starts[candidate] = start;
      ends[candidate] = this.#used;
    }
  }
}
