import type { PlainDate } from '../calendar/plain-date.js';

/** By what somebody can be recognised in two records, as partners write it. */
export interface RecordedPerson {
  readonly givenName: string;
  readonly familyName: string;
  readonly bornOn: PlainDate | null;
  readonly postcode: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/**
 * The same in one writing, or a keyed digest of it: only whether two of them are equal is ever asked. Null: not known.
 */
export interface LikenessFacts {
  /** Every word of the names, in no order. */
  readonly name: string | null;
  /** The first given and the last family name, in no order. */
  readonly shortName: string | null;
  readonly givenName: string | null;
  readonly bornOn: string | null;
  /** The date of birth, with day and month in either order. */
  readonly bornEitherWay: string | null;
  readonly postcode: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** Letters that do not come apart into a letter and an accent. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/**
 * Short forms and spellings of one given name. Kept small: a form that stands for several names (Alex, Chris, Sam) is
 * not among them, since brothers and sisters would become one.
 */
const ONE_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries({
    anthony: 'tony antony', catherine: 'cathy kate katie kathy katherine kathryn catharine', david: 'dave davey', elizabeth: 'liz lizzie beth betty elisabeth', james: 'jim jimmy', joseph: 'joe joey',
    margaret: 'maggie peggy', matthew: 'matt', michael: 'mike mick', mohammed: 'mohamed mohammad mohamad muhammad muhammed mohd', nicholas: 'nick', richard: 'rick dick richie', robert: 'rob bob robbie bobby',
    susan: 'sue susie', thomas: 'tom tommy', william: 'will bill billy willy',
  }).flatMap(([name, forms]) => forms.split(' ').map((form) => [form, name] as const)),
);

/** Words of a name: without case, accents and apostrophes; a hyphen parts two words, as a space does. */
function wordsOf(name: string): readonly string[] {
  const folded = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => WHOLE_LETTERS[letter]!);
  return (folded.replace(/['’ʼ`]/g, '').match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => ONE_NAME.get(word) ?? word);
}

function inNoOrder(words: readonly (string | undefined)[]): string | null {
  const known = words.filter((word) => word !== undefined);
  return known.length === 0 || known.length < words.length ? null : known.toSorted().join(' ');
}

function phoneForm(phone: string): string | null {
  const digits = phone.replace(/\(0\)/g, '').replace(/[^0-9+]/g, '').replace(/^(\+44|0044)0?/, '0');
  return digits.length < 9 ? null : digits;
}

/** Facts of a person in one writing. */
export function likenessFacts({ givenName, familyName, bornOn, postcode, email, phone }: RecordedPerson): LikenessFacts {
  const given = wordsOf(givenName);
  const family = wordsOf(familyName);
  const [year, ...monthAndDay] = bornOn === null ? [] : bornOn.split('-');
  return {
    name: inNoOrder([...given, ...family]),
    shortName: inNoOrder([given[0], family.at(-1)]),
    givenName: given[0] ?? null,
    bornOn,
    bornEitherWay: year === undefined ? null : [year, ...monthAndDay.toSorted()].join('-'),
    postcode: postcode === null ? null : postcode.replace(/\s/g, '').toUpperCase() || null,
    email: email === null ? null : email.trim().toLowerCase() || null,
    phone: phone === null ? null : phoneForm(phone),
  };
}
