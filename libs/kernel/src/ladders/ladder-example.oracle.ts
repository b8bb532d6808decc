import { catalogueOn, type EntryNeeds, type LadderCourse, type LadderStep, type LadderVersion, type LadderWay } from './ladder.js';
import type { PlanOffer, PlanPerson, PlanQuestion } from './plan-legs.js';
import type { StandardTerms } from './standards.js';

// A small ladder of nursing with invented figures, for specs.

export const NO_NEEDS: EntryNeeds = { level: 0, englishLevel: 0, mathsLevel: 0, skillCodes: [] };

export const step = (code: string, more: Partial<LadderStep> = {}): LadderStep => ({ code, title: `The ${code}`, band: '2', level: 2, registrationCode: null, skillCodes: [], isEntry: false, isVerified: true, ...more });

export const way = (from: string | null, to: string, more: Partial<LadderWay> = {}): LadderWay => ({
  code: `${from ?? 'outside'}-${to}`, from, to, by: 'experience', standardCode: null, title: `Way to ${to}`, months: 6, isEarnAndLearn: true, paidAs: null, costPence: 0,
  needs: NO_NEEDS, monthsInStep: 0, credits: [], usualWaitMonths: 0, isOpen: true, isVerified: true, ...more,
});

export const course = (code: string, more: Partial<LadderCourse> = {}): LadderCourse => ({
  code, title: `Course ${code}`, titleWords: [], gives: NO_NEEDS, needs: NO_NEEDS, months: 3, costPence: 0, isBesideWork: true, usualWaitMonths: 0, isVerified: true, ...more,
});

export const terms = (code: string, fromOn: string, more: Partial<StandardTerms> = {}): StandardTerms => ({
  code, name: `Standard ${code}`, larsCode: null, level: 2, fromOn, status: 'live', months: 12, fundingPence: 300_000, successorCodes: [], isVerified: true, ...more,
});

export const version = (code: string, more: Partial<LadderVersion> = {}): LadderVersion => ({ code, name: code, pathway: 'nursing', version: 1, fromOn: '2025-08-01', steps: [], ways: [], courses: [], ...more });

export const MATHS = { ...NO_NEEDS, mathsLevel: 2 };

export const STANDARDS: readonly StandardTerms[] = [
  terms('ST0216', '2016-05-19', { larsCode: '103' }),
  terms('ST0216', '2025-08-01', { larsCode: '103', months: 8, fundingPence: 500_000, isVerified: false }),
  terms('ST0827', '2025-08-01', { months: 24, fundingPence: null }),
];

export const NURSING = version('nursing', {
  steps: [
    step('vaccinator', { band: '3', isEntry: true, skillCodes: ['vaccination'] }),
    step('hcsw', { band: '2', skillCodes: ['personal-care'] }),
    step('associate', { band: '4', level: 5 }),
    step('nurse', { band: '5', level: 6 }),
  ],
  ways: [
    way(null, 'hcsw', { code: 'apprentice-hcsw', by: 'standard', standardCode: 'ST0216', months: null, paidAs: 'hcsw', usualWaitMonths: 2 }),
    way('vaccinator', 'hcsw', { months: 4, credits: [{ skillCode: 'vaccination', months: 2 }], usualWaitMonths: 1 }),
    way('hcsw', 'associate', { by: 'standard', standardCode: 'ST0827', months: null, needs: MATHS, monthsInStep: 6, usualWaitMonths: 3 }),
    way('associate', 'nurse', { months: 24, isVerified: false }),
    way(null, 'nurse', { code: 'degree', by: 'qualification', months: 36, isEarnAndLearn: false, costPence: 2_000_000, needs: { ...MATHS, level: 3 }, usualWaitMonths: 9 }),
  ],
  courses: [course('maths', { titleWords: ['math'], gives: MATHS, usualWaitMonths: 1 })],
});

export const VACCINATOR: PlanPerson = { stepCode: 'vaccinator', monthsInStep: 0, hourlyPence: 1500, level: 3, englishLevel: 2, mathsLevel: 0, skillCodes: ['vaccination'] };

export const offer = (intakeId: string, more: Partial<PlanOffer> = {}): PlanOffer => ({
  opportunityId: `opportunity of ${intakeId}`, intakeId, title: `Advert ${intakeId}`, startsOn: null, closesOn: null, hourlyPence: null, wayCodes: [], courseCodes: [], ...more,
});

export const asked = (more: Partial<PlanQuestion> = {}): PlanQuestion => ({
  catalogue: catalogueOn([NURSING], '2026-09-01'), standards: STANDARDS,
  stepPay: new Map([['vaccinator', 1500], ['hcsw', 1400], ['associate', 1700], ['nurse', 2000]]), unknownHourlyPence: 1200, livingWages: [{ fromOn: '2026-05-01', hourlyPence: 1480 }],
  offers: [], person: VACCINATOR, goalStep: 'nurse', preferences: { isEarningOnly: false, avoidSteps: [] }, today: '2026-09-01', horizonMonths: 120, ...more,
});
