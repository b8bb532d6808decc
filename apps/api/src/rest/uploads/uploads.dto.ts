import type { NotedRow, RowError, UploadContentName, UploadState } from '#lib/exchange';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { OneOf, TextLine, WholeNumberText } from '../request-fields.js';

const CONTENTS: Readonly<Record<UploadContentName, string>> = {
  candidates: 'people who are looking, a CSV file of our layout',
  courses: 'a courses file of the Course Directory, unchanged; its venues are sent before it',
  venues: 'a venues file of the Course Directory, unchanged',
  'display-adverts': 'Display Advert JSON of Find an apprenticeship, version 2',
  'nhs-jobs': 'the XML of an NHS Jobs search',
  roles: 'posts, apprenticeships and placements, a CSV file of our layout',
  hires: 'people who were hired, a CSV file with headings of your own or of our layout',
};

const STATUSES: Readonly<Record<UploadState['status'], string>> = {
  queued: 'waits for a worker',
  working: 'is being read',
  done: 'was read to its end; some rows may be rejected',
  failed: 'cannot be read, and nothing of it is kept but what earlier rows changed; `errorCode` says why',
  cancelled: 'was called off',
};

/** What is sent, and for whom. The file itself is the body. */
export class NewUploadQuery {
  @OneOf(Object.keys(CONTENTS), { description: codes(CONTENTS, 'What the file is.').description, example: 'candidates' })
  readonly content!: UploadContentName;

  @TextLine(1, 100, { description: 'Code of the organisation that the file comes from. For hires, of a node above the organisations in the file.' })
  readonly organisation!: string;

  @TextLine(1, 200, { required: false, description: 'Name of the file, where it is sent as the plain body. A form has the name in it.', example: 'candidates.csv' })
  readonly fileName?: string;

  @TextLine(2, 10_000, { required: false, description: 'For hires: a JSON object from our field to the heading in the file.', example: '{"START_DATE":"Date started"}' })
  readonly columns?: string;
}

export class NotedRowsQuery {
  @WholeNumberText(0, 2_147_483_647, { required: false, default: 0, description: 'The last `rowNumber` of the page before.' })
  readonly after: number = 0;

  @WholeNumberText(1, 1000, { required: false, default: 100, description: 'Rows on the page.' })
  readonly limit: number = 100;
}

export class UploadStateDto implements UploadState {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly uploadId!: string;

  @ApiProperty({ type: String })
  readonly organisationCode!: string;

  @ApiProperty({ enum: Object.keys(CONTENTS) })
  readonly content!: UploadContentName;

  @ApiProperty({ type: String, example: 'candidates.csv' })
  readonly fileName!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly fileBytes!: number;

  @ApiProperty(codes(STATUSES))
  readonly status!: UploadState['status'];

  @ApiProperty({ type: [String], description: 'What is to be known of the file as a whole, in sentences.' })
  readonly notes!: string[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'The number of the last row that is done; the heading row is 1.' })
  readonly rowsDone!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly rowsAdded!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Known by their reference, with other facts than before.' })
  readonly rowsChanged!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Known by their reference, with the same facts.' })
  readonly rowsUnchanged!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Not taken. Each is among the rows of the upload, with why.' })
  readonly rowsRejected!: number;

  @ApiProperty({ type: String, nullable: true, example: 'exchange/headings-wrong', description: 'Why it failed; null unless it did.' })
  readonly errorCode!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same in a sentence, with what to do.' })
  readonly errorDetail!: string | null;

  @ApiProperty({ type: Date })
  readonly createdAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt!: Date | null;
}

export class UploadsDto {
  @ApiProperty({ type: [UploadStateDto], description: 'Newest first.' })
  readonly uploads!: readonly UploadStateDto[];
}

export class RowErrorDto implements RowError {
  @ApiProperty({ type: String, example: 'TRAVEL_LIMIT_MINUTES', description: 'Heading as the file spells it; empty for the row as a whole.' })
  readonly column!: string;

  @ApiProperty({ type: String, example: 'number-not-in-range', description: 'For machines.' })
  readonly code!: string;

  @ApiProperty({ type: String, description: 'What is wrong and what was expected. It never quotes the cell.' })
  readonly reason!: string;

  @ApiProperty({ type: String, description: 'What to do about it.' })
  readonly fix!: string;
}

export class NotedRowDto implements NotedRow {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'In the file; the heading row is 1.' })
  readonly rowNumber!: number;

  @ApiProperty({ type: Boolean, description: 'Whether it was not taken. A row with a warning is taken.' })
  readonly isRejected!: boolean;

  @ApiProperty({ type: [RowErrorDto], minItems: 1 })
  readonly errors!: RowErrorDto[];
}

export class NotedRowsDto {
  @ApiProperty({ type: [NotedRowDto], description: 'By row number. Fewer than the limit: there are no more.' })
  readonly rows!: readonly NotedRowDto[];
}
