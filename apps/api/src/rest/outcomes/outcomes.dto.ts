import {
  CHECK_WEEKS, DESTINATIONS, EMPLOYERS, PROGRESSION_KINDS, type CheckWeek, type DestinationCode, type EmployerCode, type EmploymentSpell, type EvidenceCode, type EvidenceSource,
  type NotSustained, type OutcomeEvent, type OutcomeSummary, type Progress, type ProgressionKind, type StartConfirmation, type SustainedCheck,
} from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, OneOf, ShortCode, WholeNumber, YesOrNo } from '../request-fields.js';
import { EVIDENCE, EVIDENCE_CODES } from './evidence.dto.js';
import { SustainmentRulesDto } from './sustainment-rules.dto.js';

const OUTCOME_KINDS: Readonly<Record<OutcomeEvent['kind'], string>> = {
  'start-confirmed': 'the start is shown by evidence',
  'still-there': 'was there on that day',
  left: 'that was the last day',
  progressed: 'has a higher band or level, a qualification or a registration from that day',
};

const MINUTES_OF_A_WEEK = 10_080;

export class OutcomeBody {
  @OneOf(Object.keys(OUTCOME_KINDS), { description: codes(OUTCOME_KINDS).description, example: 'still-there' })
  readonly kind!: OutcomeEvent['kind'];

  @CalendarDate({ description: 'Not before the start, and not after today. For `start-confirmed`: the day of the start.' })
  readonly happenedOn!: string;

  @OneOf(CHECK_WEEKS, { required: false, example: 13, description: 'For `still-there`: the check that this answers, in weeks after the start.' })
  readonly week?: CheckWeek;

  @OneOf(Object.keys(DESTINATIONS), { required: false, description: `For \`left\`: where to.\n${codes(DESTINATIONS).description}` })
  readonly destinationCode?: DestinationCode;

  @OneOf(EVIDENCE_CODES, { required: false, example: 'payslip', description: `What shows it; needed for \`start-confirmed\`.\n${EVIDENCE.description}` })
  readonly evidenceCode?: EvidenceCode;

  @OneOf(Object.keys(PROGRESSION_KINDS), { required: false, description: `For \`progressed\`: what in.\n${codes(PROGRESSION_KINDS).description}` })
  readonly progressionKind?: ProgressionKind;

  @ShortCode({ required: false, description: 'For `progressed`: what was before, as band-2.' })
  readonly fromCode?: string;

  @ShortCode({ required: false, description: 'For `progressed`: what was reached, as band-3.' })
  readonly toCode?: string;

  @ShortCode({ required: false, description: 'For `progressed`: the step of a ladder that is reached by it.' })
  readonly stepCode?: string;
}

export class EmploymentBody {
  @OneOf(Object.keys(EMPLOYERS), { description: codes(EMPLOYERS, 'With whom.').description, example: 'another-nhs-employer' })
  readonly employerCode!: EmployerCode;

  @CalendarDate({ description: 'The first day there.' })
  readonly fromOn!: string;

  @CalendarDate({ required: false, description: 'The last day there; left out while it goes on.' })
  readonly toOn?: string;

  @WholeNumber(0, MINUTES_OF_A_WEEK, { required: false, description: 'Minutes of work a week, where they are known. 30 hours are 1800.', example: 1800 })
  readonly weeklyMinutes?: number;

  @YesOrNo({ required: false, description: 'Takes back what was recorded with this employer and first day.' })
  readonly isWithdrawn?: boolean;
}

class StartConfirmationDto implements StartConfirmation {
  @ApiProperty(EVIDENCE)
  readonly evidenceCode!: EvidenceCode;

  @ApiProperty({ type: String, nullable: true, description: 'Who recorded it; null for a linked hire that HR returned.' })
  readonly recordedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly recordedAt!: string | null;
}

class EmploymentSpellDto implements EmploymentSpell {
  @ApiProperty(codes(EMPLOYERS))
  readonly employerCode!: EmployerCode;

  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Null: it goes on.' })
  readonly toOn!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Minutes a week; null: nobody has said.' })
  readonly weeklyMinutes!: number | null;
}

class ProgressDto implements Progress {
  @ApiProperty({ type: 'integer', description: 'From the lowest band known since the start to the highest.' })
  readonly bandsGained!: number;

  @ApiProperty({ type: 'integer' })
  readonly levelsGained!: number;

  @ApiProperty({ type: [String] })
  readonly qualificationCodes!: readonly string[];

  @ApiProperty({ type: [String] })
  readonly registrationCodes!: readonly string[];

  @ApiProperty({ type: String, nullable: true, description: 'The last step of a ladder that was reached.' })
  readonly stepCode!: string | null;
}

const REASONS: Readonly<Record<NotSustained['code'], string>> = {
  left: 'no work since',
  gap: 'no work, and work again later',
  hours: 'too few hours',
  employer: 'with another employer only, which the programme does not count',
};

class NotSustainedDto implements NotSustained {
  @ApiProperty(codes(REASONS))
  readonly code!: NotSustained['code'];

  @ApiProperty({ type: String, format: 'date', description: 'The first day that did not count.' })
  readonly fromOn!: string;

  @ApiProperty({ type: 'integer', description: 'Days at once.' })
  readonly days!: number;

  @ApiProperty({ type: 'integer', description: 'Days in all since the start.' })
  readonly daysInAll!: number;
}

type Missing = NonNullable<SustainedCheck['missing']>;

class MissingForCheckDto implements Missing {
  @ApiProperty({ enum: ['evidence', 'hours', 'return-to-work'] })
  readonly what!: Missing['what'];

  @ApiProperty({ ...EVIDENCE, isArray: true })
  readonly evidenceCodes!: readonly EvidenceCode[];

  @ApiProperty({ enum: ['candidate', 'employer', 'college'], isArray: true, description: 'Who can be asked for it.' })
  readonly ask!: readonly EvidenceSource[];
}

const CHECK_STATES: Readonly<Record<SustainedCheck['state'], string>> = {
  met: 'reached, and shown',
  'not-met': 'not reached, whatever else is found',
  due: 'the date has come, and nobody has said',
  'not-due': 'still ahead',
  'cannot-tell': 'what was said is not enough, or nobody has said anything in time',
};

class OutcomeCheckDto implements SustainedCheck {
  @ApiProperty({ enum: CHECK_WEEKS, type: 'integer', description: 'Weeks after the start.' })
  readonly week!: CheckWeek;

  @ApiProperty({ type: String, format: 'date' })
  readonly dueOn!: string;

  @ApiProperty({ type: String, format: 'date', description: 'The last day on which the check is to be made.' })
  readonly windowEndsOn!: string;

  @ApiProperty(codes(CHECK_STATES))
  readonly state!: SustainedCheck['state'];

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'For `met`: the day on which it was.' })
  readonly metOn!: string | null;

  @ApiProperty({ ...EVIDENCE, nullable: true, description: 'For `met`: what shows it; null where anybody’s word is enough.' })
  readonly evidenceCode!: EvidenceCode | null;

  @ApiProperty({ type: NotSustainedDto, nullable: true, description: 'For `not-met`.' })
  readonly because!: NotSustainedDto | null;

  @ApiProperty({ type: MissingForCheckDto, nullable: true, description: 'For `due` and `cannot-tell`.' })
  readonly missing!: MissingForCheckDto | null;

  @ApiProperty({ type: String, example: '13 weeks reached on 2026-04-06, shown by a payslip.', description: 'How it stands, and what to do next.' })
  readonly inWords!: string;
}

const OUTCOME_STATUSES: Readonly<Record<OutcomeSummary['status'], string>> = {
  started: 'nothing is known but the start',
  'still-there': 'was there when last heard of',
  left: 'has left',
};

export class OutcomeSummaryDto implements OutcomeSummary {
  @ApiProperty(codes(OUTCOME_STATUSES))
  readonly status!: OutcomeSummary['status'];

  @ApiProperty({ type: String, format: 'date' })
  readonly startedOn!: string;

  @ApiProperty({ type: [StartConfirmationDto], description: 'What shows the start, each kind of evidence once.' })
  readonly confirmedBy!: readonly StartConfirmationDto[];

  @ApiProperty({ type: String, format: 'date', description: 'The latest day on which the person is known to have been there.' })
  readonly lastSeenOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly leftOn!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'social-care' })
  readonly destinationCode!: string | null;

  @ApiProperty({ type: 'array', items: { type: 'string', format: 'date' }, description: 'Days of progression, earliest first.' })
  readonly progressedOn!: readonly string[];

  @ApiProperty({ type: ProgressDto })
  readonly progress!: ProgressDto;

  @ApiProperty({ type: [EmploymentSpellDto], description: 'The employment that the checks are judged by.' })
  readonly spells!: readonly EmploymentSpellDto[];

  @ApiProperty({ type: SustainmentRulesDto, description: 'What the programme asked for on the day of the start.' })
  readonly rules!: SustainmentRulesDto;

  @ApiProperty({ type: [OutcomeCheckDto], description: 'After 13, 26 and 52 weeks.' })
  readonly checks!: readonly OutcomeCheckDto[];

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'When the next check that is not settled is, or was, due; null when none is left.' })
  readonly nextCheckOn!: string | null;
}
