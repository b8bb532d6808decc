import type { CandidateFacts, CandidateStage, Demand, OpportunityFacts } from './facts.js';
import { countHalfDays } from './half-days.js';
import {
  longestWay,
  lowestHourlyPence,
  missingChecks,
  missingSkills,
  startsInWindow,
  unmetChoices,
  type RuleContext,
  type RuleId,
} from './hard-rules.js';
import { answerInWords, standingOf } from './set-aside.js';
import { travelMinutes } from './travel.js';
import {
  checkInWords,
  countInWords,
  dateInWords,
  levelInWords,
  listInWords,
  modeInWords,
  orInWords,
  poundsInWords,
  skillInWords,
  subjectLevelInWords,
} from './wording.js';

type RuleSentence = (candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext) => string;

/** What each hard rule finds for a pair, in one sentence that can be read out to the candidate. */
export const RULE_SENTENCES: Readonly<Record<RuleId, RuleSentence>> = {
  consent: (candidate, _, { asOfOn }) =>
    candidate.hasMatchingConsent
      ? 'Consent: given for matching.'
      : `Consent: none for matching is valid on ${dateInWords(asOfOn)}.`,
  seeking: (candidate) => (candidate.isSeeking ? 'Suggestions: wanted.' : 'Suggestions: paused, no new ones are wanted.'),
  open: (_, opportunity) =>
    opportunity.isOpen ? 'Places: open to new referrals.' : 'Places: closed to new referrals, or all taken.',
  programme: (candidate, opportunity) => {
    if (opportunity.programmeCodes.length === 0) return 'Programme: open to everybody.';
    return opportunity.programmeCodes.some((code) => candidate.programmeCodes.includes(code))
      ? 'Programme: kept for people on a programme whose rules are met here.'
      : 'Programme: kept for people on a programme whose rules are not met here.';
  },
  level: ({ level }, { minimumLevel }) =>
    minimumLevel === 0
      ? 'Qualifications: none needed.'
      : `Qualifications: ${levelInWords(minimumLevel)} is needed; the highest held is ${levelInWords(level)}.`,
  english: ({ englishLevel }, { minimumEnglishLevel }) => subjectSentence('English', englishLevel, minimumEnglishLevel),
  maths: ({ mathsLevel }, { minimumMathsLevel }) => subjectSentence('Maths', mathsLevel, minimumMathsLevel),
  skills: (candidate, opportunity) =>
    heldSentence('Skills', opportunity.requiredSkillCodes, missingSkills(candidate, opportunity), skillInWords),
  checks: (candidate, opportunity) =>
    heldSentence('Checks', opportunity.requiredCheckCodes, missingChecks(candidate, opportunity), checkInWords),
  schedule: (candidate, { schedule }) => {
    if (schedule === null) return 'Hours: not stated in the advert; ask before a referral.';
    if (schedule.needed === 0) return 'Hours: can be arranged.';
    const free = countHalfDays(candidate.slots & schedule.slots);
    return `Hours: ${countInWords(schedule.needed, 'half-day')} a week needed; free on ${free} of those it can use.`;
  },
  travel: (candidate, opportunity, { travelTimes }) => {
    if (opportunity.attendance === 'remote') return 'Travel: none, it is online or at the present place of work.';
    const minutes = travelMinutes(candidate, opportunity, travelTimes);
    if (minutes === null) {
      if (travelTimes?.minutes(candidate.travelMode, candidate.travelZone, opportunity.travelZone) === null) {
        return `Travel: not known, because the table of travel times has no way ${modeInWords(candidate.travelMode)}; ask before a referral.`;
      }
      const place = candidate.position === null ? 'home postcode' : 'place of work or study';
      return `Travel: not known, because the ${place} has no known position; ask before a referral.`;
    }
    const about = `about ${countInWords(minutes, 'minute')} ${modeInWords(candidate.travelMode)}`;
    const limit = longestWay(candidate, opportunity);
    return limit < candidate.travelLimitMinutes
      ? `Travel: ${about}; this asks for people within ${limit}.`
      : `Travel: ${about}; the limit is ${limit}.`;
  },
  pay: (candidate, opportunity) => {
    const { isUnpaid, hourlyPence, payFloorHourlyPence } = opportunity;
    if (isUnpaid) return 'Pay: this is unpaid, so the pay wish is not applied.';
    const offered = hourlyPence === null ? 'not stated in the advert' : `${poundsInWords(hourlyPence)} an hour`;
    const lowest = lowestHourlyPence(candidate, opportunity);
    if (lowest === null) return `Pay: ${offered}; no lowest pay is asked for.`;
    return payFloorHourlyPence === lowest && candidate.minimumHourlyPence !== lowest
      ? `Pay: ${offered}; its rules ask for at least ${poundsInWords(lowest)}.`
      : `Pay: ${offered}; the lowest asked for is ${poundsInWords(lowest)}.`;
  },
  start: ({ availableFromOn }, { startsOn, startWindow }, { asOfOn }) => {
    if (startsOn === null) return 'Start: flexible.';
    if (startsOn < asOfOn) return `Start: ${dateInWords(startsOn)}, which has passed.`;
    if (!startsInWindow(startsOn, startWindow)) return `Start: ${dateInWords(startsOn)}, outside the days that its rules allow.`;
    return availableFromOn === null || availableFromOn <= asOfOn
      ? `Start: ${dateInWords(startsOn)}; free to start at once.`
      : `Start: ${dateInWords(startsOn)}; free to start from ${dateInWords(availableFromOn)}.`;
  },
  'contract-end': ({ contractEndsOn }, { contractEndsBy }) => {
    if (contractEndsBy === null) return 'Contract: the present one may end at any time.';
    const asked = `Contract: the present one must end by ${dateInWords(contractEndsBy)}`;
    return contractEndsOn === null ? `${asked}; when it ends is not known, ask before a referral.` : `${asked}; it ends on ${dateInWords(contractEndsOn)}.`;
  },
  redeployment: ({ isForRedeployment }, { isForRedeploymentOnly }) => {
    if (!isForRedeploymentOnly) return 'Redeployment: open to everybody.';
    return isForRedeployment
      ? 'Redeployment: kept for NHS staff whose post ends, as here.'
      : 'Redeployment: kept for NHS staff whose post ends; no such post is recorded.';
  },
  stage: ({ stage }, { stages }) => {
    if (stages === null) return 'Stage: open to people at any.';
    const now = `Stage: now ${STAGE_WORDS[stage]}`;
    return stages.length === 0 ? `${now}; its rules together leave no stage that it is for.` : `${now}; kept for people who are ${orInWords(stages.map((one) => STAGE_WORDS[one]))}.`;
  },
  choice: (candidate, { choices }) => {
    if (choices.length === 0) return 'Choices: nothing is asked.';
    const unmet = unmetChoices(candidate, choices);
    return unmet.length === 0 ? `Choices: one of ${choices.length === 1 ? 'the demands' : 'each group of demands'} is met.` : choiceSentence(unmet);
  },
  'set-aside': (candidate, opportunity, { asOfOn }) => {
    const earlier = candidate.setAside.filter(({ opportunityId }) => opportunityId === opportunity.opportunityId).map((setAside) => ({ setAside, standing: standingOf(setAside, candidate, opportunity, asOfOn) }));
    const told = earlier.find(({ standing }) => standing.isAside) ?? earlier[0];
    return told === undefined ? 'Answer: none that keeps this back.' : `Answer: ${answerInWords(told.setAside, told.standing)}`;
  },
};

/** What choices ask for of which nothing is met, in one sentence: one demand of each would do. */
export function choiceSentence(unmet: OpportunityFacts['choices']): string {
  if (unmet.some((choice) => choice.length === 0)) return 'Choices: its rules leave nothing that would meet them.';
  const needs = unmet.map((choice) => orInWords([...new Set(choice.map(demandInWords))]));
  return `Choices: still needs ${needs.join('; and ')}.`;
}

const STAGE_WORDS: Readonly<Record<CandidateStage, string>> = {
  looking: 'without a live case',
  referred: 'referred',
  offered: 'holding an offer',
  placed: 'placed',
};

function demandInWords(demand: Demand): string {
  switch (demand.on) {
    case 'level':
      return `a qualification at ${levelInWords(demand.atLeast)}`;
    case 'english-level':
      return `English at ${subjectLevelInWords(demand.atLeast)}`;
    case 'maths-level':
      return `maths at ${subjectLevelInWords(demand.atLeast)}`;
    case 'skill':
      return skillInWords(demand.code);
    case 'check':
      return checkInWords(demand.code);
    case 'programme':
      return 'a programme whose rules are not met here';
    case 'contract-end':
      return `a contract that ends by ${dateInWords(demand.by)}`;
    case 'stage':
      return `being ${STAGE_WORDS[demand.stage]}`;
    case 'redeployment':
      return 'a post in the NHS that ends';
  }
}

function subjectSentence(subject: string, held: number, needed: number): string {
  return needed === 0
    ? `${subject}: no level needed.`
    : `${subject}: ${subjectLevelInWords(needed)} is needed; the level held is ${subjectLevelInWords(held)}.`;
}

function heldSentence(
  label: string,
  needed: readonly string[],
  missing: readonly string[],
  inWords: (code: string) => string,
): string {
  if (needed.length === 0) return `${label}: none needed beforehand.`;
  return missing.length === 0
    ? `${label}: all that are needed are held (${listInWords([...new Set(needed)].map(inWords))}).`
    : `${label}: still missing ${listInWords(missing.map(inWords))}.`;
}
