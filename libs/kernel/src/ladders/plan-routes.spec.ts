import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asked, course, MATHS, NO_NEEDS, NURSING, offer, STANDARDS, step, terms, VACCINATOR, version, way } from './ladder-example.oracle.js';
import { catalogueOn, type LadderVersion } from './ladder.js';
import type { PlanQuestion } from './plan-legs.js';
import { planRoutes, type PlannedLeg, type PlannedRoute } from './plan-routes.js';

const routes = (question: PlanQuestion): readonly PlannedRoute[] => {
  const plan = planRoutes(question);
  if (!plan.ok) throw new Error(plan.sentence);
  return plan.routes;
};
const row = ({ strength, months, legs }: PlannedRoute): string => `${strength} ${months}: ${legs.map(({ code }) => code).join(' > ')}`;
const withLadder = (more: Partial<LadderVersion>) => catalogueOn([{ ...NURSING, ...more }], '2026-09-01');
const legOf = (question: PlanQuestion, code: string): PlannedLeg => routes(question).flatMap(({ legs }) => legs).find((leg) => leg.code === code)!;

const WAGE = { livingWagePence: 1480, isLastKnown: false };

describe('planRoutes', () => {
  it('gives the routes that are best in time, money or stages, each with why it was chosen', () => {
    expect(routes(asked()).map(row)).toEqual([
      'quickest 49: maths > degree',
      'best-paid 58: vaccinator-hcsw > maths > hcsw-associate > associate-nurse',
    ]);
    expect(routes(asked()).map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^The quickest route: 2 stages, 49 months, there by \d+ \w+ 2030; about £\d+,\d00 less over 10 years than staying at today’s pay\.$/),
      expect.stringMatching(/^The route with the most money: 4 stages, .*; about £\d+,\d00 more over 10 years/),
    ]);
  });

  it('says of each leg when, how long, what is paid before, while and after, and what carried-over skills save', () => {
    expect(legOf(asked(), 'vaccinator-hcsw')).toEqual({
      kind: 'way', code: 'vaccinator-hcsw', title: 'Way to hcsw', fromStep: 'vaccinator', toStep: 'hcsw', startsOn: '2026-10-01', endsOn: '2026-12-01', months: 2, waitMonths: 1,
      creditMonths: 2, creditFor: ['vaccination'], standardCode: null, fundingPence: null, costPence: 0, isPaid: true,
      payBefore: { hourlyPence: 1500, isBelow: false, ...WAGE }, payDuring: { hourlyPence: 1500, isBelow: false, ...WAGE }, payAfter: { hourlyPence: 1400, isBelow: true, ...WAGE },
      opportunityId: null, intakeId: null, isVerified: true, missing: [],
      reasons: ['No place is advertised now. One is expected to begin about 1 October 2026.', 'Paid while learning.', '2 months shorter for vaccination.', 'Pay goes from £15 to £14 an hour.', 'After it pay is below the Living Wage of £14.80 an hour.'],
    });
    expect(legOf(asked(), 'hcsw-associate')).toMatchObject({
      waitMonths: 1, months: 24, standardCode: 'ST0827', missing: [{ what: 'maths at level 2 (GCSE grade 4 or equal)', from: 'Course maths' }],
      reasons: expect.arrayContaining(['Apprenticeship ST0827; its funding is not on record.', 'It asks for maths at level 2 (GCSE grade 4 or equal), which Course maths gives.', 'After it pay is at or above the Living Wage of £14.80 an hour, the last that is known.']),
    });
    expect(legOf(asked(), 'associate-nurse').reasons).toContain('Some figures of it were not checked against a public source.');
    expect(legOf(asked(), 'degree')).toMatchObject({ isPaid: false, costPence: 2_000_000, payDuring: { hourlyPence: 0, isBelow: true }, reasons: expect.arrayContaining(['Not paid while learning.', 'It costs £20,000.']) });
    expect(legOf(asked(), 'maths')).toMatchObject({ kind: 'course', isPaid: true, payDuring: { hourlyPence: 1500 } });
  });

  it('waits for an advertised intake, and takes what it pays', () => {
    const offers = [offer('I1', { startsOn: '2026-09-15', closesOn: '2026-09-10', hourlyPence: 1600, wayCodes: ['vaccinator-hcsw'] })];
    const leg = legOf(asked({ offers }), 'vaccinator-hcsw');
    expect(leg).toMatchObject({ startsOn: '2026-09-15', intakeId: 'I1', opportunityId: 'opportunity of I1', payDuring: { hourlyPence: 1600 } });
    expect(leg.reasons[0]).toBe('A place is advertised: Advert I1, from 15 September 2026.');
  });

  it.each([
    ['begins before today', { startsOn: '2026-08-31' }],
    ['has closed', { startsOn: '2026-09-20', closesOn: '2026-08-31' }],
    ['begins after the years that are looked at', { startsOn: '2036-09-20' }],
  ])('leaves out an intake that %s', (_, dates) => {
    expect(legOf(asked({ offers: [offer('I1', { ...dates, wayCodes: ['vaccinator-hcsw'] })] }), 'vaccinator-hcsw').intakeId).toBeNull();
  });

  it('needs an advertised place where none is expected, and takes the best paid of those on the same day', () => {
    const catalogue = withLadder({ ways: NURSING.ways.map((one) => (one.code === 'vaccinator-hcsw' ? { ...one, usualWaitMonths: null } : one)), courses: [course('maths', { gives: MATHS, usualWaitMonths: null })] });
    const preferences = { isEarningOnly: true, avoidSteps: [] };
    const goal = { goalStep: 'hcsw', preferences };
    expect(routes(asked({ catalogue, ...goal })).map(row)).toEqual(['quickest 10: apprentice-hcsw']);
    const intake = (id: string, hourlyPence: number | null) => offer(id, { startsOn: '2026-10-01', hourlyPence, wayCodes: ['vaccinator-hcsw'] });
    const taken = (offers: PlanQuestion['offers']): string | null => legOf(asked({ catalogue, offers, ...goal }), 'vaccinator-hcsw').intakeId;
    expect(taken([intake('A', 1550), intake('B', 1600), intake('C', null)])).toBe('B');
    expect([taken([intake('B', 1600), intake('A', 1600)]), taken([intake('A', 1600), intake('B', 1600)])]).toEqual(['A', 'A']);
    const flexible = offer('F', { closesOn: '2026-09-30', wayCodes: ['vaccinator-hcsw'] });
    expect(legOf(asked({ catalogue, offers: [flexible], ...goal }), 'vaccinator-hcsw')).toMatchObject({ startsOn: '2026-09-01', intakeId: 'F' });
    const lesson = offer('L', { startsOn: '2026-10-05', courseCodes: ['maths'] });
    expect(legOf(asked({ catalogue, offers: [flexible, lesson] }), 'maths')).toMatchObject({ startsOn: '2026-10-05', intakeId: 'L' });
    expect(legOf(asked({ catalogue, offers: [flexible, lesson, { ...lesson, intakeId: 'K' }] }), 'maths').intakeId).toBe('K');
  });

  it('counts months and funding by the day of the start, and skips days on which the standard takes none', () => {
    const outside = { ...VACCINATOR, stepCode: null, hourlyPence: null };
    const at = (standards: PlanQuestion['standards']) => legOf(asked({ standards, person: outside, goalStep: 'hcsw' }), 'apprentice-hcsw');
    expect(at(STANDARDS)).toMatchObject({ startsOn: '2026-11-01', months: 8, fundingPence: 500_000, isVerified: false, payBefore: { hourlyPence: null, isBelow: null }, payDuring: { hourlyPence: 1400 } });
    expect(at([...STANDARDS, terms('ST0216', '2026-10-01', { status: 'not-yet' }), terms('ST0216', '2027-01-01', { months: 9 })])).toMatchObject({ startsOn: '2027-01-01', months: 9, fundingPence: 300_000 });
    expect(planRoutes(asked({ standards: [...STANDARDS, terms('ST0216', '2026-09-01', { months: null })], person: outside, goalStep: 'hcsw' }))).toMatchObject({ routes: [] });
  });

  it('Trap 2: plans no start on a retired standard', () => {
    const standards = [...STANDARDS, terms('ST0827', '2026-10-01', { status: 'retired' })];
    expect(routes(asked({ standards })).map(row)).toEqual(['quickest 49: maths > degree']);
  });

  it('keeps to ways that are paid, and goes round steps that are not wanted', () => {
    expect(routes(asked({ preferences: { isEarningOnly: true, avoidSteps: [] } })).map(row)).toEqual(['quickest 58: vaccinator-hcsw > maths > hcsw-associate > associate-nurse']);
    expect(routes(asked({ preferences: { isEarningOnly: false, avoidSteps: ['associate'] } })).map(row)).toEqual(['quickest 49: maths > degree']);
  });

  it('puts a course in before the first step, for somebody who is on no ladder yet', () => {
    const person = { ...VACCINATOR, stepCode: null, hourlyPence: null };
    expect(legOf(asked({ person }), 'maths')).toMatchObject({ fromStep: null, toStep: null, payBefore: { hourlyPence: null, isBelow: null }, payAfter: { hourlyPence: null } });
    expect(legOf(asked({ person }), 'degree')).toMatchObject({ fromStep: null, toStep: 'nurse' });
  });

  it('does not send somebody down to a step that leads to theirs', () => {
    const person = { ...VACCINATOR, stepCode: 'associate' };
    expect(routes(asked({ person, preferences: { isEarningOnly: true, avoidSteps: [] } })).map(row)).toEqual(['quickest 24: associate-nurse']);
  });

  it('says why there is none: what is asked for and nothing gives, or that no way is open', () => {
    const question = asked({ catalogue: withLadder({ courses: [] }), person: { ...VACCINATOR, level: 1 } });
    expect(planRoutes(question)).toMatchObject({ ok: true, routes: [], found: 0, obstacles: [
      'Way to associate asks for maths at level 2 (GCSE grade 4 or equal), and no course on record gives it.', 'Way to nurse asks for maths at level 2 (GCSE grade 4 or equal), and no course on record gives it.',
    ] });
    const closed = withLadder({ ways: NURSING.ways.map((one) => ({ ...one, isOpen: false })) });
    expect(planRoutes(asked({ catalogue: closed }))).toMatchObject({ routes: [], obstacles: ['No way that is open leads to The nurse within 10 years. Look at the ladders, or ask for another goal.'] });
    const english = withLadder({ ways: [way('vaccinator', 'nurse', { needs: { level: 7, englishLevel: 2, mathsLevel: 0, skillCodes: ['customer-service'] } })], courses: [] });
    expect(planRoutes(asked({ catalogue: english, person: { ...VACCINATOR, englishLevel: 1 } }))).toMatchObject({ obstacles: [
      'Way to nurse asks for English at level 2 (GCSE grade 4 or equal), and no course on record gives it.', 'Way to nurse asks for customer service, and no course on record gives it.', 'Way to nurse asks for qualifications at level 7, and no course on record gives it.',
    ] });
  });

  it.each([
    ['a goal that is on no ladder', { goalStep: 'matron' }, 'unknown-goal'],
    ['a person at a step that is on no ladder', { person: { ...VACCINATOR, stepCode: 'matron' } }, 'unknown-step'],
    ['a goal that is reached', { goalStep: 'vaccinator' }, 'already-there'],
    ['ladders that lead round in a circle', { catalogue: catalogueOn([NURSING, version('back', { ways: [way('nurse', 'hcsw')] })], '2026-09-01') }, 'circle'],
  ])('refuses %s', (_, more, problem) => {
    expect(planRoutes(asked(more))).toMatchObject({ ok: false, problem });
  });

  it('shows at most five: the best in each, then other rows of steps before other dates of the same', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, index) => way('vaccinator', 'nurse', { code: name, months: 12 + index, isEarnAndLearn: true, paidAs: 'nurse', costPence: 500_000 - index * 100_000 }));
    const catalogue = withLadder({ ways: many, courses: [] });
    const plan = planRoutes(asked({ catalogue }));
    expect(plan).toMatchObject({ found: 6, isComplete: true, completeToOn: '2036-09-01' });
    expect(routes(asked({ catalogue })).map(row)).toEqual(['quickest 12: a', 'best-paid 17: f', 'another-way 13: b', 'another-way 14: c', 'another-way 15: d']);
    const dates = ['2026-10-01', '2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01', '2027-03-01'].map((startsOn, index) => offer(startsOn, { startsOn, hourlyPence: 1500 + index * 200, wayCodes: ['a'] }));
    const one = withLadder({ ways: [way('vaccinator', 'nurse', { code: 'a', months: 60, usualWaitMonths: null })], courses: [] });
    expect(routes(asked({ catalogue: one, offers: dates })).map(row)).toEqual(['quickest 61: a', 'best-paid 66: a', 'next-quickest 62: a', 'next-quickest 63: a', 'next-quickest 64: a']);
  });

  it('tells a short stage from a long one: the fewest stages are a strength', () => {
    const catalogue = withLadder({ steps: [...NURSING.steps, step('middle')], courses: [course('full time', { isBesideWork: false, gives: { ...NO_NEEDS, skillCodes: ['x'] } })], ways: [
      way('vaccinator', 'nurse', { code: 'long', months: 60 }), way('vaccinator', 'middle', { months: 5, needs: { ...NO_NEEDS, skillCodes: ['x'] } }), way('middle', 'nurse', { months: 5, paidAs: 'nurse' }),
    ] });
    const question = asked({ catalogue, stepPay: new Map([['vaccinator', 1500], ['nurse', 2000]]), person: { ...VACCINATOR, hourlyPence: null } });
    expect(routes(question).map(row)).toEqual(['quickest 13: full time > vaccinator-middle > middle-nurse', 'fewest-steps 60: long']);
    expect(legOf(question, 'full time')).toMatchObject({ isPaid: false, payDuring: { hourlyPence: 0 } });
    expect(legOf(question, 'vaccinator-middle')).toMatchObject({ payAfter: { hourlyPence: null, isBelow: null } });
    expect(legOf(asked({ livingWages: [] }), 'maths').payAfter).toEqual({ hourlyPence: 1500, isBelow: null, livingWagePence: null, isLastKnown: false });
  });

  it('measures pay against the Living Wage of the day, before by the start of a stage and after by its end', () => {
    const livingWages = [{ fromOn: '2026-05-01', hourlyPence: 1480 }, { fromOn: '2026-11-01', hourlyPence: 1520 }];
    expect(legOf(asked({ livingWages }), 'vaccinator-hcsw')).toMatchObject({ startsOn: '2026-10-01', endsOn: '2026-12-01', payBefore: { isBelow: false, livingWagePence: 1480 }, payDuring: { livingWagePence: 1480 }, payAfter: { isBelow: true, livingWagePence: 1520, isLastKnown: false } });
  });

  it('finds the same whatever the order of ways, courses, standards and adverts', () => {
    const offers = [offer('A', { startsOn: '2026-10-01', wayCodes: ['vaccinator-hcsw'] }), offer('B', { startsOn: '2026-10-01', wayCodes: ['vaccinator-hcsw'] }), offer('C', { startsOn: '2027-02-01', courseCodes: ['maths'] })];
    const all = [NURSING.ways.length, NURSING.steps.length, STANDARDS.length, offers.length];
    const shuffled = all.map((length) => fc.shuffledSubarray([...Array(length).keys()], { minLength: length }));
    fc.assert(fc.property(fc.tuple(...shuffled), ([ways, steps, standards, adverts]) => {
      const catalogue = withLadder({ ways: ways!.map((index) => NURSING.ways[index]!), steps: steps!.map((index) => NURSING.steps[index]!) });
      expect(planRoutes(asked({ catalogue, standards: standards!.map((index) => STANDARDS[index]!), offers: adverts!.map((index) => offers[index]!) }))).toEqual(planRoutes(asked({ offers })));
    }), { numRuns: 60, seed: 6 });
  });
});
