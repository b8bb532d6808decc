import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Allocation } from './allocation-problem.js';
import { anyProblem, bestByTrying, everyAssignment, problemOf, valueOf } from './allocation.oracle.js';
import { checkCertificate } from './certificate.js';

/** Two want the one place of opportunity 0; opportunity 1 has two, and one of the two could go there. */
const problem = problemOf([1, 2], [[[0, 900], [1, 800]], [[0, 850]]]);
const best: Allocation = { assignment: Int32Array.of(1, 0), prices: Float64Array.of(100, 0), total: 1650, placed: 2 };

describe('a certificate', () => {
  it('holds for the best allocation with the prices that prove it', () => {
    expect(checkCertificate(problem, best)).toEqual({ holds: true, gap: 0, total: 1650, bound: 1650 });
  });

  it('counts the bonus of every pair', () => {
    expect(checkCertificate({ ...problem, bonus: 1000 }, best)).toEqual({ holds: true, gap: 0, total: 3650, bound: 3650 });
  });

  it.each<[string, Partial<Allocation>, number]>([
    ['a price too high', { prices: Float64Array.of(1000, 0) }, 150],
    ['a price too low', { prices: Float64Array.of(99, 0) }, 1],
    ['a price on places that are free', { prices: Float64Array.of(110, 10) }, 10],
    ['a place left for nobody', { assignment: Int32Array.of(-1, 0), total: 850, placed: 1 }, 800],
    ['the worse of two for the place', { assignment: Int32Array.of(0, -1), total: 900, placed: 1 }, 750],
  ])('says how much %s may cost', (_, change, gap) => {
    const { holds, ...figures } = checkCertificate(problem, { ...best, ...change });
    const { total } = valueOf(problem, change.assignment ?? best.assignment);
    expect({ holds, ...figures }).toEqual({ holds: false, gap, total, bound: total + gap });
  });

  it.each<[string, Partial<Allocation>]>([
    ['a place too many', { assignment: Int32Array.of(0, 0), total: 1750 }],
    ['a pair that is not there', { assignment: Int32Array.of(1, 1) }],
    ['an opportunity that is not there', { assignment: Int32Array.of(1, 2) }],
    ['somebody missing', { assignment: Int32Array.of(1) }],
  ])('does not count an allocation with %s', (_, change) => {
    expect(checkCertificate(problem, { ...best, ...change })).toEqual({ holds: false, gap: 1650, total: 0, bound: 1650 });
  });

  it.each<[string, Partial<Allocation>]>([
    ['a wrong total', { total: 1651 }],
    ['a wrong number of people placed', { placed: 1 }],
  ])('does not hold with %s', (_, change) => {
    expect(checkCertificate(problem, { ...best, ...change })).toEqual({ holds: false, gap: 0, total: 1650, bound: 1650 });
  });

  it.each<[string, number[], number]>([
    ['below 0', [100, -1], 0],
    ['with a fraction', [100.5, 0], 100],
    ['that is no number', [NaN, 0], 100],
    ['without end', [Infinity, 0], 100],
    ['of an opportunity that is not there', [100, 0, 0], 0],
    ['missing', [100], 0],
  ])('does not hold with a price %s, which counts as 0', (_, prices, gap) => {
    expect(checkCertificate(problem, { ...best, prices: Float64Array.from(prices) })).toEqual({ holds: false, gap, total: 1650, bound: 1650 + gap });
  });

  it('bounds the best allocation by any prices, and holds for none that is worse', () => {
    const anyWorld = anyProblem({ candidates: 4, opportunities: 3, places: 2 }).chain((drawn) =>
      fc.tuple(fc.constant(drawn), fc.array(fc.nat(2_000_000), { minLength: drawn.capacities.length, maxLength: drawn.capacities.length }), fc.nat()),
    );
    fc.assert(
      fc.property(anyWorld, ([drawn, prices, draw]) => {
        const assignments = everyAssignment(drawn);
        const assignment = Int32Array.from(assignments[draw % assignments.length]!);
        const { total, placed } = valueOf(drawn, assignment);
        const most = bestByTrying(drawn);
        const certificate = checkCertificate(drawn, { assignment, prices: Float64Array.from(prices), total, placed });
        expect(certificate.total).toBe(total + drawn.bonus * placed);
        expect(certificate.gap).toBe(certificate.bound - certificate.total);
        expect(certificate.bound).toBeGreaterThanOrEqual(most);
        expect(certificate.holds && certificate.total < most).toBe(false);
      }),
      { numRuns: 2000, endOnFailure: true },
    );
  });
});
