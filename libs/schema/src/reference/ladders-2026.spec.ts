import { describe, expect, it } from '@jest/globals';
import { catalogueOn, judgeStandardStart, ladderProblems, planRoutes, type PlanPerson, type PlanQuestion, type RoutePlan } from '#lib/kernel';
import { LADDERS_2026 } from './ladders-2026.js';
import { STANDARDS_2026 } from './standards-2026.js';

const TODAY = '2026-09-01';
/** Hourly pence at the bottom of each band in 2026/27 with the supplement for outer London, as the ladder needs it here. */
const HOURLY: Readonly<Record<string, number>> = { '2': 1542, '3': 1567, '4': 1701, '5': 1886 };

const catalogue = catalogueOn(LADDERS_2026, TODAY);
const vaccinator: PlanPerson = { stepCode: 'vaccinator', monthsInStep: 14, hourlyPence: 1567, level: 3, englishLevel: 2, mathsLevel: 1, skillCodes: ['vaccination'] };
const asked = (more: Partial<PlanQuestion> = {}): PlanQuestion => ({
  catalogue, standards: STANDARDS_2026, stepPay: new Map([...catalogue.steps.values()].map(({ code, band }) => [code, HOURLY[band ?? ''] ?? null])),
  unknownHourlyPence: 1271, livingWages: [{ fromOn: '2026-05-01', hourlyPence: 1480 }], offers: [], person: vaccinator, goalStep: 'registered-nurse', preferences: { isEarningOnly: false, avoidSteps: [] }, today: TODAY, horizonMonths: 120, ...more,
});
const routesOf = (plan: RoutePlan) => (plan.ok ? plan.routes : []);
const rows = (plan: RoutePlan): string[] => routesOf(plan).map(({ strength, months, legs }) => `${strength} ${months}: ${legs.map(({ code }) => code).join(' > ')}`);

describe('the ladders of a new database', () => {
  it.each(LADDERS_2026)('$code has no problem beside the others', (ladder) => {
    expect(ladderProblems(ladder, LADDERS_2026.filter((one) => one !== ladder), STANDARDS_2026)).toEqual([]);
  });

  it('takes a vaccinator to registered nurse: over nursing associate, straight by degree apprenticeship, or by a degree', () => {
    expect(rows(planRoutes(asked()))).toEqual([
      'quickest 51: maths-level-2 > outside-to-registered-nurse-by-qualification',
      'best-paid 89: vaccinator-to-hcsw-by-experience > maths-level-2 > hcsw-to-senior-hcsw-by-st0217 > senior-hcsw-to-nursing-associate-by-st0827 > nursing-associate-to-registered-nurse-by-st0781',
      'another-way 83: vaccinator-to-hcsw-by-experience > maths-level-2 > hcsw-to-senior-hcsw-by-st0217 > senior-hcsw-to-registered-nurse-by-st0781',
    ]);
  });

  it('goes over assistant practitioner for somebody who does not want to be a nursing associate and has no degree place to wait for', () => {
    const plan = planRoutes(asked({ preferences: { isEarningOnly: true, avoidSteps: ['nursing-associate'] }, goalStep: 'assistant-practitioner' }));
    expect(rows(plan)).toEqual(['quickest 53: vaccinator-to-hcsw-by-experience > hcsw-to-senior-hcsw-by-st0217 > senior-hcsw-to-assistant-practitioner-by-st0215']);
    const onward = planRoutes(asked({ person: { ...vaccinator, stepCode: 'assistant-practitioner', mathsLevel: 2, hourlyPence: null }, preferences: { isEarningOnly: true, avoidSteps: [] } }));
    expect(rows(onward)).toEqual(['quickest 42: assistant-practitioner-to-registered-nurse-by-st0781']);
  });

  it('gives credit for vaccinating, says where the maths comes from, and sets pay beside the Living Wage', () => {
    const [, overAssociate] = routesOf(planRoutes(asked()));
    const [post, , senior, associate, nurse] = overAssociate!.legs;
    expect(post).toMatchObject({ creditMonths: 1, creditFor: ['vaccination'], payBefore: { hourlyPence: 1567, isBelow: false }, payAfter: { hourlyPence: 1542, isBelow: false } });
    expect(senior).toMatchObject({ months: 15, creditMonths: 3, standardCode: 'ST0217', fundingPence: 900_000, isVerified: false });
    expect(associate).toMatchObject({ missing: [{ what: 'maths at level 2 (GCSE grade 4 or equal)', from: 'Functional Skills maths level 2' }], isPaid: true });
    expect(nurse).toMatchObject({ payAfter: { hourlyPence: 1886 }, isPaid: true });
  });

  it.each([...catalogue.steps.keys()].filter((code) => code !== 'kickstart' && code !== 'vaccinator'))('leads somebody without qualifications, given time, to %s or says why not', (goalStep) => {
    const plan = planRoutes(asked({ goalStep, horizonMonths: 240, person: { ...vaccinator, stepCode: null, hourlyPence: null, level: 0, englishLevel: 0, mathsLevel: 0, skillCodes: [] } }));
    expect(plan).toMatchObject({ ok: true, isComplete: true, obstacles: [] });
    expect(routesOf(plan).length).toBeGreaterThan(0);
  });

  it.each([
    ['2025-07-31', 12, 300_000, true],
    ['2025-08-01', 8, 500_000, false],
    ['2026-08-01', 8, 500_000, true],
  ])('Trap 1: ST0216 for a start on %s takes %i months and %i pence', (startsOn, months, fundingPence, isVerified) => {
    expect(judgeStandardStart(STANDARDS_2026, 'ST0216', startsOn)).toMatchObject({ ok: true, terms: { months, fundingPence, isVerified } });
  });

  it.each([['ST0072', 'ST0070'], ['ST0508', 'ST0827'], ['ST0293', 'ST0781']])('Trap 2: a start on %s is refused and %s suggested', (code, successor) => {
    expect(judgeStandardStart(STANDARDS_2026, code, TODAY)).toMatchObject({ ok: false, problem: 'retired', successors: [{ code: successor }] });
  });
});
