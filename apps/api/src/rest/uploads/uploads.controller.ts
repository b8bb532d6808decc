import { readColumnMapping, UploadsQuery, UploadsService } from '#lib/exchange';
import { OrganisationsService } from '#lib/identity';
import { IMPORTS } from '#lib/kernel';
import { DomainError, requireAction, type Actor } from '#lib/platform';
import { Controller, Get, HttpCode, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { Acting, Needs } from '../../http/access.js';
import { AcceptsWork, AnswersCsv, CanFail } from '../answers.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { withFileOfRequest } from './file-of-request.js';
import { Turns } from './turns.js';
import { NewUploadQuery, NotedRowsDto, NotedRowsQuery, UploadsDto, UploadStateDto } from './uploads.dto.js';

/** Each file on its way in holds a connection to the database, however slowly it comes: most are left to other requests. */
const FILES_AT_A_TIME = 8;

/** Whoever may send some kind of file; of which kind, the service looks at. */
const IMPORTING = ['candidates.import', 'listings.import', 'hires.import'] as const;

const UPLOAD = 'The `uploadId` of an upload.';

/** The kinds of plain body that are taken. What the file really is, its content says. */
const PLAIN_BODIES = ['text/csv', 'application/json', 'application/xml', 'text/xml', 'application/zip', 'application/gzip', 'application/octet-stream'];

@ApiTags('files')
@Controller('uploads')
export class UploadsController {
  private readonly turns = new Turns(FILES_AT_A_TIME);

  constructor(
    private readonly uploads: UploadsService,
    private readonly query: UploadsQuery,
    private readonly organisations: OrganisationsService,
  ) {}

  @Post()
  @Needs(...IMPORTING)
  @HttpCode(202)
  @ApiOperation({
    summary: 'Sends a file, as a form with one file in it or as the plain body',
    description: 'The answer comes when the bytes are stored, and they are read after it: ask at the Location until the status is `done` or `failed`. The same file again changes nothing.',
    requestBody: {
      required: true,
      description: 'The first file of the form, or the file itself.',
      content: {
        'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } } },
        ...Object.fromEntries(PLAIN_BODIES.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])),
      },
    },
  })
  @AcceptsWork(UploadStateDto, `/api/v1/uploads/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async uploadFile(@Acting() actor: Actor, @Query() query: NewUploadQuery, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<UploadStateDto> {
    requireAction(actor, IMPORTS[query.content].action); // whoever may not, learns nothing of codes
    const { organisationId } = await this.organisations.byCode(actor, query.organisation);
    const columns = storable(readColumnMapping(query.columns));
    const uploadId = await this.turns.take(() =>
      withFileOfRequest(request, query.fileName ?? query.content, (file) =>
        this.uploads.receive(actor, { organisationId, content: query.content, fileName: file.name, columns }, file.bytes),
      ),
    );
    response.location(`/api/v1/uploads/${uploadId}`);
    return this.query.state(actor, uploadId);
  }

  @Get()
  @Needs(...IMPORTING)
  @ApiOperation({ summary: 'The fifty newest uploads' })
  @ApiOkResponse({ type: UploadsDto, description: 'Uploads, whatever became of them.' })
  @CanFail(401, 403, 422)
  async listUploads(@Acting() actor: Actor): Promise<UploadsDto> {
    return { uploads: await this.query.newest(actor, 50) };
  }

  @Get(':uploadId')
  @Needs(...IMPORTING)
  @ApiOperation({ summary: 'How an upload stands' })
  @ApiOkResponse({ type: UploadStateDto, description: 'Rows added, changed, unchanged and rejected, and notes on the file as a whole.' })
  @CanFail(400, 401, 403, 404, 422)
  showUpload(@Acting() actor: Actor, @UuidParam('uploadId', UPLOAD) uploadId: string): Promise<UploadStateDto> {
    return this.query.state(actor, uploadId);
  }

  @Get(':uploadId/rows')
  @Needs(...IMPORTING)
  @ApiOperation({ summary: 'Rejected rows, and rows taken with a warning: column, code, reason and fix' })
  @ApiOkResponse({ type: NotedRowsDto, description: 'A page of rows.' })
  @CanFail(400, 401, 403, 404, 422)
  async listNotedRows(@Acting() actor: Actor, @UuidParam('uploadId', UPLOAD) uploadId: string, @Query() query: NotedRowsQuery): Promise<NotedRowsDto> {
    await this.query.state(actor, uploadId);
    return { rows: await this.query.notedRows(actor, uploadId, query) };
  }

  @Get(':uploadId/file-with-errors')
  @Needs(...IMPORTING)
  @ApiOperation({ summary: 'The same file with a last column ERRORS', description: 'Mend it there and send it again. For a feed, which has no columns: a table of what is wrong with which advert.' })
  @AnswersCsv('The file.')
  @CanFail(400, 401, 403, 404, 409, 422)
  async downloadFileWithErrors(@Acting() actor: Actor, @UuidParam('uploadId', UPLOAD) uploadId: string, @Res({ passthrough: true }) response: Response): Promise<StreamableFile> {
    const file = await this.uploads.fileWithErrors(actor, uploadId);
    response.attachment(file.name); // writes a name in any alphabet as a header can hold it
    return new StreamableFile(Readable.from(file.text), { type: 'text/csv; charset=utf-8' });
  }
}

/** A mapping that PostgreSQL can keep: half a character, or one that is nothing, is no heading. */
function storable(columns: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> | undefined {
  if (columns !== undefined && Object.entries(columns).flat().some((text) => /[\0\p{Cs}]/u.test(text))) {
    throw new DomainError('exchange/mapping-unreadable', 'The column mapping has characters in it that no heading can have.');
  }
  return columns;
}
