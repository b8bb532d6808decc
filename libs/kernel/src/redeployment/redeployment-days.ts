import { addDays, type PlainDate } from '../calendar/plain-date.js';
import { dateInWords } from '../matching/wording.js';
import { lastDayOfNotice, noticePeriod, type NoticeFacts, type NoticePeriod } from './notice-period.js';
import type { RedeploymentRules } from './redeployment-rules.js';

/** What is known of the post that somebody is in and of its end. */
export interface RedeploymentFacts extends NoticeFacts {
  readonly contractEndsOn: PlainDate | null;
  readonly noticeGivenOn: PlainDate | null;
  /** First day in a new post that is tried. */
  readonly trialStartedOn: PlainDate | null;
  /** The last day of a longer trial, agreed in writing for retraining; null: four weeks. */
  readonly trialUntilOn: PlainDate | null;
}

/** Where somebody stands: nothing known to end, not yet at risk, at risk, under notice, trying a new post, or out of contract. */
export type RedeploymentPhase = 'no-end-known' | 'not-yet' | 'at-risk' | 'under-notice' | 'trial' | 'ended';

/** A day that matters, with what is to be done by it. */
export interface RedeploymentDay {
  readonly what: 'internal-first' | 'notice' | 'contract-end' | 'new-start' | 'trial-end';
  readonly on: PlainDate;
  /** Behind, to be done now, late, or still ahead. */
  readonly state: 'done' | 'due' | 'late' | 'ahead';
  readonly words: string;
}

/** The plan of somebody whose contract ends. */
export interface RedeploymentPlan {
  readonly phase: RedeploymentPhase;
  /** As it would be if it were given today, or was when it was given. */
  readonly notice: NoticePeriod;
  /** In the order of days. */
  readonly days: readonly RedeploymentDay[];
  /** Posts of the same employer, and then of the NHS near by, come first among suggestions. */
  readonly isInternalFirst: boolean;
}

/** Employment Rights Act 1996, section 138 (3): four weeks beginning with the day on which the new work starts. */
const TRIAL_DAYS = 28;
/** Section 138 (1) (b): the new post starts at once or within four weeks. */
const GAP_DAYS = 28;

/** The last day of a trial in a new post. */
export function trialEndsOn(trialStartedOn: PlainDate, agreedUntilOn: PlainDate | null): PlainDate {
  const statutory = addDays(trialStartedOn, TRIAL_DAYS - 1);
  return agreedUntilOn !== null && agreedUntilOn > statutory ? agreedUntilOn : statutory;
}

/**
 * The last day on which a new post may start to count as redeployment: within four weeks of the end, which counts from
 * the Monday after when it is a Friday, Saturday or Sunday (Employment Rights Act 1996, section 146 (2)).
 */
export function lastNewStart(contractEndsOn: PlainDate): PlainDate {
  const weekday = new Date(`${contractEndsOn}T00:00:00Z`).getUTCDay();
  const toMonday: Readonly<Record<number, number>> = { 5: 3, 6: 2, 0: 1 };
  return addDays(contractEndsOn, (toMonday[weekday] ?? 0) + GAP_DAYS);
}

/** What is due when for somebody whose contract ends, as of a day. It follows from the facts: an extended contract makes another plan. */
export function redeploymentPlan(facts: RedeploymentFacts, { notice: terms, atRiskWeeks }: RedeploymentRules, today: PlainDate): RedeploymentPlan {
  const { contractEndsOn, noticeGivenOn, trialStartedOn } = facts;
  const notice = noticePeriod(facts, terms, noticeGivenOn ?? today);
  if (contractEndsOn === null) return { phase: 'no-end-known', notice, days: [], isInternalFirst: false };
  const noticeBy = lastDayOfNotice(facts, terms, contractEndsOn);
  const atRiskOn = addDays(noticeBy ?? contractEndsOn, -7 * atRiskWeeks);
  const newStartBy = lastNewStart(contractEndsOn);
  const trialEnd = trialStartedOn === null ? null : trialEndsOn(trialStartedOn, facts.trialUntilOn);
  const hasEnded = today > contractEndsOn;
  const isTrying = trialStartedOn !== null && trialEnd !== null && trialStartedOn <= today && today <= trialEnd;
  const phase: RedeploymentPhase = isTrying ? 'trial' : hasEnded ? 'ended' : noticeGivenOn !== null ? 'under-notice' : today >= atRiskOn ? 'at-risk' : 'not-yet';
  const days: RedeploymentDay[] = [
    { what: 'internal-first', on: atRiskOn, state: today < atRiskOn ? 'ahead' : hasEnded ? 'done' : 'due', words: `From ${dateInWords(atRiskOn)} look first for posts with the same employer, then with the NHS near by.` },
    ...(noticeBy === null ? [] : [noticeDay(facts, notice.weeks!, noticeBy, contractEndsOn, today, atRiskOn)]),
    { what: 'contract-end', on: contractEndsOn, state: hasEnded ? 'done' : 'ahead', words: `The contract ends on ${dateInWords(contractEndsOn)}.` },
    {
      what: 'new-start', on: newStartBy, state: trialStartedOn !== null ? 'done' : today > newStartBy ? 'late' : hasEnded ? 'due' : 'ahead',
      words: `A new post that is to count as redeployment starts by ${dateInWords(newStartBy)}, and is offered before the contract ends.`,
    },
    ...(trialEnd === null ? [] : [{ what: 'trial-end', on: trialEnd, state: today > trialEnd ? 'done' : isTrying ? 'due' : 'ahead', words: `The trial in the new post lasts until ${dateInWords(trialEnd)}. Ask both sides before then whether it fits.` } as const]),
  ];
  return { phase, notice, days: days.toSorted((a, b) => Number(a.on > b.on) - Number(a.on < b.on)), isInternalFirst: phase === 'ended' ? today <= newStartBy : phase !== 'not-yet' };
}

function noticeDay({ noticeGivenOn }: RedeploymentFacts, weeks: number, noticeBy: PlainDate, contractEndsOn: PlainDate, today: PlainDate, atRiskOn: PlainDate): RedeploymentDay {
  if (noticeGivenOn !== null) {
    const earliestEnd = addDays(noticeGivenOn, 7 * weeks);
    return earliestEnd > contractEndsOn
      ? { what: 'notice', on: noticeGivenOn, state: 'late', words: `Notice was given on ${dateInWords(noticeGivenOn)}. It lasts ${weeksInWords(weeks)}, until ${dateInWords(earliestEnd)}: extend the contract, or pay for the rest.` }
      : { what: 'notice', on: noticeGivenOn, state: 'done', words: `Notice of ${weeksInWords(weeks)} was given on ${dateInWords(noticeGivenOn)}.` };
  }
  const state = today > noticeBy ? 'late' : today >= atRiskOn ? 'due' : 'ahead';
  const given = addDays(today, 7 * weeks);
  const late = `Notice should have been given by ${dateInWords(noticeBy)}. Given today it lasts until ${dateInWords(given)}. A fixed term that simply runs out needs none: ask the employer which it is.`;
  return { what: 'notice', on: noticeBy, state, words: state === 'late' ? late : `Notice is to be given by ${dateInWords(noticeBy)}, if the contract is not one that simply runs out.` };
}

function weeksInWords(weeks: number): string {
  return weeks === 1 ? '1 week' : `${weeks} weeks`;
}

/** What cannot be so in a record that is sent, each with its field; nothing when it can be kept. */
export function redeploymentProblems(facts: RedeploymentFacts & { readonly postCode: string | null }, { posts }: RedeploymentRules, today: PlainDate): { readonly pointer: string; readonly detail: string }[] {
  const { serviceStartedOn, contractEndsOn, noticeGivenOn, trialStartedOn, trialUntilOn, postCode } = facts;
  const wrong: readonly (readonly [boolean, string, string])[] = [
    [postCode !== null && posts.every(({ code }) => code !== postCode), '/postCode', 'must be a post of the redeployment rules, or null'],
    [serviceStartedOn !== null && serviceStartedOn > today, '/serviceStartedOn', 'must be today or earlier'],
    [serviceStartedOn !== null && contractEndsOn !== null && contractEndsOn < serviceStartedOn, '/contractEndsOn', 'must be on or after the day on which service started'],
    [noticeGivenOn !== null && noticeGivenOn > today, '/noticeGivenOn', 'must be today or earlier: record it when it has been given'],
    [noticeGivenOn !== null && contractEndsOn === null, '/contractEndsOn', 'is needed where notice was given: the day on which it ends'],
    [trialUntilOn !== null && trialStartedOn === null, '/trialStartedOn', 'is needed where the end of a trial is agreed'],
    [trialUntilOn !== null && trialStartedOn !== null && trialUntilOn < trialEndsOn(trialStartedOn, null), '/trialUntilOn', 'must not be before the four weeks that the law gives; leave it out for those'],
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, pointer, detail]) => ({ pointer, detail }));
}
