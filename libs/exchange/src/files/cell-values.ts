import { readPostcode } from '#lib/kernel';
import { accepted, refused, type CellReading, type CellRule } from './row-cells.js';

/** Signs that no keyboard types and that break lists, logs and terminals; line ends and tabs are not among them. */
const CONTROL = /(?![\t\n\r])\p{Cc}/u;

/** Text of at most so many characters. */
export function readText(most: number): CellRule<string> {
  return (cell) => {
    if (cell.length > most) {
      return refused('text-too-long', `The text has ${cell.length.toLocaleString('en-GB')} characters; at most ${most.toLocaleString('en-GB')} are kept.`, 'Shorten it.');
    }
    if (CONTROL.test(cell)) return refused('text-unreadable', 'The text holds signs that cannot be shown.', 'Type it again instead of pasting it.');
    return accepted(cell.replace(/\r\n?/g, '\n'));
  };
}

/** A partner's own reference: up to 255 characters, and not a number that a spreadsheet has rounded. */
export const readReference: CellRule<string> = (cell) => {
  if (/^\d(?:\.\d+)?E\+\d+$/i.test(cell)) {
    return refused('number-shortened', 'A spreadsheet has shortened this number, and its last digits are lost.', 'Format the column as text, put the full number in, and save the file again.');
  }
  return readText(255)(cell);
};

const YES_NO: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['y', true],
  ['true', true],
  ['no', false],
  ['n', false],
  ['false', false],
]);

export const readYesNo: CellRule<boolean> = (cell) => {
  const answer = YES_NO.get(cell.toLowerCase());
  return answer === undefined ? refused('not-yes-or-no', 'This is neither yes nor no.', 'Write yes or no, or leave it blank when it is not known.') : accepted(answer);
};

/** A whole number between two others, both included. Spreadsheets write 2 as '2.0' at times. */
export function readWholeNumber(from: number, to: number): CellRule<number> {
  return (cell) => {
    const digits = /^(\d{1,9})(?:\.0+)?$/.exec(cell)?.[1];
    const value = Number(digits);
    if (digits !== undefined && value >= from && value <= to) return accepted(value);
    return refused('number-not-in-range', `A whole number from ${from} to ${to} was expected.`, `Write a number from ${from} to ${to}.`);
  };
}

/** A level of the Regulated Qualifications Framework up to `highest`: '3', 'Level 3', 'L3'; 'none' and 'entry level 2' are 0. */
export function readLevel(highest: number): CellRule<number> {
  return (cell) => {
    if (/^(?:none|no(?: formal)? qualifications?|entry(?: level)?(?: [1-3])?)$/i.test(cell)) return accepted(0);
    const level = /^(?:level|l)?\s*(\d)(?:\.0)?$/i.exec(cell)?.[1];
    if (level !== undefined && Number(level) <= highest) return accepted(Number(level));
    return refused('level-unknown', `A level from 0 to ${highest} was expected.`, `Write a number from 0 (entry level or none) to ${highest}.`);
  };
}

/**
 * An Agenda for Change band, '1' to '9' or '8a' to '8d': '5', 'Band 8a', and 'Review Body Band 5' or
 * 'Band 8 - Range A' as staff records print it.
 */
export const readBand: CellRule<string> = (cell) => {
  const [, number = '', letter = ''] = /^(?:[^\d]*\bband)?\s*([1-9])(?:\s*-?\s*(?:range)?\s*([a-d]))?$/i.exec(cell.replace(/^nhs\|\w+\|/i, '')) ?? [];
  const isBand = number !== '' && (letter === '' || number === '8');
  return isBand ? accepted(number + letter.toLowerCase()) : refused('band-unknown', 'This is not an Agenda for Change band.', 'Write 2 to 9, or 8a to 8d, or leave it blank.');
};

/** Pounds with or without the sign, thousands commas and two decimals, as whole pence between two amounts. */
export function readPounds(fromPence: number, toPence: number): CellRule<number> {
  return (cell) => {
    const [, pounds = '', pence = ''] = /^£?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?$/.exec(cell) ?? [];
    if (pounds === '') return refused('money-unreadable', 'This is not an amount of money.', 'Write pounds and pence such as 12.60, one amount and no words.');
    const value = Number(pounds.replaceAll(',', '')) * 100 + Number(pence.padEnd(2, '0'));
    if (value >= fromPence && value <= toPence) return accepted(value);
    return refused(
      'money-not-plausible',
      `An amount from £${fromPence / 100} to £${(toPence / 100).toLocaleString('en-GB')} was expected.`,
      'Check that the figure is for the time that the heading names: an hour or a year.',
    );
  };
}

/** Hours in a week, in steps of a quarter: '37.5', '22.50'. */
export const readWeeklyHours: CellRule<number> = (cell) => {
  const hours = /^\d{1,3}(?:\.\d{1,2})?$/.test(cell) ? Number(cell) : 0;
  if (hours > 0 && hours <= 60) return accepted(hours);
  return refused('hours-not-in-range', 'Hours in a week, more than 0 and at most 60, were expected.', 'Write a number such as 37.5.');
};

/** Lower-case words with hyphens between them: 'Customer service' is 'customer-service'. Null when no code comes of it. */
export function codeOf(text: string): string | null {
  const code = text
    .trim()
    .toLowerCase()
    .replace(/['’.()]/g, '')
    .replace(/&/g, ' and ')
    .replace(/[\s_/-]+/g, '-')
    .replace(/^-|-$/g, '');
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code) && code.length <= 60 ? code : null;
}

/** Items of a cell between semicolons or commas, blank ones left out. */
function itemsOf(cell: string): string[] {
  return cell
    .split(/[;,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

const MOST_ITEMS = 100;

/** A list of codes that anybody may add to, such as skills; each once, in the order given. */
export const readCodes: CellRule<readonly string[]> = (cell) => {
  const codes = itemsOf(cell).map(codeOf);
  const known = codes.filter((code) => code !== null);
  if (known.length < codes.length) {
    return refused('code-unreadable', 'An item of the list is not a code.', 'Use letters, digits and hyphens, at most 60 an item, with semicolons between the items.');
  }
  if (known.length > MOST_ITEMS) return refused('list-too-long', `The list has more than ${MOST_ITEMS} items.`, 'Keep those that matter most.');
  return accepted([...new Set(known)]);
};

/** Spellings of a fixed list of choices: every choice is also a spelling of itself. */
export type Spellings<T extends string> = Readonly<Record<T, readonly string[]>>;

/** A choice of a fixed list, in any spelling that {@link codeOf} folds to the same. */
export function readChoice<T extends string>(spellings: Spellings<T>): CellRule<T> {
  const choices = choicesBySpelling(spellings);
  return (cell) => {
    const choice = choices.get(codeOf(cell) ?? '');
    return choice === undefined ? unknownChoice('This is not one of the choices of this column.', spellings) : accepted(choice);
  };
}

/** Several choices of a fixed list, each once, in the order given. */
export function readChoices<T extends string>(spellings: Spellings<T>): CellRule<readonly T[]> {
  const choices = choicesBySpelling(spellings);
  return (cell) => {
    const found = new Set<T>();
    for (const item of itemsOf(cell)) {
      const choice = choices.get(codeOf(item) ?? '');
      if (choice === undefined) return unknownChoice('An item of the list is not one of the choices of this column.', spellings);
      found.add(choice);
    }
    return accepted([...found]);
  };
}

function choicesBySpelling<T extends string>(spellings: Spellings<T>): ReadonlyMap<string, T> {
  const isChoice = (key: string): key is T => key in spellings;
  const choices = Object.keys(spellings).filter(isChoice);
  return new Map(choices.flatMap((choice) => [codeOf(choice) ?? '', ...spellings[choice]].map((spelling) => [spelling, choice] as const)));
}

function unknownChoice(reason: string, spellings: Spellings<string>): CellReading<never> {
  return refused('choice-unknown', reason, `Use one of: ${Object.keys(spellings).join(', ')}.`);
}

/** A well-formed postcode in the one-space form. Whether it exists is the directory's matter. */
export const readPostcodeCell: CellRule<string> = (cell) => {
  const postcode = readPostcode(cell);
  return postcode === null ? refused('postcode-malformed', 'This is not a postcode.', 'Write the whole postcode, such as SW1A 1AA.') : accepted(postcode.display);
};

export const readEmail: CellRule<string> = (cell) => {
  const isAddress = cell.length <= 254 && /^[^\s@<>()[\]",;:]+@[^\s@<>()[\]"',;:.]+(?:\.[^\s@<>()[\]"',;:.]+)+$/.test(cell);
  return isAddress ? accepted(cell) : refused('email-unreadable', 'This is not an email address.', 'Write one address, without a name beside it.');
};

/**
 * A telephone number as digits, '07700900123' or '+353…'. Spreadsheets drop the leading 0 of a column of
 * numbers, and the + of an international one: ten digits that begin as British numbers do get their 0 back,
 * twelve that begin with 44 their +.
 */
export const readPhone: CellRule<string> = (cell) => {
  const digits = cell.replace(/\(0\)/g, '').replace(/[\s().-]/g, '').replace(/^00/, '+').replace(/^(?=44\d{10}$)/, '+').replace(/^(?=[1-37-9]\d{9}$)/, '0');
  if (/^(?:\+[1-9]\d{6,14}|0\d{9,10})$/.test(digits)) return accepted(digits);
  return refused('phone-unreadable', 'This is not a telephone number.', 'Write one number with its area code, such as 07700 900123, in a column formatted as text.');
};

/** An http or https address of at most 255 characters; 'www.example.org' is given its https. */
export const readWebpage: CellRule<string> = (cell) => {
  const address = /^www\./i.test(cell) ? `https://${cell}` : cell;
  const isAddress = address.length <= 255 && /^https?:\/\/[^\s<>"]+\.[^\s<>"]+$/i.test(address) && URL.canParse(address);
  return isAddress ? accepted(address) : refused('webpage-unreadable', 'This is not the address of a web page.', 'Write it in full, such as https://www.example.org/jobs, at most 255 characters.');
};
