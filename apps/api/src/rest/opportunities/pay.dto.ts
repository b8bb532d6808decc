import { PAY_DOUBTS, PAY_FLOORS, type ChangeReason, type DoubtCode, type FloorCheck, type FloorVerdict, type PayCheck, type PayFloor, type PayInShort, type PayMoment } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate } from '../request-fields.js';

const VERDICTS: Readonly<Record<FloorVerdict, string>> = {
  over: 'at or over it',
  under: 'under it',
  depends: 'over or under, as something that is not known may be',
  'not-known': 'the pay or the rate is not known',
};

const FLOORS: Readonly<Record<PayFloor, string>> = {
  'minimum-wage': 'what the law asks for: the rate of the age, or of an apprentice',
  'uk-living-wage': 'the real Living Wage outside London',
  'london-living-wage': 'the London Living Wage',
};

const REASONS: Readonly<Record<ChangeReason, string>> = {
  start: 'the start',
  'pay-year': 'a new year of the pay scale or of the high cost area supplement',
  'minimum-wage': 'new minimum wages',
  'living-wage': 'a Living Wage is announced, or is due',
  anniversary: 'the first year of the apprenticeship is over',
  birthday: 'a birthday to which a rate is tied',
};

const BASES: Readonly<Record<PayCheck['basis'], string>> = {
  stated: 'the figure that is stated',
  ceiling: 'only the most is stated',
  scale: 'the Agenda for Change scale of the band, with the high cost area supplement of the workplace',
  training: 'the band of an apprentice, of which a share may be paid',
  minimum: 'a legal minimum that is promised instead of a figure',
  none: 'nothing to go by, or nothing is paid',
};

const HOURLY = { type: 'integer', minimum: 0, nullable: true } as const;

class LivingWageVerdictDto {
  @ApiProperty({ enum: ['uk', 'london'], description: 'Which of the two is meant for the place.' })
  readonly area!: 'uk' | 'london';

  @ApiProperty(codes(VERDICTS))
  readonly verdict!: FloorVerdict;
}

export class PayInShortDto implements PayInShort {
  @ApiProperty({ ...HOURLY, description: 'Least pay at the start, in pence an hour; null: not known.' })
  readonly leastPence!: number | null;

  @ApiProperty({ ...HOURLY, description: 'Most; the same as the least unless it depends on something that is not known.' })
  readonly mostPence!: number | null;

  @ApiProperty(codes(VERDICTS, 'The pay at the start against the minimum wage:'))
  readonly minimumWage!: FloorVerdict;

  @ApiProperty({ type: LivingWageVerdictDto, nullable: true, description: 'Against the Living Wage; null where it is not meant for the work, as for apprentices.' })
  readonly livingWage!: LivingWageVerdictDto | null;
}

class ComparisonDto {
  @ApiProperty({ ...HOURLY, description: 'The rate in pence an hour, the least that it can be; null: not known for that day.' })
  readonly leastPence!: number | null;

  @ApiProperty({ ...HOURLY, description: 'The most that it can be: they differ where it depends on an age that is not known.' })
  readonly mostPence!: number | null;

  @ApiProperty(codes(VERDICTS))
  readonly verdict!: FloorVerdict;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'How far over, rounded down, or under, rounded up, in pence an hour.' })
  readonly byPence!: number | null;
}

class AnnouncedRateDto extends ComparisonDto {
  @ApiProperty({ type: String, format: 'date', description: 'By when accredited employers pay it. Until then the one before still counts.' })
  readonly dueOn!: string;
}

class FloorCheckDto extends ComparisonDto implements FloorCheck {
  @ApiProperty(codes(FLOORS))
  readonly floor!: PayFloor;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Whether it is meant for this work; null: not known.' })
  readonly applies!: boolean | null;

  @ApiProperty({ type: AnnouncedRateDto, nullable: true, description: 'A Living Wage that is announced and not yet due.' })
  readonly announced!: AnnouncedRateDto | null;

  @ApiProperty({ type: String, example: '£12.51 an hour is 9p under the UK Living Wage of £12.60.' })
  readonly sentence!: string;
}

class PayMomentDto implements PayMoment {
  @ApiProperty({ type: String, format: 'date' })
  readonly on!: string;

  @ApiProperty({ ...codes(REASONS), isArray: true })
  readonly because!: readonly ChangeReason[];

  @ApiProperty({ ...HOURLY, description: 'Least pay to the nearest penny an hour; null: not known.' })
  readonly leastPence!: number | null;

  @ApiProperty({ ...HOURLY, description: 'Most pay.' })
  readonly mostPence!: number | null;

  @ApiProperty({ type: [FloorCheckDto], minItems: PAY_FLOORS.length, maxItems: PAY_FLOORS.length, description: `In the order ${PAY_FLOORS.join(', ')}.` })
  readonly floors!: PayMoment['floors'];

  @ApiProperty({ ...codes<DoubtCode>(PAY_DOUBTS, 'What is not known, or could be otherwise:'), isArray: true })
  readonly doubts!: readonly DoubtCode[];
}

export class PayCheckDto implements PayCheck {
  @ApiProperty(codes(BASES, 'What the pay is worked out from:'))
  readonly basis!: PayCheck['basis'];

  @ApiProperty({ type: [PayMomentDto], minItems: 1, description: 'At the start, then on each day within two years on which something is known to change.' })
  readonly moments!: PayCheck['moments'];

  @ApiProperty({ type: String, example: '£15.38 an hour, high cost area supplement included.', description: 'For an advert, in plain words.' })
  readonly advertWords!: string;
}

export class PayOnStartQuery {
  @CalendarDate({ required: false, description: 'A start to look at instead of the next one with places.' })
  readonly startsOn?: string;
}
