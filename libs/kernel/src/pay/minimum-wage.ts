import { ageOn, type PlainDate } from '../calendar/plain-date.js';
import { type FigureTables, type FigureValues, valuesOn } from '../published-figures/published-figures.js';

/** Of an employment, what the minimum wage depends on. */
export interface Employment {
  readonly startedOn: PlainDate;
  readonly isApprenticeship: boolean;
  /** Null: whoever it will be. */
  readonly bornOn: PlainDate | null;
}

/** A floor in pence an hour. The two are the same unless it depends on something that is not known. */
export interface Floor {
  readonly leastPence: number;
  readonly mostPence: number;
}

/** From this age an apprentice has the right to the rate of their age once the first year is over. */
const APPRENTICE_AGE = 19;

/**
 * The day some years later. From 29 February it is 1 March in other years, as {@link ageOn} has it.
 */
export function yearsAfter(date: PlainDate, years: number): PlainDate {
  const year = Number(date.slice(0, 4)) + years;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const monthAndDay = date.slice(5) === '02-29' && !isLeap ? '03-01' : date.slice(5);
  return `${String(year).padStart(4, '0')}-${monthAndDay}`;
}

/**
 * The minimum wage that an employment has on a day; null when it is not known for that day. An apprentice has the
 * apprentices' rate under 19, and from 19 within the first year of the apprenticeship; later that of their age.
 * (National Minimum Wage Regulations 2015; by law a new rate begins with the first pay period on or after the day.)
 */
export function minimumWageOn(tables: FigureTables, { startedOn, isApprenticeship, bornOn }: Employment, on: PlainDate): Floor | null {
  const rates = valuesOn(tables, 'minimum-wage', 'uk', on);
  if (rates === null) return null;
  const isInFirstYear = on < yearsAfter(startedOn, 1);
  if (isApprenticeship && (isInFirstYear || (bornOn !== null && ageOn(bornOn, on) < APPRENTICE_AGE))) return exactly(rates.apprenticePence);
  if (bornOn !== null) return exactly(rateOfAge(rates, ageOn(bornOn, on)));
  const ofAges = rates.ages.map(({ hourlyPence }) => hourlyPence);
  return { leastPence: Math.min(...(isApprenticeship ? [rates.apprenticePence] : []), ...ofAges), mostPence: Math.max(...ofAges) };
}

/** Birthdays and the anniversary after the start at which the minimum wage of an employment can change, as far as `until`. */
export function ownChangeDays(tables: FigureTables, { startedOn, isApprenticeship, bornOn }: Employment, until: PlainDate): { readonly on: PlainDate; readonly because: 'birthday' | 'anniversary' }[] {
  const rates = valuesOn(tables, 'minimum-wage', 'uk', startedOn);
  const ages = bornOn === null ? [] : [...new Set([APPRENTICE_AGE, ...(rates?.ages ?? []).map(({ fromAge }) => fromAge)])];
  const birthdays = ages.map((age) => ({ on: yearsAfter(bornOn!, age), because: 'birthday' as const }));
  const anniversary = isApprenticeship ? [{ on: yearsAfter(startedOn, 1), because: 'anniversary' as const }] : [];
  return [...birthdays, ...anniversary].filter(({ on }) => on > startedOn && on <= until);
}

function rateOfAge(rates: FigureValues['minimum-wage'], age: number): number {
  return (rates.ages.find(({ fromAge }) => age >= fromAge) ?? rates.ages.at(-1)!).hourlyPence;
}

function exactly(pence: number): Floor {
  return { leastPence: pence, mostPence: pence };
}
