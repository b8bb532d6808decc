import { DomainError, type ErrorDetail } from '#lib/platform';
import { kindByHeadings } from './known-files.js';
import { foldHeading, type LayoutHeading, type TabularLayout } from './tabular-layout.js';

/** The column in which we write what is wrong with a row; never read back. */
export const ERRORS_HEADING = 'ERRORS';

/** Further unknown headings, and further letters of one, are not looked at: somebody may send anything. */
const MOST_EXTRA = 100;
const LONGEST_HEADING = 80;

const ERRORS_FOLDED = foldHeading(ERRORS_HEADING);

/** Where each column stands in the rows of a file. */
export interface ColumnPositions {
  /** Canonical heading and its position; -1 when the file does not have it. Every heading of the layout, in its order. */
  readonly read: readonly (readonly [name: string, position: number])[];
  /** Position of an ERRORS column from an earlier answer, or -1. */
  readonly errors: number;
  /** Positions without a heading in which a value would be lost. */
  readonly unnamed: readonly number[];
  /** How many values a row must have at least: up to the last heading that is not blank. */
  readonly fewest: number;
}

/** How many of these headings the layout knows, ERRORS apart. */
export function countKnown(headings: readonly string[], layout: TabularLayout): number {
  const known = new Set(layout.headings.flatMap(spellingsOf));
  return headings.filter((heading) => known.has(foldHeading(heading))).length;
}

/**
 * Finds the columns of a layout in a heading row, in any order and any of the accepted spellings.
 * Throws a DomainError that lists everything wrong with the row at once.
 */
export function placeColumns(headings: readonly string[], layout: TabularLayout): ColumnPositions {
  const folded = headings.map(foldHeading);
  const places = layout.headings.map((heading) => ({ heading, at: placesOf(heading, folded) }));
  const errorsAt = folded.flatMap((heading, at) => (heading === ERRORS_FOLDED ? [at] : []));
  const taken = new Set([...places.flatMap(({ at }) => at), ...errorsAt]);
  const others = headings.flatMap((heading, at) => (folded[at] !== '' && !taken.has(at) ? [heading] : []));

  const missing = places.filter(({ heading, at }) => heading.isRequired && at.length === 0).map(({ heading }) => heading);
  const twice = places.filter(({ at }) => at.length > 1);
  const extra = layout.otherHeadings === 'refuse' ? others.slice(0, MOST_EXTRA) : [];
  if (missing.length + twice.length + extra.length + (errorsAt.length > 1 ? 1 : 0) > 0) {
    const recognised = places.filter(({ at }) => at.length > 0).length;
    refuseWrongKind(headings, recognised, layout);
    const lines = [
      ...missing.map((heading) => missingLine(heading, others)),
      ...twice.map(({ heading, at }) => twiceLine(heading, at.map((position) => headings[position] ?? ''))),
      ...(errorsAt.length > 1 ? [{ pointer: ERRORS_HEADING, detail: 'There is more than one ERRORS column; keep none of them.' }] : []),
      ...extra.map((heading) => extraLine(heading, missing, layout)),
    ];
    throw wrongHeadings(lines, recognised >= 2 || recognised >= others.length, layout);
  }

  const lastNamed = folded.findLastIndex((heading) => heading !== '');
  return {
    read: places.map(({ heading, at }) => [heading.name, at[0] ?? -1] as const),
    errors: errorsAt[0] ?? -1,
    unnamed: layout.otherHeadings === 'refuse' ? folded.flatMap((heading, at) => (heading === '' ? [at] : [])) : [],
    fewest: lastNamed + 1,
  };
}

function spellingsOf(heading: LayoutHeading): string[] {
  return heading.mappedTo === undefined ? [heading.name, ...heading.aliases].map(foldHeading) : [foldHeading(heading.mappedTo)];
}

function placesOf(heading: LayoutHeading, folded: readonly string[]): number[] {
  const spellings = spellingsOf(heading);
  return folded.flatMap((found, at) => (found !== '' && spellings.includes(found) ? [at] : []));
}

function refuseWrongKind(headings: readonly string[], recognised: number, layout: TabularLayout): void {
  const kind = kindByHeadings(headings);
  if (kind === null || kind === layout.name || recognised * 2 > headings.length) return;
  throw new DomainError(
    'exchange/wrong-kind-of-file',
    `This looks like a file of ${kind}, and a file of ${layout.name} was expected. Send the file of ${layout.name}, or send this one as what it is.`,
  );
}

function missingLine(heading: LayoutHeading, others: readonly string[]): ErrorDetail {
  if (heading.mappedTo !== undefined) {
    return { pointer: heading.name, detail: `The column mapping reads ${heading.name} from "${heading.mappedTo}", which the file does not have.` };
  }
  const near = nearest(heading.name, others);
  return { pointer: heading.name, detail: near === null ? `${heading.name} is missing.` : `${heading.name} is missing; is "${shown(near)}" meant for it?` };
}

function twiceLine(heading: LayoutHeading, found: readonly string[]): ErrorDetail {
  const names = found.map((name) => `"${shown(name)}"`).join(' and ');
  return { pointer: heading.name, detail: `${heading.name} is there ${found.length} times, as ${names}; keep one, or say in a column mapping which one to read.` };
}

function extraLine(heading: string, missing: readonly LayoutHeading[], layout: TabularLayout): ErrorDetail {
  const refused = layout.refused?.find(({ pattern }) => pattern.test(foldHeading(heading)));
  if (refused !== undefined) return { pointer: shown(heading), detail: `"${shown(heading)}" is not accepted: ${refused.reason}` };
  const near = nearest(heading, missing.map(({ name }) => name)) ?? nearest(heading, layout.headings.map(({ name }) => name));
  return { pointer: shown(heading), detail: `"${shown(heading)}" is not a heading of this file${near === null ? '' : `; the nearest is ${near}`}.` };
}

/**
 * A file without a heading row shows somebody's data where the headings should be, so what stands there is
 * repeated only when the row has been seen to be a heading row.
 */
function wrongHeadings(lines: readonly ErrorDetail[], isHeadingRow: boolean, layout: TabularLayout): DomainError {
  const required = layout.headings.filter(({ isRequired }) => isRequired).map(({ name, mappedTo }) => mappedTo ?? name);
  const expected = `The first row of a ${layout.name} file must hold its headings, in any order: ${required.join(', ')}${layout.headings.length > required.length ? ' and any of the optional ones' : ''}.${layout.advice === undefined ? '' : ` ${layout.advice}`}`;
  if (!isHeadingRow) {
    return new DomainError('exchange/headings-not-found', `The first row does not look like a heading row. ${expected}`);
  }
  const most = 12;
  const told = lines.slice(0, most).map(({ detail }) => detail);
  if (lines.length > most) told.push(`And ${lines.length - most} more.`);
  return new DomainError('exchange/headings-wrong', `The headings are not those of a ${layout.name} file. ${told.join(' ')} ${expected}`, lines);
}

/** The nearest of some headings, when it is near enough to have been meant; null otherwise. */
function nearest(heading: string, candidates: readonly string[]): string | null {
  const folded = foldHeading(heading).slice(0, LONGEST_HEADING);
  let best: string | null = null;
  let least = Math.ceil((folded.length + 1) / 3);
  for (const candidate of candidates) {
    const distance = editDistance(folded, foldHeading(candidate).slice(0, LONGEST_HEADING));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Letters to add, drop, change or swap with a neighbour to get from one word to the other (Damerau 1964, restricted). */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[to.length] ?? 0;
}

/** A heading as it may be repeated in a sentence. */
function shown(heading: string): string {
  const line = heading.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length > 40 ? `${characters.slice(0, 40).join('')}…` : line;
}
