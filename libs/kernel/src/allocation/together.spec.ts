import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocate.js';
import type { AllocationProblem } from './allocation-problem.js';
import { anyProblem, bestByTrying, problemOf, rowsOf } from './allocation.oracle.js';
import { chooseSites, sitesOf, type ChosenSites } from './together.js';

const chosen = (problem: AllocationProblem, groups: readonly (readonly number[])[], siteOf: readonly number[], mostTrials?: number): ChosenSites =>
  chooseSites(problem, allocate(problem), groups, Int32Array.from(siteOf), mostTrials);

/** The problem in which each group can only go to its site. */
function held(problem: AllocationProblem, groups: readonly (readonly number[])[], siteOf: readonly number[], siteOfGroup: readonly number[]): AllocationProblem {
  const rows = rowsOf(problem).map((row, candidate) => {
    const group = groups.findIndex((members) => members.includes(candidate));
    return group < 0 ? row : row.filter(([opportunity]) => siteOfGroup[group]! >= 0 && siteOf[opportunity] === siteOfGroup[group]);
  });
  return problemOf([...problem.capacities], rows, problem.bonus);
}

/** The most that any choice of sites is worth, by trying all. */
function bestChoice(problem: AllocationProblem, groups: readonly (readonly number[])[], siteOf: readonly number[]): number {
  const sites = [-1, ...new Set(siteOf.filter((site) => site >= 0))];
  const choices = groups.reduce<number[][]>((begun) => begun.flatMap((one) => sites.map((site) => [...one, site])), [[]]);
  return Math.max(...choices.map((choice) => bestByTrying(held(problem, groups, siteOf, choice))));
}

describe('sitesOf', () => {
  it('numbers positions, and none of what is remote or nowhere known', () => {
    const here = { east: 5300, north: 1800 };
    const there = { east: 5301, north: 1800 };
    const crossed = { east: 1800, north: 5300 };
    expect([
      ...sitesOf([
        { attendance: 'site', position: here },
        { attendance: 'remote', position: here },
        { attendance: 'site', position: null },
        { attendance: 'site', position: there },
        { attendance: 'site', position: { ...here } },
        { attendance: 'site', position: crossed },
      ]),
    ]).toEqual([0, -1, -1, 1, 0, 2]);
  });
});

describe('chooseSites', () => {
  it('changes nothing without groups', () => {
    expect(chosen(problemOf([1], [[[0, 7]]]), [], [0])).toEqual({ siteOfGroup: [], worth: 7, bound: 7 });
  });

  it('brings two people to one site though each would do better at another', () => {
    const problem = problemOf([1, 1, 2], [[[0, 90], [2, 60]], [[1, 90], [2, 60]]]);
    expect(chosen(problem, [[0, 1]], [0, 1, 2])).toEqual({ siteOfGroup: [2], worth: 120, bound: 180 });
    expect(chosen(problem, [[0], [1]], [0, 1, 2])).toEqual({ siteOfGroup: [0, 1], worth: 180, bound: 180 });
  });

  it('is not taken in by sites with room for one of them', () => {
    const row = [[0, 90], [1, 80], [2, 60]] as const;
    expect(chosen(problemOf([1, 1, 2], [row, row]), [[0, 1]], [0, 1, 2])).toEqual({ siteOfGroup: [2], worth: 120, bound: 170 });
    expect(chosen(problemOf([1, 1, 1], [row, row]), [[0, 1]], [0, 1, 2])).toEqual({ siteOfGroup: [0], worth: 90, bound: 170 });
  });

  it('counts what the group costs others, several opportunities of a site, and the value of a place', () => {
    // Site 0 has opportunities 0 and 1. The two would be worth 100 there, but whom they displace is worth 50.
    const rows = [[[0, 50], [2, 45]], [[1, 50], [2, 45]], [[0, 50]]] as const;
    expect(chosen(problemOf([1, 1, 2], rows), [[0, 1]], [0, 0, 1])).toMatchObject({ siteOfGroup: [1], worth: 140 });
    expect(chosen(problemOf([1, 1, 1], rows), [[0, 1]], [0, 0, 1])).toMatchObject({ siteOfGroup: [0], worth: 100 });
    expect(chosen(problemOf([1, 1, 1], rows, 30), [[0, 1]], [0, 0, 1])).toMatchObject({ siteOfGroup: [0], worth: 160 });
    expect(chosen(problemOf([1, 1, 1], [...rows, [[1, 50]]], 30), [[0, 1]], [0, 0, 1])).toMatchObject({ worth: 235, siteOfGroup: [1] });
  });

  it('gives nobody of a group a place that is at no site, or that is worth nothing', () => {
    const problem = problemOf([2, 2], [[[0, 90], [1, 0]], [[0, 80]]]);
    expect(chosen(problem, [[0, 1]], [-1, 0])).toEqual({ siteOfGroup: [-1], worth: 0, bound: 170 });
    expect(chosen(problem, [[0]], [-1, -1])).toEqual({ siteOfGroup: [-1], worth: 80, bound: 170 });
  });

  it('goes back to a group when another has made room', () => {
    // While the two of the second group are free to go apart, the first does best at site 1. Both together they want it too.
    const problem = problemOf([1, 2, 1, 1], [[[1, 10], [3, 9]], [[0, 30], [1, 21]], [[1, 21], [2, 30]]]);
    expect(chosen(problem, [[0], [1, 2]], [0, 1, 2, 3])).toEqual({ siteOfGroup: [3, 1], worth: 51, bound: 70 });
    expect(chosen(problem, [[0], [1, 2]], [0, 1, 2, 3], 0)).toEqual({ siteOfGroup: [1, 1], worth: 42, bound: 70 }); // as many trials as that would take are too many
  });

  const anyWorld = (groupCount: number) =>
    anyProblem({ candidates: 5, opportunities: 4, places: 2 }).chain((problem) =>
      fc.record({
        problem: fc.constant(problem),
        siteOf: fc.array(fc.integer({ min: -1, max: 2 }), { minLength: problem.capacities.length, maxLength: problem.capacities.length }),
        groups: fc
          .array(fc.integer({ min: -1, max: groupCount - 1 }), { minLength: problem.candidateCount, maxLength: problem.candidateCount })
          .map((groupOf) => Array.from({ length: groupCount }, (_, group) => groupOf.flatMap((own, candidate) => (own === group ? [candidate] : [])))),
      }),
    );

  it('finds the best site for one group', () => {
    fc.assert(
      fc.property(anyWorld(1), ({ problem, siteOf, groups }) => {
        const { siteOfGroup, worth, bound } = chosen(problem, groups, siteOf);
        expect([worth, bound]).toEqual([bestChoice(problem, groups, siteOf), bestByTrying(problem)]);
        expect(worth).toBe(bestByTrying(held(problem, groups, siteOf, siteOfGroup)));
      }),
      { numRuns: 300 },
    );
  });

  it('is worth what it says for several, never more than the best choice, and seldom less', () => {
    let belowBest = 0;
    fc.assert(
      fc.property(anyWorld(3), ({ problem, siteOf, groups }) => {
        const { siteOfGroup, worth, bound } = chosen(problem, groups, siteOf);
        const best = bestChoice(problem, groups, siteOf);
        expect([worth, bound]).toEqual([bestByTrying(held(problem, groups, siteOf, siteOfGroup)), bestByTrying(problem)]);
        expect(worth).toBeLessThanOrEqual(best);
        belowBest += Number(worth < best);
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(belowBest).toBeLessThan(15);
  });
});
