import { PROGRAMME_EVIDENCE, type ProgrammeEvidence, type EvidenceRule, type ProgrammeTerms } from '#lib/kernel';
import type { NewProgramme, ProgrammeTemplate } from '#lib/opportunities';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, Code, Entry, ListOf, TextLine, TextLines, WholeNumber, YesOrNo } from '../request-fields.js';

export const EVIDENCE: Readonly<Record<ProgrammeEvidence, string>> = {
  'universal-credit': 'gets Universal Credit',
  'work-coach-referral': 'was referred by a work coach',
  'care-leaver': 'has been in care',
  'education-health-care-plan': 'has or had an education, health and care plan',
  'prison-leaver': 'has been in prison',
};

const isEvidence = (value: unknown): boolean => PROGRAMME_EVIDENCE.some((code) => code === value);
const LIST = { type: 'string', enum: [...PROGRAMME_EVIDENCE] };

export class OlderWithBody {
  @WholeNumber(0, 120, { description: 'The oldest age for them.', example: 24 })
  readonly maximumAge!: number;

  @ListOf(1, PROGRAMME_EVIDENCE.length, LIST, isEvidence, 'codes of evidence', { description: 'One of these is enough.', example: ['care-leaver'] })
  readonly anyOf!: ProgrammeEvidence[];
}

/** What a programme asks people to show. */
export class EvidenceRuleBody implements EvidenceRule {
  @ListOf(0, PROGRAMME_EVIDENCE.length, LIST, isEvidence, 'codes of evidence', { description: codes(EVIDENCE, 'Every member has shown all of these:').description, example: [] })
  readonly everybody!: ProgrammeEvidence[];

  @Entry(OlderWithBody, { nullable: true, description: 'People beyond the oldest age who are let in with evidence; null: nobody.', example: null })
  readonly olderWith!: OlderWithBody | null;
}

/** What a programme asks of what belongs to it. */
export class ProgrammeTermsBody implements ProgrammeTerms {
  @CalendarDate({ nullable: true, description: 'First day for referrals within it; null: from the start.', example: null })
  readonly applicationsFromOn!: string | null;

  @CalendarDate({ nullable: true, description: 'Last day for referrals within it; null: none set.', example: null })
  readonly applicationsUntilOn!: string | null;

  @CalendarDate({ nullable: true, description: 'First day on which somebody can start within it.', example: null })
  readonly startsFromOn!: string | null;

  @CalendarDate({ nullable: true, description: 'Last day on which somebody can start within it.', example: null })
  readonly startsUntilOn!: string | null;

  @WholeNumber(1, 168, { nullable: true, description: 'Hours a week that a post has at least.', example: 25 })
  readonly minimumWeeklyHours!: number | null;

  @WholeNumber(1, 520, { nullable: true, description: 'Weeks that it lasts at least.', example: 26 })
  readonly minimumWeeks!: number | null;

  @WholeNumber(1, 520, { nullable: true, description: 'Weeks that it lasts at most.', example: null })
  readonly maximumWeeks!: number | null;

  @YesOrNo({ description: 'Whether who completes it is promised an interview.', example: false })
  readonly guaranteesInterview!: boolean;

  @WholeNumber(0, 100_000_000, { nullable: true, description: 'What is paid for each person, in pence; null: not known.', example: null })
  readonly fundingPence!: number | null;

  @TextLine(1, 500, { nullable: true, description: 'The funding in words; null: not known.', example: null })
  readonly fundingNote!: string | null;
}

export class NewProgrammeBody implements NewProgramme {
  @Code(/^[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$/, 60, { description: 'How files and other rules name it: letters and digits, with single hyphens or underscores between them.', example: 'EAST-EARN-AND-LEARN' })
  readonly code!: string;

  @TextLine(1, 60, { description: 'The code of the organisation or area whose it is.', example: 'DEMO-CITY' })
  readonly organisationCode!: string;

  @TextLine(1, 60, { description: 'The kind of programme to begin from. `listProgrammeTemplates` has them.', example: 'earn-and-learn-16-24' })
  readonly templateCode!: string;

  @TextLine(1, 200, { required: false, description: 'What people call it; as the template when left out.', example: 'Earn and learn in the east' })
  readonly name?: string;

  @CalendarDate({ description: 'First day.', example: '2026-01-01' })
  readonly startsOn!: string;

  @CalendarDate({ nullable: true, description: 'Last day; null while no end is set.', example: '2027-12-31' })
  readonly endsOn!: string | null;

  @ListOf(0, 400, { type: 'string', pattern: '^[EWSN]\\d{8}$' }, (value) => typeof value === 'string' && /^[EWSN]\d{8}$/.test(value), 'ONS codes, as E09000001', { required: false, description: 'Local authority districts that a member lives in; anywhere when left out.', example: ['E09000001'] })
  readonly areaCodes?: string[];

  @TextLines(1, 4000, { nullable: true, description: 'Why a rule on age is lawful here: its aim, and why it is proportionate. Until it is recorded such a rule makes nobody a member.', example: 'Aim: first jobs for young people. Proportionate: other posts stay open to all ages.' })
  readonly justification!: string | null;

  @CalendarDate({ nullable: true, description: 'The last day on which the justification holds without being looked at again.', example: '2027-01-01' })
  readonly reviewOn!: string | null;
}

class TemplateFactsDto {
  @ApiProperty({ type: 'integer', nullable: true })
  readonly minimumAge!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly maximumAge!: number | null;

  @ApiProperty({ type: [String] })
  readonly targetGroups!: string[];

  @ApiProperty({ type: 'integer', nullable: true })
  readonly mostDeprivedDeciles!: number | null;

  @ApiProperty({ type: EvidenceRuleBody })
  readonly evidence!: EvidenceRule;
}

class ProgrammeTemplateDto implements ProgrammeTemplate {
  @ApiProperty({ type: String })
  readonly templateCode!: string;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty({ type: String })
  readonly about!: string;

  @ApiProperty({ type: TemplateFactsDto, description: 'Whom it is for.' })
  readonly facts!: TemplateFactsDto;

  @ApiProperty({ type: ProgrammeTermsBody })
  readonly terms!: ProgrammeTerms;

  @ApiProperty({ type: Boolean, description: 'Whether it has a rule on age, which needs a justification.' })
  readonly needsJustification!: boolean;

  @ApiProperty({ type: String, description: 'Where its figures come from.' })
  readonly source!: string;

  @ApiProperty({ type: Boolean, description: 'Whether somebody has compared them with the source.' })
  readonly isVerified!: boolean;
}

export class ProgrammeTemplatesDto {
  @ApiProperty({ type: [ProgrammeTemplateDto], description: 'In the order of their codes.' })
  readonly templates!: readonly ProgrammeTemplateDto[];
}
