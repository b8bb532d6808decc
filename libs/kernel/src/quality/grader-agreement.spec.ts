import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { graderAgreement } from './grader-agreement.js';
import { weightedKappaByTable } from './grader-agreement.oracle.js';
import { GRADES, type Grade } from './ranking-measures.js';

const anyPairs = fc.array(fc.tuple(fc.constantFrom(...GRADES), fc.constantFrom(...GRADES)), { minLength: 1, maxLength: 40 });

/** Two pathologists on 118 slides of carcinoma, in four grades: Agresti, Categorical Data Analysis, on agreement of observers. */
const PATHOLOGISTS = [
  [22, 2, 2, 0],
  [5, 7, 14, 0],
  [0, 2, 36, 0],
  [0, 1, 17, 10],
];

const asPairs = (table: readonly (readonly number[])[]): [Grade, Grade][] =>
  table.flatMap((row, one) => row.flatMap((count, other) => Array.from({ length: count }, (): [Grade, Grade] => [one as Grade, other as Grade])));

describe('graderAgreement', () => {
  it('of the two pathologists', () => {
    expect(graderAgreement(asPairs(PATHOLOGISTS))).toEqual({ pairCount: 118, sameShare: 0.6356, meanDistance: 0.3898, kappa: 0.7838 });
  });

  it('is the kappa of the table of all grades', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const { kappa } = graderAgreement(pairs);
        const expected = weightedKappaByTable(pairs, GRADES);
        expect(kappa === null).toBe(expected === null);
        expect(Math.abs((kappa ?? 0) - (expected ?? 0))).toBeLessThanOrEqual(0.00005 + 1e-9);
      }),
    );
  });

  it('is 1 where all agree, and the same whoever is called the first', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        expect(graderAgreement(pairs)).toEqual(graderAgreement(pairs.map(([one, other]) => [other, one])));
        const same = pairs.map(([one]): [Grade, Grade] => [one, one]);
        expect(graderAgreement(same)).toEqual({ pairCount: pairs.length, sameShare: 1, meanDistance: 0, kappa: new Set(same.map(([one]) => one)).size === 1 ? null : 1 });
      }),
    );
  });

  it('is below 0 where they disagree more than by chance, and not there without a pair', () => {
    expect(graderAgreement([[0, 3], [3, 0]])).toEqual({ pairCount: 2, sameShare: 0, meanDistance: 3, kappa: -1 });
    expect(graderAgreement([])).toEqual({ pairCount: 0, sameShare: null, meanDistance: null, kappa: null });
  });
});
