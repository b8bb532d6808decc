import { describe, expect, it } from '@jest/globals';
import { type Progression, progressOf, progressionProblem } from './progression.js';

const step = (kind: Progression['kind'], toCode: string, fromCode: string | null = null, happenedOn = '2026-05-01', stepCode: string | null = null): Progression => ({ kind, toCode, fromCode, happenedOn, stepCode });

describe('progress', () => {
  it.each<[string, readonly Progression[], number]>([
    ['nothing', [], 0],
    ['a band with nothing known before', [step('band', 'band-3')], 0],
    ['one band up', [step('band', 'band-3', 'band-2')], 1],
    ['two steps', [step('band', 'band-3', 'band-2'), step('band', 'band-5', 'band-3')], 3],
    ['the second step without what was before', [step('band', 'band-3', 'band-2'), step('band', 'band-4')], 2],
    ['over the four parts of band 8', [step('band', 'band-9', 'band-7')], 5],
    ['a level, which is no band', [step('level', 'level-3', 'level-2')], 0],
  ])('in bands: %s', (_, steps, bands) => expect(progressOf(steps).bandsGained).toBe(bands));

  it('counts levels, and names what was gained once each with the last step reached', () => {
    const steps = [
      step('level', 'level-5', 'level-3'), step('qualification', 'st0827', null, '2026-06-01', 'nursing-associate'), step('qualification', 'st0217', null, '2025-06-01', 'senior-support'),
      step('registration', 'nmc', null, '2026-06-01'), step('registration', 'nmc', null, '2026-06-01'),
    ];
    const expected = { bandsGained: 0, levelsGained: 2, qualificationCodes: ['st0217', 'st0827'], registrationCodes: ['nmc'], stepCode: 'nursing-associate' };
    expect(progressOf(steps)).toEqual(expected);
    expect(progressOf([...steps.toReversed(), ...steps])).toEqual(expected);
  });

  it.each<[string, Parameters<typeof progressionProblem>[0], RegExp | null]>([
    ['a band up', step('band', 'band-8a', 'band-7'), null],
    ['a band with nothing before', step('band', 'band-2'), null],
    ['a level up', step('level', 'level-3', 'level-2'), null],
    ['a register', step('registration', 'nmc'), null],
    ['a band that is none', step('band', 'band-8'), /no such band. Give one of band-1/],
    ['from a band that is none', step('band', 'band-3', 'two'), /no such band/],
    ['a level that is none', step('level', 'level-9'), /no such level/],
    ['the same band', step('band', 'band-3', 'band-3'), /not higher/],
    ['a lower level', step('level', 'level-1', 'level-2'), /level reached is not higher/],
    ['the same qualification', step('qualification', 'st0217', 'st0217'), /the same/],
  ])('%s', (_, given, sentence) => {
    expect(String(progressionProblem(given))).toMatch(sentence ?? /^null$/);
  });
});
