import { applyChanges, changeForDemand, remedyOf, type Change, type Remedy } from './changes.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { countHalfDays, earliestHalfDays } from './half-days.js';
import { HARD_RULES, missingChecks, missingSkills, startsInWindow, unmetChoices, type RuleContext, type RuleId } from './hard-rules.js';
import { choiceSentence, RULE_SENTENCES } from './rule-sentences.js';
import { isSetAside } from './set-aside.js';
import { singleChanges, smallestChanges } from './smallest-changes.js';
import { LONGEST_TRAVEL_LIMIT_MINUTES, travelMinutes } from './travel.js';

export interface FailingRule {
  readonly ruleId: RuleId;
  readonly sentence: string;
  /** The smallest change that lifts this rule; null when the candidate cannot lift it. */
  readonly remedy: Remedy | null;
}

export interface WhyNot {
  readonly eligible: boolean;
  /** In the order of HARD_RULES; each choice of which nothing is met stands by itself. Empty when eligible. */
  readonly failingRules: readonly FailingRule[];
  /**
   * The smallest set of changes that makes the pair eligible, cheapest kind first, one for each skill and check; see
   * smallestChanges for what is smallest. Empty when eligible; null when a rule fails that the candidate cannot lift.
   */
  readonly changes: readonly Remedy[] | null;
  /** Failing rules that the candidate cannot lift, each once; none exactly when there are changes. */
  readonly fixedRuleIds: readonly RuleId[];
}

/**
 * Which hard rules exclude a pair, for each the smallest real change of the candidate that lifts it, and the smallest
 * changes that lift all. These can be fewer than the rules: what one rule needs can meet another's choice.
 */
export function whyNot(candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext): WhyNot {
  const failingRules = HARD_RULES.filter(({ test }) => test(candidate, opportunity, context) === 'fails').flatMap(({ id }): FailingRule[] => {
    if (id === 'choice') return failingChoices(candidate, opportunity);
    const change = REMEDIES[id](candidate, opportunity, context);
    return [{ ruleId: id, sentence: RULE_SENTENCES[id](candidate, opportunity, context), remedy: change && remedyOf(candidate, change) }];
  });
  const fixedRuleIds = [...new Set(failingRules.filter(({ remedy }) => remedy === null).map(({ ruleId }) => ruleId))];
  const needed = failingRules.flatMap(({ ruleId, remedy }) => (ruleId === 'choice' || remedy === null ? [] : singleChanges(remedy.change)));
  const changes = fixedRuleIds.length > 0 ? null : withoutNeedlessLift(candidate, opportunity, context, smallestChanges(candidate, opportunity.choices, needed));
  return { eligible: failingRules.length === 0, failingRules, changes: changes && changes.map((change) => remedyOf(candidate, change)), fixedRuleIds };
}

/** The changes without that of lifting, where the others are what brings the pair back by themselves. */
function withoutNeedlessLift(candidate: CandidateFacts, opportunity: OpportunityFacts, { asOfOn }: RuleContext, changes: readonly Change[] | null): readonly Change[] | null {
  const others = changes?.filter(({ kind }) => kind !== 'lift-set-aside');
  return others === undefined || isSetAside(applyChanges(candidate, others), opportunity, asOfOn) ? changes : others;
}

/** Of each choice that is not met, the cheapest demand that the candidate could meet. */
function failingChoices(candidate: CandidateFacts, { choices }: OpportunityFacts): FailingRule[] {
  return unmetChoices(candidate, choices).map((choice) => {
    const [change] = smallestChanges(candidate, [choice], []) ?? [];
    return { ruleId: 'choice', sentence: choiceSentence([choice]), remedy: change === undefined ? null : remedyOf(candidate, change) };
  });
}

type RemedyFinder = (candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext) => Change | null;

/** The smallest change that lifts each rule for a pair that fails it; null when there is none. Choices are apart. */
const REMEDIES: Readonly<Record<Exclude<RuleId, 'choice'>, RemedyFinder>> = {
  consent: () => ({ kind: 'give-consent' }),
  seeking: () => ({ kind: 'resume-suggestions' }),
  open: () => null,
  // As in a choice (changeForDemand): nothing that a person should be asked to change.
  programme: () => null,
  'contract-end': () => null,
  redeployment: () => null,
  stage: () => null,
  level: (_, { minimumLevel }) => changeForDemand({ on: 'level', atLeast: minimumLevel }),
  english: (_, { minimumEnglishLevel }) => changeForDemand({ on: 'english-level', atLeast: minimumEnglishLevel }),
  maths: (_, { minimumMathsLevel }) => changeForDemand({ on: 'maths-level', atLeast: minimumMathsLevel }),
  skills: (candidate, opportunity) => ({ kind: 'gain-skills', skillCodes: missingSkills(candidate, opportunity) }),
  checks: (candidate, opportunity) => ({ kind: 'complete-checks', checkCodes: missingChecks(candidate, opportunity) }),
  schedule: ({ slots }, { schedule }) => {
    const extra =
      schedule && earliestHalfDays(schedule.slots & ~slots, schedule.needed - countHalfDays(schedule.slots & slots));
    return extra === null ? null : { kind: 'free-half-days', slots: extra };
  },
  travel: (candidate, opportunity, { travelTimes }) => {
    const minutes = travelMinutes(candidate, opportunity, travelTimes);
    const longest = Math.min(LONGEST_TRAVEL_LIMIT_MINUTES, opportunity.travelAtMostMinutes ?? Infinity);
    return minutes === null || minutes > longest ? null : { kind: 'travel-further', limitMinutes: minutes };
  },
  // Work for nothing is not a wish to advise; an unpaid course or placement never fails this rule.
  pay: (_, { hourlyPence, payFloorHourlyPence }) =>
    hourlyPence === null || hourlyPence <= 0 || hourlyPence < (payFloorHourlyPence ?? 0) ? null : { kind: 'accept-pay', hourlyPence },
  'set-aside': (_, { opportunityId }) => ({ kind: 'lift-set-aside', opportunityId }),
  start: (_, { startsOn, startWindow }, { asOfOn }) =>
    startsOn === null || startsOn < asOfOn || !startsInWindow(startsOn, startWindow) ? null : { kind: 'be-available', fromOn: startsOn },
};
