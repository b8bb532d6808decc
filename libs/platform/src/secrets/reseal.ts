import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '../errors/domain-error.js';
import type { Sealer } from './sealer.js';

interface SealedColumn {
  readonly table: string;
  /** The primary key, and the types of its columns. */
  readonly key: readonly (readonly [name: string, type: 'uuid' | 'integer'])[];
  readonly column: string;
  readonly context: string;
  /** Whether the key of the row is part of the context, so that what is moved to another row does not open. */
  readonly isOfRow: boolean;
  readonly type: 'text' | 'bytea';
  /** A column with the fingerprint of the same text, of the same context. No two rows have the same. */
  readonly fingerprint: string | null;
  /** Rows in a transaction. A chunk of an upload has half a megabyte and more. */
  readonly batch: number;
}

const OF_CANDIDATES = { table: 'candidates.candidates', key: [['candidate_id', 'uuid']], isOfRow: false, type: 'text', fingerprint: null, batch: 500 } as const;
const OF_CASEWORK = { isOfRow: false, type: 'text', fingerprint: null, batch: 500 } as const;
const OF_USERS = { table: 'identity.users', key: [['user_id', 'uuid']], type: 'text', batch: 500 } as const;

/** Every column that holds something sealed. */
const SEALED_COLUMNS: readonly SealedColumn[] = [
  { ...OF_CANDIDATES, column: 'email', context: 'candidates.email' },
  { ...OF_CANDIDATES, column: 'phone', context: 'candidates.phone' },
  { ...OF_CANDIDATES, column: 'needs', context: 'candidates.needs' },
  { ...OF_CASEWORK, table: 'brokerage.assignments', key: [['assignment_id', 'uuid']], column: 'note', context: 'assignments.note' },
  { ...OF_CASEWORK, table: 'brokerage.assignments', key: [['assignment_id', 'uuid']], column: 'ended_note', context: 'assignments.note' },
  { ...OF_CASEWORK, table: 'brokerage.notes', key: [['note_id', 'uuid']], column: 'body', context: 'notes.body' },
  { ...OF_CASEWORK, table: 'brokerage.contacts', key: [['contact_id', 'uuid']], column: 'note', context: 'contacts.note' },
  { ...OF_CASEWORK, table: 'brokerage.tasks', key: [['task_id', 'uuid']], column: 'body', context: 'tasks.body' },
  { ...OF_CASEWORK, table: 'brokerage.bulk_actions', key: [['bulk_id', 'uuid']], column: 'body', context: 'bulk_actions.body' },
  { ...OF_USERS, column: 'email', context: 'users.email', isOfRow: false, fingerprint: 'email_fingerprint' },
  { ...OF_USERS, column: 'totp_secret', context: 'users.totp_secret', isOfRow: true, fingerprint: null },
  { table: 'outcomes.claim_events', key: [['event_id', 'uuid']], column: 'note', context: 'claim_events.note', isOfRow: false, type: 'text', fingerprint: null, batch: 500 },
  { table: 'exchange.upload_chunks', key: [['upload_id', 'uuid'], ['chunk_number', 'integer']], column: 'body', context: 'upload_chunks.body', isOfRow: true, type: 'bytea', fingerprint: null, batch: 8 },
];

/** What was done to a column. */
interface ResealedColumn {
  readonly table: string;
  readonly column: string;
  /** Rows that are now under the current key and were not. */
  readonly resealed: number;
}

/** Two rows with the same text, which processes with different keys did not see of each other. */
interface SameText {
  /** The table and column: 'identity.users.email'. */
  readonly pointer: string;
  /** The row that is found by the text under the current key. */
  readonly id: string;
  /** The row that is found under an older key only. */
  readonly olderKeyId: string;
}

export interface Resealed {
  readonly columns: readonly ResealedColumn[];
  readonly sameTexts: readonly SameText[];
}

const PAUSE_MS = 200;

/**
 * Seals every sealed column under the current key, what was never sealed included, a batch a transaction: it can
 * be broken off and begun again, and a second time finds nothing to do. Rows that somebody holds are passed over and
 * met again, so that it never waits while it holds rows itself: no deadlock. For the owner of the tables, past
 * row-level security. Of two accounts with one e-mail the second is sealed anew and keeps its older fingerprint: with
 * the same one it could not be stored, and which of them is used is not known here. Throws platform/not-resealed,
 * with the count by column, when rows do not open; the rest is done.
 */
export async function resealAll(dataSource: DataSource, sealer: Sealer): Promise<Resealed> {
  const columns: ResealedColumn[] = [];
  const sameTexts: SameText[] = [];
  const unopened: { pointer: string; detail: string }[] = [];
  for (const sealed of SEALED_COLUMNS) {
    const pointer = `${sealed.table}.${sealed.column}`;
    const { resealed, lost, twins } = await resealColumn(dataSource, sealer, sealed);
    columns.push({ table: sealed.table, column: sealed.column, resealed });
    for (const [olderKeyId, id] of twins) sameTexts.push({ pointer, id, olderKeyId });
    if (lost.size > 0) unopened.push({ pointer, detail: `${lost.size} rows cannot be opened.` });
  }
  if (unopened.length > 0) {
    throw new DomainError('platform/not-resealed', 'Some rows cannot be opened with the keys in PATHWAYS_KEYS and were left as they are; all others are under the current key. Put the missing key back and run it again. Do not remove a key before.', unopened);
  }
  return { columns, sameTexts };
}

interface ResealedRows {
  readonly resealed: number;
  readonly lost: ReadonlySet<string>;
  /** By the row whose fingerprint is left: the row that has the fingerprint already. */
  readonly twins: ReadonlyMap<string, string>;
}

async function resealColumn(dataSource: DataSource, sealer: Sealer, sealed: SealedColumn): Promise<ResealedRows> {
  let resealed = 0;
  const lost = new Set<string>();
  const twins = new Map<string, string>();
  for (;;) {
    for (let after: Key | null = null; ; ) {
      const batch: SealedBatch = await dataSource.transaction((manager) => resealBatch(manager, sealer, sealed, after));
      resealed += batch.resealed;
      for (const id of batch.lost) lost.add(id);
      for (const [id, holder] of batch.twins) twins.set(id, holder);
      if (batch.last === null) break;
      after = batch.last;
    }
    // What another transaction held is still to be done.
    const stale = staleRows(sealer, sealed);
    const [left] = await dataSource.query<{ stale: number }[]>(
      `SELECT count(*)::integer AS stale FROM ${sealed.table} WHERE ${stale.sql} AND NOT (${idOf(sealed)} = ANY ($${stale.values.length + 1}::text[]))`,
      [...stale.values, [...lost, ...twins.keys()]],
    );
    if (left?.stale === 0) return { resealed, lost, twins };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The values of a primary key, as text. */
type Key = readonly string[];

interface SealedRow {
  readonly key: Key;
  readonly body: string | Buffer;
  /** Whether the body is under another key; if not, only its fingerprint is. */
  readonly isStale: boolean;
}

interface SealedBatch {
  readonly resealed: number;
  readonly lost: readonly string[];
  readonly twins: ReadonlyMap<string, string>;
  /** The last row looked at; null when there was none. */
  readonly last: Key | null;
}

interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Of bodies that are not under the current key. */
function staleBody(sealer: Sealer, { column, type }: SealedColumn): Condition {
  const prefixes = sealer.sealedBytesPrefixes;
  if (type === 'bytea') return { sql: `substring(${column} FROM 1 FOR ${prefixes[0]?.length}) <> ALL ($1::bytea[])`, values: [prefixes] };
  return { sql: `${column} NOT LIKE $1`, values: [`v1.${sealer.currentKeyId}.%`] };
}

/** Of rows whose body or fingerprint is not under the current key. */
function staleRows(sealer: Sealer, sealed: SealedColumn): Condition {
  const stale = staleBody(sealer, sealed);
  if (sealed.fingerprint === null) return stale;
  return { sql: `(${stale.sql} OR ${sealed.fingerprint} NOT LIKE $2)`, values: [...stale.values, `f1.${sealer.currentKeyId}.%`] };
}

/** The key of a row in one word, as contexts have it. */
function idOf({ key }: SealedColumn): string {
  return key.map(([name]) => `${name}::text`).join(` || ' ' || `);
}

async function resealBatch(manager: EntityManager, sealer: Sealer, sealed: SealedColumn, after: Key | null): Promise<SealedBatch> {
  const { table, column, key, fingerprint } = sealed;
  const names = key.map(([name]) => name).join(', ');
  const stale = staleRows(sealer, sealed);
  const isAfter = after === null ? '' : `AND (${names}) > (${key.map(([, type], index) => `$${stale.values.length + index + 1}::${type}`).join(', ')})`;
  const rows = await manager.query<SealedRow[]>(
    `SELECT ARRAY[${key.map(([name]) => `${name}::text`).join(', ')}] AS key, ${column} AS body, ${staleBody(sealer, sealed).sql} AS "isStale"
       FROM ${table} WHERE ${stale.sql} ${isAfter} ORDER BY ${names} LIMIT ${sealed.batch} FOR UPDATE SKIP LOCKED`,
    [...stale.values, ...(after ?? [])],
  );
  const lost: string[] = [];
  const anew: { key: Key; id: string; isStale: boolean; body: string | Buffer; fingerprint: string }[] = [];
  for (const { key: keyOfRow, body, isStale } of rows) {
    const id = keyOfRow.join(' ');
    const context = sealed.isOfRow ? `${sealed.context} ${id}` : sealed.context;
    const opened = openOrNull(sealer, body, context);
    if (opened === null) lost.push(id);
    else if (typeof opened === 'string') anew.push({ key: keyOfRow, id, isStale, body: sealer.seal(opened, context), fingerprint: sealer.fingerprint(opened, context) });
    else anew.push({ key: keyOfRow, id, isStale, body: sealer.sealBytes(opened, context), fingerprint: '' });
  }
  const twins = fingerprint === null ? new Map<string, string>() : await twinsOf(manager, sealed, fingerprint, anew);
  const changed = anew.filter(({ id, isStale }) => isStale || !twins.has(id));
  const given = [...key, ['sealed', sealed.type], ['fingerprint', 'text']] as const;
  await manager.query(
    `UPDATE ${table} SET ${column} = given.sealed${fingerprint === null ? '' : `, ${fingerprint} = coalesce(given.fingerprint, ${table}.${fingerprint})`}
       FROM unnest(${given.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')}) AS given (${given.map(([name]) => name).join(', ')})
      WHERE ${key.map(([name]) => `${table}.${name} = given.${name}`).join(' AND ')}`,
    [...key.map((_, index) => changed.map((row) => row.key[index])), changed.map(({ body }) => body), changed.map((row) => (twins.has(row.id) ? null : row.fingerprint))],
  );
  return { resealed: changed.length, lost, twins, last: rows.at(-1)?.key ?? null };
}

/** Rows of a batch whose new fingerprint another row has, or one before them in the batch is to have; by id, with that row. */
async function twinsOf(manager: EntityManager, sealed: SealedColumn, column: string, rows: readonly { readonly id: string; readonly fingerprint: string }[]): Promise<Map<string, string>> {
  const taken = await manager.query<{ id: string; fingerprint: string }[]>(`SELECT ${idOf(sealed)} AS id, ${column} AS fingerprint FROM ${sealed.table} WHERE ${column} = ANY ($1)`, [rows.map(({ fingerprint }) => fingerprint)]);
  const holders = new Map(taken.map(({ id, fingerprint }) => [fingerprint, id]));
  const twins = new Map<string, string>();
  for (const { id, fingerprint } of rows) {
    const holder = holders.get(fingerprint) ?? id;
    holders.set(fingerprint, holder);
    if (holder !== id) twins.set(id, holder);
  }
  return twins;
}

function openOrNull(sealer: Sealer, body: string | Buffer, context: string): string | Buffer | null {
  try {
    if (typeof body === 'string') return sealer.isSealed(body) ? sealer.open(body, context) : body;
    return sealer.isSealedBytes(body) ? sealer.openBytes(body, context) : body;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
