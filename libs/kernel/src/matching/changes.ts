import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts } from './facts.js';
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

/** The candidate's facts after changes, for what-if; the facts given stay as they are. */
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
    case 'reach-level':
      return { level: change.level };
    case 'reach-english-level':
      return { englishLevel: change.level };
    case 'reach-maths-level':
      return { mathsLevel: change.level };
    case 'gain-skills':
      return { skillCodes: [...new Set([...candidate.skillCodes, ...change.skillCodes])] };
    case 'complete-checks':
      return { checkCodes: [...new Set([...candidate.checkCodes, ...change.checkCodes])] };
    case 'free-half-days':
      return { slots: candidate.slots | change.slots };
    case 'travel-further':
      return { travelLimitMinutes: change.limitMinutes };
    case 'accept-pay':
      return { minimumHourlyPence: change.hourlyPence };
    case 'be-available':
      return { availableFromOn: change.fromOn };
  }
}
