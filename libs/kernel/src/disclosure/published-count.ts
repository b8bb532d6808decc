/** A count about people in the form in which it may leave the service. */
export type PublishedCount =
  | { readonly kind: 'count'; readonly value: number }
  | { readonly kind: 'rounded'; readonly value: number }
  | { readonly kind: 'hidden'; readonly why: HiddenBecause };

/**
 * 'small': the count is 1 to 7 (or what the rule says). 'complementary': hidden so that another count
 * cannot be worked out; it may be of any size from 1, and is now and then small itself.
 */
export type HiddenBecause = 'small' | 'complementary';

/** A share of the node's total; 'none' where the total is 0. `value` is in per cent. */
export type PublishedPercentage =
  | { readonly kind: 'percentage'; readonly value: number; readonly decimals: 0 | 1 }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'none' };

/** How counts about people are shown. */
export interface DisclosureRule {
  /** Counts from 1 to this are never shown. */
  readonly hideUpTo: number;
  /** Counts above that are shown to the nearest multiple of this. */
  readonly roundTo: number;
  /** Levels of the node tree whose counts are shown exactly, unless hidden. */
  readonly exactLevels: readonly string[];
  /** How many different values a hidden small count must still be able to have for a reader of the whole table. */
  readonly possibleValues: number;
}

/**
 * The rule NHS England has used since September 2018 for hospital and emergency care counts below national
 * level (1 to 7 hidden, others to the nearest 5, 0 shown), with the City in the place of the nation. Five
 * possible values are what rounding to 5 leaves of a count that is shown, so that a hidden
 * count is never known more closely than a shown one.
 */
export const STANDARD_DISCLOSURE_RULE: DisclosureRule = { hideUpTo: 7, roundTo: 5, exactLevels: ['city'], possibleValues: 5 };

/** What a reader knows of a count, both ends included; `most` is Infinity where nothing limits it. */
export interface KnownRange {
  readonly least: number;
  readonly most: number;
}

/** True for a count that may not be shown whatever stands around it. */
export function isSmall(count: number, rule: DisclosureRule): boolean {
  return count > 0 && count <= rule.hideUpTo;
}

/** A count that is not hidden, in the form its level asks for. Zero is shown as 0 at every level. */
export function shownCount(count: number, isExact: boolean, rule: DisclosureRule): PublishedCount {
  if (isExact || count === 0) return { kind: 'count', value: count };
  return { kind: 'rounded', value: Math.max(rule.roundTo, Math.floor(count / rule.roundTo + 0.5) * rule.roundTo) };
}

/** What somebody who knows the rule can tell from one published cell alone. */
export function knownRange(published: PublishedCount, rule: DisclosureRule): KnownRange {
  if (published.kind === 'count') return { least: published.value, most: published.value };
  if (published.kind === 'hidden') return { least: 1, most: published.why === 'small' ? rule.hideUpTo : Infinity };
  const { value } = published;
  const lowest = value === rule.roundTo ? 1 : value - Math.floor(rule.roundTo / 2);
  return { least: Math.max(rule.hideUpTo + 1, lowest), most: value + Math.ceil(rule.roundTo / 2) - 1 };
}

/**
 * The percentage that the two published counts themselves give, so that it tells nothing more. One decimal
 * from a total of 4,000, below which rounding to 5 would make it untrue; whole per cent otherwise.
 */
export function publishedPercentage(part: PublishedCount, total: PublishedCount): PublishedPercentage {
  if (part.kind === 'hidden' || total.kind === 'hidden') return { kind: 'hidden' };
  if (total.value === 0) return { kind: 'none' };
  const decimals = total.value >= 4000 ? 1 : 0;
  const scale = decimals === 1 ? 10 : 1;
  return { kind: 'percentage', value: Math.round((part.value / total.value) * 100 * scale) / scale, decimals };
}

/** The text of a published count or percentage: '1235', '*' when hidden, '20%', '12.3%', 'n/a' of a total of 0. */
export function publishedText(published: PublishedCount | PublishedPercentage): string {
  switch (published.kind) {
    case 'hidden':
      return '*';
    case 'none':
      return 'n/a';
    case 'percentage':
      return `${published.value.toFixed(published.decimals)}%`;
    default:
      return String(published.value);
  }
}
