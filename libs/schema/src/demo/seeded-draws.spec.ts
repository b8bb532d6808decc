import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { seededDraws } from './seeded-draws.js';

describe('seeded draws', () => {
  it('are those of mulberry32', () => {
    // The reference implementation in C gives these for the state 1.
    const draws = seededDraws(1);
    expect([1, 2, 3].map(() => draws.fraction() * 2 ** 32)).toEqual(REFERENCE_OF_ONE);
  });

  it('are the same for the same seed, and within their bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, from, span) => {
        const [one, other] = [seededDraws(seed), seededDraws(seed)];
        const drawn = one.between(from, from + span);
        expect(other.between(from, from + span)).toBe(drawn);
        expect(drawn >= from && drawn <= from + span).toBe(true);
      }),
    );
  });

  it('never gives what weighs nothing, and gives the rest by weight', () => {
    const draws = seededDraws(7);
    const counts = { never: 0, seldom: 0, often: 0 };
    for (let drawn = 0; drawn < 4000; drawn += 1) counts[draws.weighted([['never', 0], ['seldom', 1], ['often', 3]] as const)] += 1;
    expect(counts.never).toBe(0);
    expect(counts.often / counts.seldom).toBeGreaterThan(2.6);
    expect(counts.often / counts.seldom).toBeLessThan(3.4);
  });

  it('some: different members in the order of the list, never more than there are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.uniqueArray(fc.integer(), { maxLength: 20 }), fc.nat(25), (seed, items, count) => {
        const chosen = seededDraws(seed).some(items, count);
        expect(chosen).toHaveLength(Math.min(count, items.length));
        expect(chosen).toEqual(items.filter((item) => chosen.includes(item)));
      }),
    );
  });
});

const REFERENCE_OF_ONE = [2693262067, 11749833, 2265367787];
