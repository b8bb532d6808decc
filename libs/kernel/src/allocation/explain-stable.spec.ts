import { describe, expect, it } from '@jest/globals';
import { explainStable, type OrderedPlace } from './explain-stable.js';

const place = (opportunityId: string, score: number, lottery = 1): OrderedPlace => ({ opportunityId, score, lottery });
const held = (opportunityId: string | null, isDecided = false, isPassedOver = false) => ({ opportunityId, isDecided, isPassedOver });
const wish = (opportunityIds: string[], declinedIds: string[] = [], isBinding = false) => ({ candidateId: 'c', opportunityIds, declinedIds, isBinding });

const MARKET = [place('low', 100), place('high', 900), place('even', 500, 1), place('lucky', 500, 2)];

describe('a place of a stable allocation', () => {
  it.each([
    ['the first', held('high'), MARKET, 'best-that-ranks-high-enough', 'The first of their own order.'],
    ['a later one', held('even'), MARKET, 'best-that-ranks-high-enough', 'Number 3 of their own order: the places of those before it went to people whom they rank higher, or keep places for.'],
    ['none, with something to be eligible for', held(null), MARKET, 'outranked', 'Every place to be eligible for went to people whom it ranks higher, or is kept for.'],
    ['none, with nothing', held(null), [], 'nothing-eligible', 'None of the places of this allocation is one to be eligible for.'],
    ['a decision for a place', held('z', true), MARKET, 'decided', 'Somebody decided on this place; the others were allocated round it.'],
    ['a decision for none', held(null, true), MARKET, 'decided', 'Somebody decided that there is to be no place.'],
    ['somebody with a place elsewhere', held(null, false, true), MARKET, 'passed-over', 'Had a place or an offer already when the facts were read, so the allocation gives no other.'],
  ] as const)('%s', (_, holding, eligible, reason, sentence) => expect(explainStable(holding, eligible, null)).toMatchObject({ reason, sentence }));

  it('stands in the person’s own order: what is above ranks others higher, what is below is wanted less', () => {
    const { others } = explainStable(held('even'), MARKET, null);
    expect(others).toEqual([
      { opportunityId: 'high', score: 900, reason: 'ranked-others', sentence: 'Its places went to people whom it ranks higher, or keeps places for.' },
      { opportunityId: 'lucky', score: 500, reason: 'ranked-others', sentence: 'Its places went to people whom it ranks higher, or keeps places for.' },
      { opportunityId: 'low', score: 100, reason: 'wanted-less', sentence: "It stands lower in the person's own order." },
    ]);
  });

  it.each([held('high', true), held(null, true), held(null, false, true)])('says of somebody whose place is settled that nothing else was looked at', (holding) => {
    expect(new Set(explainStable(holding, MARKET, null).others.map(({ reason }) => reason))).toEqual(new Set(['not-looked-at']));
  });

  it('puts wishes before scores, and leaves out what was turned down or is not in a binding order', () => {
    const order = (sent: ReturnType<typeof wish>): string[] => explainStable(held(null), MARKET, sent).others.map(({ opportunityId }) => opportunityId);
    expect(order(wish(['low', 'even']))).toEqual(['low', 'even', 'high', 'lucky']);
    expect(order(wish(['low'], ['high']))).toEqual(['low', 'lucky', 'even']);
    expect(order(wish(['even', 'low', 'high'], ['high'], true))).toEqual(['even', 'low']);
  });
});
