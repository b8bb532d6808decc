import { describe, expect, it } from '@jest/globals';
import { hourlyPence, hourlyTenths, isPlausiblePay, pennies, type PayUnit, unitBySize } from './hourly-pay.js';

describe('pay an hour', () => {
  it.each<[number, PayUnit, number | undefined, number]>([
    // 1,950 hours a year would give 12.55.
    [2_446_500, 'year', undefined, 1_251],
    [3_104_900, 'year', undefined, 1_588],
    [2_527_200, 'year', undefined, 1_292],
    [1_315, 'hour', undefined, 1_315],
    [9_750, 'day', undefined, 1_300],
    [48_750, 'week', undefined, 1_300],
    [203_875, 'month', undefined, 1_251],
    [48_000, 'week', 40, 1_200],
    [2_446_500, 'year', 40, 1_173],
    [10_400, 'day', 40, 1_300],
  ])('of %i pence a %s of %s hours a week is %i', (pence, unit, hours, expected) => {
    expect(hourlyPence(pence, unit, hours)).toBe(expected);
    expect(pennies(hourlyTenths(pence, unit, hours))).toBe(expected);
  });
});

describe('the size of an amount', () => {
  it.each<[number, PayUnit, boolean]>([
    [1_251, 'hour', true],
    [1_251, 'year', false],
    [2_446_500, 'hour', false],
    [2_446_500, 'year', true],
    [299, 'hour', false],
    [300, 'hour', true],
    [30_000, 'hour', true],
    [30_001, 'hour', false],
  ])('%i pence for one %s is plausible: %s', (pence, unit, expected) => expect(isPlausiblePay(pence, unit)).toBe(expected));

  it.each([
    [1_251, 'hour'],
    [45_000, null],
    [499_999, null],
    [500_000, 'year'],
    [60_000_000, null],
    [100, null],
  ])('%i pence must be for: %s', (pence, expected) => expect(unitBySize(pence)).toBe(expected));
});
