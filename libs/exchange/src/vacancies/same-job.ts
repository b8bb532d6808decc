import { daysBetween } from '#lib/kernel';
import { bandIn } from './advert-text.js';
import type { VacancyEntry } from './vacancy-entry.js';

/** Words of employers' names that say what sort of body it is, not which. */
const BODY_WORDS = new Set(['the', 'and', 'of', 'nhs', 'foundation', 'trust', 'ft', 'ltd', 'limited', 'llp', 'plc', 'cic', 'uk', 'group']);

/** Words of titles that one feed adds and another leaves out. */
const TITLE_WORDS = new Set(['the', 'and', 'a', 'an', 'of', 'in', 'for', 'to', 'with', 'at', 'apprentice', 'apprenticeship', 'vacancy', 'job', 'post']);

/** What of an advert says whether it is the same job as another. */
export type ComparableAdvert = Pick<VacancyEntry, 'source' | 'reference' | 'title' | 'employerName' | 'closesOn' | 'level' | 'locations'> & { readonly pay: Pick<VacancyEntry['pay'], 'band'> };

/** How alike two adverts are: 0 to 1000, and whether they are taken for one job. */
export interface JobLikeness {
  readonly isSame: boolean;
  readonly score: number;
}

/** Employers' names differ from feed to feed by a word or two: shared words, twice, over all words. */
const EMPLOYER_LEAST = 0.6;

/** An employer often closes one copy of an advert a few days early; weeks apart is a fresh round. */
export const CLOSING_DAYS_MOST = 14;

/**
 * How much two adverts look like the same job told in two feeds. Score: title up to 450, employer up to
 * 250, place up to 200, closing date up to 100. Taken for one job when the titles have the same words, the
 * employers are alike, no stated place, band or level contradicts, and the closing dates are at most two
 * weeks apart. Titles that differ by one word were tried and are mostly two jobs ('Senior …', 'Bank …', two
 * wards), and to hide a vacancy is worse than to show it twice; the score still tells a person to look.
 *
 * Within one feed the reference decides alone: a publisher that lists two references has two jobs, such as
 * the same post on two wards.
 */
export function sameJob(a: ComparableAdvert, b: ComparableAdvert): JobLikeness {
  if (a.source === b.source) {
    const isSame = a.reference === b.reference;
    return { isSame, score: isSame ? 1000 : 0 };
  }
  const title = likeness(titleWords(a.title), titleWords(b.title));
  const employer = likeness(employerWords(a.employerName), employerWords(b.employerName));
  const place = placeLikeness(a, b);
  const daysApart = Math.abs(daysBetween(a.closesOn, b.closesOn));
  const closing = daysApart <= 1 ? 1 : daysApart <= CLOSING_DAYS_MOST ? 0.5 : 0;
  const score = Math.round(450 * title + 250 * employer + 200 * place + 100 * closing);
  const isAlike = title === 1 && employer >= EMPLOYER_LEAST && place > 0 && closing > 0;
  return { isSame: isAlike && !contradict(bandOf(a), bandOf(b)) && !contradict(levelOf(a), levelOf(b)), score };
}

/**
 * A key that every pair of adverts has in common which {@link sameJob} takes for one job of two feeds: the
 * words of the title in alphabetical order. It saves comparing every advert with every other.
 */
export function jobKey(vacancy: Pick<ComparableAdvert, 'title'>): string {
  return [...titleWords(vacancy.title)].toSorted().join(' ');
}

/** Lower case, no accents, apostrophes gone, & read as 'and'; words of letters and digits. */
function words(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’]/gu, '')
    .replace(/&/g, ' and ')
    .replace(/\bhealth care\b/g, 'healthcare')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function titleWords(title: string): ReadonlySet<string> {
  const bare = title.replace(/\bbands?\s*[:-]?\s*\d\s?[a-d]?\b/gi, ' ').replace(/\blevel\s*\d\b/gi, ' ');
  return new Set(words(bare).filter((word) => !TITLE_WORDS.has(word)));
}

function employerWords(name: string): ReadonlySet<string> {
  return new Set(words(name).filter((word) => !BODY_WORDS.has(word)));
}

/** Twice the shared words over all words (Dice 1945), 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}

/**
 * 1 for a postcode in common; 0.6 for a first half, where one of them states no more; 0.4 where one of them
 * states nothing; 0 for different places, also two sites in one postcode district.
 */
function placeLikeness(a: ComparableAdvert, b: ComparableAdvert): number {
  const [wholeA, wholeB] = [valuesOf(a, 'postcode'), valuesOf(b, 'postcode')];
  if (wholeA.some((postcode) => wholeB.includes(postcode))) return 1;
  const [halfA, halfB] = [valuesOf(a, 'outward'), valuesOf(b, 'outward')];
  if (halfA.length === 0 || halfB.length === 0) return 0.4;
  const isWholeInBoth = wholeA.length > 0 && wholeB.length > 0;
  return !isWholeInBoth && halfA.some((outward) => halfB.includes(outward)) ? 0.6 : 0;
}

function bandOf(vacancy: ComparableAdvert): string | null {
  return vacancy.pay.band ?? bandIn(vacancy.title);
}

function valuesOf(vacancy: ComparableAdvert, part: 'postcode' | 'outward'): string[] {
  return vacancy.locations.flatMap((location) => location[part] ?? []);
}

function levelOf(vacancy: ComparableAdvert): number | null {
  const inTitle = /\blevel\s*([1-7])\b/i.exec(vacancy.title)?.[1];
  return vacancy.level ?? (inTitle === undefined ? null : Number(inTitle));
}

function contradict<T>(a: T | null, b: T | null): boolean {
  return a !== null && b !== null && a !== b;
}
