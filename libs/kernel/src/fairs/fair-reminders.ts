import { londonClock, MINUTE } from '../calendar/london-time.js';
import type { PlainDate } from '../calendar/plain-date.js';

/** When people are reminded of something at a fair. */
type FairReminder = 'day-before' | 'hour-before';

const HOUR = 60 * MINUTE;

/** How long before the start the first reminder is written, in hours. */
export const REMIND_HOURS = 24;

/**
 * Which reminder is to be written now, with what the clock in London will show; null: none yet, or it has begun. From a day
 * before to an hour before the first, and then the second: a worker that was away writes the one that is still of use.
 */
export function dueReminder(startsAt: number, now: number): { readonly reminder: FairReminder; readonly on: PlainDate; readonly time: string } | null {
  const ahead = startsAt - now;
  if (ahead <= 0 || ahead > REMIND_HOURS * HOUR) return null;
  return { reminder: ahead <= HOUR ? 'hour-before' : 'day-before', ...londonClock(startsAt) };
}
