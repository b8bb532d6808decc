import { describe, expect, it } from '@jest/globals';
import { addDays, ageOn, daysBetween, fromEpochDay, isPlainDate, toEpochDay } from './plain-date.js';

describe('plain dates', () => {
  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2023-13-01', false],
    ['0000-01-01', false],
    ['0001-01-01', true],
    ['2023-1-1', false],
    ['', false],
  ])('%s is a date: %s', (text, expected) => expect(isPlainDate(text)).toBe(expected));

  it('counts days across a leap day and before 1970', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
    expect(toEpochDay('1969-12-31')).toBe(-1);
    expect(addDays('9999-12-31', 14)).toBe('9999-12-31');
    expect(addDays('0001-01-10', -14)).toBe('0001-01-01');
    expect(fromEpochDay(toEpochDay('1931-07-04'))).toBe('1931-07-04');
  });

  it.each([
    ['2000-06-15', '2024-06-14', 23],
    ['2000-06-15', '2024-06-15', 24],
    ['2004-02-29', '2021-02-28', 16],
    ['2004-02-29', '2021-03-01', 17],
  ])('born %s is on %s aged %d', (born, on, age) => expect(ageOn(born, on)).toBe(age));
});
