import type { CandidateStage, Demand } from '../matching/facts.js';
import { namesOfHalfDays } from '../matching/half-days.js';
import { checkInWords, countInWords, dateInWords, levelInWords, listInWords, orInWords, poundsInWords, skillInWords, subjectLevelInWords } from '../matching/wording.js';
import type { Requirement } from './requirement.js';

const EVERY_HALF_DAY = 2 ** 21 - 1;

const STAGE_WORDS: Readonly<Record<CandidateStage, string>> = {
  looking: 'without a live case',
  referred: 'referred',
  offered: 'holding an offer',
  placed: 'placed',
};

const CASE_WORDS: Readonly<Record<CandidateStage, string>> = {
  looking: 'no live case',
  referred: 'a live referral',
  offered: 'an offer',
  placed: 'a place that was accepted or taken up',
};

/** A rule of staff as one sentence, for whoever edits or reads the rules. What is unknown of a pair is told where it passes. */
export function requirementInWords(rule: Requirement): string {
  switch (rule.on) {
    case 'level':
      return `Qualifications: ${levelInWords(rule.atLeast)} or higher is needed.`;
    case 'english-level':
    case 'maths-level':
      return `${rule.on === 'english-level' ? 'English' : 'Maths'}: at least ${subjectLevelInWords(rule.atLeast)} is needed.`;
    case 'skills':
      return `Skills: needed beforehand ${listInWords(rule.allOf.map(skillInWords))}.`;
    case 'checks':
      return `Checks: needed beforehand ${listInWords(rule.allOf.map(checkInWords))}.`;
    case 'half-days': {
      const free = `Hours: free on at least ${countInWords(rule.needed, 'half-day')} a week`;
      return rule.slots === EVERY_HALF_DAY ? `${free}, whichever.` : `${free} of these: ${listInWords(namesOfHalfDays(rule.slots))}.`;
    }
    case 'travel':
      return `Travel: at most ${countInWords(rule.atMostMinutes, 'minute')} one way; a way that is not known passes.`;
    case 'pay':
      return `Pay: at least ${poundsInWords(rule.atLeastHourlyPence)} an hour; what is unpaid or says nothing of pay passes.`;
    case 'start':
      return `Start: ${daysInWords(rule.from, rule.to)}; a flexible start passes.`;
    case 'contract-end':
      return `Contract: the present one ends by ${dateInWords(rule.by)}; an end that is not known passes.`;
    case 'redeployment':
      return 'Redeployment: only for NHS staff whose post ends.';
    case 'stage':
      return `Stage: only for people who are ${orInWords(rule.anyOf.map((stage) => STAGE_WORDS[stage]))}.`;
    case 'programme':
      return `Programme: only for people whom the rules of ${orInWords(rule.anyOf)} let in.`;
    case 'choice':
      return `Choice: one of these is enough: ${orInWords(rule.anyOf.map(demandInWords))}.`;
  }
}

/** Unlike the rule of its own, a demand in a choice is met only by what is known. */
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
      return `the programme ${demand.code}`;
    case 'contract-end':
      return `a contract that ends by ${dateInWords(demand.by)}`;
    case 'stage':
      return CASE_WORDS[demand.stage];
    case 'redeployment':
      return 'a post in the NHS that ends';
  }
}

function daysInWords(from: string | null, to: string | null): string {
  return [...(from === null ? [] : [`from ${dateInWords(from)}`]), ...(to === null ? [] : [`until ${dateInWords(to)}`])].join(' ');
}
