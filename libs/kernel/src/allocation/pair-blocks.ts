import { NONE } from './allocation-state.js';
import { lengthened } from './live-columns.js';

/** Entries of a block: 2^5. Of 16, 32 and 64, 32 was the quickest to read with no more than half a block left empty by each opportunity. */
export const enum Block {
  Shift = 5,
  Last = 31,
}

/**
 * The pairs of each opportunity. What a search has to know of all of them stands together, in blocks that are read one
 * entry after the other: a list linked from pair to pair, in the columns of the candidates, took ten times as long, since
 * each of a few thousand entries was somewhere else in memory.
 *
 * The newest entry of an opportunity is the last one of its newest block; all blocks before that are full. Entries change
 * places when one is taken out, and nothing else is ever moved.
 */
export class PairBlocks {
  /** Where the newest entry of each opportunity is, or NONE. */
  newest: Int32Array;
  /** Where the last entry of the block before each block is, or NONE; of a block that is not in use, the next such block. */
  before: Int32Array;
  /** Of each entry: the pair, its candidate and its score. */
  pairs: Int32Array;
  candidates: Int32Array;
  scores: Int32Array;
  #blockCount = 0;
  /** The first block that was in use and is not any more, or NONE. */
  #spare = NONE;

  /** No pairs, and room for so many. */
  constructor(opportunityCount: number, pairCount: number) {
    const blocks = opportunityCount + (pairCount >> Block.Shift);
    this.newest = new Int32Array(opportunityCount).fill(NONE);
    this.before = new Int32Array(blocks);
    this.pairs = new Int32Array(blocks << Block.Shift);
    this.candidates = new Int32Array(blocks << Block.Shift);
    this.scores = new Int32Array(blocks << Block.Shift);
  }

  /** Makes an empty list for an opportunity that is new. */
  addOpportunity(opportunity: number): void {
    if (opportunity === this.newest.length) this.newest = lengthened(this.newest);
    this.newest[opportunity] = NONE;
  }

  /** Adds an entry; where it is. */
  add(opportunity: number, pair: number, candidate: number, score: number): number {
    const newest = this.newest[opportunity]!;
    const at = ((newest + 1) & Block.Last) === 0 ? this.#openBlock(newest) : newest + 1;
    this.newest[opportunity] = at;
    this.pairs[at] = pair;
    this.candidates[at] = candidate;
    this.scores[at] = score;
    return at;
  }

  /** Takes an entry out; which pair has come into its place. */
  remove(opportunity: number, at: number): number {
    const newest = this.newest[opportunity]!;
    const moved = this.pairs[newest]!;
    this.pairs[at] = moved;
    this.candidates[at] = this.candidates[newest]!;
    this.scores[at] = this.scores[newest]!;
    this.newest[opportunity] = (newest & Block.Last) === 0 ? this.#closeBlock(newest >> Block.Shift) : newest - 1;
    return moved;
  }

  /** Where the first entry of a block is that comes after another one, whose last entry is given. */
  #openBlock(before: number): number {
    let block = this.#spare;
    if (block === NONE) {
      block = this.#blockCount;
      this.#blockCount += 1;
      if (block === this.before.length) this.#lengthen();
    } else {
      this.#spare = this.before[block]!;
    }
    this.before[block] = before;
    return block << Block.Shift;
  }

  /** Where the last entry before the block is. */
  #closeBlock(block: number): number {
    const before = this.before[block]!;
    this.before[block] = this.#spare;
    this.#spare = block;
    return before;
  }

  #lengthen(): void {
    this.before = lengthened(this.before);
    const length = this.before.length << Block.Shift;
    this.pairs = lengthened(this.pairs, length);
    this.candidates = lengthened(this.candidates, length);
    this.scores = lengthened(this.scores, length);
  }
}
