import { describe, expect, it } from '@jest/globals';
import { EXAMPLE_TABLES } from './example-figures.oracle.js';
import { minimumWageOn, ownChangeDays, yearsAfter } from './minimum-wage.js';

const wage = (isApprenticeship: boolean, bornOn: string | null, startedOn: string, on: string) => {
  const floor = minimumWageOn(EXAMPLE_TABLES, { isApprenticeship, bornOn, startedOn }, on);
  return floor === null ? null : [floor.leastPence, floor.mostPence];
};

describe('years after a day', () => {
  it.each([
    ['2025-09-01', 1, '2026-09-01'],
    ['2024-02-29', 1, '2025-03-01'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2096-02-29', 4, '2100-03-01'],
    ['1996-02-29', 4, '2000-02-29'],
    ['2026-05-01', -2, '2024-05-01'],
    ['1000-05-01', -2, '0998-05-01'],
  ])('%s and %i years is %s', (date, years, expected) => expect(yearsAfter(date, years)).toBe(expected));
});

describe('the minimum wage of somebody who is no apprentice', () => {
  it.each<[string | null, string, [number, number] | null]>([
    ['2005-06-01', '2026-05-31', [1085, 1085]],
    ['2005-06-01', '2026-06-01', [1271, 1271]],
    ['2008-06-01', '2026-05-31', [800, 800]],
    ['2008-06-01', '2026-06-01', [1085, 1085]],
    ['1970-01-01', '2026-03-31', [1221, 1221]],
    [null, '2026-04-01', [800, 1271]],
    ['2030-01-01', '2026-04-01', [800, 800]],
    ['1970-01-01', '2023-04-01', null],
  ])('born %s is on %s %j', (bornOn, on, expected) => expect(wage(false, bornOn, '2025-06-01', on)).toEqual(expected));
});

describe('Trap 15: an apprentice of 19 and over moves to the rate of the age on the first anniversary', () => {
  it.each<[string, string | null, string, [number, number]]>([
    ['the day before the anniversary, aged 20', '2005-01-01', '2026-08-31', [800, 800]],
    ['on the anniversary, aged 21', '2005-01-01', '2026-09-01', [1271, 1271]],
    ['on the anniversary, aged 20', '2006-01-01', '2026-09-01', [1085, 1085]],
    ['on the anniversary, still 18', '2007-12-01', '2026-09-01', [800, 800]],
    ['at 19, after the anniversary', '2007-12-01', '2026-12-01', [1085, 1085]],
    ['a person of 60 in the first year', '1966-01-01', '2025-09-01', [755, 755]],
    ['the new rate for apprentices within the first year', '1990-01-01', '2026-04-01', [800, 800]],
    ['whoever it is, in the first year', null, '2026-08-31', [800, 800]],
    ['whoever it is, after it', null, '2026-09-01', [800, 1271]],
  ])('%s', (_case, bornOn, on, expected) => expect(wage(true, bornOn, '2025-09-01', on)).toEqual(expected));
});

describe('days on which a person’s own minimum changes', () => {
  it.each<[boolean, string | null, string[]]>([
    [true, '2007-12-01', ['2026-12-01 birthday', '2025-12-01 birthday', '2026-09-01 anniversary']],
    [false, '2005-01-15', ['2026-01-15 birthday']],
    [false, null, []],
    [true, null, ['2026-09-01 anniversary']],
    [false, '1970-01-01', []],
  ])('apprentice %s, born %s: %j', (isApprenticeship, bornOn, expected) => {
    const days = ownChangeDays(EXAMPLE_TABLES, { isApprenticeship, bornOn, startedOn: '2025-09-01' }, '2027-09-01');
    expect(days.map(({ on, because }) => `${on} ${because}`)).toEqual(expected);
  });

  it('are none of age where no rate is known at the start but the one of an apprentice of 19', () => {
    expect(ownChangeDays(EXAMPLE_TABLES, { isApprenticeship: false, bornOn: '2001-06-01', startedOn: '2020-01-01' }, '2022-01-01')).toEqual([{ on: '2020-06-01', because: 'birthday' }]);
  });
});
