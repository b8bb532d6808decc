import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSmall, knownRange, type PublishedCount, publishedPercentage, publishedText, shownCount, STANDARD_DISCLOSURE_RULE } from './published-count.js';

const rule = STANDARD_DISCLOSURE_RULE;
const count = (value: number): PublishedCount => ({ kind: 'count', value });
const HIDDEN: PublishedCount = { kind: 'hidden', why: 'small' };

describe('a published count', () => {
  it.each([
    [0, false, '0'],
    [8, false, '10'],
    [12, false, '10'],
    [13, false, '15'],
    [1237, false, '1235'],
    [1237, true, '1237'],
    [0, true, '0'],
  ])('of %i, exact %s, reads %s', (value, isExact, text) => expect(publishedText(shownCount(value, isExact, rule))).toBe(text));

  it('is rounded to the nearest ten upwards from the middle, and never to 0', () => {
    const tens = { ...rule, hideUpTo: 2, roundTo: 10 };
    expect([3, 14, 15, 24, 25].map((n) => publishedText(shownCount(n, false, tens)))).toEqual(['10', '10', '20', '20', '30']);
  });

  it.each([
    [0, false],
    [1, true],
    [7, true],
    [8, false],
  ])('%i is small: %s', (value, expected) => expect(isSmall(value, rule)).toBe(expected));

  it('tells exactly the counts that are shown so', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 500 }), fc.integer({ min: 8, max: 500 }), fc.integer({ min: 1, max: 20 }), (one, other, roundTo) => {
        const changed = { ...rule, roundTo };
        const shown = shownCount(one, false, changed);
        const { least, most } = knownRange(shown, changed);
        const looksTheSame = publishedText(shownCount(other, false, changed)) === publishedText(shown);
        expect(other >= least && other <= most).toBe(looksTheSame);
      }),
    );
  });

  it('tells of a hidden one no more than the rule says', () => {
    expect(knownRange(HIDDEN, rule)).toEqual({ least: 1, most: 7 });
    expect(knownRange({ kind: 'hidden', why: 'complementary' }, rule)).toEqual({ least: 1, most: Infinity });
    expect(knownRange(count(12), rule)).toEqual({ least: 12, most: 12 });
  });
});

describe('a published percentage', () => {
  it.each<[PublishedCount, PublishedCount, string]>([
    [count(20), count(60), '33%'],
    [count(1234), count(4000), '30.9%'],
    [count(2000), count(4000), '50.0%'],
    [count(1333), count(3999), '33%'],
    [count(0), count(60), '0%'],
    [count(0), count(0), 'n/a'],
    [HIDDEN, count(60), '*'],
    [count(60), HIDDEN, '*'],
  ])('of %j in %j is %s', (part, total, text) => expect(publishedText(publishedPercentage(part, total))).toBe(text));
});
