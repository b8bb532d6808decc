import type { KeptPlaces } from '#lib/kernel';
import type { NewRingFence, RingFencesOfIntake } from '#lib/opportunities';
import { ApiProperty } from '@nestjs/swagger';
import { CalendarDate, Entries, TextLine, WholeNumber } from '../request-fields.js';

class RingFenceBody implements NewRingFence {
  @TextLine(1, 60, { nullable: true, description: 'The code of the programme for whose members the places are kept; null: for a target group.', example: null })
  readonly programmeCode!: string | null;

  @TextLine(1, 60, { nullable: true, description: 'The target group for which the places are kept: vaccination-workforce, deprived-area or outside-nhs. A group by age needs a programme with a recorded justification. Null: for a programme.', example: 'outside-nhs' })
  readonly targetGroup!: string | null;

  @WholeNumber(1, 10_000, { description: 'How many places are kept.', example: 1 })
  readonly places!: number;

  @CalendarDate({ description: 'The day from which everybody can have them: after today, and not after the start.' })
  readonly releaseOn!: string;
}

export class RingFencesBody {
  @Entries(0, 20, RingFenceBody, { description: 'All that there are to be; none: anybody may have any place.', example: [] })
  readonly fences!: RingFenceBody[];
}

class KeptPlacesDto implements KeptPlaces {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly fenceId!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly programmeCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly targetGroup!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Places that are kept in all.' })
  readonly places!: number;

  @ApiProperty({ type: String, format: 'date', description: 'The day from which everybody can have them.' })
  readonly releaseOn!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Those that are kept today and that nobody holds.' })
  readonly left!: number;
}

export class RingFencesDto implements RingFencesOfIntake {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly intakeId!: string;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Of the intake. Null: the source does not say how many, and none can be kept.' })
  readonly places!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Places that anybody can have today; null: as many as come.' })
  readonly leftForAnybody!: number | null;

  @ApiProperty({ type: String, example: 'Left for anybody: 12 places.', description: 'The same in words, with the day on which that changes where only kept places are left.' })
  readonly sentence!: string;

  @ApiProperty({ type: [KeptPlacesDto], description: 'Until their day; those that are released first come first.' })
  readonly fences!: readonly KeptPlacesDto[];
}
