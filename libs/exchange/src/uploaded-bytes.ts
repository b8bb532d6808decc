import type { Hash } from 'node:crypto';
import { DomainError } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

const CHUNK_BYTES = 512 * 1024;
const MEGABYTE = 1024 * 1024;

/**
 * The bytes of uploads, in chunks in the database: the API that receives a file and the worker that reads
 * it may be on different machines, and a backup has both the file and its rows.
 */
@Injectable()
export class UploadedBytes {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores a stream in the caller's transaction, a chunk at a time. Returns its size in bytes. */
  async store(manager: EntityManager, uploadId: string, source: AsyncIterable<Uint8Array>, limitMegabytes: number, digest: Hash): Promise<number> {
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    let size = 0;
    let chunkNumber = 0;
    const flush = async (): Promise<void> => {
      await manager.query(`INSERT INTO exchange.upload_chunks (upload_id, chunk_number, body) VALUES ($1, $2, $3)`, [uploadId, chunkNumber, Buffer.concat(waiting)]);
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

  /** The stored bytes from the start, one chunk in memory at a time. */
  async *read(uploadId: string): AsyncGenerator<Buffer> {
    for (let chunkNumber = 0; ; chunkNumber += 1) {
      const [chunk] = await this.dataSource.query<{ body: Buffer }[]>(`SELECT body FROM exchange.upload_chunks WHERE upload_id = $1 AND chunk_number = $2`, [uploadId, chunkNumber]);
      if (chunk === undefined) return;
      yield chunk.body;
    }
  }
}
