import { IsISO8601, IsOptional } from 'class-validator';

export class OnDateQuery {
  /** A date, as 2026-03-31; today when left out. */
  @IsOptional()
  @IsISO8601({ strict: true })
  on?: string;
}
