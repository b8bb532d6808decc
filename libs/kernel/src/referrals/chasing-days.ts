import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import { LIVE_STATUSES, type ReferralStatus } from './referral-status.js';

/** Statuses in which somebody is waited for. */
export type ChasedStatus = Exclude<ReferralStatus, 'started' | 'not-taken-forward' | 'withdrawn' | 'declined' | 'expired'>;

/** Whose turn it is. */
export type ChasedParty = 'candidate' | 'partner' | 'broker';

/** Days without a change until each step. Calendar days: weekends and holidays count, so a week is always seven. */
export interface ChasingDays {
  readonly reminder: number;
  readonly secondReminder: number;
  readonly escalation: number;
  /** Null: it does not expire for this, since somebody has accepted, or the hold of the place says when. */
  readonly expiry: number | null;
}

/** Days that a programme has set for a status, from a day on. */
export interface DatedChasingDays extends ChasingDays {
  readonly status: ChasedStatus;
  readonly fromOn: PlainDate;
}

/** How a case in a status is chased on a day. */
export interface ChasingInForce extends ChasingDays {
  readonly status: ChasedStatus;
  readonly turn: ChasedParty;
  /** Null: the usual days, that no programme has set. */
  readonly fromOn: PlainDate | null;
}

/** What must be put right, and where. */
export interface ChasingProblem {
  readonly pointer: string;
  readonly detail: string;
}

function usual(turn: ChasedParty, reminder: number, secondReminder: number, escalation: number, expiry: number | null): ChasingDays & { readonly turn: ChasedParty } {
  return { turn, reminder, secondReminder, escalation, expiry };
}

/** The usual days. Service levels are the brokerage's own; no standard names any. */
export const USUAL_CHASING: Readonly<Record<ChasedStatus, ChasingDays & { readonly turn: ChasedParty }>> = {
  suggested: usual('broker', 3, 7, 14, 28),
  referred: usual('partner', 5, 10, 14, 28),
  reviewing: usual('partner', 7, 14, 21, 42),
  interview: usual('partner', 10, 17, 24, 42),
  offered: usual('candidate', 2, 5, 8, null),
  accepted: usual('broker', 7, 14, 21, null),
  checks: usual('broker', 14, 28, 42, null),
};

export const CHASED_STATUSES = LIVE_STATUSES as readonly ChasedStatus[];

/** Statuses of which a case cannot expire by days: the hold of an offer ends it, and nobody loses what they have accepted. */
const NEVER_BY_DAYS: readonly ChasedStatus[] = CHASED_STATUSES.filter((status) => USUAL_CHASING[status].expiry === null);

/** Longer than a year nobody waits. */
const MOST_DAYS = 366;

/** What must be put right before a programme sets days; empty when nothing. */
export function chasingDaysProblems({ status, fromOn, reminder, secondReminder, escalation, expiry }: DatedChasingDays, today: PlainDate): readonly ChasingProblem[] {
  const problems: ChasingProblem[] = [];
  if (!isPlainDate(fromOn) || fromOn < today) problems.push({ pointer: '/fromOn', detail: 'must be today or a later day: what was sent before was sent' });
  const steps: readonly (readonly [string, number | null])[] = [['reminder', reminder], ['secondReminder', secondReminder], ['escalation', escalation], ['expiry', expiry]];
  let before = 0;
  for (const [field, days] of steps) {
    if (days === null) continue;
    if (!Number.isInteger(days) || days <= before || days > MOST_DAYS) problems.push({ pointer: `/${field}`, detail: `must be a whole number of days from ${before + 1} to ${MOST_DAYS}: each step comes after the one before` });
    before = Math.max(before, days);
  }
  const neverEnds = NEVER_BY_DAYS.includes(status);
  if (neverEnds && expiry !== null) problems.push({ pointer: '/expiry', detail: status === 'offered' ? 'must be null: an offer ends when its hold does' : 'must be null: whoever has accepted does not lose it by waiting' });
  if (!neverEnds && expiry === null) problems.push({ pointer: '/expiry', detail: 'is missing. A case that nobody moves on has to end some day' });
  return problems;
}

/** How a programme's cases are chased on a day, status by status: by the latest days that it has set until then, of one day those that were set last, or as usual. */
export function chasingInForce(recorded: readonly DatedChasingDays[], today: PlainDate): readonly ChasingInForce[] {
  return CHASED_STATUSES.map((status) => {
    const { turn, ...usualDays } = USUAL_CHASING[status];
    const set = recorded.filter((one) => one.status === status && one.fromOn <= today).reduce<DatedChasingDays | null>((last, one) => (last === null || one.fromOn >= last.fromOn ? one : last), null);
    const { reminder, secondReminder, escalation, expiry } = set ?? usualDays;
    return { status, turn, reminder, secondReminder, escalation, expiry, fromOn: set?.fromOn ?? null };
  });
}
