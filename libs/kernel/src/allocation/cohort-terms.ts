import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts } from '../matching/facts.js';
import type { Adjustment } from './adjusted-pairs.js';
import type { AllocationTerms, ReserveTerm } from './allocation-terms.js';
import type { GroupMinimum } from './group-minimums.js';
import type { ReservedPlaces } from './reserves.js';
import { wishAdjustment, wishedPairs } from './wishes.js';

/** The reserves that count on a day, of opportunities that are in the market, as declared. Their parts are numbered in this order. */
export function reservesInForce(reserves: readonly ReserveTerm[], numberOf: ReadonlyMap<string, number>, asOfOn: PlainDate): readonly ReserveTerm[] {
  return reserves.filter(({ opportunityId, releasedOn }) => numberOf.has(opportunityId) && (releasedOn === null || asOfOn < releasedOn));
}

/** Members of programmes, by number in a list of people; one list a programme, whoever asks. */
export class Membership {
  readonly #members = new Map<string, Uint8Array>();

  constructor(readonly people: readonly Pick<CandidateFacts, 'programmeCodes'>[]) {}

  of(programmeCode: string): Uint8Array {
    const known = this.#members.get(programmeCode) ?? Uint8Array.from(this.people, ({ programmeCodes }) => Number(programmeCodes.includes(programmeCode)));
    this.#members.set(programmeCode, known);
    return known;
  }
}

/** Reserves by numbers. */
export function reservedPlacesOf(reserves: readonly ReserveTerm[], numberOf: ReadonlyMap<string, number>, membership: Membership): ReservedPlaces[] {
  return reserves.map(({ opportunityId, programmeCode, places, isHard, advantage }) => ({ opportunity: numberOf.get(opportunityId)!, places, isHard, advantage, members: membership.of(programmeCode) }));
}

/** Minimums by numbers. Somebody in two of the programmes counts for the one declared first. */
export function minimumsOf({ minimums }: AllocationTerms, membership: Membership): GroupMinimum[] {
  const counted = membership.people.map(({ programmeCodes }) => minimums.findIndex(({ programmeCode }) => programmeCodes.includes(programmeCode)));
  return minimums.map(({ places }, at) => ({ minimum: places, members: Uint8Array.from(counted, (own) => Number(own === at)) }));
}

/**
 * What wishes and decisions make of the pairs of people, by numbers.
 *
 * @param people by number
 * @param scoreOf points of a pair by the rules; null where they exclude it
 */
export function adjustmentsOf(
  { wishes, wishPoints, excludedPairs }: AllocationTerms,
  people: readonly Pick<CandidateFacts, 'candidateId'>[],
  numberOf: ReadonlyMap<string, number>,
  scoreOf: (person: number, opportunity: number) => number | null,
): Map<number, Adjustment> {
  const personOf = new Map(people.map(({ candidateId }, number) => [candidateId, number]));
  const adjustments = new Map<number, Adjustment>();
  for (const wish of wishes) {
    const person = personOf.get(wish.candidateId);
    if (person !== undefined) adjustments.set(person, wishAdjustment(wish, wishPoints, numberOf, (opportunity) => scoreOf(person, opportunity)));
  }
  for (const { candidateId, opportunityId } of excludedPairs) {
    const person = personOf.get(candidateId);
    const opportunity = numberOf.get(opportunityId);
    if (person === undefined || opportunity === undefined) continue;
    const { pairs, onlyThese } = adjustments.get(person) ?? { pairs: [], onlyThese: false };
    adjustments.set(person, { pairs: [...pairs.filter((pair) => pair.opportunity !== opportunity), { opportunity, score: null }], onlyThese });
  }
  return adjustments;
}

/** What a pair counts more by a wish; null: it is not to be. */
export type WishPoints = (candidateId: string, opportunityId: string) => number | null;

/** What wishes and decisions say of any pair. */
export function wishPointsIn({ wishes, wishPoints, excludedPairs }: AllocationTerms): WishPoints {
  const wished = new Map(
    wishes.map((wish) => {
      const { pairs, onlyThese } = wishedPairs(wish, wishPoints);
      return [wish.candidateId, { points: new Map(pairs.map((pair) => [pair.opportunityId, pair.points])), others: onlyThese ? null : 0 }];
    }),
  );
  const excluded = new Set(excludedPairs.map(({ candidateId, opportunityId }) => `${candidateId} ${opportunityId}`));
  return (candidateId, opportunityId) => {
    if (excluded.has(`${candidateId} ${opportunityId}`)) return null;
    const { points, others } = wished.get(candidateId) ?? NO_WISHES;
    return points.has(opportunityId) ? points.get(opportunityId)! : others;
  };
}

const NO_WISHES = { points: new Map<string, number | null>(), others: 0 };

/** What the terms make of a place for one person. */
export interface PersonalTerms {
  /** The least that a place there costs the person, points: over the parts open to them, what they count more in a part taken off. Below 0 where they count more than the place costs. */
  readonly price: number;
  /** What a wish counts beside the score; null: turned down, excluded by decision or behind a binding order, so that the place is not to be. */
  readonly wishPoints: number | null;
}

/**
 * What one person would have to pay for each opportunity, and what their own wishes say of it.
 *
 * @param opportunityIds of the market, by number
 * @param prices of a {@link CohortResult}: by part, then by minimum
 * @returns by opportunity; and what staying out costs somebody whom a minimum counts, or 0
 */
export function personalTerms(
  person: Pick<CandidateFacts, 'candidateId' | 'programmeCodes'>,
  terms: AllocationTerms,
  opportunityIds: readonly string[],
  prices: ArrayLike<number>,
  asOfOn: PlainDate,
): { readonly places: readonly PersonalTerms[]; readonly outPrice: number } {
  const numberOf = new Map(opportunityIds.map((id, number) => [id, number]));
  const reserves = reservesInForce(terms.reserves, numberOf, asOfOn);
  const least = opportunityIds.map((_, number) => prices[number]!);
  for (const [at, { opportunityId, programmeCode, isHard, advantage }] of reserves.entries()) {
    const isMember = person.programmeCodes.includes(programmeCode);
    const number = numberOf.get(opportunityId)!;
    if (isMember || !isHard) least[number] = Math.min(least[number]!, prices[opportunityIds.length + at]! - (isMember && !isHard ? advantage : 0));
  }
  const pointsOf = wishPointsIn({ ...terms, wishes: terms.wishes.filter(({ candidateId }) => candidateId === person.candidateId) });
  const minimum = terms.minimums.findIndex(({ programmeCode }) => person.programmeCodes.includes(programmeCode));
  return {
    places: opportunityIds.map((id, number) => ({ price: least[number]!, wishPoints: pointsOf(person.candidateId, id) })),
    outPrice: minimum < 0 ? 0 : prices[opportunityIds.length + reserves.length + minimum]!,
  };
}
