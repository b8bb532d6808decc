import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import { isTimeOfDay, londonMoment, MINUTE, type Span } from '../calendar/london-time.js';

/** What is wrong with something that was sent, and where. */
export interface FairProblem {
  /** JSON pointer to the field. */
  readonly pointer: string;
  readonly detail: string;
}

/** A part of a day, by the clock in London. */
export interface PartOfDay {
  readonly from: string;
  readonly to: string;
}

export type SpanReading = { readonly ok: true; readonly span: Span } | { readonly ok: false; readonly problem: FairProblem };

/**
 * The moments of a part of a day. The hours in which the clocks change are told apart: 01:30 does not exist on the last
 * Sunday of March, and is the first of two on that of October.
 *
 * @param at JSON pointer to what holds `from` and `to`
 */
export function spanOfDay(on: PlainDate, { from, to }: PartOfDay, at = ''): SpanReading {
  const [startsAt, endsAt] = [londonMoment(on, from), londonMoment(on, to)];
  if (startsAt === null) return { ok: false, problem: { pointer: `${at}/from`, detail: noSuchTime(on, from) } };
  if (endsAt === null) return { ok: false, problem: { pointer: `${at}/to`, detail: noSuchTime(on, to) } };
  if (endsAt <= startsAt) return { ok: false, problem: { pointer: `${at}/to`, detail: 'must be later than the time it begins, on the same day' } };
  return { ok: true, span: { startsAt, endsAt } };
}

function noSuchTime(on: PlainDate, time: string): string {
  if (!isTimeOfDay(time)) return 'must be a time of day, as 09:30';
  return isPlainDate(on) ? 'is a time that this day does not have: the clocks go forward then' : 'needs a day that exists';
}

/**
 * The slots of a stand in a session, one after the other. A slot that would run into a break begins after it; one that
 * would run beyond the session is left out. Minutes are those that pass, also on the days when the clocks change.
 *
 * @param slotMinutes at least 1
 * @param breaks in any order; they may overlap and lie outside the session
 */
export function slotsOf(session: Span, slotMinutes: number, breaks: readonly Span[]): Span[] {
  const inOrder = breaks.toSorted((one, other) => one.startsAt - other.startsAt);
  const slots: Span[] = [];
  let next = session.startsAt;
  let coming = 0;
  while (next + slotMinutes * MINUTE <= session.endsAt) {
    const pause = inOrder[coming];
    const endsAt = next + slotMinutes * MINUTE;
    if (pause === undefined || pause.startsAt >= endsAt) {
      slots.push({ startsAt: next, endsAt });
      next = endsAt;
    } else {
      next = Math.max(next, pause.endsAt);
      coming += 1;
    }
  }
  return slots;
}

/** Whether two stretches of time have a moment in common. */
export function overlap(one: Span, other: Span): boolean {
  return one.startsAt < other.endsAt && other.startsAt < one.endsAt;
}
