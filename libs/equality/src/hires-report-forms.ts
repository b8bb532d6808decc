import { publishedText } from '#lib/kernel';
import { stringify } from 'csv-stringify/sync';
import type { HiresReport } from './hires-report.service.js';

/** Which part of a report a table shows. */
export interface TableChoice {
  readonly levels: readonly string[];
  readonly categories: 'all' | 'fifths';
}

const LEVEL_NAMES: Readonly<Record<string, string>> = { city: 'City', ics: 'ICS', place: 'Place', organisation: 'Organisation' };
const EVERYTHING: TableChoice = { levels: Object.keys(LEVEL_NAMES), categories: 'all' };

/** What a category is called over a column. */
function categoryName(categoryId: string): string {
  if (categoryId === 'total') return 'All';
  if (categoryId === 'unknown') return 'Unknown';
  if (categoryId === 'not-in-england') return 'Not in England';
  if (categoryId === 'no-decile') return 'No decile';
  return categoryId.replace(/^quintile-/, 'Fifth ').replace(/^decile-/, 'Decile ');
}

/** The cells as a table for people: a row a node, a column a category. */
export function hiresReportTable(report: HiresReport, choice: TableChoice = EVERYTHING): { headings: string[]; rows: string[][] } {
  const columns = report.categories.filter(({ id }) => choice.categories === 'all' || !id.startsWith('decile-'));
  const nodes = new Map(report.nodes.map((node) => [node.nodeId, node]));
  const rows = report.rows.flatMap((row) => {
    const node = nodes.get(row.nodeId);
    if (node === undefined || !choice.levels.includes(node.level)) return [];
    const cells = new Map(row.cells.map((cell) => [cell.categoryId, publishedText(cell.count)]));
    return [[LEVEL_NAMES[node.level] ?? node.level, node.name, ...columns.map(({ id }) => cells.get(id) ?? '')]];
  });
  return { headings: ['Level', 'Name', ...columns.map(({ id }) => categoryName(id))], rows };
}

/** The exact cells as CSV, one a line, with what they are: period, edition, definition and date. */
export function hiresReportCsv(report: HiresReport): string {
  const nodes = new Map(report.nodes.map((node) => [node.nodeId, node]));
  const lines = report.rows.flatMap((row) => {
    const node = nodes.get(row.nodeId)!;
    return row.cells.map((cell) => [
      report.definitionVersion, report.from, report.to, report.edition, report.asAt, node.level, node.code, node.name,
      cell.categoryId, publishedText(cell.count), publishedText(cell.percentage), cell.count.kind,
    ]);
  });
  const headings = ['DEFINITION', 'FROM', 'TO', 'IMD_EDITION', 'AS_AT', 'LEVEL', 'CODE', 'NAME', 'CATEGORY', 'HIRES', 'PERCENTAGE', 'SHOWN_AS'];
  // Names come from people: a cell that a spreadsheet would take for a formula is marked as text.
  return stringify([headings, ...lines], { bom: true, record_delimiter: 'windows', escape_formulas: true });
}
