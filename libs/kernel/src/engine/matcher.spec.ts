import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyContext, anyMarket } from '../matching/example-facts.oracle.js';
import { matchEveryPair } from '../matching/rank.oracle.js';
import { anyTravelTimes } from '../matching/travel-times.oracle.js';
import { anyWideMarket, candidateMatches } from './engine.oracle.js';

describe('the engine for candidates', () => {
  it.each([
    ['small', anyMarket, 1500],
    ['wide', anyWideMarket, 200],
  ] as const)('equals judging every pair in a %s market', (_, anyWorld, numRuns) => {
    fc.assert(
      fc.property(anyWorld, anyContext, fc.option(anyTravelTimes, { nil: undefined }), ({ candidates, opportunities }, run, travelTimes) => {
        const context = { ...run, travelTimes };
        const found = candidateMatches(candidates, opportunities, context);
        expect(found).toEqual(matchEveryPair(candidates, opportunities, context).candidates);
      }),
      { numRuns, endOnFailure: true },
    );
  });
});
