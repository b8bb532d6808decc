import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NOT_ASKED } from '../allocation/pair-source.js';
import { anyContext, anyMarket } from '../matching/example-facts.oracle.js';
import { isEligible } from '../matching/hard-rules.js';
import { scorePair } from '../matching/score.js';
import { EnginePairs } from './engine-pairs.js';
import { anyWideMarket, byId, compiledAside, compilePeople } from './engine.oracle.js';
import { compileMarket } from './market.js';

describe('pairs found at prices', () => {
  it.each([
    ['small', anyMarket, 400],
    ['wide', anyWideMarket, 60],
  ] as const)('are those of all eligible pairs of a %s market that are worth most beyond them', (_, anyWorld, numRuns) => {
    fc.assert(
      fc.property(anyWorld, anyContext, fc.array(fc.integer({ min: 0, max: 1_200_000 }), { minLength: 1, maxLength: 9 }), fc.array(fc.integer({ min: -300_000, max: 900_000 }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 6 }), (world, context, somePrices, someFloors, limit) => {
        const candidates = byId(world.candidates, 'candidateId');
        const opportunities = byId(world.opportunities, 'opportunityId');
        const [market, people] = [compileMarket(opportunities), compilePeople(candidates)];
        const source = new EnginePairs(market, people, context, compiledAside(people, market, candidates, opportunities, context)?.ofPeople);
        for (const shift of [0, 1]) {
          const prices = Float64Array.from(opportunities, (_one, at) => somePrices[(at + shift) % somePrices.length]!);
          const floors = Int32Array.from(candidates, (_one, at) => (at % 4 === 3 ? NOT_ASKED : someFloors[(at + shift) % someFloors.length]!));
          const among = Uint8Array.from(opportunities, (_one, at) => Number(shift === 0 || at % 3 > 0));
          const { starts, opportunities: found, scores } = shift === 0 ? source.best(prices, floors, limit) : source.best(prices, floors, limit, among);
          expect(starts).toHaveLength(candidates.length + 1);
          for (const [number, candidate] of candidates.entries()) {
            const all = opportunities.flatMap((opportunity, other) => {
              const score = scorePair(candidate, opportunity, context).total;
              return isEligible(candidate, opportunity, context) && floors[number] !== NOT_ASKED && among[other] === 1 && score - prices[other]! >= floors[number]! ? [{ other, score, worth: score - prices[other]! }] : [];
            });
            const pairs = Array.from(found.subarray(starts[number], starts[number + 1]), (other, at) => ({ other, score: scores[starts[number]! + at]! }));
            expect(pairs.map(({ other, score }) => score - prices[other]!)).toEqual(all.map(({ worth }) => worth).toSorted((a, b) => b - a).slice(0, limit));
            expect(new Set(pairs.map(({ other }) => other)).size).toBe(pairs.length);
            for (const { other, score } of pairs) expect(all).toContainEqual({ other, score, worth: score - prices[other]! });
          }
        }
      }),
      { numRuns, endOnFailure: true },
    );
  });
});
