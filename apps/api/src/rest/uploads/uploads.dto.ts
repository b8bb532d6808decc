import { UPLOAD_CONTENTS, type UploadContentName } from '#lib/exchange';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const wholeNumber = ({ value }: { value: unknown }): unknown => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);

/** What is sent, and for whom. The file itself is the body. */
export class NewUploadQuery {
  /** candidates, courses, venues, display-adverts, nhs-jobs, roles or hires. */
  @IsIn(UPLOAD_CONTENTS)
  content!: UploadContentName;

  /** Code of the organisation that the file comes from. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  organisation!: string;

  /** Name of the file, when it is sent as the body and not as a form. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  fileName?: string;

  /** For hires: a JSON object from our field to the heading in the file, as {"START_DATE":"Date started"}. */
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  columns?: string;
}

export class NotedRowsQuery {
  /** The last row number of the page before. */
  @IsOptional()
  @Transform(wholeNumber)
  @IsInt()
  @Min(0)
  after = 0;

  @IsOptional()
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;
}
