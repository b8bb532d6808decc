import { ACCREDITATION_EVIDENCE, ACCREDITATION_STANDINGS, ACCREDITATION_STATUSES, type AccreditationEvidence, type AccreditationStanding, type AccreditationStatus } from '#lib/kernel';
import type { Accreditation, AccreditationCounts, SentAccreditation } from '#lib/opportunities';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';
import { CalendarDate, OneOf, TextLine } from '../request-fields.js';

const STATUSES: Readonly<Record<AccreditationStatus, string>> = {
  'not-paying': 'does not pay it to everybody',
  paying: 'pays it, without accreditation',
  committed: 'has said that it will',
  accredited: 'accredited by the Living Wage Foundation',
  ended: 'was, and has given it up',
};

const EVIDENCE: Readonly<Record<AccreditationEvidence, string>> = {
  licence: 'the licence of the Living Wage Foundation',
  register: 'the public register of accredited employers',
  payroll: 'figures from the payroll',
  contract: 'a clause of a contract',
  letter: 'a letter or mail',
  'word-of-mouth': 'somebody said so',
};

const STANDINGS: Readonly<Record<AccreditationStanding, string>> = {
  ...STATUSES,
  'renewal-due': 'accredited, to be renewed within 60 days',
  lapsed: 'what was recorded has run out',
  'not-recorded': 'nothing is recorded for that day',
};

const CONTRACTOR = 'A contractor that is no organisation of its own here, by its trading name; null: the organisation itself.';
const CODE = 'Code of the organisation.';

export class NewAccreditationBody implements SentAccreditation {
  @TextLine(1, 60, { description: CODE, example: 'DEMO-T1' })
  readonly organisationCode!: string;

  @TextLine(1, 200, { nullable: true, description: CONTRACTOR, example: null })
  readonly contractorName!: string | null;

  @OneOf(ACCREDITATION_STATUSES, { ...codes(STATUSES), example: 'accredited' })
  readonly status!: AccreditationStatus;

  @OneOf(ACCREDITATION_EVIDENCE, { ...codes(EVIDENCE, 'From what it is known. Accreditation is shown by the licence or the register only.'), example: 'register' })
  readonly evidenceKind!: AccreditationEvidence;

  @CalendarDate({ description: 'From when.', example: '2025-11-01' })
  readonly fromOn!: string;

  @CalendarDate({ nullable: true, description: 'The last day without a renewal; null: not stated. An accreditation has one.', example: '2026-10-31' })
  readonly untilOn!: string | null;
}

export class AccreditationDto implements Accreditation {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly accreditationId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly organisationId!: string;

  @ApiProperty({ type: String, description: CODE })
  readonly organisationCode!: string;

  @ApiProperty({ type: String, nullable: true, description: CONTRACTOR })
  readonly contractorName!: string | null;

  @ApiProperty(codes(STATUSES))
  readonly status!: AccreditationStatus;

  @ApiProperty(codes(EVIDENCE))
  readonly evidenceKind!: AccreditationEvidence;

  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly untilOn!: string | null;

  @ApiProperty(codes(STANDINGS, 'Where that leaves it today:'))
  readonly standing!: AccreditationStanding;

  @ApiProperty({ type: String })
  readonly recordedBy!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly recordedAt!: string;
}

export class AccreditationHistoryDto {
  @ApiProperty({ type: [AccreditationDto], description: 'Everything recorded of the organisation and its contractors, the latest first.' })
  readonly accreditations!: readonly AccreditationDto[];
}

export class AccreditationPageDto {
  @ApiProperty({ type: [AccreditationDto], description: 'What counts now of each organisation and contractor, the latest recorded first.' })
  readonly accreditations!: readonly AccreditationDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

const COUNTS = { type: 'object', required: [...ACCREDITATION_STANDINGS], properties: Object.fromEntries(ACCREDITATION_STANDINGS.map((standing) => [standing, { type: 'integer' as const, minimum: 0, description: STANDINGS[standing] }])) } as const;

export class AccreditationCountsDto implements AccreditationCounts {
  @ApiProperty({ type: String, description: 'Code of the City, ICS or Place.' })
  readonly organisationCode!: string;

  @ApiProperty({ enum: ['city', 'ics', 'place'] })
  readonly level!: AccreditationCounts['level'];

  @ApiProperty({ ...COUNTS, required: [...COUNTS.required], description: 'Organisations at or below it. They are counts of organisations and not of people.' })
  readonly employers!: AccreditationCounts['employers'];

  @ApiProperty({ ...COUNTS, required: [...COUNTS.required], description: 'Contractors that are recorded by name.' })
  readonly contractors!: AccreditationCounts['contractors'];
}

export class AllAccreditationCountsDto {
  @ApiProperty({ type: [AccreditationCountsDto], description: 'The areas that you lead and those below, in the order of their codes.' })
  readonly areas!: readonly AccreditationCountsDto[];
}
