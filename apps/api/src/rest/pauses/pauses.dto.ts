import type { PausePreview, PausesOfCandidate } from '#lib/brokerage';
import type { Pause } from '#lib/candidates';
import type { NamedCancel, PauseAsked, PausePlan } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { ConsequencesDto, LiveCaseDto, PauseSpanDto } from '../referrals/choices.dto.js';
import { CalendarDate, Entries, EXAMPLE_ID, Identifier, ShortCode } from '../request-fields.js';

const MOST_CANCELS = 50;

class CancelBody implements NamedCancel {
  @Identifier({ description: 'A live referral of the person that is to end.', example: EXAMPLE_ID })
  readonly referralId!: string;

  @ShortCode({ description: 'Why, as for `withdraw`.', example: 'on-a-break' })
  readonly reasonCode!: string;
}

export class PauseBody implements PauseAsked {
  @ShortCode({ description: 'Why: a reason of the City for `pause`.', example: 'asked-to-wait' })
  readonly reasonCode!: string;

  @CalendarDate({ nullable: true, description: 'The day on which suggestions begin again; null: when somebody resumes them.', example: '2199-06-01' })
  readonly resumesOn!: string | null;

  @Entries(0, MOST_CANCELS, CancelBody, { description: 'Live referrals that are to end as well. Whatever is not named goes on.', example: [] })
  readonly cancel!: CancelBody[];
}

class PauseDto implements Pause {
  @ApiProperty({ type: String, example: 'asked-to-wait' })
  readonly reasonCode!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The day on which it ends by itself; null: none.' })
  readonly resumesOn!: string | null;

  @ApiProperty({ type: String, description: 'Who began it.' })
  readonly pausedBy!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'When somebody ended it, or put another in its place.' })
  readonly endedOn!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly endedBy!: string | null;
}

export class PausesDto implements PausesOfCandidate {
  @ApiProperty({ type: Boolean, description: 'Whether the person gets no new suggestions today because of a pause.' })
  readonly isPaused!: boolean;

  @ApiProperty({ type: [PauseDto], description: 'Newest first; the first is the one that holds, if one does.' })
  readonly pauses!: readonly PauseDto[];
}

class PausePlanDto implements PausePlan {
  @ApiProperty({ type: String })
  readonly reasonCode!: string;

  @ApiProperty({ type: PauseSpanDto })
  readonly span!: PauseSpanDto;

  @ApiProperty({ type: [ConsequencesDto], description: 'The referrals that were named, each with what happens to it.' })
  readonly cancels!: readonly ConsequencesDto[];

  @ApiProperty({ type: [LiveCaseDto], description: 'Live referrals that go on.' })
  readonly stays!: readonly LiveCaseDto[];
}

export class PausePreviewDto implements PausePreview {
  @ApiProperty({ type: Boolean })
  readonly isPossible!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why not.' })
  readonly problem!: string | null;

  @ApiProperty({ type: [String], example: ['The person gets no new suggestions until 1 June 2027.'], description: 'Everything that would happen, in plain words.' })
  readonly sentences!: readonly string[];

  @ApiProperty({ type: PausePlanDto, nullable: true, description: 'The same for machines.' })
  readonly plan!: PausePlanDto | null;
}
