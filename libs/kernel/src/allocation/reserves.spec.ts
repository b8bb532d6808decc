import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocate.js';
import type { AllocationProblem } from './allocation-problem.js';
import { checkCertificate } from './certificate.js';
import { withoutParts, withReserves, type ReservedPlaces } from './reserves.js';

/** A problem from a table of scores, −1: no pair. */
function problemOf(scores: readonly (readonly number[])[], capacities: readonly number[]): AllocationProblem {
  const rows = scores.map((row) => row.flatMap((score, opportunity) => (score < 0 ? [] : [{ opportunity, score }])));
  const starts = new Int32Array(rows.length + 1);
  for (const [candidate, row] of rows.entries()) starts[candidate + 1] = starts[candidate]! + row.length;
  return {
    candidateCount: rows.length,
    capacities: Int32Array.from(capacities),
    starts,
    opportunities: Int32Array.from(rows.flat(), ({ opportunity }) => opportunity),
    scores: Int32Array.from(rows.flat(), ({ score }) => score),
    bonus: 0,
  };
}

/** The most that people can be worth one after the other in places that are left, trying everything. */
function bestByTrying(people: readonly (readonly { place: number; worth: number }[])[], left: number[]): number {
  const [first, ...others] = people;
  if (first === undefined) return 0;
  let best = bestByTrying(others, left);
  for (const { place, worth } of first) {
    if (left[place] === 0) continue;
    left[place]! -= 1;
    best = Math.max(best, worth + bestByTrying(others, left));
    left[place]! += 1;
  }
  return best;
}

const anyWorld = fc.record({
  scores: fc.array(fc.array(fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 9 })), { minLength: 3, maxLength: 3 }), { maxLength: 5 }),
  capacities: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
  reserves: fc.array(
    fc.record({ opportunity: fc.integer({ min: 0, max: 2 }), places: fc.integer({ min: 0, max: 2 }), group: fc.array(fc.constantFrom(0, 1), { minLength: 5, maxLength: 5 }), isHard: fc.boolean(), advantage: fc.integer({ min: 0, max: 6 }) }),
    { maxLength: 3 },
  ),
});

describe('reserved places', () => {
  it('make a problem whose best is that of trying every way to give out open and reserved places', () => {
    fc.assert(
      fc.property(anyWorld, ({ scores, capacities, reserves: asked }) => {
        const reserves: ReservedPlaces[] = asked.map(({ group, ...reserve }) => ({ ...reserve, members: Uint8Array.from(scores, (_, candidate) => group[candidate]!) }));
        const original = problemOf(scores, capacities);
        const split = withReserves(original, reserves);
        const found = allocate(split.problem);
        expect(checkCertificate(split.problem, found)).toMatchObject({ holds: true, gap: 0 });

        const left = [...capacities];
        const reserved = reserves.map(({ opportunity, places }) => {
          const taken = Math.min(places, left[opportunity]!);
          left[opportunity]! -= taken;
          return taken;
        });
        const people = scores.map((row, candidate) =>
          row.flatMap((score, opportunity) => {
            if (score < 0) return [];
            const parts = reserves.flatMap(({ members, isHard, advantage, opportunity: own }, at) => {
              const isMember = members[candidate] === 1;
              return own !== opportunity || (isHard && !isMember) ? [] : [{ place: 3 + at, worth: score + (isMember && !isHard ? advantage : 0) }];
            });
            return [{ place: opportunity, worth: score }, ...parts];
          }),
        );
        expect(found.total).toBe(bestByTrying(people, [...left, ...reserved]));

        const read = withoutParts(original, split, reserves, found);
        expect(read.placed).toBe(read.assignment.filter((opportunity) => opportunity >= 0).length);
        expect(read.total).toBe(read.assignment.reduce((sum, opportunity, candidate) => sum + (opportunity < 0 ? 0 : scores[candidate]![opportunity]!), 0));
        for (const [opportunity, capacity] of capacities.entries()) expect(read.assignment.filter((one) => one === opportunity).length).toBeLessThanOrEqual(capacity);
        for (const [at, taken] of read.takenByMembers.entries()) expect(taken).toBeLessThanOrEqual(reserved[at]!);
      }),
      { numRuns: 1500 },
    );
  });

  it('go to the group first, and to others where the group leaves them', () => {
    const members = Uint8Array.of(0, 0, 1);
    const original = problemOf([[9], [8], [7]], [2]);
    const given = (isHard: boolean, scores: AllocationProblem): ReturnType<typeof withoutParts> => {
      const reserves = [{ opportunity: 0, places: 1, members, isHard, advantage: 3 }];
      const split = withReserves(scores, reserves);
      return withoutParts(scores, split, reserves, allocate(split.problem));
    };
    expect(given(false, original)).toMatchObject({ assignment: Int32Array.of(0, -1, 0), total: 16, takenByMembers: [1] });
    const nobodyOfTheGroup = problemOf([[9], [8], [-1]], [2]);
    expect(given(false, nobodyOfTheGroup)).toMatchObject({ assignment: Int32Array.of(0, 0, -1), total: 17, takenByMembers: [0] });
    expect(given(true, nobodyOfTheGroup)).toMatchObject({ assignment: Int32Array.of(0, -1, -1), total: 9, takenByMembers: [0] });
  });
});
