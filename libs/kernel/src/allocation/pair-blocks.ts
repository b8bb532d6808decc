import { NONE } from './allocation-state.js';
import { lengthened } from './live-columns.js';

/** Entries of a block: 2^5. Longer ones would leave more empty, half a block for each opportunity; shorter ones read less at once. */
export const enum Block {
  Shift = 5,
  Last = 31,
}

/** The numbers of an entry, one after the other: three columns would be three places in memory for each entry that comes or goes. */
export const enum Entry {
  Pair,
  Candidate,
  Score,
  Size,
}

/**
 * The pairs of each opportunity. What a search has to know of all of them stands together, in blocks that are read one
 * entry after the other: a list linked from pair to pair, in the columns of the candidates, took six to eight times as
 * long for a place more, since each of a few thousand entries was somewhere else in memory.
 *
 * The newest entry of an opportunity is the last one of its newest block; all blocks before that are full. Entries change
 * places when one is taken out, and nothing else is ever moved.
 */
export class PairBlocks {
  /** Where the newest entry of each opportunity is, or NONE. */
  newest: Int32Array;
  /** Where the last entry of the block before each block is, or NONE; of a block that is not in use, the next such block. */
  before: Int32Array;
  /** The numbers of all entries. */
  entries: Int32Array;
  #blockCount = 0;
  /** The first block that was in use and is not any more, or NONE. */
  #spare = NONE;

  /** No pairs, and room for so many. */
  constructor(opportunityCount: number, pairCount: number) {
    const blocks = opportunityCount + (pairCount >> Block.Shift);
    this.newest = new Int32Array(opportunityCount).fill(NONE);
    this.before = new Int32Array(blocks);
    this.entries = new Int32Array((blocks << Block.Shift) * Entry.Size);
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
    const { entries } = this;
    const entry = at * Entry.Size;
    entries[entry + Entry.Pair] = pair;
    entries[entry + Entry.Candidate] = candidate;
    entries[entry + Entry.Score] = score;
    return at;
  }

  /** Takes an entry out; which pair has come into its place. */
  remove(opportunity: number, at: number): number {
    const { entries } = this;
    const newest = this.newest[opportunity]!;
    const from = newest * Entry.Size;
    const to = at * Entry.Size;
    const moved = entries[from + Entry.Pair]!;
    entries[to + Entry.Pair] = moved;
    entries[to + Entry.Candidate] = entries[from + Entry.Candidate]!;
    entries[to + Entry.Score] = entries[from + Entry.Score]!;
    this.newest[opportunity] = (newest & Block.Last) === 0 ? this.#closeBlock(newest >> Block.Shift) : newest - 1;
    return moved;
  }

  /** An entry is of another pair now, since the pairs have been written anew. */
  renumber(at: number, pair: number): void {
    this.entries[at * Entry.Size + Entry.Pair] = pair;
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
    this.entries = lengthened(this.entries, (this.before.length << Block.Shift) * Entry.Size);
  }
}
