import type { WishTerm } from './allocation-terms.js';
import { NOT_LOOKED_AT, type HeldPlace, type PlaceReason } from './explain-allocation.js';
import { wishedPairs } from './wishes.js';

/** A place that a candidate is eligible for, in a stable allocation. */
export interface OrderedPlace {
  readonly opportunityId: string;
  /** Points of the pair, 0 to 1,000,000. */
  readonly score: number;
  /** Of the pair, which decides between equal scores. */
  readonly lottery: number;
}

/** Why a candidate does not have another place. */
export type OtherStableReason = 'not-looked-at' | 'ranked-others' | 'wanted-less';

interface ExplainedStableOther {
  readonly opportunityId: string;
  readonly score: number;
  readonly reason: OtherStableReason;
  readonly sentence: string;
}

/** Why a candidate has what they have in a stable allocation, and why not the others. */
export interface StableExplanation {
  readonly reason: Extract<PlaceReason, 'decided' | 'passed-over' | 'nothing-eligible'> | 'best-that-ranks-high-enough' | 'outranked';
  readonly sentence: string;
  /** The others that the candidate is eligible for and has not turned down, in the candidate's own order. */
  readonly others: readonly ExplainedStableOther[];
}

/**
 * Explains a place by stability: whatever a candidate would rather have has given all its places to people whom it ranks
 * higher, or whom a reserve puts first, since else the two would block (Gale and Shapley 1962); everything else the
 * candidate wants less.
 *
 * @param eligible what the rules allow, in any order
 * @param wish the candidate's own order, which comes before the scores; null: none
 */
export function explainStable({ opportunityId, isDecided, isPassedOver }: Pick<HeldPlace, 'opportunityId' | 'isDecided' | 'isPassedOver'>, eligible: readonly OrderedPlace[], wish: WishTerm | null): StableExplanation {
  const { pairs, onlyThese } = wish === null ? { pairs: [], onlyThese: false } : wishedPairs(wish, 0);
  const wished = new Map(pairs.flatMap(({ opportunityId: id, points }, place) => (points === null ? [] : [[id, place] as const])));
  const never = new Set(pairs.flatMap(({ opportunityId: id, points }) => (points === null ? [id] : [])));
  const placeOf = ({ opportunityId: id }: OrderedPlace): number => wished.get(id) ?? Infinity;
  const inOrder = eligible
    .filter((place) => !never.has(place.opportunityId) && (!onlyThese || wished.has(place.opportunityId)))
    .toSorted((a, b) => compared(placeOf(a), placeOf(b)) || b.score - a.score || b.lottery - a.lottery);
  const at = inOrder.findIndex((place) => place.opportunityId === opportunityId);
  const wanted = at < 0 ? inOrder.length : at;
  const others = inOrder.flatMap(({ opportunityId: id, score }, number): ExplainedStableOther[] => {
    const place = { opportunityId: id, score };
    if (number === at) return [];
    if (isDecided || isPassedOver) return [{ ...place, reason: 'not-looked-at', sentence: NOT_LOOKED_AT }];
    if (number < wanted) return [{ ...place, reason: 'ranked-others', sentence: 'Its places went to people whom it ranks higher, or keeps places for.' }];
    return [{ ...place, reason: 'wanted-less', sentence: "It stands lower in the person's own order." }];
  });
  if (isDecided) return { reason: 'decided', sentence: opportunityId === null ? 'Somebody decided that there is to be no place.' : 'Somebody decided on this place; the others were allocated round it.', others };
  if (isPassedOver) return { reason: 'passed-over', sentence: 'Had a place or an offer already when the facts were read, so the allocation gives no other.', others };
  if (inOrder.length === 0) return { reason: 'nothing-eligible', sentence: 'None of the places of this allocation is one to be eligible for.', others };
  if (at < 0) return { reason: 'outranked', sentence: 'Every place to be eligible for went to people whom it ranks higher, or is kept for.', others };
  const first = at === 0 ? 'The first of their own order.' : `Number ${at + 1} of their own order: the places of those before it went to people whom they rank higher, or keep places for.`;
  return { reason: 'best-that-ranks-high-enough', sentence: first, others };
}

/** Whatever is in no order comes last, all alike. */
function compared(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
