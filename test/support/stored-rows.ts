import type { DataSource } from 'typeorm';

/** Every table that files are read into. */
const TABLES = [
  'candidates.candidates', 'candidates.qualifications', 'candidates.consents',
  'opportunities.venues', 'opportunities.courses', 'opportunities.opportunities', 'opportunities.intakes',
  'outcomes.hires', 'equality.hire_answers',
] as const;

/** Everything that files have left in the database, to the last column, as text that can be compared. */
export async function storedRows(dataSource: DataSource): Promise<Record<string, string[]>> {
  const tables = TABLES.map(async (table) => {
    const rows = await dataSource.query<{ row: string }[]>(`SELECT to_jsonb(stored)::text AS row FROM ${table} AS stored ORDER BY 1`);
    return [table, rows.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

/** How many rows there are in each of those tables. */
export async function storedCounts(dataSource: DataSource): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await storedRows(dataSource)).map(([table, rows]) => [table, rows.length]));
}
