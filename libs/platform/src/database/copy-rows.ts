import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';

export type CopyValue = string | number | boolean | null;

const CHUNK_CHARACTERS = 65_536;

/**
 * Streams rows into a table by COPY on the manager's own connection, so inside its transaction.
 * Values are text as PostgreSQL reads it: ISO dates, `{a,b}` arrays, JSON. Returns the number of rows.
 */
export async function copyRows(
  manager: EntityManager,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): Promise<number> {
  const runner = manager.queryRunner;
  if (runner === undefined) throw new Error('copyRows needs the manager of a transaction');
  const client = (await runner.connect()) as ClientBase;
  const target = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(copyText(rows)), target);
  return target.rowCount;
}

/** Rows in COPY's text format, gathered into chunks: a write per row is several times slower. */
async function* copyText(rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>): AsyncGenerator<string> {
  let chunk = '';
  for await (const row of rows) {
    for (let column = 0; column < row.length; column += 1) {
      if (column > 0) chunk += '\t';
      chunk += copyCell(row[column] ?? null);
    }
    chunk += '\n';
    if (chunk.length > CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

const SPECIAL = /[\\\t\n\r\0]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' }; // PostgreSQL text cannot hold NUL

function copyCell(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);
  return SPECIAL.test(value) ? value.replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? '') : value;
}
