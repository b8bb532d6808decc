/** What a stated amount of pay is for. */
export type PayUnit = 'hour' | 'day' | 'week' | 'month' | 'year';

/** Full-time week under Agenda for Change, hours. */
const FULL_TIME_WEEKLY_HOURS = 37.5;

/** Weeks in a year as Agenda for Change counts them. 52 would make an hour's pay too high. */
const WEEKS_PER_YEAR = 52.143;

const DAYS_PER_WEEK = 5;

/**
 * Pay an hour in whole pence, to the nearest, of `pence` for one `unit` of full-time work. A year is 37.5 x
 * 52.143 = 1,955.36 hours, the divisor of the NHS terms and conditions of service (£24,465 is £12.51 an hour).
 * Assumed for the others: a month is a twelfth of a year, a week its full-time hours, a day a fifth of those.
 *
 * `fullTimeWeeklyHours`, above 0, is the week that the amount is for. A salary 'pro rata' is that of a full-time
 * week, so the hours of a part-time post do not belong here.
 */
export function hourlyPence(pence: number, unit: PayUnit, fullTimeWeeklyHours: number = FULL_TIME_WEEKLY_HOURS): number {
  const hours: Record<PayUnit, number> = {
    hour: 1,
    day: fullTimeWeeklyHours / DAYS_PER_WEEK,
    week: fullTimeWeeklyHours,
    month: (fullTimeWeeklyHours * WEEKS_PER_YEAR) / 12,
    year: fullTimeWeeklyHours * WEEKS_PER_YEAR,
  };
  return Math.round(pence / hours[unit]);
}

/** How many of a unit there are in a week or a year. */
const UNITS_IN_LONGER: Readonly<Record<PayUnit, number>> = { hour: 1, day: DAYS_PER_WEEK, week: 1, month: 12, year: 1 };

/**
 * Pay an hour in tenths of a penny, rounded down, of whole `pence` for one `unit` of full-time work, the units as in
 * {@link hourlyPence}. Integers up to the one division, and rounded down: so pay is over a floor of whole pence exactly
 * when its tenths are, and the nearest penny of the tenths is the nearest penny of the pay.
 */
export function hourlyTenths(pence: number, unit: PayUnit, fullTimeWeeklyHours: number = FULL_TIME_WEEKLY_HOURS): number {
  const week = Math.round(fullTimeWeeklyHours * 100_000);
  // The terms and conditions of service round 37.5 x 52.143 to 1,955.36.
  const year = fullTimeWeeklyHours === FULL_TIME_WEEKLY_HOURS ? 195_536_000 : Math.round(fullTimeWeeklyHours * WEEKS_PER_YEAR * 100_000);
  const hundredThousandths = { hour: 100_000, day: week, week, month: year, year };
  return Math.floor((pence * UNITS_IN_LONGER[unit] * 1_000_000) / hundredThousandths[unit]);
}

/** The nearest penny of tenths. */
export function pennies(tenths: number): number {
  return Math.floor((tenths + 5) / 10);
}

/** The least and the most that anybody is paid for one unit, pence: wide, to tell units apart and not to judge pay. */
const PLAUSIBLE_PENCE: Readonly<Record<PayUnit, readonly [least: number, most: number]>> = {
  hour: [300, 30_000],
  day: [2_000, 200_000],
  week: [5_000, 500_000],
  month: [20_000, 2_500_000],
  year: [100_000, 50_000_000],
};

/** Whether an amount can be pay for a unit: £12.51 cannot be for a year, nor £24,465 for an hour. */
export function isPlausiblePay(pence: number, unit: PayUnit): boolean {
  const [least, most] = PLAUSIBLE_PENCE[unit];
  return pence >= least && pence <= most;
}

/**
 * The unit that an amount must be for when its words do not say: an hour up to £300, a year from £5,000. Null
 * between, where it could be a day, a week or a month.
 */
export function unitBySize(pence: number): PayUnit | null {
  if (isPlausiblePay(pence, 'hour')) return 'hour';
  return pence >= 500_000 && isPlausiblePay(pence, 'year') ? 'year' : null;
}
