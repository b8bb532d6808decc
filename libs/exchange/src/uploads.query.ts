import { Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { UploadContentName } from './contents/upload-content.js';
import type { RowError } from './files/row-error.js';

/** How an upload stands. */
export interface UploadState {
  readonly uploadId: string;
  readonly organisationCode: string;
  readonly content: UploadContentName;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly status: 'queued' | 'working' | 'done' | 'failed' | 'cancelled';
  /** What the partner should know of the file as a whole. */
  readonly notes: string[];
  /** The number of the last row that was read and stored; the heading row is 1. */
  readonly rowsDone: number;
  readonly rowsAdded: number;
  readonly rowsChanged: number;
  readonly rowsUnchanged: number;
  readonly rowsRejected: number;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A row that needs somebody. */
export interface NotedRow {
  readonly rowNumber: number;
  readonly isRejected: boolean;
  readonly errors: RowError[];
}

const STATE = `
  SELECT upload_id AS "uploadId", organisation.code AS "organisationCode", content, file_name AS "fileName", file_bytes::float8 AS "fileBytes", status,
         notes, rows_done AS "rowsDone", rows_added AS "rowsAdded", rows_changed AS "rowsChanged", rows_unchanged AS "rowsUnchanged",
         rows_rejected AS "rowsRejected", error_code AS "errorCode", error_detail AS "errorDetail", upload.created_at AS "createdAt", finished_at AS "finishedAt"
    FROM exchange.uploads AS upload JOIN identity.organisations AS organisation USING (organisation_id)`;

/** Reads of uploads. */
@Injectable()
export class UploadsQuery {
  constructor(private readonly database: Database) {}

  /** How an upload stands. Throws exchange/upload-not-found. */
  async state(actor: Actor, uploadId: string): Promise<UploadState> {
    const [state] = await this.database.read<UploadState>(actor, `${STATE} WHERE upload_id = $1`, [uploadId]);
    if (state === undefined) throw new DomainError('exchange/upload-not-found', 'There is no such upload.');
    return state;
  }

  /** The newest uploads first. */
  async newest(actor: Actor, limit: number): Promise<UploadState[]> {
    return this.database.read(actor, `${STATE} ORDER BY upload.created_at DESC, upload_id DESC LIMIT $1`, [limit]);
  }

  /** Rejected rows, and rows kept with a warning, by row number. */
  async notedRows(actor: Actor, uploadId: string, options: { after: number; limit: number }): Promise<NotedRow[]> {
    return this.database.read(
      actor,
      `SELECT row_number AS "rowNumber", is_rejected AS "isRejected", errors FROM exchange.upload_rows
        WHERE upload_id = $1 AND row_number > $2 ORDER BY row_number LIMIT $3`,
      [uploadId, options.after, options.limit],
    );
  }

  /** How often each thing is wrong: the column, the code and its words, most frequent first. */
  async problems(actor: Actor, uploadId: string): Promise<{ column: string; code: string; reason: string; fix: string; rows: number; firstRow: number }[]> {
    return this.database.read(
      actor,
      `SELECT error->>'column' AS "column", error->>'code' AS code, min(error->>'reason') AS reason, min(error->>'fix') AS fix, count(*)::int AS rows, min(row_number) AS "firstRow"
         FROM exchange.upload_rows, jsonb_array_elements(errors) AS error WHERE upload_id = $1
        GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2`,
      [uploadId],
    );
  }
}
