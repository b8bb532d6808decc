import { describe, expect, it } from '@jest/globals';
import { entriesOf } from './allocation.oracle.js';
import { PairBlocks } from './pair-blocks.js';

const candidatesOf = (blocks: PairBlocks, opportunity: number) => entriesOf(blocks, opportunity).map(({ candidate }) => candidate);
const add = (blocks: PairBlocks, opportunity: number, candidate: number) => blocks.add(opportunity, candidate + 1000, candidate, candidate + 5);
const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('blocks of pairs', () => {
  it('have the pairs of each opportunity, however many and in whatever order they come', () => {
    const blocks = new PairBlocks(3, 0);
    for (const candidate of upTo(100)) {
      add(blocks, 0, candidate);
      if (candidate < 32) add(blocks, 2, candidate);
    }
    expect([candidatesOf(blocks, 0), candidatesOf(blocks, 1), candidatesOf(blocks, 2)]).toEqual([upTo(100).toReversed(), [], upTo(32).toReversed()]);
  });

  it('put the newest pair where one is taken out', () => {
    const blocks = new PairBlocks(1, 3);
    const entries = upTo(34).map((candidate) => add(blocks, 0, candidate));
    expect(blocks.remove(0, entries[3]!)).toBe(1033);
    expect(blocks.remove(0, entries[32]!)).toBe(1032);
    expect(blocks.remove(0, entries[0]!)).toBe(1031);
    expect(candidatesOf(blocks, 0)).toEqual([31, 1, 2, 33, ...upTo(31).slice(4)].toReversed());
    expect(entriesOf(blocks, 0).at(-1)).toEqual({ pair: 1031, candidate: 31, score: 36 });
  });

  it('are used again by another opportunity when they are empty', () => {
    const blocks = new PairBlocks(2, 64);
    const room = blocks.entries.length;
    for (let time = 0; time < 50; time += 1) {
      for (const candidate of upTo(96)) add(blocks, time % 2, candidate);
      for (let left = 96; left > 0; left -= 1) blocks.remove(time % 2, blocks.newest[time % 2]!);
      expect([candidatesOf(blocks, 0), candidatesOf(blocks, 1)]).toEqual([[], []]);
    }
    expect(blocks.entries).toHaveLength(room);
  });

  it('have room for opportunities that come', () => {
    const blocks = new PairBlocks(0, 0);
    for (const opportunity of upTo(40)) {
      blocks.addOpportunity(opportunity);
      add(blocks, opportunity, opportunity);
    }
    expect(upTo(40).map((opportunity) => candidatesOf(blocks, opportunity))).toEqual(upTo(40).map((opportunity) => [opportunity]));
  });
});
