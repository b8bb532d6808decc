import type { AppliedAtFair, Shortlist } from '#lib/brokerage';
import { FAIR_FIGURES, type FairFigureRow, type MissingForApplication } from '#lib/kernel';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { HiddenCountDto, ShownCountDto } from '../reports/reports.dto.js';

class ShortlistedPersonDto {
  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly rank!: number;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly candidateReference!: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000 })
  readonly score!: number;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Their booking at the stand, if they have one.' })
  readonly bookingId!: string | null;
}

export class ShortlistDto implements Shortlist {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly asOfOn!: string;

  @ApiProperty({ type: [ShortlistedPersonDto], description: 'Best first. For brokers those whom they look after and who have a place at the fair; for the stand those who booked with it.' })
  readonly people!: readonly ShortlistedPersonDto[];
}

type Applied = AppliedAtFair['applications'][number];

class AppliedDto implements Applied {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The case; null where there is none.' })
  readonly referralId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why there is no case, and what to do.' })
  readonly problem!: string | null;
}

const MISSING: Readonly<Record<MissingForApplication['code'], string>> = {
  'consent-to-share': 'consent to be shown to partners',
  'email-or-phone': 'a way to reach the person',
  postcode: 'where the person lives',
  availability: 'when the person can work',
  qualifications: 'what the person has learned',
};

class MissingDto implements MissingForApplication {
  @ApiProperty(codes(MISSING))
  readonly code!: MissingForApplication['code'];

  @ApiProperty({ type: Boolean, description: 'Always false here: what is needed stops the application.' })
  readonly isNeeded!: boolean;

  @ApiProperty({ type: String })
  readonly sentence!: string;
}

export class AppliedAtFairDto implements AppliedAtFair {
  @ApiProperty({ type: String, format: 'uuid', description: 'The place at the next session of the fair, or in its line.' })
  readonly registrationId!: string;

  @ApiProperty({ type: [AppliedDto], description: 'In the order in which they were sent.' })
  readonly applications!: readonly AppliedDto[];

  @ApiProperty({ type: [MissingDto], description: 'What would help and can follow.' })
  readonly missing!: readonly MissingDto[];
}

@ApiExtraModels(ShownCountDto, HiddenCountDto)
class FairFigureDto implements FairFigureRow {
  @ApiProperty({ enum: FAIR_FIGURES })
  readonly figure!: FairFigureRow['figure'];

  @ApiProperty({ oneOf: [{ $ref: getSchemaPath(ShownCountDto) }, { $ref: getSchemaPath(HiddenCountDto) }] })
  readonly count!: FairFigureRow['count'];
}

export class FairFiguresDto {
  @ApiProperty({ type: [FairFigureDto], description: 'People: registered, came, spoke to a stand; and of those registered the referred, offered, started and hired through a stand. Small counts are hidden, others rounded.' })
  readonly figures!: readonly FairFigureDto[];
}
