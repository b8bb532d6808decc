/**
 * The best few of many offers, best first, without an object an offer. Offers of equal rank keep the
 * order in which they came, so whoever offers by ascending id has ties broken by id.
 */
export class TopList {
  readonly #ranks: Float64Array;
  readonly #indexes: Int32Array;
  #size = 0;

  /** @param limit how many to keep, a whole number from 0 */
  constructor(readonly limit: number) {
    this.#ranks = new Float64Array(limit);
    this.#indexes = new Int32Array(limit);
  }

  /** Offers an item by its index; kept when its rank is above that of the last one kept. */
  offer(index: number, rank: number): void {
    const ranks = this.#ranks;
    let at = this.#size;
    while (at > 0 && ranks[at - 1]! < rank) at -= 1;
    if (at === this.limit) return;
    ranks.copyWithin(at + 1, at, this.limit - 1);
    this.#indexes.copyWithin(at + 1, at, this.limit - 1);
    ranks[at] = rank;
    this.#indexes[at] = index;
    this.#size = Math.min(this.#size + 1, this.limit);
  }

  /** What was kept, best first, each made by `make`. */
  map<T>(make: (index: number, rank: number) => T): T[] {
    return Array.from(this.#ranks.subarray(0, this.#size), (rank, at) => make(this.#indexes[at]!, rank));
  }

  /** Writes what was kept, best first, from a place of two arrays on. */
  writeTo(indexes: Int32Array, ranks: Float64Array, at: number): void {
    indexes.set(this.#indexes.subarray(0, this.#size), at);
    ranks.set(this.#ranks.subarray(0, this.#size), at);
  }

  clear(): void {
    this.#size = 0;
  }
}
