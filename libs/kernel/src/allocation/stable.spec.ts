import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blockingPairs, stableMatching, type Reserve } from './stable.js';
import { blockingOf, everyStable, problemOf, type PlainWorld } from './stable.oracle.js';

const open = (places: number): Reserve => ({ places, group: null, isHard: false });
const soft = (places: number, group: number): Reserve => ({ places, group, isHard: false });
const hard = (places: number, group: number): Reserve => ({ places, group, isHard: true });

const matched = (world: PlainWorld): number[] => [...stableMatching(problemOf(world)).assignment];
const blocking = (world: PlainWorld, assignment: readonly number[]) => blockingPairs(problemOf(world), Int32Array.from(assignment));

/** One opportunity that ranks five people by number; all want it. */
const five = (places: number, groups: readonly number[], ...reserves: Reserve[]): PlainWorld => ({
  places: [places],
  choices: [[0], [0], [0], [0], [0]],
  rankings: [[0, 1, 2, 3, 4]],
  groups,
  reserves: [reserves],
});
const seated = (world: PlainWorld): number[] => matched(world).flatMap((opportunity, candidate) => (opportunity === 0 ? [candidate] : []));

describe('stableMatching', () => {
  it('gives candidates the best of two stable matchings', () => {
    const world: PlainWorld = { places: [1, 1], choices: [[0, 1], [1, 0]], rankings: [[1, 0], [0, 1]] };
    expect(everyStable(world)).toEqual([[0, 1], [1, 0]]);
    expect(stableMatching(problemOf(world))).toEqual({ assignment: Int32Array.of(0, 1), placed: 2, proposals: 2 });
  });

  it('turns away whom an opportunity likes least, who asks on, and leaves who is wanted nowhere', () => {
    const world: PlainWorld = { places: [1, 2], choices: [[0, 1], [0, 1], [0], [1, 0]], rankings: [[2, 1, 0], [3, 0]] };
    expect(stableMatching(problemOf(world))).toEqual({ assignment: Int32Array.of(1, -1, 0, 1), placed: 3, proposals: 5 });
  });

  it('gives nobody what has no places, what does not rank them, or what they do not rank', () => {
    const world: PlainWorld = { places: [0, 1, 1], choices: [[0, 1], []], rankings: [[0], [1], [0, 1]] };
    expect(stableMatching(problemOf(world))).toEqual({ assignment: Int32Array.of(-1, -1), placed: 0, proposals: 1 });
    expect(stableMatching(problemOf({ places: [], choices: [], rankings: [] }))).toEqual({ assignment: new Int32Array(0), placed: 0, proposals: 0 });
  });

  it('holds the best of many who ask in any order', () => {
    const worldOf = (ranking: number[]): PlainWorld => ({ places: [4], choices: ranking.map(() => [0]), rankings: [ranking] });
    for (const ranking of [[0, 1, 2, 3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3, 2, 1, 0], [4, 1, 7, 0, 8, 3, 6, 2, 5], [2, 8, 5, 6, 7, 0, 4, 1, 3]]) {
      expect(seated(worldOf(ranking))).toEqual(ranking.slice(0, 4).toSorted((a, b) => a - b));
    }
  });

  it.each<{ name: string; world: PlainWorld; seats: number[] }>([
    { name: 'a soft reserve brings members in', world: five(2, [0, 0, 0, 1, 1], soft(1, 1)), seats: [0, 3] },
    { name: 'a soft reserve without members is open', world: five(2, [0, 0, 0, 0, 0], soft(2, 1)), seats: [0, 1] },
    { name: 'a hard reserve without members stays empty', world: five(2, [0, 0, 0, 0, 0], hard(1, 1)), seats: [0] },
    { name: 'a hard reserve is kept for members', world: five(3, [0, 0, 0, 0, 1], hard(2, 1)), seats: [0, 4] },
    { name: 'a hard reserve for no group stays empty', world: five(2, [1, 1, 1, 1, 1], hard(1, 0)), seats: [0] },
    // Member 0 would have had an open place anyway: filled first, the reserve helps nobody else.
    { name: 'reserved before open: the best member uses the reserve up', world: five(2, [1, 0, 0, 1, 0], soft(1, 1), open(1)), seats: [0, 1] },
    { name: 'open before reserved: the reserve brings another member in', world: five(2, [1, 0, 0, 1, 0], open(1), soft(1, 1)), seats: [0, 3] },
    { name: 'two groups in their order', world: five(3, [0, 0, 1, 2, 3], soft(1, 2), soft(1, 1)), seats: [0, 2, 3] },
    { name: 'places left at a turn go to others at that turn', world: five(3, [2, 2, 2, 0, 0], soft(1, 1), soft(2, 2)), seats: [0, 1, 2] },
    { name: 'entries beyond the places count for nothing', world: five(1, [0, 0, 0, 0, 1], open(1), hard(1, 1)), seats: [0] },
  ])('$name', ({ world, seats }) => {
    expect(seated(world)).toEqual(seats);
    expect(everyStable(world)).toContainEqual(matched(world));
  });

  it('is stable, and of all stable matchings the best for every candidate, by trying all', () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        const { assignment, placed } = stableMatching(problemOf(world));
        const stable = everyStable(world);
        expect(stable).toContainEqual([...assignment]);
        expect(placed).toBe([...assignment].filter((opportunity) => opportunity >= 0).length);
        const rankOf = (candidate: number, opportunity: number): number => (opportunity < 0 ? Infinity : world.choices[candidate]!.indexOf(opportunity));
        for (const other of stable) for (const [candidate, opportunity] of other.entries()) expect(rankOf(candidate, assignment[candidate]!)).toBeLessThanOrEqual(rankOf(candidate, opportunity));
      }),
      { numRuns: 300 },
    );
  });
});

describe('blockingPairs', () => {
  const world: PlainWorld = { places: [1, 1], choices: [[0, 1], [0, 1]], rankings: [[0, 1], [0, 1]] };

  it('finds none where the assignment is stable', () => {
    expect(blocking(world, [0, 1])).toEqual({ count: 0, first: [] });
  });

  it('finds who would rather have each other', () => {
    expect(blocking(world, [1, 0])).toEqual({ count: 1, first: [[0, 0]] });
  });

  it('counts a free place', () => {
    expect(blocking(world, [-1, 0])).toEqual({ count: 2, first: [[0, 0], [0, 1]] });
  });

  it('lists no more than asked for, and counts all', () => {
    expect(blockingPairs(problemOf(world), Int32Array.of(-1, -1), 1)).toEqual({ count: 4, first: [[0, 0]] });
  });

  it('takes a place that one side does not rank for none', () => {
    const oneSided: PlainWorld = { places: [1, 1], choices: [[1], [0]], rankings: [[0, 1], []] };
    expect(blocking(oneSided, [0, -1])).toEqual({ count: 1, first: [[1, 0]] }); // 0 does not rank it
    expect(blocking(oneSided, [1, 0])).toEqual({ count: 0, first: [] }); // 1 does not rank 0, who has nothing better to ask for
  });

  it('goes by the reserves', () => {
    const reserved = five(2, [0, 0, 0, 0, 1], hard(1, 1));
    expect(blocking(reserved, [0, 0, -1, -1, -1])).toEqual({ count: 1, first: [[4, 0]] });
    expect(blocking(reserved, [0, -1, -1, -1, 0])).toEqual({ count: 0, first: [] });
    expect(blocking(five(2, [0, 0, 0, 0, 1], soft(1, 1)), [0, 0, -1, -1, -1])).toEqual({ count: 1, first: [[4, 0]] });
  });

  it('equals trying every pair, whatever the assignment', () => {
    const assigned = worlds().chain((one) => fc.tuple(fc.constant(one), fc.tuple(...one.choices.map(() => fc.integer({ min: -1, max: one.places.length - 1 })))));
    fc.assert(
      fc.property(assigned, ([one, assignment]) => {
        const expected = blockingOf(one, assignment);
        expect(blocking(one, assignment)).toEqual({ count: expected.length, first: expected.slice(0, 10) });
      }),
      { numRuns: 1000 },
    );
  });
});

/** Tiny worlds, half of them with reserves for two groups. */
function worlds(): fc.Arbitrary<PlainWorld> {
  const some = (count: number): fc.Arbitrary<number[]> => fc.shuffledSubarray(Array.from({ length: count }, (_, index) => index));
  const reserve: fc.Arbitrary<Reserve> = fc.record({ places: fc.integer({ min: 0, max: 2 }), group: fc.constantFrom(null, 0, 1, 2, 3), isHard: fc.boolean() });
  return fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 })).chain(([candidates, opportunities]) => {
    const each = <Value>(count: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> => fc.array(value, { minLength: count, maxLength: count });
    return fc.record({
      places: each(opportunities, fc.integer({ min: 0, max: 3 })),
      choices: each(candidates, some(opportunities)),
      rankings: each(opportunities, some(candidates)),
      groups: each(candidates, fc.integer({ min: 0, max: 3 })),
      reserves: each(opportunities, fc.array(reserve, { maxLength: 3 })),
    });
  });
}
