import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate, type AllocateOptions } from './allocate.js';
import { MOST_EXACT, type AllocationProblem } from './allocation-problem.js';
import { anyProblem, bestByShortestPaths, bestByTrying, mostPlacedThenBest, problemOf, valueOf, type Row } from './allocation.oracle.js';
import { checkCertificate } from './certificate.js';

/** Solves, and checks the proof with the figures. */
function solve(problem: AllocationProblem, options: AllocateOptions = {}) {
  const allocation = allocate(problem, options);
  expect(checkCertificate(problem, allocation)).toMatchObject({ holds: true, gap: 0 });
  expect(valueOf(problem, allocation.assignment)).toEqual({ total: allocation.total, placed: allocation.placed });
  return allocation;
}

describe('an allocation', () => {
  it.each<[string, readonly number[], readonly Row[], number, number[]]>([
    ['nobody', [3], [], 0, []],
    ['no opportunity', [], [[], []], 0, [-1, -1]],
    ['no pair', [1, 1], [[], []], 0, [-1, -1]],
    ['no place', [0], [[[0, 900]]], 0, [-1]],
    ['a place that is there and a better one that is not', [0, 1], [[[0, 900], [1, 5]]], 0, [1]],
    ['two who want one place', [1], [[[0, 500]], [[0, 501]]], 0, [-1, 0]],
    ['the second best for one so that both get more', [1, 1], [[[0, 900], [1, 800]], [[0, 850]]], 0, [1, 0]],
    ['a score of 0, which gains nothing', [1], [[[0, 0]]], 0, [-1]],
    ['a score below 0', [1], [[[0, -5]]], 0, [-1]],
    ['a score below 0 that the bonus outweighs', [1], [[[0, -5]]], 6, [0]],
    ['a chain in which everybody moves on for one who comes last', [1, 1, 1], [[[0, 10], [1, 9]], [[1, 10], [2, 9]], [[0, 12]]], 0, [1, 2, 0]],
    ['more places than people', [7], [[[0, 3]], [[0, 4]]], 0, [0, 0]],
  ])('with %s', (_, capacities, rows, bonus, assignment) => {
    expect([...solve(problemOf(capacities, rows, bonus)).assignment]).toEqual(assignment);
  });

  it('tells apart scores that differ by 1 while all sums are exact', () => {
    const bonus = Math.floor(MOST_EXACT / 3) - 2;
    expect([...solve(problemOf([1, 1], [[[0, 2], [1, 1]], [[0, 2]], [[1, 0]]], bonus)).assignment]).toEqual([1, 0, -1]);
    expect(Number.isSafeInteger(3 * (bonus + 2))).toBe(true);
  });

  it('is the best of all, by trying everything', () => {
    fc.assert(
      fc.property(anyProblem({ candidates: 5, opportunities: 4, places: 3 }), (problem) => {
        const { total, placed } = solve(problem);
        expect(total + problem.bonus * placed).toBe(bestByTrying(problem));
      }),
      { numRuns: 4000, endOnFailure: true },
    );
  });

  it('is the best of all in larger worlds, by shortest paths', () => {
    fc.assert(
      fc.property(anyProblem({ candidates: 40, opportunities: 12, places: 5 }), (problem) => {
        const { total, placed } = solve(problem);
        expect(total + problem.bonus * placed).toBe(bestByShortestPaths(problem));
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it('places as many as can be, and these best, when the bonus is worth more than all scores', () => {
    fc.assert(
      fc.property(anyProblem({ candidates: 5, opportunities: 4, places: 2 }), (drawn) => {
        const { total, placed } = solve({ ...drawn, bonus: 30_000_000 });
        expect({ total, placed }).toEqual(mostPlacedThenBest(drawn));
      }),
      { numRuns: 1000, endOnFailure: true },
    );
  });

  it.each<[string, readonly number[], readonly Row[], number[], number[]]>([
    ['that are right', [1, 2], [[[0, 900], [1, 800]], [[0, 850]]], [100, 0], [1, 0]],
    ['too high where nobody wants to go', [1], [[]], [500], [-1]],
    ['too high where somebody wants to go', [1], [[[0, 400]]], [500], [0]],
    ['too high where somebody is who would rather be there', [1, 1], [[[0, 900], [1, 300]]], [950, 200], [0]],
    ['of a place that is not there', [0], [[[0, 400]]], [0], [-1]],
  ])('begins with prices %s', (_, capacities, rows, prices, assignment) => {
    const given = Float64Array.from(prices);
    expect([...solve(problemOf(capacities, rows), { prices: given }).assignment]).toEqual(assignment);
    expect([...given]).toEqual(prices);
  });

  it('is the best of all whatever prices it begins with', () => {
    const anyStart = anyProblem({ candidates: 12, opportunities: 5, places: 3 }).chain((problem) =>
      fc.tuple(fc.constant(problem), fc.array(fc.oneof(fc.nat(50), fc.nat(2_000_000)), { minLength: problem.capacities.length, maxLength: problem.capacities.length })),
    );
    fc.assert(
      fc.property(anyStart, ([problem, prices]) => {
        const { total, placed } = solve(problem, { prices: Float64Array.from(prices) });
        expect(total + problem.bonus * placed).toBe(bestByShortestPaths(problem));
      }),
      { numRuns: 1000, endOnFailure: true },
    );
  });
});
