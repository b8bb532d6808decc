import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requirementInWords } from './requirement-in-words.js';
import type { Requirement } from './requirement.js';
import { anyRequirement } from './requirements.oracle.js';

describe('a rule of staff in words', () => {
  it.each<[Requirement, string]>([
    [{ on: 'level', atLeast: 3 }, 'Qualifications: level 3 or higher is needed.'],
    [{ on: 'english-level', atLeast: 2 }, 'English: at least level 2 (GCSE grade 4 or equal) is needed.'],
    [{ on: 'maths-level', atLeast: 1 }, 'Maths: at least level 1 is needed.'],
    [{ on: 'skills', allOf: ['customer-service', 'phlebotomy'] }, 'Skills: needed beforehand customer service and phlebotomy.'],
    [{ on: 'checks', allOf: ['dbs-enhanced'] }, 'Checks: needed beforehand enhanced DBS check.'],
    [{ on: 'half-days', slots: 0b1011, needed: 2 }, 'Hours: free on at least 2 half-days a week of these: Monday morning, Monday afternoon and Tuesday morning.'],
    [{ on: 'half-days', slots: 2 ** 21 - 1, needed: 1 }, 'Hours: free on at least 1 half-day a week, whichever.'],
    [{ on: 'travel', atMostMinutes: 45 }, 'Travel: at most 45 minutes one way; a way that is not known passes.'],
    [{ on: 'pay', atLeastHourlyPence: 1260 }, 'Pay: at least £12.60 an hour; what is unpaid or says nothing of pay passes.'],
    [{ on: 'start', from: '2026-03-01', to: null }, 'Start: from 1 March 2026; a flexible start passes.'],
    [{ on: 'start', from: null, to: '2026-05-31' }, 'Start: until 31 May 2026; a flexible start passes.'],
    [{ on: 'start', from: '2026-03-01', to: '2026-05-31' }, 'Start: from 1 March 2026 until 31 May 2026; a flexible start passes.'],
    [{ on: 'contract-end', by: '2026-03-31' }, 'Contract: the present one ends by 31 March 2026; an end that is not known passes.'],
    [{ on: 'redeployment' }, 'Redeployment: only for NHS staff whose post ends.'],
    [{ on: 'stage', anyOf: ['looking', 'referred', 'placed'] }, 'Stage: only for people who are without a live case, referred or placed.'],
    [{ on: 'programme', anyOf: ['YOUNG', 'RETURNERS'] }, 'Programme: only for people whom the rules of YOUNG or RETURNERS let in.'],
    [
      {
        on: 'choice',
        anyOf: [
          { on: 'level', atLeast: 2 },
          { on: 'english-level', atLeast: 1 },
          { on: 'maths-level', atLeast: 1 },
          { on: 'skill', code: 'data-entry' },
          { on: 'check', code: 'identity' },
          { on: 'programme', code: 'YOUNG' },
          { on: 'contract-end', by: '2026-03-31' },
          { on: 'stage', stage: 'offered' },
          { on: 'redeployment' },
        ],
      },
      'Choice: one of these is enough: a qualification at level 2, English at level 1, maths at level 1, data entry, identity check, the programme YOUNG, a contract that ends by 31 March 2026, an offer or a post in the NHS that ends.',
    ],
  ])('%j', (rule, sentence) => {
    expect(requirementInWords(rule)).toBe(sentence);
  });

  it('is one sentence, and tells rules apart that differ', () => {
    fc.assert(
      fc.property(anyRequirement, anyRequirement, (one, other) => {
        const sentence = requirementInWords(one);
        expect(sentence).toMatch(/^[A-Z][a-z]+: .+[^.]\.$/);
        expect(requirementInWords(other) === sentence).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});
