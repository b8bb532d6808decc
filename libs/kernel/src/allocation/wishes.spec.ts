import { describe, expect, it } from '@jest/globals';
import { grantedWishes, wishAdjustment, wishedPairs } from './wishes.js';

const wish = (opportunityIds: string[], declinedIds: string[] = [], isBinding = false) => ({ candidateId: 'who', opportunityIds, declinedIds, isBinding });

describe('wishes', () => {
  it.each([
    ['count less by even steps, rounded down', wish(['a', 'b', 'c']), 1000, { a: 1000, b: 666, c: 333 }, false],
    ['count once where an opportunity is named twice', wish(['a', 'b', 'a']), 1000, { a: 1000, b: 500 }, false],
    ['say never of what was turned down, wished for or not', wish(['a', 'b', 'c', 'd'], ['b', 'z']), 100, { a: 100, c: 50, d: 25, b: null, z: null }, false],
    ['hold to the order where it binds', wish(['a', 'b'], [], true), 10, { a: 10, b: 5 }, true],
    ['end before the first that was turned down where they bind', wish(['a', 'b', 'c'], ['c', 'b', 'z'], true), 9, { a: 9 }, true],
    ['leave nothing where they bind and the first was turned down', wish(['a'], ['a'], true), 9, {}, true],
    ['count nothing by no points', wish(['a', 'b']), 0, { a: 0, b: 0 }, false],
    ['say nothing where there are none', wish([]), 9, {}, false],
  ])('%s', (_, wishes, points, expected, onlyThese) => {
    const found = wishedPairs(wishes, points);
    expect(Object.fromEntries(found.pairs.map((pair) => [pair.opportunityId, pair.points]))).toEqual(expected);
    expect(found.onlyThese).toBe(onlyThese);
  });

  it('are added to the score, leave out what the rules exclude, and skip what is not in the market', () => {
    const numberOf = new Map([['a', 4], ['b', 2], ['c', 0]]);
    const scores = new Map([[4, 700], [2, null], [0, 300]]);
    expect(wishAdjustment(wish(['a', 'b', 'gone'], ['c']), 90, numberOf, (opportunity) => scores.get(opportunity)!)).toEqual({
      onlyThese: false,
      pairs: [{ opportunity: 4, score: 790 }, { opportunity: 2, score: null }, { opportunity: 0, score: null }],
    });
  });
});

it('counts who got their first wish, and who any; nobody without a place or without wishes', () => {
  const wishes = ['a', 'b', 'c', 'd'].map((candidateId) => ({ ...wish(['x', 'y']), candidateId }));
  const places = [['a', 'x'], ['b', 'y'], ['c', 'z'], ['d', null], ['e', 'x']].map(([candidateId, opportunityId]) => ({ candidateId: candidateId!, opportunityId: opportunityId! }));
  expect(grantedWishes(wishes, places)).toEqual({ firstWishes: 1, anyWish: 2 });
});
