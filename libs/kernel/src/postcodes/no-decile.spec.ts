import { describe, expect, it } from '@jest/globals';
import { NO_DECILE_SENTENCES, whyNoDecile, type PostcodeFacts } from './no-decile.js';
import { readPostcode } from './postcode.js';

const inEngland: PostcodeFacts = { countryCode: 'E92000001', hasPosition: true, lsoaCode: 'E01000001', decile: 3 };

describe('why a postcode has no decile', () => {
  it.each([
    ['it has one', 'ZX1 1AA', inEngland, true, null],
    ['not a postcode', 'ZX1', null, true, 'not-a-postcode'],
    ['pseudo', 'ZZ99 3CZ', null, true, 'pseudo-postcode'],
    ['pseudo, even where a directory lists it', 'ZZ99 3CZ', inEngland, true, 'pseudo-postcode'],
    ['unknown', 'ZX1 1AB', null, true, 'not-in-directory'],
    ['forces', 'BFPO 1', null, true, 'outside-england'],
    ['overseas', 'FIQQ 1ZZ', null, true, 'outside-england'],
    ['Scotland', 'ZX1 1AA', { ...inEngland, countryCode: 'S92000003', lsoaCode: 'S01006514', decile: null }, true, 'outside-england'],
    ['Jersey, without a position', 'ZX1 1AA', { countryCode: 'L93000001', hasPosition: false, lsoaCode: null, decile: null }, true, 'outside-england'],
    ['no position', 'ZX1 1AA', { countryCode: null, hasPosition: false, lsoaCode: null, decile: null }, true, 'no-grid-reference'],
    ['no area', 'ZX1 1AA', { ...inEngland, lsoaCode: null, decile: null }, true, 'area-unknown'],
    ['an area without a rank', 'ZX1 1AA', { ...inEngland, decile: null }, true, 'area-unknown'],
    ['no index', 'ZX1 1AA', { ...inEngland, decile: null }, false, 'no-index-loaded'],
  ] as const)('%s', (_case, typed, facts, isIndexLoaded, reason) => {
    expect(whyNoDecile(readPostcode(typed), facts, isIndexLoaded)).toBe(reason);
  });

  it('has a sentence of its own for each reason', () => {
    const sentences = Object.values(NO_DECILE_SENTENCES);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});
