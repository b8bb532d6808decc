import { describe, expect, it } from '@jest/globals';
import { BOOTCAMP_CELLS, CLASSROOM_CELLS, CONTEXT, fileRow } from '../../../../test/fixtures/courses/rows.js';
import type { CourseEntry } from './course-entry.js';
import { courseKey, repeatedReferences, repeatedRun, runKey } from './course-identity.js';
import { readAimlessCourseRow, readCourseRow } from './course-row.js';

type Change = Partial<Record<keyof typeof CLASSROOM_CELLS, string>>;

function entry(change: Change = {}): CourseEntry {
  const reading = readCourseRow(fileRow({ ...CLASSROOM_CELLS, ...change }), CONTEXT);
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading.value;
}

function bootcamp(change: Partial<Record<keyof typeof BOOTCAMP_CELLS, string>> = {}): CourseEntry {
  const reading = readAimlessCourseRow(fileRow({ ...BOOTCAMP_CELLS, ...change }), CONTEXT);
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading.value;
}

describe('the key of a course', () => {
  it.each<[name: string, change: Change, isSame: boolean]>([
    ['nothing', {}, true],
    ['another start', { START_DATE: '01/10/2026' }, true],
    ['another venue', { YOUR_VENUE_REFERENCE: 'NORTH' }, true],
    ['another name of the run', { COURSE_NAME: 'Care, evening group' }, true],
    ['another cost', { COST: '10' }, true],
    ['white space', { WHO_THIS_COURSE_IS_FOR: 'Adults who  want to\r\nwork in care.' }, true],
    ['another text', { WHERE_NEXT: 'Work.' }, false],
    ['another aim', { LARS_QAN: '60332936' }, false],
    ['the aim as on certificates', { LARS_QAN: '603/3293/5' }, true],
  ])('with %s changed', (_name, change, isSame) => {
    expect(courseKey(entry(change)) === courseKey(entry())).toBe(isSame);
  });

  it('keeps a bootcamp of another sector apart', () => {
    expect(courseKey(bootcamp())).toBe(courseKey(bootcamp({ START_DATE: '01/10/2026' })));
    expect(courseKey(bootcamp())).not.toBe(courseKey(bootcamp({ SECTOR: 'CARE' })));
    expect(courseKey(bootcamp())).not.toBe(courseKey(entry()));
  });
});

const keyWithoutReference = (change: Change) => runKey(entry({ YOUR_REFERENCE: '', ...change }), new Set());

describe('the key of a run', () => {
  const none = new Set<string>();

  it('is the reference of the college where only one row has it, in any case', () => {
    expect(runKey(entry(), none)).toBe('reference:pwasc-1');
    expect(runKey(entry({ YOUR_REFERENCE: 'pwasc-1', COST: '99', START_DATE: '01/10/2026' }), none)).toBe('reference:pwasc-1');
  });

  it.each<[name: string, change: Change, isSame: boolean]>([
    ['nothing', {}, true],
    ['the cost', { COST: '99' }, true],
    ['a description', { WHERE_NEXT: 'Work.' }, true],
    ['the web address', { COURSE_WEBPAGE: 'https://other.example' }, true],
    ['the case of the name', { COURSE_NAME: 'PREPARING to work in adult social care' }, true],
    ['the venue given by name', { YOUR_VENUE_REFERENCE: '', VENUE_NAME: 'Main site' }, true],
    ['the name', { COURSE_NAME: 'Care' }, false],
    ['the venue', { YOUR_VENUE_REFERENCE: 'NORTH' }, false],
    ['the start', { START_DATE: '08/09/2026' }, false],
    ['a flexible start', { START_DATE: '', FLEXIBLE_START_DATE: 'Yes' }, false],
    ['the delivery mode', { DELIVERY_MODE: 'Blended' }, false],
    ['the attendance', { ATTENDANCE_PATTERN: 'Evening' }, false],
    ['the study mode', { STUDY_MODE: 'Full time' }, false],
    ['the aim', { LARS_QAN: '60332936' }, false],
  ])('without a reference, with %s changed', (_name, change, isSame) => {
    expect(keyWithoutReference(change) === keyWithoutReference({})).toBe(isSame);
    expect(keyWithoutReference(change)).toMatch(/^run:[0-9a-f]{32}$/);
  });

  it('does not change from release to release', () => {
    expect(runKey(entry({ YOUR_REFERENCE: '' }), none)).toBe('run:4a387005f3337f61c5425f1bb211d44b');
  });

  it('falls back to what the run is when rows share a reference', () => {
    const runs = [entry(), entry({ YOUR_REFERENCE: 'PWASC-1 ', START_DATE: '01/10/2026' }), entry({ YOUR_REFERENCE: 'other' }), entry({ YOUR_REFERENCE: '' })];
    const repeated = repeatedReferences(runs);
    expect([...repeated]).toEqual(['pwasc-1']);
    expect(runs.map((run) => runKey(run, repeated).split(':')[0])).toEqual(['run', 'run', 'reference', 'run']);
  });

  it('is explained when a file has it twice', () => {
    expect(repeatedRun(7)).toMatchObject({ column: '', code: 'run-repeated', reason: expect.stringContaining('Row 7') });
  });
});
