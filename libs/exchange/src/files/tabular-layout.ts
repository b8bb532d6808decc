import type { FileRow } from './row-error.js';
import type { TextEncoding } from './text-encoding.js';

/** A heading that a kind of file has. */
export interface LayoutHeading {
  /** Canonical heading, upper snake case: the key of a row's cells. */
  readonly name: string;
  /** A file without this heading is refused. */
  readonly isRequired: boolean;
  /** Other spellings that mean the same. Only letters and digits count, in any case. */
  readonly aliases: readonly string[];
  /** Set by a column mapping: the one heading to read instead of the name and its aliases. */
  readonly mappedTo?: string;
}

/** A heading with what a partner is told about it: the template file and the tables of the documentation come from these. */
export interface DescribedHeading extends LayoutHeading {
  /** What a cell may hold, one plain sentence. */
  readonly accepts: string;
  /** A cell that is read without an error. */
  readonly example: string;
}

/** Headings that a kind of file must not have, and why. */
interface RefusedHeadings {
  /** Tried on the folded heading: letters and digits only, upper case. */
  readonly pattern: RegExp;
  /** One sentence for the user. */
  readonly reason: string;
}

/** The kind of file that is expected. */
export interface TabularLayout {
  /** What the user calls such a file, plural, for sentences like 'a candidates file'. */
  readonly name: string;
  readonly headings: readonly LayoutHeading[];
  /** What to do with a heading that is none of these: 'ignore' for a partner's own export, 'refuse' for our template. */
  readonly otherHeadings: 'refuse' | 'ignore';
  readonly refused?: readonly RefusedHeadings[];
  /** One more sentence for somebody whose headings are others. */
  readonly advice?: string;
}

/** A file whose heading row has been read and found to be of the expected kind. */
export interface TabularFile {
  /**
   * How the bytes became text. Final once the rows have been read to the end: a file is taken for UTF-8
   * until the first byte that cannot be, and is then said to be Windows-1252.
   */
  readonly encoding: TextEncoding;
  readonly delimiter: Delimiter;
  /** Headings as they stand in the file, in file order, without an ERRORS column. */
  readonly headings: readonly string[];
  /** Canonical heading to the heading as the file spells it, for those that the file has, in its order: the mapping in use. */
  readonly columns: Readonly<Record<string, string>>;
  /**
   * The data rows, once. A file can turn out to be cut off or damaged at its very end, and then this throws
   * a DomainError: store nothing for good before it has ended.
   */
  readonly rows: AsyncIterable<FileRow>;
}

export type Delimiter = ',' | ';' | '\t';

/** A heading without the differences that do not matter: 'Your reference ' and 'YOUR_REFERENCE' fold to 'YOURREFERENCE'. */
export function foldHeading(heading: string): string {
  return heading.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
