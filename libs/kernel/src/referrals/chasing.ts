import { addDays, daysBetween, isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import type { MessageKind } from '../messages/message-kinds.js';
import { CHASED_STATUSES, USUAL_CHASING, type ChasedParty, type ChasedStatus, type ChasingDays } from './chasing-days.js';
import type { ReferralEvent, ReferralStatus } from './referral-status.js';

/** What is done about a case that does not move, in this order, each once in every status. */
export const CHASING_STEPS = ['reminder', 'second-reminder', 'escalation', 'expiry'] as const;

export type ChasingStep = (typeof CHASING_STEPS)[number];

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
  /** As its programme has set them for the status; null: the usual ones. */
  readonly days: ChasingDays | null;
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
  if (!isChased(chased.status)) return null;
  const { turn } = USUAL_CHASING[chased.status];
  const { reminder, secondReminder, escalation, expiry } = chased.days ?? USUAL_CHASING[chased.status];
  const days = daysBetween(chased.sinceOn, today);
  const until = chased.status === 'offered' ? (chased.holdExpiresOn ?? addDays(chased.sinceOn, HOLD_DAYS)) : null;
  if (until !== null && today > until) return moveOf('expiry', chased.status, turn, days, until);
  const dueAfter = [reminder, secondReminder, escalation, expiry];
  const due = dueAfter[chased.stepsTaken] ?? null;
  if (due === null || days < due) return null;
  const gap = due - (dueAfter[chased.stepsTaken - 1] ?? due);
  if (chased.lastStepOn !== null && daysBetween(chased.lastStepOn, today) < gap) return null;
  return moveOf(CHASING_STEPS[chased.stepsTaken]!, chased.status, turn, days, until);
}

function isChased(status: ReferralStatus): status is ChasedStatus {
  return (CHASED_STATUSES as readonly ReferralStatus[]).includes(status);
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

/** The usual days as rows of a Markdown table, which the documentation is checked against. */
export function chasingTable(): string {
  const rows = CHASED_STATUSES.map((status) => {
    const { turn, reminder, secondReminder, escalation, expiry } = USUAL_CHASING[status];
    const end = status === 'offered' ? `when its hold ends, ${HOLD_DAYS} days unless a day is named` : (expiry ?? 'never');
    return `| ${status} | ${turn} | ${reminder} | ${secondReminder} | ${escalation} | ${end} |`;
  });
  return ['| Status | Whose turn | Reminder | Second reminder | To the lead | Expires |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}
