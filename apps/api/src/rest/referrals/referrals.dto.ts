import type { ReferralDetail } from '#lib/brokerage';
import { REFERRAL_EVENTS, type ReferralEvent, type ReferralStatus } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, EXAMPLE_ID, Identifier, OneOf, ShortCode } from '../request-fields.js';

const STATUSES: Readonly<Record<ReferralStatus, string>> = {
  suggested: 'a match that nobody has acted on',
  referred: 'put forward to the employer or college',
  reviewing: 'being looked at there',
  interview: 'an interview is arranged',
  offered: 'a place is offered, and held',
  accepted: 'the candidate has taken the offer',
  checks: 'checks before the start are under way',
  started: 'the first day has come',
  'not-taken-forward': 'the employer or college said no',
  withdrawn: 'the referral was taken back',
  declined: 'the candidate said no',
  expired: 'nothing happened for too long',
};

export class NewReferralBody {
  @Identifier({ description: 'Who is referred. The person must have consented to be shown to partners.', example: EXAMPLE_ID })
  readonly candidateId!: string;

  @Identifier({ description: 'To what.', example: EXAMPLE_ID })
  readonly opportunityId!: string;

  @Identifier({ required: false, description: 'The start date of the opportunity that is meant; the next one with places when left out.', example: EXAMPLE_ID })
  readonly intakeId?: string;

  @Identifier({ required: false, description: 'The run that suggested the pair.', example: EXAMPLE_ID })
  readonly runId?: string;
}

export class ReferralEventBody {
  @OneOf(REFERRAL_EVENTS, { example: 'offer', description: 'What happened. `allowedEvents` of the referral says what can.' })
  readonly event!: ReferralEvent;

  @ShortCode({ required: false, example: 'no-longer-available', description: 'Why.' })
  readonly reasonCode?: string;

  @CalendarDate({ required: false, description: 'For `start`: the first day; today when left out.' })
  readonly startedOn?: string;

  // No example: whichever day stood here would be past or too far away for most readers.
  @CalendarDate({ required: false, example: undefined, description: 'For `offer`: the last day on which the place is kept; two weeks from today when left out, and 90 days at most. Then the offer expires, and the place is free again.' })
  readonly holdExpiresOn?: string;
}

type History = ReferralDetail['history'][number];

export class ReferralHistoryDto implements History {
  @ApiProperty({ enum: REFERRAL_EVENTS })
  readonly event!: ReferralEvent;

  @ApiProperty({ enum: Object.keys(STATUSES), nullable: true })
  readonly fromStatus!: ReferralStatus | null;

  @ApiProperty({ enum: Object.keys(STATUSES) })
  readonly toStatus!: ReferralStatus;

  @ApiProperty({ type: String, description: 'Who recorded it.' })
  readonly actorId!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly reasonCode!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly occurredAt!: string;
}

export class ReferralDetailDto implements ReferralDetail {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly referralId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly intakeId!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The run that suggested the pair.' })
  readonly runId!: string | null;

  @ApiProperty(codes(STATUSES))
  readonly status!: ReferralStatus;

  @ApiProperty({ type: Boolean, description: 'Whether a place of the intake is held for the person.' })
  readonly holdsPlace!: boolean;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Of an offer: the last day on which the place is kept.' })
  readonly holdExpiresOn!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The first day, once it has come.' })
  readonly startedOn!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Null: a flexible start.' })
  readonly intakeStartsOn!: string | null;

  @ApiProperty({ type: [ReferralHistoryDto], description: 'Oldest first.' })
  readonly history!: ReferralHistoryDto[];

  @ApiProperty({ enum: REFERRAL_EVENTS, isArray: true, description: 'What can be recorded next; nothing when the case has ended.' })
  readonly allowedEvents!: readonly ReferralEvent[];
}

export class ReferralsOfCandidateDto {
  @ApiProperty({ type: [ReferralDetailDto], description: 'Newest first.' })
  readonly referrals!: readonly ReferralDetailDto[];
}
