import type { CandidateFacts } from '../matching/facts.js';
import type { CohortFacts } from './cohort-facts.js';

/** A place that somebody has decided on for a person, or none. */
export interface DecidedPlace {
  readonly person: Pick<CandidateFacts, 'candidateId' | 'programmeCodes'>;
  /** Null: no place. */
  readonly opportunityId: string | null;
}

/**
 * What is left to allocate beside what people decided: everybody else, the places that are left, and reserves and minimums
 * less what they have by decision. A member who is decided to a reserve's opportunity takes one of its places, of several
 * reserves there that of the one declared first which has any left; a minimum counts whoever of its members has a place, as
 * in a search for the one declared first. Of people who want one site the others are free when one has been decided on.
 */
export function besideDecisions<Facts extends CohortFacts>(facts: Facts, decided: readonly DecidedPlace[]): Facts {
  const settled = new Set(decided.map(({ person }) => person.candidateId));
  const given = decided.flatMap(({ person, opportunityId }) => (opportunityId === null ? [] : [{ codes: person.programmeCodes, opportunityId }]));
  const taken = new Map<string, number>();
  for (const { opportunityId } of given) taken.set(opportunityId, (taken.get(opportunityId) ?? 0) + 1);
  const reserves = facts.terms.reserves.map((reserve) => ({ ...reserve }));
  const minimums = facts.terms.minimums.map((minimum) => ({ ...minimum }));
  for (const { codes, opportunityId } of given) {
    const reserve = reserves.find((one) => one.opportunityId === opportunityId && one.places > 0 && codes.includes(one.programmeCode));
    if (reserve !== undefined) reserve.places -= 1;
    const minimum = minimums.find(({ programmeCode }) => codes.includes(programmeCode));
    if (minimum !== undefined) minimum.places = Math.max(0, minimum.places - 1);
  }
  return {
    ...facts,
    candidates: facts.candidates.filter(({ candidateId }) => !settled.has(candidateId)),
    places: facts.places.map((places, at) => Math.max(0, places - (taken.get(facts.opportunities[at]!.opportunityId) ?? 0))),
    terms: {
      ...facts.terms,
      reserves,
      minimums,
      together: facts.terms.together.filter((group) => !group.some((candidateId) => settled.has(candidateId))),
    },
  };
}
