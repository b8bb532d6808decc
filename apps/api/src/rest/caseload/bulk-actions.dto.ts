import type { BulkActionPage, BulkActionSummary, BulkPerson } from '#lib/brokerage';
import {
  BULK_MESSAGE_TEMPLATES,
  BULK_OUTCOMES,
  CASE_LISTS,
  HAND_OVER_REASONS,
  STANDARD_CASE_LIMITS,
  type BulkKind,
  type BulkMessageTemplate,
  type CaseLimits,
  type CaseList,
  type HandOverReason,
} from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';

import { NEXT_PAGE, PageQuery } from '../page.dto.js';
import { Entry, EXAMPLE_ID, Identifier, Identifiers, OneOf, ShortCode, TextLines, WholeNumber } from '../request-fields.js';
import { LISTS } from './caseload.dto.js';

const KINDS = { 'hand-over': 'another broker looks after them', refer: 'they are referred to an opportunity', message: 'they are written to' } as const satisfies Readonly<Record<BulkKind, string>>;

const OUTCOMES = codes(Object.assign({}, ...Object.values(BULK_OUTCOMES).toReversed()) as Record<string, string>, 'Which of these there are depends on what was asked for:');

const STATUSES = {
  queued: 'waits for a job; ask again in a moment',
  working: 'is being done',
  done: 'everybody has an answer',
  failed: 'ended before everybody had an answer; `problem` says why',
  cancelled: 'was stopped before everybody had an answer',
} as const satisfies Readonly<Record<BulkActionSummary['status'], string>>;

/** Everybody on a list of the caseload, as it was looked at. */
class WholeListBody implements CaseLimits {
  @OneOf(CASE_LISTS, { description: LISTS.description, example: 'no-contact' })
  readonly list!: CaseList;

  @Identifier({ required: false, description: 'As it was looked at: only those whom this broker looks after.' })
  readonly brokerId?: string;

  @Identifier({ required: false, description: 'As it was looked at: only those of this organisation or area.' })
  readonly organisationId?: string;

  @WholeNumber(1, 365, { required: false, default: STANDARD_CASE_LIMITS.stalledDays, description: 'As it was looked at.' })
  readonly stalledDays: number = STANDARD_CASE_LIMITS.stalledDays;

  @WholeNumber(1, 365, { required: false, default: STANDARD_CASE_LIMITS.noContactDays, description: 'As it was looked at.' })
  readonly noContactDays: number = STANDARD_CASE_LIMITS.noContactDays;

  @WholeNumber(1, 52, { required: false, default: STANDARD_CASE_LIMITS.contractWeeks, description: 'As it was looked at.' })
  readonly contractWeeks: number = STANDARD_CASE_LIMITS.contractWeeks;

  @WholeNumber(0, 10_000_000, { description: 'How many were on the list when you looked. Where there are more or fewer now, nothing is done and you are told.', example: 40 })
  readonly people!: number;
}

class ForManyBody {
  @Identifier({ description: 'Yours, new for each request. The same request sent again changes nothing and is answered with what the first one did.', example: EXAMPLE_ID })
  readonly requestKey!: string;

  @Identifiers(500, { required: false, description: 'For whom. Leave it out for a whole list.', example: [EXAMPLE_ID] })
  readonly candidateIds?: string[];

  @Entry(WholeListBody, { required: false, description: 'In the place of `candidateIds`: everybody on a list of the caseload at this moment, however many.' })
  readonly filter?: WholeListBody;
}

export class HandOverBody extends ForManyBody {
  @Identifier({ nullable: true, description: 'The new broker: a `userId` of the list of brokers. Null: nobody looks after them for now.', example: EXAMPLE_ID })
  readonly toUserId!: string | null;

  @OneOf(Object.keys(HAND_OVER_REASONS), { description: codes(HAND_OVER_REASONS).description, example: 'workload' })
  readonly reasonCode!: HandOverReason;

  @TextLines(1, 2000, { required: false, description: 'For the new broker, kept with the history.', example: 'Prefers to be called after four.' })
  readonly note?: string;
}

export class ReferManyBody extends ForManyBody {
  @Identifier({ description: 'To which opportunity.', example: EXAMPLE_ID })
  readonly opportunityId!: string;

  @Identifier({ required: false, description: 'To which intake; the next with places when left out.' })
  readonly intakeId?: string;
}

export class WriteToManyBody extends ForManyBody {
  @OneOf(Object.keys(BULK_MESSAGE_TEMPLATES), { description: codes(BULK_MESSAGE_TEMPLATES, 'What the message does:').description, example: 'broker-asks-call' })
  readonly template!: BulkMessageTemplate;

  @TextLines(1, 2000, { required: false, description: 'Your own words, for `broker-wrote` only. They are sealed, never sent by mail, and read by each of the people after signing in.' })
  readonly text?: string;
}

export class BulkPageQuery extends PageQuery {
  @ShortCode({ required: false, description: 'Only those of whom this became.', example: 'done' })
  readonly outcome?: string;
}

class BulkActionSummaryDto implements BulkActionSummary {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly bulkId!: string;

  @ApiProperty(codes(KINDS))
  readonly kind!: BulkKind;

  @ApiProperty(codes(STATUSES))
  readonly status!: BulkActionSummary['status'];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'For how many people it is.' })
  readonly total!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why it ended before everybody had an answer.' })
  readonly problem!: string | null;

  @ApiProperty({ type: Date })
  readonly requestedAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt!: Date | null;
}

export class BulkActionsDto {
  @ApiProperty({ type: [BulkActionSummaryDto], description: 'Your own, the latest first, 50 at most.' })
  readonly bulkActions!: BulkActionSummary[];
}

class BulkCountDto {
  @ApiProperty({ type: String, example: 'done' })
  readonly outcome!: string;

  @ApiProperty({ type: String, description: 'What it means and what to do.' })
  readonly words!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly people!: number;
}

class BulkPersonDto implements BulkPerson {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ ...OUTCOMES, nullable: true })
  readonly outcome!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The referral that was made, if one was.' })
  readonly subjectId!: string | null;
}

export class BulkActionDto extends BulkActionSummaryDto implements BulkActionPage {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many of them have an answer.' })
  readonly answered!: number;

  @ApiProperty({ type: [BulkCountDto], description: 'What became of people and of how many, the most frequent first.' })
  readonly outcomes!: BulkCountDto[];

  @ApiProperty({ type: [BulkPersonDto], description: 'One by one, in the order of the request or of the list. `outcome` is null for those who have no answer yet.' })
  readonly people!: BulkPerson[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}
