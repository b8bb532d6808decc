import { readColumnMapping, UploadsQuery, UploadsService, type NotedRow, type UploadState } from '#lib/exchange';
import { OrganisationsService } from '#lib/identity';
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { LOCAL_OPERATOR } from '../actor.js';
import { fileOfRequest } from './file-of-request.js';
import { NewUploadQuery, NotedRowsQuery } from './uploads.dto.js';

@ApiTags('files')
@Controller('uploads')
export class UploadsController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly query: UploadsQuery,
    private readonly organisations: OrganisationsService,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Sends a file: as a form with one file in it, or as the plain body. Look at the Location for what becomes of its rows.' })
  @ApiConsumes('multipart/form-data', 'text/csv', 'application/json', 'application/xml')
  @ApiBody({ schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } })
  @ApiAcceptedResponse({ description: 'Received; the Location tells what became of the rows.' })
  async receive(@Query() query: NewUploadQuery, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<UploadState> {
    const organisation = await this.organisations.byCode(query.organisation);
    const file = await fileOfRequest(request, query.fileName ?? `${query.content}`);
    const uploadId = await this.uploads.receive(
      LOCAL_OPERATOR,
      { organisationId: organisation.organisationId, content: query.content, fileName: file.name, columns: readColumnMapping(query.columns) },
      file.bytes,
    );
    response.location(`/api/v1/uploads/${uploadId}`);
    return this.query.state(uploadId);
  }

  @Get()
  @ApiOperation({ summary: 'The fifty newest uploads.' })
  async newest(): Promise<{ uploads: UploadState[] }> {
    return { uploads: await this.query.newest(50) };
  }

  @Get(':uploadId')
  @ApiOperation({ summary: 'How an upload stands: rows added, changed, unchanged and rejected, and notes on the file as a whole.' })
  state(@Param('uploadId', ParseUUIDPipe) uploadId: string): Promise<UploadState> {
    return this.query.state(uploadId);
  }

  @Get(':uploadId/rows')
  @ApiOperation({ summary: 'Rejected rows, and rows kept with a warning: column, code, reason and fix, by row number.' })
  async rows(@Param('uploadId', ParseUUIDPipe) uploadId: string, @Query() query: NotedRowsQuery): Promise<{ rows: NotedRow[] }> {
    await this.query.state(uploadId);
    return { rows: await this.query.notedRows(uploadId, query) };
  }

  @Get(':uploadId/file-with-errors')
  @ApiOperation({ summary: 'The same file with a last column ERRORS. Mend it there and send it again.' })
  async fileWithErrors(@Param('uploadId', ParseUUIDPipe) uploadId: string): Promise<StreamableFile> {
    const file = await this.uploads.fileWithErrors(uploadId);
    return new StreamableFile(Readable.from(file.text), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="${file.name}"` });
  }
}
