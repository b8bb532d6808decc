import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import type { TravelTimes } from '../matching/travel-times.js';

/** Places of an opportunity that are for the members of a programme first. The programme's recorded justification is why. */
export interface ReserveTerm {
  readonly opportunityId: string;
  readonly programmeCode: string;
  readonly places: number;
  /** Hard: nobody else gets them. Soft: others get what the members leave. */
  readonly isHard: boolean;
  /** From this day on the places are open to all alike; null: never. */
  readonly releasedOn: PlainDate | null;
  /** Soft: what a member's score counts more in a reserved place, points from 0. */
  readonly advantage: number;
}

/** What a member counts more in a soft reserve when nothing else is said: a tenth of the best score. */
export const USUAL_ADVANTAGE = 100_000;

/** At least so many members of a programme are to have a place, wherever it is. Nobody counts in two. */
export interface MinimumTerm {
  readonly programmeCode: string;
  readonly places: number;
}

/** What a candidate would like, in their own order. */
export interface WishTerm {
  readonly candidateId: string;
  /** Best first. */
  readonly opportunityIds: readonly string[];
  /** Turned down: never given, and with a binding order nothing behind them in the order either. */
  readonly declinedIds: readonly string[];
  /** Binding: nothing that is not in the order, nor behind anything declined. Otherwise the order only counts points. */
  readonly isBinding: boolean;
}

/** A pair that is not to be, by somebody's decision. */
export interface ExcludedPair {
  readonly candidateId: string;
  readonly opportunityId: string;
  /** Why, for whoever asks about the pair. */
  readonly reason?: string;
}

/** An opportunity whose owner ranks people by criteria of its own, for the stable variant. */
export interface RankingTerm {
  readonly opportunityId: string;
  /** Best first; whoever is not in it comes after them, by score. */
  readonly candidateIds: readonly string[];
}

/** On what terms a cohort is given its places. */
export interface AllocationTerms {
  /** 'optimal': the greatest sum for all together. 'stable': no candidate and opportunity would both rather have each other. */
  readonly variant: 'optimal' | 'stable';
  /** What a place is worth besides its score, points from 0. */
  readonly placeValue: number;
  /** In the order in which they are filled, which decides whom they bring in (Kominers and Sönmez 2016). */
  readonly reserves: readonly ReserveTerm[];
  readonly minimums: readonly MinimumTerm[];
  /** What a first wish counts, points from 0; later ones count less by even steps. */
  readonly wishPoints: number;
  readonly wishes: readonly WishTerm[];
  readonly excludedPairs: readonly ExcludedPair[];
  /** People who want the same site; nobody is in two groups. */
  readonly together: readonly (readonly string[])[];
  readonly rankings: readonly RankingTerm[];
}

/** Nothing but scores and the value of a place. */
export function plainTerms(placeValue: number): AllocationTerms {
  return { variant: 'optimal', placeValue, reserves: [], minimums: [], wishPoints: 0, wishes: [], excludedPairs: [], together: [], rankings: [] };
}

/** A cohort, the places that there are for it, and on what terms it gets them. */
export interface CohortFacts {
  readonly asOfOn: PlainDate;
  /** Of the lottery between equals, a whole number; its low 32 bits count. */
  readonly seed: number;
  /** Who gets a place, or none. */
  readonly candidates: readonly CandidateFacts[];
  /** By ascending id. */
  readonly opportunities: readonly OpportunityFacts[];
  /** Places of each of them that are to be given out, from 0. */
  readonly places: readonly number[];
  readonly travelTimes: TravelTimes | undefined;
  readonly terms: AllocationTerms;
  /** People who go only where somebody of theirs has been given a place: to the site of an opportunity. */
  readonly heldAt?: readonly { readonly candidateIds: readonly string[]; readonly opportunityId: string }[];
}

/** Where a candidate goes. */
export interface CohortPlace {
  readonly candidateId: string;
  /** Null: nowhere. */
  readonly opportunityId: string | null;
  /** By the rules; null without a place. */
  readonly score: number | null;
  /** Whether it is one of the places that a reserve keeps. */
  readonly isReserved: boolean;
}
