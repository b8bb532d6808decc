import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyMatches, joinMatches, type PackedMatches } from './packed-matches.js';

interface Found {
  readonly row: number;
  readonly index: number;
  readonly rank: number;
}

const ROWS = 3;

/** Packs what was found among the indexes of one part, by its definition: sort, cut. */
function packed(found: readonly Found[], limit: number, firstIndex = 0): PackedMatches {
  const matches = emptyMatches(ROWS, limit);
  for (let row = 0; row < ROWS; row += 1) {
    const own = found.filter((one) => one.row === row).toSorted((a, b) => b.rank - a.rank || a.index - b.index);
    matches.eligibleCounts[row] = own.length;
    own.slice(0, limit).forEach(({ index, rank }, at) => {
      matches.indexes[row * limit + at] = index - firstIndex;
      matches.ranks[row * limit + at] = rank;
    });
  }
  return matches;
}

describe('matches of parts, joined', () => {
  it('are what one run over all finds, also with equal ranks and whatever the cuts', () => {
    const pair = fc.record({ row: fc.nat(ROWS - 1), index: fc.nat(19), rank: fc.nat(4) });
    const found = fc.uniqueArray(pair, { selector: ({ row, index }) => row * 20 + index, maxLength: 40 });
    fc.assert(
      fc.property(found, fc.integer({ min: 0, max: 5 }), fc.uniqueArray(fc.integer({ min: 1, max: 19 }), { maxLength: 4 }), (all, limit, cuts) => {
        const starts = [0, ...cuts.toSorted((a, b) => a - b)];
        const parts = starts.map((firstIndex, at) => {
          const end = starts[at + 1] ?? 20;
          return { firstIndex, matches: packed(all.filter(({ index }) => index >= firstIndex && index < end), limit, firstIndex) };
        });
        expect(joinMatches(parts, ROWS, limit)).toEqual(packed(all, limit));
      }),
    );
  });

  it('of no part are none', () => expect(joinMatches([], 2, 1)).toEqual(emptyMatches(2, 1)));
});
