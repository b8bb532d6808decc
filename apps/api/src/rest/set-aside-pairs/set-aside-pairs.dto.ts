import { PAIR_MATTERS, type PairMatter } from '#lib/kernel';
import type { SetAsidePage, SetAsidePair } from '#lib/matching';
import { ApiProperty } from '@nestjs/swagger';
import { NEXT_PAGE } from '../page.dto.js';

export class SetAsidePairDto implements SetAsidePair {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly setAsideId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Of the opportunity; null when it is not in your market.' })
  readonly title!: string | null;

  @ApiProperty({ type: String, description: 'Why, as the case says.' })
  readonly reasonCode!: string;

  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...PAIR_MATTERS] }, description: 'A change in one of these brings the pair back.' })
  readonly matters!: readonly PairMatter[];

  @ApiProperty({ type: String, format: 'date' })
  readonly setOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The first day on which it may be suggested again whatever has changed.' })
  readonly untilOn!: string | null;

  @ApiProperty({ type: Boolean, description: 'Something is to be checked again: only lifting brings the pair back.' })
  readonly isUntilChecked!: boolean;

  @ApiProperty({ type: Boolean, description: 'Whether it keeps the pair from being suggested today.' })
  readonly isAside!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'How it stands, to read out: since when, for what, and what brings it back. Null when it has ended.' })
  readonly sentence!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly endedOn!: string | null;

  @ApiProperty({ enum: ['lifted', 'replaced', 'date', 'change'], nullable: true, description: 'Lifted by somebody, replaced by a later answer, its day came, or something that mattered changed.' })
  readonly endedReason!: SetAsidePair['endedReason'];
}

export class SetAsidePageDto implements SetAsidePage {
  @ApiProperty({ type: [SetAsidePairDto], description: 'The newest first, also those that have ended.' })
  readonly pairs!: readonly SetAsidePairDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}
