import { fromEpochDay, toEpochDay, type PlainDate } from '#lib/kernel';

/**
 * The Monday of a day's week. Dates in the demo files are counted from it and not from today, so that a file
 * sent again on the next day is the same file and not another one with every date moved by one.
 */
export function mondayOf(day: PlainDate): PlainDate {
  const epochDay = toEpochDay(day);
  // Day 0, 1 January 1970, was a Thursday.
  return fromEpochDay(epochDay - ((epochDay + 3) % 7));
}

/** '05/10/2026' */
export function dayFirst(date: PlainDate): string {
  const [year, month, day] = date.split('-');
  return `${day}/${month}/${year}`;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** '05-OCT-2026', as the Electronic Staff Record prints dates. */
export function monthNamed(date: PlainDate): string {
  const [year, month, day] = date.split('-');
  return `${day}-${MONTHS[Number(month) - 1]}-${year}`;
}

/** The first days of the `count` months that end with the month of a day, the earliest first. */
export function firstDaysOfMonths(day: PlainDate, count: number): PlainDate[] {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - count;
  return Array.from({ length: count }, (_, index) => `${Math.floor((months + index) / 12)}-${String(((months + index) % 12) + 1).padStart(2, '0')}-01`);
}
