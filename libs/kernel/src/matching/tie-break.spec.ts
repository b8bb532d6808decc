import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareIds, compareRanked, drawLottery, hashOfText, LOTTERY_RANGE, lotteryNumber, lotteryTicket } from './tie-break.js';

describe('the lottery between equal scores', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('hashes %j as FNV-1a publishes it', (text, hash) => expect(hashOfText(text) >>> 0).toBe(hash));

  it('is stored with runs, so these numbers never change under one rule version', () => {
    expect(lotteryNumber(1, 'candidate-1', 'opportunity-1')).toBe(56_863_982);
    expect(lotteryNumber(2, 'candidate-1', 'opportunity-1')).toBe(371_942_465);
  });

  it('is a whole number below 2^32 made of ticket and draw', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), (seed, candidateId, opportunityId) => {
        const number = lotteryNumber(seed, candidateId, opportunityId);
        expect(Number.isInteger(number) && number >= 0 && number < LOTTERY_RANGE).toBe(true);
        expect(drawLottery(lotteryTicket(seed, candidateId), hashOfText(opportunityId))).toBe(number);
      }),
    );
  });

  it('favours nobody: over many seeds each of four candidates wins about a quarter', () => {
    const ids = ['a1', 'a2', 'a3', 'a4'];
    const wins = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed += 1) {
      const numbers = ids.map((id) => lotteryNumber(seed, id, 'x'));
      const winner = numbers.indexOf(Math.max(...numbers));
      wins[winner] = (wins[winner] ?? 0) + 1;
    }
    for (const count of wins) expect(Math.abs(count - 1000)).toBeLessThan(130); // five standard deviations
  });

  it('orders by score, then lottery, higher first; ids ascend by character', () => {
    expect(compareRanked({ score: 2, lottery: 0 }, { score: 1, lottery: 9 })).toBeLessThan(0);
    expect(compareRanked({ score: 1, lottery: 3 }, { score: 1, lottery: 9 })).toBeGreaterThan(0);
    expect(compareRanked({ score: 1, lottery: 3 }, { score: 1, lottery: 3 })).toBe(0);
    expect(['b', 'Z', 'a', 'a'].toSorted(compareIds)).toEqual(['Z', 'a', 'a', 'b']);
  });
});
