import { describe, expect, it } from '@jest/globals';
import { decileOfRank, IMD_AREAS, quintileOfDecile } from './deprivation.js';

describe('deciles and quintiles', () => {
  it.each([
    [1, 2019, 1],
    [3284, 2019, 1],
    [3285, 2019, 2],
    [29_199, 2019, 9],
    [32_844, 2019, 10],
    [3375, 2025, 1],
    [3376, 2025, 2],
    [26_525, 2025, 8],
    [33_755, 2025, 10],
  ] as const)('rank %d of the %d edition is in decile %d', (rank, edition, decile) => {
    expect(decileOfRank(rank, IMD_AREAS[edition])).toBe(decile);
  });

  it('divides the areas into ten parts whose sizes differ by at most one', () => {
    for (const areas of [10, 97, 32_844, 33_755]) {
      const sizes = Array<number>(11).fill(0);
      for (let rank = 1; rank <= areas; rank += 1) sizes[decileOfRank(rank, areas)]! += 1;
      expect(sizes[0]).toBe(0);
      expect(Math.max(...sizes.slice(1)) - Math.min(...sizes.slice(1))).toBeLessThanOrEqual(1);
    }
  });

  it('puts two deciles into each quintile', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(quintileOfDecile)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });
});
