import { MERGED_FACTS, type AnsweredDuplicate, type MergedFact } from '#lib/brokerage';
import type { DuplicatePage, DuplicatePair, Merge, MergePage, RecordedCandidate } from '#lib/candidates';
import { ApiProperty } from '@nestjs/swagger';
import { NEXT_PAGE } from '../page.dto.js';
import { ListOf, OneOf } from '../request-fields.js';

const ANSWERS = ['same', 'different'] as const;

export class RecordedCandidateDto implements RecordedCandidate {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String, description: 'Your own reference.' })
  readonly reference!: string;

  @ApiProperty({ type: String })
  readonly givenName!: string;

  @ApiProperty({ type: String })
  readonly familyName!: string;
}

export class DuplicatePairDto implements DuplicatePair {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly duplicateId!: string;

  @ApiProperty({ enum: ['certain', 'likely'], description: 'How surely it is one person, by name, date of birth and how to reach them.' })
  readonly likeness!: DuplicatePair['likeness'];

  @ApiProperty({ type: String, format: 'date' })
  readonly foundOn!: string;

  @ApiProperty({ type: RecordedCandidateDto, description: 'The record that you look after.' })
  readonly ours!: RecordedCandidateDto;

  @ApiProperty({ type: RecordedCandidateDto, nullable: true, description: 'The other record when you look after that one too. Null when it is with somebody else: nothing of it is told.' })
  readonly other!: RecordedCandidateDto | null;

  @ApiProperty({ type: String, description: 'Organisation with which the other record is.' })
  readonly askCode!: string;

  @ApiProperty({ type: String, description: 'Its name: whom to ask.' })
  readonly askName!: string;

  @ApiProperty({ enum: ANSWERS, nullable: true, description: 'What your side has said; null: nothing yet.' })
  readonly ourAnswer!: DuplicatePair['ourAnswer'];

  @ApiProperty({ enum: ANSWERS, nullable: true, description: 'What the other side has said; null: nothing yet.' })
  readonly theirAnswer!: DuplicatePair['theirAnswer'];

  @ApiProperty({ enum: ['ours', 'other'], nullable: true, description: 'Which record is kept when both agree, as whoever asked proposes, and with it who looks after the person; null: nobody has asked.' })
  readonly proposedKeep!: DuplicatePair['proposedKeep'];
}

export class DuplicatePageDto implements DuplicatePage {
  @ApiProperty({ type: [DuplicatePairDto], description: 'In the order in which they were found.' })
  readonly duplicates!: DuplicatePairDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

export class AnswerDuplicateBody {
  @OneOf(ANSWERS, { description: '`same` puts the records together, or asks the other organisation to agree; `different` ends it.', example: 'same' })
  readonly answer!: 'same' | 'different';

  @OneOf(['ours', 'other'], { required: false, description: 'Which record is kept, and with it who looks after the person; `ours` when you leave it out. When you answer another organisation, what it proposes counts: leave it out, or say the same.', example: 'ours' })
  readonly keep?: 'ours' | 'other';

  @ListOf(0, MERGED_FACTS.length, { type: 'string', enum: MERGED_FACTS }, (value) => (MERGED_FACTS as unknown[]).includes(value), `must be a list of ${MERGED_FACTS.join(', ')}`, {
    required: false, default: [], description: 'Facts to take from the record that is not kept; all others stay. Only when you look after both.', example: [],
  })
  readonly take?: MergedFact[];
}

export class AnsweredDuplicateDto implements AnsweredDuplicate {
  @ApiProperty({ enum: ['merged', 'asked', 'different'], description: 'Put together; or the other organisation was asked; or it is two people.' })
  readonly state!: AnsweredDuplicate['state'];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'To undo it by.' })
  readonly mergeId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What is left to settle with the person, as when both records had accepted a place.' })
  readonly advice!: string | null;
}

export class MergeDto implements Merge {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly mergeId!: string;

  @ApiProperty({ type: RecordedCandidateDto, nullable: true, description: 'The record that was kept; null when another organisation looks after it.' })
  readonly kept!: RecordedCandidateDto | null;

  @ApiProperty({ type: String, description: 'Name of the organisation that looks after the person now.' })
  readonly keptBy!: string;

  @ApiProperty({ type: String, description: 'Name of the organisation whose record was put together with it.' })
  readonly mergedFrom!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly mergedAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly undoneAt!: Date | null;
}

export class MergePageDto implements MergePage {
  @ApiProperty({ type: [MergeDto], description: 'The newest first.' })
  readonly merges!: MergeDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}
