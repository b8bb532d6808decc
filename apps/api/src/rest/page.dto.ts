import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';

const wholeNumber = ({ value }: { value: unknown }): unknown => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);

/** A page of a list: how many rows, and after which one. */
export class PageQuery {
  /** The `next` of the page before. */
  @IsOptional()
  @IsUUID()
  after?: string;

  /** Rows on the page, 1 to 200. */
  @IsOptional()
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit = 50;
}
