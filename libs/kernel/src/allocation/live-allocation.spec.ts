import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocate.js';
import type { AllocationProblem } from './allocation-problem.js';
import { anyProblem, bestByTrying, problemOf, rowsOf, valueOf, type Row } from './allocation.oracle.js';
import { checkCertificate } from './certificate.js';
import { LiveAllocation } from './live-allocation.js';

const live = (problem: AllocationProblem) => new LiveAllocation(problem, allocate(problem));

const columns = (row: Row) => {
  const ascending = row.toSorted(([a], [b]) => a - b);
  return [ascending.map(([opportunity]) => opportunity), ascending.map(([, score]) => score)] as const;
};

/** The allocation is proven best among those who may move, and worth what a fresh one is. */
function checkBest(market: LiveAllocation) {
  const { problem, allocation } = market.ofThoseWhoMove();
  expect(checkCertificate(problem, allocation)).toMatchObject({ holds: true, gap: 0 });
  const { total, placed } = allocate(problem);
  expect(allocation.total + problem.bonus * allocation.placed).toBe(total + problem.bonus * placed);
  return { problem, allocation };
}

/** Opportunity 0 has one place, 1 two; two want the one place. */
const small = () =>
  new LiveAllocation(problemOf([1, 2], [[[0, 900], [1, 800]], [[0, 850]]]), { assignment: Int32Array.of(1, 0), prices: Float64Array.of(100, 0), total: 1650, placed: 2 });
const placesOf = (market: LiveAllocation, count: number) => Array.from({ length: count }, (_, candidate) => market.placeOf(candidate));

describe('a live allocation', () => {
  it('is what it was given at first', () => {
    const market = small();
    expect(placesOf(market, 2)).toEqual([1, 0]);
    expect([market.total, market.placed, market.priceOf(0), market.priceOf(1)]).toEqual([1650, 2, 100, 0]);
  });

  it('makes room for somebody who comes, and closes up when somebody goes', () => {
    const market = small();
    expect(market.addCandidate([0], [870])).toBe(2);
    expect(placesOf(market, 3)).toEqual([1, -1, 0]);
    market.removeCandidate(2);
    expect(placesOf(market, 3)).toEqual([1, 0, -1]);
    market.removeCandidate(1);
    expect(placesOf(market, 3)).toEqual([0, -1, -1]);
    expect([market.total, market.placed]).toEqual([900, 1]);
    market.removeCandidate(1); // gone before: nothing changes
    expect(market.total).toBe(900);
  });

  it('follows what a candidate may have and what it is worth', () => {
    const market = small();
    market.changePairs(0, [0, 1], [900, 845]);
    expect([market.priceOf(0), market.total]).toEqual([100, 1695]);
    market.changePairs(0, [0, 1], [900, 10]);
    expect(placesOf(market, 2)).toEqual([0, -1]);
    market.changePairs(1, [1], [5]);
    expect(placesOf(market, 2)).toEqual([0, 1]);
    market.changePairs(1, [], []);
    expect(placesOf(market, 2)).toEqual([0, -1]);
  });

  it('lets anybody go of those who have places of one opportunity', () => {
    for (const candidate of [0, 1, 2]) {
      const market = live(problemOf([3], [[[0, 5]], [[0, 6]], [[0, 7]]]));
      market.removeCandidate(candidate);
      expect(placesOf(market, 3)).toEqual([0, 0, 0].with(candidate, -1));
      checkBest(market);
    }
  });

  it('gives out a place more, and takes one away', () => {
    const market = small();
    market.addPlace(0);
    expect([placesOf(market, 2), market.total]).toEqual([[0, 0], 1750]);
    expect(market.removePlace(0)).toBe(true);
    expect(placesOf(market, 2)).toEqual([1, 0]);
    expect([market.removePlace(1), market.removePlace(1), market.removePlace(1)]).toEqual([true, true, false]);
    expect(placesOf(market, 2)).toEqual([0, -1]);
    expect(market.removePlace(0)).toBe(true);
    expect([market.total, market.placed]).toEqual([0, 0]);
    market.addPlace(1);
    expect(placesOf(market, 2)).toEqual([1, -1]);
  });

  it('fills a place from a place of which somebody else comes in, if that is worth more than to come in at once', () => {
    const problem = problemOf([1, 1], [[[0, 900]], [[0, 480], [1, 500]], [[0, 10], [1, 490]], [[0, 450]]]);
    const market = new LiveAllocation(problem, { assignment: Int32Array.of(0, 1, -1, -1), prices: Float64Array.of(475, 490), total: 1400, placed: 2 });
    market.addPlace(0);
    expect([placesOf(market, 4), market.total]).toEqual([[0, 0, 1, -1], 1870]);
    checkBest(market);
  });

  it('knows opportunities that come', () => {
    const market = small();
    expect(market.addOpportunity(1)).toBe(2);
    market.changePairs(1, [0, 2], [850, 845]);
    expect([placesOf(market, 2), market.total]).toEqual([[0, 2], 1745]);
  });

  it('leaves a place given for good as it is, and arranges the rest round it', () => {
    const market = small();
    expect(market.freeze(0, 0)).toBe(true);
    expect([placesOf(market, 2), market.total, market.placed, market.isFrozen(0), market.isFrozen(1)]).toEqual([[0, -1], 900, 1, true, false]);
    expect([market.freeze(0, 0), market.freeze(1, 0), market.removePlace(0)]).toEqual([true, false, false]);
    market.changePairs(0, [0, 1], [10, 950]);
    expect([placesOf(market, 2), market.total]).toEqual([[0, -1], 10]);
    market.unfreeze(0);
    expect([placesOf(market, 2), market.total]).toEqual([[1, 0], 1800]);
    market.unfreeze(0); // not frozen: nothing changes
    expect(market.total).toBe(1800);
  });

  it('gives a place by decision to somebody who may not have it by the rules, at a score of 0', () => {
    const market = small();
    expect(market.freeze(1, 1)).toBe(true);
    expect([placesOf(market, 2), market.total, market.placed]).toEqual([[0, 1], 900, 2]);
    expect(market.freeze(1, 0)).toBe(true); // and elsewhere after all
    expect([placesOf(market, 2), market.total]).toEqual([[1, 0], 1650]);
    market.removeCandidate(1);
    expect([placesOf(market, 2), market.total]).toEqual([[0, -1], 900]);
  });

  it('takes the place of one who holds it for one to whom it is given', () => {
    const market = live(problemOf([1, 1], [[[0, 900], [1, 100]], [[1, 50]]]));
    expect(placesOf(market, 2)).toEqual([0, 1]);
    expect(market.freeze(1, 0)).toBe(true);
    expect([placesOf(market, 2), market.total]).toEqual([[1, 0], 100]);
  });

  it('has room for many more than there were at first', () => {
    const market = live(problemOf([], []));
    for (let opportunity = 0; opportunity < 40; opportunity += 1) expect(market.addOpportunity(1)).toBe(opportunity);
    for (let candidate = 0; candidate < 60; candidate += 1) {
      const row: Row = Array.from({ length: 12 }, (_, at) => [(candidate * 7 + at * 3) % 40, 1 + ((candidate * 31 + at * 17) % 100)]);
      expect(market.addCandidate(...columns(row))).toBe(candidate);
    }
    const { problem } = checkBest(market);
    expect(problem.scores).toHaveLength(720);
    expect(market.placed).toBe(40);
  });

  /** What happens: a kind of change, two numbers that name whom, and pairs. */
  const anyChanges = (opportunities: number, length: number) =>
    fc.array(fc.record({ kind: fc.nat(9), one: fc.nat(1000), other: fc.nat(1000), row: fc.uniqueArray(fc.tuple(fc.nat(opportunities - 1), fc.integer({ min: -3, max: 40 })), { selector: ([opportunity]) => opportunity, maxLength: 5 }) }), {
      minLength: length,
      maxLength: length,
      size: 'max',
    });

  function change(market: LiveAllocation, { kind, one, other, row }: { kind: number; one: number; other: number; row: Row }, counts: { candidates: number; opportunities: number }) {
    const candidate = one % counts.candidates;
    const opportunity = other % counts.opportunities;
    if (kind === 0) market.addPlace(opportunity);
    else if (kind === 1) market.removePlace(opportunity);
    else if (kind === 2) market.removeCandidate(candidate);
    else if (kind === 3) market.freeze(candidate, opportunity);
    else if (kind === 4) market.freeze(candidate, Math.max(0, market.placeOf(candidate)));
    else if (kind === 5) market.unfreeze(candidate);
    else if (kind === 6) counts.candidates = market.addCandidate(...columns(row)) + 1;
    else if (kind === 7 && one < 30) counts.opportunities = market.addOpportunity(other % 3) + 1;
    else market.changePairs(candidate, ...columns(row));
  }

  it('is worth what a fresh one is after every one of 10,000 changes', () => {
    const anyWorld = fc.tuple(
      anyProblem({ candidates: 25, opportunities: 8, places: 3 }).filter(({ candidateCount, capacities }) => candidateCount > 0 && capacities.length > 0),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(
        anyWorld.chain(([problem]) => fc.tuple(fc.constant(problem), anyChanges(problem.capacities.length, 400))),
        ([problem, changes]) => {
          const market = live(problem);
          const counts = { candidates: problem.candidateCount, opportunities: problem.capacities.length };
          for (const step of changes) {
            change(market, step, counts);
            checkBest(market);
          }
        },
      ),
      { numRuns: 26, endOnFailure: true },
    );
  });

  it('is the best of all by trying everything, those who may not move left out', () => {
    fc.assert(
      fc.property(
        anyProblem({ candidates: 4, opportunities: 3, places: 2 })
          .filter(({ candidateCount, capacities }) => candidateCount > 0 && capacities.length > 0)
          .chain((problem) => fc.tuple(fc.constant(problem), anyChanges(problem.capacities.length, 5))),
        ([drawn, changes]) => {
          const market = live(drawn);
          const counts = { candidates: drawn.candidateCount, opportunities: drawn.capacities.length };
          for (const step of changes.filter(({ kind }) => kind !== 6)) change(market, step, counts);
          const { problem, allocation } = market.ofThoseWhoMove();
          expect(allocation.total + problem.bonus * allocation.placed).toBe(bestByTrying(problem));
          expect(valueOf(problem, allocation.assignment)).toEqual({ total: allocation.total, placed: allocation.placed });
          expect(rowsOf(problem)).toHaveLength(counts.candidates);
        },
      ),
      { numRuns: 400, endOnFailure: true },
    );
  });
});
