import type { EntityManager } from 'typeorm';
import { deriveAreasAgain, replaceDirectory } from './directory-swap.js';
import type { GeographyKind } from './layouts.js';
import { STAGED_COLUMNS } from './read-row.js';

/** Where a kind's rows end up, and which of its staged columns say what a row is about. */
interface Target {
  readonly table: string;
  readonly key: readonly string[];
  /** Which rows of the table a new load replaces. */
  readonly replaces: string;
}

const TARGETS: Readonly<Record<GeographyKind, Target>> = {
  postcodes: { table: 'postcodes', key: ['postcode_key'], replaces: 'true' },
  'deprivation-2019': { table: 'deprivation', key: ['edition', 'lsoa_code'], replaces: 'edition = 2019' },
  'deprivation-2025': { table: 'deprivation', key: ['edition', 'lsoa_code'], replaces: 'edition = 2025' },
  'lsoa-changes': { table: 'lsoa_changes', key: ['lsoa11_code', 'lsoa21_code'], replaces: 'true' },
  'lsoa-boards': { table: 'lsoa_boards', key: ['lsoa21_code'], replaces: 'true' },
};

/** The table in which a kind's next rows gather. It outlives the process, so that a killed import goes on. */
export function stagedTable(kind: GeographyKind): string {
  return `geography.staged_${kind.replace('-', '_')}`;
}

export async function hasStagedTable(manager: EntityManager, kind: GeographyKind): Promise<boolean> {
  const [row] = await manager.query<{ exists: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS exists', [stagedTable(kind)]);
  return row?.exists ?? false;
}

export async function createStagedTable(manager: EntityManager, kind: GeographyKind): Promise<void> {
  await dropStagedTable(manager, kind);
  await manager.query(
    `CREATE TABLE ${stagedTable(kind)} AS
     SELECT 0::smallint AS file_number, 0 AS row_number, ${STAGED_COLUMNS[kind].join(', ')}
       FROM geography.${TARGETS[kind].table} WITH NO DATA`,
  );
}

export async function dropStagedTable(manager: EntityManager, kind: GeographyKind): Promise<void> {
  await manager.query(`DROP TABLE IF EXISTS ${stagedTable(kind)}`);
}

/**
 * Puts the staged rows in the place of the kind's old ones, in the caller's transaction: readers have the old
 * rows until it commits and the new ones after. Areas that were worked out from what is replaced are worked
 * out again. Fails with PostgreSQL's 23505 when a file lists a key twice: see {@link findTwins}.
 */
export async function swapIn(manager: EntityManager, kind: GeographyKind, fileCount: number): Promise<void> {
  await manager.query(`SET LOCAL statement_timeout = 0`);
  await manager.query(`ANALYZE ${stagedTable(kind)}`);
  const rows = await mergedRows(manager, kind, fileCount);
  if (kind === 'postcodes') {
    await replaceDirectory(manager, rows);
  } else {
    const { table, replaces } = TARGETS[kind];
    await manager.query(`DELETE FROM geography.${table} WHERE ${replaces}`);
    await manager.query(`INSERT INTO geography.${table} (${STAGED_COLUMNS[kind].join(', ')}) ${rows}`);
    await manager.query(`ANALYZE geography.${table}`);
    if (kind === 'lsoa-changes' || kind === 'lsoa-boards') await deriveAreasAgain(manager);
  }
  await dropStagedTable(manager, kind);
}

/** A query for one row a key: of several files, the last one that has a value gives it, column by column. */
async function mergedRows(manager: EntityManager, kind: GeographyKind, fileCount: number): Promise<string> {
  const columns = STAGED_COLUMNS[kind];
  const staged = stagedTable(kind);
  if (fileCount === 1) return `SELECT ${columns.join(', ')} FROM ${staged}`;
  const { key } = TARGETS[kind];
  await manager.query(`CREATE UNIQUE INDEX ON ${staged} (${key.join(', ')}, file_number DESC)`);
  const merged = columns.map((column) =>
    key.includes(column) ? column : `(array_agg(${column} ORDER BY file_number DESC) FILTER (WHERE ${column} IS NOT NULL))[1] AS ${column}`,
  );
  return `SELECT ${merged.join(', ')} FROM ${staged} GROUP BY ${key.join(', ')}`;
}

/** Two staged rows of one file with the same key: nothing says which of them is right. */
export async function findTwins(manager: EntityManager, kind: GeographyKind): Promise<{ fileNumber: number; rows: readonly [number, number] } | null> {
  const [twins] = await manager.query<{ file_number: number; first: number; second: number }[]>(
    `SELECT file_number, min(row_number) AS first, max(row_number) AS second
       FROM ${stagedTable(kind)} GROUP BY ${TARGETS[kind].key.join(', ')}, file_number HAVING count(*) > 1 ORDER BY file_number, second LIMIT 1`,
  );
  return twins === undefined ? null : { fileNumber: twins.file_number, rows: [twins.first, twins.second] };
}

/** SQL for how many rows of a kind are in use, as `rows`. */
export function rowsInUse(kind: GeographyKind): string {
  const { table, replaces } = TARGETS[kind];
  return `SELECT count(*)::int AS rows FROM geography.${table} WHERE ${replaces}`;
}
