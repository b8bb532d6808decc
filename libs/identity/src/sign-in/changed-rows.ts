import type { EntityManager } from 'typeorm';

/** The rows that an UPDATE or DELETE with RETURNING has touched. TypeORM gives them in a pair with their number. */
export async function changedRows<Row>(manager: EntityManager, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const [rows] = await manager.query<[Row[], number]>(sql, [...values]);
  return rows;
}
