import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyContext, anyMarket, candidateWith, opportunityWith } from './example-facts.oracle.js';
import { matchEveryPair } from './rank.oracle.js';
import { matchCandidates, mergeTopCandidates, type OpportunityMatches } from './rank.js';

const context = { asOfOn: '2026-03-01', seed: 7 };

/** A deterministic order that a shuffle seed picks. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, at) => ({ item, key: Math.imul(at + 1, seed * 2 + 0x9e3779b1) >>> 0 }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

describe('matching many with many', () => {
  it('equals judging and sorting every pair, in any order of input', () => {
    fc.assert(
      fc.property(anyMarket, anyContext, fc.nat(), ({ candidates, opportunities }, anyRun, order) => {
        const expected = matchEveryPair(candidates, opportunities, anyRun);
        expect(matchCandidates(candidates, opportunities, anyRun)).toEqual(expected);
        expect(matchCandidates(shuffled(candidates, order), shuffled(opportunities, order), anyRun)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('is the same run in shards of candidates, merged in any order and grouping', () => {
    fc.assert(
      fc.property(anyMarket, anyContext, fc.nat(), fc.nat(4), ({ candidates, opportunities }, anyRun, order, cut) => {
        const whole = matchCandidates(candidates, opportunities, anyRun);
        const mixed = shuffled(candidates, order);
        const shards = [mixed.slice(0, cut), mixed.slice(cut, cut + 4), mixed.slice(cut + 4)].map((shard) =>
          matchCandidates(shard, opportunities, anyRun),
        );
        const [a = [], b = [], c = []] = shards.map((shard) => shard.opportunities);
        const merge = (one: readonly OpportunityMatches[], other: readonly OpportunityMatches[]) =>
          mergeTopCandidates(one, other, anyRun.limit);
        expect(merge(merge(a, b), c)).toEqual(whole.opportunities);
        expect(merge(c, merge(b, a))).toEqual(whole.opportunities);
        expect(merge([], whole.opportunities)).toEqual(whole.opportunities);
        const people = shards.flatMap((shard) => shard.candidates);
        expect(people.toSorted((x, y) => (x.candidateId < y.candidateId ? -1 : 1))).toEqual(whole.candidates);
      }),
    );
  });

  it('breaks ties by the lottery, which another seed draws anew', () => {
    const opportunities = Array.from({ length: 30 }, (_, at) => opportunityWith({ opportunityId: `place-${at}` }));
    const top = (seed: number) => matchCandidates([candidateWith()], opportunities, { ...context, seed }).candidates[0]!;
    const first = top(1).topOpportunities;
    expect(first).toHaveLength(20);
    expect(top(1).eligibleCount).toBe(30);
    expect(new Set(first.map(({ score }) => score)).size).toBe(1);
    expect(first.map(({ lottery }) => lottery)).toEqual(first.map(({ lottery }) => lottery).toSorted((a, b) => b - a));
    expect(top(2).topOpportunities.map(({ opportunityId }) => opportunityId)).not.toEqual(
      first.map(({ opportunityId }) => opportunityId),
    );
  });

  it('breaks equal lottery numbers by ascending id', () => {
    // FNV-1a gives the two of each pair one hash; which pair wins is the lottery's.
    const words = ['zinke', 'liquid', 'altarage', 'costarring'];
    const equals = [
      ['altarage', 'zinke', 'costarring', 'liquid'],
      ['costarring', 'liquid', 'altarage', 'zinke'],
    ];
    const candidates = words.map((candidateId) => candidateWith({ candidateId }));
    const opportunities = words.map((opportunityId) => opportunityWith({ opportunityId }));
    const result = matchCandidates(candidates, opportunities, context);
    for (const { topOpportunities } of result.candidates) {
      expect(new Set(topOpportunities.map(({ lottery }) => lottery)).size).toBe(2);
      expect(equals).toContainEqual(topOpportunities.map(({ opportunityId }) => opportunityId));
    }
    for (const { topCandidates } of result.opportunities) {
      expect(equals).toContainEqual(topCandidates.map(({ candidateId }) => candidateId));
    }
  });

  it('breaks equal lottery numbers by ascending id across shards too', () => {
    const entry = (candidateId: string) => ({ candidateId, score: 5, lottery: 9 });
    const a = [{ opportunityId: 'o', eligibleCount: 3, topCandidates: [entry('b'), entry('d')] }];
    const b = [{ opportunityId: 'o', eligibleCount: 2, topCandidates: [entry('a'), entry('c')] }];
    const expected = [{ opportunityId: 'o', eligibleCount: 5, topCandidates: [entry('a'), entry('b'), entry('c')] }];
    expect(mergeTopCandidates(a, b, 3)).toEqual(expected);
    expect(mergeTopCandidates(b, a, 3)).toEqual(expected);
  });

  it.each([
    [{ travelMode: 'walk', travelLimitMinutes: 15, position: { east: 0, north: 0 } }, { position: { east: 6, north: 8 } }],
    [{ minimumHourlyPence: 1260 }, { hourlyPence: 1260 }],
    [{ availableFromOn: '2026-03-09' }, { startsOn: '2026-03-09' }],
    [{}, { startsOn: '2026-03-01' }],
    [{ level: 3, englishLevel: 1, mathsLevel: 2 }, { minimumLevel: 3, minimumEnglishLevel: 1, minimumMathsLevel: 2 }],
    [{ slots: 0b11 }, { schedule: { slots: 0b11, needed: 2 } }],
  ] as const)('counts exactly enough as enough: %j for %j', (candidate, opportunity) => {
    const { candidates } = matchCandidates([candidateWith(candidate)], [opportunityWith(opportunity)], context);
    expect(candidates[0]?.eligibleCount).toBe(1);
  });

  it('lists everybody and everything, also without a match', () => {
    expect(matchCandidates([], [], context)).toEqual({ candidates: [], opportunities: [] });
    expect(matchCandidates([candidateWith({ isSeeking: false })], [opportunityWith()], context)).toEqual({
      candidates: [{ candidateId: 'candidate-1', eligibleCount: 0, topOpportunities: [] }],
      opportunities: [{ opportunityId: 'opportunity-1', eligibleCount: 0, topCandidates: [] }],
    });
  });

  it('leaves its input as it was', () => {
    const candidates = Object.freeze([candidateWith({ candidateId: 'z' }), candidateWith({ candidateId: 'a' })]);
    const opportunities = Object.freeze([opportunityWith({ opportunityId: 'z' }), opportunityWith({ opportunityId: 'a' })]);
    expect(matchCandidates(candidates, opportunities, context).candidates.map(({ candidateId }) => candidateId)).toEqual(['a', 'z']);
  });
});
