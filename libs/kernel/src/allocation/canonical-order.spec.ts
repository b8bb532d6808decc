import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lotteryTicket } from '../matching/tie-break.js';
import { allocate } from './allocate.js';
import { problemOf, type Row } from './allocation.oracle.js';
import { canonicalOrder } from './canonical-order.js';

/** Who may have what, by id, as a file would say it. */
interface World {
  readonly candidateIds: readonly string[];
  readonly places: readonly (readonly [opportunityId: string, capacity: number])[];
  readonly pairs: readonly (readonly [candidateId: string, opportunityId: string, score: number])[];
}

/** Numbers a world by the canonical order and allocates: opportunity id of each candidate id. */
function allocateById({ candidateIds, places, pairs }: World, seed: number): Map<string, string | undefined> {
  const opportunityIds = places.map(([id]) => id);
  const order = canonicalOrder(candidateIds, opportunityIds, seed);
  const people = Array.from(order.candidates, (at) => candidateIds[at]!);
  const offers = Array.from(order.opportunities, (at) => places[at]!);
  const numbers = new Map(offers.map(([id], number) => [id, number]));
  const rows: Row[] = people.map((id) => pairs.filter(([candidateId]) => candidateId === id).map(([, opportunityId, score]) => [numbers.get(opportunityId)!, score]));
  const { assignment } = allocate(problemOf(offers.map(([, capacity]) => capacity), rows));
  return new Map(people.map((id, number) => [id, offers[assignment[number]!]?.[0]]));
}

/** Few different scores and few places: many allocations are best. */
const anyWorld: fc.Arbitrary<World> = fc
  .record({ candidateIds: fc.uniqueArray(fc.string(), { maxLength: 8 }), places: fc.uniqueArray(fc.tuple(fc.string(), fc.nat(2)), { selector: ([id]) => id, maxLength: 5 }) })
  .chain(({ candidateIds, places }) =>
    fc.record({
      candidateIds: fc.constant(candidateIds),
      places: fc.constant(places),
      pairs: fc.constant(candidateIds.flatMap((candidateId) => places.map(([id]) => [candidateId, id] as const))).chain((all) =>
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: all.length, maxLength: all.length }).map((scores) => all.map(([candidateId, id], at) => [candidateId, id, scores[at]! * 100] as const)),
      ),
    }),
  );

const shuffled = <Item>(items: readonly Item[]) => fc.shuffledSubarray([...items], { minLength: items.length });

describe('the canonical order', () => {
  it('gives the same people the same places, in whatever order they are given', () => {
    const anyTwoOrders = anyWorld.chain((world) => fc.tuple(fc.constant(world), fc.record({ candidateIds: shuffled(world.candidateIds), places: shuffled(world.places), pairs: shuffled(world.pairs) })));
    fc.assert(
      fc.property(anyTwoOrders, fc.integer(), ([world, other], seed) => expect(allocateById(other, seed)).toEqual(allocateById(world, seed))),
      { numRuns: 1000, endOnFailure: true },
    );
  });

  it('is drawn by lottery, and by id where two ids have one ticket', () => {
    // FNV-1a gives 'costarring' and 'liquid' one hash.
    const ids = ['liquid', 'b', 'costarring', 'a'];
    const { candidates, opportunities } = canonicalOrder(ids, ids.toReversed(), 7);
    const drawn = Array.from(candidates, (at) => ids[at]!);
    expect(drawn).toEqual(ids.toSorted((a, b) => lotteryTicket(7, a) - lotteryTicket(7, b) || (a < b ? -1 : 1)));
    expect(drawn.indexOf('liquid') - drawn.indexOf('costarring')).toBe(1);
    expect(Array.from(opportunities, (at) => ids.toReversed()[at]!)).toEqual(drawn);
  });

  it('changes with the seed, so that a tie is not won by the same person in every run', () => {
    const winners = Array.from({ length: 40 }, (_, seed) => allocateById({ candidateIds: ['a', 'b'], places: [['x', 1]], pairs: [['a', 'x', 5], ['b', 'x', 5]] }, seed).get('a'));
    expect(new Set(winners)).toEqual(new Set(['x', undefined]));
  });
});
