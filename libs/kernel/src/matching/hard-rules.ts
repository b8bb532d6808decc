import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { countHalfDays } from './half-days.js';
import { travelMinutes } from './travel.js';

/** Names the hard rules and the score's parts and weights together; stored with every run. */
export const RULE_VERSION = 'rules-1';

/** What the rules need besides the pair. */
export interface RuleContext {
  /** The day of the run. */
  readonly asOfOn: PlainDate;
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
  | 'start';

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
    test: (candidate, opportunity) => {
      if (opportunity.attendance === 'remote') return 'passes';
      const minutes = travelMinutes(candidate, opportunity);
      return minutes === null ? 'unknown' : passesIf(minutes <= candidate.travelLimitMinutes);
    },
  },
  {
    id: 'pay',
    test: (candidate, opportunity) => {
      if (opportunity.isUnpaid || candidate.minimumHourlyPence === null) return 'passes';
      return opportunity.hourlyPence === null ? 'unknown' : passesIf(opportunity.hourlyPence >= candidate.minimumHourlyPence);
    },
  },
  {
    id: 'start',
    test: (candidate, opportunity, { asOfOn }) =>
      passesIf(opportunity.startsOn === null || opportunity.startsOn >= readyOn(candidate, asOfOn)),
  },
];

/** True when no hard rule fails. */
export function isEligible(candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext): boolean {
  return HARD_RULES.every((rule) => rule.test(candidate, opportunity, context) !== 'fails');
}

/** The first day on which a candidate can start: the day of the run, or the stated day when later. */
export function readyOn(candidate: CandidateFacts, asOfOn: PlainDate): PlainDate {
  return candidate.availableFromOn !== null && candidate.availableFromOn > asOfOn ? candidate.availableFromOn : asOfOn;
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
