import { addDays, isPlainDate, type PlainDate } from '../calendar/plain-date.js';

/** Weeks after the start at which it is asked whether the person is still there. */
export const CHECK_WEEKS = [13, 26, 52] as const;
export type CheckWeek = (typeof CHECK_WEEKS)[number];

/**
 * What was found after a start. 'still-there': was there on that day, for a check when `week` names it. 'left':
 * that was the last day, `destinationCode` says where to or why. 'progressed': a higher band, level or qualification
 * from that day.
 */
export interface OutcomeEvent {
  readonly kind: 'still-there' | 'left' | 'progressed';
  readonly happenedOn: PlainDate;
  readonly week?: CheckWeek | null;
  readonly destinationCode?: string | null;
}

/**
 * How one check stands. 'confirmed': there on the due date or later. 'left-before': gone by then. 'due': the date
 * has come and nobody has said. 'not-due': still ahead.
 */
interface OutcomeCheck {
  readonly week: CheckWeek;
  readonly dueOn: PlainDate;
  readonly state: 'confirmed' | 'left-before' | 'due' | 'not-due';
}

/** How a start has turned out so far. */
export interface OutcomeSummary {
  /** 'started' while nothing is known but the start. */
  readonly status: 'started' | 'still-there' | 'left';
  readonly startedOn: PlainDate;
  /** The latest day on which the person is known to have been there. */
  readonly lastSeenOn: PlainDate;
  readonly leftOn: PlainDate | null;
  readonly destinationCode: string | null;
  /** Days of progression, earliest first. */
  readonly progressedOn: readonly PlainDate[];
  readonly checks: readonly OutcomeCheck[];
  /** When the next check that is not answered is, or was, due; null when none is left. */
  readonly nextCheckOn: PlainDate | null;
}

/** The day from which a check can be answered: whole weeks after the start. */
export function checkDueOn(startedOn: PlainDate, week: CheckWeek): PlainDate {
  return addDays(startedOn, week * 7);
}

function latest(dates: readonly PlainDate[]): PlainDate | null {
  return dates.toSorted().at(-1) ?? null;
}

function isSame(a: OutcomeEvent, b: OutcomeEvent): boolean {
  return a.kind === b.kind && a.happenedOn === b.happenedOn && (a.week ?? null) === (b.week ?? null);
}

/**
 * Why an event cannot be added to what is known, as a sentence for the user; null when it can. What is known
 * already may be said again. `today` is the last day on which anything can have happened.
 */
export function checkOutcome(record: {
  readonly startedOn: PlainDate;
  readonly earlier: readonly OutcomeEvent[];
  readonly event: OutcomeEvent;
  readonly today: PlainDate;
}): string | null {
  const { startedOn, earlier, event, today } = record;
  const { kind, happenedOn } = event;
  if (!isPlainDate(happenedOn)) return 'The date is not a day that exists. Give it as 2026-03-31.';
  if (earlier.some((known) => isSame(known, event))) return null;
  if (happenedOn < startedOn) return `The date is before the start on ${startedOn}. Check the year.`;
  if (happenedOn > today) return 'The date is in the future. Record it when it has happened.';
  if (event.week) {
    if (kind !== 'still-there') return 'Only "still there" answers a check. Leave the week out.';
    const dueOn = checkDueOn(startedOn, event.week);
    if (happenedOn < dueOn) return `The ${event.week}-week check is due on ${dueOn}. Record an earlier day without the week.`;
  }
  const { leftOn, lastSeenOn } = summariseOutcomes(startedOn, earlier, today);
  if (leftOn !== null && kind === 'left') return `The person is recorded as having left on ${leftOn}.`;
  if (leftOn !== null && happenedOn > leftOn) return `The person is recorded as having left on ${leftOn}, before this date.`;
  if (kind === 'left' && happenedOn < lastSeenOn) return `The person is recorded as there on ${lastSeenOn}, after this date.`;
  return null;
}

/** How a start stands on a day. Neither the order of the events nor saying one twice changes the answer. */
export function summariseOutcomes(startedOn: PlainDate, events: readonly OutcomeEvent[], today: PlainDate): OutcomeSummary {
  const daysOf = (kind: OutcomeEvent['kind']): PlainDate[] => events.filter((event) => event.kind === kind).map((event) => event.happenedOn);
  const leftOn = latest(daysOf('left'));
  const destinations = events.filter((event) => event.kind === 'left' && event.happenedOn === leftOn).flatMap((event) => event.destinationCode ?? []);
  const lastSeenOn = [startedOn, ...events.map((event) => event.happenedOn)].reduce((a, b) => (a > b ? a : b));
  const checks = CHECK_WEEKS.map((week): OutcomeCheck => {
    const dueOn = checkDueOn(startedOn, week);
    if (lastSeenOn >= dueOn) return { week, dueOn, state: 'confirmed' };
    if (leftOn !== null) return { week, dueOn, state: 'left-before' };
    return { week, dueOn, state: today >= dueOn ? 'due' : 'not-due' };
  });
  const status = events.length === 0 ? 'started' : 'still-there';
  return {
    status: leftOn === null ? status : 'left',
    startedOn,
    lastSeenOn,
    leftOn,
    destinationCode: latest(destinations),
    progressedOn: [...new Set(daysOf('progressed'))].toSorted(),
    checks,
    nextCheckOn: checks.find(({ state }) => state === 'due' || state === 'not-due')?.dueOn ?? null,
  };
}
