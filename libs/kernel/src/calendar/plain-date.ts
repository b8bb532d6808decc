/** A calendar date without time or zone, 'YYYY-MM-DD'. Sorts as text. */
export type PlainDate = string;

/** The year 0 is not one: PostgreSQL and people go from 1 BC to AD 1. */
const PATTERN = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const MILLISECONDS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to a date, negative before it. The date must be a real one: see {@link isPlainDate}. */
export function toEpochDay(date: PlainDate): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_PER_DAY);
}

/** 0001-01-01 and 9999-12-31: what a date with four digits of year can be. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

/** The date that is `epochDay` days after 1970-01-01; beyond the first or last date there is, that date. */
export function fromEpochDay(epochDay: number): PlainDate {
  return new Date(Math.min(Math.max(epochDay, FIRST_DAY), LAST_DAY) * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

/** True for 'YYYY-MM-DD' that names a day which exists (2023-02-29 does not). */
export function isPlainDate(text: string): text is PlainDate {
  if (!PATTERN.test(text)) return false;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().slice(0, 10) === text;
}

/** The date `days` days later, or earlier when negative. */
export function addDays(date: PlainDate, days: number): PlainDate {
  return fromEpochDay(toEpochDay(date) + days);
}

/** Whole days from `from` to `to`, negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return toEpochDay(to) - toEpochDay(from);
}

/**
 * Age in whole years on a date. A person born on 29 February has the birthday on 1 March in other
 * years, which is how English law counts it.
 */
export function ageOn(bornOn: PlainDate, on: PlainDate): number {
  const years = Number(on.slice(0, 4)) - Number(bornOn.slice(0, 4));
  return on.slice(5) < bornOn.slice(5) ? years - 1 : years;
}
