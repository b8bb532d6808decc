import { NO_TERMS, TARGET_GROUPS, type ProgrammeProblem } from '#lib/kernel';
import type { ProgrammeDetail, ProgrammeFacts } from '#lib/opportunities';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { ProgrammeDto } from '../opportunities/opportunities.dto.js';
import { EvidenceRuleBody, ProgrammeTermsBody } from './new-programmes.dto.js';
import { CalendarDate, Entry, ListOf, TextLine, TextLines, WholeNumber, YesOrNo } from '../request-fields.js';

const OLDEST = 120;
const AREA = /^[EWSN]\d{8}$/;

/** Everything that can be set: what is sent takes the place of all of it. */
export class ProgrammeBody implements ProgrammeFacts {
  @TextLine(1, 200, { description: 'What people call it.', example: 'Returners' })
  readonly name!: string;

  @CalendarDate({ description: 'First day.', example: '2026-01-01' })
  readonly startsOn!: string;

  @CalendarDate({ nullable: true, description: 'Last day; null while no end is set.', example: '2027-12-31' })
  readonly endsOn!: string | null;

  @WholeNumber(0, OLDEST, { nullable: true, description: 'Youngest age in whole years; null for none. A rule on age needs a justification.', example: 16 })
  readonly minimumAge!: number | null;

  @WholeNumber(0, OLDEST, { nullable: true, description: 'Oldest age in whole years; null for none.', example: 24 })
  readonly maximumAge!: number | null;

  @ListOf(0, TARGET_GROUPS.length, { type: 'string', enum: [...TARGET_GROUPS] }, (value) => TARGET_GROUPS.some((group) => group === value), `values of: ${TARGET_GROUPS.join(', ')}`, { description: 'A member is in at least one of them; empty: in whichever.', example: ['outside-nhs'] })
  readonly targetGroups!: string[];

  @ListOf(0, 400, { type: 'string', pattern: AREA.source }, (value) => typeof value === 'string' && AREA.test(value), 'ONS codes, as E09000001', { description: 'Local authority districts that a member lives in; empty: anywhere.', example: ['E09000001'] })
  readonly areaCodes!: string[];

  @WholeNumber(1, 10, { nullable: true, description: 'A member lives in one of this many most deprived tenths of England by the Index of Multiple Deprivation 2025; null: in whichever. A decile that is not known is not met.', example: 3 })
  readonly mostDeprivedDeciles!: number | null;

  @Entry(EvidenceRuleBody, { description: 'What people show to be let in.', example: { everybody: [], olderWith: null } })
  readonly evidence!: EvidenceRuleBody;

  @Entry(ProgrammeTermsBody, { description: 'What it asks of what belongs to it: when people can be referred and start, hours, length, funding.', example: NO_TERMS })
  readonly terms!: ProgrammeTermsBody;

  @YesOrNo({ description: 'Whether an acceptance within it ends the other live referrals of the person, and gives their places back.', example: true })
  readonly isReleasingOthers!: boolean;

  @TextLines(1, 4000, { nullable: true, description: 'Why a rule on age is lawful here: its aim, and why it is proportionate. It can be recorded later; until then the rule makes nobody a member.', example: 'Aim: first jobs for young people. Proportionate: other posts stay open to all ages.' })
  readonly justification!: string | null;

  @CalendarDate({ nullable: true, description: 'The last day on which the justification holds without being looked at again.', example: '2027-01-01' })
  readonly reviewOn!: string | null;

  @WholeNumber(1, 2_147_483_647, { description: 'The `version` that was edited. When another has been saved since, nothing is changed (409).', example: 1 })
  readonly version!: number;
}

const PROBLEMS: Readonly<Record<ProgrammeProblem['code'], string>> = {
  'justification-missing': 'a rule on age is not justified, so it makes nobody a member',
  'review-date-missing': 'it is not said when the justification is reviewed, with the same effect',
  'review-overdue': 'the review is overdue, with the same effect',
  'ends-before-start': 'the last day is before the first',
  'ages-reversed': 'the oldest age is below the youngest',
  'older-without-age': 'older people are let in with evidence, and ages or evidence do not fit',
};

class ProgrammeProblemDto implements ProgrammeProblem {
  @ApiProperty(codes(PROBLEMS))
  readonly code!: ProgrammeProblem['code'];

  @ApiProperty({ type: String, description: 'What must be recorded or put right.' })
  readonly sentence!: string;
}

export class ProgrammeDetailDto extends ProgrammeDto implements ProgrammeDetail {
  @ApiProperty({ type: ProgrammeTermsBody, description: 'What it asks of what belongs to it.' })
  readonly terms!: ProgrammeTermsBody;

  @ApiProperty({ type: Boolean, description: 'Whether an acceptance within it ends the other live referrals of the person.' })
  readonly isReleasingOthers!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'The kind of programme that it was begun from.' })
  readonly templateCode!: string | null;

  @ApiProperty({ type: String, description: 'The organisation or area whose programme it is.' })
  readonly organisationCode!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counts the saves of these facts; whoever saves sends it back.' })
  readonly version!: number;

  @ApiProperty({ type: [ProgrammeProblemDto], description: 'What stands in the way of its rules today; empty when nothing does.' })
  readonly problems!: readonly ProgrammeProblemDto[];
}
