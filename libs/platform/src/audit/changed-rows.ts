import type { EntityManager } from 'typeorm';
import type { AuditValue } from './audit-trail.js';

/** A row as the audit trail compares it: column to value. */
export type RowImage = Readonly<Record<string, AuditValue>>;

/** What says nothing of what a row tells: when and by which file it was written, and its digest. */
const WRITING = `ARRAY['row_digest', 'updated_at', 'upload_id']`;

/** Rows as they stand, by id. `which` is SQL after WHERE, on the alias `present`. */
export async function rowImages(manager: EntityManager, table: string, idColumn: string, which: string, values: readonly unknown[]): Promise<Map<string, RowImage>> {
  const rows = await manager.query<{ id: string; image: RowImage }[]>(`SELECT present.${idColumn} AS id, to_jsonb(present) - ${WRITING} AS image FROM ${table} AS present WHERE ${which}`, [...values]);
  return new Map(rows.map(({ id, image }) => [id, image]));
}
