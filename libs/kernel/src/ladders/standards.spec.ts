import { describe, expect, it } from '@jest/globals';
import { STANDARDS, terms } from './ladder-example.oracle.js';
import { changesOfTerms, judgeStandardStart, leastTraining, moneyInWords, standardOn } from './standards.js';

describe('Trap 1: funding and months of the healthcare support worker go by the day of the start', () => {
  it.each([
    ['2025-07-01', 12, 300_000, 12],
    ['2025-07-31', 12, 300_000, 12],
    ['2025-08-01', 8, 500_000, 8],
    ['2026-08-01', 8, 500_000, 8],
  ])('a start on %s: %i months, %i pence, at least %i months', (startsOn, months, fundingPence, least) => {
    expect(judgeStandardStart(STANDARDS, 'ST0216', startsOn)).toMatchObject({ ok: true, terms: { months, fundingPence }, least: { months: least } });
  });

  it('says it in words, and what was not checked', () => {
    expect(judgeStandardStart(STANDARDS, 'ST0216', '2025-07-31').sentence).toBe(
      'ST0216 Standard ST0216, level 2, for a start on 31 July 2025: 12 months typically, funded up to £3,000. At least 12 months, with 6 hours a week away from the job.');
    expect(judgeStandardStart(STANDARDS, 'ST0216', '2026-08-01').sentence).toBe(
      'ST0216 Standard ST0216, level 2, for a start on 1 August 2026: 8 months typically, funded up to £5,000. At least 8 months, and 187 hours away from the job. These figures were not checked against a public source.');
    expect(judgeStandardStart([terms('ST1', '2020-01-01', { months: null, fundingPence: null, status: 'in-revision' })], 'ST1', '2021-01-01').sentence).toBe(
      'ST1 Standard ST1, level 2, for a start on 1 January 2021: its months are not on record, its funding is not on record. At least 12 months, with a fifth of the working hours away from the job. It is in revision and still takes starts.');
  });

  it.each([['2022-07-31', 12, /a fifth/], ['2022-08-01', 12, /6 hours a week/], ['2025-07-31', 12, /6 hours a week/], ['2025-08-01', 8, /187 hours/]])('the least training on %s is %i months', (on, months, sentence) => {
    expect(leastTraining(on)).toEqual({ months, sentence: expect.stringMatching(sentence) });
  });
});

describe('Trap 2: a start on a retired standard is refused with what takes its place', () => {
  const rows = [
    terms('ST0072', '2017-01-01'),
    terms('ST0072', '2026-07-02', { status: 'retired', successorCodes: ['ST0070'] }),
    terms('ST0070', '2020-01-01', { name: 'Business administrator' }),
    terms('ST1', '2020-01-01', { status: 'retired', successorCodes: ['ST0072', 'ST2', 'ST3', 'ST4', 'ST1'] }),
    terms('ST2', '2020-01-01', { status: 'not-yet' }),
    terms('ST3', '2020-01-01', { status: 'in-revision' }),
    terms('ST5', '2020-01-01', { status: 'retired', successorCodes: ['ST2'] }),
    terms('ST6', '2028-01-01'), terms('ST6', '2027-01-01', { status: 'not-yet' }),
  ];

  it.each([
    ['ST0072', '2026-07-01', true, []],
    ['ST0072', '2026-07-02', false, ['ST0070']],
    ['ST1', '2026-08-01', false, ['ST3', 'ST0070']],
    ['ST5', '2026-08-01', false, []],
  ])('%s on %s', (code, startsOn, ok, successors) => {
    const start = judgeStandardStart(rows, code, startsOn);
    expect([start.ok, start.ok ? [] : start.successors.map((one) => one.code)]).toEqual([ok, successors]);
  });

  it.each([
    ['ST0072', '2026-08-01', 'retired', 'ST0072 Standard ST0072 takes no starts on 1 August 2026: it is retired. Use ST0070 Business administrator instead.'],
    ['ST5', '2026-08-01', 'retired', 'ST5 Standard ST5 takes no starts on 1 August 2026: it is retired. No successor is on record: choose another step.'],
    ['ST2', '2026-08-01', 'not-yet', 'ST2 Standard ST2 is not open to starts on 1 August 2026 yet.'],
    ['ST6', '2026-08-01', 'not-yet', 'ST6 is on record from 1 January 2027. Choose a start from then on.'],
    ['ST9', '2026-08-01', 'unknown', 'No standard ST9 is on record. Check the reference, as ST0216.'],
    ['ST0070', '2026-02-30', 'bad-date', 'The start must be a real date, as 2026-09-01.'],
  ])('%s on %s is refused as %s', (code, startsOn, problem, sentence) => {
    expect(judgeStandardStart(rows, code, startsOn)).toMatchObject({ ok: false, problem, sentence });
  });
});

describe('terms by the day', () => {
  it('takes the latest row that has begun, in whatever order the rows come', () => {
    const rows = [terms('A', '2026-01-01'), terms('A', '2024-01-01', { months: 1 }), terms('B', '2027-01-01')];
    expect([standardOn(rows, 'A', '2025-01-01')?.months, standardOn(rows.toReversed(), 'A', '2026-01-01')?.months, standardOn(rows, 'B', '2026-01-01')]).toEqual([1, 12, null]);
  });

  it('knows the days on which something changes', () => {
    expect(changesOfTerms(STANDARDS, 'ST0216', '2016-05-19', '2025-08-01')).toEqual(['2022-08-01', '2025-08-01']);
    expect(changesOfTerms(STANDARDS, 'ST0216', '2025-08-01', '2040-01-01')).toEqual([]);
  });

  it.each([[300_000, '£3,000'], [2_775_000, '£27,750'], [1251, '£12.51'], [123_456_789, '£1,234,567.89'], [0, '£0']])('%i pence are %s', (pence, words) => {
    expect(moneyInWords(pence)).toBe(words);
  });
});
