import type { CohortFacts } from './allocation-terms.js';
import type { CandidateFacts } from '../matching/facts.js';
import { sitesOf } from './together.js';

/** A place that somebody has decided on for a person, or none. */
export interface DecidedPlace {
  readonly person: Pick<CandidateFacts, 'candidateId' | 'programmeCodes'>;
  /** Null: no place. */
  readonly opportunityId: string | null;
}

/** What is left, and who of those decided on takes a place that a reserve keeps. */
export interface BesideDecisions<Facts> {
  readonly facts: Facts;
  readonly reservedFor: ReadonlySet<string>;
}

/**
 * What is left to allocate beside what people decided: everybody else, the places that are left, and reserves and minimums
 * less what they have by decision. A member who is decided to a reserve's opportunity takes one of its places, of several
 * reserves there that of the one declared first which has any left; a minimum counts whoever of its members has a place, as
 * in a search for the one declared first. Of people who want one site the others go where one has been decided to go; they are
 * free when that is no site, and go on together where it was decided that somebody is to have no place.
 */
export function besideDecisions<Facts extends CohortFacts>(facts: Facts, decided: readonly DecidedPlace[]): BesideDecisions<Facts> {
  const settled = new Set(decided.map(({ person }) => person.candidateId));
  const given = decided.flatMap(({ person, opportunityId }) => (opportunityId === null ? [] : [{ ...person, opportunityId }]));
  const taken = new Map<string, number>();
  for (const { opportunityId } of given) taken.set(opportunityId, (taken.get(opportunityId) ?? 0) + 1);
  const reserves = facts.terms.reserves.map((reserve) => ({ ...reserve }));
  const minimums = facts.terms.minimums.map((minimum) => ({ ...minimum }));
  const reservedFor = new Set<string>();
  for (const { candidateId, programmeCodes: codes, opportunityId } of given) {
    const reserve = reserves.find((one) => one.opportunityId === opportunityId && one.places > 0 && codes.includes(one.programmeCode));
    if (reserve !== undefined) {
      reserve.places -= 1;
      reservedFor.add(candidateId);
    }
    const minimum = minimums.find(({ programmeCode }) => codes.includes(programmeCode));
    if (minimum !== undefined) minimum.places = Math.max(0, minimum.places - 1);
  }
  const siteOf = new Map(Array.from(sitesOf(facts.opportunities), (site, number) => [facts.opportunities[number]!.opportunityId, site]));
  const placeOf = new Map(given.map(({ candidateId, opportunityId }) => [candidateId, opportunityId]));
  const groups = facts.terms.together.map((group) => ({
    others: group.filter((candidateId) => !settled.has(candidateId)),
    placed: group.flatMap((candidateId) => placeOf.get(candidateId) ?? []),
  }));
  const heldAt = groups.flatMap(({ others, placed }) => {
    const there = placed.find((opportunityId) => (siteOf.get(opportunityId) ?? -1) >= 0);
    return there === undefined ? [] : [{ candidateIds: others, opportunityId: there }];
  });
  return {
    reservedFor,
    facts: {
      ...facts,
      candidates: facts.candidates.filter(({ candidateId }) => !settled.has(candidateId)),
      places: facts.places.map((places, at) => Math.max(0, places - (taken.get(facts.opportunities[at]!.opportunityId) ?? 0))),
      terms: { ...facts.terms, reserves, minimums, together: groups.flatMap(({ others, placed }) => (placed.length === 0 ? [others] : [])) },
      heldAt,
    },
  };
}
