import { readChoice, type Spellings } from '../files/cell-values.js';
import { accepted, refused, type CellRule } from '../files/row-cells.js';

/** Letters of ETHNIC CATEGORY in the NHS data dictionary. There is no I, O or Q. */
const NATIONAL = /^[A-HJ-NPRSZ]$/;

/** The national letter, an optional local sign, and an optional description, as staff records print them: 'CA White English'. */
const CODE = /^([A-Z])([A-Z\d])?$/i;
const CODE_AND_WORDS = /^([A-Z])(?:\s*[-:]\s*|\s+)\S.*$/;
const LOCAL_CODE_AND_WORDS = /^([CGLPS])[A-Y\d](?:\s*[-:]\s*|\s+)\S.*$/;

const NOT_STATED = /^(?:z\s*[-:]?\s*)?(?:not stated|prefer not to (?:say|answer|disclose)|declined|refused|i do not wish to disclose.*)$/i;
const NOT_KNOWN = /^(?:99|x)?\s*[-:]?\s*(?:not known|unknown|unspecified|not recorded)$|^(?:99|x)$/i;

/**
 * The national part of an ethnic category code. Z, asked and not stated, and 99, never asked, are kept apart;
 * the X of hospital statistics is 99. The second sign is local and left out. A description is understood only
 * after a code, since 'Do not know' begins with a D and 'African' with an A.
 */
export const readEthnicCategory: CellRule<string> = (cell) => {
  if (NOT_KNOWN.test(cell)) return accepted('99');
  if (NOT_STATED.test(cell)) return accepted('Z');
  const letter = (CODE.exec(cell) ?? LOCAL_CODE_AND_WORDS.exec(cell) ?? CODE_AND_WORDS.exec(cell))?.[1]?.toUpperCase() ?? '';
  if (NATIONAL.test(letter)) return accepted(letter);
  return refused('ethnic-category-unknown', 'This is not an ethnic category code of the NHS data dictionary.', 'Use A to S, Z for not stated or 99 for not known.');
};

type DisabilityCode = 'yes' | 'no' | 'not-declared' | 'prefer-not-to-answer';

const DISABILITY_SPELLINGS: Spellings<DisabilityCode> = {
  yes: ['y', 'disabled', 'true'],
  no: ['n', 'not-disabled', 'non-disabled', 'false', 'none'],
  'not-declared': ['undeclared', 'unspecified', 'unknown', 'not-known', 'not-recorded'],
  'prefer-not-to-answer': ['prefer-not-to-say', 'not-stated', 'not-disclosed', 'z'],
};

/** The answers of the Electronic Staff Record. */
export const readDisability: CellRule<DisabilityCode> = readChoice(DISABILITY_SPELLINGS);

/** Codes of GENDER IDENTITY in the NHS data dictionary, and 9 of PERSON STATED GENDER. */
type SexCode = '1' | '2' | '3' | '4' | '9' | 'X' | 'Z';

const SEX_SPELLINGS: Spellings<SexCode> = {
  '1': ['male', 'm', 'man'],
  '2': ['female', 'f', 'woman'],
  '3': ['non-binary', 'nonbinary'],
  '4': ['other'],
  '9': ['indeterminate', 'intersex'],
  X: ['not-known', 'unknown'],
  Z: ['not-stated', 'prefer-not-to-say', 'prefer-not-to-answer', 'not-disclosed'],
};

export const readSex: CellRule<SexCode> = readChoice(SEX_SPELLINGS);
