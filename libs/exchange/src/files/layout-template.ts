import { stringify } from 'csv-stringify/sync';
import type { DescribedHeading } from './tabular-layout.js';

/** The template that a partner fills: the heading row as CSV, with the byte order mark by which Excel knows UTF-8. */
export function templateFile(headings: readonly DescribedHeading[]): string {
  return stringify([headings.map(({ name }) => name)], { bom: true, record_delimiter: 'windows' });
}

/** The headings as a table in Markdown, for the documentation. */
export function layoutTable(headings: readonly DescribedHeading[]): string {
  const rows = headings.map(({ name, isRequired, aliases, accepts, example }) => [
    `\`${name}\``,
    isRequired ? 'yes' : '',
    aliases.length === 0 ? accepts : `${accepts} Also read from: ${aliases.join(', ')}.`,
    example === '' ? '' : `\`${example}\``,
  ]);
  const table = [['Heading', 'Required', 'What a cell may hold', 'Example'], ['---', '---', '---', '---'], ...rows];
  return table.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}
