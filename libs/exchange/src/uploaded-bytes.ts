import type { Hash } from 'node:crypto';
import { Database, DomainError, Sealer, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

const CHUNK_BYTES = 512 * 1024;
const MEGABYTE = 1024 * 1024;

/**
 * The bytes of uploads, in chunks in the database: the API that receives a file and the worker that reads
 * it may be on different machines, and a backup has both the file and its rows. Sealed, each chunk for its place: a
 * file of people has all that is sealed elsewhere in a row of its own, and more. The sealer compresses what it can;
 * chunks and limits are counted in the bytes that were sent.
 */
@Injectable()
export class UploadedBytes {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** Stores a stream in the caller's transaction, a chunk at a time. Returns its size in bytes, as they were sent. */
  async store(manager: EntityManager, uploadId: string, source: AsyncIterable<Uint8Array>, limitMegabytes: number, digest: Hash): Promise<number> {
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    let size = 0;
    let chunkNumber = 0;
    const flush = async (): Promise<void> => {
      const body = this.sealer.sealBytes(Buffer.concat(waiting), chunkContext(uploadId, chunkNumber));
      await manager.query(`INSERT INTO exchange.upload_chunks (upload_id, chunk_number, body) VALUES ($1, $2, $3)`, [uploadId, chunkNumber, body]);
      chunkNumber += 1;
      waiting = [];
      waitingBytes = 0;
    };
    for await (const piece of source) {
      size += piece.length;
      if (size > limitMegabytes * MEGABYTE) throw new DomainError('exchange/file-too-large', `The file is larger than ${limitMegabytes} MB. Send it in parts, each with its heading row.`);
      digest.update(piece);
      waiting.push(piece);
      waitingBytes += piece.length;
      if (waitingBytes >= CHUNK_BYTES) await flush();
    }
    if (waitingBytes > 0) await flush();
    return size;
  }

  /** The bytes as they were sent, from the start, one chunk in memory at a time. Throws platform/not-opened. */
  async *read(actor: Actor, uploadId: string): AsyncGenerator<Buffer> {
    for (let chunkNumber = 0; ; chunkNumber += 1) {
      const [chunk] = await this.database.read<{ body: Buffer }>(actor, `SELECT body FROM exchange.upload_chunks WHERE upload_id = $1 AND chunk_number = $2`, [uploadId, chunkNumber]);
      if (chunk === undefined) return;
      // A chunk that was stored before chunks were sealed is in clear until `pathways secrets rotate` has met it.
      yield this.sealer.isSealedBytes(chunk.body) ? this.sealer.openBytes(chunk.body, chunkContext(uploadId, chunkNumber)) : chunk.body;
    }
  }
}

/** As the list of sealed columns has it, for sealing anew: the column and the key of the row. */
function chunkContext(uploadId: string, chunkNumber: number): string {
  return `upload_chunks.body ${uploadId} ${chunkNumber}`;
}
