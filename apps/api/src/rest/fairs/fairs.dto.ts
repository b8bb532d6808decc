import type { FairBooking, FairDetail, FairSummary, Registration, StandSlot } from '#lib/brokerage';
import { TARGET_GROUPS } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes, OPPORTUNITY_KINDS } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';

type Session = FairDetail['sessions'][number];
type Stand = FairDetail['stands'][number];

export class FairSummaryDto implements FairSummary {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly fairId!: string;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty({ type: String, description: 'Of the organisation that organises it.' })
  readonly organisationCode!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly firstOn!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly lastOn!: string;

  @ApiProperty({ enum: TARGET_GROUPS, isArray: true, description: 'For whom it is; empty: for everybody.' })
  readonly targetGroups!: string[];

  @ApiProperty({ type: [String], description: 'ONS codes of local authority districts; empty: all.' })
  readonly areaCodes!: string[];

  @ApiProperty({ type: String, nullable: true, description: 'The programme that it belongs to.' })
  readonly programmeCode!: string | null;

  @ApiProperty({ type: Date, nullable: true, description: 'When it was called off; null: it is held.' })
  readonly calledOffAt!: Date | null;
}

export class FairPageDto {
  @ApiProperty({ type: [FairSummaryDto], description: 'The latest days first.' })
  readonly fairs!: readonly FairSummaryDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

export class FairSessionDto implements Session {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly sessionId!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly startsAt!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly endsAt!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly capacity!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: '0: whoever registers waits in a line.' })
  readonly placesLeft!: number;

  @ApiProperty({ type: String, nullable: true, description: 'For those who run the fair or have a place; null for others.' })
  readonly videoLink!: string | null;
}

export class ShownOpportunityDto {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String })
  readonly title!: string;

  @ApiProperty(codes(OPPORTUNITY_KINDS))
  readonly kind!: Stand['opportunities'][number]['kind'];
}

export class FairStandDto implements Stand {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly standId!: string;

  @ApiProperty({ type: String })
  readonly organisationCode!: string;

  @ApiProperty({ type: String })
  readonly organisationName!: string;

  @ApiProperty({ type: [ShownOpportunityDto] })
  readonly opportunities!: ShownOpportunityDto[];
}

export class FairDetailDto extends FairSummaryDto implements FairDetail {
  @ApiProperty({ type: [FairSessionDto], description: 'In their order.' })
  readonly sessions!: FairSessionDto[];

  @ApiProperty({ type: [FairStandDto], description: 'By name.' })
  readonly stands!: FairStandDto[];
}

const ATTENDANCES = { arrived: 'was there', 'did-not-come': 'was not there' } as const;

export class SlotBookingDto {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly bookingId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ ...codes(ATTENDANCES), nullable: true })
  readonly attendance!: keyof typeof ATTENDANCES | null;

  @ApiProperty({ type: String, nullable: true, example: 'interested', description: 'What came of it.' })
  readonly outcomeCode!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'For the stand; null for others.' })
  readonly name!: string | null;
}

export class StandSlotDto implements StandSlot {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly slotId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly sessionId!: string;

  @ApiProperty({ type: Date })
  readonly startsAt!: Date;

  @ApiProperty({ type: Date })
  readonly endsAt!: Date;

  @ApiProperty({ type: Boolean })
  readonly isTaken!: boolean;

  @ApiProperty({ type: SlotBookingDto, nullable: true, description: 'Who has it: oneself, people whom one looks after, and for the stand those who come to it. Null for others.' })
  readonly booking!: SlotBookingDto | null;
}

export class StandSlotsDto {
  @ApiProperty({ type: [StandSlotDto], description: 'In their order.' })
  readonly slots!: readonly StandSlotDto[];
}

export class RegistrationDto implements Registration {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly registrationId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly sessionId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty(codes({ registered: 'has a place', waiting: 'gets a place when those before have one and another is given back', cancelled: 'does not come' }))
  readonly status!: Registration['status'];

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'How many wait before; null for whoever does not wait.' })
  readonly waitingBefore!: number | null;

  @ApiProperty({ ...codes(ATTENDANCES), nullable: true })
  readonly attendance!: Registration['attendance'];
}

export class FairBookingDto implements FairBooking {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly bookingId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly slotId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly standId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly fairId!: string;

  @ApiProperty({ type: String })
  readonly fairName!: string;

  @ApiProperty({ type: String, description: 'Name of the employer or college.' })
  readonly standName!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: Date })
  readonly startsAt!: Date;

  @ApiProperty({ type: Date })
  readonly endsAt!: Date;

  @ApiProperty(codes({ booked: 'it stands', cancelled: 'it was given back' }))
  readonly status!: FairBooking['status'];

  @ApiProperty({ type: String, nullable: true, description: 'Where it is held.' })
  readonly videoLink!: string | null;

  @ApiProperty({ ...codes(ATTENDANCES), nullable: true })
  readonly attendance!: FairBooking['attendance'];

  @ApiProperty({ type: String, nullable: true, example: 'interested', description: 'What came of it.' })
  readonly outcomeCode!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The case that came of it.' })
  readonly referralId!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How often it was moved or cancelled.' })
  readonly sequence!: number;

  @ApiProperty({ type: Date })
  readonly changedAt!: Date;
}
