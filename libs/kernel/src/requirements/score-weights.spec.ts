import { describe, expect, it } from '@jest/globals';
import { readWeights } from './score-weights.js';

const STANDARD = { skills: 250, travel: 250, interest: 200, pay: 100, schedule: 100, start: 100 };

describe('weights of a programme', () => {
  it('are taken when each part has one and they add up', () => {
    expect(readWeights(STANDARD)).toEqual({ weights: STANDARD, problems: [] });
    expect(readWeights({ ...STANDARD, skills: 20, travel: 480 }).problems).toEqual([]);
  });

  it.each<[string, unknown, string, RegExp]>([
    ['nothing', null, '', /a weight for each of: skills, travel/],
    ['a list', [], '', /a weight for each/],
    ['a part left out', { ...STANDARD, pay: undefined }, '/pay', /whole number from 20/],
    ['a part switched off', { ...STANDARD, pay: 0, skills: 350 }, '/pay', /no part is switched off/],
    ['half a point', { ...STANDARD, pay: 99.5, skills: 250.5 }, '/skills', /whole number/],
    ['too little in all', { ...STANDARD, pay: 90 }, '', /add up to 990: give 10 more/],
    ['too much in all', { ...STANDARD, pay: 110 }, '', /add up to 1010: take 10 away/],
    ['a part that there is not', { ...STANDARD, 'a~/b': 20 }, '/a~0~1b', /No part of a score has this name/],
  ])('are refused with the place and the way out: %s', (_, sent, pointer, detail) => {
    const { weights, problems } = readWeights(sent);
    expect(weights).toBeNull();
    expect(problems[0]).toEqual({ pointer, detail: expect.stringMatching(detail) });
  });
});
