import type { LikenessFacts } from './person-forms.js';

/** How surely two records are of one person. */
export type Likeness = 'certain' | 'likely';

interface LikenessRule {
  readonly code: string;
  readonly likeness: Likeness;
  /** Facts that both records know and that are the same. */
  readonly same: readonly (keyof LikenessFacts)[];
  /** Of these one at least is the same too; none: nothing more is asked. */
  readonly andOneOf: readonly (keyof LikenessFacts)[];
  /** Whether one of the records at least does not know the date of birth. */
  readonly isWithoutBirth: boolean;
}

const REACHED_BY = ['email', 'phone'] as const;
const CONTACT = [...REACHED_BY, 'postcode'] as const;

/**
 * Patterns of agreement by which two records are of one person, the surest first; what is in none of them is no
 * likeness. Fellegi and Sunter (A Theory for Record Linkage, 1969) show that the best decision orders such patterns by
 * how much likelier they are between records of one person than of two. Their weights would have to be estimated from
 * pairs that are known to be one person, which nobody has here, so the patterns are stated and not weighed; a weight
 * made up would only look more exact.
 *
 * A date of birth that both know and that differs, but for day and month in the other order, speaks against every
 * pattern: father and son share name, home, telephone and mailbox. Without it a home in common is not enough either.
 */
export const LIKENESS_RULES: readonly LikenessRule[] = [
  { code: 'name-birth-contact', likeness: 'certain', same: ['name', 'bornOn'], andOneOf: CONTACT, isWithoutBirth: false },
  { code: 'name-birth', likeness: 'likely', same: ['name', 'bornOn'], andOneOf: [], isWithoutBirth: false },
  { code: 'short-name-birth', likeness: 'likely', same: ['shortName', 'bornOn'], andOneOf: [], isWithoutBirth: false },
  { code: 'given-name-birth-contact', likeness: 'likely', same: ['givenName', 'bornOn'], andOneOf: CONTACT, isWithoutBirth: false },
  { code: 'name-swapped-birth-contact', likeness: 'likely', same: ['name', 'bornEitherWay'], andOneOf: CONTACT, isWithoutBirth: false },
  { code: 'name-contact', likeness: 'likely', same: ['name'], andOneOf: REACHED_BY, isWithoutBirth: true },
];

/** What speaks for two records being of one person. */
export interface FoundLikeness {
  readonly likeness: Likeness | 'none';
  /** Codes of the rules that hold, the surest first. */
  readonly reasons: readonly string[];
}

/** Compares two records, in either order. Facts may be keyed digests, both under the same key. */
export function likenessOf(one: LikenessFacts, other: LikenessFacts): FoundLikeness {
  const isSame = (fact: keyof LikenessFacts): boolean => one[fact] !== null && one[fact] === other[fact];
  const isBirthKnown = one.bornOn !== null && other.bornOn !== null;
  const rules = LIKENESS_RULES.filter(
    ({ same, andOneOf, isWithoutBirth }) => same.every(isSame) && (andOneOf.length === 0 || andOneOf.some(isSame)) && !(isWithoutBirth && isBirthKnown),
  );
  return { likeness: rules[0]?.likeness ?? 'none', reasons: rules.map(({ code }) => code) };
}
