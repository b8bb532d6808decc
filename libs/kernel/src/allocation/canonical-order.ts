import { compareIds, lotteryTicket } from '../matching/tie-break.js';

/** In which order to number what an allocation problem is made of. */
interface CanonicalOrder {
  /** For each number, the place in the given list of ids. */
  readonly candidates: Int32Array;
  readonly opportunities: Int32Array;
}

/**
 * Numbers candidates and opportunities by lottery. Several allocations may be worth the same; which of them is found
 * depends on the numbering, so whoever numbers by this order gets the same people from the same data, in whatever order a
 * file or a query gave them, and neither age nor alphabet is favoured. Anybody can draw the lottery again.
 *
 * @param seed the run's seed, as in lotteryNumber
 */
export function canonicalOrder(candidateIds: readonly string[], opportunityIds: readonly string[], seed: number): CanonicalOrder {
  return { candidates: byLottery(candidateIds, seed), opportunities: byLottery(opportunityIds, seed) };
}

/** By ticket; of equal tickets, which only ids of one hash have, by id. */
function byLottery(ids: readonly string[], seed: number): Int32Array {
  const tickets = Int32Array.from(ids, (id) => lotteryTicket(seed, id));
  return Int32Array.from(ids.keys()).toSorted((a, b) => tickets[a]! - tickets[b]! || compareIds(ids[a]!, ids[b]!));
}
