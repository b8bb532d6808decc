import { describe, expect, it } from '@jest/globals';
import { problemOf, type Row } from './allocation.oracle.js';
import { openAuction, priceSteps, runPhase } from './auction.js';

const open = (capacities: readonly number[], rows: readonly Row[], bonus = 0) => openAuction(problemOf(capacities, rows, bonus), new Float64Array(capacities.length));

describe('the steps of prices', () => {
  it.each<[string, readonly Row[], number, number[]]>([
    ['scores up to a million', [[[0, 1_000_000]], [[0, 5]]], 0, [100_000, 10_000, 1000, 100, 10, 1]],
    ['a bonus besides, from what a place is worth', [[[0, 1_000_000]]], 99_000_000, [10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1]],
    ['costs', [[[0, -1_000_000]], [[0, -500_000]]], 1_500_000, [100_000, 10_000, 1000, 100, 10, 1]],
    ['small scores', [[[0, 30]]], 0, [3, 1]],
    ['scores all below 0 and no bonus', [[[0, -30]]], 0, [1]],
    ['no pairs', [[]], 0, [1]],
  ])('follow %s', (_, rows, bonus, steps) => {
    expect(priceSteps(problemOf([1], rows, bonus))).toEqual(steps);
  });
});

describe('a phase of the auction', () => {
  it('lets people bid as much as they would lose by the second best, and a step more', () => {
    const auction = open([1, 1], [[[0, 900], [1, 600]]]);
    expect(runPhase(auction, 10, 0, 100)).toBe(1);
    expect([[...auction.prices], [...auction.won]]).toEqual([[310, 0], [0]]);
  });

  it('lets nobody bid above the score', () => {
    const auction = open([1], [[[0, 900]], [[0, 905]]]);
    runPhase(auction, 10, 0, 100);
    expect([[...auction.prices], [...auction.won]]).toEqual([[905], [-1, 1]]);
  });

  it('keeps the highest bids of an opportunity, at the price of the lowest of them', () => {
    const auction = open([3], [500, 900, 300, 700, 100, 800].map((score) => [[0, score]]));
    runPhase(auction, 1, 0, 100);
    expect([[...auction.prices], [...auction.won]]).toEqual([[700], [-1, 1, -1, 3, -1, 5]]);
  });

  it('asks no price while a place is free, and keeps no more places than are wanted', () => {
    const auction = open([1_000_000_000, 1], [[[0, 500]], [[0, 400]]]);
    runPhase(auction, 1, 0, 100);
    expect([[...auction.prices], [...auction.won], auction.bids.length]).toEqual([[400, 0], [0, 1], 2]);
  });

  it('begins again at lower prices, which stand where nobody bids', () => {
    const auction = open([1, 1], [[[0, 900]], [[0, 950]], [[1, 30]]]);
    runPhase(auction, 1, 0, 100);
    auction.prices[1] = 80;
    runPhase(auction, 1, 20, 100);
    expect([[...auction.prices], [...auction.won]]).toEqual([[950, 60], [-1, 1, -1]]);
  });

  it('lets the few who are outbid last answer at once', () => {
    const rows: Row[] = [[[0, 900], [1, 700]], [[0, 905]], ...Array.from({ length: 62 }, (): Row => [])];
    const auction = open([1, 1], rows);
    expect(runPhase(auction, 10, 0, 1000)).toBe(65);
    expect([[...auction.prices], [...auction.won.subarray(0, 3)]]).toEqual([[905, 700], [1, 2, -1]]);
  });

  it('is broken off after so many bids', () => {
    const auction = open([1, 1], [[[0, 900], [1, 900]], [[0, 900], [1, 900]], [[0, 900], [1, 900]]]);
    expect(runPhase(auction, 1, 0, 50)).toBe(50);
    expect(Math.max(...auction.prices)).toBeLessThan(100);
    expect(auction.won.filter((pair) => pair !== -1)).toHaveLength(2);
  });
});
