import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { londonClock, type Span } from '../calendar/london-time.js';
import { overlap, slotsOf, spanOfDay } from './fair-times.js';

const spanOn = (on: string, from: string, to: string): Span => {
  const reading = spanOfDay(on, { from, to });
  if (!reading.ok) throw new Error(reading.problem.detail);
  return reading.span;
};
const clock = (slots: readonly Span[]): string[] => slots.map(({ startsAt, endsAt }) => `${londonClock(startsAt).time}-${londonClock(endsAt).time}`);

describe('a part of a day', () => {
  it.each([
    ['2026-06-10', '9:30', '12:00', '/from', 'must be a time of day'],
    ['2026-06-10', '09:30', 'noon', '/to', 'must be a time of day'],
    ['2026-06-10', '12:00', '12:00', '/to', 'later'],
    ['2026-06-10', '12:00', '09:00', '/to', 'later'],
    ['2026-03-29', '01:30', '03:00', '/from', 'the clocks go forward'],
    ['2026-03-29', '00:30', '01:30', '/to', 'the clocks go forward'],
    ['2026-02-30', '09:30', '12:00', '/from', 'a day that exists'],
  ])('%s from %s to %s is refused at %s: %s', (on, from, to, pointer, detail) => {
    expect(spanOfDay(on, { from, to }, '/breaks/0')).toEqual({ ok: false, problem: { pointer: `/breaks/0${pointer}`, detail: expect.stringContaining(detail) } });
  });
});

describe('slots', () => {
  it('follow each other, begin after a break they would run into, and leave out what does not fit', () => {
    const session = spanOn('2026-06-10', '09:30', '11:10');
    expect(clock(slotsOf(session, 20, []))).toEqual(['09:30-09:50', '09:50-10:10', '10:10-10:30', '10:30-10:50', '10:50-11:10']);
    expect(clock(slotsOf(session, 20, [spanOn('2026-06-10', '10:15', '10:25')]))).toEqual(['09:30-09:50', '09:50-10:10', '10:25-10:45', '10:45-11:05']);
    expect(slotsOf(session, 101, [])).toEqual([]);
  });

  it.each([
    ['2026-03-29', '00:00', '03:00', ['00:00-00:30', '00:30-02:00', '02:00-02:30', '02:30-03:00']], // two hours pass
    ['2026-10-25', '00:30', '02:30', ['00:30-01:00', '01:00-01:30', '01:30-01:00', '01:00-01:30', '01:30-02:00', '02:00-02:30']], // three hours pass
  ])('on %s from %s to %s, when the clocks change, have the length that they should', (on, from, to, expected) => {
    const slots = slotsOf(spanOn(on, from, to), 30, []);
    expect(clock(slots)).toEqual(expected);
    expect(new Set(slots.map(({ startsAt, endsAt }) => endsAt - startsAt))).toEqual(new Set([30 * 60_000]));
  });

  const spans = fc.tuple(fc.nat(300), fc.nat(90)).map(([start, length]) => ({ startsAt: start * 60_000, endsAt: (start + length) * 60_000 }));

  it('are those that a minute-by-minute search finds', () => {
    fc.assert(fc.property(spans, fc.integer({ min: 1, max: 40 }), fc.array(spans, { maxLength: 4 }), (session, minutes, breaks) => {
      const plain: Span[] = [];
      const real = breaks.filter(({ startsAt, endsAt }) => startsAt < endsAt); // one without length stops nobody
      for (let minute = session.startsAt; minute < session.endsAt; minute += 60_000) {
        const slot = { startsAt: minute, endsAt: minute + minutes * 60_000 };
        const isFree = slot.endsAt <= session.endsAt && !real.some((pause) => pause.startsAt < slot.endsAt && pause.endsAt > slot.startsAt) && (plain.at(-1)?.endsAt ?? 0) <= minute;
        if (isFree) plain.push(slot);
      }
      expect(slotsOf(session, minutes, real)).toEqual(plain);
    }));
  });

  it('overlap when they have a moment in common', () => {
    const at = (startsAt: number, endsAt: number): Span => ({ startsAt, endsAt });
    expect([overlap(at(0, 2), at(1, 3)), overlap(at(1, 3), at(0, 2)), overlap(at(0, 1), at(1, 2)), overlap(at(1, 2), at(0, 1)), overlap(at(0, 9), at(3, 4))]).toEqual([true, true, false, false, true]);
  });
});
