import { DomainError } from '#lib/platform';
import { LAYOUTS, type Field, type Layout } from './layouts.js';

/** A layout found in a file: which column holds which field. */
export interface Recognised {
  readonly layout: Layout;
  /** The file's own headings, trimmed. */
  readonly headings: readonly string[];
  /** Index into `headings` by field; a field that the file lacks is not there. */
  readonly columns: Readonly<Partial<Record<Field, number>>>;
}

/** A file with one of these columns is a postcode file, or none of ours. */
const POSTCODE_HEADINGS = new Set(['postcode', 'pcd', 'pcd2', 'pcds', 'pcd7', 'pcd8']);

/** Lower case, single spaces, no byte order mark: published headings differ in all three. */
function folded(heading: string): string {
  return heading.replace(/^\ufeff/, '').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Null when the headings fit no layout. Where several fit, the one that uses the most columns. */
export function recognise(typed: readonly string[]): Recognised | null {
  const headings = typed.map(folded);
  const isPostcodeFile = headings.some((heading) => POSTCODE_HEADINGS.has(heading));
  let best: Recognised | null = null;
  for (const layout of LAYOUTS) {
    if ((layout.kind === 'postcodes') !== isPostcodeFile || missingOf(layout, headings).length > 0) continue;
    const columns = columnsOf(layout, headings);
    if (best !== null && Object.keys(columns).length <= Object.keys(best.columns).length) continue;
    best = { layout, headings: typed.map((heading) => heading.replace(/^\ufeff/, '').trim()), columns };
  }
  return best;
}

/** The error for a file that fits no layout: names the nearest one and what it lacks. */
export function unknownLayout(fileName: string, typed: readonly string[]): DomainError {
  const headings = typed.map(folded);
  const nearest = LAYOUTS.map((layout) => ({ layout, missing: missingOf(layout, headings) }))
    .map(({ layout, missing }) => ({ layout, missing, share: 1 - missing.length / Object.keys(layout.needed).length }))
    .reduce((best, one) => (one.share > best.share ? one : best));
  const separator = typed.length === 1 ? [';', '\t', '|'].find((character) => typed[0]?.includes(character)) : undefined;
  const guess =
    separator !== undefined
      ? `Its columns seem to be separated by ${separator === '\t' ? 'tabs' : `"${separator}"`}: save it with commas.`
      : nearest.share === 0
        ? 'None of its headings is known.'
        : nearest.missing.length === 0
          ? `It has the headings of "${nearest.layout.title}" and also a postcode column, which no such file has.`
          : `Nearest is "${nearest.layout.title}", which also needs ${nearest.missing.join(', ')}.`;
  return new DomainError(
    'geography/unknown-layout',
    `${fileName} is not a geography file that can be read. ${guess}`,
    LAYOUTS.map((layout) => ({ pointer: layout.title, detail: `Needs the headings ${missingOf(layout, []).join(', ')}.` })),
  );
}

/** The first accepted heading of each needed field that is not there, with the year as "NN". */
function missingOf(layout: Layout, headings: readonly string[]): string[] {
  return Object.values(layout.needed).flatMap((accepted) => (columnOf(accepted, headings) === -1 ? [accepted[0]!] : []));
}

function columnsOf(layout: Layout, headings: readonly string[]): Partial<Record<Field, number>> {
  const columns: Partial<Record<Field, number>> = {};
  for (const [field, accepted] of Object.entries({ ...layout.needed, ...layout.extra })) {
    const column = columnOf(accepted, headings);
    if (column !== -1) columns[field as Field] = column;
  }
  return columns;
}

/** Where the first accepted heading stands, its latest year when it is there for several; -1 for nowhere. */
function columnOf(accepted: readonly string[], headings: readonly string[]): number {
  for (const stem of accepted) {
    const pattern = new RegExp(`^${stem.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('NN', '\\d\\d')}$`);
    const [latest] = headings.filter((heading) => pattern.test(heading)).toSorted((a, b) => (a < b ? 1 : -1));
    if (latest !== undefined) return headings.indexOf(latest);
  }
  return -1;
}
