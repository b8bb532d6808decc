import { describe, expect, it } from '@jest/globals';
import { scheduleOfAttendance } from './attendance.js';
import type { AttendancePattern, StudyMode } from './course-entry.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const PARTS = ['am', 'pm', 'eve'];

function slotNames(mask: number): string {
  return DAYS.flatMap((day, d) => PARTS.filter((_, p) => mask & (1 << (d * 3 + p))).map((part) => `${day}-${part}`)).join(' ');
}

const WEEKDAYS = 'mon-am mon-pm tue-am tue-pm wed-am wed-pm thu-am thu-pm fri-am fri-pm';
const EVENINGS = 'mon-eve tue-eve wed-eve thu-eve fri-eve';
const WEEKEND = 'sat-am sat-pm sun-am sun-pm';

describe('the week of a course', () => {
  it.each<[pattern: AttendancePattern, mode: StudyMode, slots: string, needed: number]>([
    ['daytime', 'full-time', WEEKDAYS, 8],
    ['daytime', 'part-time', WEEKDAYS, 2],
    ['daytime', 'flexible', WEEKDAYS, 1],
    ['evening', 'full-time', EVENINGS, 1],
    ['evening', 'part-time', EVENINGS, 1],
    ['evening', 'flexible', EVENINGS, 1],
    ['weekend', 'full-time', WEEKEND, 2],
    ['weekend', 'part-time', WEEKEND, 1],
    ['weekend', 'flexible', WEEKEND, 1],
    ['day-or-block-release', 'full-time', WEEKDAYS, 2],
    ['day-or-block-release', 'part-time', WEEKDAYS, 2],
    ['day-or-block-release', 'flexible', WEEKDAYS, 2],
  ])('%s, %s', (pattern, mode, slots, needed) => {
    const schedule = scheduleOfAttendance(pattern, mode);
    expect(slotNames(schedule.slots)).toBe(slots);
    expect(schedule.needed).toBe(needed);
  });
});
