import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

/** A CSV file from rows by heading; a heading that a row lacks is blank there. */
export function csvOf(headings: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string {
  return stringify([headings, ...rows.map((row) => headings.map((heading) => row[heading] ?? ''))], { record_delimiter: 'windows' });
}

/** The rows of a CSV file by heading. */
export function rowsOfCsv(text: string): Record<string, string>[] {
  return parse(text, { bom: true, columns: true });
}
