import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocateAll, type AllocationStep } from './allocate-all.js';
import { allocate } from './allocate.js';
import { checkCertificate } from './certificate.js';
import { NOT_ASKED, type PairSource } from './pair-source.js';

/** All pairs of a table (−1: not eligible), judged one by one; counts how often somebody was asked about. */
class TableOfPairs implements PairSource {
  asked = 0;

  constructor(readonly scores: readonly (readonly number[])[]) {}

  best(prices: Float64Array, floors: Int32Array, limit: number, among?: Uint8Array): ReturnType<PairSource['best']> {
    const rows = this.scores.map((row, candidate) => {
      if (floors[candidate] === NOT_ASKED) return [];
      if (among === undefined) this.asked += 1;
      return row
        .map((score, opportunity) => ({ opportunity, score, worth: score - prices[opportunity]! }))
        .filter(({ opportunity, score, worth }) => score >= 0 && worth >= floors[candidate]! && among?.[opportunity] !== 0)
        .toSorted((a, b) => b.worth - a.worth)
        .slice(0, limit);
    });
    const starts = new Int32Array(rows.length + 1);
    for (const [candidate, row] of rows.entries()) starts[candidate + 1] = starts[candidate]! + row.length;
    return { starts, opportunities: Int32Array.from(rows.flat(), ({ opportunity }) => opportunity), scores: Int32Array.from(rows.flat(), ({ score }) => score) };
  }

  /** The problem with every pair written down. */
  whole(capacities: Int32Array, bonus: number): Parameters<typeof allocate>[0] {
    return { candidateCount: this.scores.length, capacities, bonus, ...this.best(new Float64Array(capacities.length), new Int32Array(this.scores.length).fill(-bonus), Infinity) };
  }
}

const anyWorld = fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 1, max: 9 })).chain(([people, places]) =>
  fc.record({
    scores: fc.array(fc.array(fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 12 })), { minLength: places, maxLength: places }), { minLength: people, maxLength: people }),
    capacities: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: places, maxLength: places }).map((all) => Int32Array.from(all)),
    bonus: fc.constantFrom(0, 0, 500, 100_000),
    first: fc.integer({ min: 1, max: 4 }),
    more: fc.integer({ min: 1, max: 3 }),
    margin: fc.constantFrom(0, 1, 30, 2000),
  }),
);

/** By ascending opportunity, as allocate wants them. */
function ascending(problem: Parameters<typeof allocate>[0]): Parameters<typeof allocate>[0] {
  const order = Array.from({ length: problem.candidateCount }, (_, candidate) =>
    Array.from({ length: problem.starts[candidate + 1]! - problem.starts[candidate]! }, (__, at) => problem.starts[candidate]! + at).toSorted((a, b) => problem.opportunities[a]! - problem.opportunities[b]!),
  ).flat();
  return { ...problem, opportunities: Int32Array.from(order, (at) => problem.opportunities[at]!), scores: Int32Array.from(order, (at) => problem.scores[at]!) };
}

describe('the best allocation over all pairs', () => {
  it('is the best of the complete graph, whatever few pairs it begins with, and every step says how far it may be', () => {
    fc.assert(
      fc.property(anyWorld, ({ scores, capacities, bonus, first, more, margin }) => {
        const source = new TableOfPairs(scores);
        const complete = ascending(source.whole(capacities, bonus));
        const best = allocate(complete);
        const worth = best.total + bonus * best.placed;
        const steps: AllocationStep[] = [...allocateAll({ candidateCount: scores.length, capacities, bonus }, source, { first, more, margin })];
        for (const step of steps) {
          expect(step.worth).toBeLessThanOrEqual(worth);
          expect(step.bound).toBeGreaterThanOrEqual(worth);
          expect(step.gap).toBe(step.bound === 0 ? 0 : (step.bound - step.worth) / step.bound);
        }
        const last = steps.at(-1)!;
        expect([last.worth, last.bound, last.gap]).toEqual([worth, worth, 0]);
        expect(checkCertificate(complete, last.allocation)).toMatchObject({ holds: true, gap: 0 });
      }),
      { numRuns: 1500 },
    );
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
