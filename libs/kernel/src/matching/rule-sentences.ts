import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { countHalfDays } from './half-days.js';
import { missingChecks, missingSkills, type RuleContext, type RuleId } from './hard-rules.js';
import { travelMinutes } from './travel.js';
import {
  checkInWords,
  countInWords,
  dateInWords,
  levelInWords,
  listInWords,
  modeInWords,
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
  travel: (candidate, opportunity) => {
    if (opportunity.attendance === 'remote') return 'Travel: none, it is online or at the present place of work.';
    const minutes = travelMinutes(candidate, opportunity);
    if (minutes === null) {
      const place = candidate.position === null ? 'home postcode' : 'place of work or study';
      return `Travel: not known, because the ${place} has no known position; ask before a referral.`;
    }
    const about = `about ${countInWords(minutes, 'minute')} ${modeInWords(candidate.travelMode)}`;
    return `Travel: ${about}; the limit is ${candidate.travelLimitMinutes}.`;
  },
  pay: ({ minimumHourlyPence }, { isUnpaid, hourlyPence }) => {
    if (isUnpaid) return 'Pay: this is unpaid, so the pay wish is not applied.';
    const offered = hourlyPence === null ? 'not stated in the advert' : `${poundsInWords(hourlyPence)} an hour`;
    return minimumHourlyPence === null
      ? `Pay: ${offered}; no lowest pay is asked for.`
      : `Pay: ${offered}; the lowest asked for is ${poundsInWords(minimumHourlyPence)}.`;
  },
  start: ({ availableFromOn }, { startsOn }, { asOfOn }) => {
    if (startsOn === null) return 'Start: flexible.';
    if (startsOn < asOfOn) return `Start: ${dateInWords(startsOn)}, which has passed.`;
    return availableFromOn === null || availableFromOn <= asOfOn
      ? `Start: ${dateInWords(startsOn)}; free to start at once.`
      : `Start: ${dateInWords(startsOn)}; free to start from ${dateInWords(availableFromOn)}.`;
  },
};

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
