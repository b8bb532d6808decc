import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EntryNeeds } from './ladder.js';
import { bestByTryingAll } from './route-search.oracle.js';
import { findRoutes, followLegs, type FoundRoute, type RouteLeg, type RouteQuestion } from './route-search.js';

const NOTHING: EntryNeeds = { level: 0, englishLevel: 0, mathsLevel: 0, skillCodes: [] };
const LONG = 10_000;

const leg = (code: string, from: number, to: number, more: Partial<RouteLeg> = {}): RouteLeg => ({
  code, from, to, needs: NOTHING, gives: NOTHING, firstStart: 0, lastStart: LONG, lastReady: LONG, waitDays: 0, daysInStep: 0, days: 100, leastDays: 0, credits: [], dayPence: null, costPence: 0, ...more,
});
const asked = (legs: readonly RouteLeg[], more: Partial<RouteQuestion> = {}): RouteQuestion => ({
  dayPence: [10, 20, 30, 40], start: { node: 0, day: 0, held: NOTHING, daysInStep: 0 }, goal: 3, legs, horizonDays: 1000, mostLabels: 10_000, ...more,
});
const codes = ({ legs }: FoundRoute): string => legs.map((taken) => taken.leg.code).join(' ');

/** Seven kinds of things that differ: everything a leg can depend on is drawn, small enough for its order of all legs to be tried. */
const held = fc.record({ level: fc.integer({ min: 0, max: 2 }), englishLevel: fc.integer({ min: 0, max: 1 }), mathsLevel: fc.integer({ min: 0, max: 1 }), skillCodes: fc.subarray(['a', 'b']) });
const someLeg = fc.record({
  ends: fc.constantFrom<readonly [number, number]>([0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3], [0, 0], [1, 1], [2, 2]),
  needs: fc.oneof({ weight: 3, arbitrary: fc.constant(NOTHING) }, { weight: 1, arbitrary: held }),
  gives: held,
  firstStart: fc.integer({ min: 0, max: 60 }),
  window: fc.constantFrom(0, 30, LONG),
  lastReady: fc.constantFrom(20, 60, LONG),
  waitDays: fc.constantFrom(0, 0, 15),
  daysInStep: fc.constantFrom(0, 0, 25),
  days: fc.integer({ min: 0, max: 40 }),
  leastDays: fc.constantFrom(0, 10, 50),
  credits: fc.array(fc.record({ skillCode: fc.constantFrom('a', 'b'), days: fc.integer({ min: 0, max: 20 }) }), { maxLength: 2 }),
  dayPence: fc.constantFrom(null, 0, 5, 20, 50),
  costPence: fc.constantFrom(0, 0, 300),
});
const someQuestion = fc.record({
  legs: fc.array(someLeg, { maxLength: 9 }),
  dayPence: fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 40 }))),
  start: fc.record({ node: fc.constant(0), day: fc.constantFrom(0, 7), held, daysInStep: fc.constantFrom(0, 10) }),
}).map(({ legs, dayPence, start }) => asked(
  legs.map(({ ends: [from, to], window, ...one }, index) => ({ ...one, code: `leg-${index}`, from, to, lastStart: one.firstStart + window })),
  { dayPence, start, horizonDays: 200 },
));

describe('findRoutes', () => {
  it('finds exactly the best compromises that trying every order of legs finds', () => {
    fc.assert(fc.property(someQuestion, (question) => {
      const { routes, completeToDay } = findRoutes(question);
      expect(completeToDay).toBe(200);
      expect(routes.map(({ days, netPence, legs }) => [days, netPence, legs.length])).toEqual(bestByTryingAll(question));
    }), { numRuns: 1500, seed: 6 });
  });

  it('finds the same routes in whatever order the legs come', () => {
    fc.assert(fc.property(someQuestion.chain((question) => fc.tuple(fc.constant(question), fc.shuffledSubarray([...question.legs], { minLength: question.legs.length }))), ([question, legs]) => {
      expect(findRoutes({ ...question, legs })).toEqual(findRoutes(question));
    }), { numRuns: 300, seed: 6 });
  });

  it('finds every better route up to the day it names when the labels run out', () => {
    fc.assert(fc.property(someQuestion, fc.integer({ min: 1, max: 12 }), (question, mostLabels) => {
      const { routes, completeToDay } = findRoutes({ ...question, mostLabels });
      const upTo = (all: readonly (readonly [number, number, number])[]) => all.filter(([days]) => days <= completeToDay);
      expect(upTo(routes.map(({ days, netPence, legs }) => [days, netPence, legs.length]))).toEqual(upTo(bestByTryingAll(question).map(([...figures]) => figures)));
    }), { numRuns: 300, seed: 6 });
  });

  it('weighs time, money and steps: each of three routes that is best in one is kept, and the one that is best in nothing is not', () => {
    const legs = [
      leg('short', 0, 3, { days: 300, dayPence: 0 }), // one leg
      leg('quick-1', 0, 1, { days: 100, dayPence: 0 }), leg('quick-2', 1, 3, { days: 100, dayPence: 0 }),
      leg('paid-1', 0, 2, { days: 200, dayPence: 35 }), leg('paid-2', 2, 3, { days: 200, dayPence: 35 }),
      leg('poor', 0, 3, { days: 310, dayPence: 0 }),
    ];
    expect(findRoutes(asked(legs)).routes.map(codes)).toEqual(['quick-1 quick-2', 'short', 'paid-1 paid-2']);
  });

  it('counts waiting for an intake as time, and what is earned meanwhile as money', () => {
    const [route] = findRoutes(asked([leg('intake', 0, 3, { firstStart: 50, lastStart: 50, days: 100, dayPence: 5, costPence: 70 })])).routes;
    expect(route).toMatchObject({ days: 150, netPence: 50 * 10 + 100 * 5 - 70 + 850 * 40, legs: [{ readyDay: 0, startDay: 50, endDay: 150 }] });
  });

  it('refuses an intake for which one is ready too late', () => {
    const legs = [leg('first', 0, 1, { days: 30 }), leg('intake', 1, 3, { firstStart: 50, lastStart: 50, lastReady: 29 })];
    expect(findRoutes(asked(legs)).routes).toEqual([]);
    expect(findRoutes(asked([legs[0]!, { ...legs[1]!, lastReady: 30 }])).routes).toHaveLength(1);
  });

  it('puts a course in that gives what is missing, at the step where it is quickest', () => {
    const maths = { ...NOTHING, mathsLevel: 2 };
    const legs = [leg('up', 0, 3, { needs: maths }), leg('maths', 0, 0, { gives: maths, days: 20 }), leg('slow maths', 0, 0, { gives: maths, days: 25 }), leg('english', 0, 0, { gives: { ...NOTHING, englishLevel: 2 } })];
    expect(findRoutes(asked(legs)).routes.map(codes)).toEqual(['maths up']);
  });

  it('gives credit for skills that are held or learnt on the way, down to the least', () => {
    const legs = [leg('first', 0, 1, { days: 10, gives: { ...NOTHING, skillCodes: ['b'] } }), leg('up', 1, 3, { days: 300, leastDays: 240, credits: [{ skillCode: 'a', days: 40 }, { skillCode: 'b', days: 40 }] })];
    const days = (skillCodes: readonly string[]): number => findRoutes(asked(legs, { start: { node: 0, day: 0, held: { ...NOTHING, skillCodes }, daysInStep: 0 } })).routes[0]!.days;
    expect([days([]), days(['a'])]).toEqual([10 + 260, 10 + 240]);
  });

  it('has one route without legs when the goal is reached already', () => {
    expect(findRoutes(asked([], { goal: 0 })).routes).toEqual([{ days: 0, netPence: 10_000, legs: [] }]);
  });
});

describe('followLegs', () => {
  const [first, second] = [leg('first', 0, 1, { days: 30 }), leg('second', 1, 3, { lastStart: 40 })];

  it('takes legs one after the other as findRoutes does', () => {
    const question = asked([first, second]);
    expect(followLegs(question, [first, second])).toEqual(findRoutes(question).routes[0]!.legs);
  });

  it('stops at a leg that cannot be taken any more, or begins elsewhere', () => {
    expect(followLegs(asked([first, second], { start: { node: 0, day: 11, held: NOTHING, daysInStep: 0 } }), [first, second])).toHaveLength(1);
    expect(followLegs(asked([first, second]), [second])).toEqual([]);
  });
});
