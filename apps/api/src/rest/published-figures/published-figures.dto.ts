import { FIGURE_KINDS, type FigureKind } from '#lib/kernel';
import type { RecordedFigure, SentFigure } from '#lib/opportunities';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, Json, OneOf, TextLine, YesOrNo } from '../request-fields.js';

const KINDS: Readonly<Record<FigureKind, string>> = {
  'band-pay': 'a year’s full-time pay of an Agenda for Change band, `code` 1 to 9 with 8a to 8d: `entryPence`, `middlePence`, `topPence`',
  supplement: 'high cost area supplement of a zone, `code` inner, outer or fringe, a year: `basisPoints`, `leastPence`, `mostPence`',
  'supplement-zone': 'the zone of a district, `code` as E09000025: `zone` inner, outer, fringe or none',
  'minimum-wage': 'minimum wages, `code` uk, an hour: `ages`, each with `fromAge` and `hourlyPence`, the oldest first; `apprenticePence`',
  'living-wage': 'the Living Wage, `code` uk or london, from the day by which it is due: `hourlyPence`, `announcedOn`',
  'trainee-share': 'what somebody in training is paid of the top of a band, `code` annex-21: `basisPoints`, a list by year',
  'adult-skills': 'the adult skills fund, `code` england or london: `entitlementToAge`, `earningsLimitPence`',
  'apprenticeship-rules': 'rules of apprenticeships, `code` england: `leastMonths`, `leastTrainingHours`, `weeklyTrainingHours`, `coInvestmentBasisPoints`, `coInvestmentFreeToAge`, `englishMathsToAge`, `foundationToAge`',
};

const VALUES = { type: ['object', 'null'], additionalProperties: true } as const;
const VALUES_TEXT = 'As the kind asks, in pence and basis points (1500 is 15 %); null: not known from that day on.';

export class FiguresQuery {
  @OneOf(FIGURE_KINDS, { ...codes(KINDS), example: 'living-wage' })
  readonly kind!: FigureKind;
}

export class NewFigureBody extends FiguresQuery implements SentFigure {
  @TextLine(1, 20, { description: 'Of what: see the kind.', example: 'london' })
  readonly code!: string;

  @CalendarDate({ description: 'From when it is in force, until the next one.', example: '2027-05-01' })
  readonly fromOn!: string;

  @Json(VALUES, { description: VALUES_TEXT, example: { hourlyPence: 1550, announcedOn: null } })
  readonly values!: unknown;

  @TextLine(1, 300, { description: 'Where it was read: the publication and its date.', example: 'Living Wage Foundation, rates announced in October 2026' })
  readonly source!: string;

  @YesOrNo({ description: 'Whether you have read it there yourself.', example: false })
  readonly isVerified!: boolean;
}

export class RecordedFigureDto implements RecordedFigure {
  @ApiProperty(codes(KINDS))
  readonly kind!: FigureKind;

  @ApiProperty({ type: String, description: 'Of what: see the kind.' })
  readonly code!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: VALUES_TEXT })
  readonly values!: RecordedFigure['values'];

  @ApiProperty({ type: Boolean, description: 'Whether somebody has read it in the publication itself.' })
  readonly isVerified!: boolean;

  @ApiProperty({ type: String })
  readonly source!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The City for which it was recorded; null: it came with the service, for all.' })
  readonly organisationCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly recordedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly recordedAt!: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether another of the same code and day was recorded since, which counts in its place.' })
  readonly isReplaced!: boolean;
}

export class RecordedFiguresDto {
  @ApiProperty({ type: [RecordedFigureDto], description: 'In the order of codes and days, the newest word on each first.' })
  readonly figures!: readonly RecordedFigureDto[];
}
