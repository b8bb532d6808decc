/**
 * What a postcode is for. `geographic` ones are in the postcode directory; `forces` (BFPO) and `overseas`
 * (territories) have no area in the United Kingdom; `pseudo` are the NHS codes ZZ99 that stand for "no
 * fixed abode", "not known" and countries abroad.
 */
export type PostcodeSystem = 'geographic' | 'forces' | 'overseas' | 'pseudo';

export interface Postcode {
  /** 'SW1A1AA': upper case without a space; the key of the directory. */
  readonly key: string;
  /** 'SW1A 1AA': the form to show and to print. */
  readonly display: string;
  /** 'SW1A': the half before the space, '' for a BFPO number. */
  readonly outward: string;
  readonly system: PostcodeSystem;
  /** True when a letter O or I was typed for a digit, or the other way about, and was put right. */
  readonly isRepaired: boolean;
}

/** Spaces of every kind, zero-width characters, full stops, hyphens and dashes: typed, but never meant. */
const NOISE = /[\s\u200b-\u200d\u2060.\u2010-\u2015-]+/g;

/** No postcode is longer when typed, however widely spaced. */
const LONGEST_TYPED = 40;

/**
 * The shape that the Government publishes for bulk data (BS 7666): A9, A99, AA9, AA99, A9A or AA9A, then
 * 9AA; first letter not Q, V or X; second not I, J or Z; the last two not C, I, K, M, O or V. Tightened by
 * what the directory shows of its 2.7 million: a district is 0 only after two letters, never begins with 0
 * otherwise, and never ends in the letter I or O. That is what makes the repair of a slip unambiguous.
 */
const GEOGRAPHIC = /^[A-PR-UWYZ](?:[A-HK-Y]0|[A-HK-Y]?[1-9][\dA-HJ-NP-Z]?)\d[ABD-HJLNP-UW-Z]{2}$/;

/** Girobank's own, and Newport's before 1984, which are still in the directory as ended. */
const HISTORIC = /^(?:GIR0AA|NPT\d[A-Z]{2})$/;
const OVERSEAS = /^(?:(?:ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TDCU|TKCA)1ZZ|GX111AA)$/;
const PSEUDO = /^ZZ99\d[A-Z]{2}$/;
const FORCES_NUMBER = /^BFPO\d{1,4}$/;
const FORCES_POSTCODE = /^BF\d/;

const SLIPS: Readonly<Record<string, string>> = { O: '0', '0': 'O', I: '1', '1': 'I' };

/**
 * Reads a postcode as people type it: any case, any spacing. Null when it is not one. Text that is not well
 * formed as it stands is repaired when swapping O with 0 and I with 1 gives exactly one postcode ('SWIA 1AA',
 * 'E1 OAA'); where two would do, or none, it is not a postcode. Whether a postcode exists is the directory's
 * matter, not judged here.
 */
export function readPostcode(typed: string): Postcode | null {
  if (typed.length > LONGEST_TYPED) return null;
  const key = typed.replace(NOISE, '').toUpperCase();
  const system = systemOf(key);
  if (system !== null) return describe(key, system, false);
  const [repair, another] = slipsOf(key).flatMap((text) => {
    const repaired = systemOf(text);
    return repaired === null ? [] : [describe(text, repaired, true)];
  });
  return another === undefined ? (repair ?? null) : null;
}

/** 'SW1A 1AA' of the compact key 'SW1A1AA'. */
export function displayPostcode(key: string): string {
  return FORCES_NUMBER.test(key) ? `BFPO ${key.slice(4)}` : `${key.slice(0, -3)} ${key.slice(-3)}`;
}

function systemOf(key: string): PostcodeSystem | null {
  if (OVERSEAS.test(key)) return 'overseas';
  if (GEOGRAPHIC.test(key)) return FORCES_POSTCODE.test(key) ? 'forces' : 'geographic';
  if (PSEUDO.test(key)) return 'pseudo';
  if (FORCES_NUMBER.test(key)) return 'forces';
  return HISTORIC.test(key) ? 'geographic' : null;
}

function describe(key: string, system: PostcodeSystem, isRepaired: boolean): Postcode {
  return { key, display: displayPostcode(key), outward: FORCES_NUMBER.test(key) ? '' : key.slice(0, -3), system, isRepaired };
}

/** Every other text that swapping O with 0 and I with 1 can give; none for text too long to be a postcode. */
function slipsOf(key: string): string[] {
  if (key.length > 8) return [];
  let texts = [''];
  for (const character of key) {
    const slip = SLIPS[character];
    texts = texts.flatMap((text) => (slip === undefined ? [text + character] : [text + character, text + slip]));
  }
  return texts.slice(1);
}
