import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/plain-date.js';
import { lastDayOfNotice, noticePeriod, statutoryNoticeWeeks, type NoticeFacts } from './notice-period.js';

const TERMS = [{ bands: ['2', '3'], weeks: 4 }, { bands: ['8a'], weeks: 12 }];
const facts = (more: Partial<NoticeFacts>): NoticeFacts => ({ serviceStartedOn: null, band: null, agreedWeeks: null, ...more });

describe('notice by law', () => {
  it.each([
    // one month: the first and the last day count
    ['2026-03-01', '2026-03-30', 0],
    ['2026-03-01', '2026-03-31', 1],
    ['2026-01-31', '2026-02-27', 0],
    ['2026-01-31', '2026-02-28', 1],
    ['2028-01-31', '2028-02-28', 0],
    ['2028-01-31', '2028-02-29', 1],
    // a week until two years are whole, then one for each year
    ['2024-03-01', '2026-02-27', 1],
    ['2024-03-01', '2026-02-28', 2],
    ['2021-06-15', '2026-06-13', 4],
    ['2021-06-15', '2026-06-14', 5],
    // started on a leap day: the year is whole with the end of February
    ['2024-02-29', '2026-02-27', 1],
    ['2024-02-29', '2026-02-28', 2],
    ['2024-02-29', '2028-02-27', 3],
    ['2024-02-29', '2028-02-28', 4],
    // twelve years and more
    ['2014-01-01', '2025-12-30', 11],
    ['2014-01-01', '2025-12-31', 12],
    ['1990-01-01', '2026-01-01', 12],
    // before the first day
    ['2026-05-01', '2026-04-01', 0],
  ])('of service since %s is on %s %d weeks', (startedOn, on, weeks) => expect(statutoryNoticeWeeks(startedOn, on)).toBe(weeks));
});

describe('notice owed', () => {
  it.each([
    ['the law beyond the contract', facts({ serviceStartedOn: '2016-01-01', band: '3' }), { statutoryWeeks: 10, contractualWeeks: 4, weeks: 10 }],
    ['the contract beyond the law', facts({ serviceStartedOn: '2024-01-01', band: '8A' }), { statutoryWeeks: 2, contractualWeeks: 12, weeks: 12 }],
    ['what the person agreed', facts({ serviceStartedOn: '2024-01-01', band: '8a', agreedWeeks: 6 }), { statutoryWeeks: 2, contractualWeeks: 6, weeks: 6 }],
    ['the law where the band is none of the terms', facts({ serviceStartedOn: '2024-01-01', band: '5' }), { statutoryWeeks: 2, contractualWeeks: null, weeks: 2 }],
    ['the contract where service is not known', facts({ band: '2' }), { statutoryWeeks: null, contractualWeeks: 4, weeks: 4 }],
    ['not known where nothing is', facts({}), { statutoryWeeks: null, contractualWeeks: null, weeks: null }],
  ])('is %s', (_, of, period) => expect(noticePeriod(of, TERMS, '2026-06-30')).toEqual(period));
});

describe('the last day of notice', () => {
  it.each([
    ['by contract', facts({ band: '3' }), '2026-03-31', '2026-03-03'],
    ['for an end on 29 February', facts({ band: '3' }), '2028-02-29', '2028-02-01'],
    ['for an end on the 31st', facts({ agreedWeeks: 13 }), '2026-12-31', '2026-10-01'],
    ['without any notice', facts({ agreedWeeks: 0 }), '2026-03-31', '2026-03-31'],
    // Five years are whole on 14 June: four weeks are owed until the 13th, which would be in time; five from the 14th on.
    ['where a year of service falls into the weeks', facts({ serviceStartedOn: '2021-06-15' }), '2026-07-13', '2026-06-13'],
    ['where nothing is known', facts({}), '2026-03-31', null],
  ])('is, %s, …', (_, of, endsOn, on) => expect(lastDayOfNotice(of, TERMS, endsOn)).toBe(on));

  it('leaves the whole notice, and the day after does not', () => {
    const days = fc.integer({ min: 0, max: 9000 }).map((day) => addDays('2005-01-01', day));
    const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
    fc.assert(fc.property(fc.record({ serviceStartedOn: optional(days), band: optional(fc.constantFrom('3', '8a')), agreedWeeks: optional(fc.nat(20)) }), days, (of, endsOn) => {
      const on = lastDayOfNotice(of, TERMS, endsOn);
      const isEnough = (day: string): boolean => addDays(day, 7 * noticePeriod(of, TERMS, day).weeks!) <= endsOn;
      expect(on === null ? noticePeriod(of, TERMS, endsOn).weeks === null : isEnough(on) && (on === endsOn || !isEnough(addDays(on, 1)))).toBe(true);
    }));
  });
});
