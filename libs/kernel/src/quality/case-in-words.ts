import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { countHalfDays } from '../matching/half-days.js';
import { travelMinutes } from '../matching/travel.js';
import { checkInWords, countInWords, dateInWords, levelInWords, listInWords, modeInWords, pathwayInWords, poundsInWords, skillInWords, subjectLevelInWords } from '../matching/wording.js';
import { requirementInWords } from '../requirements/requirement-in-words.js';
import type { CaseOpportunity } from './graded-case.js';

const KIND_WORDS: Readonly<Record<OpportunityFacts['kind'], string>> = { role: 'A job', apprenticeship: 'An apprenticeship', course: 'A course', placement: 'A placement' };

const STAGE_WORDS: Readonly<Record<CandidateFacts['stage'], string>> = { looking: 'no live case', referred: 'referred', offered: 'holds an offer', placed: 'placed' };

/** What is known of the person, in sentences for whoever grades; nothing of what the matcher makes of it. */
export function candidateInWords(candidate: CandidateFacts, asOfOn: PlainDate): readonly string[] {
  const { availableFromOn, contractEndsOn, minimumHourlyPence, pathwayInterests } = candidate;
  return [
    `Qualifications: the highest held is ${levelInWords(candidate.level)}. English: ${subjectLevelInWords(candidate.englishLevel)}. Maths: ${subjectLevelInWords(candidate.mathsLevel)}.`,
    `Skills: ${namesOrNone(candidate.skillCodes, skillInWords)}.`,
    `Checks: ${namesOrNone(candidate.checkCodes, checkInWords)}.`,
    `Hours: free on ${countInWords(countHalfDays(candidate.slots), 'half-day')} a week.`,
    `Travel: up to ${countInWords(candidate.travelLimitMinutes, 'minute')} ${modeInWords(candidate.travelMode)}, one way.`,
    `Wants: ${pathwayInterests.length === 0 ? 'no preference' : pathwayInterests.map(pathwayInWords).join(', then ')}.`,
    `Pay: ${minimumHourlyPence === null ? 'no lowest pay is asked for' : `at least ${poundsInWords(minimumHourlyPence)} an hour`}.`,
    `Start: ${availableFromOn === null || availableFromOn <= asOfOn ? 'at once' : `from ${dateInWords(availableFromOn)}`}, seen from ${dateInWords(asOfOn)}.`,
    `Now: ${STAGE_WORDS[candidate.stage]}${candidate.isForRedeployment ? '; in an NHS post that ends' : ''}${contractEndsOn === null ? '' : `; the contract ends on ${dateInWords(contractEndsOn)}`}.`,
  ];
}

/** What is known of an opportunity and of the way to it, in sentences for whoever grades; neither score nor whether a rule fails. */
export function opportunityInWords(candidate: CandidateFacts, { advertised, ofProgramme, own }: CaseOpportunity): readonly string[] {
  const { hourlyPence, minimumEnglishLevel, minimumLevel, minimumMathsLevel, programmeCodes, schedule, startsOn } = advertised;
  const levels = [
    ...(minimumLevel === 0 ? [] : [`a qualification at ${levelInWords(minimumLevel)}`]),
    ...(minimumEnglishLevel === 0 ? [] : [`English at ${subjectLevelInWords(minimumEnglishLevel)}`]),
    ...(minimumMathsLevel === 0 ? [] : [`maths at ${subjectLevelInWords(minimumMathsLevel)}`]),
  ];
  return [
    `${KIND_WORDS[advertised.kind]}: ${pathwayInWords(advertised.pathway)}.`,
    `Needed: ${levels.length === 0 ? 'no qualification' : listInWords(levels)}.`,
    `Skills: needed ${namesOrNone(advertised.requiredSkillCodes, skillInWords)}; liked ${namesOrNone(advertised.desiredSkillCodes, skillInWords)}.`,
    `Checks needed beforehand: ${namesOrNone(advertised.requiredCheckCodes, checkInWords)}.`,
    `Hours: ${schedule === null ? 'not stated' : hoursInWords(schedule, candidate)}.`,
    `Travel: ${wayInWords(candidate, advertised)}.`,
    `Pay: ${advertised.isUnpaid ? 'unpaid' : hourlyPence === null ? 'not stated' : `${poundsInWords(hourlyPence)} an hour`}.`,
    `Start: ${startsOn === null ? 'flexible' : dateInWords(startsOn)}.`,
    ...(programmeCodes.length === 0 ? [] : [`Kept for the programme ${listInWords(programmeCodes)}${programmeCodes.some((code) => candidate.programmeCodes.includes(code)) ? ', which the person is in' : ', which the person is not in'}.`]),
    ...[...ofProgramme, ...own].map(requirementInWords),
  ];
}

function hoursInWords({ slots, needed }: { readonly slots: number; readonly needed: number }, candidate: CandidateFacts): string {
  if (needed === 0) return 'can be arranged';
  return `${countInWords(needed, 'half-day')} a week; the person is free on ${countHalfDays(candidate.slots & slots)} of the ${countHalfDays(slots)} that it can use`;
}

function wayInWords(candidate: CandidateFacts, opportunity: OpportunityFacts): string {
  if (opportunity.attendance === 'remote') return 'none';
  const minutes = travelMinutes(candidate, opportunity);
  return minutes === null ? 'not known' : `about ${countInWords(minutes, 'minute')} ${modeInWords(candidate.travelMode)}`;
}

function namesOrNone(codes: readonly string[], inWords: (code: string) => string): string {
  return codes.length === 0 ? 'none' : listInWords([...new Set(codes)].map(inWords));
}
