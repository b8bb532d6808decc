import { describe, expect, it } from '@jest/globals';
import { candidateWith, opportunityWith } from './example-facts.oracle.js';
import type { CandidateFacts, Demand, OpportunityFacts } from './facts.js';
import { HARD_RULES, isEligible, longestWay, lowestHourlyPence, missingChecks, missingSkills, readyOn, unmetChoices, type RuleId, type RuleOutcome } from './hard-rules.js';
import { TravelTimes } from './travel-times.js';

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
  // A limit of the opportunity's own: the shorter of the two counts. The way takes 25 minutes.
  ['travel', 'passes', { travelLimitMinutes: 40 }, { travelAtMostMinutes: 25 }],
  ['travel', 'fails', { travelLimitMinutes: 40 }, { travelAtMostMinutes: 24 }],
  ['travel', 'fails', { travelLimitMinutes: 24 }, { travelAtMostMinutes: 60 }],
  ['travel', 'unknown', { position: null }, { travelAtMostMinutes: 1 }],
  ['travel', 'passes', {}, { travelAtMostMinutes: 1, attendance: 'remote' }],
  // A pay floor: the higher of wish and floor counts.
  ['pay', 'passes', { minimumHourlyPence: null }, { hourlyPence: 1260, payFloorHourlyPence: 1260 }],
  ['pay', 'fails', { minimumHourlyPence: null }, { hourlyPence: 1260, payFloorHourlyPence: 1261 }],
  ['pay', 'fails', { minimumHourlyPence: 1261 }, { hourlyPence: 1260, payFloorHourlyPence: 1200 }],
  ['pay', 'fails', { minimumHourlyPence: 1200 }, { hourlyPence: 1260, payFloorHourlyPence: 1261 }],
  ['pay', 'unknown', { minimumHourlyPence: null }, { hourlyPence: null, payFloorHourlyPence: 1 }],
  ['pay', 'passes', { minimumHourlyPence: null }, { hourlyPence: null, payFloorHourlyPence: 1300, isUnpaid: true }],
  // A window for the start, both days included.
  ['start', 'passes', {}, { startsOn: '2026-04-01', startWindow: { from: '2026-04-01', to: '2026-04-01' } }],
  ['start', 'fails', {}, { startsOn: '2026-03-31', startWindow: { from: '2026-04-01', to: null } }],
  ['start', 'fails', {}, { startsOn: '2026-04-02', startWindow: { from: null, to: '2026-04-01' } }],
  ['start', 'passes', {}, { startsOn: null, startWindow: { from: '2026-04-01', to: '2026-04-01' } }],
  ['start', 'fails', { availableFromOn: '2026-04-02' }, { startsOn: '2026-04-01', startWindow: { from: '2026-04-01', to: null } }],
  ['contract-end', 'passes', { contractEndsOn: null }, { contractEndsBy: null }],
  ['contract-end', 'unknown', { contractEndsOn: null }, { contractEndsBy: '2026-06-30' }],
  ['contract-end', 'passes', { contractEndsOn: '2026-06-30' }, { contractEndsBy: '2026-06-30' }],
  ['contract-end', 'fails', { contractEndsOn: '2026-07-01' }, { contractEndsBy: '2026-06-30' }],
  ['redeployment', 'passes', {}, { isForRedeploymentOnly: false }],
  ['redeployment', 'passes', { isForRedeployment: true }, { isForRedeploymentOnly: true }],
  ['redeployment', 'fails', {}, { isForRedeploymentOnly: true }],
  ['stage', 'passes', { stage: 'placed' }, { stages: null }],
  ['stage', 'passes', { stage: 'referred' }, { stages: ['looking', 'referred'] }],
  ['stage', 'fails', { stage: 'offered' }, { stages: ['looking', 'referred'] }],
  ['stage', 'fails', { stage: 'looking' }, { stages: [] }],
  ['choice', 'passes', {}, { choices: [] }],
  ['choice', 'fails', {}, { choices: [[]] }],
  ['choice', 'passes', {}, { choices: [[{ on: 'skill', code: 'data-entry' }, { on: 'check', code: 'identity' }], [{ on: 'level', atLeast: 2 }]] }],
  ['choice', 'fails', {}, { choices: [[{ on: 'skill', code: 'data-entry' }, { on: 'check', code: 'identity' }], [{ on: 'level', atLeast: 3 }]] }],
  ['choice', 'fails', { contractEndsOn: null }, { choices: [[{ on: 'contract-end', by: '2026-06-30' }]] }],
];

/** One demand that a candidate meets, and the same just missed. */
const DEMANDS: readonly (readonly [Demand, Partial<CandidateFacts>, Partial<CandidateFacts>])[] = [
  [{ on: 'level', atLeast: 3 }, { level: 3 }, { level: 2 }],
  [{ on: 'english-level', atLeast: 2 }, { englishLevel: 2 }, { englishLevel: 1 }],
  [{ on: 'maths-level', atLeast: 1 }, { mathsLevel: 1 }, { mathsLevel: 0 }],
  [{ on: 'skill', code: 'data-entry' }, { skillCodes: ['a', 'data-entry'] }, { skillCodes: ['a'] }],
  [{ on: 'check', code: 'references' }, { checkCodes: ['references'] }, { checkCodes: ['identity'] }],
  [{ on: 'programme', code: 'returners' }, { programmeCodes: ['returners'] }, { programmeCodes: ['other'] }],
  [{ on: 'contract-end', by: '2026-06-30' }, { contractEndsOn: '2026-06-30' }, { contractEndsOn: '2026-07-01' }],
  [{ on: 'stage', stage: 'offered' }, { stage: 'offered' }, { stage: 'placed' }],
  [{ on: 'redeployment' }, { isForRedeployment: true }, { isForRedeployment: false }],
];

describe('hard rules', () => {
  it.each([[{ position: null }, {}], [{}, { position: null }]])('Complaint 7: a postcode without a position hides no job: %j and %j stay eligible, with the way unknown', (candidateFacts, opportunityFacts) => {
    const pair = [candidateWith(candidateFacts), opportunityWith(opportunityFacts), context] as const;
    expect([HARD_RULES.find(({ id }) => id === 'travel')!.test(...pair), isEligible(...pair)]).toEqual(['unknown', true]);
  });

  it.each(CASES)('%s %s for %j and %j', (ruleId, outcome, candidateFacts, opportunityFacts) => {
    const candidate = candidateWith(candidateFacts);
    const opportunity = opportunityWith(opportunityFacts);
    const rule = HARD_RULES.find(({ id }) => id === ruleId);
    expect(rule?.test(candidate, opportunity, context)).toBe(outcome);
    // The facts of a case concern its own rule only, so the pair stands or falls with it.
    expect(isEligible(candidate, opportunity, context)).toBe(outcome !== 'fails');
  });

  it.each(DEMANDS)('a choice of %j is met by %j and not by %j', (demand, meets, misses) => {
    const choice = [demand];
    expect(unmetChoices(candidateWith(meets), [choice])).toEqual([]);
    expect(unmetChoices(candidateWith(misses), [[], choice])).toEqual([[], choice]);
  });

  it('are eighteen, each once, in the order in which they are shown', () => {
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
      'contract-end',
      'redeployment',
      'stage',
      'choice',
      'set-aside',
    ]);
  });

  it.each([
    [40, 'passes'],
    [41, 'fails'],
    [null, 'unknown'],
    [undefined, 'passes'], // 25 by the straight line
  ] as const)('a journey that the imported times give as %s minutes %s', (minutes, outcome) => {
    const travelTimes = new TravelTimes(minutes === undefined ? [] : [{ mode: 'public', from: 'A', to: 'B', minutes }]);
    const rule = HARD_RULES.find(({ id }) => id === 'travel');
    expect(rule?.test(candidateWith({ travelZone: 'A' }), opportunityWith({ travelZone: 'B' }), { ...context, travelTimes })).toBe(outcome);
  });

  it.each([
    [40, null, 40],
    [40, 30, 30],
    [20, 30, 20],
  ])('of a limit of %s and one of the opportunity of %s minutes, %s counts', (travelLimitMinutes, travelAtMostMinutes, minutes) => {
    expect(longestWay(candidateWith({ travelLimitMinutes }), opportunityWith({ travelAtMostMinutes }))).toBe(minutes);
  });

  it.each([
    [null, null, null],
    [1200, null, 1200],
    [null, 1300, 1300],
    [1200, 1300, 1300],
    [1400, 1300, 1400],
    [0, null, 0],
  ])('of a wish of %s and a floor of %s pence, %s counts', (minimumHourlyPence, payFloorHourlyPence, pence) => {
    expect(lowestHourlyPence(candidateWith({ minimumHourlyPence }), opportunityWith({ payFloorHourlyPence }))).toBe(pence);
  });

  it('do not exclude for anything unknown', () => {
    const candidate = candidateWith({ position: null, contractEndsOn: null });
    const opportunity = opportunityWith({ position: null, schedule: null, hourlyPence: null, startsOn: null, contractEndsBy: '2026-03-01' });
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
