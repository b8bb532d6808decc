import { describe, expect, it } from '@jest/globals';
import { InstanceProblems } from './instance-problems.js';
import { placeBonus } from './place-most-first.js';

const bonusOf = (scores: Int32Array, candidateCount: number, capacities: readonly number[], placeMostFirst = true) => placeBonus(scores, candidateCount, Int32Array.from(capacities), placeMostFirst, new InstanceProblems());

describe('placeBonus', () => {
  it('outweighs a chain over the smaller side', () => {
    expect(bonusOf(Int32Array.of(7, -5, 9), 2, [1, 3])).toBe(1 + 2 * 14);
    expect(bonusOf(Int32Array.of(7, 3), 50, [9])).toBe(1 + 7);
    expect(bonusOf(new Int32Array(0), 3, [1])).toBe(1);
    expect(bonusOf(Int32Array.of(7, -5, 9), 2, [1, 3], false)).toBe(0);
  });

  it('is the greatest that stays exact where enough would not', () => {
    const scores = new Int32Array(3000).fill(-2_000_000_000);
    const bonus = Math.floor((2 ** 53 - 1) / 3000) - 2_000_000_000;
    expect(bonusOf(scores, 3000, Array.from(scores, () => 1))).toBe(bonus);
    expect(3000 * (bonus + 2_000_000_000)).toBeLessThan(2 ** 53);
  });

  it('is refused where scores alone do not add up exactly, with the limit named', () => {
    const scores = new Int32Array(4_194_305).fill(2 ** 31 - 1);
    expect(bonusOf(scores, 4_194_304, [2 ** 31 - 1], false)).toBe(0); // one fewer is just below
    expect(() => bonusOf(scores, 4_194_305, [2 ** 31 - 1], false)).toThrow('One thing in the instance');
    const detail = '4,194,305 people with scores of up to 2,147,483,647 add up to more than 9,007,199,254,740,991, beyond which sums are not exact. Divide all scores by the same number.';
    expect(() => bonusOf(scores, 5_000_000, [2_000_000, 3_000_000], false)).toThrow(expect.objectContaining({ details: [{ pointer: '/edges', detail }] }));
  });
});
