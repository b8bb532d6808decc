import { describe, expect, it } from '@jest/globals';
import { daysOfMonth, mondayOf } from './cohort-days.js';

describe('the days of a month', () => {
  it.each([['2028-02', '2028-02-29'], ['2026-02', '2026-02-28'], ['2026-01', '2026-01-31'], ['2026-04', '2026-04-30'], ['2026-12', '2026-12-31']])('%s ends on %s', (month, to) => expect(daysOfMonth(month)).toEqual({ from: `${month}-01`, to }));
});

describe('the Monday of a week', () => {
  it.each([['2026-11-22', '2026-11-16'], ['2026-11-23', '2026-11-23'], ['2026-11-24', '2026-11-23'], ['2028-03-01', '2028-02-28'], ['2027-01-01', '2026-12-28']])('of %s is %s', (day, monday) => expect(mondayOf(day)).toBe(monday));
});
