import type { Intake, OpportunityDetail, OpportunityKind, OpportunitySource, OpportunitySummary, ProgrammeRow } from '#lib/opportunities';
import { TARGET_GROUPS, type EvidenceRule, type Pathway } from '#lib/kernel';
import { EvidenceRuleBody } from '../programmes/new-programmes.dto.js';
import { ApiProperty } from '@nestjs/swagger';
import { codes, HALF_DAYS, OPPORTUNITY_KINDS, PATHWAYS } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';
import { PayCheckDto, PayInShortDto } from './pay.dto.js';

const SOURCES: Readonly<Record<OpportunitySource, string>> = {
  'course-directory': 'a courses file of the Course Directory',
  'display-advert': 'the Display Advert feed of Find an apprenticeship',
  'nhs-jobs': 'the feed of NHS Jobs',
  'roles-csv': 'a roles file of our own layout',
};

const ATTENDANCES: Readonly<Record<OpportunityDetail['attendance'], string>> = { site: 'at a place, so that travel counts', remote: 'without a journey' };

class OpportunitySummaryDto implements OpportunitySummary {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, description: 'The organisation whose file it came in.' })
  readonly organisationCode!: string;

  @ApiProperty(codes(SOURCES))
  readonly source!: OpportunitySource;

  @ApiProperty({ type: String, example: 'HCSW-07', description: 'What the source calls it; unique within organisation and source.' })
  readonly reference!: string;

  @ApiProperty(codes(OPPORTUNITY_KINDS))
  readonly kind!: OpportunityKind;

  @ApiProperty({ type: String, example: 'Healthcare support worker' })
  readonly title!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly employerName!: string | null;

  @ApiProperty(codes(PATHWAYS, 'What it leads to.'))
  readonly pathway!: Pathway;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Lowest pay offered, in pence an hour; null when unpaid or not stated.' })
  readonly hourlyPence!: number | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last day on which it is open.' })
  readonly closesOn!: string | null;
}

export class ListedOpportunityDto extends OpportunitySummaryDto {
  @ApiProperty({ type: PayInShortDto, description: 'What it pays at its next start.' })
  readonly pay!: PayInShortDto;
}

export class OpportunityPageDto {
  @ApiProperty({ type: [ListedOpportunityDto], description: 'In the order of title and id.' })
  readonly opportunities!: readonly ListedOpportunityDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

export class IntakeDto implements Intake {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly intakeId!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Null: a flexible start.' })
  readonly startsOn!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Null: the source does not say how many.' })
  readonly places!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Places held by offers and starts.' })
  readonly placesTaken!: number;
}

export class OpportunityDetailDto extends OpportunitySummaryDto implements OpportunityDetail {
  @ApiProperty({ type: String, nullable: true })
  readonly description!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'E1 1BB', description: 'In full, or the first half where the source gives no more.' })
  readonly postcode!: string | null;

  @ApiProperty(codes(ATTENDANCES))
  readonly attendance!: OpportunityDetail['attendance'];

  @ApiProperty({ type: String, nullable: true, description: 'The programme that a candidate must be in; null: open to everybody.' })
  readonly programmeCode!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 8 })
  readonly minimumLevel!: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2 })
  readonly minimumEnglishLevel!: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2 })
  readonly minimumMathsLevel!: number;

  @ApiProperty({ type: [String], description: 'Skills without which a candidate is not eligible.' })
  readonly requiredSkillCodes!: string[];

  @ApiProperty({ type: [String], example: ['personal-care'], description: 'Skills that raise the score.' })
  readonly desiredSkillCodes!: string[];

  @ApiProperty({ type: [String], example: ['right-to-work'], description: 'Checks of the post. The right to work, a registration and a driving licence are asked of people before a referral; the employer does the others after an offer.' })
  readonly requiredCheckCodes!: string[];

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2_097_151, nullable: true, description: `When it can take place; null when the source does not say. ${HALF_DAYS}` })
  readonly scheduleSlots!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 21, nullable: true, description: 'How many of those half-days a person must be free for.' })
  readonly scheduleNeeded!: number | null;

  @ApiProperty({ type: String, nullable: true, example: '2', description: 'Agenda for Change band.' })
  readonly band!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The pay as the advert words it.' })
  readonly payWording!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ST0216', description: 'Apprenticeship standard.' })
  readonly standardCode!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 8, nullable: true, description: 'Level of the qualification that it leads to.' })
  readonly studyLevel!: number | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly postedOn!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where to read more.' })
  readonly webpage!: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether the partner has taken it back.' })
  readonly isWithdrawn!: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Another advert of the same job, from another feed. Only that one is matched.' })
  readonly sameJobAsId!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, nullable: true, description: 'For a course: its texts by what they are about, as `entryRequirements`.' })
  readonly courseTexts!: Record<string, string> | null;

  @ApiProperty({ type: [String], description: 'What it lacks to belong to its programme: hours a week, or how long it lasts.' })
  readonly programmeProblems!: string[];

  @ApiProperty({ type: PayCheckDto, description: 'What it pays from its next start on, whoever it will be, against the minimum wage and the Living Wage.' })
  readonly pay!: PayCheckDto;

  @ApiProperty({ type: [IntakeDto], description: 'Soonest first, a flexible start last.' })
  readonly intakes!: IntakeDto[];
}

export class ProgrammeDto implements ProgrammeRow {
  @ApiProperty({ type: String })
  readonly code!: string;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly startsOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly endsOn!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true })
  readonly minimumAge!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true })
  readonly maximumAge!: number | null;

  @ApiProperty({ enum: TARGET_GROUPS, isArray: true, description: 'A member is in at least one of them; empty: in whichever.' })
  readonly targetGroups!: string[];

  @ApiProperty({ type: [String], description: 'Local authority districts that a member lives in; empty: anywhere.' })
  readonly areaCodes!: string[];

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 10, nullable: true, description: 'A member lives in one of this many most deprived tenths of England by the Index of Multiple Deprivation 2025; null: in whichever.' })
  readonly mostDeprivedDeciles!: number | null;

  @ApiProperty({ type: EvidenceRuleBody, description: 'What people show to be let in.' })
  readonly evidence!: EvidenceRule;

  @ApiProperty({ type: String, nullable: true, description: 'Why a rule on age is lawful here.' })
  readonly justification!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last day on which the justification holds without being looked at again.' })
  readonly reviewOn!: string | null;
}

export class ProgrammesDto {
  @ApiProperty({ type: [ProgrammeDto], description: 'In the order of their codes.' })
  readonly programmes!: readonly ProgrammeDto[];
}
