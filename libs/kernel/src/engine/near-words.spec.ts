import { describe, expect, it } from '@jest/globals';
import { opportunityWith } from '../matching/example-facts.oracle.js';
import { squareToBox } from './boxes.js';
import { EMPTY_WORD, PLACED, type MarketData } from './market-data.js';
import { compileMarket } from './market.js';
import { NearWords } from './near-words.js';
import { OpportunityWriter } from './opportunity-writer.js';

/** 50 words along a road of 160 km, one of remote opportunities and two to spare. */
function road(): MarketData {
  const placed = Array.from({ length: 1600 }, (_, number) => opportunityWith({ opportunityId: `placed-${number}`, position: { east: 4000 + number, north: 1800 + (number % 5) } }));
  const remote = Array.from({ length: 3 }, (_, number) => opportunityWith({ opportunityId: `remote-${number}`, attendance: 'remote' }));
  return compileMarket([...placed, ...remote], { spareSlots: 64 }).data;
}

/** The words of a list, ascending. */
const listed = ({ words, count }: NearWords): readonly number[] => [...words.subarray(0, count)].toSorted((a, b) => a - b);

/** Words that somebody at a point reaches, or whose way does not decide. */
function reached({ wordPlace, boxes }: MarketData, east: number, north: number, reach: number): readonly number[] {
  return [...wordPlace.keys()].filter((word) => wordPlace[word] !== EMPTY_WORD && (wordPlace[word] !== PLACED || squareToBox(boxes, word, east, north) <= reach));
}

describe('near words', () => {
  it.each([3500, 4000, 4444, 4800, 5599, 7000])('hold what is within reach of %d, and nothing that is not within reach of its square', (east) => {
    const data = road();
    const near = new NearWords(data);
    for (const side of [0, 60, 300, 5000]) {
      near.aim(east, 1801, side * side);
      const found = listed(near);
      expect(found).toEqual(expect.arrayContaining([...reached(data, east, 1801, side * side)]));
      expect(reached(data, east, 1801, (side + 12) ** 2)).toEqual(expect.arrayContaining([...found]));
      expect(new Set(found).size).toBe(found.length);
    }
  });

  it('are the same list for a neighbour who reaches no farther', () => {
    const near = new NearWords(road());
    near.aim(4400, 1800, 90_000);
    const first = listed(near);
    near.aim(4407, 1807, 100);
    expect(listed(near)).toEqual(first);
  });

  it('hold a word that was filled since, once the list was forgotten', () => {
    const data = road();
    const near = new NearWords(data);
    const word = data.wordPlace.indexOf(EMPTY_WORD);
    near.aim(9000, 9000, 100);
    const before = listed(near);
    new OpportunityWriter(data).write(word * 32, 1603, opportunityWith({ opportunityId: 'placed-1', position: { east: 9001, north: 9001 } }));
    near.forget();
    near.aim(9000, 9000, 100);
    expect(listed(near)).toEqual([...before, word].toSorted((a, b) => a - b));
    near.aimEverywhere();
    expect(listed(near)).toEqual(reached(data, 0, 0, Infinity));
  });
});
