import { IsInt, IsISO8601, IsOptional, IsUUID, Max, Min } from 'class-validator';

export class NewMatchRun {
  /** The day that the rules are judged on, as 2026-03-31; today when left out. */
  @IsOptional()
  @IsISO8601({ strict: true })
  asOfOn?: string;

  /** Matches to keep for each candidate and each opportunity. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(200)
  matchesEach = 20;

  /** Of the lottery between equal scores; drawn and stored when left out. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  seed?: number;
}

export class ExplanationQuery {
  @IsUUID()
  candidateId!: string;

  @IsUUID()
  opportunityId!: string;
}
