import { changeInWords, type Change } from './changes.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { countHalfDays, earliestHalfDays } from './half-days.js';
import { HARD_RULES, missingChecks, missingSkills, type RuleContext, type RuleId } from './hard-rules.js';
import { RULE_SENTENCES } from './rule-sentences.js';
import { LONGEST_TRAVEL_LIMIT_MINUTES, travelMinutes } from './travel.js';

/** A change that would lift a failing rule, and the same in words. */
export interface Remedy {
  readonly change: Change;
  readonly sentence: string;
}

export interface FailingRule {
  readonly ruleId: RuleId;
  readonly sentence: string;
  /** The smallest change that lifts this rule; null when the candidate cannot lift it. */
  readonly remedy: Remedy | null;
}

export interface WhyNot {
  readonly eligible: boolean;
  /** In the order of HARD_RULES; empty when eligible. */
  readonly failingRules: readonly FailingRule[];
}

/**
 * Which hard rules exclude a pair, and for each the smallest real change of the candidate that lifts
 * it. No two rules read the same changeable fact, so the changes of all rules together make the pair
 * eligible whenever every failing rule has one.
 */
export function whyNot(candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext): WhyNot {
  const failingRules = HARD_RULES.filter(({ test }) => test(candidate, opportunity, context) === 'fails').map(
    ({ id }): FailingRule => {
      const change = REMEDIES[id](candidate, opportunity, context);
      return {
        ruleId: id,
        sentence: RULE_SENTENCES[id](candidate, opportunity, context),
        remedy: change === null ? null : { change, sentence: changeInWords(candidate, change) },
      };
    },
  );
  return { eligible: failingRules.length === 0, failingRules };
}

type RemedyFinder = (candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext) => Change | null;

/** The smallest change that lifts each rule for a pair that fails it; null when there is none. */
const REMEDIES: Readonly<Record<RuleId, RemedyFinder>> = {
  consent: () => ({ kind: 'give-consent' }),
  seeking: () => ({ kind: 'resume-suggestions' }),
  open: () => null,
  // A programme's rules rest on age, residence and history: nothing that a person should be asked to change.
  programme: () => null,
  level: (_, { minimumLevel }) => ({ kind: 'reach-level', level: minimumLevel }),
  english: (_, { minimumEnglishLevel }) => ({ kind: 'reach-english-level', level: minimumEnglishLevel }),
  maths: (_, { minimumMathsLevel }) => ({ kind: 'reach-maths-level', level: minimumMathsLevel }),
  skills: (candidate, opportunity) => ({ kind: 'gain-skills', skillCodes: missingSkills(candidate, opportunity) }),
  checks: (candidate, opportunity) => ({ kind: 'complete-checks', checkCodes: missingChecks(candidate, opportunity) }),
  schedule: ({ slots }, { schedule }) => {
    const extra =
      schedule && earliestHalfDays(schedule.slots & ~slots, schedule.needed - countHalfDays(schedule.slots & slots));
    return extra === null ? null : { kind: 'free-half-days', slots: extra };
  },
  travel: (candidate, opportunity) => {
    const minutes = travelMinutes(candidate, opportunity);
    return minutes === null || minutes > LONGEST_TRAVEL_LIMIT_MINUTES ? null : { kind: 'travel-further', limitMinutes: minutes };
  },
  // Work for nothing is not a wish to advise; an unpaid course or placement never fails this rule.
  pay: (_, { hourlyPence }) => (hourlyPence === null || hourlyPence <= 0 ? null : { kind: 'accept-pay', hourlyPence }),
  start: (_, { startsOn }, { asOfOn }) =>
    startsOn === null || startsOn < asOfOn ? null : { kind: 'be-available', fromOn: startsOn },
};
