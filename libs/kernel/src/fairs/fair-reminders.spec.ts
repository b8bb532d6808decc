import { describe, expect, it } from '@jest/globals';
import { dueReminder } from './fair-reminders.js';

describe('a reminder', () => {
  it.each([
    ['2026-06-09T07:59:59Z', null],
    ['2026-06-09T08:00:00Z', 'day-before'],
    ['2026-06-10T06:59:59Z', 'day-before'],
    ['2026-06-10T07:00:00Z', 'hour-before'],
    ['2026-06-10T07:59:59Z', 'hour-before'],
    ['2026-06-10T08:00:00Z', null],
  ])('at %s of nine o’clock on 10 June: %s', (now, reminder) => {
    expect(dueReminder(Date.parse('2026-06-10T08:00:00Z'), Date.parse(now))).toEqual(reminder === null ? null : { reminder, on: '2026-06-10', time: '09:00' });
  });
});
