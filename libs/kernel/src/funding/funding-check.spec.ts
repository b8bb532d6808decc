import { describe, expect, it } from '@jest/globals';
import { figureTables, type FigureValues, type PublishedFigure } from '../published-figures/published-figures.js';
import { fundingCheck, type Learner, type Learning } from './funding-check.js';

const skills = (code: string, fromOn: string, values: FigureValues['adult-skills'] | null): PublishedFigure => ({ kind: 'adult-skills', code, fromOn, values, isVerified: true });
const rules = (fromOn: string, values: Partial<FigureValues['apprenticeship-rules']>): PublishedFigure => ({
  kind: 'apprenticeship-rules',
  code: 'england',
  fromOn,
  values: { leastMonths: 12, leastTrainingHours: null, weeklyTrainingHours: 6, coInvestmentBasisPoints: 500, coInvestmentFreeToAge: null, englishMathsToAge: 120, foundationToAge: null, ...values },
  isVerified: true,
});

const FIGURES = [
  skills('england', '2024-08-01', { entitlementToAge: null, earningsLimitPence: null }),
  skills('england', '2025-08-01', { entitlementToAge: 23, earningsLimitPence: 2_575_000 }),
  skills('england', '2026-08-01', { entitlementToAge: 23, earningsLimitPence: 2_680_000 }),
  skills('london', '2019-08-01', null),
  rules('2022-08-01', {}),
  rules('2025-04-01', { coInvestmentFreeToAge: 21 }),
  rules('2025-08-01', { leastMonths: 8, leastTrainingHours: 187, weeklyTrainingHours: null, coInvestmentFreeToAge: 21, englishMathsToAge: 18, foundationToAge: 21 }),
  rules('2028-08-01', { coInvestmentBasisPoints: 0, englishMathsToAge: null }),
  rules('2029-08-01', { coInvestmentBasisPoints: null }),
];
const TABLES = figureTables(FIGURES);

const COURSE: Learning = { kind: 'course', title: 'Health and social care', level: 2, isFoundationApprenticeship: false };
const APPRENTICESHIP: Learning = { kind: 'apprenticeship', title: 'Healthcare support worker', level: 2, isFoundationApprenticeship: false };
const LEARNER: Learner = { bornOn: '1990-01-01', livesInLondon: false, level: 2, englishLevel: 2, mathsLevel: 2, isOutOfWork: false, annualEarningsPence: 2_600_000 };

const check = (learning: Learning, learner: Partial<Learner>, startsOn = '2025-09-01', tables = TABLES) => {
  const { verdict, rule, sentence } = fundingCheck(tables, learning, { ...LEARNER, ...learner }, startsOn);
  expect(sentence).toMatch(/^[A-Z].*\.$/);
  return `${verdict} ${rule}`;
};

describe('who pays for a course', () => {
  it.each<[string, Partial<Learning>, Partial<Learner>, string, string]>([
    ['age is not known', {}, { bornOn: null }, '2025-09-01', 'not-known age-not-known'],
    ['level is not stated', { level: null }, {}, '2025-09-01', 'not-known level-not-stated'],
    ['level 4', { level: 4 }, {}, '2025-09-01', 'not-known level-not-covered'],
    ['the day before 19', { level: 3 }, { bornOn: '2006-09-02' }, '2025-09-01', 'funded young-people'],
    ['on the 19th birthday', { level: 3 }, { bornOn: '2006-09-01' }, '2025-09-01', 'funded first-full-level-3'],
    ['nobody knows where they live', {}, { livesInLondon: null }, '2025-09-01', 'not-known home-not-known'],
    ['a Londoner', {}, { livesInLondon: true }, '2025-09-01', 'not-known london-not-recorded'],
    ['a Londoner of 18', {}, { livesInLondon: true, bornOn: '2007-01-01' }, '2025-09-01', 'funded young-people'],
    ['before any rule', {}, {}, '2024-07-31', 'not-known rules-not-recorded'],
    ['English, not reached', { title: 'Functional Skills English' }, { englishLevel: 1 }, '2025-09-01', 'funded english-and-maths'],
    ['English, reached', { title: 'GCSE English' }, {}, '2025-09-01', 'not over-the-limit'],
    ['English at level 3', { title: 'English A level', level: 3 }, { englishLevel: 1 }, '2025-09-01', 'not over-the-limit'],
    ['maths, not reached', { title: 'Essential maths', level: 1 }, { mathsLevel: 0 }, '2025-09-01', 'funded english-and-maths'],
    ['maths, with English not reached', { title: 'Numeracy' }, { englishLevel: 0 }, '2025-09-01', 'not over-the-limit'],
    ['English for speakers of other languages', { title: 'ESOL (English for speakers of other languages)' }, { englishLevel: 0 }, '2025-09-01', 'not over-the-limit'],
    ['digital skills at level 1', { title: 'Essential Digital Skills', level: 1 }, {}, '2025-09-01', 'funded digital'],
    ['digital skills at level 2', { title: 'Essential Digital Skills' }, {}, '2025-09-01', 'not over-the-limit'],
    ['a first level 2 at 23', {}, { bornOn: '2002-01-01', level: 1 }, '2025-09-01', 'funded first-full-level-2'],
    ['a second level 2 at 23', {}, { bornOn: '2002-01-01' }, '2025-09-01', 'not over-the-limit'],
    ['a first level 2 at 24', {}, { bornOn: '2001-09-01', level: 1 }, '2025-09-01', 'not over-the-limit'],
    ['level 1 at 20', { level: 1 }, { bornOn: '2005-01-01', level: 0 }, '2025-09-01', 'not over-the-limit'],
    ['a year whose ages are not recorded', {}, { bornOn: '2002-01-01', level: 1 }, '2025-07-31', 'not-known limit-not-recorded'],
    ['out of work', {}, { isOutOfWork: true, annualEarningsPence: null }, '2025-09-01', 'funded out-of-work'],
    ['earnings not asked', {}, { isOutOfWork: null, annualEarningsPence: null }, '2025-09-01', 'not-known earnings-not-known'],
    ['a penny under the limit', {}, { annualEarningsPence: 2_574_999 }, '2025-09-01', 'funded low-earnings'],
    ['at the limit', {}, { annualEarningsPence: 2_575_000 }, '2025-09-01', 'not over-the-limit'],
    ['the day before the new limit', {}, {}, '2026-07-31', 'not over-the-limit'],
    ['the new limit', {}, {}, '2026-08-01', 'funded low-earnings'],
  ])('%s', (_case, learning, learner, startsOn, expected) => expect(check({ ...COURSE, ...learning }, learner, startsOn)).toBe(expected));

  it('is told for London once a lead has added its rules', () => {
    const tables = figureTables([...FIGURES, skills('london', '2025-08-01', { entitlementToAge: 23, earningsLimitPence: 3_000_000 })]);
    expect(check(COURSE, { livesInLondon: true }, '2025-09-01', tables)).toBe('funded low-earnings');
  });

  it('names what has to be shown', () => {
    expect(fundingCheck(TABLES, COURSE, { ...LEARNER, bornOn: '2003-01-01', level: 1 }, '2025-09-01')).toMatchObject({ evidence: ['age', 'home', 'prior-attainment', 'full-level'], terms: null });
  });
});

describe('who pays for an apprenticeship', () => {
  const young = { bornOn: '2004-01-01' };
  it.each<[string, Partial<Learning>, Partial<Learner>, string, string]>([
    ['before any rule', {}, {}, '2022-07-31', 'not-known rules-not-recorded'],
    ['age is not known', {}, { bornOn: null }, '2025-09-01', 'not-known age-not-known'],
    ['level 7', { level: 7 }, {}, '2025-09-01', 'not-known level-not-covered'],
    ['21, the day before employers were freed', {}, young, '2025-03-31', 'partly apprenticeship-shared'],
    ['21, from that day on', {}, young, '2025-04-01', 'funded apprenticeship-free'],
    ['22', {}, { bornOn: '2003-01-01' }, '2025-04-01', 'partly apprenticeship-shared'],
    ['a year without a share', {}, {}, '2028-08-01', 'funded apprenticeship-free'],
    ['a year whose share is not recorded', {}, {}, '2029-08-01', 'not-known rules-not-recorded'],
    ['foundation at 21', { isFoundationApprenticeship: true }, young, '2025-09-01', 'funded foundation'],
    ['foundation at 22', { isFoundationApprenticeship: true }, { bornOn: '2003-01-01' }, '2025-09-01', 'not-known foundation-exception'],
    ['foundation before there were any rules', { isFoundationApprenticeship: true }, young, '2025-07-31', 'not-known rules-not-recorded'],
  ])('%s', (_case, learning, learner, startsOn, expected) => expect(check({ ...APPRENTICESHIP, ...learning }, learner, startsOn)).toBe(expected));

  it.each<[string, Partial<Learner>, string, number, number | null, number | null, boolean | null]>([
    ['until 31 July 2025', { englishLevel: 1 }, '2025-07-31', 12, null, 6, true],
    ['from 1 August 2025, aged 19 and over', { englishLevel: 1 }, '2025-08-01', 8, 187, null, false],
    ['from 1 August 2025, aged 18', { mathsLevel: 1, bornOn: '2007-01-01' }, '2025-08-01', 8, 187, null, true],
    ['with both passed', { bornOn: '2007-01-01' }, '2025-08-01', 8, 187, null, false],
    ['of an age that is not known', { englishLevel: 0, bornOn: null }, '2025-08-01', 8, 187, null, null],
    ['in a year where that is not recorded', { englishLevel: 0 }, '2028-08-01', 12, null, 6, null],
  ])('its terms %s', (_case, learner, startsOn, leastMonths, leastTrainingHours, weeklyTrainingHours, mustPassEnglishAndMaths) => {
    expect(fundingCheck(TABLES, APPRENTICESHIP, { ...LEARNER, ...learner }, startsOn).terms).toEqual({ leastMonths, leastTrainingHours, weeklyTrainingHours, mustPassEnglishAndMaths });
  });
});
