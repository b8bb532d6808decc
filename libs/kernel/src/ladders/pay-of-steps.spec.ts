import { describe, expect, it } from '@jest/globals';
import { payAgainst, type KnownLivingWage } from './pay-of-steps.js';

const WAGES: readonly KnownLivingWage[] = [{ fromOn: '2025-05-01', hourlyPence: 1385 }, { fromOn: '2026-05-01', hourlyPence: 1480 }];

describe('pay of a step beside the Living Wage', () => {
  it.each([
    ['before any is known', 1400, '2025-04-30', { isBelow: null, livingWagePence: null, isLastKnown: false }],
    ['on the day before the next counts', 1400, '2026-04-30', { isBelow: false, livingWagePence: 1385, isLastKnown: false }],
    ['on the day from which it counts', 1400, '2026-05-01', { isBelow: true, livingWagePence: 1480, isLastKnown: false }],
    ['to the penny', 1480, '2027-04-30', { isBelow: false, livingWagePence: 1480, isLastKnown: false }],
    ['when a newer one is due and not published', 1480, '2027-05-01', { isBelow: false, livingWagePence: 1480, isLastKnown: true }],
    ['years later', 1479, '2031-01-01', { isBelow: true, livingWagePence: 1480, isLastKnown: true }],
    ['where pay is not on record', null, '2026-06-01', { isBelow: null, livingWagePence: 1480, isLastKnown: false }],
  ])('%s: %s on %s', (_, hourlyPence, on, stands) => expect(payAgainst(hourlyPence, WAGES, on)).toEqual({ hourlyPence, ...stands }));

  it('is not known from the day on which it is said not to be', () => {
    expect(payAgainst(1400, [...WAGES, { fromOn: '2027-05-01', hourlyPence: null }], '2027-06-01')).toEqual({ hourlyPence: 1400, isBelow: null, livingWagePence: null, isLastKnown: false });
  });
});
