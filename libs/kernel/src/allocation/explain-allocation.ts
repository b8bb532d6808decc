/** A place that a candidate is eligible for, in an allocation. */
export interface PricedPlace {
  readonly opportunityId: string;
  /** Points of the pair, 0 to 1,000,000. */
  readonly score: number;
  /**
   * The least that a place there costs this person, in points: what the last of its places is worth to somebody who would
   * have it instead. Below 0 where the person counts more in a place reserved for a group than it costs.
   */
  readonly price: number;
  /** What the person's own wishes count beside the score; 0 when left out. */
  readonly wishPoints?: number;
}

/** Why a candidate has the place that they have, or none. */
export type PlaceReason = 'best-at-prices' | 'decided' | 'passed-over' | 'kept-together' | 'nothing-eligible' | 'outbid' | 'not-proven';

/** Why a candidate does not have another place. */
export type OtherReason = 'not-looked-at' | 'kept-together' | 'worth-less' | 'went-to-others' | 'as-good' | 'not-proven';

/** A place that the candidate does not have. */
interface ExplainedOther extends PricedPlace {
  readonly reason: OtherReason;
  /** Points that the pair would need more, at these prices, to be worth as much as what the candidate has; 0 when none. */
  readonly pointsShort: number;
  readonly sentence: string;
}

/** Why a candidate has what they have, and why not the others. */
export interface PlaceExplanation {
  readonly reason: PlaceReason;
  readonly sentence: string;
  /** The others that the candidate is eligible for, the highest score first. */
  readonly others: readonly ExplainedOther[];
}

/** What the candidate has in the allocation. */
export interface HeldPlace {
  /** Null: none. */
  readonly opportunityId: string | null;
  /** Somebody decided it, so the prices say nothing of it. */
  readonly isDecided: boolean;
  /** The candidate had a place or an offer when the facts were read, and gets no other. */
  readonly isPassedOver: boolean;
  /** Goes with others of whom nobody has a place at a site, so that no place of the person's own is looked for. */
  readonly isKeptTogether?: boolean;
  /** What any place is worth besides its score. */
  readonly placeValue: number;
  /** What staying out costs somebody of a group that is to have a minimum of places; 0 when left out. */
  readonly outPrice?: number;
}

/**
 * Explains a place by prices that prove the allocation (Koopmans and Beckmann 1957; Shapley and Shubik 1971): everybody
 * has what is worth most to them beyond its price, and a place with a price has been given out to the last. What somebody
 * falls short of for another place is a matter of subtraction. It does not say who would get one place more: that is
 * whoever it is worth most to.
 *
 * @param eligible the places that the candidate is eligible for, in any order; what is held is among them unless somebody decided it
 */
export function explainAllocation({ opportunityId, isDecided, isPassedOver, isKeptTogether = false, placeValue, outPrice = 0 }: HeldPlace, eligible: readonly PricedPlace[]): PlaceExplanation {
  const worth = (place: PricedPlace): number => valueOf(place) + placeValue - place.price;
  const held = eligible.find((place) => place.opportunityId === opportunityId);
  const surplus = held === undefined ? 0 - outPrice : worth(held);
  const isBest = eligible.every((place) => worth(place) <= surplus);
  const others = eligible
    .filter((place) => place !== held)
    .toSorted((a, b) => b.score - a.score || a.price - b.price)
    .map((place): ExplainedOther => {
      if (isDecided || isPassedOver) return { ...place, reason: 'not-looked-at', sentence: NOT_LOOKED_AT, pointsShort: 0 };
      const short = surplus - worth(place);
      if (short < 0 && isKeptTogether) return { ...place, reason: 'kept-together', sentence: KEPT_TOGETHER, pointsShort: 0 };
      return { ...place, ...reasonOfOther(place, held, short), pointsShort: Math.max(0, short) };
    });
  return { ...reasonOfPlace({ held, opportunityId, isDecided, isPassedOver, isKeptTogether, isBest, eligibleCount: eligible.length }), others };
}

/** Of somebody whose place is settled. */
export const NOT_LOOKED_AT = 'It was not looked at: the place of this person is settled.';

const KEPT_TOGETHER = 'Goes with others, and there is no site at which what they bring together is worth what it would take from others.';

/** Points of a pair with those of the person's wishes. */
function valueOf({ score, wishPoints = 0 }: PricedPlace): number {
  return score + wishPoints;
}

interface Standing {
  readonly held: PricedPlace | undefined;
  readonly opportunityId: string | null;
  readonly isDecided: boolean;
  readonly isPassedOver: boolean;
  readonly isKeptTogether: boolean;
  readonly isBest: boolean;
  readonly eligibleCount: number;
}

function reasonOfPlace({ held, opportunityId, isDecided, isPassedOver, isKeptTogether, isBest, eligibleCount }: Standing): { reason: PlaceReason; sentence: string } {
  if (isDecided) return { reason: 'decided', sentence: opportunityId === null ? 'Somebody decided that there is to be no place.' : 'Somebody decided on this place; the others were allocated round it.' };
  if (isPassedOver) return { reason: 'passed-over', sentence: 'Had a place or an offer already when the facts were read, so the allocation gives no other.' };
  if (eligibleCount === 0) return { reason: 'nothing-eligible', sentence: 'None of the places of this allocation is one to be eligible for.' };
  if (!isBest && isKeptTogether) return { reason: 'kept-together', sentence: KEPT_TOGETHER };
  if (!isBest) return { reason: 'not-proven', sentence: 'The search was stopped before it was proven that nothing else is better.' };
  if (held === undefined) return { reason: 'outbid', sentence: 'Every place to be eligible for went to people for whom it was worth more.' };
  return { reason: 'best-at-prices', sentence: `The best available at today's prices: ${points(held.score)}${wished(held)}, ${priceOf(held)}.` };
}

function wished({ wishPoints = 0 }: PricedPlace): string {
  return wishPoints === 0 ? '' : ` and ${points(wishPoints)} for the wish`;
}

function priceOf({ price }: PricedPlace): string {
  if (price === 0) return 'and no price, since places there are left';
  return price > 0 ? `at a price of ${points(price)}` : `and ${points(-price)} more in a place reserved for a group`;
}

function reasonOfOther(place: PricedPlace, held: PricedPlace | undefined, short: number): { reason: OtherReason; sentence: string } {
  if (short < 0) return { reason: 'not-proven', sentence: 'It may be better: the search was stopped before it was proven.' };
  if (held !== undefined && valueOf(place) <= valueOf(held)) return { reason: 'worth-less', sentence: `It is worth no more: ${points(place.score)}${wished(place)}, and the place in hand has ${points(held.score)}${wished(held)}.` };
  if (short === 0) return { reason: 'as-good', sentence: 'It went to people for whom it was worth as much, and the order that was drawn decided.' };
  return { reason: 'went-to-others', sentence: `It went to people for whom it was worth more: it would take more than ${points(short)} besides, or more places there.` };
}

/** '12,500 points'. */
function points(count: number): string {
  return `${String(count).replaceAll(/(?<=\d)(?=(\d{3})+$)/g, ',')} ${count === 1 ? 'point' : 'points'}`;
}
