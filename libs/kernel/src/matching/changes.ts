import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, Demand } from './facts.js';
import { namesOfHalfDays } from './half-days.js';
import {
  checkInWords,
  countInWords,
  dateInWords,
  levelInWords,
  listInWords,
  poundsInWords,
  skillInWords,
  subjectLevelInWords,
} from './wording.js';

/**
 * A change that a candidate, with a broker's help, can really make. There is none for age, address or
 * membership of a programme, and none that an employer or college would have to make.
 */
export type Change =
  | { readonly kind: 'give-consent' }
  | { readonly kind: 'resume-suggestions' }
  /** That the pair was set aside is taken back: for whoever looks after the candidate to decide with them. */
  | { readonly kind: 'lift-set-aside'; readonly opportunityId: string }
  | { readonly kind: 'reach-level'; readonly level: number }
  | { readonly kind: 'reach-english-level'; readonly level: number }
  | { readonly kind: 'reach-maths-level'; readonly level: number }
  | { readonly kind: 'gain-skills'; readonly skillCodes: readonly string[] }
  | { readonly kind: 'complete-checks'; readonly checkCodes: readonly string[] }
  /** Half-days to free in addition, as a mask. */
  | { readonly kind: 'free-half-days'; readonly slots: number }
  | { readonly kind: 'travel-further'; readonly limitMinutes: number }
  | { readonly kind: 'accept-pay'; readonly hourlyPence: number }
  | { readonly kind: 'be-available'; readonly fromOn: PlainDate };

/** The highest level of the Regulated Qualifications Framework: nobody can be asked for a higher one. */
const HIGHEST_LEVEL = 8;

/** Level 2 of English or maths, the highest that is recorded. */
const HIGHEST_SUBJECT_LEVEL = 2;

/** A change in one line of advice. */
export interface Remedy {
  readonly change: Change;
  readonly sentence: string;
}

/** The change that would meet a demand which is not met; null when there is no real one. */
export function changeForDemand(demand: Demand): Change | null {
  switch (demand.on) {
    case 'level':
      return demand.atLeast > HIGHEST_LEVEL ? null : { kind: 'reach-level', level: demand.atLeast };
    case 'english-level':
      return demand.atLeast > HIGHEST_SUBJECT_LEVEL ? null : { kind: 'reach-english-level', level: demand.atLeast };
    case 'maths-level':
      return demand.atLeast > HIGHEST_SUBJECT_LEVEL ? null : { kind: 'reach-maths-level', level: demand.atLeast };
    case 'skill':
      return { kind: 'gain-skills', skillCodes: [demand.code] };
    case 'check':
      return { kind: 'complete-checks', checkCodes: [demand.code] };
    // A programme's rules rest on age, residence and history, and the facts of a contract and of a case are what they
    // are: nothing that a person should be asked to change.
    case 'programme':
    case 'contract-end':
    case 'stage':
    case 'redeployment':
      return null;
  }
}

/** The change with its advice; `candidate` is the person before it. */
export function remedyOf(candidate: CandidateFacts, change: Change): Remedy {
  return { change, sentence: changeInWords(candidate, change) };
}

/**
 * The candidate's facts after changes, for what-if; the facts given stay as they are. A change takes nothing away: whoever
 * has more already, asks for less or can start sooner stays so.
 */
export function applyChanges(candidate: CandidateFacts, changes: readonly Change[]): CandidateFacts {
  return changes.reduce((changed, change) => ({ ...changed, ...changedFacts(changed, change) }), candidate);
}

/** The change as advice in one sentence; `candidate` is the person before it. */
export function changeInWords(candidate: CandidateFacts, change: Change): string {
  switch (change.kind) {
    case 'give-consent':
      return 'Give consent to matching.';
    case 'resume-suggestions':
      return 'Ask for new suggestions again.';
    case 'lift-set-aside':
      return 'Lift that this opportunity was set aside.';
    case 'reach-level':
      return `Gain a qualification at ${levelInWords(change.level)}.`;
    case 'reach-english-level':
      return `Reach ${subjectLevelInWords(change.level)} in English.`;
    case 'reach-maths-level':
      return `Reach ${subjectLevelInWords(change.level)} in maths.`;
    case 'gain-skills':
      return `Gain ${listInWords(change.skillCodes.map(skillInWords))}, or record it where it is held already.`;
    case 'complete-checks':
      return `Complete ${listInWords(change.checkCodes.map(checkInWords))}.`;
    case 'free-half-days': {
      const names = namesOfHalfDays(change.slots);
      return `Free ${countInWords(names.length, 'more half-day')}: ${listInWords(names)}.`;
    }
    case 'travel-further':
      return `Travel up to ${countInWords(change.limitMinutes, 'minute')} each way instead of ${candidate.travelLimitMinutes}.`;
    case 'accept-pay':
      return `Accept ${poundsInWords(change.hourlyPence)} an hour.`;
    case 'be-available':
      return `Be free to start from ${dateInWords(change.fromOn)}.`;
  }
}

function changedFacts(candidate: CandidateFacts, change: Change): Partial<CandidateFacts> {
  switch (change.kind) {
    case 'give-consent':
      return { hasMatchingConsent: true };
    case 'resume-suggestions':
      return { isSeeking: true };
    case 'lift-set-aside':
      return { setAside: candidate.setAside.filter(({ opportunityId }) => opportunityId !== change.opportunityId) };
    case 'reach-level':
      return { level: Math.max(candidate.level, change.level) };
    case 'reach-english-level':
      return { englishLevel: Math.max(candidate.englishLevel, change.level) };
    case 'reach-maths-level':
      return { mathsLevel: Math.max(candidate.mathsLevel, change.level) };
    case 'gain-skills':
      return { skillCodes: [...new Set([...candidate.skillCodes, ...change.skillCodes])] };
    case 'complete-checks':
      return { checkCodes: [...new Set([...candidate.checkCodes, ...change.checkCodes])] };
    case 'free-half-days':
      return { slots: candidate.slots | change.slots };
    case 'travel-further':
      return { travelLimitMinutes: Math.max(candidate.travelLimitMinutes, change.limitMinutes) };
    case 'accept-pay':
      return { minimumHourlyPence: candidate.minimumHourlyPence === null ? null : Math.min(candidate.minimumHourlyPence, change.hourlyPence) };
    case 'be-available':
      return { availableFromOn: candidate.availableFromOn === null || candidate.availableFromOn < change.fromOn ? candidate.availableFromOn : change.fromOn };
  }
}
