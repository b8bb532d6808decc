import type { Assignment, Broker, CaseListCount, CasePage, CaseRow } from '#lib/brokerage';
import { CASE_LISTS, caseListWords, STANDARD_CASE_LIMITS, type CaseLimits, type CaseList } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';
import { Identifier, OneOf, TextLine, WholeNumberText } from '../request-fields.js';

/** The lists, with who is on them. */
export const LISTS = codes(Object.fromEntries(CASE_LISTS.map((list) => [list, caseListWords(list).meaning])) as Record<CaseList, string>);

/** Whose people, and when something has taken too long. */
export class CaseloadQueryDto implements CaseLimits {
  @Identifier({ required: false, description: 'Only those whom this broker looks after: a `userId` of the list of brokers.' })
  readonly brokerId?: string;

  @Identifier({ required: false, description: 'Only those of this organisation, or of those below this Place, ICS or City.' })
  readonly organisationId?: string;

  @WholeNumberText(1, 365, { required: false, default: STANDARD_CASE_LIMITS.stalledDays, description: 'Days without a change after which a referral counts as stalled.' })
  readonly stalledDays: number = STANDARD_CASE_LIMITS.stalledDays;

  @WholeNumberText(1, 365, { required: false, default: STANDARD_CASE_LIMITS.noContactDays, description: 'Days after which somebody is on the list of those whom nobody has reached.' })
  readonly noContactDays: number = STANDARD_CASE_LIMITS.noContactDays;

  @WholeNumberText(1, 52, { required: false, default: STANDARD_CASE_LIMITS.contractWeeks, description: 'Weeks ahead in which a contract ends.' })
  readonly contractWeeks: number = STANDARD_CASE_LIMITS.contractWeeks;
}

export class CaseloadPageQuery extends CaseloadQueryDto {
  @OneOf(CASE_LISTS, { description: LISTS.description, example: 'overdue' })
  readonly list!: CaseList;

  @TextLine(1, 60, { required: false, description: 'The `next` of the page before. The first page when left out.' })
  readonly after?: string;

  @WholeNumberText(1, 200, { required: false, default: 50, description: 'Rows on the page.' })
  readonly limit: number = 50;
}

class CaseListCountDto implements CaseListCount {
  @ApiProperty(LISTS)
  readonly list!: CaseList;

  @ApiProperty({ type: String, example: 'Overdue' })
  readonly title!: string;

  @ApiProperty({ type: String, example: 'Something should have been done by now.' })
  readonly meaning!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly people!: number;
}

export class CaseloadCountsDto {
  @ApiProperty({ type: [CaseListCountDto], description: 'Every list, the most urgent first. Somebody can be on several.' })
  readonly lists!: CaseListCount[];
}

const DAY = { type: String, format: 'date', nullable: true } as const;

class CaseRowDto implements CaseRow {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly reference!: string;

  @ApiProperty({ type: String })
  readonly givenName!: string;

  @ApiProperty({ type: String })
  readonly familyName!: string;

  @ApiProperty({ type: String, description: 'Of the organisation that looks after the person.' })
  readonly organisationCode!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly presentPost!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The broker who looks after the person; null: nobody.' })
  readonly brokerId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null too where that broker has no role any more.' })
  readonly brokerName!: string | null;

  @ApiProperty({ type: String, format: 'date', description: 'The day for which they are on this list: due, since when, or until when.' })
  readonly onListFor!: string;

  @ApiProperty(codes(Object.fromEntries(CASE_LISTS.map((list) => [list, caseListWords(list).step])) as Record<CaseList, string>, 'The most urgent list that they are on, and what to do:'))
  readonly nextList!: CaseList;

  @ApiProperty({ type: String, example: 'Ask whether they take the offer.' })
  readonly nextStep!: string;

  @ApiProperty({ type: String, format: 'date', description: 'Since when, or by when.' })
  readonly nextStepOn!: string;

  @ApiProperty({ ...DAY, description: 'When they were last reached.' })
  readonly lastContactOn!: string | null;

  @ApiProperty({ ...DAY, description: 'When it was last tried, reached or not.' })
  readonly lastTriedOn!: string | null;

  @ApiProperty(DAY)
  readonly contractEndsOn!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly liveReferrals!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly openTasks!: number;
}

export class CasePageDto implements CasePage {
  @ApiProperty({ type: [CaseRowDto], description: 'The longest due first. How to reach somebody stands in their record.' })
  readonly rows!: CaseRow[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

class BrokerDto implements Broker {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly userId!: string;

  @ApiProperty({ type: String })
  readonly displayName!: string;
}

export class BrokersDto {
  @ApiProperty({ type: [BrokerDto], description: 'By name.' })
  readonly brokers!: Broker[];
}

class AssignmentDto implements Assignment {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly assignmentId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly brokerId!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null where that broker has no role any more.' })
  readonly brokerName!: string | null;

  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ ...DAY, description: 'The last day; null: still.' })
  readonly toOn!: string | null;

  @ApiProperty({ type: String, description: 'Why it began.' })
  readonly reasonCode!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly note!: string | null;

  @ApiProperty({ type: String, description: 'Who said so.' })
  readonly assignedBy!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it ended.' })
  readonly endedReasonCode!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where nobody came after.' })
  readonly endedNote!: string | null;
}

export class AssignmentsDto {
  @ApiProperty({ type: [AssignmentDto], description: 'Newest first.' })
  readonly assignments!: Assignment[];
}
