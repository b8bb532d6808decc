import { describe, expect, it } from '@jest/globals';
import { Clock, SystemClock } from './clock.js';

class StoppedClock extends Clock {
  constructor(public moment: string) {
    super();
  }

  now(): Date {
    return new Date(this.moment);
  }
}

describe('today', () => {
  it.each([
    ['2026-01-31T23:59:59Z', '2026-01-31', 'winter: London goes by Greenwich'],
    ['2026-02-01T00:00:00Z', '2026-02-01', 'the next day begins'],
    ['2026-06-30T22:59:59Z', '2026-06-30', 'summer: London is an hour ahead'],
    ['2026-06-30T23:00:00Z', '2026-07-01', 'already tomorrow in London'],
    ['2026-03-29T00:30:00Z', '2026-03-29', 'the night in which the clocks go forward'],
    ['2026-10-25T00:30:00Z', '2026-10-25', 'the night in which they go back'],
    ['2028-02-29T12:00:00Z', '2028-02-29', 'a leap day'],
  ])('at %s is %s: %s', (moment, day) => {
    expect(new StoppedClock(moment).today()).toBe(day);
  });

  it('is another one from the moment at which the day ends, forth and back', () => {
    const clock = new StoppedClock('2026-06-30T22:59:59.999Z');
    const days = ['2026-06-30T22:59:59.999Z', '2026-06-30T23:00:00.000Z', '2026-06-30T22:59:00.000Z', '2026-07-01T22:59:59.999Z'].map((moment) => {
      clock.moment = moment;
      return clock.today();
    });
    expect(days).toEqual(['2026-06-30', '2026-07-01', '2026-06-30', '2026-07-01']);
  });

  it('of the machine is a date', () => {
    const before = Date.now();
    const now = new SystemClock().now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now - before).toBeLessThan(60_000);
    expect(new SystemClock().today()).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});
