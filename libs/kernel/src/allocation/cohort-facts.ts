import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import type { TravelTimes } from '../matching/travel-times.js';
import type { AllocationTerms } from './allocation-terms.js';

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
