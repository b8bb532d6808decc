import { addDays, ageOn, type PlainDate } from '../calendar/plain-date.js';

/** What decides how long the notice of somebody is. */
export interface NoticeFacts {
  /** First day of continuous service; null when not known. */
  readonly serviceStartedOn: PlainDate | null;
  /** The band of the post, as 5 or 8a; null when it has none or it is not known. */
  readonly band: string | null;
  /** Weeks that the person's own contract says; null when it says nothing of its own. */
  readonly agreedWeeks: number | null;
}

/** Contractual notice of posts of some bands, as an employer's or the NHS's terms have it. */
export interface BandNotice {
  readonly bands: readonly string[];
  readonly weeks: number;
}

/** How much notice an employer owes on a day; each is null where it is not known. */
export interface NoticePeriod {
  readonly statutoryWeeks: number | null;
  readonly contractualWeeks: number | null;
  /** The longer of what is known. */
  readonly weeks: number | null;
}

const MONTHS_OF_A_YEAR = 12;
/** Employment Rights Act 1996, section 86 (1) (b) and (c): a week for each year, up to twelve. */
const MOST_STATUTORY_WEEKS = 12;

/**
 * Weeks of notice that the law asks of an employer when it is given on a day: none in the first month of continuous
 * service, one from then on, and from two years on one for each whole year, twelve at most (Employment Rights Act 1996,
 * section 86). The first and the last day both count, so that a year from 1 March is whole with the end of 28 February.
 */
export function statutoryNoticeWeeks(serviceStartedOn: PlainDate, on: PlainDate): number {
  const dayAfter = addDays(on, 1);
  const years = ageOn(serviceStartedOn, dayAfter);
  if (years < 2) return wholeMonths(serviceStartedOn, dayAfter) >= 1 ? 1 : 0;
  return Math.min(years, MOST_STATUTORY_WEEKS);
}

/** The notice that an employer owes somebody to whom it is given on a day. A contract may add to the law's and not take away from it. */
export function noticePeriod({ serviceStartedOn, band, agreedWeeks }: NoticeFacts, terms: readonly BandNotice[], on: PlainDate): NoticePeriod {
  const statutoryWeeks = serviceStartedOn === null ? null : statutoryNoticeWeeks(serviceStartedOn, on);
  const contractualWeeks = agreedWeeks ?? terms.find(({ bands }) => band !== null && bands.includes(band.toLowerCase()))?.weeks ?? null;
  const known = [statutoryWeeks, contractualWeeks].filter((weeks) => weeks !== null);
  return { statutoryWeeks, contractualWeeks, weeks: known.length === 0 ? null : Math.max(...known) };
}

/**
 * The last day on which notice can be given for a contract to end on a day: the weeks run from the day after it is given.
 * They may grow by a year of service in between, so the day is looked for from the end; null when how much is owed is not known.
 */
export function lastDayOfNotice(facts: NoticeFacts, terms: readonly BandNotice[], contractEndsOn: PlainDate): PlainDate | null {
  const weeksOn = (day: PlainDate): number | null => noticePeriod(facts, terms, day).weeks;
  if (weeksOn(contractEndsOn) === null) return null; // what is known on one day is on all
  let on = contractEndsOn;
  while (addDays(on, 7 * weeksOn(on)!) > contractEndsOn) on = addDays(on, -1);
  return on;
}

/** Whole calendar months from a day to another; a month from 31 January is whole on 1 March. */
function wholeMonths(from: PlainDate, to: PlainDate): number {
  const months = (day: PlainDate): number => MONTHS_OF_A_YEAR * Number(day.slice(0, 4)) + Number(day.slice(5, 7));
  return months(to) - months(from) - (to.slice(8) < from.slice(8) ? 1 : 0);
}
