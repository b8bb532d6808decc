import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocateAll } from './allocate-all.js';
import { allocate } from './allocate.js';
import { checkCertificate } from './certificate.js';
import { NOT_ASKED } from './pair-source.js';
import { rowsFound, TableOfPairs } from './pair-source.oracle.js';
import { ReservedPairs } from './reserved-pairs.js';
import { opportunitiesOfParts, partCapacities, withReserves, type ReservedPlaces } from './reserves.js';

const PEOPLE = 6;
const PLACES = 4;

const anyMembers = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: PEOPLE, maxLength: PEOPLE }).map((all) => Uint8Array.from(all));

const anyWorld = fc.tuple(fc.tuple(anyMembers, anyMembers), fc.nat(5)).chain(([lists, reserveCount]) =>
  fc.record({
    scores: fc.array(fc.array(fc.oneof(fc.constant(null), fc.nat(40)), { minLength: PLACES, maxLength: PLACES }), { minLength: PEOPLE, maxLength: PEOPLE }),
    places: fc.array(fc.nat(3), { minLength: PLACES, maxLength: PLACES }).map((all) => Int32Array.from(all)),
    reserves: fc.array(
      fc.record({ opportunity: fc.nat(PLACES - 1), places: fc.nat(3), members: fc.constantFrom(...lists), isHard: fc.boolean(), advantage: fc.constantFrom(0, 5, 100) }),
      { minLength: reserveCount, maxLength: reserveCount },
    ),
    prices: fc.array(fc.nat(60), { minLength: PLACES + reserveCount, maxLength: PLACES + reserveCount }).map((all) => Float64Array.from(all)),
    floors: fc.array(fc.oneof(fc.constant(NOT_ASKED), fc.integer({ min: -60, max: 60 })), { minLength: PEOPLE, maxLength: PEOPLE }).map((all) => Int32Array.from(all)),
    limit: fc.integer({ min: 1, max: 5 }),
    among: fc.option(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: PLACES + reserveCount, maxLength: PLACES + reserveCount }).map((all) => Uint8Array.from(all)), { nil: undefined }),
    bonus: fc.constantFrom(0, 1000),
  }),
);

/** Parts of every pair written down, as withReserves has them. */
function partsOf(scores: readonly (readonly (number | null)[])[], places: Int32Array, reserves: readonly ReservedPlaces[]): TableOfPairs {
  const { problem } = withReserves(new TableOfPairs(scores).whole(places, 0), reserves);
  const rows = scores.map((): (number | null)[] => Array.from({ length: places.length + reserves.length }, () => null));
  for (const [candidate, row] of rows.entries()) for (let at = problem.starts[candidate]!; at < problem.starts[candidate + 1]!; at += 1) row[problem.opportunities[at]!] = problem.scores[at]!;
  return new TableOfPairs(rows);
}

describe('pairs with parts of opportunities', () => {
  it('are those that are worth most of all parts written down', () => {
    fc.assert(
      fc.property(anyWorld, ({ scores, places, reserves, prices, floors, limit, among }) => {
        const written = partsOf(scores, places, reserves);
        const found = rowsFound(new ReservedPairs(new TableOfPairs(scores), PLACES, reserves, PEOPLE).best(prices, floors, limit, among));
        const expected = rowsFound(written.best(prices, floors, limit, among));
        for (const [candidate, row] of found.entries()) {
          expect(row.map(({ opportunity, score }) => score - prices[opportunity]!)).toEqual(expected[candidate]!.map(({ opportunity, score }) => score - prices[opportunity]!));
          const rightly = row.filter(({ opportunity, score }, at) => written.scores[candidate]![opportunity] === score && among?.[opportunity] !== 0 && row.findIndex((other) => other.opportunity === opportunity) === at);
          expect(row).toEqual(rightly);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('lead to the best allocation with reserves', () => {
    fc.assert(
      fc.property(anyWorld, ({ scores, places, reserves, bonus }) => {
        const { problem, opportunityOf } = withReserves(new TableOfPairs(scores).whole(places, bonus), reserves);
        const capacities = partCapacities(places, reserves);
        expect(capacities).toEqual(problem.capacities);
        expect(opportunitiesOfParts(PLACES, reserves)).toEqual(opportunityOf);
        const { total, placed } = allocate(problem);
        const source = new ReservedPairs(new TableOfPairs(scores), PLACES, reserves, PEOPLE);
        const last = [...allocateAll({ candidateCount: PEOPLE, capacities, bonus }, source, { first: 2, more: 1, margin: 3 })].at(-1)!;
        expect([last.worth, last.gap]).toEqual([total + bonus * placed, 0]);
        expect(checkCertificate(problem, last.allocation)).toMatchObject({ holds: true });
      }),
      { numRuns: 250 },
    );
  });

  it('are open places before reserved ones, and reserves as declared, where all are worth the same', () => {
    const everybody = Uint8Array.of(1);
    const reserves = [1, 0, 0].map((opportunity): ReservedPlaces => ({ opportunity, places: 1, members: everybody, isHard: false, advantage: 0 }));
    const source = new ReservedPairs(new TableOfPairs([[50, 50]]), 2, reserves, 1);
    const parts = (limit: number, among?: Uint8Array) => rowsFound(source.best(new Float64Array(5), new Int32Array(1), limit, among))[0]!.map(({ opportunity }) => opportunity);
    expect(parts(9)).toEqual([0, 1, 2, 3, 4]);
    expect(parts(9, Uint8Array.of(0, 1, 1, 0, 0))).toEqual([1, 2]);
    expect(parts(9, Uint8Array.of(0, 1, 0, 0, 1))).toEqual([1, 4]);
  });

  it('are hard ones for members only, and soft ones with what members count more', () => {
    const members = Uint8Array.of(1, 0);
    const of = (isHard: boolean) => new ReservedPairs(new TableOfPairs([[50], [50]]), 1, [{ opportunity: 0, places: 1, members, isHard, advantage: 20 }], 2);
    const ask = (source: ReservedPairs, floor: number) => rowsFound(source.best(Float64Array.of(10, 5), new Int32Array(2).fill(floor), 9));
    expect(ask(of(true), 0)).toEqual([[{ opportunity: 1, score: 50 }, { opportunity: 0, score: 50 }], [{ opportunity: 0, score: 50 }]]);
    expect(ask(of(false), 0)).toEqual([[{ opportunity: 1, score: 70 }, { opportunity: 0, score: 50 }], [{ opportunity: 1, score: 50 }, { opportunity: 0, score: 50 }]]);
    expect(ask(of(false), 41)).toEqual([[{ opportunity: 1, score: 70 }], [{ opportunity: 1, score: 50 }]]);
  });
});
