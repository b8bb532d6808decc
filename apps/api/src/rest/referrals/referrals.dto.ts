import type { ReferralDetail } from '#lib/brokerage';
import { REFERRAL_EVENTS, type ReferralEvent, type ReferralStatus, type Refuser } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, EXAMPLE_ID, Identifier, OneOf, ShortCode } from '../request-fields.js';

export const STATUSES: Readonly<Record<ReferralStatus, string>> = {
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

  @Identifier({ required: false, description: 'The start date of the opportunity that is meant; when left out the next one with a place for the person, or else the next whose places are kept for others.', example: EXAMPLE_ID })
  readonly intakeId?: string;

  @Identifier({ required: false, description: 'The run that suggested the pair.', example: EXAMPLE_ID })
  readonly runId?: string;
}

export class ReferralEventBody {
  @OneOf(REFERRAL_EVENTS, { example: 'offer', description: 'What happened. `allowedEvents` of the referral says what can.' })
  readonly event!: ReferralEvent;

  @ShortCode({ required: false, description: 'Why, for `decline`, `reject`, `withdraw` and `expire`, which need it: a code of `choices` of the referral.' })
  readonly reasonCode?: string;

  @CalendarDate({ required: false, description: 'For `start`: the first day; today when left out.' })
  readonly startedOn?: string;

  // No example: whichever day stood here would be past or too far away for most readers.
  @CalendarDate({ required: false, example: undefined, description: 'For `offer`: the last day on which the place is kept; two weeks from today when left out, and 90 days at most. Then the offer expires, and the place is free again.' })
  readonly holdExpiresOn?: string;
}

type History = ReferralDetail['history'][number];

export const REFUSERS_IN_WORDS: Readonly<Record<Refuser, string>> = {
  candidate: 'the person’s',
  employer: 'the employer’s',
  college: 'the college’s',
  nobody: 'nobody’s: it was taken back, or nobody answered',
};

const EFFECTS: Readonly<Record<NonNullable<History['effect']>, string>> = {
  'set-aside': 'the pair is not suggested until something that mattered changes, or until a date',
  recheck: 'the pair is not suggested until a broker has checked it',
  pause: 'the person gets no new suggestions for a time',
};

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

  @ApiProperty({ type: String, nullable: true, example: 'The journey is too long.', description: 'The same in words: those for staff, or the kind ones for the person themselves.' })
  readonly reason!: string | null;

  @ApiProperty({ ...codes(REFUSERS_IN_WORDS, 'Whose no it was.'), nullable: true })
  readonly refusedBy!: Refuser | null;

  @ApiProperty({ ...codes(EFFECTS, 'What it brought with it by the list of that day. Partners are not told.'), nullable: true })
  readonly effect!: History['effect'];

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The day on which the effect ends by itself; null: none.' })
  readonly effectUntilOn!: string | null;

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

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The stand of a jobs fair that it came from, if it did.' })
  readonly standId!: string | null;

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
