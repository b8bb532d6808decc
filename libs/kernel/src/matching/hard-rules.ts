import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, Demand, OpportunityFacts } from './facts.js';
import { countHalfDays } from './half-days.js';
import { isSetAside } from './set-aside.js';
import type { TravelTimes } from './travel-times.js';
import { travelMinutes } from './travel.js';

/** Names the hard rules and the score's parts and weights together; stored with every run. */
export const RULE_VERSION = 'rules-3';

/** What the rules need besides the pair. */
export interface RuleContext {
  /** The day of the run. */
  readonly asOfOn: PlainDate;
  /** Imported times between zones; where they say nothing, or are left out, the straight line counts. */
  readonly travelTimes?: Pick<TravelTimes, 'minutes'> | undefined;
}

/**
 * - `passes`: the facts meet the rule.
 * - `fails`: they do not; the pair is excluded.
 * - `unknown`: a fact is missing. It never excludes: a place without a known position or an advert
 *   that does not state its pay stays visible, marked as such.
 */
export type RuleOutcome = 'passes' | 'fails' | 'unknown';

export type RuleId =
  | 'consent'
  | 'seeking'
  | 'open'
  | 'programme'
  | 'level'
  | 'english'
  | 'maths'
  | 'skills'
  | 'checks'
  | 'schedule'
  | 'travel'
  | 'pay'
  | 'start'
  | 'contract-end'
  | 'redeployment'
  | 'stage'
  | 'choice'
  | 'set-aside';

/** A rule that a pair must not fail. Pure: facts in, outcome out. */
export interface HardRule {
  readonly id: RuleId;
  readonly test: (candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext) => RuleOutcome;
}

/** Every hard rule, in the order in which they are shown. */
export const HARD_RULES: readonly HardRule[] = [
  { id: 'consent', test: (candidate) => passesIf(candidate.hasMatchingConsent) },
  { id: 'seeking', test: (candidate) => passesIf(candidate.isSeeking) },
  { id: 'open', test: (_, opportunity) => passesIf(opportunity.isOpen) },
  {
    id: 'programme',
    test: (candidate, opportunity) =>
      passesIf(
        opportunity.programmeCodes.length === 0 ||
          opportunity.programmeCodes.some((code) => candidate.programmeCodes.includes(code)),
      ),
  },
  { id: 'level', test: (candidate, opportunity) => passesIf(candidate.level >= opportunity.minimumLevel) },
  { id: 'english', test: (candidate, opportunity) => passesIf(candidate.englishLevel >= opportunity.minimumEnglishLevel) },
  { id: 'maths', test: (candidate, opportunity) => passesIf(candidate.mathsLevel >= opportunity.minimumMathsLevel) },
  { id: 'skills', test: (candidate, opportunity) => passesIf(missingSkills(candidate, opportunity).length === 0) },
  { id: 'checks', test: (candidate, opportunity) => passesIf(missingChecks(candidate, opportunity).length === 0) },
  {
    id: 'schedule',
    test: (candidate, opportunity) =>
      opportunity.schedule === null
        ? 'unknown'
        : passesIf(countHalfDays(candidate.slots & opportunity.schedule.slots) >= opportunity.schedule.needed),
  },
  {
    id: 'travel',
    test: (candidate, opportunity, { travelTimes }) => {
      if (opportunity.attendance === 'remote') return 'passes';
      const minutes = travelMinutes(candidate, opportunity, travelTimes);
      return minutes === null ? 'unknown' : passesIf(minutes <= longestWay(candidate, opportunity));
    },
  },
  {
    id: 'pay',
    test: (candidate, opportunity) => {
      const lowest = lowestHourlyPence(candidate, opportunity);
      if (opportunity.isUnpaid || lowest === null) return 'passes';
      return opportunity.hourlyPence === null ? 'unknown' : passesIf(opportunity.hourlyPence >= lowest);
    },
  },
  {
    id: 'start',
    test: (candidate, opportunity, { asOfOn }) =>
      passesIf(
        opportunity.startsOn === null ||
          (opportunity.startsOn >= readyOn(candidate, asOfOn) && startsInWindow(opportunity.startsOn, opportunity.startWindow)),
      ),
  },
  {
    id: 'contract-end',
    test: (candidate, { contractEndsBy }) => {
      if (contractEndsBy === null) return 'passes';
      return candidate.contractEndsOn === null ? 'unknown' : passesIf(candidate.contractEndsOn <= contractEndsBy);
    },
  },
  {
    id: 'redeployment',
    test: (candidate, opportunity) => passesIf(candidate.isForRedeployment || !opportunity.isForRedeploymentOnly),
  },
  { id: 'stage', test: (candidate, { stages }) => passesIf(stages === null || stages.includes(candidate.stage)) },
  {
    id: 'choice',
    test: (candidate, { choices }) => passesIf(unmetChoices(candidate, choices).length === 0),
  },
  // Last, since it says nothing of how the two fit: somebody has answered already.
  { id: 'set-aside', test: (candidate, opportunity, { asOfOn }) => passesIf(!isSetAside(candidate, opportunity, asOfOn)) },
];

/** True when no hard rule fails. */
export function isEligible(candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext): boolean {
  return HARD_RULES.every((rule) => rule.test(candidate, opportunity, context) !== 'fails');
}

/** The first day on which a candidate can start: the day of the run, or the stated day when later. */
export function readyOn(candidate: CandidateFacts, asOfOn: PlainDate): PlainDate {
  return candidate.availableFromOn !== null && candidate.availableFromOn > asOfOn ? candidate.availableFromOn : asOfOn;
}

/** The longest way that counts for a pair, one way, minutes: the candidate's limit, or a shorter one that the opportunity sets. */
export function longestWay(candidate: CandidateFacts, { travelAtMostMinutes }: OpportunityFacts): number {
  return Math.min(candidate.travelLimitMinutes, travelAtMostMinutes ?? Infinity);
}

/** The lowest hourly pence that counts for a pair: the candidate's wish or the programme's floor, the higher; null when there is neither. */
export function lowestHourlyPence({ minimumHourlyPence }: CandidateFacts, { payFloorHourlyPence }: OpportunityFacts): number | null {
  if (minimumHourlyPence === null || payFloorHourlyPence === null) return minimumHourlyPence ?? payFloorHourlyPence;
  return Math.max(minimumHourlyPence, payFloorHourlyPence);
}

/** Whether a start lies within the days that a rule of staff allows, both included. */
export function startsInWindow(startsOn: PlainDate, { from, to }: OpportunityFacts['startWindow']): boolean {
  return (from === null || startsOn >= from) && (to === null || startsOn <= to);
}

/** The groups of alternative demands of which a candidate meets none. */
export function unmetChoices(candidate: CandidateFacts, choices: OpportunityFacts['choices']): OpportunityFacts['choices'] {
  return choices.filter((choice) => !choice.some((demand) => meetsDemand(candidate, demand)));
}

/** Whether a candidate meets one demand of a choice. What is not known is not met: another of the choice may be. */
export function meetsDemand(candidate: CandidateFacts, demand: Demand): boolean {
  switch (demand.on) {
    case 'level':
      return candidate.level >= demand.atLeast;
    case 'english-level':
      return candidate.englishLevel >= demand.atLeast;
    case 'maths-level':
      return candidate.mathsLevel >= demand.atLeast;
    case 'skill':
      return candidate.skillCodes.includes(demand.code);
    case 'check':
      return candidate.checkCodes.includes(demand.code);
    case 'programme':
      return candidate.programmeCodes.includes(demand.code);
    case 'contract-end':
      return candidate.contractEndsOn !== null && candidate.contractEndsOn <= demand.by;
    case 'stage':
      return candidate.stage === demand.stage;
    case 'redeployment':
      return candidate.isForRedeployment;
  }
}

/** Required skills that the candidate does not hold, each once, in the order of the advert. */
export function missingSkills(candidate: CandidateFacts, opportunity: OpportunityFacts): readonly string[] {
  return missing(opportunity.requiredSkillCodes, candidate.skillCodes);
}

/** Required checks that the candidate does not hold, each once, in the order of the advert. */
export function missingChecks(candidate: CandidateFacts, opportunity: OpportunityFacts): readonly string[] {
  return missing(opportunity.requiredCheckCodes, candidate.checkCodes);
}

function missing(required: readonly string[], held: readonly string[]): readonly string[] {
  return [...new Set(required)].filter((code) => !held.includes(code));
}

function passesIf(isMet: boolean): RuleOutcome {
  return isMet ? 'passes' : 'fails';
}
