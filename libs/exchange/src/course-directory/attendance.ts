import type { WeeklySchedule } from '#lib/kernel';
import type { AttendancePattern, StudyMode } from './course-entry.js';

const MORNING = 0;
const AFTERNOON = 1;
const EVENING = 2;

const WEEKDAY_DAYTIME = slotsOf([0, 1, 2, 3, 4], [MORNING, AFTERNOON]);
const WEEKDAY_EVENINGS = slotsOf([0, 1, 2, 3, 4], [EVENING]);
const WEEKEND_DAYTIME = slotsOf([5, 6], [MORNING, AFTERNOON]);

const SLOTS: Readonly<Record<AttendancePattern, number>> = {
  daytime: WEEKDAY_DAYTIME,
  evening: WEEKDAY_EVENINGS,
  weekend: WEEKEND_DAYTIME,
  'day-or-block-release': WEEKDAY_DAYTIME,
};

const NEEDED: Readonly<Record<AttendancePattern, Readonly<Record<StudyMode, number>>>> = {
  daytime: { 'full-time': 8, 'part-time': 2, flexible: 1 },
  evening: { 'full-time': 1, 'part-time': 1, flexible: 1 },
  weekend: { 'full-time': 2, 'part-time': 1, flexible: 1 },
  'day-or-block-release': { 'full-time': 2, 'part-time': 2, flexible: 2 },
};

/**
 * The half-days of a week on which a course can take place and how many of them a learner must be free
 * for. A Course Directory file states no hours, so these are assumptions, kept low on purpose: a wrong
 * high figure would hide a course from somebody who could attend it.
 *
 * - Daytime: Monday to Friday, mornings and afternoons. Full time needs 8 of the 10 (four days), part
 *   time 2 (one day), flexible 1.
 * - Evening: Monday to Friday evenings; 1, whatever the study mode.
 * - Weekend: Saturday and Sunday, mornings and afternoons; 1, or 2 when full time.
 * - Day or block release: Monday to Friday daytime; 2, one day a week away from work. A block of whole
 *   weeks is time that the employer gives, so it asks no more of the learner's own week.
 */
export function scheduleOfAttendance(pattern: AttendancePattern, studyMode: StudyMode): WeeklySchedule {
  return { slots: SLOTS[pattern], needed: NEEDED[pattern][studyMode] };
}

/** Mask of half-days: bit = day * 3 + part, day 0 is Monday. */
function slotsOf(days: readonly number[], parts: readonly number[]): number {
  let mask = 0;
  for (const day of days) for (const part of parts) mask |= 1 << (day * 3 + part);
  return mask;
}
