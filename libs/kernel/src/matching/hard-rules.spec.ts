import { describe, expect, it } from '@jest/globals';
import { candidateWith, opportunityWith } from './example-facts.oracle.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { HARD_RULES, isEligible, missingChecks, missingSkills, readyOn, type RuleId, type RuleOutcome } from './hard-rules.js';

const context = { asOfOn: '2026-03-01' };

type Case = readonly [RuleId, RuleOutcome, Partial<CandidateFacts>, Partial<OpportunityFacts>];

const CASES: readonly Case[] = [
  ['consent', 'passes', {}, {}],
  ['consent', 'fails', { hasMatchingConsent: false }, {}],
  ['seeking', 'passes', {}, {}],
  ['seeking', 'fails', { isSeeking: false }, {}],
  ['open', 'passes', {}, {}],
  ['open', 'fails', {}, { isOpen: false }],
  ['programme', 'passes', {}, { programmeCodes: [] }],
  ['programme', 'passes', { programmeCodes: ['b', 'c'] }, { programmeCodes: ['a', 'b'] }],
  ['programme', 'fails', { programmeCodes: ['c'] }, { programmeCodes: ['a', 'b'] }],
  ['level', 'passes', { level: 3 }, { minimumLevel: 3 }],
  ['level', 'fails', { level: 2 }, { minimumLevel: 3 }],
  ['english', 'passes', { englishLevel: 2 }, { minimumEnglishLevel: 2 }],
  ['english', 'fails', { englishLevel: 1 }, { minimumEnglishLevel: 2 }],
  ['maths', 'passes', { mathsLevel: 1 }, { minimumMathsLevel: 0 }],
  ['maths', 'fails', { mathsLevel: 0 }, { minimumMathsLevel: 1 }],
  ['skills', 'passes', { skillCodes: [] }, { requiredSkillCodes: [] }],
  ['skills', 'passes', { skillCodes: ['a', 'b', 'c'] }, { requiredSkillCodes: ['c', 'a'] }],
  ['skills', 'fails', { skillCodes: ['a'] }, { requiredSkillCodes: ['c', 'a'] }],
  ['skills', 'passes', { skillCodes: [] }, { requiredSkillCodes: [], desiredSkillCodes: ['a'] }],
  ['checks', 'passes', { checkCodes: ['identity'] }, { requiredCheckCodes: ['identity'] }],
  ['checks', 'fails', { checkCodes: ['identity'] }, { requiredCheckCodes: ['identity', 'references'] }],
  ['schedule', 'unknown', { slots: 0 }, { schedule: null }],
  ['schedule', 'passes', { slots: 0 }, { schedule: { slots: 0b111, needed: 0 } }],
  ['schedule', 'passes', { slots: 0b1011 }, { schedule: { slots: 0b111, needed: 2 } }],
  ['schedule', 'fails', { slots: 0b1001 }, { schedule: { slots: 0b111, needed: 2 } }],
  ['travel', 'passes', { position: null, travelLimitMinutes: 1 }, { attendance: 'remote' }],
  ['travel', 'unknown', { position: null }, {}],
  ['travel', 'unknown', {}, { position: null }],
  ['travel', 'passes', { travelMode: 'walk', position: { east: 0, north: 0 }, travelLimitMinutes: 15 }, { position: { east: 6, north: 8 } }],
  ['travel', 'fails', { travelMode: 'walk', position: { east: 0, north: 0 }, travelLimitMinutes: 14 }, { position: { east: 6, north: 8 } }],
  ['pay', 'passes', { minimumHourlyPence: 1260 }, { hourlyPence: 1260 }],
  ['pay', 'fails', { minimumHourlyPence: 1261 }, { hourlyPence: 1260 }],
  ['pay', 'unknown', { minimumHourlyPence: 1261 }, { hourlyPence: null }],
  ['pay', 'passes', { minimumHourlyPence: null }, { hourlyPence: null }],
  ['pay', 'passes', { minimumHourlyPence: 1261 }, { hourlyPence: null, isUnpaid: true }],
  ['start', 'passes', { availableFromOn: '2026-09-01' }, { startsOn: null }],
  ['start', 'passes', { availableFromOn: null }, { startsOn: '2026-03-01' }],
  ['start', 'fails', { availableFromOn: null }, { startsOn: '2026-02-28' }],
  ['start', 'fails', { availableFromOn: '2026-02-01' }, { startsOn: '2026-02-28' }],
  ['start', 'passes', { availableFromOn: '2026-03-09' }, { startsOn: '2026-03-09' }],
  ['start', 'fails', { availableFromOn: '2026-03-10' }, { startsOn: '2026-03-09' }],
];

describe('hard rules', () => {
  it.each(CASES)('%s %s for %j and %j', (ruleId, outcome, candidateFacts, opportunityFacts) => {
    const candidate = candidateWith(candidateFacts);
    const opportunity = opportunityWith(opportunityFacts);
    const rule = HARD_RULES.find(({ id }) => id === ruleId);
    expect(rule?.test(candidate, opportunity, context)).toBe(outcome);
    // The facts of a case concern its own rule only, so the pair stands or falls with it.
    expect(isEligible(candidate, opportunity, context)).toBe(outcome !== 'fails');
  });

  it('are thirteen, each once', () => {
    expect(HARD_RULES.map(({ id }) => id)).toEqual([
      'consent',
      'seeking',
      'open',
      'programme',
      'level',
      'english',
      'maths',
      'skills',
      'checks',
      'schedule',
      'travel',
      'pay',
      'start',
    ]);
  });

  it('do not exclude for anything unknown', () => {
    const candidate = candidateWith({ position: null });
    const opportunity = opportunityWith({ position: null, schedule: null, hourlyPence: null, startsOn: null });
    expect(isEligible(candidate, opportunity, context)).toBe(true);
  });

  it('name what is missing once, in the order of the advert', () => {
    const opportunity = opportunityWith({ requiredSkillCodes: ['z', 'a', 'z'], requiredCheckCodes: ['references', 'references'] });
    expect(missingSkills(candidateWith(), opportunity)).toEqual(['z', 'a']);
    expect(missingChecks(candidateWith(), opportunity)).toEqual(['references']);
  });

  it.each([
    [null, '2026-03-01'],
    ['2026-02-01', '2026-03-01'],
    ['2026-03-02', '2026-03-02'],
  ])('a candidate available from %s is ready on %s', (availableFromOn, expected) => {
    expect(readyOn(candidateWith({ availableFromOn }), '2026-03-01')).toBe(expected);
  });
});
