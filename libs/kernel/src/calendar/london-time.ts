import { addDays, isPlainDate, type PlainDate } from './plain-date.js';

/** A stretch of time, in milliseconds since 1970 in UTC; the end is not part of it. */
export interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Whether a text is a time of day, as 09:30. */
export function isTimeOfDay(text: string): boolean {
  return TIME.test(text);
}

/**
 * The moment that a clock in London shows as a time of a day; null for a time that the day does not have, or a day that
 * does not exist. Of a time that comes twice, when summer time ends, the first.
 *
 * @param time '09:30'
 */
export function londonMoment(on: PlainDate, time: string): number | null {
  if (!isPlainDate(on) || !isTimeOfDay(time)) return null;
  const shown = Date.parse(`${on}T${time}:00Z`);
  if (isSummerTime(shown - HOUR)) return shown - HOUR;
  return isSummerTime(shown) ? null : shown;
}

/** The moment at which a day ends in London: midnight, which every day has. */
export function endOfDay(on: PlainDate): number {
  const shown = Date.parse(`${addDays(on, 1)}T00:00:00Z`);
  return isSummerTime(shown - HOUR) ? shown - HOUR : shown;
}

/** What a clock in London shows at a moment, as {on: '2026-03-29', time: '09:30'}. */
export function londonClock(moment: number): { readonly on: PlainDate; readonly time: string } {
  const shown = new Date(isSummerTime(moment) ? moment + HOUR : moment).toISOString();
  return { on: shown.slice(0, 10), time: shown.slice(11, 16) };
}

/**
 * From 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (Summer Time Act 1972, section 1, as
 * amended by the Summer Time Order 2002). Years before 2002 had other days, which nothing here asks about.
 */
function isSummerTime(moment: number): boolean {
  const year = new Date(moment).getUTCFullYear();
  return moment >= lastSunday(year, 2) + HOUR && moment < lastSunday(year, 9) + HOUR;
}

/** Midnight UTC of the last Sunday of a month of 31 days. */
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 31));
  return last.getTime() - last.getUTCDay() * 24 * HOUR;
}
