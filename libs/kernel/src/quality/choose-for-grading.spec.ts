import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyMarket, candidateWith, opportunityWith } from '../matching/example-facts.oracle.js';
import type { OpportunityFacts } from '../matching/facts.js';
import { chooseForGrading } from './choose-for-grading.js';

const TODAY = { asOfOn: '2026-03-01' };
const candidate = candidateWith();

/** Eligible ones, the later in the list the worse paid. */
const fitting = (count: number): OpportunityFacts[] => Array.from({ length: count }, (_, index) => opportunityWith({ opportunityId: `fits-${String(index).padStart(2, '0')}`, hourlyPence: 1800 - 10 * index }));
/** Ones that fail one rule, or two. */
const missing = (count: number): OpportunityFacts[] => Array.from({ length: count }, (_, index) => opportunityWith({ opportunityId: `misses-${index}`, minimumLevel: 4, ...(index < 2 ? { minimumMathsLevel: 2 } : {}) }));

const chosen = (opportunities: readonly OpportunityFacts[]): readonly string[] => chooseForGrading(candidate, opportunities, TODAY);
const numbers = (ids: readonly string[], prefix: string): number[] => ids.filter((id) => id.startsWith(prefix)).map((id) => Number(id.slice(prefix.length)));

describe('chooseForGrading', () => {
  it('takes the best ten, three from further down and two that fail least', () => {
    const ids = chosen([...missing(5), ...fitting(40)]);
    expect(numbers(ids, 'fits-')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 25, 35]);
    expect(numbers(ids, 'misses-').every((index) => index >= 2)).toBe(true);
    expect(ids).toHaveLength(15);
  });

  it.each([
    [40, 0, 15, 0],
    [40, 1, 14, 1],
    [12, 9, 12, 3],
    [10, 9, 10, 5],
    [3, 9, 3, 5],
    [3, 1, 3, 1],
    [0, 0, 0, 0],
  ])('of %i that fit and %i that do not takes %i and %i', (fits, misses, fitsChosen, missesChosen) => {
    const ids = chosen([...fitting(fits), ...missing(misses)]);
    expect([numbers(ids, 'fits-').length, numbers(ids, 'misses-').length]).toEqual([fitsChosen, missesChosen]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('asks about nothing that is closed or has begun, and asks for a person who has paused too', () => {
    const opportunities = [opportunityWith({ opportunityId: 'closed', isOpen: false }), opportunityWith({ opportunityId: 'begun', startsOn: '2026-02-28' }), opportunityWith({ opportunityId: 'flexible', startsOn: null }), opportunityWith({ opportunityId: 'today', startsOn: '2026-03-01' })];
    expect(chooseForGrading({ ...candidate, isSeeking: false }, opportunities, TODAY).toSorted()).toEqual(['flexible', 'today']);
  });

  it('orders what is equal in everything by id', () => {
    // Words of one FNV-1a hash: their lottery numbers are equal too.
    expect(chosen(['liquid', 'costarring'].map((opportunityId) => opportunityWith({ opportunityId })))).toEqual(['costarring', 'liquid']);
  });

  it('chooses the same from the same, in whatever order it comes', () => {
    fc.assert(
      fc.property(anyMarket, ({ candidates, opportunities }) => {
        for (const person of candidates.slice(0, 2)) {
          expect(chooseForGrading(person, opportunities.toReversed(), TODAY)).toEqual(chooseForGrading(person, opportunities, TODAY));
        }
      }),
    );
  });
});
