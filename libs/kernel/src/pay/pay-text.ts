import { isPlausiblePay, type PayUnit, unitBySize } from './hourly-pay.js';

/**
 * What an advert's words say of pay. 'amounts': from one figure to another, equal when one is given or only the
 * lowest ('from £24,907'). 'up-to': only a ceiling, so the lowest is not known. 'not-stated': no figure that can be used;
 * `wording` is the advert's own, spaces tidied.
 */
export type PayText =
  | { readonly kind: 'amounts'; readonly unit: PayUnit; readonly fromPence: number; readonly toPence: number }
  | { readonly kind: 'up-to'; readonly unit: PayUnit; readonly toPence: number }
  | { readonly kind: 'not-stated'; readonly wording: string };

interface Amount {
  readonly pence: number;
  /** Words between the amount before, or the start of the text, and this one. */
  readonly before: string;
  /** Words between this one and the next, or the end of the text. */
  readonly after: string;
}

const UNITS: readonly (readonly [PayUnit, RegExp])[] = [
  ['hour', /\b(?:per|an?|each) ?h(?:ou)?rs?\b|\/ ?h(?:ou)?r\b|\bhourly\b|(?:\b|\d)p ?[./]? ?h(?:r|our)?\b/],
  ['day', /\b(?:per|a|each) ?day\b|\/ ?day\b|\bdaily\b|(?:\b|\d)p[./]?d\b/],
  ['week', /\b(?:per|a|each) ?week\b|\/ ?w(?:ee)?k\b|\bweekly\b|(?:\b|\d)p[./]?w\b/],
  ['month', /\b(?:per|a|each) ?(?:calendar )?month\b|\/ ?month\b|\bmonthly\b|(?:\b|\d)p[./]?c?[./]?m\b/],
  ['year', /\b(?:per|an?|each) ?(?:year|an+u?[am]?m?\b|am+um)|\/ ?(?:year|yr|annum)\b|\bannual(?:ly| salary)\b|\byearly\b|(?:\b|\d)p ?[./]? ?a\b/],
];

/** Paid by the piece: without the length of one there is no rate. */
const PIECE = /\b(?:per|a|each) ?(?:session|shift|visit|sleep[ -]?in|night|clinic)\b/;

/** Money on top of pay. */
const EXTRA_BEFORE = /\+|&|\b(?:plus|with|bonus|bursary|incl?|including)\b/;
const EXTRA_AFTER = /^[ (]*(?:(?!plus|with|inc|exc|and|additional|london)[a-z]+ )?(?:bonus|bursary|allowance|incentive|supplement|payment)\b/;

const CEILING = /\b(?:up ?to|maximum|max|potential to earn|as much as)\b/;

/** What may stand between the two ends of one range, once units and brackets are taken out. */
const JOINER = /^[ :.]*(?:-|,|\/|or|(?:- ?)?(?:from|(?:rising |increasing |up ?)?to))[ :]*$/;

/** Ends further apart than this are not of one range: one is for another unit, or mistyped. */
const WIDEST_RANGE = 20;

const AMOUNT = /(?<![a-z\d.,])(£? ?)(\d(?:[\d,]*\d)?(?:\.\d+)*)(k\b)?(?![\d%]|\.\d| ?%)/g;

/** A band, a point of a scale and the like are numbers but no money. */
const SCALE = /\b(?:bands?|range|level|grade|annex|scale|point) ?$/;

const RIGHT_BEFORE_UNIT = /^ ?(?:(?:per|an?|each|\/) ?(?:h(?:ou)?r|day|week|month|year|an)|p ?[./]? ?(?:hr|[hdwma])\b)/;

/** Spaces, dashes and slips that keep a figure from being read as one. */
function tidy(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
      .replaceAll(/[\u200B-\u200D\uFEFF]/g, '')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/£[£ ]+/g, '£')
      .replaceAll(/(\d)[,'’] ?(\d{3})(?!\d)/g, '$1,$2')
      .replaceAll(/£(\d{1,3}) (\d{3})(?!\d)/g, '£$1,$2')
      .replaceAll(/(\d) ?k\b/g, '$1k')
      // Hours of work are no amount, and their 'a week' is not what the pay is for.
      .replaceAll(/(?<![£\d.,])\d+(?:\.\d+)? ?(?:hours?|hrs?)\b(?: ?(?:per|an?|each|\/|p\/?) ?(?:week|wk|w|day|month)\b)?/g, '')
      // '£25-31,000' and '50-60k' leave the thousands of the first figure out.
      .replaceAll(/(?<![\d,.a-z])(£?\d{2,3}) ?(-|to) ?(£?\d{2,3}(?:,?\d{3}(?![\d,])|k\b))/g, '$1,000$2$3')
  );
}

/**
 * Pence of '24,465.00', of '21' with k, of '29.191.50' and '24.907' (a point for thousands), and of '13,79' where the
 * words are about an hour; elsewhere that is a figure with a digit lost, and NaN.
 */
function pence(digits: string, isThousands: boolean, isHourly: boolean): number {
  let pounds = digits.replaceAll(',', '');
  if (/^\d{1,3},\d{2}$/.test(digits)) pounds = isHourly ? digits.replace(',', '.') : 'unclear';
  else if (/^\d{1,3}(?:\.\d{3})+(?:\.\d{2})?$/.test(digits)) pounds = digits.replaceAll(/\.(?=\d{3})/g, '');
  return Math.round(Number(pounds) * (isThousands ? 100_000 : 100));
}

/** A figure without £ counts when it looks like money: thousands, pence, or a unit or a joiner beside it. */
function isMoney(match: RegExpExecArray, text: string, endOfLast: number | null): boolean {
  const [whole, pound, digits, thousands] = match;
  if (pound!.includes('£') || thousands !== undefined) return true;
  const after = text.slice(match.index + whole.length);
  const isBeforeUnit = RIGHT_BEFORE_UNIT.test(after);
  if (SCALE.test(text.slice(0, match.index)) || (/^[a-z]/.test(after) && !isBeforeUnit)) return false;
  if (isBeforeUnit || /^\d{4,}$|\.\d{2}$|[.,]\d{3}$/.test(digits!)) return true;
  return endOfLast !== null && JOINER.test(text.slice(endOfLast, match.index)) && /^ ?(?:$|\))/.test(after);
}

function amountsIn(text: string): Amount[] {
  const isHourly = UNITS[0]![1].test(text);
  const found: { readonly start: number; readonly end: number; readonly pence: number }[] = [];
  for (const match of text.matchAll(AMOUNT)) {
    if (!isMoney(match, text, found.at(-1)?.end ?? null)) continue;
    found.push({ start: match.index, end: match.index + match[0].length, pence: pence(match[2]!, match[3] !== undefined, isHourly) });
  }
  return found.map((amount, i) => ({
    pence: amount.pence,
    before: text.slice(found[i - 1]?.end ?? 0, amount.start),
    after: text.slice(amount.end, found[i + 1]?.start),
  }));
}

/**
 * The amounts of the first range: as many as are joined by a dash, a stroke or a word that means one. Empty where a
 * dash joins figures that cannot be ends of one range.
 */
function firstRange(amounts: readonly Amount[]): Amount[] {
  const range: Amount[] = [];
  for (const amount of amounts) {
    const first = range[0];
    const isExtra = EXTRA_AFTER.test(amount.after) || (first !== undefined && EXTRA_BEFORE.test(amount.before));
    if (first === undefined) {
      if (!isExtra) range.push(amount);
      continue;
    }
    const words = UNITS.reduce((rest, [, pattern]) => rest.replace(pattern, ''), amount.before).replaceAll(/\([^)]*\)/g, '');
    const isJoined = JOINER.test(words) || (words.trim() === 'and' && first.before.includes('between'));
    if (isExtra || !isJoined) break;
    const ratio = amount.pence / first.pence;
    if (ratio > WIDEST_RANGE || ratio < 1 / WIDEST_RANGE) return /\/|or/.test(words) ? range : [];
    range.push(amount);
  }
  return range;
}

/**
 * Reads the words of an advert on pay. Of several ranges the first counts; bonuses, allowances and other money on
 * top are left out. The unit is what the words say, unless the amount cannot be for it ('£12.51 a year' is for
 * an hour); where they say nothing, it follows from the size.
 */
export function readPayText(text: string): PayText {
  const tidied = tidy(text);
  const range = firstRange(amountsIn(tidied));
  const [first] = range;
  const notStated: PayText = { kind: 'not-stated', wording: text.replaceAll(/\s+/g, ' ').trim() };
  if (first === undefined) return notStated;

  const ownWords = range.map((amount) => amount.after).join(' ');
  if (PIECE.test(ownWords)) return notStated;
  const fromPence = Math.min(...range.map((amount) => amount.pence));
  const toPence = Math.max(...range.map((amount) => amount.pence));
  const stated = [ownWords, first.before, tidied].flatMap((words) => UNITS.filter(([, pattern]) => pattern.test(words)).map(([unit]) => unit));
  const unit = stated.find((each) => isPlausiblePay(fromPence, each) && isPlausiblePay(toPence, each)) ?? unitBySize(fromPence);
  if (unit === null) return notStated;
  if (range.length === 1 && CEILING.test(first.before)) return { kind: 'up-to', unit, toPence };
  return { kind: 'amounts', unit, fromPence, toPence };
}
