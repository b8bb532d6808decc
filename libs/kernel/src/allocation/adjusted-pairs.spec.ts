import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AdjustedPairs, type Adjustment } from './adjusted-pairs.js';
import { NOT_ASKED } from './pair-source.js';
import { rowsFound, TableOfPairs } from './pair-source.oracle.js';

const PEOPLE = 6;
const PLACES = 7;

const orNull = (most: number) => fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 4, arbitrary: fc.integer({ min: 0, max: most }) });
const anyAdjustment: fc.Arbitrary<Adjustment> = fc.record({
  pairs: fc.uniqueArray(fc.record({ opportunity: fc.nat(PLACES - 1), score: orNull(60) }), { selector: ({ opportunity }) => opportunity, maxLength: PLACES }),
  onlyThese: fc.boolean(),
});

const anyWorld = fc.record({
  scores: fc.array(fc.array(orNull(40), { minLength: PLACES, maxLength: PLACES }), { minLength: PEOPLE, maxLength: PEOPLE }),
  adjustments: fc.uniqueArray(fc.tuple(fc.nat(PEOPLE - 1), anyAdjustment), { selector: ([candidate]) => candidate }).map((all) => new Map(all)),
  prices: fc.array(fc.nat(30), { minLength: PLACES, maxLength: PLACES }).map((all) => Float64Array.from(all)),
  floors: fc.array(fc.oneof(fc.constant(NOT_ASKED), fc.integer({ min: -40, max: 40 })), { minLength: PEOPLE, maxLength: PEOPLE }).map((all) => Int32Array.from(all)),
  limit: fc.integer({ min: 1, max: 5 }),
  among: fc.option(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: PLACES, maxLength: PLACES }).map((all) => Uint8Array.from(all)), { nil: undefined }),
});

describe('adjusted pairs', () => {
  it('are those of a table in which the adjustments are written down', () => {
    fc.assert(
      fc.property(anyWorld, ({ scores, adjustments, prices, floors, limit, among }) => {
        const written = scores.map((row, candidate) => {
          const { pairs, onlyThese } = adjustments.get(candidate) ?? { pairs: [], onlyThese: false };
          return row.map((score, opportunity) => pairs.find((pair) => pair.opportunity === opportunity)?.score ?? (onlyThese || pairs.some((pair) => pair.opportunity === opportunity) ? null : score));
        });
        const found = new AdjustedPairs(new TableOfPairs(scores), adjustments).best(prices, floors, limit, among);
        expect(rowsFound(found)).toEqual(rowsFound(new TableOfPairs(written).best(prices, floors, limit, among)));
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['a pair that is worth more now, though the source had not found it among the best', { pairs: [{ opportunity: 2, score: 95 }], onlyThese: false }, [[2, 95], [0, 90]]],
    ['the next best in the place of one that is worth less now', { pairs: [{ opportunity: 0, score: 10 }], onlyThese: false }, [[1, 80], [2, 70]]],
    ['the next best in the place of those that are never to be', { pairs: [{ opportunity: 0, score: null }, { opportunity: 1, score: null }], onlyThese: false }, [[2, 70], [3, 60]]],
    ['only what somebody is held to', { pairs: [{ opportunity: 3, score: 60 }], onlyThese: true }, [[3, 60]]],
    ['nothing of somebody who is held to nothing', { pairs: [], onlyThese: true }, []],
  ] as const)('are %s', (_, adjustment, expected) => {
    const source = new AdjustedPairs(new TableOfPairs([[90, 80, 70, 60]]), new Map([[0, adjustment]]));
    expect(rowsFound(source.best(new Float64Array(4), new Int32Array(1), 2))).toEqual([expected.map(([opportunity, score]) => ({ opportunity, score }))]);
  });

  it('are at a price, above a floor, and among what is asked', () => {
    const source = new AdjustedPairs(new TableOfPairs([[90, 80]]), new Map([[0, { pairs: [{ opportunity: 1, score: 100 }], onlyThese: false }]]));
    expect(rowsFound(source.best(Float64Array.of(0, 15), Int32Array.of(85), 2))).toEqual([[{ opportunity: 0, score: 90 }, { opportunity: 1, score: 100 }]]);
    expect(rowsFound(source.best(Float64Array.of(0, 16), Int32Array.of(85), 2))).toEqual([[{ opportunity: 0, score: 90 }]]);
    expect(rowsFound(source.best(Float64Array.of(0, 15), Int32Array.of(85), 2, Uint8Array.of(1, 0)))).toEqual([[{ opportunity: 0, score: 90 }]]);
    expect(rowsFound(source.best(Float64Array.of(0, 15), Int32Array.of(NOT_ASKED), 2))).toEqual([[]]);
    const two = new AdjustedPairs(new TableOfPairs([[90], [80]]), new Map([[1, { pairs: [{ opportunity: 0, score: 85 }], onlyThese: false }]]));
    expect(rowsFound(two.best(new Float64Array(1), new Int32Array(2), 2, Uint8Array.of(1)))).toEqual([[{ opportunity: 0, score: 90 }], [{ opportunity: 0, score: 85 }]]);
  });
});
