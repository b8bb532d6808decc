import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import type { ReferralParty, ReferralStatus } from '../referrals/referral-status.js';

/** How far a learner has come. 'none': nothing is recorded. */
export type CourseState = 'none' | 'enrolled' | 'retained' | 'achieved' | 'not-achieved' | 'withdrawn' | 'in-work';

interface CourseStepRow {
  readonly from: readonly CourseState[];
  readonly to: CourseState;
  readonly by: readonly ReferralParty[];
  readonly meaning: string;
}

/** What can happen to a learner, in which order, and who records it. */
export const COURSE_STEPS = {
  enrol: { from: ['none'], to: 'enrolled', by: ['employer', 'broker'], meaning: 'Is on the roll of the college or training provider.' },
  retain: { from: ['enrolled', 'retained'], to: 'retained', by: ['employer', 'broker'], meaning: 'Is still on the course at a census.' },
  achieve: { from: ['enrolled', 'retained'], to: 'achieved', by: ['employer', 'broker'], meaning: 'Has passed, with a grade where there are grades.' },
  fail: { from: ['enrolled', 'retained'], to: 'not-achieved', by: ['employer', 'broker'], meaning: 'Has finished and not passed.' },
  withdraw: { from: ['enrolled', 'retained'], to: 'withdrawn', by: ['employer', 'broker'], meaning: 'Has left the course before its end.' },
  'progress-to-job': { from: ['enrolled', 'retained', 'achieved', 'not-achieved', 'withdrawn'], to: 'in-work', by: ['broker', 'employer'], meaning: 'Has started a job, with the later referral where there is one.' },
} as const satisfies Readonly<Record<string, CourseStepRow>>;

export type CourseStep = keyof typeof COURSE_STEPS;
export const COURSE_STEP_NAMES = Object.keys(COURSE_STEPS) as readonly CourseStep[];

/** A step as it was recorded. */
export interface CourseEvent {
  readonly step: CourseStep;
  readonly happenedOn: PlainDate;
  /** For 'achieve'. */
  readonly gradeCode: string | null;
  /** For 'progress-to-job': the referral that led to the job; null: not through us, or not seen by whoever records it. */
  readonly jobReferralId: string | null;
}

/** What a course outcome hangs on. */
export interface CourseCase {
  readonly status: ReferralStatus;
  readonly isTraining: boolean;
}

/** How a learner stands. */
export interface CourseStanding {
  readonly state: CourseState;
  readonly enrolledOn: PlainDate | null;
  readonly retainedOn: PlainDate | null;
  readonly achievedOn: PlainDate | null;
  readonly gradeCode: string | null;
  /** The day on which the course ended for the learner, however it ended. */
  readonly endedOn: PlainDate | null;
  readonly inWorkOn: PlainDate | null;
  readonly jobReferralId: string | null;
  readonly allowedSteps: readonly CourseStep[];
}

const ON_COURSE: readonly ReferralStatus[] = ['accepted', 'checks', 'started'];

function isSame(a: CourseEvent, b: CourseEvent): boolean {
  return a.step === b.step && a.happenedOn === b.happenedOn && a.gradeCode === b.gradeCode && a.jobReferralId === b.jobReferralId;
}

/** The state after some steps, in the order in which they were recorded. */
function stateAfter(events: readonly CourseEvent[]): CourseState {
  const last = events.at(-1);
  return last === undefined ? 'none' : COURSE_STEPS[last.step].to;
}

function allowedFrom(state: CourseState, parties: { has(party: ReferralParty): boolean }): CourseStep[] {
  return COURSE_STEP_NAMES.filter((step) => {
    const { from, by }: CourseStepRow = COURSE_STEPS[step];
    return from.includes(state) && by.some((party) => parties.has(party));
  });
}

/** How a learner stands, and what the reader can record next. `events` are in the order in which they were recorded. */
export function courseStanding(events: readonly CourseEvent[], parties: { has(party: ReferralParty): boolean }): CourseStanding {
  const last = (...steps: readonly CourseStep[]): CourseEvent | undefined => events.findLast(({ step }) => steps.includes(step));
  const state = stateAfter(events);
  const achieved = last('achieve');
  return {
    state,
    enrolledOn: last('enrol')?.happenedOn ?? null,
    retainedOn: last('retain')?.happenedOn ?? null,
    achievedOn: achieved?.happenedOn ?? null,
    gradeCode: achieved?.gradeCode ?? null,
    endedOn: last('achieve', 'fail', 'withdraw')?.happenedOn ?? null,
    inWorkOn: last('progress-to-job')?.happenedOn ?? null,
    jobReferralId: last('progress-to-job')?.jobReferralId ?? null,
    allowedSteps: allowedFrom(state, parties),
  };
}

/**
 * Why a step cannot be recorded, as a sentence for the user; null when it can. What is recorded already may be said
 * again.
 */
export function courseStepProblem(about: CourseCase, events: readonly CourseEvent[], event: CourseEvent, parties: { has(party: ReferralParty): boolean }, today: PlainDate): string | null {
  const { step, happenedOn, gradeCode, jobReferralId } = event;
  if (!about.isTraining) return 'This is neither a course nor an apprenticeship. Record what became of the start instead.';
  if (!ON_COURSE.includes(about.status)) return `The referral is ${about.status}, so nobody is on the course by it. Record the offer and its acceptance first.`;
  if (!isPlainDate(happenedOn)) return 'The date is not a day that exists. Give it as 2026-03-31.';
  if (events.some((known) => isSame(known, event))) return null;
  if (happenedOn > today) return 'The date is in the future. Record it when it has happened.';
  const last = events.at(-1);
  if (last !== undefined && happenedOn < last.happenedOn) return `The last step was on ${last.happenedOn}, after this date. Check the year.`;
  if (gradeCode !== null && step !== 'achieve') return 'A grade goes with "achieve" only.';
  if (jobReferralId !== null && step !== 'progress-to-job') return 'The referral to a job goes with "progress-to-job" only.';
  const allowed = allowedFrom(stateAfter(events), parties);
  if (!allowed.includes(step)) return `"${step}" does not follow here. Possible for you now: ${allowed.join(', ') || 'nothing'}.`;
  return null;
}
