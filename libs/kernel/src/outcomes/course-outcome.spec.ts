import { describe, expect, it } from '@jest/globals';
import type { ReferralParty } from '../referrals/referral-status.js';
import { COURSE_STEP_NAMES, COURSE_STEPS, type CourseEvent, courseStanding, type CourseStep, courseStepProblem } from './course-outcome.js';

const TODAY = '2026-09-01';
const ON_COURSE = { status: 'started', isTraining: true } as const;
const COLLEGE = new Set<ReferralParty>(['employer']);
const event = (step: CourseStep, happenedOn: string, more: Partial<CourseEvent> = {}): CourseEvent => ({ step, happenedOn, gradeCode: null, jobReferralId: null, ...more });
const ENROLLED = event('enrol', '2026-01-12');
const RETAINED = event('retain', '2026-03-02');
const ACHIEVED = event('achieve', '2026-06-30', { gradeCode: 'merit' });

describe('a course', () => {
  it('goes from enrolment over retention to an achievement and a job', () => {
    const IN_WORK = event('progress-to-job', '2026-08-03', { jobReferralId: 'r-2' });
    expect(courseStanding([], COLLEGE)).toEqual({
      state: 'none', enrolledOn: null, retainedOn: null, achievedOn: null, gradeCode: null, endedOn: null, inWorkOn: null, jobReferralId: null, allowedSteps: ['enrol'],
    });
    expect(courseStanding([ENROLLED, RETAINED], COLLEGE)).toMatchObject({ state: 'retained', retainedOn: '2026-03-02', endedOn: null, allowedSteps: ['retain', 'achieve', 'fail', 'withdraw', 'progress-to-job'] });
    expect(courseStanding([ENROLLED, RETAINED, ACHIEVED, IN_WORK], COLLEGE)).toEqual({
      state: 'in-work', enrolledOn: '2026-01-12', retainedOn: '2026-03-02', achievedOn: '2026-06-30', gradeCode: 'merit', endedOn: '2026-06-30', inWorkOn: '2026-08-03', jobReferralId: 'r-2', allowedSteps: [],
    });
    expect(courseStanding([ENROLLED, event('withdraw', '2026-02-01')], COLLEGE)).toMatchObject({ state: 'withdrawn', endedOn: '2026-02-01', allowedSteps: ['progress-to-job'] });
    expect(courseStanding([ENROLLED], new Set<ReferralParty>(['candidate'])).allowedSteps).toEqual([]);
  });

  it('can be gone through in every order that the table has, and in no other', () => {
    const paths = [[], ['enrol'], ['enrol', 'retain'], ['enrol', 'achieve'], ['enrol', 'fail'], ['enrol', 'withdraw'], ['enrol', 'progress-to-job']] as const;
    for (const path of paths) {
      const events = path.map((step) => event(step, '2026-01-12'));
      const state = courseStanding(events, COLLEGE).state;
      for (const step of COURSE_STEP_NAMES) {
        const follows = (COURSE_STEPS[step].from as readonly string[]).includes(state);
        expect([path, step, courseStepProblem(ON_COURSE, events, event(step, '2026-01-13'), COLLEGE, TODAY) === null]).toEqual([path, step, follows]);
      }
    }
  });

  it.each<[string, readonly CourseEvent[], CourseEvent]>([
    ['the same again', [ENROLLED, ACHIEVED], ENROLLED],
    ['a second census', [ENROLLED, RETAINED], event('retain', '2026-04-02')],
    ['the day of the step before', [ENROLLED], event('retain', '2026-01-12')],
    ['today', [ENROLLED], event('achieve', TODAY)],
  ])('takes %s', (_, events, given) => expect(courseStepProblem(ON_COURSE, events, given, COLLEGE, TODAY)).toBeNull());

  it.each<[string, readonly CourseEvent[], CourseEvent, RegExp]>([
    ['a day that does not exist', [], event('enrol', '2026-02-30'), /not a day that exists/],
    ['tomorrow', [], event('enrol', '2026-09-02'), /in the future/],
    ['a step before the last one', [ENROLLED], event('achieve', '2026-01-11'), /The last step was on 2026-01-12/],
    ['a grade for a census', [ENROLLED], event('retain', '2026-03-02', { gradeCode: 'merit' }), /A grade goes with "achieve"/],
    ['a job for an achievement', [ENROLLED], event('achieve', '2026-06-30', { jobReferralId: 'r-2' }), /goes with "progress-to-job"/],
    ['an achievement without enrolment', [], ACHIEVED, /Possible for you now: enrol\./],
    ['another grade', [ENROLLED, ACHIEVED], event('achieve', '2026-07-01', { gradeCode: 'pass' }), /Possible for you now: progress-to-job/],
    ['anything after the job', [ENROLLED, event('progress-to-job', '2026-03-02')], event('achieve', '2026-03-02'), /Possible for you now: nothing/],
  ])('refuses %s', (_, events, given, sentence) => expect(courseStepProblem(ON_COURSE, events, given, COLLEGE, TODAY)).toMatch(sentence));

  it('has outcomes where there is something to learn, and somebody who has accepted', () => {
    expect(courseStepProblem({ ...ON_COURSE, isTraining: false }, [], ENROLLED, COLLEGE, TODAY)).toMatch(/neither a course nor an apprenticeship/);
    expect(courseStepProblem({ ...ON_COURSE, status: 'offered' }, [], ENROLLED, COLLEGE, TODAY)).toMatch(/The referral is offered/);
    expect(courseStepProblem(ON_COURSE, [], ENROLLED, new Set<ReferralParty>(['candidate']), TODAY)).toMatch(/Possible for you now: nothing/);
  });
});
