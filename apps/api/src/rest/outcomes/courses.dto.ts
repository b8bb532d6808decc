import { COURSE_STEP_NAMES, COURSE_STEPS, type CourseStanding, type CourseState, type CourseStep } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, Identifier, OneOf, ShortCode } from '../request-fields.js';

const STEPS = codes(Object.fromEntries(COURSE_STEP_NAMES.map((step) => [step, COURSE_STEPS[step].meaning])) as Record<CourseStep, string>);

export class CourseStepBody {
  @OneOf(COURSE_STEP_NAMES, { description: STEPS.description, example: 'enrol' })
  readonly step!: CourseStep;

  @CalendarDate({ description: 'Not before the step before, and not after today.' })
  readonly happenedOn!: string;

  @ShortCode({ required: false, description: 'For `achieve`: the grade, as merit.' })
  readonly gradeCode?: string;

  @Identifier({ required: false, description: 'For `progress-to-job`: the referral that led to the job, where there is one.' })
  readonly jobReferralId?: string;
}

const STATES: Readonly<Record<CourseState, string>> = {
  none: 'nothing is recorded',
  enrolled: 'is on the roll',
  retained: 'was still there at a census',
  achieved: 'has passed',
  'not-achieved': 'has finished and not passed',
  withdrawn: 'has left before the end',
  'in-work': 'has started a job',
};

export class CourseStandingDto implements CourseStanding {
  @ApiProperty(codes(STATES))
  readonly state!: CourseState;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly enrolledOn!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last census.' })
  readonly retainedOn!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly achievedOn!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'merit' })
  readonly gradeCode!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'When the course ended for the learner, however it ended.' })
  readonly endedOn!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly inWorkOn!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly jobReferralId!: string | null;

  @ApiProperty({ ...STEPS, isArray: true, description: 'What the reader can record next.' })
  readonly allowedSteps!: readonly CourseStep[];
}
