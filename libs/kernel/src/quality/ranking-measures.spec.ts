import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agreedGrade, GRADES, ndcgAt, precisionAt, roundedTo4, SUITABLE_FROM, type Grade, type GradedRanking } from './ranking-measures.js';
import { AS_IN_THE_PAPER, AS_USED_HERE, cumulatedGain, ndcgBySearch } from './ranking-measures.oracle.js';

const anyGrade = fc.constantFrom(...GRADES);

/** A case that is graded in part, and a list of some of it. */
const anyRanking: fc.Arbitrary<GradedRanking> = fc
  .record({ listed: fc.array(fc.option(anyGrade, { nil: null, freq: 4 }), { maxLength: 8 }), left: fc.array(anyGrade, { maxLength: 3 }) })
  .map(({ listed, left }) => ({ ranked: listed, graded: [...left, ...listed.filter((grade) => grade !== null)] }));

const whole = (ranked: readonly Grade[]): GradedRanking => ({ ranked, graded: ranked });

describe('the oracle', () => {
  it.each([
    [[3, 2, 3, 0, 0, 1, 2, 2, 3, 0], [3, 5, 6.89, 6.89, 6.89, 7.28, 7.99, 8.66, 9.61, 9.61]],
    [[3, 3, 3, 2, 2, 2, 1, 1, 1, 1], [3, 6, 7.89, 8.89, 9.75, 10.52, 10.88, 11.21, 11.53, 11.83]],
  ])('finds for %j what Järvelin and Kekäläinen (2002) print, who cut off what they do not print', (grades, printed) => {
    const found = cumulatedGain(grades, ...AS_IN_THE_PAPER);
    expect(found.filter((gain, place) => Math.abs(gain - printed[place]!) > 0.01)).toEqual([]);
  });
});

describe('ndcgAt', () => {
  it('is 0.9488 for 3, 2, 3, 0, 1, 2 with gains of 2^grade − 1, the example that is printed most', () => {
    expect(ndcgAt(6, whole([3, 2, 3, 0, 1, 2]))).toBe(0.9488);
  });

  it('is what the search over all orders finds, to 4 places', () => {
    fc.assert(
      fc.property(anyRanking, fc.integer({ min: 1, max: 6 }), ({ ranked, graded }, k) => {
        const expected = ndcgBySearch(k, ranked.filter((grade) => grade !== null), graded.slice(0, 7));
        fc.pre(graded.length <= 7);
        const found = ndcgAt(k, { ranked, graded });
        expect(found === null).toBe(expected === null);
        expect(Math.abs((found ?? 0) - (expected ?? 0))).toBeLessThanOrEqual(0.00005 + 1e-9);
      }),
      { numRuns: 150 },
    );
  });

  it('discounts the first 20 places as the logs do', () => {
    for (let place = 1; place <= 20; place += 1) {
      const ranked = Array.from({ length: 20 }, (_, index): Grade => (index + 1 === place ? 1 : 0));
      expect(ndcgAt(20, whole(ranked))).toBe(roundedTo4(cumulatedGain(ranked, ...AS_USED_HERE).at(-1)!));
    }
    expect(ndcgAt(30, whole([...Array.from({ length: 20 }, (): Grade => 0), 1]))).toBe(0);
  });

  it('is 1 for the ideal order, between 0 and 1 for all, and there only when something is graded above 0', () => {
    fc.assert(
      fc.property(anyRanking, ({ ranked, graded }) => {
        const found = ndcgAt(5, { ranked, graded });
        expect(found === null).toBe(graded.every((grade) => grade === 0));
        if (found === null) return;
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
        expect(ndcgAt(5, { ranked: graded.toSorted((a, b) => b - a), graded })).toBe(1);
      }),
    );
  });

  it('never falls when a better item is moved before a worse one', () => {
    fc.assert(
      fc.property(fc.array(anyGrade, { minLength: 2, maxLength: 9 }), fc.nat(), (grades, at) => {
        const place = at % (grades.length - 1);
        const [first, second] = [grades[place]!, grades[place + 1]!];
        const better = [...grades.slice(0, place), Math.max(first, second) as Grade, Math.min(first, second) as Grade, ...grades.slice(place + 2)];
        expect(ndcgAt(5, whole(better)) ?? 0).toBeGreaterThanOrEqual(ndcgAt(5, whole(grades)) ?? 0);
      }),
    );
  });
});

describe('precisionAt', () => {
  it.each([
    ['two of five good or very good', [3, 1, 0, 2, 1], [3, 1, 0, 2, 1], 0.4],
    ['what comes after the fifth does not count', [0, 0, 0, 0, 0, 3], [0, 0, 0, 0, 0, 3], 0],
    ['empty places are not suitable', [3, 3], [3, 3, 0, 0, 0, 0], 0.4],
    ['a case with fewer grades than places is a share of those', [3, 1, 2], [3, 1, 2], 0.6667],
    ['ungraded ones are passed over', [null, 3, null, 0, 2, 0, 3, 3], [3, 0, 2, 0, 3, 3], 0.6],
    ['nothing suggested', [], [2, 0], 0],
    ['nothing graded', [null, null], [], null],
  ] as const)('%s', (_, ranked, graded, expected) => {
    expect(precisionAt(5, { ranked, graded })).toBe(expected);
  });

  it('is a count over places, by any order within the first five', () => {
    fc.assert(
      fc.property(fc.array(anyGrade, { minLength: 1, maxLength: 9 }), (grades) => {
        const firstFive = grades.slice(0, 5);
        const share = firstFive.filter((grade) => grade >= SUITABLE_FROM).length / firstFive.length;
        expect(precisionAt(5, whole(grades))).toBe(Number(share.toFixed(4)));
        expect(precisionAt(5, { ranked: [...firstFive.toReversed(), ...grades.slice(5)], graded: grades })).toBe(precisionAt(5, whole(grades)));
      }),
    );
  });
});

describe('agreedGrade', () => {
  it.each([[[2], 2], [[3, 1], 1], [[3, 0, 2], 2], [[0, 1, 3, 3], 1]] as const)('of %j is %i', (grades, expected) => {
    expect(agreedGrade(grades)).toBe(expected);
  });
});
