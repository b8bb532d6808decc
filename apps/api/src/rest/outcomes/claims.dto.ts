import { AWARD_REASONS, CLAIMABLE_OUTCOMES, type AwardReason, type ClaimableOutcome, type ClaimStatus } from '#lib/kernel';
import type { Claim, ClaimDetail } from '#lib/outcomes';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { NEXT_PAGE, PageQuery } from '../page.dto.js';
import { OneOf, TextLine, TextLines } from '../request-fields.js';

const MOST_CHARACTERS = 2000;

export class ClaimBody {
  @OneOf(Object.keys(CLAIMABLE_OUTCOMES), { description: codes(CLAIMABLE_OUTCOMES).description, example: 'start' })
  readonly outcomeCode!: ClaimableOutcome;

  @TextLine(1, 100, { description: 'Code of the organisation that claims: one of yours that looks after the person, or to which the person was referred.', example: 'BROKER-EAST' })
  readonly organisationCode!: string;

  @TextLines(1, MOST_CHARACTERS, { required: false, description: 'What speaks for the claim. Read by your organisation and the leads above.' })
  readonly note?: string;
}

export class ClaimNoteBody {
  @TextLines(1, MOST_CHARACTERS, { description: 'What speaks for the claim.', example: 'We met the person every week from January to the start.' })
  readonly note!: string;
}

export class AwardBody {
  @OneOf(Object.keys(AWARD_REASONS), { description: codes(AWARD_REASONS).description, example: 'placed-the-person' })
  readonly reasonCode!: AwardReason;

  @TextLines(1, MOST_CHARACTERS, { description: 'Why, for all sides.', example: 'The first brokerage made the referral.' })
  readonly note!: string;
}

export class ClaimsQueryDto extends PageQuery {
  @OneOf(['all', 'disputed'], { required: false, default: 'all', description: 'Only those that nobody has decided yet: `disputed`.' })
  readonly show: string = 'all';
}

const STATUSES: Readonly<Record<ClaimStatus, string>> = {
  held: 'counts, as the first',
  contesting: 'another organisation was first; a lead above both decides',
  upheld: 'counts, as decided',
  refused: 'does not count, as decided',
};

class ClaimDto implements Claim {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly claimId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly referralId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly programmeCode!: string;

  @ApiProperty(codes(CLAIMABLE_OUTCOMES))
  readonly outcomeCode!: ClaimableOutcome;

  @ApiProperty({ type: String, description: 'Of the organisation that claims.' })
  readonly organisationCode!: string;

  @ApiProperty(codes(STATUSES))
  readonly status!: ClaimStatus;

  @ApiProperty({ type: Boolean, description: 'Another organisation has claimed the same, and nobody has decided yet.' })
  readonly isDisputed!: boolean;

  @ApiProperty({ type: String })
  readonly claimedBy!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly claimedAt!: string;
}

type Event = ClaimDetail['history'][number];

class ClaimEventDto implements Event {
  @ApiProperty({ enum: ['claimed', 'contested', 'disputed', 'noted', 'upheld', 'refused'] })
  readonly event!: Event['event'];

  @ApiProperty({ ...codes(AWARD_REASONS), nullable: true })
  readonly reasonCode!: AwardReason | null;

  @ApiProperty({ type: String, nullable: true })
  readonly note!: string | null;

  @ApiProperty({ type: String, description: 'Who recorded it.' })
  readonly actorId!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly occurredAt!: string;
}

export class ClaimDetailDto extends ClaimDto implements ClaimDetail {
  @ApiProperty({ type: [ClaimEventDto], description: 'Oldest first.' })
  readonly history!: readonly ClaimEventDto[];
}

export class ClaimPageDto {
  @ApiProperty({ type: [ClaimDto] })
  readonly claims!: readonly ClaimDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}
