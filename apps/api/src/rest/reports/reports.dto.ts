import type { HiresReport } from '#lib/equality';
import type { CountCategory, ImdEdition, PublishedCell, PublishedCount, PublishedRow } from '#lib/kernel';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, OneOf, OneOfText, TextLine } from '../request-fields.js';

export class HiresReportQuery {
  @CalendarDate({ description: 'First day of the period.', example: '2026-04-01' })
  readonly from!: string;

  @CalendarDate({ description: 'Last day of the period; not before the first.', example: '2027-03-31' })
  readonly to!: string;

  @OneOfText([2019, 2025], { description: 'Edition of the Indices of Deprivation. Deciles of two editions are never compared.', example: 2025 })
  readonly edition!: ImdEdition;

  @TextLine(1, 100, { required: false, description: 'Code of a City, ICS, Place or organisation: that node and everything below it. Everything when left out.' })
  readonly node?: string;

  @OneOf(['json', 'csv'], { required: false, default: 'json', description: 'The same cells as JSON, or as a CSV file for a spreadsheet.' })
  readonly format: 'json' | 'csv' = 'json';
}

export class CategoryDto implements CountCategory {
  @ApiProperty({ type: String, example: 'quintile-1', description: 'total, quintile-1 to quintile-5, decile-1 to decile-10, not-in-england, unknown or no-decile.' })
  readonly id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'total', description: 'The category that it is a part of; null for the total.' })
  readonly parentId!: string | null;
}

type Node = HiresReport['nodes'][number];

export class ReportNodeDto implements Node {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly nodeId!: string;

  @ApiProperty({ type: String })
  readonly code!: string;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty({ enum: ['city', 'ics', 'place', 'organisation'] satisfies Node['level'][] })
  readonly level!: Node['level'];
}

export class ShownCountDto {
  @ApiProperty(codes({ count: 'the exact count', rounded: 'to the nearest 5' }))
  readonly kind!: 'count' | 'rounded';

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly value!: number;
}

type HiddenBecause = Extract<PublishedCount, { kind: 'hidden' }>['why'];
const WHY_HIDDEN: Readonly<Record<HiddenBecause, string>> = { small: 'the count is 1 to 7', complementary: 'otherwise a small count could be worked out' };

export class HiddenCountDto {
  @ApiProperty({ enum: ['hidden'] })
  readonly kind!: 'hidden';

  @ApiProperty(codes(WHY_HIDDEN))
  readonly why!: HiddenBecause;
}

export class ShownPercentageDto {
  @ApiProperty({ enum: ['percentage'] })
  readonly kind!: 'percentage';

  @ApiProperty({ type: Number, minimum: 0, maximum: 100, description: 'Of the total of the node, made of the published counts.' })
  readonly value!: number;

  @ApiProperty({ enum: [0, 1], type: 'integer', description: 'Decimals that are meant.' })
  readonly decimals!: 0 | 1;
}

export class NoPercentageDto {
  @ApiProperty(codes({ hidden: 'one of the two counts is hidden', none: 'the total is 0' }))
  readonly kind!: 'hidden' | 'none';
}

@ApiExtraModels(ShownCountDto, HiddenCountDto, ShownPercentageDto, NoPercentageDto)
export class PublishedCellDto implements PublishedCell {
  @ApiProperty({ type: String, example: 'quintile-1' })
  readonly categoryId!: string;

  @ApiProperty({ oneOf: [ShownCountDto, HiddenCountDto].map((count) => ({ $ref: getSchemaPath(count) })), description: 'How many.' })
  readonly count!: ShownCountDto | HiddenCountDto;

  @ApiProperty({ oneOf: [ShownPercentageDto, NoPercentageDto].map((share) => ({ $ref: getSchemaPath(share) })), description: 'Which share of the node.' })
  readonly percentage!: ShownPercentageDto | NoPercentageDto;
}

export class PublishedRowDto implements PublishedRow {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly nodeId!: string;

  @ApiProperty({ enum: ['city', 'ics', 'place', 'organisation'] satisfies Node['level'][] })
  readonly level!: string;

  @ApiProperty({ type: [PublishedCellDto], description: 'One for each category.' })
  readonly cells!: readonly PublishedCellDto[];
}

export class HiresReportDto implements HiresReport {
  @ApiProperty({ enum: ['hires-by-deprivation'] })
  readonly measure!: 'hires-by-deprivation';

  @ApiProperty({ enum: ['hires-by-deprivation-1'], description: 'How it is counted. Figures of two definitions are not compared.' })
  readonly definitionVersion!: 'hires-by-deprivation-1';

  @ApiProperty({ type: String, format: 'date' })
  readonly from!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly to!: string;

  @ApiProperty({ enum: [2019, 2025], type: 'integer' })
  readonly edition!: ImdEdition;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was counted.' })
  readonly asAt!: string;

  @ApiProperty({ type: [CategoryDto], description: 'Deciles and fifths of England, 1 the most deprived, and those without one.' })
  readonly categories!: readonly CategoryDto[];

  @ApiProperty({ type: [ReportNodeDto], description: 'Parents before their children.' })
  readonly nodes!: readonly ReportNodeDto[];

  @ApiProperty({ type: [PublishedRowDto], description: 'One for each node.' })
  readonly rows!: readonly PublishedRowDto[];

  @ApiProperty({ type: [String], description: 'Sentences that belong under the figures wherever they are shown.' })
  readonly notes!: readonly string[];
}
