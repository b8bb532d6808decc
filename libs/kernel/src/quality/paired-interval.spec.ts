import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairedInterval } from './paired-interval.js';

const anyDifferences = fc.array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 1, maxLength: 30 });

describe('pairedInterval', () => {
  it('of differences that are all the same is that difference', () => {
    expect(pairedInterval([250, 250, 250], 1)).toEqual({ low: 250, high: 250 });
    expect(pairedInterval([0, 0], 1)).toEqual({ low: 0, high: 0 });
  });

  it('lies within the differences, low before high, and is the same again for the same seed', () => {
    fc.assert(
      fc.property(anyDifferences, fc.integer({ min: 0, max: 2 ** 31 - 1 }), (differences, seed) => {
        const { low, high } = pairedInterval(differences, seed);
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...differences));
        expect(high).toBeLessThanOrEqual(Math.max(...differences));
        expect(pairedInterval(differences, seed)).toEqual({ low, high });
      }),
      { numRuns: 20 },
    );
  });

  it('is near what the normal distribution gives, where that holds', () => {
    // 1, 2, …, 100: mean 50.5, and a standard error of √((100² − 1) ÷ 12 ÷ 100) = 2.887.
    const { low, high } = pairedInterval(Array.from({ length: 100 }, (_, index) => (index + 1) * 100), 7);
    expect(Math.abs(low - (5050 - 1.96 * 288.7))).toBeLessThan(20);
    expect(Math.abs(high - (5050 + 1.96 * 288.7))).toBeLessThan(20);
  });
});
