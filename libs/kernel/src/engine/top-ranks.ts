import { LOTTERY_RANGE, type Ranked } from '../matching/tie-break.js';

/** A whole number that fits a processor's integer, which Infinity does not. */
const ABOVE_EVERY_SCORE = 2 ** 30;

/** A slot and its rank. */
export interface RankedSlot extends Ranked {
  readonly slot: number;
}

/**
 * The best few slots by rank (score × LOTTERY_RANGE + lottery number), best first; of equal ranks the one that comes first
 * in `order`. They may be offered in any order.
 */
export class TopRanks {
  readonly slots: Int32Array;
  readonly ranks: Float64Array;
  size = 0;
  /** A score below this cannot get in. */
  leastScore: number;

  constructor(
    readonly limit: number,
    readonly order: Int32Array,
  ) {
    this.slots = new Int32Array(limit);
    this.ranks = new Float64Array(limit);
    this.leastScore = limit === 0 ? ABOVE_EVERY_SCORE : 0;
  }

  /** @param least a score below this is not wanted */
  clear(least = 0): void {
    this.size = 0;
    this.leastScore = this.limit === 0 ? ABOVE_EVERY_SCORE : least;
  }

  offer(slot: number, score: number, lottery: number): void {
    const { ranks, slots, limit } = this;
    const rank = score * LOTTERY_RANGE + lottery;
    let at = this.size;
    if (at < limit) this.size += 1;
    else if (!this.#goesBefore(slot, rank, at - 1)) return;
    else at -= 1;
    while (at > 0 && this.#goesBefore(slot, rank, at - 1)) {
      ranks[at] = ranks[at - 1]!;
      slots[at] = slots[at - 1]!;
      at -= 1;
    }
    ranks[at] = rank;
    slots[at] = slot;
    if (this.size === limit) this.leastScore = Math.floor(ranks[limit - 1]! / LOTTERY_RANGE);
  }

  /** What was kept, best first. */
  list(): RankedSlot[] {
    return Array.from(this.ranks.subarray(0, this.size), (rank, at) => ({ slot: this.slots[at]!, score: Math.floor(rank / LOTTERY_RANGE), lottery: rank % LOTTERY_RANGE }));
  }

  #goesBefore(slot: number, rank: number, at: number): boolean {
    const other = this.ranks[at]!;
    return rank > other || (rank === other && this.order[slot]! < this.order[this.slots[at]!]!);
  }
}
