import { Transform } from 'class-transformer';
import { IsIn, IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';

export class HiresReportQuery {
  /** First day of the period, as 2026-04-01. */
  @IsISO8601({ strict: true })
  from!: string;

  /** Last day of the period. */
  @IsISO8601({ strict: true })
  to!: string;

  /** Edition of the Indices of Deprivation: 2019 or 2025. Deciles of two editions are never mixed. */
  @Transform(({ value }: { value: unknown }) => Number(value))
  @IsIn([2019, 2025])
  edition!: 2019 | 2025;

  /** Code of a City, ICS, Place or organisation: that node and everything below it; everything when left out. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  node?: string;

  /** json or csv; the same cells. */
  @IsOptional()
  @IsIn(['json', 'csv'])
  format: 'json' | 'csv' = 'json';
}
