import type { PlainDate } from '../calendar/plain-date.js';
import type { Pathway, TravelMode } from './facts.js';

// Words for values in a sentence to a person. British English, no codes where a word exists.

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const CHECK_WORDS: ReadonlyMap<string, string> = new Map([
  ['right-to-work', 'right to work'],
  ['identity', 'identity check'],
  ['dbs-basic', 'basic DBS check'],
  ['dbs-standard', 'standard DBS check'],
  ['dbs-enhanced', 'enhanced DBS check'],
  ['registration', 'professional registration'],
  ['references', 'references'],
  ['work-health', 'work health check'],
  ['driving-licence', 'driving licence'],
]);

const MODE_WORDS: Readonly<Record<TravelMode, string>> = {
  walk: 'on foot',
  cycle: 'by bicycle',
  public: 'by public transport',
  car: 'by car',
};

const PATHWAY_WORDS: Readonly<Record<Pathway, string>> = {
  nursing: 'nursing',
  'allied-health': 'allied health',
  pharmacy: 'pharmacy',
  science: 'healthcare science',
  ambulance: 'the ambulance service',
  administration: 'administration',
  estates: 'estates and facilities',
  maternity: 'maternity care',
  'social-care': 'social care',
  'pre-entry': 'preparing for work',
  other: 'other work',
};

/** '1 half-day', '2 half-days'. */
export function countInWords(count: number, one: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${one}s`;
}

/** 'a', 'a and b', 'a, b and c'. */
export function listInWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.slice(-1).join('')}`;
}

/** 'a', 'a or b', 'a, b or c'. */
export function orInWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.slice(-1).join('')}`;
}

/** '£12.60'. */
export function poundsInWords(pence: number): string {
  return `£${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
}

/** '3 March 2026'. */
export function dateInWords(date: PlainDate): string {
  return `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}

/** 'customer service' for 'customer-service'. */
export function skillInWords(code: string): string {
  return code.replaceAll('-', ' ');
}

/** 'enhanced DBS check' for 'dbs-enhanced'; a check without words of its own is spelt from its code. */
export function checkInWords(code: string): string {
  return CHECK_WORDS.get(code) ?? code.replaceAll('-', ' ');
}

/** 'by public transport'. */
export function modeInWords(mode: TravelMode): string {
  return MODE_WORDS[mode];
}

/** 'social care'. */
export function pathwayInWords(pathway: Pathway): string {
  return PATHWAY_WORDS[pathway];
}

/** A qualification level: 'level 3', or 'entry level or none' for 0. */
export function levelInWords(level: number): string {
  return level === 0 ? 'entry level or none' : `level ${level}`;
}

/** A level of English or maths: 'level 2 (GCSE grade 4 or equal)', or 'below level 1' for 0. */
export function subjectLevelInWords(level: number): string {
  if (level === 0) return 'below level 1';
  return level === 2 ? 'level 2 (GCSE grade 4 or equal)' : `level ${level}`;
}
