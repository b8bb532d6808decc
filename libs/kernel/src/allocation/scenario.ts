import type { OpportunityFacts } from '../matching/facts.js';
import { LONGEST_TRAVEL_LIMIT_MINUTES } from '../matching/travel.js';
import type { Requirement } from '../requirements/requirement.js';
import { withRequirements } from '../requirements/with-requirements.js';
import type { AllocationTerms, CohortFacts } from './allocation-terms.js';

/** Opportunities of the market, or the whole of it. */
export type SomeOpportunities = readonly string[] | 'all';

/** What some opportunities would ask for instead: less of what they ask for now, then more. */
export interface RuleChange {
  readonly opportunityIds: SomeOpportunities;
  /** No longer required. They are liked still, so that what a pair is worth stays what it was. */
  readonly withoutSkills?: readonly string[];
  readonly withoutChecks?: readonly string[];
  /** A higher level asked for becomes this one; 0: none is asked for. */
  readonly minimumLevelAtMost?: number;
  readonly englishLevelAtMost?: number;
  readonly mathsLevelAtMost?: number;
  /** No programme is needed any longer. */
  readonly openToEverybody?: boolean;
  /** As staff write them, besides what is asked for otherwise. */
  readonly demands?: readonly Requirement[];
}

/** What would be otherwise. Whatever is left out stays as it is. */
export interface Scenario {
  readonly places?: readonly { readonly opportunityId: string; readonly places: number }[];
  /** Pay goes up where it is stated, pence an hour. */
  readonly hourlyPenceMore?: { readonly opportunityIds: SomeOpportunities; readonly pence: number };
  /** Everybody would travel so much longer than they say, one way, up to the longest limit that there is. */
  readonly travelMinutesMore?: number;
  /** One after the other. */
  readonly rules?: readonly RuleChange[];
  /** Each that is given takes the place of the one that there was, whole. */
  readonly terms?: Partial<AllocationTerms>;
}

/** The facts of a cohort as they would be in a scenario: the same people, opportunities and lottery. */
export function changedByScenario(facts: CohortFacts, { places = [], hourlyPenceMore = { opportunityIds: [], pence: 0 }, travelMinutesMore = 0, rules = [], terms = {} }: Scenario): CohortFacts {
  const placesOf = new Map(places.map((one) => [one.opportunityId, one.places]));
  const isPaidMore = isAmong(hourlyPenceMore.opportunityIds);
  const changes = rules.map((change) => ({ change, isMeant: isAmong(change.opportunityIds) }));
  return {
    ...facts,
    candidates: travelMinutesMore === 0 ? facts.candidates : facts.candidates.map((candidate) => ({ ...candidate, travelLimitMinutes: Math.min(LONGEST_TRAVEL_LIMIT_MINUTES, candidate.travelLimitMinutes + travelMinutesMore) })),
    opportunities: facts.opportunities.map((opportunity) => {
      const { opportunityId, hourlyPence, isUnpaid } = opportunity;
      const paid = isUnpaid || hourlyPence === null || !isPaidMore(opportunityId) ? opportunity : { ...opportunity, hourlyPence: hourlyPence + hourlyPenceMore.pence };
      return changes.reduce((changed, { change, isMeant }) => (isMeant(opportunityId) ? withRuleChange(changed, change) : changed), paid);
    }),
    places: facts.opportunities.map(({ opportunityId }, at) => placesOf.get(opportunityId) ?? facts.places[at]!),
    terms: { ...facts.terms, ...terms },
  };
}

function isAmong(opportunityIds: SomeOpportunities): (opportunityId: string) => boolean {
  if (opportunityIds === 'all') return () => true;
  const ids = new Set(opportunityIds);
  return (opportunityId) => ids.has(opportunityId);
}

function withRuleChange(facts: OpportunityFacts, change: RuleChange): OpportunityFacts {
  const { withoutSkills = [], withoutChecks = [], minimumLevelAtMost = Infinity, englishLevelAtMost = Infinity, mathsLevelAtMost = Infinity, openToEverybody = false, demands = [] } = change;
  const eased: OpportunityFacts = {
    ...facts,
    requiredSkillCodes: facts.requiredSkillCodes.filter((code) => !withoutSkills.includes(code)),
    desiredSkillCodes: [...facts.desiredSkillCodes, ...facts.requiredSkillCodes.filter((code) => withoutSkills.includes(code))],
    requiredCheckCodes: facts.requiredCheckCodes.filter((code) => !withoutChecks.includes(code)),
    minimumLevel: Math.min(facts.minimumLevel, minimumLevelAtMost),
    minimumEnglishLevel: Math.min(facts.minimumEnglishLevel, englishLevelAtMost),
    minimumMathsLevel: Math.min(facts.minimumMathsLevel, mathsLevelAtMost),
    programmeCodes: openToEverybody ? [] : facts.programmeCodes,
    // A programme that staff demand by a rule is a choice between programmes.
    choices: openToEverybody ? facts.choices.filter((choice) => choice.some(({ on }) => on !== 'programme')) : facts.choices,
  };
  return withRequirements(eased, [], demands);
}
