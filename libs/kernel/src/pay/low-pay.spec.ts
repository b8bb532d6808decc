import { describe, expect, it } from '@jest/globals';
import { EXAMPLE_TABLES } from './example-figures.oracle.js';
import { lowPay } from './low-pay.js';
import type { PayFacts } from './pay-basis.js';
import { payCheck } from './pay-check.js';
import { readPayText } from './pay-text.js';

const FACTS: PayFacts = { kind: 'role', isUnpaid: false, stated: readPayText(''), weeklyHours: null, isSalaryOfHours: false, scheme: null, band: null, paysAgendaForChange: null };

describe('low pay is told to whoever lists it', () => {
  it.each<[string, Partial<PayFacts>, string, string | null]>([
    ['under every rate', { stated: readPayText('£7.54 an hour') }, '2026-03-31', 'pay-under-minimum: The pay comes to less than the minimum wage on 31 March 2026, which is £7.55 an hour at the least.'],
    ['at the lowest rate', { stated: readPayText('£7.55 an hour') }, '2026-03-31', 'pay-under-adult-minimum: The pay is lawful on 31 March 2026 only for somebody young: the minimum wage is £12.21 an hour for adults.'],
    ['at the rate for adults', { stated: readPayText('£12.21 an hour') }, '2026-03-31', null],
    ['the same the day after', { stated: readPayText('£12.21 an hour') }, '2026-04-01', 'pay-under-adult-minimum: The pay is lawful on 1 April 2026 only for somebody young: the minimum wage is £12.71 an hour for adults.'],
    ['of an apprentice', { kind: 'apprenticeship', stated: readPayText('£8.00 an hour') }, '2026-04-01', null],
    ['of an apprentice, too low', { kind: 'apprenticeship', stated: readPayText('£7.55 an hour') }, '2026-04-01', 'pay-under-minimum: The pay comes to less than the minimum wage on 1 April 2026, which is £8.00 an hour at the least.'],
    ['the most is too low', { stated: readPayText('up to £7.00 an hour') }, '2026-04-01', 'pay-under-minimum: The pay comes to less than the minimum wage on 1 April 2026, which is £8.00 an hour at the least.'],
    ['the most is enough', { stated: readPayText('up to £14.00 an hour') }, '2026-04-01', null],
    ['a band', { kind: 'apprenticeship', band: '2' }, '2026-04-01', null],
    ['a salary of part-time work that can be either', { stated: readPayText('£14,000 a year'), weeklyHours: 20 }, '2026-04-01', null],
    ['a salary of part-time work, too low as either', { stated: readPayText('£7,000 a year'), weeklyHours: 20 }, '2026-04-01', 'pay-under-minimum: The pay comes to less than the minimum wage on 1 April 2026, which is £8.00 an hour at the least.'],
    ['nothing stated', {}, '2026-04-01', null],
    ['a year without rates', { stated: readPayText('£1 an hour') }, '2019-01-01', null],
  ])('%s', (_case, facts, startsOn, expected) => {
    const found = lowPay(payCheck(EXAMPLE_TABLES, { ...FACTS, ...facts }, { startsOn, bornOn: null, workplace: { districtCode: null } }, startsOn));
    expect(found === null ? null : `${found.code}: ${found.reason}`).toBe(expected);
    expect(found?.fix ?? 'The row was kept').toContain('The row was kept');
  });
});
