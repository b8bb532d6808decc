import type { ReferralChoice, ReferralPreview } from '#lib/brokerage';
import { REASON_MATTERS, REFERRAL_EVENTS, type CaseChange, type CaseNotice, type Consequences, type LiveCase, type ReasonMatter, type ReferralEvent, type ReferralStatus, type Refuser } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { OneOf, ShortCode } from '../request-fields.js';
import { REFUSERS_IN_WORDS, STATUSES } from './referrals.dto.js';

class ReasonChoiceDto {
  @ApiProperty({ type: String, example: 'too-far' })
  readonly code!: string;

  @ApiProperty({ type: String, example: 'The journey is too long.', description: 'For the person themselves in kind words.' })
  readonly words!: string;

  @ApiProperty({ type: String, example: 'This pair is not suggested again until the journey changes, at most for 180 days.', description: 'What choosing it brings with it.' })
  readonly effect!: string;
}

class ReferralChoiceDto implements ReferralChoice {
  @ApiProperty({ enum: REFERRAL_EVENTS })
  readonly event!: ReferralEvent;

  @ApiProperty({ type: [ReasonChoiceDto], description: 'Reasons to choose from, where the event needs one; empty where it takes none.' })
  readonly reasons!: readonly ReasonChoiceDto[];
}

export class ReferralChoicesDto {
  @ApiProperty({ type: [ReferralChoiceDto], description: 'In the order in which things happen; none when the case has ended.' })
  readonly choices!: readonly ReferralChoiceDto[];
}

export class PreviewQuery {
  @OneOf(REFERRAL_EVENTS, { example: 'decline', description: 'What would be recorded.' })
  readonly event!: ReferralEvent;

  @ShortCode({ required: false, description: 'The reason that would be given.' })
  readonly reasonCode?: string;
}

export class LiveCaseDto implements LiveCase {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly referralId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly intakeId!: string;

  @ApiProperty(codes(STATUSES, 'As it stands now.'))
  readonly status!: ReferralStatus;

  @ApiProperty({ type: Boolean, description: 'Whether it holds a place now.' })
  readonly holdsPlace!: boolean;

  @ApiProperty({ type: String, description: 'Of the opportunity.', example: 'Porter' })
  readonly title!: string;
}

const PLACE_EFFECTS: Readonly<Record<CaseChange['placeEffect'], string>> = { none: 'nothing happens to it', take: 'one is held', 'give-back': 'the one that is held is free again' };

class CaseChangeDto extends LiveCaseDto implements CaseChange {
  @ApiProperty(codes(STATUSES, 'As it will stand.'))
  readonly to!: ReferralStatus;

  @ApiProperty(codes(PLACE_EFFECTS, 'The place on the intake.'))
  readonly placeEffect!: CaseChange['placeEffect'];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Of a place that is taken out of those that are kept for a group: the `fenceId` of the intake.' })
  readonly fenceId!: string | null;
}

class SetAsideDto implements NonNullable<Consequences['setAside']> {
  @ApiProperty({ enum: REASON_MATTERS, isArray: true, description: 'The pair comes back when one of these changes.' })
  readonly matters!: readonly ReasonMatter[];

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The day on which it comes back anyway; null: none.' })
  readonly untilOn!: string | null;

  @ApiProperty({ type: Boolean, description: 'Only a broker who has checked it brings it back.' })
  readonly isUntilChecked!: boolean;
}

export class PauseSpanDto {
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The day on which suggestions begin again; null: when somebody resumes them.' })
  readonly resumesOn!: string | null;
}

const NOTICES: Readonly<Record<CaseNotice['kind'], string>> = {
  'offer-made': 'a place is offered',
  'offer-accepted': 'the offer is taken',
  'offer-declined': 'the offer is not taken',
  'declined-after-acceptance': 'somebody who had accepted does not come',
  'offer-taken-back': 'the employer or college takes the offer back',
  'not-taken-forward': 'the employer or college said no',
  'referral-withdrawn': 'the referral is taken back',
};

const PARTIES: Readonly<Record<CaseNotice['to'], string>> = { candidate: 'the person', broker: 'whoever looks after them', employer: 'the employer or college' };

class CaseNoticeDto implements CaseNotice {
  @ApiProperty(codes(NOTICES))
  readonly kind!: CaseNotice['kind'];

  @ApiProperty(codes(PARTIES))
  readonly to!: CaseNotice['to'];

  @ApiProperty({ type: String, format: 'uuid' })
  readonly referralId!: string;
}

export class ConsequencesDto implements Consequences {
  @ApiProperty({ type: CaseChangeDto, description: 'What happens to the case.' })
  readonly change!: CaseChangeDto;

  @ApiProperty({ type: String, nullable: true })
  readonly reasonCode!: string | null;

  @ApiProperty({ ...codes(REFUSERS_IN_WORDS, 'Whose no it is.'), nullable: true })
  readonly refusedBy!: Refuser | null;

  @ApiProperty({ type: [CaseChangeDto], description: 'Other cases of the person that end with it, as far as the reader sees them.' })
  readonly releases!: readonly CaseChangeDto[];

  @ApiProperty({ type: [LiveCaseDto], description: 'Other live cases that stay as they are, as far as the reader sees them.' })
  readonly stays!: readonly LiveCaseDto[];

  @ApiProperty({ type: SetAsideDto, nullable: true, description: 'Until when this pair is not suggested.' })
  readonly setAside!: SetAsideDto | null;

  @ApiProperty({ type: PauseSpanDto, nullable: true, description: 'Until when the person gets no new suggestions.' })
  readonly pause!: PauseSpanDto | null;

  @ApiProperty({ type: [CaseNoticeDto], description: 'Who is to be told.' })
  readonly notices!: readonly CaseNoticeDto[];
}

export class ReferralPreviewDto implements ReferralPreview {
  @ApiProperty({ type: Boolean })
  readonly isPossible!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why not, and what is possible instead.' })
  readonly problem!: string | null;

  @ApiProperty({ type: [String], example: ['The referral becomes: declined.'], description: 'Everything that would happen, in plain words.' })
  readonly sentences!: readonly string[];

  @ApiProperty({ type: ConsequencesDto, nullable: true, description: 'The same for machines.' })
  readonly consequences!: ConsequencesDto | null;
}
