import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AllocationProblem } from './allocation-problem.js';
import { allocateWithMinimums, sizeOf, type GroupMinimum } from './group-minimums.js';

/** Every pair of a table. */
function problemOf(scores: readonly (readonly number[])[], capacities: readonly number[], bonus: number): AllocationProblem {
  const width = capacities.length;
  return {
    candidateCount: scores.length,
    capacities: Int32Array.from(capacities),
    starts: Int32Array.from({ length: scores.length + 1 }, (_, candidate) => candidate * width),
    opportunities: Int32Array.from(scores.flat(), (_, at) => at % width),
    scores: Int32Array.from(scores.flat()),
    bonus,
  };
}

/** Every way to give out places: who has which. */
function everyWay(people: number, capacities: readonly number[]): number[][] {
  if (people === 0) return [[]];
  return everyWay(people - 1, capacities).flatMap((way) =>
    [-1, ...capacities.keys()].filter((place) => place < 0 || way.filter((other) => other === place).length < capacities[place]!).map((place) => [...way, place]),
  );
}

const anyWorld = fc.integer({ min: 0, max: 5 }).chain((people) =>
  fc.record({
    scores: fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 2 }), { minLength: people, maxLength: people }),
    capacities: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    groupOf: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: people, maxLength: people }),
    minimums: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    bonus: fc.constantFrom(0, 100),
  }),
);

function expectAtLeast(counts: readonly number[], minimums: readonly number[]): void {
  for (const [at, minimum] of minimums.entries()) expect(counts[at]).toBeGreaterThanOrEqual(minimum);
}

describe('the least places of groups', () => {
  it('are given wherever that can be, by an allocation that is the best of all that do', () => {
    fc.assert(
      fc.property(anyWorld, ({ scores, capacities, groupOf, minimums, bonus }) => {
        const groups: GroupMinimum[] = minimums.map((minimum, group) => ({ minimum, members: Uint8Array.from(groupOf, (own) => Number(own === group)) }));
        const found = allocateWithMinimums(problemOf(scores, capacities, bonus), groups);
        const ways = everyWay(scores.length, capacities).map((way) => ({
          worth: way.reduce((sum, place, candidate) => sum + (place < 0 ? 0 : scores[candidate]![place]! + bonus), 0),
          counts: groups.map(({ members }) => way.filter((place, candidate) => place >= 0 && members[candidate] === 1).length),
        }));
        const worth = found.allocation.total + bonus * found.allocation.placed;
        expect(found.allocation.total).toBe(found.allocation.assignment.reduce((sum, place, candidate) => sum + (place < 0 ? 0 : scores[candidate]![place]!), 0));
        const allowed = ways.filter(({ counts }) => counts.every((count, at) => count >= minimums[at]!));
        const met = allowed.length > 0 ? allowed : ways.filter(({ counts }) => counts.every((count, at) => count === found.counts[at]!));
        expect(worth).toBe(Math.max(...met.map((way) => way.worth)));
        if (allowed.length > 0) expectAtLeast(found.counts, minimums);
      }),
      { numRuns: 600 },
    );
  });

  it('cost nothing where they are met anyhow, what the people displaced were worth more where they are not, and are given as far as can be', () => {
    const problem = problemOf([[30, 30], [20, 20], [10, 10]], [1, 1], 0);
    const last = Uint8Array.of(0, 0, 1);
    expect(allocateWithMinimums(problem, [{ members: Uint8Array.of(1, 0, 0), minimum: 1 }])).toMatchObject({ counts: [1], allocation: { total: 50 } });
    const found = allocateWithMinimums(problem, [{ members: last, minimum: 1 }]);
    expect(found).toMatchObject({ counts: [1], allocation: { total: 40, placed: 2 } });
    expect(allocateWithMinimums(problem, [{ members: last, minimum: 7 }]).counts).toEqual([1]);
  });

  it('have a price for staying out that is what one member less would gain, and proves the allocation together with the places\'', () => {
    fc.assert(
      fc.property(anyWorld, fc.boolean(), ({ scores, capacities, groupOf, minimums, bonus }, isWarm) => {
        const problem = problemOf(scores, capacities, bonus);
        const groups: GroupMinimum[] = minimums.map((minimum, group) => ({ minimum, members: Uint8Array.from(groupOf, (own) => Number(own === group)) }));
        const cold = allocateWithMinimums(problem, groups);
        const { allocation, counts, outPrices } = isWarm ? allocateWithMinimums(problem, groups, { prices: cold.allocation.prices, outPrices: cold.outPrices }) : cold;
        const worth = allocation.total + bonus * allocation.placed;
        if (counts.some((count, group) => count < minimums[group]!)) return;
        for (const [group, { minimum }] of groups.entries()) {
          const less = allocateWithMinimums(problem, groups.with(group, { ...groups[group]!, minimum: Math.max(0, minimum - 1) })).allocation;
          expect(outPrices[group]).toBe(less.total + bonus * less.placed - worth);
        }
        const dual = [
          ...capacities.map((places, opportunity) => places * allocation.prices[opportunity]!),
          ...groups.map(({ members, minimum }, group) => outPrices[group]! * (sizeOf(members) - minimum)),
          ...scores.map((row, candidate) => Math.max(-(outPrices[groupOf[candidate]!] ?? 0), ...row.map((score, opportunity) => score + bonus - allocation.prices[opportunity]!))),
        ];
        expect(dual.reduce((sum, part) => sum + part, 0)).toBe(worth);
      }),
      { numRuns: 300 },
    );
  });
});
