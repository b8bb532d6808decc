import type { Postcode } from './postcode.js';

/** Why a postcode has no decile. Each is counted apart: a report shows them, it does not drop them. */
export type NoDecileReason =
  | 'not-a-postcode'
  | 'pseudo-postcode'
  | 'not-in-directory'
  | 'outside-england'
  | 'no-grid-reference'
  | 'area-unknown'
  | 'no-index-loaded';

/** A sentence for each reason, for a person. */
export const NO_DECILE_SENTENCES: Readonly<Record<NoDecileReason, string>> = {
  'not-a-postcode': 'This is not written like a UK postcode.',
  'pseudo-postcode': 'This is an NHS stand-in (ZZ99) for no fixed abode, not known or abroad, not a place.',
  'not-in-directory': 'The loaded postcode directory has no such postcode.',
  'outside-england': 'The postcode is not in England; the English Indices of Deprivation do not cover it.',
  'no-grid-reference': 'The directory lists the postcode without a position, so it lies in no area.',
  'area-unknown': 'The directory or the index does not say which area of this edition the postcode lies in.',
  'no-index-loaded': 'The Index of Multiple Deprivation of this edition is not loaded.',
};

/** What the directory and the index say of a postcode. */
export interface PostcodeFacts {
  readonly countryCode: string | null;
  readonly hasPosition: boolean;
  /** The LSOA of the edition asked for: 2011 for the 2019 edition, 2021 for the 2025 one. */
  readonly lsoaCode: string | null;
  readonly decile: number | null;
}

const ENGLAND = 'E92000001';

/**
 * Why there is no decile; null when there is one. `postcode` is what was typed, as {@link readPostcode} read
 * it; `facts` is null when the directory lacks it. The first that applies, in the order: not a postcode,
 * pseudo, overseas or forces, not in the directory, outside England, no position, no area, no index.
 */
export function whyNoDecile(postcode: Postcode | null, facts: PostcodeFacts | null, isIndexLoaded: boolean): NoDecileReason | null {
  if (postcode === null) return 'not-a-postcode';
  if (postcode.system === 'pseudo') return 'pseudo-postcode';
  if (facts === null) return postcode.system === 'geographic' ? 'not-in-directory' : 'outside-england';
  if (facts.decile !== null) return null;
  if (facts.countryCode !== null && facts.countryCode !== ENGLAND) return 'outside-england';
  if (facts.lsoaCode === null) return facts.hasPosition ? 'area-unknown' : 'no-grid-reference';
  return isIndexLoaded ? 'area-unknown' : 'no-index-loaded';
}
