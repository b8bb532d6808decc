import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareAllocations, differencesByPerson, type ComparedAllocation, type ComparedCohort } from './compare-allocations.js';

const cohort: ComparedCohort = {
  candidates: [
    { candidateId: 'a', programmeCodes: ['returners', 'academy', 'returners'] },
    { candidateId: 'b', programmeCodes: ['returners'] },
    { candidateId: 'c', programmeCodes: [] },
    { candidateId: 'd', programmeCodes: [] },
    { candidateId: 'e', programmeCodes: ['late'] },
  ],
  opportunities: [
    { opportunityId: 'x', kind: 'role' },
    { opportunityId: 'y', kind: 'course' },
    { opportunityId: 'z', kind: 'role' },
  ],
};

const given = (places: Record<string, [opportunityId: string, score: number | null] | null>) =>
  Object.entries(places).map(([candidateId, place]) => ({ candidateId, opportunityId: place?.[0] ?? null, score: place?.[1] ?? null }));

const base: ComparedAllocation = { given: given({ a: ['x', 500], b: null, c: ['y', 301], d: ['y', 200] }), places: [1, 3, 0], worth: 4001, gap: 0 };
const other: ComparedAllocation = { given: given({ a: null, b: ['x', 700], c: ['z', 300], d: ['y', 200], e: ['x', null] }), places: [1, 1, 2], worth: 5001, gap: 0.01 };

describe('allocations of a cohort compared', () => {
  it('stand side by side in figures', () => {
    expect(compareAllocations(cohort, base, [other, base])).toEqual([
      {
        placed: 3,
        worth: 4001,
        gap: 0,
        scoreTotal: 1001,
        meanScore: 334,
        byProgramme: [
          { programmeCode: 'academy', members: 1, placed: 1 },
          { programmeCode: 'late', members: 1, placed: 0 },
          { programmeCode: 'returners', members: 2, placed: 1 },
        ],
        byKind: [
          { kind: 'course', placed: 2 },
          { kind: 'role', placed: 1 },
        ],
        opportunitiesFilled: 1,
        placesLeft: 1,
        difference: null,
      },
      {
        placed: 4,
        worth: 5001,
        gap: 0.01,
        scoreTotal: 1200,
        meanScore: 300,
        byProgramme: [
          { programmeCode: 'academy', members: 1, placed: 0 },
          { programmeCode: 'late', members: 1, placed: 1 },
          { programmeCode: 'returners', members: 2, placed: 1 },
        ],
        byKind: [
          { kind: 'course', placed: 1 },
          { kind: 'role', placed: 3 },
        ],
        opportunitiesFilled: 2, // x has one more than it had places, by decision
        placesLeft: 1,
        difference: { placedMore: 1, scoreMore: 199, gains: 2, loses: 1, moves: 1, same: 1 },
      },
      expect.objectContaining({ placed: 3, difference: { placedMore: 0, scoreMore: 0, gains: 0, loses: 0, moves: 0, same: 5 } }),
    ]);
  });

  it('say for each person what changes', () => {
    expect(differencesByPerson(cohort, base, other)).toEqual([
      { candidateId: 'a', before: 'x', after: null, change: 'loses', scoreBefore: 500, scoreAfter: null },
      { candidateId: 'b', before: null, after: 'x', change: 'gains', scoreBefore: null, scoreAfter: 700 },
      { candidateId: 'c', before: 'y', after: 'z', change: 'moves', scoreBefore: 301, scoreAfter: 300 },
      { candidateId: 'd', before: 'y', after: 'y', change: 'same', scoreBefore: 200, scoreAfter: 200 },
      { candidateId: 'e', before: null, after: 'x', change: 'gains', scoreBefore: null, scoreAfter: null },
    ]);
  });

  it('have no mean where nobody has a place', () => {
    const none = { given: [], places: [2, 2, 2], worth: 0, gap: 0 };
    expect(compareAllocations(cohort, none, [])[0]).toMatchObject({ placed: 0, meanScore: null, placesLeft: 6, opportunitiesFilled: 0 });
    expect(compareAllocations({ candidates: [], opportunities: [] }, { ...none, places: [] }, [])).toEqual([
      { placed: 0, worth: 0, gap: 0, scoreTotal: 0, meanScore: null, byProgramme: [], byKind: [], opportunitiesFilled: 0, placesLeft: 0, difference: null },
    ]);
  });

  it('add up, whoever goes where', () => {
    const anyGiven = fc.tuple(...cohort.candidates.map(({ candidateId }) => fc.record({ candidateId: fc.constant(candidateId), opportunityId: fc.constantFrom(null, 'x', 'y', 'z'), score: fc.constant(7) })));
    fc.assert(
      fc.property(anyGiven, anyGiven, (before, after) => {
        const of = (places: typeof before): ComparedAllocation => ({ given: places, places: [5, 5, 5], worth: 0, gap: 0 });
        const [one, two] = compareAllocations(cohort, of(before), [of(after)]);
        const { gains, loses, moves, same, placedMore } = two!.difference!;
        expect(gains + loses + moves + same).toBe(5);
        expect([gains - loses, two!.placed - one!.placed]).toEqual([placedMore, placedMore]);
        expect(two!.byKind.reduce((sum, { placed }) => sum + placed, 0)).toBe(two!.placed);
        expect(15 - two!.placesLeft).toBe(two!.placed);
        expect(two!.scoreTotal).toBe(7 * two!.placed);
      }),
    );
  });
});
