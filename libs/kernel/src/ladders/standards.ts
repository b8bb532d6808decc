import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import { dateInWords, poundsInWords } from '../matching/wording.js';

/** Whether an apprenticeship standard takes starts. One in revision still does. */
export const STANDARD_STATUSES = ['live', 'in-revision', 'retired', 'not-yet'] as const;

export type StandardStatus = (typeof STANDARD_STATUSES)[number];

/** What holds of an apprenticeship standard for starts from a day on, until the next row of the same code. */
export interface StandardTerms {
  /** Reference of Skills England, as 'ST0216'. */
  readonly code: string;
  /** Code of the learning aims service, by which national adverts name it; null when not known. */
  readonly larsCode: string | null;
  readonly name: string;
  readonly level: number;
  readonly fromOn: PlainDate;
  readonly status: StandardStatus;
  /** Typical months of training; null when not known. */
  readonly months: number | null;
  /** The most that is funded, pence; null when not known. */
  readonly fundingPence: number | null;
  /** Standards that take its place, best first. */
  readonly successorCodes: readonly string[];
  /** False while the figures were not read in a public source. */
  readonly isVerified: boolean;
}

/** The least training that a start on a day must be planned for. */
export interface LeastTraining {
  readonly months: number;
  readonly sentence: string;
}

/**
 * Apprenticeship funding rules for England by the day of the start, newest first. From 1 August 2025: 8 months and 187
 * hours off the job, both after credit for prior learning. Before: a year, and 6 hours a week since 1 August 2022, a
 * fifth of the working hours until then.
 */
const LEAST_TRAINING: readonly (LeastTraining & { readonly fromOn: PlainDate })[] = [
  { fromOn: '2025-08-01', months: 8, sentence: 'At least 8 months, and 187 hours away from the job.' },
  { fromOn: '2022-08-01', months: 12, sentence: 'At least 12 months, with 6 hours a week away from the job.' },
  { fromOn: '0001-01-01', months: 12, sentence: 'At least 12 months, with a fifth of the working hours away from the job.' },
];

/** The least training for a start on a day; credit for prior learning cannot take it below this. */
export function leastTraining(startsOn: PlainDate): LeastTraining {
  const { months, sentence } = LEAST_TRAINING.find(({ fromOn }) => fromOn <= startsOn)!;
  return { months, sentence };
}

/** The days on which the least training changes. */
const LEAST_TRAINING_CHANGES: readonly PlainDate[] = LEAST_TRAINING.slice(0, -1).map(({ fromOn }) => fromOn);

/** What holds of a standard on a day; null for one that is not known, or only from a later day on. */
export function standardOn(rows: readonly StandardTerms[], code: string, on: PlainDate): StandardTerms | null {
  return rows.filter((row) => row.code === code && row.fromOn <= on).reduce<StandardTerms | null>((best, row) => (best === null || row.fromOn > best.fromOn ? row : best), null);
}

/** Whether an apprenticeship on a standard can start on a day, and on what terms. */
export type StandardStart =
  | { readonly ok: true; readonly terms: StandardTerms; readonly least: LeastTraining; readonly sentence: string }
  | { readonly ok: false; readonly problem: 'unknown' | 'not-yet' | 'retired' | 'bad-date'; readonly sentence: string; readonly successors: readonly Pick<StandardTerms, 'code' | 'name'>[] };

/** Judges a start on a standard by the day of the start. A retired one is refused with what takes its place. */
export function judgeStandardStart(rows: readonly StandardTerms[], code: string, startsOn: PlainDate): StandardStart {
  const refused = (problem: 'unknown' | 'not-yet' | 'retired' | 'bad-date', sentence: string, successors: readonly StandardTerms[] = []): StandardStart => ({
    ok: false, problem, sentence, successors: successors.map((one) => ({ code: one.code, name: one.name })),
  });
  if (!isPlainDate(startsOn)) return refused('bad-date', 'The start must be a real date, as 2026-09-01.');
  const terms = standardOn(rows, code, startsOn);
  if (terms === null) {
    const later = rows.filter((row) => row.code === code).map(({ fromOn }) => fromOn).toSorted()[0];
    if (later === undefined) return refused('unknown', `No standard ${code} is on record. Check the reference, as ST0216.`);
    return refused('not-yet', `${code} is on record from ${dateInWords(later)}. Choose a start from then on.`);
  }
  if (terms.status === 'not-yet') return refused('not-yet', `${code} ${terms.name} is not open to starts on ${dateInWords(startsOn)} yet.`);
  if (terms.status === 'retired') {
    const open = openSuccessors(rows, terms, startsOn);
    const instead = open.length === 0 ? 'No successor is on record: choose another step.' : `Use ${open.map((one) => `${one.code} ${one.name}`).join(' or ')} instead.`;
    return refused('retired', `${code} ${terms.name} takes no starts on ${dateInWords(startsOn)}: it is retired. ${instead}`, open);
  }
  const least = leastTraining(startsOn);
  return { ok: true, terms, least, sentence: termsInWords(terms, least, startsOn) };
}

/** Successors that take starts on the day; one that is itself retired leads on to its own. */
function openSuccessors(rows: readonly StandardTerms[], retired: StandardTerms, startsOn: PlainDate): readonly StandardTerms[] {
  const seen = new Set([retired.code]);
  const open: StandardTerms[] = [];
  const waiting = [...retired.successorCodes];
  for (let code = waiting.shift(); code !== undefined; code = waiting.shift()) {
    if (seen.has(code)) continue;
    seen.add(code);
    const terms = standardOn(rows, code, startsOn);
    if (terms?.status === 'retired') waiting.push(...terms.successorCodes);
    else if (terms !== null && terms.status !== 'not-yet') open.push(terms);
  }
  return open;
}

function termsInWords({ code, name, level, months, fundingPence, status, isVerified }: StandardTerms, least: LeastTraining, startsOn: PlainDate): string {
  const length = months === null ? 'its months are not on record' : `${months} months typically`;
  const money = fundingPence === null ? 'its funding is not on record' : `funded up to ${moneyInWords(fundingPence)}`;
  const revision = status === 'in-revision' ? ' It is in revision and still takes starts.' : '';
  return `${code} ${name}, level ${level}, for a start on ${dateInWords(startsOn)}: ${length}, ${money}. ${least.sentence}${revision}${isVerified ? '' : ' These figures were not checked against a public source.'}`;
}

/** Days on which a row of one of the standards, or the least training, begins to hold, after `from` and up to `to`; ascending. */
export function changesOfTerms(rows: readonly StandardTerms[], code: string, from: PlainDate, to: PlainDate): readonly PlainDate[] {
  const days = [...rows.filter((row) => row.code === code).map(({ fromOn }) => fromOn), ...LEAST_TRAINING_CHANGES];
  return [...new Set(days)].filter((day) => day > from && day <= to).toSorted();
}

/** Days of training that months stand for: a month is a twelfth of 365.25 days, whatever the calendar. */
export function daysOfMonths(months: number): number {
  return Math.round(months * 30.4375);
}

/** Whole months that days come to, to the nearest. */
export function monthsOfDays(days: number): number {
  return Math.round(days / 30.4375);
}

/** '£5,000', or '£12.51' when there are odd pence. */
export function moneyInWords(pence: number): string {
  const [pounds, odd] = poundsInWords(pence).split('.') as [string, string];
  return `${pounds.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')}${odd === '00' ? '' : `.${odd}`}`;
}
