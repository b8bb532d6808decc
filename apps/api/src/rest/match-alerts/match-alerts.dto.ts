import type { MatchAlert, MatchAlertPage } from '#lib/matching';
import { ApiProperty } from '@nestjs/swagger';
import { codes, OPPORTUNITY_KINDS } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';
import { PlaceInParts, WholeNumberText } from '../request-fields.js';

export class MatchAlertsQuery {
  @PlaceInParts(['unseen', 'seen'], { required: false, description: 'The `next` of the page before. The first page when left out.' })
  readonly after?: string;

  @WholeNumberText(1, 200, { required: false, default: 50, description: 'Rows on the page.' })
  readonly limit: number = 50;
}

export class MatchAlertDto implements MatchAlert {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly alertId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly candidateReference!: string;

  @ApiProperty({ type: String, description: 'Of the organisation that looks after the candidate.' })
  readonly organisationCode!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, description: 'Of the opportunity.' })
  readonly title!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly employerName!: string | null;

  @ApiProperty(codes(OPPORTUNITY_KINDS))
  readonly kind!: MatchAlert['kind'];

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000, description: 'At the moment when the pair was found.' })
  readonly score!: number;

  @ApiProperty({ type: Date })
  readonly foundAt!: Date;

  @ApiProperty({ type: Date, nullable: true, description: 'When somebody saw it first; null when nobody has.' })
  readonly seenAt!: Date | null;
}

export class MatchAlertPageDto implements MatchAlertPage {
  @ApiProperty({ type: [MatchAlertDto], description: 'What nobody has seen first, each part the newest first. Only people whose consent to matching stands.' })
  readonly alerts!: readonly MatchAlertDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}
