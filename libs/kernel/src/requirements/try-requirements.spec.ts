import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, candidateWith, opportunityWith } from '../matching/example-facts.oracle.js';
import { requirementInWords } from './requirement-in-words.js';
import { anyRequirement, holds } from './requirements.oracle.js';
import { tryRequirements } from './try-requirements.js';

const ON = { asOfOn: '2026-03-02' };
const OF_THE_PAIR = ['travel', 'pay', 'start'];

describe('rules tried on a person', () => {
  it('fail exactly those whom the rule excludes, one by one, and leave open what an opportunity decides', () => {
    const nothingKnown = opportunityWith({ position: null, hourlyPence: null, startsOn: null });
    fc.assert(
      fc.property(anyCandidate, fc.array(anyRequirement, { maxLength: 4 }), (candidate, requirements) => {
        const tried = tryRequirements(candidate, requirements, ON);
        expect(tried).toHaveLength(requirements.length);
        for (const [index, rule] of requirements.entries()) {
          const { outcome, sentence } = tried[index]!;
          const isOfThePair = OF_THE_PAIR.includes(rule.on);
          expect(outcome === 'depends').toBe(isOfThePair);
          expect(sentence === requirementInWords(rule)).toBe(isOfThePair);
          expect(outcome === 'fails').toBe(!isOfThePair && !holds(rule, candidate, nothingKnown));
        }
      }),
    );
  });

  it('say what is so, and what is not known', () => {
    const candidate = candidateWith({ level: 2, contractEndsOn: null });
    expect(tryRequirements(candidate, [{ on: 'level', atLeast: 3 }, { on: 'contract-end', by: '2026-06-30' }, { on: 'half-days', slots: 1, needed: 1 }], ON)).toEqual([
      { outcome: 'fails', sentence: 'Qualifications: level 3 is needed; the highest held is level 2.' },
      { outcome: 'unknown', sentence: 'Contract: the present one must end by 30 June 2026; when it ends is not known, ask before a referral.' },
      { outcome: 'passes', sentence: 'Hours: 1 half-day a week needed; free on 1 of those it can use.' },
    ]);
  });
});
