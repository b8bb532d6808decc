import type { RankMove } from '#lib/kernel';
import type { NamedOpening, PairToday, WhatWouldChange } from '#lib/matching';
import { ApiProperty, PickType } from '@nestjs/swagger';
import { ExplainedPairDto, RemedyDto } from './explained-pair.dto.js';

class RankMoveDto implements RankMove {
  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, description: 'Among all that is open to the candidate now, 1 the best; null when it is not open.' })
  readonly placeBefore!: number | null;

  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, description: 'With all of the changes.' })
  readonly placeAfter!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many opportunities are open to the candidate now.' })
  readonly eligibleBefore!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'With all of the changes.' })
  readonly eligibleAfter!: number;

  @ApiProperty({ type: String, example: 'It is not open now; with these changes it would be number 3 of 41.' })
  readonly sentence!: string;
}

type Opened = NamedOpening['best'][number];

class OpenedOpportunityDto implements Opened {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String })
  readonly title!: string;
}

class OpeningDto extends PickType(RemedyDto, ['change']) implements NamedOpening {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many other opportunities this change alone would open.' })
  readonly openedCount!: number;

  @ApiProperty({ type: [OpenedOpportunityDto], maxItems: 3, description: 'The best of them, best first.' })
  readonly best!: readonly OpenedOpportunityDto[];

  @ApiProperty({ type: String, example: 'Complete a DBS check. This alone would open 12 other opportunities.' })
  readonly sentence!: string;
}

class WhatWouldChangeDto implements WhatWouldChange {
  @ApiProperty({ type: RankMoveDto, description: 'Where the opportunity would stand.' })
  readonly rank!: RankMoveDto;

  @ApiProperty({ type: [OpeningDto], description: 'One for each of the changes, what opens most first.' })
  readonly openings!: readonly OpeningDto[];
}

export class PairTodayDto extends ExplainedPairDto implements PairToday {
  @ApiProperty({
    type: WhatWouldChangeDto,
    nullable: true,
    description:
      'What the changes of `whyNot` would bring. Null when the pair is eligible, a rule fails that the candidate cannot lift, no consent to matching is valid (without it nothing is tried), or the opportunity is not in your market.',
  })
  readonly whatIf!: WhatWouldChangeDto | null;
}
