import type { CaseStanding } from '../access/case-parties.js';
import { PAIR_MATTERS, type PairMatter } from '../matching/facts.js';
import { listInWords, orInWords } from '../matching/wording.js';
import type { ReferralEvent } from './referral-status.js';

/** What needs a reason: the ways in which a case ends without a start, and the pausing of a person. */
export const REASON_STEPS = ['decline', 'reject', 'withdraw', 'expire', 'pause'] as const;
export type ReasonStep = (typeof REASON_STEPS)[number];

/** Whose no it was. */
export const REFUSERS = ['candidate', 'employer', 'college', 'nobody'] as const;
export type Refuser = (typeof REFUSERS)[number];

/** What a reason does besides being kept. */
export const REASON_EFFECTS = ['none', 'set-aside', 'recheck', 'pause'] as const;
export type ReasonEffect = (typeof REASON_EFFECTS)[number];

/** What about a pair a no was about: once that changes, the pair may be suggested again. */
export const REASON_MATTERS = PAIR_MATTERS;
export type ReasonMatter = PairMatter;

/** A reason of the list of a City. Figures and effects follow from it, so it is chosen and never typed. */
export interface Reason {
  readonly code: string;
  readonly steps: readonly ReasonStep[];
  /** Whose no it can be; which of them it was follows from the step and the kind of opportunity. */
  readonly refusers: readonly Refuser[];
  /** For staff. */
  readonly words: string;
  /** For the person whom it is about. */
  readonly kindWords: string;
  readonly effect: ReasonEffect;
  /** How long the effect lasts; null: until what mattered changes or somebody ends it. */
  readonly effectDays: number | null;
  readonly matters: readonly ReasonMatter[];
  /** A reason that is retired explains what is past and cannot be chosen. */
  readonly isOffered: boolean;
}

/** More than fits on a screen and in a head is a list in which people take the first. */
export const MOST_REASONS = 7;

/** Reasons that the service itself gives. */
export const OWN_REASONS = { acceptedElsewhere: 'accepted-elsewhere', registeredTwice: 'registered-twice', nobodyAnswered: 'nobody-answered', offerNotAnswered: 'offer-not-answered' } as const;

/** Those with which a case ends by itself. */
const EXPIRY_REASONS: readonly string[] = [OWN_REASONS.nobodyAnswered, OWN_REASONS.offerNotAnswered];

const REFUSERS_OF_STEP: Readonly<Record<ReasonStep, readonly Refuser[]>> = {
  decline: ['candidate'],
  reject: ['employer', 'college'],
  withdraw: ['candidate', 'nobody'],
  expire: ['nobody'],
  pause: ['candidate', 'nobody'],
};

/** What has to change, in words. */
export const MATTERS_IN_WORDS: Readonly<Record<ReasonMatter, string>> = {
  travel: 'the journey', pay: 'the pay', hours: 'the working time', start: 'the start', requirements: 'what is asked for', interest: 'the kind of work',
};

/** Whether an event must come with a reason. */
export function needsReason(event: ReferralEvent): event is ReferralEvent & ReasonStep {
  return (REASON_STEPS as readonly string[]).includes(event);
}

/** Whose no a reason tells of at a step; null where it does not go with it. A course is refused by a college, anything else by an employer. */
export function refuserOf({ refusers }: Pick<Reason, 'refusers'>, step: ReasonStep, isCourse: boolean): Refuser | null {
  const impossible = isCourse ? 'employer' : 'college';
  return REFUSERS_OF_STEP[step].find((refuser) => refuser !== impossible && refusers.includes(refuser)) ?? null;
}

/** The reasons that can be chosen at a step, in the order of the list. */
export function reasonsFor(list: readonly Reason[], step: ReasonStep, isCourse: boolean): readonly Reason[] {
  return list.filter((reason) => reason.isOffered && reason.steps.includes(step) && refuserOf(reason, step, isCourse) !== null);
}

/** The reason that was chosen, or why it cannot be: a sentence with those that can. */
export type ChosenReason = { readonly ok: true; readonly reason: Reason } | { readonly ok: false; readonly problem: string };

/** Looks a code up among those that can be chosen at a step. */
export function chooseReason(list: readonly Reason[], step: ReasonStep, code: string | null, isCourse: boolean): ChosenReason {
  const possible = reasonsFor(list, step, isCourse);
  const reason = possible.find((one) => one.code === code);
  if (reason !== undefined) return { ok: true, reason };
  const choice = `Choose one of: ${listInWords(possible.map((one) => one.code))}.`;
  return { ok: false, problem: code === null ? `"${step}" needs a reason. ${choice}` : `"${code}" is no reason for "${step}" here. ${choice}` };
}

/** What a reason brings with it, as a sentence. */
export function effectInWords({ effect, effectDays, matters }: Pick<Reason, 'effect' | 'effectDays' | 'matters'>): string {
  switch (effect) {
    case 'none':
      return 'Nothing else happens.';
    case 'set-aside': {
      const ends = [...(matters.length === 0 ? [] : [`until ${orInWords(matters.map((matter) => MATTERS_IN_WORDS[matter]))} changes`]), ...(effectDays === null ? [] : [`for ${effectDays} days`])];
      return `This pair is not suggested again ${ends.join(', at most ')}.`;
    }
    case 'recheck':
      return 'This pair is not suggested again until a broker has checked it.';
    case 'pause':
      return `The person gets no new suggestions ${effectDays === null ? 'until somebody resumes them' : `for ${effectDays} days`}. Their live referrals stay.`;
  }
}

/** What a reason says to a reader: kindly to the person whom it is about, unless they look after themselves as staff. */
export function wordsForReader({ words, kindWords }: Pick<Reason, 'words' | 'kindWords'>, { isOwn, isOurs }: Pick<CaseStanding, 'isOwn' | 'isOurs'>): string {
  return isOwn && !isOurs ? kindWords : words;
}

/** A past event with its reason in words. What it brought with it for the person is nothing for partners. */
export function historyForReader<Event extends { readonly reasonCode: string | null; readonly effect: string | null; readonly effectUntilOn: string | null }>(
  event: Event,
  list: readonly Reason[],
  standing: CaseStanding,
): Event & { readonly reason: string | null } {
  const found = list.find(({ code }) => code === event.reasonCode);
  const reason = found === undefined ? null : wordsForReader(found, standing);
  return standing.isOwn || standing.isOurs ? { ...event, reason } : { ...event, reason, effect: null, effectUntilOn: null };
}

/** What is wrong with a list of reasons. */
export interface ReasonProblem {
  /** Of the reason at fault; null: of the list. */
  readonly code: string | null;
  readonly field: 'code' | 'steps' | 'refusers' | 'effect' | 'effectDays' | 'matters' | 'isOffered';
  readonly sentence: string;
}

/** Why a list of reasons cannot be used: what contradicts itself, what nobody can keep in mind, and what leaves somebody without an answer. */
export function reasonListProblems(list: readonly Reason[]): readonly ReasonProblem[] {
  return [...list.flatMap((reason) => problemsOf(reason).map((problem) => ({ code: reason.code, ...problem }))), ...problemsOfChoices(list)];
}

function problemsOf(reason: Reason): Omit<ReasonProblem, 'code'>[] {
  const { steps, refusers, effect, effectDays, matters, isOffered } = reason;
  const homeless = refusers.filter((refuser) => steps.every((step) => !REFUSERS_OF_STEP[step].includes(refuser)));
  const mute = steps.filter((step) => REFUSERS_OF_STEP[step].every((refuser) => !refusers.includes(refuser)));
  const found: [boolean, Omit<ReasonProblem, 'code'>][] = [
    [!/^[a-z][a-z-]{1,59}$/.test(reason.code), { field: 'code', sentence: 'A code is lower-case words joined by hyphens, without digits.' }],
    [steps.length === 0, { field: 'steps', sentence: 'Say at which step it can be chosen.' }],
    [steps.length > 0 && homeless.length > 0, { field: 'refusers', sentence: `None of its steps is a no of: ${listInWords(homeless)}.` }],
    [mute.length > 0, { field: 'refusers', sentence: mute.map((step) => `"${step}" is a no of: ${orInWords(REFUSERS_OF_STEP[step])}.`).join(' ') }],
    [effect === 'set-aside' && effectDays === null && matters.length === 0, { field: 'matters', sentence: 'Say what has to change, or after how many days the pair is suggested again.' }],
    [effect !== 'set-aside' && matters.length > 0, { field: 'matters', sentence: 'Only a pair that is set aside comes back when something changes. Leave it empty.' }],
    [(effect === 'none' || effect === 'recheck') && effectDays !== null, { field: 'effectDays', sentence: 'This effect has no end by date. Leave it empty.' }],
    [effect === 'pause' && steps.includes('reject'), { field: 'effect', sentence: 'An employer’s or college’s no cannot pause a person.' }],
    [!isOffered && (Object.values(OWN_REASONS) as string[]).includes(reason.code), { field: 'isOffered', sentence: 'The service gives this reason itself, so it cannot be retired.' }],
    [EXPIRY_REASONS.includes(reason.code) && !(steps.includes('expire') && refusers.includes('nobody')), { field: 'steps', sentence: 'The service ends cases with this reason when nobody answers: keep "expire" and "nobody".' }],
  ];
  return found.flatMap(([is, problem]) => (is ? [problem] : []));
}

function problemsOfChoices(list: readonly Reason[]): ReasonProblem[] {
  const choices = REASON_STEPS.flatMap((step) => REFUSERS_OF_STEP[step].map((refuser) => ({ step, refuser, count: reasonsFor(list, step, refuser === 'college').filter((reason) => refuserOf(reason, step, refuser === 'college') === refuser).length })));
  const tooMany = choices.filter(({ count }) => count > MOST_REASONS).map(({ step, refuser, count }) => `"${step}" has ${count} reasons of ${refuser}. Retire some: ${MOST_REASONS} at most.`);
  const empty = REASON_STEPS.flatMap((step) => (step === 'reject' ? [false, true] : [false]).map((isCourse) => ({ step, isCourse }))).filter(({ step, isCourse }) => reasonsFor(list, step, isCourse).length === 0);
  const none = empty.map(({ step, isCourse }) => `No reason is left for "${step}"${isCourse ? ' by a college' : ''}. Keep one.`);
  return [...tooMany, ...none].map((sentence) => ({ code: null, field: 'isOffered', sentence }));
}

/** A list of reasons as rows of a Markdown table. */
export function reasonsTable(list: readonly Reason[]): string {
  const rows = list.map((reason) => `| ${reason.code} | ${reason.steps.join(', ')} | ${reason.refusers.join(', ')} | ${reason.words} | ${effectInWords(reason)} |`);
  return ['| Reason | At | Whose no | Meaning | Effect |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
