import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { explainAllocation, type PricedPlace } from './explain-allocation.js';

const place = (opportunityId: string, score: number, price: number): PricedPlace => ({ opportunityId, score, price });
const held = (opportunityId: string | null, isDecided = false, isPassedOver = false) => ({ opportunityId, isDecided, isPassedOver, placeValue: 100 });

describe('a place explained by prices', () => {
  it.each([
    ['the best, where places are left', held('a'), [place('a', 12_500, 0)], 'best-at-prices', 'The best available at today\'s prices: 12,500 points, and no price, since places there are left.'],
    ['the best beyond its price', held('a'), [place('a', 900, 1), place('b', 950, 60)], 'best-at-prices', 'The best available at today\'s prices: 900 points, at a price of 1 point.'],
    ['a decision for a place', held('z', true), [place('a', 900, 0)], 'decided', 'Somebody decided on this place; the others were allocated round it.'],
    ['a decision for none', held(null, true), [], 'decided', 'Somebody decided that there is to be no place.'],
    ['a decision for somebody with a place elsewhere', held('z', true, true), [place('a', 900, 0)], 'decided', 'Somebody decided on this place; the others were allocated round it.'],
    ['somebody with a place elsewhere', held(null, false, true), [place('a', 900, 0)], 'passed-over', 'Had a place or an offer already when the facts were read, so the allocation gives no other.'],
    ['nothing eligible', held(null), [], 'nothing-eligible', 'None of the places of this allocation is one to be eligible for.'],
    ['outbid everywhere', held(null), [place('a', 900, 1_000)], 'outbid', 'Every place to be eligible for went to people for whom it was worth more.'],
    ['stopped with nothing in hand', held(null), [place('a', 900, 999)], 'not-proven', 'The search was stopped before it was proven that nothing else is better.'],
    ['stopped with less in hand', held('a'), [place('a', 900, 10), place('b', 900, 9)], 'not-proven', 'The search was stopped before it was proven that nothing else is better.'],
  ] as const)('%s', (_, holding, eligible, reason, sentence) => {
    expect(explainAllocation(holding, eligible)).toMatchObject({ reason, sentence });
  });

  it('says of each other place why it is another\'s, the highest score first', () => {
    const { others } = explainAllocation(held('a'), [place('a', 500, 0), place('less', 400, 0), place('more', 1_900_000, 1_899_600), place('even', 600, 100), place('free', 600, 90)]);
    expect(others.map(({ opportunityId, reason, pointsShort }) => [opportunityId, reason, pointsShort])).toEqual([
      ['more', 'went-to-others', 100],
      ['free', 'not-proven', 0],
      ['even', 'as-good', 0],
      ['less', 'worth-less', 100],
    ]);
    expect(others.map(({ sentence }) => sentence)).toEqual([
      'It went to people for whom it was worth more: it would take more than 100 points besides, or more places there.',
      'It may be better: the search was stopped before it was proven.',
      'It went to people for whom it was worth as much, and the order that was drawn decided.',
      'It is worth no more: 400 points, and the place in hand has 500 points.',
    ]);
  });

  it('counts wishes, and places that are reserved for the person', () => {
    const wishedFor = { ...place('a', 500, 40), wishPoints: 30 };
    expect(explainAllocation(held('a'), [wishedFor]).sentence).toBe('The best available at today\'s prices: 500 points and 30 points for the wish, at a price of 40 points.');
    expect(explainAllocation(held('a'), [place('a', 500, -20)]).sentence).toBe('The best available at today\'s prices: 500 points, and 20 points more in a place reserved for a group.');
    expect(explainAllocation(held('a'), [wishedFor, place('b', 510, 21)]).others).toMatchObject([
      { reason: 'worth-less', pointsShort: 1, sentence: 'It is worth no more: 510 points, and the place in hand has 500 points and 30 points for the wish.' },
    ]);
    expect(explainAllocation(held('a'), [wishedFor, { ...place('b', 510, 61), wishPoints: 40 }]).others).toMatchObject([{ reason: 'went-to-others', pointsShort: 1 }]);
  });

  it('counts what staying out costs members of a group that is to have a minimum', () => {
    expect(explainAllocation({ ...held(null), outPrice: 60 }, [place('a', 500, 670)])).toMatchObject({ reason: 'outbid', others: [{ pointsShort: 10 }] });
    expect(explainAllocation({ ...held(null), outPrice: 71 }, [place('a', 500, 670)]).reason).toBe('not-proven');
    expect(explainAllocation({ ...held('a'), outPrice: 60 }, [place('a', 500, 650), place('b', 400, 560)])).toMatchObject({ reason: 'best-at-prices', others: [{ reason: 'worth-less', pointsShort: 10 }] });
  });

  it.each([['decided', held(null, true)], ['settled elsewhere', held(null, false, true)], ['decided for a place', held('a', true)]])('says of somebody who is %s that nothing else was looked at', (_, holding) => {
    const { others } = explainAllocation(holding, [place('a', 900, 0), place('b', 800, 0)]);
    expect(new Set(others.map(({ reason, pointsShort }) => `${reason} ${pointsShort}`))).toEqual(new Set(['not-looked-at 0']));
  });

  it('says of somebody who goes with others of whom nobody has a place that this is why', () => {
    const together = { ...held(null), isKeptTogether: true };
    expect(explainAllocation(together, [place('a', 900, 0), place('b', 800, 5000)])).toMatchObject({ reason: 'kept-together', others: [{ reason: 'kept-together', pointsShort: 0 }, { reason: 'went-to-others' }] });
    expect(explainAllocation(together, [place('b', 800, 5000)])).toMatchObject({ reason: 'outbid' });
  });

  it('compares with having none where there is none', () => {
    const { others } = explainAllocation(held(null), [place('a', 900, 1_250)]);
    expect(others).toEqual([{ opportunityId: 'a', score: 900, price: 1_250, reason: 'went-to-others', pointsShort: 250, sentence: 'It went to people for whom it was worth more: it would take more than 250 points besides, or more places there.' }]);
  });

  it('names the points with which the other place would be worth as much as what is held', () => {
    const places = fc.array(fc.record({ score: fc.nat(1000), price: fc.nat(1000) }), { minLength: 1, maxLength: 6 }).map((rows) => rows.map(({ score, price }, at) => place(String(at), score, price)));
    fc.assert(
      fc.property(places, (eligible) => {
        const best = eligible.toSorted((a, b) => b.score - b.price - (a.score - a.price))[0]!;
        const { others } = explainAllocation({ opportunityId: best.opportunityId, isDecided: false, isPassedOver: false, placeValue: 2000 }, eligible);
        for (const other of others) expect(other.score + other.pointsShort - other.price).toBe(best.score - best.price);
      }),
    );
  });
});
