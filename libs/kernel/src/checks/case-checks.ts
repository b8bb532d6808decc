import { daysBetween, isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import type { ReferralParty, ReferralStatus } from '../referrals/referral-status.js';
import { CHECK_STANDARDS, hasReached, type CheckRule, type CheckRules, type CheckStandard } from './check-rules.js';
import { identityProof } from './identity.js';

/** What can happen in a check. */
export const CHECK_STEPS = ['ask', 'provide', 'pass', 'raise-concern', 'not-needed'] as const;

export type CheckStep = (typeof CHECK_STEPS)[number];

/** Where a check stands: waiting for the person once asked, for the result once provided. */
export type CheckState = 'not-asked' | 'asked' | 'provided' | 'passed' | 'concern' | 'not-needed';

/** Why a check is not needed. */
export const NOT_NEEDED_REASONS = { 'held-already': 'it was done before and still counts', portable: 'it comes with the person from another NHS employer', 'not-for-this-post': 'the post does not need it' } as const;

/** A step of a check as it was recorded; in the order in which they were. */
export interface CheckEvent {
  readonly check: CheckStandard;
  readonly step: CheckStep;
  readonly happenedOn: PlainDate;
  /** In which way, by its code in the rules. */
  readonly methodCode: string | null;
  /** For identity: what was brought, by code. */
  readonly documentCodes: readonly string[];
  readonly reasonCode: string | null;
}

/** What of a case decides its checks. */
export interface CaseForChecks {
  readonly status: ReferralStatus;
  /** A course, or a post of any kind. */
  readonly kind: 'role' | 'apprenticeship' | 'course' | 'placement';
  /** The checks that the opportunity asks for: right-to-work, identity, dbs-basic, dbs-standard, dbs-enhanced, registration, references, work-health. */
  readonly requiredCheckCodes: readonly string[];
  /** The day on which the case came to each status, in order. */
  readonly reached: readonly { readonly status: ReferralStatus; readonly on: PlainDate }[];
}

/** Days in one step of a check, and how many it should take. */
interface StepDays {
  readonly waitingFor: 'person' | 'result';
  readonly since: PlainDate;
  /** Null while it lasts. */
  readonly until: PlainDate | null;
  readonly days: number;
  readonly targetDays: number;
}

/** How one check of a case stands. */
export interface CaseCheck {
  readonly check: CheckStandard;
  readonly state: CheckState;
  /** For the criminal record: the level, as dbs-enhanced. */
  readonly level: string | null;
  /** Whether it may be asked for now. */
  readonly mayBeAsked: boolean;
  /** The steps so far; after a concern they begin anew and the earlier ones stay. */
  readonly steps: readonly StepDays[];
  /** The last step has taken longer than it should and is not done. */
  readonly isOverdue: boolean;
  /** What to do next, in a sentence; null when there is nothing. */
  readonly next: string | null;
}

/** The checks of a case, and what is not asked with the reason, so that nobody asks it by habit. */
export interface ChecksOfCase {
  readonly checks: readonly CaseCheck[];
  readonly notAsked: readonly { readonly check: CheckStandard; readonly why: string }[];
  /** Days from the offer to the start, or to today while there is none; null before the offer. */
  readonly daysSinceOffer: number | null;
  /** Every check is passed or not needed. */
  readonly isComplete: boolean;
}

/** From which states a step leads where, and whose act it is. The person says what they have given and judges nothing. */
const STEPS: Readonly<Record<CheckStep, { readonly from: readonly CheckState[]; readonly to: CheckState; readonly by: readonly ReferralParty[] }>> = {
  ask: { from: ['not-asked', 'concern', 'not-needed'], to: 'asked', by: ['employer', 'broker'] },
  provide: { from: ['asked'], to: 'provided', by: ['candidate', 'employer', 'broker'] },
  pass: { from: ['asked', 'provided', 'concern'], to: 'passed', by: ['employer', 'broker'] },
  'raise-concern': { from: ['asked', 'provided'], to: 'concern', by: ['employer', 'broker'] },
  'not-needed': { from: ['not-asked', 'asked', 'provided'], to: 'not-needed', by: ['employer', 'broker'] },
};

/** The levels of a DBS check, the furthest last. */
const DBS_LEVELS = ['dbs-basic', 'dbs-standard', 'dbs-enhanced'] as const;

/** A post needs these whatever its advert says (NHS employment check standards); a course only what it asks for. */
const OF_EVERY_POST: readonly CheckStandard[] = ['identity', 'right-to-work', 'references', 'work-health'];

const ENDED_OR_NOT_ON_THE_WAY = 'The case has ended, so nothing is asked in it.';

/** How the checks of a case stand on a day. */
export function checksOfCase(of: CaseForChecks, rules: CheckRules, events: readonly CheckEvent[], today: PlainDate): ChecksOfCase {
  const needed = CHECK_STANDARDS.filter((check) => isNeeded(of, check) || events.some((event) => event.check === check));
  const checks = needed.map((check) => checkOfCase(of, ruleOf(rules, check), events.filter((event) => event.check === check), today));
  const notYet = checks.filter(({ state, mayBeAsked }) => state === 'not-asked' && !mayBeAsked).map(({ check }) => ({ check, why: whyNotNow(of, ruleOf(rules, check)) }));
  const never = CHECK_STANDARDS.filter((check) => !needed.includes(check)).map((check) => ({ check, why: NEVER[check](of.kind) }));
  const offeredOn = of.reached.find(({ status }) => status === 'offered')?.on ?? null;
  const startedOn = of.reached.find(({ status }) => status === 'started')?.on ?? today;
  return {
    checks,
    notAsked: [...notYet, ...never],
    daysSinceOffer: offeredOn === null ? null : daysBetween(offeredOn, startedOn),
    isComplete: checks.every(({ state }) => state === 'passed' || state === 'not-needed'),
  };
}

/**
 * Why a step cannot be recorded, as a sentence that says what to do; null when it can.
 *
 * @param parties for which sides of the case the one who records it speaks
 */
export function checkStepProblem(of: CaseForChecks, rules: CheckRules, events: readonly CheckEvent[], event: CheckEvent, parties: { has(party: ReferralParty): boolean }, today: PlainDate): string | null {
  const { check, step, happenedOn } = event;
  const rule = ruleOf(rules, check);
  const earlier = events.filter((one) => one.check === check);
  const state = stateOf(earlier);
  const { from, by } = STEPS[step];
  if (!by.some((party) => parties.has(party))) return 'It is for the employer, the college or the broker to record that.';
  if (!from.includes(state)) return `The check is ${STATE_WORDS[state]}, so "${step}" does not fit. Possible now: ${stepsFrom(state).join(', ')}.`;
  if (!isPlainDate(happenedOn)) return 'The date is not a day that exists. Give it as 2026-03-31.';
  if (happenedOn > today) return 'The date is in the future. Record it when it has happened.';
  const last = earlier.at(-1);
  if (last !== undefined && happenedOn < last.happenedOn) return `The step before it is recorded on ${last.happenedOn}. Choose that day or a later one.`;
  // Only that the post does not need it may be said at any time.
  if (!hasReached(of.status, rule.askedFrom) && event.reasonCode !== 'not-for-this-post') return whyNotNow(of, rule);
  if (step === 'ask') {
    if (!isNeeded(of, check)) return NEVER[check](of.kind);
    const reachedOn = firstReached(of, rule.askedFrom);
    if (reachedOn !== null && happenedOn < reachedOn) return `${rule.because} That was on ${reachedOn}: choose that day or a later one.`;
  }
  if (event.methodCode !== null && rule.methods.every(({ code }) => code !== event.methodCode)) return `There is no such way to do this check. Choose one of: ${rule.methods.map(({ code }) => code).join(', ')}.`;
  if (step === 'not-needed' && (event.reasonCode === null || !Object.hasOwn(NOT_NEEDED_REASONS, event.reasonCode))) return `Say why it is not needed: ${Object.keys(NOT_NEEDED_REASONS).join(', ')}.`;
  return documentsProblem(event, earlier, rules);
}

/** What was brought for the identity check since it was last asked for: what raised a concern before counts no more. */
export function broughtDocuments(events: readonly CheckEvent[]): string[] {
  const ofIdentity = events.filter(({ check }) => check === 'identity');
  return ofIdentity.slice(Math.max(0, ofIdentity.findLastIndex(({ step }) => step === 'ask'))).flatMap(({ documentCodes }) => documentCodes);
}

/** Identity by documents is passed with enough of them; in another way, as by a certified digital service, without. */
function documentsProblem({ check, step, documentCodes, methodCode }: CheckEvent, earlier: readonly CheckEvent[], rules: CheckRules): string | null {
  if (check !== 'identity') return documentCodes.length === 0 ? null : 'Documents are listed for the identity check only.';
  const unknown = documentCodes.find((code) => rules.identity.documents.every((document) => document.code !== code));
  if (unknown !== undefined) return `There is no document with the code ${unknown}. The rules of checks list them.`;
  const way = methodCode ?? earlier.findLast((event) => event.methodCode !== null)?.methodCode ?? 'documents';
  if (step !== 'pass' || way !== 'documents') return null;
  const proof = identityProof([...broughtDocuments(earlier), ...documentCodes], rules.identity);
  return proof.isProved ? null : `The documents are not enough yet. ${proof.bring}`;
}

const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  'not-asked': 'not asked for yet',
  asked: 'waiting for the person',
  provided: 'waiting for the result',
  passed: 'passed',
  concern: 'held up by a concern',
  'not-needed': 'not needed',
};

/** What is written down where a check is not asked at all. */
const NEVER: Readonly<Record<CheckStandard, (kind: CaseForChecks['kind']) => string>> = {
  identity: () => 'The course does not ask for proof of identity.',
  'right-to-work': () => 'The course is not work, so the right to work is not asked for.',
  registration: () => 'The opportunity asks for no professional registration.',
  references: () => 'The course asks for no references.',
  'criminal-record': (kind) => `The ${kind === 'course' ? 'course' : 'post'} asks for no DBS check, so do not ask about convictions.`,
  'work-health': () => 'The course asks for no health check, so do not ask about health.',
};

function isNeeded({ kind, requiredCheckCodes }: CaseForChecks, check: CheckStandard): boolean {
  if (check === 'criminal-record') return DBS_LEVELS.some((level) => requiredCheckCodes.includes(level));
  return requiredCheckCodes.includes(check) || (kind !== 'course' && OF_EVERY_POST.includes(check));
}

function ruleOf(rules: CheckRules, check: CheckStandard): CheckRule {
  return rules.checks.find((rule) => rule.check === check)!;
}

function stateOf(events: readonly CheckEvent[]): CheckState {
  const last = events.at(-1);
  return last === undefined ? 'not-asked' : STEPS[last.step].to;
}

function stepsFrom(state: CheckState): CheckStep[] {
  return CHECK_STEPS.filter((step) => STEPS[step].from.includes(state));
}

function firstReached({ reached }: CaseForChecks, from: ReferralStatus): PlainDate | null {
  return reached.find(({ status }) => hasReached(status, from))?.on ?? null;
}

function whyNotNow({ status }: CaseForChecks, rule: CheckRule): string {
  return hasReached(status, 'suggested') ? rule.because : ENDED_OR_NOT_ON_THE_WAY;
}

function checkOfCase(of: CaseForChecks, rule: CheckRule, events: readonly CheckEvent[], today: PlainDate): CaseCheck {
  const state = stateOf(events);
  const steps = stepDays(rule, events, today);
  const last = steps.at(-1);
  const isOverdue = last !== undefined && last.until === null && last.days > last.targetDays;
  const mayBeAsked = hasReached(of.status, rule.askedFrom);
  const level = rule.check === 'criminal-record' ? (DBS_LEVELS.findLast((code) => of.requiredCheckCodes.includes(code)) ?? null) : null;
  return { check: rule.check, state, level, mayBeAsked, steps, isOverdue, next: nextStep(rule, state, mayBeAsked, last) };
}

/** Asking opens the wait for the person, what they give the wait for the result; what comes after ends the wait. */
function stepDays(rule: CheckRule, events: readonly CheckEvent[], today: PlainDate): StepDays[] {
  return events.flatMap((event, index) => {
    const to = STEPS[event.step].to;
    if (to !== 'asked' && to !== 'provided') return [];
    const waitingFor = to === 'asked' ? 'person' : 'result';
    const until = events[index + 1]?.happenedOn ?? null;
    return { waitingFor, since: event.happenedOn, until, days: daysBetween(event.happenedOn, until ?? today), targetDays: rule.targetDays[waitingFor] };
  });
}

function nextStep(rule: CheckRule, state: CheckState, mayBeAsked: boolean, last: StepDays | undefined): string | null {
  if (state === 'passed' || state === 'not-needed') return null;
  if (state === 'concern') return 'Look at the concern with the person. Then record it as passed, ask again, or end the case with its reason.';
  if (state === 'not-asked') return mayBeAsked ? 'Ask the person for it.' : null;
  const whom = state === 'asked' ? 'the person' : rule.resultFrom;
  const { days, targetDays } = last!;
  const so = `Waiting for ${whom} for ${days} ${days === 1 ? 'day' : 'days'}; it should take ${targetDays}.`;
  return days > targetDays ? `${so} Chase it today.` : so;
}
