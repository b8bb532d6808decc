import { describe, expect, it } from '@jest/globals';
import { pathsBelow, textOf } from './source-files.js';

/** What users of comparable systems complain about. A test that begins with `Complaint` and the number shows that it is otherwise here. */
const COMPLAINTS: Readonly<Record<number, string>> = {
  1: 'Staff must ask the developer why somebody does not match.',
  2: 'Pausing somebody silently cancelled live referrals.',
  3: 'A success blocks the person from ever being matched again.',
  4: 'The others stay locked until one referral has led to a start.',
  5: 'A decline after acceptance arrives by e-mail, or not at all.',
  6: 'Too many reasons, mixed, and nobody knows who refused.',
  7: 'A postcode without a position makes the job invisible.',
  8: 'Two partners register the same person.',
  9: 'Statistics fail on large lists.',
  10: 'Lists are slow because everything of everybody is read.',
  11: 'People who were erased are still found.',
  12: 'People are asked again about what they declined.',
  13: 'A file is refused without a reason.',
  14: 'One bad row loses the file.',
  15: 'The file does not come back with its errors.',
  16: 'Headings and options must be exact.',
  17: 'An upload is stuck for a day.',
  18: 'A spreadsheet strips the zeros of codes.',
  19: 'People cannot get past the form.',
  20: 'From offer to start takes so long that people are lost.',
  21: 'Adverts are unclear on pay, documents and checks.',
  22: 'References take weeks.',
};

/** Not answered yet: an entry goes when its test comes. */
const NOT_YET: readonly number[] = [11];

/** Traps of casework, each with a table of cases. */
const TRAPS: readonly number[] = [1, 2, 12, 13, 14, 15, 16, 17, 20, 23];

const TITLES = ['apps', 'libs', 'test']
  .flatMap(pathsBelow)
  .filter((path) => path.endsWith('.spec.ts') && !path.startsWith('test/house/'))
  .flatMap((path) => [...textOf(path).matchAll(/\(['"`](?:Complaint|Trap) \d+: /g)].map(([title]) => title));
const numbersOf = (kind: string): number[] => [...new Set(TITLES.flatMap((title) => new RegExp(`${kind} (\\d+): `).exec(title)?.[1] ?? []))].map(Number).toSorted((a, b) => a - b);

describe('what users of other systems complain about', () => {
  it('has a test each, or is written down as not answered yet', () => {
    expect([...numbersOf('Complaint'), ...NOT_YET].toSorted((a, b) => a - b)).toEqual(Object.keys(COMPLAINTS).map(Number));
  });

  it('and the traps of casework have one too', () => {
    expect(numbersOf('Trap')).toEqual(TRAPS);
  });
});
