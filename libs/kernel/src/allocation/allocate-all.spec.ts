import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocateAll, type AllocationStep } from './allocate-all.js';
import { allocate } from './allocate.js';
import { bestByTrying, everyAssignment, valueOf } from './allocation.oracle.js';
import { checkCertificate } from './certificate.js';
import { MOST_FOR_ONE, type GroupMinimum } from './group-minimums.js';
import type { PairSource } from './pair-source.js';
import { TableOfPairs } from './pair-source.oracle.js';

const anyScore = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 12 }));

function anyWorld({ most, wide }: { most: number; wide: number }) {
  return fc.tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 1, max: wide })).chain(([people, places]) =>
    fc.record({
      scores: fc.array(fc.array(anyScore, { minLength: places, maxLength: places }), { minLength: people, maxLength: people }),
      capacities: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: places, maxLength: places }).map((all) => Int32Array.from(all)),
      bonus: fc.constantFrom(0, 0, 500, 100_000),
      options: fc.record({ first: fc.integer({ min: 1, max: 4 }), more: fc.integer({ min: 1, max: 3 }), margin: fc.constantFrom(0, 1, 30, 2000) }),
      prices: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1200 })), { minLength: places, maxLength: places }).map((all) => Float64Array.from(all)),
      groupOf: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: people, maxLength: people }),
      minimums: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
    }),
  );
}

describe('the best allocation over all pairs', () => {
  it('is the best of the complete graph, whatever few pairs and prices it begins with, and every step says how far it may be', () => {
    fc.assert(
      fc.property(anyWorld({ most: 14, wide: 9 }), fc.boolean(), ({ scores, capacities, bonus, options, prices }, isWarm) => {
        const source = new TableOfPairs(scores);
        const complete = source.whole(capacities, bonus);
        const best = allocate(complete);
        const worth = best.total + bonus * best.placed;
        const steps: AllocationStep[] = [...allocateAll({ candidateCount: scores.length, capacities, bonus }, source, isWarm ? { ...options, prices } : options)];
        for (const step of steps) {
          expect(step.worth).toBeLessThanOrEqual(worth);
          expect(step.bound).toBeGreaterThanOrEqual(worth);
          expect(step.gap).toBe(step.bound === 0 ? 0 : (step.bound - step.worth) / step.bound);
          expect(step.pairs.opportunities).toHaveLength(step.pairCount);
        }
        const last = steps.at(-1)!;
        expect(last).toMatchObject({ worth, bound: worth, gap: 0, counts: [], outPrices: [] });
        expect(checkCertificate(complete, last.allocation)).toMatchObject({ holds: true, gap: 0 });
      }),
      { numRuns: 1000 },
    );
  });

  it('begins at the prices of a solution with little to ask', () => {
    const scores = Array.from({ length: 60 }, (_, person) => Array.from({ length: 12 }, (__, place) => 1000 - 30 * place + ((person * 37 + place * 91) % 23)));
    const whole = { candidateCount: 60, capacities: new Int32Array(12).fill(3), bonus: 0 };
    const options = { first: 3, more: 2, margin: 5 };
    const cold = [...allocateAll(whole, new TableOfPairs(scores), options)];
    const warm = [...allocateAll(whole, new TableOfPairs(scores), { ...options, prices: cold.at(-1)!.allocation.prices })];
    expect(warm.at(-1)!.worth).toBe(cold.at(-1)!.worth);
    expect(warm.length).toBeLessThan(cold.length);
  });

  it('ends when a source has nothing new, though it says that what is known is worth more', () => {
    let asked = 0;
    const source: PairSource = { best: () => ({ starts: Int32Array.of(0, 1), opportunities: Int32Array.of(0), scores: Int32Array.of(5 + asked++) }) };
    const steps = [...allocateAll({ candidateCount: 1, capacities: Int32Array.of(1), bonus: 0 }, source)];
    expect(steps).toHaveLength(1);
    expect(steps[0]!.gap).toBeGreaterThan(0);
  });

  it('asks only about those for whom something may have become better', () => {
    const scores = Array.from({ length: 60 }, (_, person) => Array.from({ length: 12 }, (__, place) => 1000 - 30 * place + ((person * 37 + place * 91) % 23)));
    const capacities = new Int32Array(12).fill(3);
    const source = new TableOfPairs(scores);
    const steps = [...allocateAll({ candidateCount: 60, capacities, bonus: 0 }, source, { first: 3, more: 2, margin: 5 })];
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.at(-1)!.askedCount).toBeLessThan(60);
    expect(steps.reduce((sum, { askedCount }) => sum + askedCount, 60)).toBe(source.asked);
  });
});

describe('the best allocation over all pairs with minimums', () => {
  const groupsOf = (groupOf: readonly number[], minimums: readonly number[]): GroupMinimum[] => minimums.map((minimum, group) => ({ minimum, members: Uint8Array.from(groupOf, (own) => Number(own === group)) }));

  it('is the best of all that lack as few as can be, and every step says how far it may be', () => {
    fc.assert(
      fc.property(anyWorld({ most: 4, wide: 3 }), fc.boolean(), ({ scores, capacities, bonus, options, prices, groupOf, minimums }, isWarm) => {
        const source = new TableOfPairs(scores);
        const complete = source.whole(capacities, bonus);
        const groups = groupsOf(groupOf, minimums);
        const steps = [...allocateAll({ candidateCount: scores.length, capacities, bonus }, source, isWarm ? { ...options, prices, minimums: groups } : { ...options, minimums: groups })];
        const ways = everyAssignment(complete).map((way) => {
          const { total, placed } = valueOf(complete, way);
          return { worth: total + bonus * placed, lacking: groups.reduce((sum, { members, minimum }) => sum + Math.max(0, minimum - way.filter((place, candidate) => place >= 0 && members[candidate] === 1).length), 0) };
        });
        const bestOf = (lacking: number): number => Math.max(...ways.filter((way) => way.lacking <= lacking).map((way) => way.worth));
        const lackingIn = ({ counts }: AllocationStep): number => groups.reduce((sum, { minimum }, group) => sum + Math.max(0, minimum - counts[group]!), 0);
        for (const step of steps) {
          expect(step.worth).toBeLessThanOrEqual(bestOf(lackingIn(step)));
          expect(step.bound).toBeGreaterThanOrEqual(bestOf(lackingIn(step)));
        }
        const last = steps.at(-1)!;
        const least = Math.min(...ways.map(({ lacking }) => lacking));
        expect(lackingIn(last)).toBe(least);
        expect([last.worth, last.bound, last.gap]).toEqual([bestOf(least), bestOf(least), 0]);
      }),
      { numRuns: 250 },
    );
  });

  it('finds members a place that none of their first pairs has, at the price of those who leave', () => {
    // The member is last everywhere, and knows of one opportunity to begin with.
    const source = new TableOfPairs([[900, 800], [800, 900], [850, 700], [20, 10]]);
    const whole = { candidateCount: 4, capacities: Int32Array.of(1, 1), bonus: 0 };
    expect(bestByTrying(source.whole(whole.capacities, 0))).toBe(1800);
    const minimums = groupsOf([1, 1, 1, 0], [1]);
    const last = [...allocateAll(whole, source, { first: 1, more: 1, margin: 0, minimums })].at(-1)!;
    expect(last).toMatchObject({ worth: 920, bound: 920, counts: [1], outPrices: [880] });
  });

  it('finds members a place whose price was too high to begin with, and stays so', () => {
    const source = new TableOfPairs([[1500], [1500], [100]]);
    const options = { margin: 30, prices: Float64Array.of(1000), minimums: groupsOf([1, 1, 0], [1]) };
    const last = [...allocateAll({ candidateCount: 3, capacities: Int32Array.of(1), bonus: 0 }, source, options)].at(-1)!;
    expect(last).toMatchObject({ worth: 100, bound: 100, counts: [1], outPrices: [1400] });
  });

  it('leaves out of a minimum whoever is eligible for nothing, and says what it lacks where there are not as many places', () => {
    const capacities = Int32Array.of(1);
    const none = [...allocateAll({ candidateCount: 3, capacities: Int32Array.of(3), bonus: 0 }, new TableOfPairs([[5], [null], [null]]), { minimums: groupsOf([0, 0, 0], [3]) })].at(-1)!;
    expect(none).toMatchObject({ worth: 5, gap: 0, counts: [1], outPrices: [0] });
    const full = [...allocateAll({ candidateCount: 3, capacities, bonus: 0 }, new TableOfPairs([[5], [4], [3]]), { minimums: groupsOf([0, 0, 0], [3]) })].at(-1)!;
    expect(full).toMatchObject({ worth: 5, gap: 0, counts: [1], outPrices: [0] });
    // Two groups want the same place.
    const both = [...allocateAll({ candidateCount: 2, capacities, bonus: 0 }, new TableOfPairs([[5], [7]]), { minimums: groupsOf([0, 1], [1, 1]) })].at(-1)!;
    expect(both).toMatchObject({ worth: 7, bound: 7, gap: 0, counts: [0, 1] });
    expect(both.outPrices[0]).toBe(MOST_FOR_ONE);
  });
});
