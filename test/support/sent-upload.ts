import { type NotedRow, UploadsQuery, UploadsService, type UploadContentName, type UploadState } from '#lib/exchange';
import { OrganisationsService } from '#lib/identity';
import type { Actor } from '#lib/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { ImportsBell } from '../../libs/exchange/src/exchange.queue.js';
import { OPERATOR } from './operator.js';
import { until } from './running-service.js';

const PIECE_BYTES = 64 * 1024;

/** A file that somebody sends. */
export interface SentFile {
  readonly content: UploadContentName;
  /** Code of the organisation that sends it. */
  readonly organisation: string;
  readonly file: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** For hires: our field to the partner's heading. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** Sends files as the API does, and tells what became of them. */
export class Partner {
  private readonly uploads: UploadsService;
  private readonly query: UploadsQuery;
  private readonly organisations: OrganisationsService;
  private readonly bell: ImportsBell;

  constructor(
    services: INestApplicationContext,
    private readonly actor: Actor = OPERATOR,
  ) {
    this.uploads = services.get(UploadsService, { strict: false });
    this.query = services.get(UploadsQuery, { strict: false });
    this.organisations = services.get(OrganisationsService, { strict: false });
    this.bell = services.get(ImportsBell, { strict: false });
  }

  /** Hands a file over. Returns the upload's id; nothing of it has been read yet. */
  async handOver({ content, organisation, file, columns }: SentFile): Promise<string> {
    const { organisationId } = await this.organisations.byCode(this.actor, organisation);
    return this.uploads.receive(this.actor, { organisationId, content, fileName: `${content}.file`, columns }, typeof file === 'string' || file instanceof Uint8Array ? inPieces(file) : file);
  }

  /** Sends a file and reads it here, without a worker. What is not the file's fault is thrown. */
  async sendAndRead(sent: SentFile): Promise<UploadState> {
    const uploadId = await this.handOver(sent);
    await this.read(uploadId);
    return this.state(uploadId);
  }

  /** Sends a file of which every row is good. */
  async sendGood(sent: SentFile): Promise<void> {
    const { status, rowsRejected, errorDetail } = await this.sendAndRead(sent);
    if (status !== 'done' || rowsRejected > 0) throw new Error(`${sent.content}: ${status}, ${rowsRejected} rows refused. ${errorDetail}`);
  }

  /** Does what the job of an upload does. */
  read(uploadId: string): Promise<void> {
    return this.uploads.read(uploadId);
  }

  /** Rings for an upload, whether or not it needs it. */
  ring(uploadId: string): Promise<void> {
    return this.bell.ringUpload(uploadId);
  }

  state(uploadId: string): Promise<UploadState> {
    return this.query.state(this.actor, uploadId);
  }

  /** Sends a file and waits for a worker to read it. */
  async send(sent: SentFile): Promise<UploadState> {
    return this.whenRead(await this.handOver(sent));
  }

  /** Waits for a worker. */
  whenRead(uploadId: string): Promise<UploadState> {
    return until('an upload read', async () => {
      const state = await this.state(uploadId);
      return state.status === 'done' || state.status === 'failed' ? state : null;
    });
  }

  /** All rows of an upload with something to say. */
  notedRows(uploadId: string): Promise<NotedRow[]> {
    return this.query.notedRows(this.actor, uploadId, { after: 0, limit: 100_000 });
  }

  /** The file that the partner gets back, as text. */
  async fileWithErrors(uploadId: string): Promise<string> {
    const { text } = await this.uploads.fileWithErrors(this.actor, uploadId);
    let whole = '';
    for await (const piece of text) whole += piece;
    return whole;
  }
}

/** Bytes in pieces, as a network brings them. */
async function* inPieces(file: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
