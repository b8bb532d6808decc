import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';

/** Where a case stands, from suggestion to start, and the ways in which it ends without one. */
export const REFERRAL_STATUSES = [
  'suggested', 'referred', 'reviewing', 'interview', 'offered', 'accepted', 'checks', 'started',
  'not-taken-forward', 'withdrawn', 'declined', 'expired',
] as const;

export type ReferralStatus = (typeof REFERRAL_STATUSES)[number];

/** What can happen to a case. */
export const REFERRAL_EVENTS = [
  'refer', 'review', 'invite-to-interview', 'offer', 'accept', 'start-checks', 'start', 'decline', 'reject', 'withdraw', 'expire',
] as const;

export type ReferralEvent = (typeof REFERRAL_EVENTS)[number];

/** Whose act an event is. */
export type ReferralParty = 'candidate' | 'employer' | 'broker' | 'system';

/** For which sides somebody speaks. */
export interface Parties {
  has(party: ReferralParty): boolean;
}

/** What an event does to the place on the intake: it is taken on the offer, and given back when that comes to nothing. */
export type PlaceEffect = 'none' | 'take' | 'give-back';

interface ReferralRule {
  readonly from: readonly ReferralStatus[];
  readonly to: ReferralStatus;
  /** Who may say so; an employer is also a college. */
  readonly by: readonly ReferralParty[];
  /** In words, for tables that people read. */
  readonly meaning: string;
}

const BEFORE_OFFER: readonly ReferralStatus[] = ['suggested', 'referred', 'reviewing', 'interview'];
const WITH_OFFER: readonly ReferralStatus[] = ['offered', 'accepted', 'checks'];

/** Statuses of a case that can still go on. */
export const LIVE_STATUSES: readonly ReferralStatus[] = [...BEFORE_OFFER, ...WITH_OFFER];

/** Statuses in which a place on the intake is held. */
export const PLACE_HOLDING_STATUSES: readonly ReferralStatus[] = [...WITH_OFFER, 'started'];

/** The status machine: for every event where it may happen and where it leads. */
const REFERRAL_RULES: Readonly<Record<ReferralEvent, ReferralRule>> = {
  refer: { from: ['suggested'], to: 'referred', by: ['broker'], meaning: 'The candidate is put forward to the employer or college.' },
  review: { from: ['referred'], to: 'reviewing', by: ['employer', 'broker'], meaning: 'The employer or college looks at the referral.' },
  'invite-to-interview': { from: ['referred', 'reviewing'], to: 'interview', by: ['employer', 'broker'], meaning: 'An interview is arranged.' },
  offer: { from: ['referred', 'reviewing', 'interview'], to: 'offered', by: ['employer', 'broker'], meaning: 'A place is offered, and held.' },
  accept: { from: ['offered'], to: 'accepted', by: ['candidate', 'broker'], meaning: 'The candidate takes the offer.' },
  'start-checks': { from: ['accepted'], to: 'checks', by: ['employer', 'broker'], meaning: 'The checks before the start begin.' },
  start: { from: ['accepted', 'checks'], to: 'started', by: ['employer', 'broker'], meaning: 'The first day.' },
  decline: { from: LIVE_STATUSES, to: 'declined', by: ['candidate', 'broker'], meaning: 'The candidate says no.' },
  reject: { from: [...BEFORE_OFFER.slice(1), ...WITH_OFFER], to: 'not-taken-forward', by: ['employer', 'broker'], meaning: 'The employer or college says no.' },
  withdraw: { from: LIVE_STATUSES, to: 'withdrawn', by: ['broker', 'system'], meaning: 'The referral is taken back.' },
  expire: { from: ['suggested', 'referred', 'reviewing', 'interview', 'offered'], to: 'expired', by: ['system'], meaning: 'Nothing happened for too long.' },
};

/** What an event led to, or what could have happened instead. */
export type ReferralTransition =
  | { readonly ok: true; readonly to: ReferralStatus; readonly placeEffect: PlaceEffect }
  | { readonly ok: false; readonly allowed: readonly ReferralEvent[] };

/**
 * Applies an event to a case, said by somebody who speaks for some of its sides.
 *
 * @param holdsPlace an allocation may hold a place before there is an offer
 */
export function applyReferralEvent(status: ReferralStatus, event: ReferralEvent, parties: Parties, holdsPlace: boolean): ReferralTransition {
  const rule = REFERRAL_RULES[event];
  const allowed = allowedEvents(status, parties);
  if (!allowed.includes(event)) return { ok: false, allowed };
  return { ok: true, to: rule.to, placeEffect: placeEffect(holdsPlace, rule.to) };
}

/** Whether an event takes a place on the intake, if it is possible. */
export function takesPlace(event: ReferralEvent, holdsPlace: boolean): boolean {
  return placeEffect(holdsPlace, REFERRAL_RULES[event].to) === 'take';
}

/** As whom somebody records an event who speaks for several sides; null: for none that may. */
export function actsAs(event: ReferralEvent, parties: Parties): ReferralParty | null {
  return REFERRAL_RULES[event].by.find((party) => parties.has(party)) ?? null;
}

/** Why a first day cannot be recorded, as a sentence; null when it can. A start is recorded when it has happened. */
export function startProblem(startedOn: PlainDate, today: PlainDate): string | null {
  if (!isPlainDate(startedOn)) return 'The first day must be a real date, as 2026-03-31.';
  return startedOn > today ? 'The first day is in the future. Record the start when it has happened.' : null;
}

/** The events that somebody can record of a case now, in the order of the table. */
export function allowedEvents(status: ReferralStatus, parties: Parties): readonly ReferralEvent[] {
  return REFERRAL_EVENTS.filter((event) => REFERRAL_RULES[event].from.includes(status) && REFERRAL_RULES[event].by.some((party) => parties.has(party)));
}

/**
 * Follows from which statuses hold a place, so that no rule can forget it. What is held already is not taken once more: an
 * intake that has closed meanwhile does not refuse the offer to those for whom it keeps a place.
 */
function placeEffect(isHeld: boolean, to: ReferralStatus): PlaceEffect {
  if (PLACE_HOLDING_STATUSES.includes(to)) return isHeld ? 'none' : 'take';
  return isHeld && !LIVE_STATUSES.includes(to) ? 'give-back' : 'none';
}

/** The status machine as rows of a Markdown table, which the documentation is checked against. */
export function referralRulesTable(): string {
  const rows = REFERRAL_EVENTS.map((event) => {
    const { from, to, by, meaning } = REFERRAL_RULES[event];
    return `| ${event} | ${from.join(', ')} | ${to} | ${by.join(', ')} | ${meaning} |`;
  });
  return ['| Event | From | To | By | Meaning |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** The status machine as a picture: a flow chart in Mermaid, one line for each event or group of ends. */
export function referralPicture(): string {
  const forward = REFERRAL_EVENTS.filter((event) => !isEnd(event)).map((event) => `${REFERRAL_RULES[event].from.join(' & ')} -- ${event} --> ${REFERRAL_RULES[event].to}`);
  const endsOf = (status: ReferralStatus): string => REFERRAL_EVENTS.filter((event) => isEnd(event) && REFERRAL_RULES[event].from.includes(status)).join(', ');
  const ends = [...new Set(LIVE_STATUSES.map(endsOf))].map((events) => `${LIVE_STATUSES.filter((status) => endsOf(status) === events).join(' & ')} -. ${events} .-> ended`);
  return ['```mermaid', 'flowchart LR', ...forward, ...ends, '```'].join('\n');
}

/** Whether an event ends a case without a start. */
function isEnd(event: ReferralEvent): boolean {
  const { to } = REFERRAL_RULES[event];
  return to !== 'started' && !LIVE_STATUSES.includes(to);
}
