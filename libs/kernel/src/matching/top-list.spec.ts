import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TopList } from './top-list.js';

describe('a list of the best', () => {
  it('keeps what a stable sort would put first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), fc.integer({ min: 0, max: 6 }), (ranks, limit) => {
        const list = new TopList(limit);
        ranks.forEach((rank, index) => list.offer(index, rank));
        const sorted = ranks.map((rank, index) => ({ index, rank })).toSorted((a, b) => b.rank - a.rank);
        expect(list.map((index, rank) => ({ index, rank }))).toEqual(sorted.slice(0, limit));
      }),
    );
  });

  it('is empty after being cleared', () => {
    const list = new TopList(2);
    list.offer(0, 7);
    list.clear();
    expect(list.map((index) => index)).toEqual([]);
    list.offer(1, 3);
    expect(list.map((index) => index)).toEqual([1]);
  });
});
