import { addDays, daysBetween, isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import type { MessageKind } from '../messages/message-kinds.js';
import type { ReferralEvent, ReferralStatus } from './referral-status.js';

/** What is done about a case that does not move, in this order, each once in every status. */
export const CHASING_STEPS = ['reminder', 'second-reminder', 'escalation', 'expiry'] as const;

export type ChasingStep = (typeof CHASING_STEPS)[number];

/** Whose turn it is. */
type ChasedParty = 'candidate' | 'partner' | 'broker';

/** Days without a change until each step. Calendar days: weekends and holidays count, so a week is always seven. */
interface ChasingRule {
  readonly turn: ChasedParty;
  readonly days: Readonly<Record<Exclude<ChasingStep, 'expiry'>, number>>;
  /** Null: it does not expire for this, since somebody has accepted, or the hold of the place says when. */
  readonly expiry: number | null;
}

function rule(turn: ChasedParty, reminder: number, secondReminder: number, escalation: number, expiry: number | null): ChasingRule {
  return { turn, days: { reminder, 'second-reminder': secondReminder, escalation }, expiry };
}

/** The usual days. Service levels are the brokerage's own; no standard names any. */
const CHASING_RULES: Readonly<Partial<Record<ReferralStatus, ChasingRule>>> = {
  suggested: rule('broker', 3, 7, 14, 28),
  referred: rule('partner', 5, 10, 14, 28),
  reviewing: rule('partner', 7, 14, 21, 42),
  interview: rule('partner', 10, 17, 24, 42),
  offered: rule('candidate', 2, 5, 8, null),
  accepted: rule('broker', 7, 14, 21, null),
  checks: rule('broker', 14, 28, 42, null),
};

/** For how many days an offer keeps the place where the employer or college names no day. */
const HOLD_DAYS = 14;

/** An employer can keep a place longer than the usual time, but not out of everybody's reach. */
const MOST_HOLD_DAYS = 90;

/** The last day on which an event keeps the place, null where it keeps none; or why that is not possible, as a sentence. */
export type Hold = { readonly ok: true; readonly expiresOn: PlainDate | null } | { readonly ok: false; readonly problem: string };

/**
 * Until when an event keeps the place.
 *
 * @param asked the last day as whoever records it named it; null: the usual
 */
export function holdOf(event: ReferralEvent, asked: PlainDate | null, today: PlainDate): Hold {
  if (event !== 'offer') return asked === null ? { ok: true, expiresOn: null } : { ok: false, problem: 'Only an offer keeps a place until a day. Leave the day out.' };
  if (asked === null) return { ok: true, expiresOn: addDays(today, HOLD_DAYS) };
  const problem = holdProblem(asked, today);
  return problem === null ? { ok: true, expiresOn: asked } : { ok: false, problem };
}

function holdProblem(expiresOn: PlainDate, today: PlainDate): string | null {
  if (!isPlainDate(expiresOn)) return 'The last day on which the place is kept must be a real date, as 2026-03-31.';
  if (expiresOn < today) return 'The last day on which the place is kept is in the past. Choose today or a later day.';
  return daysBetween(today, expiresOn) > MOST_HOLD_DAYS ? `A place can be kept for ${MOST_HOLD_DAYS} days at most. Choose an earlier day; the offer can be made again.` : null;
}

/** A case as it stands. */
export interface ChasedCase {
  readonly status: ReferralStatus;
  /** The day of its last change. */
  readonly sinceOn: PlainDate;
  /** Steps taken since then, in their order, and the day of the last of them. */
  readonly stepsTaken: number;
  readonly lastStepOn: PlainDate | null;
  /** Of an offer; null where none was recorded, as before there were any. */
  readonly holdExpiresOn: PlainDate | null;
}

/** A message that goes with a step. */
export interface ChasingNotice {
  readonly kind: MessageKind;
  readonly to: ChasedParty | 'leads';
}

/** What to do about a case now. */
export interface ChasingMove {
  readonly step: ChasingStep;
  readonly notices: readonly ChasingNotice[];
  /** Since its last change. */
  readonly days: number;
  /** The last day on which the place of an offer is kept; null for everything but offers. */
  readonly until: PlainDate | null;
}

/**
 * The step that is due on a day, at most one; null when there is none. A step keeps its distance from the one before also
 * where that came late, so that nobody is escalated, or loses a case, on the day of the first reminder because no worker
 * ran for a month. An offer ends when its hold does, whatever was sent. Whether the person is paused does not matter:
 * pausing stops new suggestions, and what is under way is still answered for.
 */
export function chasingStep(chased: ChasedCase, today: PlainDate): ChasingMove | null {
  const rules = CHASING_RULES[chased.status];
  if (rules === undefined) return null;
  const { turn, days: after, expiry } = rules;
  const days = daysBetween(chased.sinceOn, today);
  const until = chased.status === 'offered' ? (chased.holdExpiresOn ?? addDays(chased.sinceOn, HOLD_DAYS)) : null;
  if (until !== null && today > until) return moveOf('expiry', chased.status, turn, days, until);
  const dueAfter = [after.reminder, after['second-reminder'], after.escalation, expiry];
  const due = dueAfter[chased.stepsTaken] ?? null;
  if (due === null || days < due) return null;
  const gap = due - (dueAfter[chased.stepsTaken - 1] ?? due);
  if (chased.lastStepOn !== null && daysBetween(chased.lastStepOn, today) < gap) return null;
  return moveOf(CHASING_STEPS[chased.stepsTaken]!, chased.status, turn, days, until);
}

const REMINDERS: Readonly<Record<'reminder' | 'second-reminder', Readonly<Record<ChasedParty, MessageKind>>>> = {
  reminder: { candidate: 'offer-waiting', partner: 'referral-waiting', broker: 'case-waiting' },
  'second-reminder': { candidate: 'offer-waiting-again', partner: 'referral-waiting-again', broker: 'case-waiting-again' },
};

/** A candidate is not told of the end of a mere suggestion: nobody had told them of its beginning. */
function moveOf(step: ChasingStep, status: ReferralStatus, turn: ChasedParty, days: number, until: PlainDate | null): ChasingMove {
  const toBroker: ChasingNotice = { kind: 'case-expired', to: 'broker' };
  switch (step) {
    case 'reminder':
    case 'second-reminder':
      return { step, notices: [{ kind: REMINDERS[step][turn], to: turn }], days, until };
    case 'escalation':
      return { step, notices: [{ kind: 'case-stalled', to: 'leads' }], days, until };
    case 'expiry':
      return { step, notices: status === 'suggested' ? [toBroker] : [toBroker, { kind: 'application-expired', to: 'candidate' }], days, until };
  }
}

/** The reason of the list with which a case expires. */
export function expiryReason(status: ReferralStatus): 'offer-not-answered' | 'nobody-answered' {
  return status === 'offered' ? 'offer-not-answered' : 'nobody-answered';
}

/** The rules as rows of a Markdown table, which the documentation is checked against. */
export function chasingTable(): string {
  const rows = Object.entries(CHASING_RULES).map(([status, { turn, days, expiry }]) => {
    const end = status === 'offered' ? `when its hold ends, ${HOLD_DAYS} days unless a day is named` : (expiry ?? 'never');
    return `| ${status} | ${turn} | ${days.reminder} | ${days['second-reminder']} | ${days.escalation} | ${end} |`;
  });
  return ['| Status | Whose turn | Reminder | Second reminder | To the lead | Expires |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}
