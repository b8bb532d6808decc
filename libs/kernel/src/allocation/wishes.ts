import type { Adjustment } from './adjusted-pairs.js';
import type { CohortPlace, WishTerm } from './allocation-terms.js';

/** What a wish makes of a pair. */
export interface WishedPair {
  readonly opportunityId: string;
  /** Points beside the score; null: it is never to be. */
  readonly points: number | null;
}

/**
 * What a candidate's wishes make of pairs. The k-th of n wishes, from 0, counts wishPoints × (n − k) ÷ n more, rounded down:
 * all of them for the first, ever less by even steps, something for the last. What was turned down is never given, whether
 * it was wished for or not. A binding order ends before the first that was turned down, and nothing that is not in it is given.
 */
export function wishedPairs({ opportunityIds, declinedIds, isBinding }: WishTerm, wishPoints: number): { readonly pairs: readonly WishedPair[]; readonly onlyThese: boolean } {
  const declined = new Set(declinedIds);
  const wishes = [...new Set(opportunityIds)];
  const firstDeclined = wishes.findIndex((id) => declined.has(id));
  const end = isBinding && firstDeclined >= 0 ? firstDeclined : wishes.length;
  const pairs = wishes.slice(0, end).flatMap((opportunityId, place): WishedPair[] => (declined.has(opportunityId) ? [] : [{ opportunityId, points: Math.floor((wishPoints * (wishes.length - place)) / wishes.length) }]));
  return { pairs: isBinding ? pairs : [...pairs, ...Array.from(declined, (opportunityId): WishedPair => ({ opportunityId, points: null }))], onlyThese: isBinding };
}

/**
 * The same as an adjustment of pairs, by numbers. What the rules exclude stays excluded however much it is wished for, and
 * what is not in the market is left out.
 *
 * @param numberOf number of an opportunity by its id
 * @param scoreOf points of the person's pair with it by the rules; null where they exclude it
 */
export function wishAdjustment(wishes: WishTerm, wishPoints: number, numberOf: ReadonlyMap<string, number>, scoreOf: (opportunity: number) => number | null): Adjustment {
  const { pairs, onlyThese } = wishedPairs(wishes, wishPoints);
  return {
    onlyThese,
    pairs: pairs.flatMap(({ opportunityId, points }) => {
      const opportunity = numberOf.get(opportunityId);
      if (opportunity === undefined) return [];
      const score = points === null ? null : scoreOf(opportunity);
      return [{ opportunity, score: score === null ? null : score + points! }];
    }),
  };
}

/** How many people got what they wished for most, and how many anything that they wished for. */
export function grantedWishes(wishes: readonly WishTerm[], places: readonly Pick<CohortPlace, 'candidateId' | 'opportunityId'>[]): { readonly firstWishes: number; readonly anyWish: number } {
  const ordersOf = new Map(wishes.map(({ candidateId, opportunityIds }) => [candidateId, opportunityIds]));
  const granted = places.flatMap(({ candidateId, opportunityId }) => (opportunityId === null ? [] : [(ordersOf.get(candidateId) ?? []).indexOf(opportunityId)]));
  return { firstWishes: granted.filter((wish) => wish === 0).length, anyWish: granted.filter((wish) => wish >= 0).length };
}
