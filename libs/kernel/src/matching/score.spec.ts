import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, anyContext, anyOpportunity, candidateWith, opportunityWith } from './example-facts.oracle.js';
import { SCORE_PARTS, type CandidateFacts, type OpportunityFacts, type ScorePart } from './facts.js';
import {
  interestPoints,
  payPoints,
  schedulePoints,
  SCORE_WEIGHTS,
  scorePair,
  skillPoints,
  startPoints,
  travelPoints,
} from './score.js';
import { TravelTimes } from './travel-times.js';
import { anyTravelTimes } from './travel-times.oracle.js';

const context = { asOfOn: '2026-03-01' };

type Case = readonly [ScorePart, number | null, Partial<CandidateFacts>, Partial<OpportunityFacts>];

/** Expected points of one part; null where it is unknown and so 500. */
const CASES: readonly Case[] = [
  ['skills', null, {}, { requiredSkillCodes: [], desiredSkillCodes: [] }],
  ['skills', 666, { skillCodes: ['a', 'b', 'x'] }, { requiredSkillCodes: ['a', 'a'], desiredSkillCodes: ['a', 'b', 'c'] }],
  ['travel', null, { position: null }, {}],
  ['travel', 1000, { position: null }, { attendance: 'remote' }],
  ['travel', 833, { travelMode: 'walk', position: { east: 0, north: 0 } }, { position: { east: 6, north: 8 } }],
  ['pay', null, {}, { hourlyPence: null }],
  ['pay', null, {}, { hourlyPence: 1500, isUnpaid: true }],
  ['pay', 480, {}, { hourlyPence: 1280 }],
  ['interest', null, { pathwayInterests: [] }, {}],
  ['interest', 800, { pathwayInterests: ['pharmacy', 'nursing', 'nursing'] }, {}],
  ['interest', 0, { pathwayInterests: ['pharmacy'] }, {}],
  ['schedule', null, {}, { schedule: null }],
  ['schedule', 333, { slots: 0b1001 }, { schedule: { slots: 0b111, needed: 2 } }],
  ['start', 1000, {}, { startsOn: null }],
  ['start', 944, {}, { startsOn: '2026-03-11' }],
  ['start', 972, { availableFromOn: '2026-03-06' }, { startsOn: '2026-03-11' }],
  ['start', 0, { availableFromOn: '2026-03-12' }, { startsOn: '2026-03-11' }],
];

describe('the score', () => {
  it('has integer weights that add to 1000', () => {
    expect(Object.keys(SCORE_WEIGHTS).toSorted()).toEqual(SCORE_PARTS.toSorted());
    expect(Object.values(SCORE_WEIGHTS).every((weight) => Number.isInteger(weight) && weight > 0)).toBe(true);
    expect(Object.values(SCORE_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBe(1000);
  });

  it.each(CASES)('%s: %s for %j and %j', (part, points, candidate, opportunity) => {
    const score = scorePair(candidateWith(candidate), opportunityWith(opportunity), context);
    expect(score.parts.find((one) => one.part === part)).toEqual({
      part,
      points: points ?? 500,
      weight: SCORE_WEIGHTS[part],
      contribution: (points ?? 500) * SCORE_WEIGHTS[part],
      isUnknown: points === null,
    });
  });

  it.each([
    ['no skill of three', skillPoints(0, 3), 0],
    ['two of three', skillPoints(2, 3), 666],
    ['all', skillPoints(3, 3), 1000],
    ['no way', travelPoints(0), 1000],
    ['a minute', travelPoints(1), 988],
    ['89 minutes', travelPoints(89), 11],
    ['90 minutes', travelPoints(90), 0],
    ['three hours', travelPoints(180), 0],
    ['£7.99', payPoints(799), 0],
    ['£8.01', payPoints(801), 1],
    ['£18.00', payPoints(1800), 1000],
    ['£30.00', payPoints(3000), 1000],
    ['first choice', interestPoints(0), 1000],
    ['third choice', interestPoints(2), 600],
    ['ninth choice', interestPoints(8), 400],
    ['not chosen', interestPoints(-1), 0],
    ['open hours', schedulePoints(0, 0, 0), 1000],
    ['half of the hours', schedulePoints(5, 10, 5), 500],
    ['no hours to choose from', schedulePoints(0, 0, 1), 0],
    ['too early', startPoints(-1), 0],
    ['at once', startPoints(0), 1000],
    ['a day', startPoints(1), 994],
    ['179 days', startPoints(179), 5],
    ['a year', startPoints(365), 0],
  ])('%s', (_, points, expected) => expect(points).toBe(expected));

  it('is the exact sum of whole parts within their range, for any pair', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, anyTravelTimes, (candidate, opportunity, { asOfOn }, travelTimes) => {
        const { total, parts } = scorePair(candidate, opportunity, { asOfOn, travelTimes });
        expect(parts.map(({ part }) => part)).toEqual(SCORE_PARTS);
        for (const { part, points, weight, contribution } of parts) {
          expect(Number.isInteger(points) && points >= 0 && points <= 1000).toBe(true);
          expect(weight).toBe((opportunity.weights ?? SCORE_WEIGHTS)[part]);
          expect(contribution).toBe(points * weight);
        }
        expect(total).toBe(parts.reduce((sum, { contribution }) => sum + contribution, 0));
        expect(total >= 0 && total <= 1_000_000).toBe(true);
      }),
    );
  });

  it('weighs the same points by the weights of the programme', () => {
    const weights = { skills: 50, travel: 500, interest: 50, pay: 50, schedule: 50, start: 300 };
    const standard = scorePair(candidateWith(), opportunityWith(), context);
    const own = scorePair(candidateWith(), opportunityWith({ weights }), context);
    expect(own.parts.map(({ points }) => points)).toEqual(standard.parts.map(({ points }) => points));
    expect(own.parts.map(({ part, weight }) => [part, weight])).toEqual(SCORE_PARTS.map((part) => [part, weights[part]]));
    // 500 of skills, 722 of travel (25 minutes), 460 of pay, 1000 of interest and schedule, 833 of start (30 days)
    expect(standard.total).toBe(250 * 500 + 250 * 722 + 100 * 460 + 200 * 1000 + 100 * 1000 + 100 * 833);
    expect(own.total).toBe(50 * 500 + 500 * 722 + 50 * 460 + 50 * 1000 + 50 * 1000 + 300 * 833);
  });

  it.each([
    [45, 500],
    [null, null],
    [undefined, 722],
  ] as const)('travel of %s imported minutes: %s', (minutes, points) => {
    const travelTimes = new TravelTimes(minutes === undefined ? [] : [{ mode: 'public', from: 'A', to: 'B', minutes }]);
    const { parts } = scorePair(candidateWith({ travelZone: 'A' }), opportunityWith({ travelZone: 'B' }), { ...context, travelTimes });
    expect(parts.find(({ part }) => part === 'travel')).toMatchObject({ points: points ?? 500, isUnknown: points === null });
  });

  it('is 500,000 and open hours or start aside when all is unknown', () => {
    const candidate = candidateWith({ position: null, pathwayInterests: [] });
    const opportunity = opportunityWith({ schedule: null, hourlyPence: null, requiredSkillCodes: [], desiredSkillCodes: [], startsOn: '2026-05-30' });
    expect(scorePair(candidate, opportunity, context).total).toBe(500_000);
  });

  it('does not rise for asking less or accepting more', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, (candidate, opportunity, { asOfOn }) => {
        const modest = { ...candidate, minimumHourlyPence: null, travelLimitMinutes: 180 };
        expect(scorePair(modest, opportunity, { asOfOn })).toEqual(scorePair(candidate, opportunity, { asOfOn }));
      }),
    );
  });
});
