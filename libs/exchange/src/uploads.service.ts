import { createHash } from 'node:crypto';
import { IMPORTS, reachOfImport } from '#lib/kernel';
import { OrganisationsService } from '#lib/identity';
import {
  claimWork,
  Clock,
  Database,
  DomainError,
  failWork,
  finishWork,
  keepClaim,
  ProcessConfig,
  releaseClaim,
  renewClaim,
  requireAction,
  rowsToRingAgain,
  systemActor,
  writeAudit,
  type Actor,
  type Claim,
  type WorkTable,
} from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { QueryFailedError, type EntityManager } from 'typeorm';
import { UploadContents } from './contents/upload-contents.js';
import type { ReadRow, UploadContent, UploadContentName, UploadInHand } from './contents/upload-content.js';
import { ImportsBell } from './exchange.queue.js';
import type { RowReading } from './files/row-error.js';
import { joinErrors, tableOfErrors } from './files/errors-of-rows.js';
import { writeFileWithErrors } from './files/file-with-errors.js';
import { readTabularFile } from './files/tabular-file.js';
import type { TabularLayout } from './files/tabular-layout.js';
import { UploadedBytes } from './uploaded-bytes.js';
import { UploadsQuery, type NotedRow } from './uploads.query.js';

/** A file that a partner sends. */
export interface NewUpload {
  readonly organisationId: string;
  readonly content: UploadContentName;
  readonly fileName: string;
  /** For hires: our field to the partner's heading. */
  readonly columns?: Readonly<Record<string, string>>;
}

interface StoredUpload extends UploadInHand {
  readonly content: UploadContentName;
  readonly fileName: string;
}

/** SQLSTATE class 22 (data) and 23 (constraint): the same row will fail again. */
function isAboutData(error: unknown): boolean {
  return error instanceof QueryFailedError && 'code' in error.driverError && /^2[23]/.test(String(error.driverError.code));
}

const NOT_STORABLE: RowReading<never> = {
  ok: false,
  errors: [{ column: '', code: 'row-not-storable', reason: 'Something in this row is too long, too large, or not a whole character.', fix: 'Look for a very long or unusual cell in the row, mend it, and send the row again.' }],
};

/** What passes by itself: the work is tried again. Every other error with a code is about the file. */
const PASSING: ReadonlySet<string> = new Set(['platform/claim-lost', 'platform/not-opened']);

const UPLOADS: WorkTable = { table: 'exchange.uploads', idColumn: 'upload_id', job: 'job:read-upload', role: 'pathways_app' };

/** The job before it knows whose file it reads: it sees letters and no rows of a feature. */
const JOB = systemActor(UPLOADS.job, {});

/** Rows that are stored in one transaction: small enough to lose little to a kill, large enough to be quick. */
const BATCH_ROWS = 1000;

/** Receives files, and reads them into the rows of the features. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisations: OrganisationsService,
    private readonly config: ProcessConfig,
    private readonly bell: ImportsBell,
    private readonly bytes: UploadedBytes,
    private readonly contents: UploadContents,
    private readonly query: UploadsQuery,
  ) {}

  /**
   * Stores the bytes as they stream in, then rings for them to be read. Nothing is kept of an upload that
   * breaks off or is too large. Throws exchange/file-too-large; what else is wrong with it is found when it is read.
   */
  async receive(actor: Actor, upload: NewUpload, source: AsyncIterable<Uint8Array>): Promise<string> {
    const { action, rows } = IMPORTS[upload.content];
    requireAction(actor, action);
    const uploadId = await this.database.write(actor, async (manager) => {
      const reached = await manager.query<unknown[]>(`SELECT WHERE $1::uuid IN (SELECT identity.reach($2))`, [upload.organisationId, rows]);
      if (reached.length === 0) throw new DomainError('identity/organisation-not-found', 'There is no organisation with that code for which you can send this file.');
      const [row] = await manager.query<{ upload_id: string }[]>(
        `INSERT INTO exchange.uploads (organisation_id, content, file_name, file_digest, file_bytes, options, requested_by)
         VALUES ($1, $2, $3, '', 0, $4, $5) RETURNING upload_id`,
        [upload.organisationId, upload.content, upload.fileName, JSON.stringify({ columns: upload.columns ?? null }), actor.actorId],
      );
      const id = row!.upload_id;
      const digest = createHash('sha256');
      const size = await this.bytes.store(manager, id, source, this.config.UPLOAD_LIMIT_MB, digest);
      await manager.query(`UPDATE exchange.uploads SET file_digest = $2, file_bytes = $3 WHERE upload_id = $1`, [id, digest.digest('hex'), size]);
      await writeAudit(manager, actor, 'exchange.file-received', id, { content: upload.content, bytes: size }, { organisationId: upload.organisationId });
      return id;
    });
    await this.bell.ringUpload(uploadId);
    return uploadId;
  }

  /**
   * Reads an upload: once to its end without storing anything, so that a file that turns out to be cut off
   * leaves no half of itself behind, and once more in batches. Killed between two batches it goes on after
   * the last one when it is rung again. A second ring for the same upload changes nothing.
   */
  async read(uploadId: string): Promise<void> {
    if (await this.isBehindAnother(uploadId)) return; // that one rings for this one at its end
    const claim = await claimWork(this.database, UPLOADS, uploadId, this.config.LEASE_SECONDS);
    if (claim === null) return;
    const letGo = keepClaim(this.database, claim);
    try {
      const { content, ...upload } = await this.inHandOfJob(uploadId);
      await this.readAs(this.contents.of(content), upload, claim);
    } catch (error) {
      if (!(error instanceof DomainError) || PASSING.has(error.code)) {
        await releaseClaim(this.database, claim);
        throw error;
      }
      await this.database.write(JOB, (manager) => failWork(manager, claim, error));
    } finally {
      letGo();
    }
    await this.ringNext(uploadId);
  }

  /**
   * The partner's own file with a last column ERRORS; for a feed, which has no columns, a table of what is
   * wrong with which advert. Throws exchange/upload-not-found and exchange/upload-not-read.
   */
  async fileWithErrors(actor: Actor, uploadId: string): Promise<{ name: string; text: AsyncIterable<string> }> {
    const state = await this.query.state(actor, uploadId);
    if (state.status !== 'done') {
      throw new DomainError('exchange/upload-not-read', state.errorDetail ?? 'The file is still being read. Try again in a moment.');
    }
    const { content, fileName, ...upload } = await this.inHand(actor, uploadId);
    const { layout } = await this.contents.of(content).open(() => this.bytes.read(actor, uploadId), upload);
    await this.database.write(actor, (manager) => writeAudit(manager, actor, 'exchange.file-given-back', uploadId, { content }, { organisationId: upload.organisationId }));
    const text = layout === null ? tableOfErrors(this.notedRows(actor, uploadId)) : await this.fileWithErrorsColumn(actor, uploadId, layout);
    return { name: `${fileName.replace(/\.[^.]*$/, '')}-with-errors.csv`, text };
  }

  /** Rings again for files that nobody has in hand. */
  async ringAgain(quietSeconds: number): Promise<void> {
    for (const uploadId of await rowsToRingAgain(this.database, UPLOADS, quietSeconds)) await this.bell.ringUpload(uploadId);
  }

  private async fileWithErrorsColumn(actor: Actor, uploadId: string, layout: TabularLayout): Promise<AsyncIterable<string>> {
    const file = await readTabularFile(this.bytes.read(actor, uploadId), layout);
    return writeFileWithErrors(file.headings, joinErrors(file.rows, this.notedRows(actor, uploadId)));
  }

  private async *notedRows(actor: Actor, uploadId: string): AsyncGenerator<NotedRow> {
    for (let after = 0; ; ) {
      const rows = await this.query.notedRows(actor, uploadId, { after, limit: 1000 });
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.rowNumber;
    }
  }

  /** As the job that reads it: with what its sender may, and no more. */
  private async inHandOfJob(uploadId: string): Promise<StoredUpload> {
    const upload = await this.inHand(JOB, uploadId);
    const facts = (await this.organisations.nodeFacts([upload.organisationId], this.clock.today())).get(upload.organisationId);
    if (facts === undefined) throw new DomainError('identity/organisation-not-found', 'The organisation that sent the file does not stand in the tree any more.');
    return { ...upload, actor: systemActor(UPLOADS.job, reachOfImport(upload.content, upload.organisationId, facts)) };
  }

  private async inHand(actor: Actor, uploadId: string): Promise<StoredUpload> {
    const [row] = await this.database.read<Omit<StoredUpload, 'actor'>>(
      actor,
      `SELECT upload_id AS "uploadId", organisation_id AS "organisationId", content, file_name AS "fileName", options->'columns' AS columns FROM exchange.uploads WHERE upload_id = $1`,
      [uploadId],
    );
    if (row === undefined) throw new DomainError('exchange/upload-not-found', 'There is no such upload.');
    return { ...row, actor };
  }

  private async readAs<Entry>(content: UploadContent<Entry>, upload: UploadInHand, claim: Claim): Promise<void> {
    const opened = await content.open(() => this.bytes.read(JOB, upload.uploadId), upload);
    if (opened.layout !== null) await this.checkThrough(upload.uploadId, opened.layout);
    const [{ rowsDone } = { rowsDone: 0 }] = await this.database.read<{ rowsDone: number }>(JOB, `SELECT rows_done AS "rowsDone" FROM exchange.uploads WHERE upload_id = $1`, [upload.uploadId]);
    let batch: ReadRow<Entry>[] = [];
    for await (const row of opened.rows) {
      if (row.rowNumber <= rowsDone) continue;
      batch.push(row);
      if (batch.length === BATCH_ROWS) {
        await this.storeBatch(content, upload, claim, batch);
        batch = [];
      }
    }
    if (batch.length > 0) await this.storeBatch(content, upload, claim, batch);
    await this.database.write(JOB, async (manager) => {
      await manager.query(`UPDATE exchange.uploads SET headings = $2, notes = $3 WHERE upload_id = $1`, [upload.uploadId, opened.headings, opened.notes()]);
      await finishWork(manager, claim);
    });
  }

  /** Reads a file to its end without judging its rows. A feed was read whole when it was opened. */
  private async checkThrough(uploadId: string, layout: TabularLayout): Promise<void> {
    for await (const _ of (await readTabularFile(this.bytes.read(JOB, uploadId), layout)).rows);
  }

  /** Files of one sender and kind are read in the order in which they came: the newest word must be the last. */
  private async isBehindAnother(uploadId: string): Promise<boolean> {
    const earlier = await this.database.read(
      JOB,
      `SELECT 1 FROM exchange.uploads AS upload JOIN exchange.uploads AS earlier USING (organisation_id, content)
        WHERE upload.upload_id = $1 AND earlier.upload_id < upload.upload_id AND earlier.status IN ('queued', 'working') LIMIT 1`,
      [uploadId],
    );
    return earlier.length > 0;
  }

  private async ringNext(uploadId: string): Promise<void> {
    const [next] = await this.database.read<{ uploadId: string }>(
      JOB,
      `SELECT next.upload_id AS "uploadId" FROM exchange.uploads AS upload JOIN exchange.uploads AS next USING (organisation_id, content)
        WHERE upload.upload_id = $1 AND next.upload_id > upload.upload_id AND next.status = 'queued' ORDER BY next.upload_id LIMIT 1`,
      [uploadId],
    );
    if (next !== undefined) await this.bell.ringUpload(next.uploadId);
  }

  /**
   * Stores a batch in one transaction. A row that the database cannot keep (a number beyond every column, half
   * a character) must not cost the others: the batch is halved until that row stands alone, and it is rejected.
   */
  private async storeBatch<Entry>(content: UploadContent<Entry>, upload: UploadInHand, claim: Claim, batch: readonly ReadRow<Entry>[]): Promise<void> {
    try {
      await this.database.write(upload.actor, async (manager) => {
        await renewClaim(manager, claim);
        await this.storeRows(manager, content, upload, batch);
      });
    } catch (error) {
      const [first] = batch;
      if (!isAboutData(error) || first === undefined || (batch.length === 1 && !first.reading.ok)) throw error;
      const half = Math.ceil(batch.length / 2);
      const parts: (readonly ReadRow<Entry>[])[] = batch.length === 1 ? [[{ ...first, reading: NOT_STORABLE, warnings: [] }]] : [batch.slice(0, half), batch.slice(half)];
      for (const part of parts) await this.storeBatch(content, upload, claim, part);
    }
  }

  private async storeRows<Entry>(manager: EntityManager, content: UploadContent<Entry>, upload: UploadInHand, batch: readonly ReadRow<Entry>[]): Promise<void> {
    const last = batch.at(-1);
    if (last === undefined) return;
    const entries = batch.flatMap(({ reading }) => (reading.ok ? [reading.value] : []));
    const stored = entries.length === 0 ? [] : await content.store(manager, upload, entries);
    const foundOnes = await content.warnings?.(manager, upload, entries.map((entry, index) => ({ entry, as: stored[index]! })));
    let kept = 0;
    const noted = batch.flatMap(({ rowNumber, reading, warnings }) => {
      const errors = reading.ok ? [...warnings, ...(foundOnes?.[kept++] ?? [])] : [...reading.errors, ...warnings];
      return errors.length === 0 ? [] : [{ rowNumber, isRejected: !reading.ok, errors }];
    });
    await manager.query(
      `INSERT INTO exchange.upload_rows (upload_id, row_number, is_rejected, errors)
       SELECT $1, "rowNumber", "isRejected", "errors" FROM jsonb_to_recordset($2::jsonb) AS noted ("rowNumber" integer, "isRejected" boolean, "errors" jsonb)`,
      [upload.uploadId, JSON.stringify(noted)],
    );
    const count = (outcome: string): number => stored.filter((as) => as === outcome).length;
    await manager.query(
      `UPDATE exchange.uploads SET rows_done = $2, rows_added = rows_added + $3, rows_changed = rows_changed + $4,
              rows_unchanged = rows_unchanged + $5, rows_rejected = rows_rejected + $6 WHERE upload_id = $1`,
      [upload.uploadId, last.rowNumber, count('added'), count('changed'), count('unchanged'), batch.length - entries.length],
    );
  }
}
