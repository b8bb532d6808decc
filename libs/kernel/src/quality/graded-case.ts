import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, GridPosition, OpportunityFacts, ScoreWeights } from '../matching/facts.js';
import { isEligible } from '../matching/hard-rules.js';
import { scorePair } from '../matching/score.js';
import { compareIds, compareRanked, lotteryNumber } from '../matching/tie-break.js';
import { minutesForSquaredDistance, squaredDistance, squaredReach } from '../matching/travel.js';
import type { Requirement } from '../requirements/requirement.js';
import { withRequirements } from '../requirements/with-requirements.js';

/** An opportunity of a case, with the rules of staff beside what is advertised, so that others can be tried in their place. */
export interface CaseOpportunity {
  /** Without any rule of staff and without weights. */
  readonly advertised: OpportunityFacts;
  /** Rules and weights that its programme had when the case was made; null: the standard weights. */
  readonly ofProgramme: readonly Requirement[];
  readonly weights: ScoreWeights | null;
  /** Its own rules of that day. */
  readonly own: readonly Requirement[];
}

/** Somebody's facts and a list of opportunities as they stood when the case was made. */
export interface CaseFacts {
  /** The day on which the rules are judged. */
  readonly asOfOn: PlainDate;
  readonly candidate: CandidateFacts;
  readonly opportunities: readonly CaseOpportunity[];
}

/** A version of rules or weights that is tried on kept cases. What it leaves null stays as it was when the case was made. */
export interface MatchVersion {
  /** Only opportunities of this programme are ranked otherwise; null: all. */
  readonly programmeCode: string | null;
  readonly weights: ScoreWeights | null;
  /** A version of the programme's rules, with the weights that belong to it, which `weights` comes before. */
  readonly rules: { readonly requirements: readonly Requirement[]; readonly weights: ScoreWeights | null } | null;
}

/** Everything as it was when the case was made. */
export const AS_IT_WAS: MatchVersion = { programmeCode: null, weights: null, rules: null };

/** A case and the opportunities that it was made of, by their new ids. */
export interface FrozenCase {
  readonly facts: CaseFacts;
  readonly newIds: ReadonlyMap<string, string>;
}

/** Of the lottery between equal scores. One and the same for every case and version, so that only the version can move anything. */
const CASE_SEED = 1;

/** Where the person of a case lives: on a map of the case's own. */
const HOME: GridPosition = { east: 0, north: 0 };

/**
 * Facts for a case that is kept when the people are gone: fresh ids, no zone, no place but how many minutes each way
 * takes, and nothing of the day alone (whether suggestions were paused, a place was still free, or the pair set aside). Names, ages and
 * addresses are in no facts to begin with. Opportunities come in the order of their fresh ids, which tells nothing of
 * the rank. Every rule and every part of the score answers as before. Imported travel times do not count in a case,
 * since they go by zone.
 *
 * It is not anonymous in the strict sense. Level, skills, half-days and wishes can be rare, so that whoever knows
 * somebody well may recognise them; and whoever found out which adverts the opportunities were could tell from the
 * minutes roughly where the home is. So a case is shown to those who look after people there, and not published.
 * Rejected: to move the whole map by a random distance, which a single advert that is recognised undoes to 100 m.
 *
 * @param freshId a new id at each call, drawn at random
 */
export function freezeCase({ asOfOn, candidate, opportunities }: CaseFacts, freshId: () => string): FrozenCase {
  const newIds = new Map(opportunities.map(({ advertised }) => [advertised.opportunityId, freshId()]));
  return {
    newIds,
    facts: {
      asOfOn,
      candidate: { ...candidate, candidateId: freshId(), isSeeking: true, position: candidate.position === null ? null : HOME, travelZone: null, setAside: [] },
      opportunities: opportunities
        .map(({ advertised, ...rules }) => ({
          advertised: { ...advertised, opportunityId: newIds.get(advertised.opportunityId)!, isOpen: true, position: placeOnMapOfCase(candidate, advertised), travelZone: null },
          ...rules,
        }))
        .toSorted((a, b) => compareIds(a.advertised.opportunityId, b.advertised.opportunityId)),
    },
  };
}

/** The nearest place that is as many minutes from {@link HOME} as the opportunity is from the real one; null where no way counts or none is known. */
function placeOnMapOfCase({ position: home, travelMode }: CandidateFacts, { attendance, position }: OpportunityFacts): GridPosition | null {
  if (attendance === 'remote' || home === null || position === null) return null;
  const minutes = minutesForSquaredDistance(travelMode, squaredDistance(home, position));
  let squared = squaredReach(travelMode, minutes - 1) + 1;
  // It ends at the real distance at the latest, which is one of two whole numbers too.
  for (;;) {
    const place = placeAtSquared(squared);
    if (place !== null) return place;
    squared += 1;
  }
}

/** The place whose squared distance from {@link HOME} is exactly that, the one farthest to the east; null when the number is no sum of two squares. */
function placeAtSquared(squared: number): GridPosition | null {
  for (let north = 0; 2 * north ** 2 <= squared; north += 1) {
    const east = Math.round(Math.sqrt(squared - north ** 2)); // checked, since the last digit of a root is open
    if (east ** 2 + north ** 2 === squared) return { east, north };
  }
  return null;
}

/** The opportunity as the matcher sees it under a version. */
export function opportunityUnder({ programmeCode, weights, rules }: MatchVersion, { advertised, ofProgramme, own, weights: weightsThen }: CaseOpportunity): OpportunityFacts {
  if (programmeCode !== null && !advertised.programmeCodes.includes(programmeCode)) return { ...withRequirements(advertised, ofProgramme, own), weights: weightsThen };
  const facts = withRequirements(advertised, rules === null ? ofProgramme : rules.requirements, own);
  return { ...facts, weights: weights ?? (rules === null ? weightsThen : rules.weights) };
}

/** Ids of the opportunities of a case that a version suggests, in the matcher's order: score, lottery, id. */
export function rankCase({ asOfOn, candidate, opportunities }: CaseFacts, version: MatchVersion): readonly string[] {
  return opportunities
    .map((opportunity) => opportunityUnder(version, opportunity))
    .filter((facts) => isEligible(candidate, facts, { asOfOn }))
    .map((facts) => ({
      opportunityId: facts.opportunityId,
      score: scorePair(candidate, facts, { asOfOn }).total,
      lottery: lotteryNumber(CASE_SEED, candidate.candidateId, facts.opportunityId),
    }))
    .toSorted((a, b) => compareRanked(a, b) || compareIds(a.opportunityId, b.opportunityId))
    .map(({ opportunityId }) => opportunityId);
}

/**
 * Ids in an order for somebody who grades: the same each time they look, another for everybody else, and nothing to do
 * with the rank, which would be believed.
 */
export function gradingOrder(opportunityIds: readonly string[], grader: string): readonly string[] {
  return opportunityIds
    .map((opportunityId) => ({ opportunityId, draw: lotteryNumber(0, grader, opportunityId) }))
    .toSorted((a, b) => a.draw - b.draw || compareIds(a.opportunityId, b.opportunityId))
    .map(({ opportunityId }) => opportunityId);
}
