import { NOT_ASKED, type FoundPairs, type PairSource } from './pair-source.js';

/** What a candidate's pair with an opportunity counts, in place of what the source says of it. */
interface AdjustedPair {
  readonly opportunity: number;
  /** Null: it is never to be. */
  readonly score: number | null;
}

/** What is different for a candidate. */
export interface Adjustment {
  /** Each opportunity once. */
  readonly pairs: readonly AdjustedPair[];
  /** Nothing else is open to the candidate. */
  readonly onlyThese: boolean;
}

/** A pair with what it is worth at the prices asked. */
interface ValuedPair {
  readonly opportunity: number;
  readonly score: number;
  readonly worth: number;
}

/**
 * The pairs of another source, some of them with another score, some excluded, some candidates held to a few: wishes that
 * weigh, binding orders, decisions, people who go to one site. Still exact: of a candidate with n adjusted pairs the source
 * is asked for n more than are wanted, so as many are left when all n are among them and drop out.
 */
export class AdjustedPairs implements PairSource {
  readonly #mostAdjusted: number;
  readonly #adjustedCount: number;

  /** @param adjustments by candidate; whoever is not in it keeps what the source says */
  constructor(
    readonly inner: PairSource,
    readonly adjustments: ReadonlyMap<number, Adjustment>,
  ) {
    const all = [...adjustments.values()];
    this.#mostAdjusted = all.reduce((most, { pairs, onlyThese }) => Math.max(most, onlyThese ? 0 : pairs.length), 0);
    this.#adjustedCount = all.reduce((sum, { pairs }) => sum + pairs.length, 0);
  }

  /** The best of each candidate come first; of equal worth the lower number does. */
  best(prices: Float64Array, floors: Int32Array, limit: number, among?: Uint8Array): FoundPairs {
    const innerFloors = floors.map((floor, candidate) => (this.adjustments.get(candidate)?.onlyThese === true ? NOT_ASKED : floor));
    const found = this.inner.best(prices, innerFloors, limit + this.#mostAdjusted, among);
    const starts = new Int32Array(floors.length + 1);
    const opportunities = new Int32Array(found.opportunities.length + this.#adjustedCount);
    const scores = new Int32Array(opportunities.length);
    let to = 0;
    for (const [candidate, floor] of floors.entries()) {
      const adjusted = this.adjustments.get(candidate)?.pairs ?? [];
      const pairs: ValuedPair[] = [];
      for (let at = found.starts[candidate]!; at < found.starts[candidate + 1]!; at += 1) {
        const opportunity = found.opportunities[at]!;
        if (adjusted.some((one) => one.opportunity === opportunity)) continue;
        pairs.push({ opportunity, score: found.scores[at]!, worth: found.scores[at]! - prices[opportunity]! });
      }
      for (const { opportunity, score } of adjusted) {
        const worth = (score ?? -Infinity) - prices[opportunity]!;
        if (worth >= floor && among?.[opportunity] !== 0) pairs.push({ opportunity, score: score!, worth });
      }
      for (const { opportunity, score } of pairs.toSorted((a, b) => b.worth - a.worth || a.opportunity - b.opportunity).slice(0, limit)) {
        opportunities[to] = opportunity;
        scores[to] = score;
        to += 1;
      }
      starts[candidate + 1] = to;
    }
    return { starts, opportunities: opportunities.subarray(0, to), scores: scores.subarray(0, to) };
  }
}
