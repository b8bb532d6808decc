import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GeographyImport, type ImportedFile } from '#lib/geography';
import { Database, finishWork, systemActor, type Claim } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { UploadedBytes } from './uploaded-bytes.js';

const JOB = systemActor('job:read-upload', {});

/**
 * A postcode directory, an index or an area lookup that was uploaded. It is not read row by row into a
 * feature but swapped in whole, so it goes the way of `pathways geography import`: through a file, since a
 * zip cannot be read from its front. Killed on the way it goes on where it stopped.
 */
@Injectable()
export class GeographyUpload {
  constructor(
    private readonly database: Database,
    private readonly bytes: UploadedBytes,
    private readonly geography: GeographyImport,
  ) {}

  /** Loads the file and ends the work under the claim. Throws the import's coded errors. */
  async load(uploadId: string, fileName: string, claim: Claim): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'pathways-geography-'));
    try {
      const path = join(folder, `upload${/\.[a-z]{1,4}(\.gz)?$/i.exec(fileName)?.[0] ?? ''}`); // the partner's name could be any path
      await pipeline(this.bytes.read(JOB, uploadId), createWriteStream(path));
      const loads = await this.geography.run([path]);
      await this.finish(uploadId, claim, loads.flatMap(({ outcome, files }) => files.map((file) => ({ file, isUnchanged: outcome === 'unchanged' }))));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async finish(uploadId: string, claim: Claim, loaded: readonly { file: ImportedFile; isUnchanged: boolean }[]): Promise<void> {
    const sum = (count: (item: (typeof loaded)[number]) => number): number => loaded.reduce((total, item) => total + count(item), 0);
    const faults = loaded.flatMap(({ file }) => file.rowFaults.map(({ row, column, code, reason }) => ({ row, errors: [{ column, code, reason, fix: 'Ask the publisher, or go on without the row.' }] })));
    await this.database.write(JOB, async (manager) => {
      await manager.query(
        `UPDATE exchange.uploads SET notes = $2, rows_done = $3, rows_added = $4, rows_unchanged = $5, rows_rejected = $6 WHERE upload_id = $1`,
        [
          uploadId,
          loaded.map(({ file, isUnchanged }) => `${file.file}: ${file.layout}${isUnchanged ? ', in use already' : ''}.`),
          sum(({ file }) => file.rowsRead),
          sum(({ file, isUnchanged }) => (isUnchanged ? 0 : file.rowsLoaded)),
          sum(({ file, isUnchanged }) => (isUnchanged ? file.rowsLoaded : 0)),
          sum(({ file }) => file.rowsSkipped),
        ],
      );
      await manager.query(
        `INSERT INTO exchange.upload_rows (upload_id, row_number, is_rejected, errors)
         SELECT $1, "row", true, "errors" FROM jsonb_to_recordset($2::jsonb) AS fault ("row" integer, "errors" jsonb) ON CONFLICT DO NOTHING`,
        [uploadId, JSON.stringify(faults)],
      );
      await finishWork(manager, claim);
    });
  }
}
