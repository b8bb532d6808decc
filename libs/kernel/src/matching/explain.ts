import type { CandidateFacts, OpportunityFacts, ScorePart } from './facts.js';
import { countHalfDays } from './half-days.js';
import { HARD_RULES, type RuleContext, type RuleId, type RuleOutcome } from './hard-rules.js';
import { RULE_SENTENCES } from './rule-sentences.js';
import {
  askedSkills,
  countedHourlyPence,
  FULL_POINTS_HOURLY_PENCE,
  scorePair,
  waitDays,
  type PartScore,
} from './score.js';
import { travelMinutes } from './travel.js';
import { countInWords, modeInWords, pathwayInWords, poundsInWords } from './wording.js';

export interface RuleExplanation {
  readonly ruleId: RuleId;
  readonly outcome: RuleOutcome;
  readonly sentence: string;
}

export interface PartExplanation extends PartScore {
  readonly sentence: string;
}

export interface PairExplanation {
  /** No hard rule fails. */
  readonly eligible: boolean;
  /** One for each hard rule, in the order of HARD_RULES. */
  readonly rules: readonly RuleExplanation[];
  /** One for each part of the score, in the order of SCORE_PARTS; their contributions add up to `total`. */
  readonly parts: readonly PartExplanation[];
  /** 0 to 1,000,000; also given for a pair that is not eligible. */
  readonly total: number;
}

/** Why a pair does or does not go together, and what its score is made of, in sentences to read out. */
export function explainPair(candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext): PairExplanation {
  const rules = HARD_RULES.map(({ id, test }) => ({
    ruleId: id,
    outcome: test(candidate, opportunity, context),
    sentence: RULE_SENTENCES[id](candidate, opportunity, context),
  }));
  const { total, parts } = scorePair(candidate, opportunity, context);
  return {
    eligible: rules.every((rule) => rule.outcome !== 'fails'),
    rules,
    parts: parts.map((part) => ({ ...part, sentence: PART_SENTENCES[part.part](candidate, opportunity, context) })),
    total,
  };
}

type PartSentence = (candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext) => string;

const CHOICES = ['first', 'second', 'third'] as const;

/** What earns the points of each part. An unknown says that it counts as middling. */
const PART_SENTENCES: Readonly<Record<ScorePart, PartSentence>> = {
  skills: (candidate, opportunity) => {
    const asked = askedSkills(opportunity);
    if (asked.length === 0) return 'Skills: the advert names none; counted as middling.';
    const held = asked.filter((code) => candidate.skillCodes.includes(code));
    return `Skills: has ${held.length} of the ${countInWords(asked.length, 'skill')} that the advert names.`;
  },
  travel: (candidate, opportunity, { travelTimes }) => {
    if (opportunity.attendance === 'remote') return 'Travel: none.';
    const minutes = travelMinutes(candidate, opportunity, travelTimes);
    return minutes === null
      ? 'Travel: not known; counted as middling.'
      : `Travel: about ${countInWords(minutes, 'minute')} ${modeInWords(candidate.travelMode)}; shorter is better.`;
  },
  pay: (_, opportunity) => {
    const hourlyPence = countedHourlyPence(opportunity);
    if (hourlyPence === null) return `Pay: ${opportunity.isUnpaid ? 'unpaid' : 'not stated'}; counted as middling.`;
    return `Pay: ${poundsInWords(hourlyPence)} an hour; more is better, up to ${poundsInWords(FULL_POINTS_HOURLY_PENCE)}.`;
  },
  interest: ({ pathwayInterests }, { pathway }) => {
    if (pathwayInterests.length === 0) return 'Interest: no wish is recorded; counted as middling.';
    const place = pathwayInterests.indexOf(pathway);
    if (place < 0) return `Interest: ${pathwayInWords(pathway)} is not among the wishes.`;
    const choice = CHOICES[place];
    return `Interest: ${pathwayInWords(pathway)} is ${choice === undefined ? 'a later' : `the ${choice}`} choice.`;
  },
  schedule: (candidate, { schedule }) => {
    if (schedule === null) return 'Hours: not stated; counted as middling.';
    if (schedule.needed === 0) return 'Hours: can be arranged.';
    const free = countHalfDays(candidate.slots & schedule.slots);
    return `Hours: free on ${free} of the ${countInWords(countHalfDays(schedule.slots), 'half-day')} it can use.`;
  },
  start: (candidate, opportunity, context) => {
    const days = waitDays(candidate, opportunity, context);
    if (opportunity.startsOn === null) return 'Start: flexible, so no wait.';
    if (days < 0) return 'Start: too early.';
    return days === 0 ? 'Start: no wait.' : `Start: a wait of ${countInWords(days, 'day')}; sooner is better.`;
  },
};
