import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocate.js';
import { anyProblem, bestByTrying, problemOf } from './allocation.oracle.js';
import { checkCertificate } from './certificate.js';
import { leastPrices } from './least-prices.js';

describe('the least prices of an allocation', () => {
  it('are what one place more would be worth, and prove it', () => {
    fc.assert(
      fc.property(anyProblem({ candidates: 5, opportunities: 4, places: 2 }), (problem) => {
        const allocation = allocate(problem);
        const prices = leastPrices(problem, allocation);
        const worth = bestByTrying(problem);
        expect(checkCertificate(problem, { ...allocation, prices })).toMatchObject({ holds: true });
        expect([...prices]).toEqual(Array.from(problem.capacities, (places, opportunity) => bestByTrying({ ...problem, capacities: problem.capacities.with(opportunity, places + 1) }) - worth));
      }),
      { numRuns: 150 },
    );
  });

  it('are those of whoever is turned away, and not of whoever has the place', () => {
    const problem = problemOf([1, 1], [[[0, 900]], [[0, 400], [1, 300]]]);
    const { assignment, total, placed } = allocate(problem);
    expect([...leastPrices(problem, { assignment, total, placed, prices: Float64Array.of(600, 200) })]).toEqual([100, 0]);
    const crowded = problemOf([1], [[[0, 900]], [[0, 400]]]);
    expect([...leastPrices(crowded, { ...allocate(crowded), prices: Float64Array.of(900) })]).toEqual([400]);
  });
});
