import type { CohortPlace } from './allocation-terms.js';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { compareIds } from '../matching/tie-break.js';

/** What allocations that are compared have in common. */
export interface ComparedCohort {
  readonly candidates: readonly Pick<CandidateFacts, 'candidateId' | 'programmeCodes'>[];
  readonly opportunities: readonly Pick<OpportunityFacts, 'opportunityId' | 'kind'>[];
}

/** One of several allocations of a cohort. */
export interface ComparedAllocation {
  /** Of each candidate one; somebody who is missing has none. */
  readonly given: readonly Pick<CohortPlace, 'candidateId' | 'opportunityId' | 'score'>[];
  /** Places that there were to give out, by opportunity of the cohort. */
  readonly places: readonly number[];
  /** As the search says: what all of it is worth on its own terms, and how far from the best it may be. */
  readonly worth: number;
  /** Points; null: nothing is proven of it. */
  readonly gap: number | null;
}

/** An allocation in figures. */
export interface AllocationFigures {
  readonly placed: number;
  readonly worth: number;
  readonly gap: number | null;
  /** Σ scores by the rules of its own scenario. */
  readonly scoreTotal: number;
  /** Of those who have a place, rounded; null when nobody has. */
  readonly meanScore: number | null;
  /** Every programme that somebody of the cohort is in, by code. */
  readonly byProgramme: readonly { readonly programmeCode: string; readonly members: number; readonly placed: number }[];
  /** Every kind that there are opportunities of, by name. */
  readonly byKind: readonly { readonly kind: OpportunityFacts['kind']; readonly placed: number }[];
  /** Opportunities that had places and have none left. */
  readonly opportunitiesFilled: number;
  readonly placesLeft: number;
}

/** An allocation beside the one that it is compared with. */
export interface AllocationDifference {
  readonly placedMore: number;
  readonly scoreMore: number;
  /** People with a place only in this one, only in the other, in both at different opportunities, and all the rest. */
  readonly gains: number;
  readonly loses: number;
  readonly moves: number;
  readonly same: number;
}

/** What an allocation is for one person beside another one. */
export interface PersonDifference {
  readonly candidateId: string;
  /** Opportunity in the other one; null: none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly change: 'gains' | 'loses' | 'moves' | 'same';
  readonly scoreBefore: number | null;
  readonly scoreAfter: number | null;
}

/** Allocations of one cohort side by side: the base, without a difference, then the others, each beside the base too. */
export function compareAllocations(cohort: ComparedCohort, base: ComparedAllocation, others: readonly ComparedAllocation[]): readonly (AllocationFigures & { readonly difference: AllocationDifference | null })[] {
  const figures = figuresOf(cohort, base);
  return [
    { ...figures, difference: null },
    ...others.map((other) => {
      const own = figuresOf(cohort, other);
      const changes = { gains: 0, loses: 0, moves: 0, same: 0 };
      for (const { change } of differencesByPerson(cohort, base, other)) changes[change] += 1;
      return { ...own, difference: { placedMore: own.placed - figures.placed, scoreMore: own.scoreTotal - figures.scoreTotal, ...changes } };
    }),
  ];
}

/** What the second allocation is for each person beside the first, in the order of the cohort. */
export function differencesByPerson({ candidates }: ComparedCohort, before: Pick<ComparedAllocation, 'given'>, after: Pick<ComparedAllocation, 'given'>): readonly PersonDifference[] {
  const placeBefore = new Map(before.given.map((place) => [place.candidateId, place]));
  const placeAfter = new Map(after.given.map((place) => [place.candidateId, place]));
  return candidates.map(({ candidateId }): PersonDifference => {
    const one = placeBefore.get(candidateId) ?? NOWHERE;
    const other = placeAfter.get(candidateId) ?? NOWHERE;
    return { candidateId, before: one.opportunityId, after: other.opportunityId, change: changeOf(one.opportunityId, other.opportunityId), scoreBefore: one.score, scoreAfter: other.score };
  });
}

const NOWHERE = { opportunityId: null, score: null } as const;

function changeOf(before: string | null, after: string | null): PersonDifference['change'] {
  if (before === after) return 'same';
  if (before === null) return 'gains';
  return after === null ? 'loses' : 'moves';
}

function figuresOf({ candidates, opportunities }: ComparedCohort, { given, places, worth, gap }: ComparedAllocation): AllocationFigures {
  const placed = new Set<string>();
  const taken = new Map<string, number>();
  let scoreTotal = 0;
  for (const { candidateId, opportunityId, score } of given) {
    if (opportunityId === null) continue;
    placed.add(candidateId);
    add(taken, opportunityId, 1);
    scoreTotal += score ?? 0; // somebody may have decided on a place without a score
  }
  const members = new Map<string, number>();
  const membersPlaced = new Map<string, number>();
  for (const { candidateId, programmeCodes } of candidates) {
    for (const code of new Set(programmeCodes)) {
      add(members, code, 1);
      add(membersPlaced, code, Number(placed.has(candidateId)));
    }
  }
  const placedOfKind = new Map<OpportunityFacts['kind'], number>();
  let opportunitiesFilled = 0;
  let placesLeft = 0;
  for (const [at, { opportunityId, kind }] of opportunities.entries()) {
    const own = taken.get(opportunityId) ?? 0;
    add(placedOfKind, kind, own);
    opportunitiesFilled += Number(places[at]! > 0 && own >= places[at]!);
    placesLeft += Math.max(0, places[at]! - own);
  }
  return {
    placed: placed.size,
    worth,
    gap,
    scoreTotal,
    meanScore: placed.size === 0 ? null : Math.round(scoreTotal / placed.size),
    byProgramme: byName(members).map(([programmeCode, count]) => ({ programmeCode, members: count, placed: membersPlaced.get(programmeCode)! })),
    byKind: byName(placedOfKind).map(([kind, count]) => ({ kind, placed: count })),
    opportunitiesFilled,
    placesLeft,
  };
}

function add<Key>(counts: Map<Key, number>, key: Key, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

function byName<Name extends string>(counts: Map<Name, number>): [Name, number][] {
  return [...counts].toSorted(([a], [b]) => compareIds(a, b));
}
