/** Pairs of every candidate, one candidate's after the other's. */
export interface FoundPairs {
  /** Where the pairs of each candidate begin; then where the last one's end. */
  readonly starts: Int32Array;
  /** Different ones for a candidate, in any order. */
  readonly opportunities: Int32Array;
  readonly scores: Int32Array;
}

/** All pairs that may be used, too many to write down, asked for those that are worth most at some prices. */
export interface PairSource {
  /**
   * For each candidate the `limit` pairs of greatest score − price, of those whose score − price is at least the
   * candidate's floor; all of them where they are fewer. Of a candidate whose floor is NOT_ASKED none.
   *
   * @param prices by opportunity, whole, 0 to 2^30
   * @param floors by candidate, whole, from −2^30
   * @param among by opportunity: 1 for those that are asked about; all when left out
   */
  best(prices: Float64Array, floors: Int32Array, limit: number, among?: Uint8Array): FoundPairs;
}

/** The floor of a candidate who is not asked about. */
export const NOT_ASKED = 2 ** 31 - 1;
