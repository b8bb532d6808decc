import { GEOGRAPHY_KINDS, type GeographyHolding, type GeographyKind, type GeographySource, type PostcodeAnswer } from '#lib/geography';
import { NO_DECILE_SENTENCES, type ImdEdition, type NoDecileReason } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsString } from 'class-validator';

const MOST_POSTCODES = 100_000;
const REASONS = Object.entries(NO_DECILE_SENTENCES).map(([code, sentence]) => `${code}: ${sentence}`).join(' ');

export class PostcodeLookupDto {
  @ApiProperty({ enum: [2019, 2025], type: 'integer', example: 2025, description: 'Edition of the Indices of Deprivation. Deciles of two editions are never compared.' })
  @IsIn([2019, 2025], { message: 'edition must be 2019 or 2025' })
  readonly edition!: ImdEdition;

  @ApiProperty({ type: [String], maxItems: MOST_POSTCODES, example: ['SW1A 1AA', 'e81dy'], description: 'As people typed them: any case, any spacing.' })
  @IsArray()
  @ArrayMaxSize(MOST_POSTCODES)
  @IsString({ each: true })
  readonly postcodes!: string[];
}

export class PostcodeAnswerDto implements PostcodeAnswer {
  @ApiProperty({ type: String })
  readonly typed!: string;

  @ApiProperty({ type: String, nullable: true, example: 'SW1A 1AA', description: 'Null when what was typed is not a postcode. A letter O or I typed for 0 or 1 is put right where only one reading is possible.' })
  readonly postcode!: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether the directory has it, live or ended.' })
  readonly found!: boolean;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Null when the loaded directory does not say.' })
  readonly live!: boolean | null;

  @ApiProperty({ type: String, nullable: true, example: '2010-07', description: 'Month in which it ended.' })
  readonly terminated!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'E92000001' })
  readonly country!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'E01000001', description: 'Small area of the 2011 Census.' })
  readonly lsoa11!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'E01000001', description: 'Small area of the 2021 Census.' })
  readonly lsoa21!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'E09000001', description: 'Local authority district.' })
  readonly lad!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'E54000029', description: 'Integrated care board.' })
  readonly icb!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly lat!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly long!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, minimum: 1, maximum: 10, description: '1 is the most deprived tenth of England.' })
  readonly decile!: number | null;

  @ApiProperty({ enum: Object.keys(NO_DECILE_SENTENCES), nullable: true, description: `Why there is no decile; null when there is one. ${REASONS}` })
  readonly reason!: NoDecileReason | null;
}

export class PostcodeLookupResultDto {
  @ApiProperty({ enum: [2019, 2025], type: 'integer' })
  readonly edition!: ImdEdition;

  @ApiProperty({ type: [PostcodeAnswerDto], description: 'In the order of the postcodes sent.' })
  readonly results!: readonly PostcodeAnswerDto[];
}

export class GeographySourceDto implements GeographySource {
  @ApiProperty({ type: String })
  readonly file!: string;

  @ApiProperty({ type: String })
  readonly layout!: string;

  @ApiProperty({ type: 'integer' })
  readonly rowsRead!: number;

  @ApiProperty({ type: 'integer' })
  readonly rowsLoaded!: number;

  @ApiProperty({ type: 'integer', description: 'Rows that could not be read.' })
  readonly rowsSkipped!: number;
}

export class GeographyHoldingDto implements GeographyHolding {
  @ApiProperty({ enum: GEOGRAPHY_KINDS })
  readonly kind!: GeographyKind;

  @ApiProperty({ type: 'integer', description: 'Postcodes or areas in use; 0 when nothing is loaded.' })
  readonly rows!: number;

  @ApiProperty({ type: Date, nullable: true })
  readonly loadedAt!: Date | null;

  @ApiProperty({ type: [GeographySourceDto] })
  readonly files!: readonly GeographySourceDto[];
}

export class GeographyStatusDto {
  @ApiProperty({ type: [GeographyHoldingDto] })
  readonly holdings!: readonly GeographyHoldingDto[];
}
