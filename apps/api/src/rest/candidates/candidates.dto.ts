import type { CandidateDetail, CandidatePage, CandidateSummary, ConsentPurpose } from '#lib/candidates';
import { TARGET_GROUPS, type TargetGroup, type TargetGroupMembership, type TravelMode } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes, HALF_DAYS, PATHWAYS } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';
import { CalendarDate } from '../request-fields.js';

const TRAVEL_MODES: Readonly<Record<TravelMode, string>> = { walk: 'on foot', cycle: 'by bicycle', public: 'by public transport', car: 'by car' };

const PURPOSES: Readonly<Record<ConsentPurpose, string>> = {
  matching: 'to be matched with opportunities',
  'sharing-with-partners': 'to be shown to employers and colleges',
  contact: 'to be written to',
  story: 'to be told of as an example',
};

export class OnDateQuery {
  @CalendarDate({ required: false, description: 'The day on which membership is derived; today when left out.' })
  readonly on?: string;
}

export class CandidateSummaryDto implements CandidateSummary {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String, example: 'C-1024', description: 'What the organisation calls the person; unique within it.' })
  readonly reference!: string;

  @ApiProperty({ type: String, description: 'The organisation whose file the person came in.' })
  readonly organisationCode!: string;

  @ApiProperty({ type: String })
  readonly givenName!: string;

  @ApiProperty({ type: String })
  readonly familyName!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Vaccinator' })
  readonly presentPost!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'When the contract of the present post ends.' })
  readonly contractEndsOn!: string | null;
}

export class CandidatePageDto implements CandidatePage {
  @ApiProperty({ type: [CandidateSummaryDto], description: 'In the order of family name, given name and id.' })
  readonly candidates!: CandidateSummaryDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

type Qualification = CandidateDetail['qualifications'][number];

export class QualificationDto implements Qualification {
  @ApiProperty({ type: String, example: 'NVQ Health and Social Care' })
  readonly title!: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 8, nullable: true })
  readonly level!: number | null;
}

type Consent = CandidateDetail['consents'][number];

export class ConsentDto implements Consent {
  @ApiProperty(codes(PURPOSES))
  readonly purpose!: ConsentPurpose;

  @ApiProperty({ type: String, example: 'v1', description: 'Which wording the person saw.' })
  readonly wordingVersion!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly givenOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last day on which it holds; null when it has no end.' })
  readonly expiresOn!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The first day on which it does not hold any more.' })
  readonly withdrawnOn!: string | null;
}

export class CandidateDetailDto extends CandidateSummaryDto implements CandidateDetail {
  @ApiProperty({ type: String, nullable: true })
  readonly email!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly phone!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly bornOn!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Home postcode.' })
  readonly postcode!: string | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Whether the present employer is the NHS; null when that is not known.' })
  readonly isNhsEmployee!: boolean | null;

  @ApiProperty({ type: String, nullable: true, description: 'The post that the person has or had in vaccination.' })
  readonly vaccinationRole!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly vaccinationRoleEndedOn!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 8, description: 'Level of the highest qualification; 0 is entry level or none.' })
  readonly level!: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2, description: '2 is GCSE grade 4 or C, or Functional Skills level 2.' })
  readonly englishLevel!: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2, description: '2 is GCSE grade 4 or C, or Functional Skills level 2.' })
  readonly mathsLevel!: number;

  @ApiProperty({ type: [String], example: ['vaccination', 'customer-service'] })
  readonly skillCodes!: string[];

  @ApiProperty({ type: [String], example: ['right-to-work', 'dbs-enhanced'], description: 'Checks that are passed already.' })
  readonly checkCodes!: string[];

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2_097_151, description: `When the person is free. ${HALF_DAYS}` })
  readonly slots!: number;

  @ApiProperty(codes(TRAVEL_MODES))
  readonly travelMode!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 180, description: 'Longest journey, one way.' })
  readonly travelLimitMinutes!: number;

  @ApiProperty({ ...codes(PATHWAYS, 'Most wanted first.'), isArray: true })
  readonly pathwayInterests!: string[];

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Least pay wished for, in pence an hour.' })
  readonly minimumHourlyPence!: number | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'First possible day; null is at once.' })
  readonly availableFromOn!: string | null;

  @ApiProperty({ type: String, nullable: true, description: "Needs and adjustments in the person's own words." })
  readonly needs!: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether new suggestions are wanted.' })
  readonly isSeeking!: boolean;

  @ApiProperty({ type: [QualificationDto] })
  readonly qualifications!: QualificationDto[];

  @ApiProperty({ type: [ConsentDto], description: 'Every consent that was ever given.' })
  readonly consents!: ConsentDto[];
}

export class TargetGroupMembershipDto implements TargetGroupMembership {
  @ApiProperty({ enum: TARGET_GROUPS })
  readonly group!: TargetGroup;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Null when a fact is missing: unknown is neither in nor out.' })
  readonly isMember!: boolean | null;

  @ApiProperty({ type: String, example: 'No post in vaccination is recorded.' })
  readonly because!: string;
}

export class TargetGroupsDto {
  @ApiProperty({ type: String, format: 'date' })
  readonly on!: string;

  @ApiProperty({ type: [TargetGroupMembershipDto], description: 'Every group, also those that the person is not in.' })
  readonly groups!: readonly TargetGroupMembershipDto[];
}
