import type { CohortFacts } from './allocation-terms.js';
import { isEligible } from '../matching/hard-rules.js';
import { scorePair } from '../matching/score.js';

/** One way to give a cohort its places that the rules and the terms allow. */
export interface CohortWay {
  /** Opportunity of each candidate, in the order of the facts; null: none. */
  readonly given: readonly (string | null)[];
  /** Σ (score + wish points + place value), and with what members count more in reserved places. */
  readonly worth: number;
  readonly steered: number;
  /** Members that minimums lack. */
  readonly lacking: number;
  /** Whoever goes together has places at one site. */
  readonly isTogether: boolean;
}

/** What somebody may have. */
interface Choice {
  readonly opportunityId: string | null;
  /** Index of an open place's opportunity, or of a reserve behind them. */
  readonly part: number;
  readonly worth: number;
  readonly advantage: number;
}

const NOTHING: Choice = { opportunityId: null, part: -1, worth: 0, advantage: 0 };

/** All ways there are, by trying everything. */
export function everyCohortWay(facts: CohortFacts): CohortWay[] {
  const { asOfOn, candidates, opportunities, terms } = facts;
  const reserves = terms.reserves.filter(({ releasedOn }) => releasedOn === null || asOfOn < releasedOn);
  const open = [...facts.places];
  const reserved = reserves.map(({ opportunityId, places }) => {
    const at = opportunities.findIndex((one) => one.opportunityId === opportunityId);
    const taken = Math.min(places, open[at] ?? 0);
    if (at >= 0) open[at]! -= taken;
    return taken;
  });
  const choices = candidates.map((candidate): Choice[] => [
    NOTHING,
    ...opportunities.flatMap((opportunity, part): Choice[] => {
      const { opportunityId } = opportunity;
      const points = wishPointsOf(facts, candidate.candidateId, opportunityId);
      if (points === null || !isEligible(candidate, opportunity, facts)) return [];
      const worth = scorePair(candidate, opportunity, facts).total + points + terms.placeValue;
      const inReserves = reserves.flatMap((reserve, at): Choice[] => {
        const isMember = candidate.programmeCodes.includes(reserve.programmeCode);
        if (reserve.opportunityId !== opportunityId || (reserve.isHard && !isMember)) return [];
        return [{ opportunityId, part: opportunities.length + at, worth, advantage: isMember && !reserve.isHard ? reserve.advantage : 0 }];
      });
      return [{ opportunityId, part, worth, advantage: 0 }, ...inReserves];
    }),
  ]);
  const extend = (at: number, left: readonly number[]): Choice[][] =>
    at === candidates.length ? [[]] : choices[at]!.filter(({ part }) => part < 0 || left[part]! > 0).flatMap((choice) => extend(at + 1, left.map((places, part) => places - Number(part === choice.part))).map((rest) => [choice, ...rest]));
  return extend(0, [...open, ...reserved]).map((way) => wayOf(facts, way));
}

function wayOf({ candidates, opportunities, terms }: CohortFacts, way: readonly Choice[]): CohortWay {
  const worth = way.reduce((sum, choice) => sum + choice.worth, 0);
  const counted = candidates.map(({ programmeCodes }) => terms.minimums.findIndex(({ programmeCode }) => programmeCodes.includes(programmeCode)));
  return {
    given: way.map(({ opportunityId }) => opportunityId),
    worth,
    steered: way.reduce((sum, { advantage }) => sum + advantage, worth),
    lacking: terms.minimums.reduce((sum, { places }, minimum) => sum + Math.max(0, places - way.filter(({ part }, at) => part >= 0 && counted[at] === minimum).length), 0),
    isTogether: terms.together.every((group) => {
      const there = group.flatMap((id) => {
        const at = candidates.findIndex(({ candidateId }) => candidateId === id);
        const opportunity = opportunities.find(({ opportunityId }) => opportunityId === way[at]?.opportunityId);
        return opportunity === undefined ? [] : [opportunity.attendance === 'remote' || opportunity.position === null ? null : `${opportunity.position.east} ${opportunity.position.north}`];
      });
      const present = group.filter((id) => candidates.some(({ candidateId }) => candidateId === id)).length;
      return present < 2 || (!there.includes(null) && new Set(there).size < 2);
    }),
  };
}

function wishPointsOf({ terms }: CohortFacts, candidateId: string, opportunityId: string): number | null {
  if (terms.excludedPairs.some((pair) => pair.candidateId === candidateId && pair.opportunityId === opportunityId)) return null;
  const wish = terms.wishes.find((one) => one.candidateId === candidateId);
  if (wish === undefined) return 0;
  const { opportunityIds, declinedIds, isBinding } = wish;
  if (declinedIds.includes(opportunityId)) return null;
  const place = opportunityIds.indexOf(opportunityId);
  if (isBinding && (place < 0 || opportunityIds.slice(0, place).some((id) => declinedIds.includes(id)))) return null;
  return place < 0 ? 0 : Math.floor((terms.wishPoints * (opportunityIds.length - place)) / opportunityIds.length);
}
