import type { EvidenceCode, SustainmentRules } from '#lib/kernel';
import type { DatedSustainmentRules, RecordedSustainmentRules } from '#lib/outcomes';
import { ApiProperty } from '@nestjs/swagger';
import { CalendarDate, ListOf, WholeNumber, YesOrNo } from '../request-fields.js';
import { EVIDENCE, EVIDENCE_CODES } from './evidence.dto.js';

const DAYS_OF_A_YEAR = 366;
const MINUTES_OF_A_WEEK = 10_080;

export class SustainmentRulesBody implements DatedSustainmentRules {
  @CalendarDate({ description: 'Starts from this day on are judged by these rules.', example: '2026-04-01' })
  readonly fromOn!: string;

  @WholeNumber(0, DAYS_OF_A_YEAR, { description: 'Days without work that counts, in all, from the start until a check is met.', example: 28 })
  readonly permittedGapDays!: number;

  @WholeNumber(0, DAYS_OF_A_YEAR, { description: 'The same, at once.', example: 14 })
  readonly permittedGapDaysAtOnce!: number;

  @WholeNumber(0, MINUTES_OF_A_WEEK, { description: 'Minutes of work a week below which it does not count; 0 asks for nothing. 16 hours are 960.', example: 960 })
  readonly minimumWeeklyMinutes!: number;

  @YesOrNo({ description: 'Whether work with another employer counts.', example: true })
  readonly allowsChangeOfEmployer!: boolean;

  @ListOf(0, EVIDENCE_CODES.length, { type: 'string', enum: EVIDENCE_CODES }, (value) => EVIDENCE_CODES.some((code) => code === value), `kinds of evidence: ${EVIDENCE_CODES.join(', ')}`, {
    description: `Each of these is enough; none: the word of whoever records it is.\n${EVIDENCE.description}`, example: ['payslip', 'employer-confirmation', 'hmrc-statement'],
  })
  readonly evidenceCodes!: EvidenceCode[];

  @WholeNumber(0, DAYS_OF_A_YEAR, { description: 'Days after the due date within which the check is to be made.', example: 28 })
  readonly windowDays!: number;
}

/** What a programme asks for. */
export class SustainmentRulesDto implements SustainmentRules {
  @ApiProperty({ type: 'integer' })
  readonly permittedGapDays!: number;

  @ApiProperty({ type: 'integer' })
  readonly permittedGapDaysAtOnce!: number;

  @ApiProperty({ type: 'integer' })
  readonly minimumWeeklyMinutes!: number;

  @ApiProperty({ type: Boolean })
  readonly allowsChangeOfEmployer!: boolean;

  @ApiProperty({ ...EVIDENCE, isArray: true })
  readonly evidenceCodes!: readonly EvidenceCode[];

  @ApiProperty({ type: 'integer' })
  readonly windowDays!: number;
}

class RecordedSustainmentRulesDto extends SustainmentRulesDto implements RecordedSustainmentRules {
  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ type: String, description: 'Who recorded it.' })
  readonly recordedBy!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly recordedAt!: string;
}

export class SustainmentRulesHistoryDto {
  @ApiProperty({ type: [RecordedSustainmentRulesDto], description: 'Latest day first; of one day the first counts.' })
  readonly rules!: RecordedSustainmentRulesDto[];
}
