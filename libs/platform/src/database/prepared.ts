import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { EntityManager } from 'typeorm';

/** Names of prepared statements, by role and text. */
const NAMES = new Map<string, string>();

/**
 * The rows of a statement that each connection parses and plans once. Its text must not hold values. A plan is one
 * role's, so a connection that changes between roles keeps one for each.
 */
export async function prepared<Row>(manager: EntityManager, role: string | null, text: string, values: readonly unknown[]): Promise<Row[]> {
  const key = `${role ?? ''} ${text}`;
  const name = NAMES.get(key) ?? createHash('sha256').update(key).digest('hex').slice(0, 32);
  NAMES.set(key, name);
  const client = (await manager.queryRunner!.connect()) as ClientBase;
  const { rows } = await client.query({ name, text, values: [...values] });
  return rows as Row[];
}
