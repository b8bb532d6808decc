import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endOfDay, isTimeOfDay, londonClock, londonMoment } from './london-time.js';

const iso = (moment: number | null): string | null => (moment === null ? null : new Date(moment).toISOString());

/** The clock as the platform's own table of zones has it. */
const PLATFORM = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' });
const moments = fc.integer({ min: Date.UTC(2002, 0, 1) / 60_000, max: Date.UTC(2060, 0, 1) / 60_000 }).map((minutes) => minutes * 60_000);

describe('the clock in London', () => {
  it.each([
    ['2026-01-15', '09:30', '2026-01-15T09:30:00.000Z'],
    ['2026-07-15', '09:30', '2026-07-15T08:30:00.000Z'],
    ['2026-03-29', '00:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29', '01:00', null], // the clocks go forward
    ['2026-03-29', '01:59', null],
    ['2026-03-29', '02:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25', '00:59', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25', '01:30', '2026-10-25T00:30:00.000Z'], // the first of two
    ['2026-10-25', '02:00', '2026-10-25T02:00:00.000Z'],
    ['2026-02-30', '09:30', null],
    ['2026-01-15', '24:00', null],
  ])('shows %s %s at %s', (on, time, moment) => expect(iso(londonMoment(on, time))).toBe(moment));

  it.each([
    ['2026-01-15', '2026-01-16T00:00:00.000Z'],
    ['2026-07-15', '2026-07-15T23:00:00.000Z'],
    ['2026-03-28', '2026-03-29T00:00:00.000Z'],
    ['2026-03-29', '2026-03-29T23:00:00.000Z'],
    ['2026-10-24', '2026-10-24T23:00:00.000Z'],
    ['2026-10-25', '2026-10-26T00:00:00.000Z'],
  ])('ends %s at %s', (on, moment) => expect(iso(endOfDay(on))).toBe(moment));

  it('shows what the platform’s own table of zones says, at any moment', () => {
    fc.assert(fc.property(moments, (moment) => {
      const { on, time } = londonClock(moment);
      expect(`${on} ${time}`).toBe(PLATFORM.format(moment));
    }));
  });

  it('leads back to the moment that it shows, or to the first of two', () => {
    fc.assert(fc.property(moments, (moment) => {
      const { on, time } = londonClock(moment);
      expect([moment, moment - 3_600_000]).toContain(londonMoment(on, time));
    }));
  });

  it.each([['09:30', true], ['23:59', true], ['9:30', false], ['24:00', false], ['12:60', false], ['', false]])('takes %j as a time of day: %s', (text, is) => expect(isTimeOfDay(text)).toBe(is));
});
