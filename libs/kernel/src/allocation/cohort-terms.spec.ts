import { describe, expect, it } from '@jest/globals';
import { plainTerms, type AllocationTerms, type ReserveTerm } from './allocation-terms.js';
import { adjustmentsOf, Membership, minimumsOf, personalTerms, reservedPlacesOf, reservesInForce, wishPointsIn } from './cohort-terms.js';

const reserve = (opportunityId: string, programmeCode: string, terms: Partial<ReserveTerm> = {}): ReserveTerm => ({ opportunityId, programmeCode, places: 1, isHard: false, releasedOn: null, advantage: 0, ...terms });
const numberOf = new Map([['a', 0], ['b', 1], ['c', 2]]);
const person = (candidateId: string, ...programmeCodes: string[]) => ({ candidateId, programmeCodes });
const terms: AllocationTerms = { ...plainTerms(0), wishPoints: 100 };

describe('reserves in force', () => {
  it('are those of the market, until the day on which their places are open to all', () => {
    const all = [reserve('b', 'x', { releasedOn: '2026-03-02' }), reserve('z', 'x'), reserve('a', 'y', { releasedOn: '2026-03-01' }), reserve('a', 'x')];
    expect(reservesInForce(all, numberOf, '2026-03-01')).toEqual([all[0], all[3]]);
    expect(reservesInForce(all, numberOf, '2026-02-28')).toEqual([all[0], all[2], all[3]]);
  });

  it('have the members of their programmes, in one list for all of a programme', () => {
    const found = reservedPlacesOf([reserve('b', 'x', { places: 4, isHard: true }), reserve('c', 'x', { advantage: 9 })], numberOf, new Membership([person('1', 'x'), person('2'), person('3', 'y', 'x')]));
    expect(found).toEqual([
      { opportunity: 1, places: 4, isHard: true, advantage: 0, members: Uint8Array.of(1, 0, 1) },
      { opportunity: 2, places: 1, isHard: false, advantage: 9, members: Uint8Array.of(1, 0, 1) },
    ]);
    expect(found[0]!.members).toBe(found[1]!.members);
  });
});

describe('minimums', () => {
  it('count somebody in two programmes for the one declared first', () => {
    const minimums = [{ programmeCode: 'y', places: 2 }, { programmeCode: 'x', places: 1 }];
    expect(minimumsOf({ ...terms, minimums }, new Membership([person('1', 'x', 'y'), person('2', 'x'), person('3')]))).toEqual([
      { minimum: 2, members: Uint8Array.of(1, 0, 0) },
      { minimum: 1, members: Uint8Array.of(0, 1, 0) },
    ]);
  });
});

describe('wishes and decisions', () => {
  const wishes = [
    { candidateId: '1', opportunityIds: ['a', 'b'], declinedIds: ['c'], isBinding: false },
    { candidateId: '2', opportunityIds: ['b'], declinedIds: [], isBinding: true },
    { candidateId: 'gone', opportunityIds: ['b'], declinedIds: [], isBinding: true },
  ];
  const excludedPairs = [
    { candidateId: '1', opportunityId: 'b' },
    { candidateId: '2', opportunityId: 'a' },
    { candidateId: '3', opportunityId: 'c' },
    { candidateId: '3', opportunityId: 'gone' },
    { candidateId: 'gone', opportunityId: 'a' },
  ];

  it('become adjustments of those who are there; a decision comes before a wish', () => {
    const found = adjustmentsOf({ ...terms, wishes, excludedPairs }, [person('1'), person('2'), person('3')], numberOf, (number, opportunity) => (opportunity === 1 ? 10 * (number + 1) : null));
    expect(Object.fromEntries(found)).toEqual({
      0: { onlyThese: false, pairs: [{ opportunity: 0, score: null }, { opportunity: 2, score: null }, { opportunity: 1, score: null }] },
      1: { onlyThese: true, pairs: [{ opportunity: 1, score: 120 }, { opportunity: 0, score: null }] },
      2: { onlyThese: false, pairs: [{ opportunity: 2, score: null }] },
    });
  });

  it('say of any pair what it counts more, or that it is not to be', () => {
    const points = wishPointsIn({ ...terms, wishes, excludedPairs });
    expect(['a', 'b', 'c', 'd'].map((id) => points('1', id))).toEqual([100, null, null, 0]);
    expect(['a', 'b', 'c'].map((id) => points('2', id))).toEqual([null, 100, null]);
    expect(['a', 'b', 'c'].map((id) => points('3', id))).toEqual([0, 0, null]);
  });

  it('and reserves make the price that one person pays', () => {
    const all = { ...terms, wishes, excludedPairs, reserves: [reserve('a', 'x', { advantage: 30 }), reserve('b', 'x', { isHard: true, advantage: 30 }), reserve('a', 'y'), reserve('c', 'y', { releasedOn: '2026-01-01' })], minimums: [{ programmeCode: 'x', places: 3 }, { programmeCode: 'y', places: 1 }] };
    // Three opportunities, three reserves in force, two minimums.
    const prices = [20, 50, 60, 45, 10, 40, 700, 800];
    const of = (...codes: string[]) => personalTerms(person('1', ...codes), all, ['a', 'b', 'c'], prices, '2026-03-01');
    expect(of()).toEqual({ outPrice: 0, places: [{ price: 20, wishPoints: 100 }, { price: 50, wishPoints: null }, { price: 60, wishPoints: null }] });
    expect(of('x')).toMatchObject({ outPrice: 700, places: [{ price: 15 }, { price: 10 }, { price: 60 }] });
    expect(of('y')).toMatchObject({ outPrice: 800, places: [{ price: 20 }, { price: 50 }, { price: 60 }] });
    expect(personalTerms(person('4'), all, ['a'], [5, 4, 9], '2026-03-01')).toEqual({ outPrice: 0, places: [{ price: 4, wishPoints: 0 }] });
  });
});
