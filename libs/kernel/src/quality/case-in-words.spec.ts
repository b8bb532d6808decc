import { describe, expect, it } from '@jest/globals';
import { candidateWith } from '../matching/example-facts.oracle.js';
import { candidateInWords, opportunityInWords } from './case-in-words.js';
import { caseOpportunity } from './graded-case.oracle.js';

describe('candidateInWords', () => {
  it('says what is known', () => {
    expect(candidateInWords(candidateWith({ availableFromOn: '2026-04-01', contractEndsOn: '2026-06-30', isForRedeployment: true, stage: 'referred' }), '2026-03-01')).toEqual([
      'Qualifications: the highest held is level 2. English: level 2 (GCSE grade 4 or equal). Maths: level 1.',
      'Skills: vaccination and customer service.',
      'Checks: identity check.',
      'Hours: free on 10 half-days a week.',
      'Travel: up to 40 minutes by public transport, one way.',
      'Wants: nursing, then pharmacy.',
      'Pay: at least £12.00 an hour.',
      'Start: from 1 April 2026, seen from 1 March 2026.',
      'Now: referred; in an NHS post that ends; the contract ends on 30 June 2026.',
    ]);
  });

  it('says what is not there', () => {
    const sentences = candidateInWords(candidateWith({ skillCodes: [], checkCodes: [], pathwayInterests: [], minimumHourlyPence: null, availableFromOn: '2026-02-01' }), '2026-03-01');
    expect(sentences).toEqual(expect.arrayContaining(['Skills: none.', 'Checks: none.', 'Wants: no preference.', 'Pay: no lowest pay is asked for.', 'Start: at once, seen from 1 March 2026.', 'Now: no live case.']));
    expect(candidateInWords(candidateWith(), '2026-03-01')).toContain('Start: at once, seen from 1 March 2026.');
  });
});

describe('opportunityInWords', () => {
  it('says what is known of it and of the way there', () => {
    const one = caseOpportunity({ programmeCodes: ['ACADEMY'], minimumMathsLevel: 0 }, { ofProgramme: [{ on: 'redeployment' }], own: [{ on: 'level', atLeast: 3 }] });
    expect(opportunityInWords(candidateWith(), one)).toEqual([
      'A job: nursing.',
      'Needed: a qualification at level 2 and English at level 1.',
      'Skills: needed vaccination; liked phlebotomy.',
      'Checks needed beforehand: identity check.',
      'Hours: 6 half-days a week; the person is free on 10 of the 10 that it can use.',
      'Travel: about 25 minutes by public transport.',
      'Pay: £12.60 an hour.',
      'Start: 31 March 2026.',
      'Kept for the programme ACADEMY, which the person is not in.',
      'Redeployment: only for NHS staff whose post ends.',
      'Qualifications: level 3 or higher is needed.',
    ]);
    expect(opportunityInWords(candidateWith({ programmeCodes: ['ACADEMY'] }), one)).toContain('Kept for the programme ACADEMY, which the person is in.');
  });

  it.each([
    [{ minimumLevel: 0, minimumEnglishLevel: 0, minimumMathsLevel: 0 }, 'Needed: no qualification.'],
    [{ minimumLevel: 0, minimumEnglishLevel: 0, minimumMathsLevel: 2 }, 'Needed: maths at level 2 (GCSE grade 4 or equal).'],
    [{ schedule: null }, 'Hours: not stated.'],
    [{ schedule: { slots: 1, needed: 0 } }, 'Hours: can be arranged.'],
    [{ attendance: 'remote' as const }, 'Travel: none.'],
    [{ position: null }, 'Travel: not known.'],
    [{ hourlyPence: null }, 'Pay: not stated.'],
    [{ isUnpaid: true }, 'Pay: unpaid.'],
    [{ startsOn: null }, 'Start: flexible.'],
  ])('of %j: %s', (facts, sentence) => {
    expect(opportunityInWords(candidateWith(), caseOpportunity(facts))).toContain(sentence);
  });
});
