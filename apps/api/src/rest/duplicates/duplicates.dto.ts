import type { DuplicatePage, DuplicatePair, RecordedCandidate } from '#lib/candidates';
import { ApiProperty } from '@nestjs/swagger';
import { NEXT_PAGE } from '../page.dto.js';

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
}

export class DuplicatePageDto implements DuplicatePage {
  @ApiProperty({ type: [DuplicatePairDto], description: 'In the order in which they were found.' })
  readonly duplicates!: DuplicatePairDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}
