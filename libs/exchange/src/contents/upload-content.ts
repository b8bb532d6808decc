import type { Actor } from '#lib/platform';
import type { EntityManager } from 'typeorm';
import type { RowError, RowReading } from '../files/row-error.js';
import type { TabularLayout } from '../files/tabular-layout.js';

/** What a partner says that a file is. */
export const UPLOAD_CONTENTS = ['candidates', 'courses', 'venues', 'display-adverts', 'nhs-jobs', 'roles', 'hires'] as const;

export type UploadContentName = (typeof UPLOAD_CONTENTS)[number];

/** An upload while it is read. */
export interface UploadInHand {
  readonly uploadId: string;
  /** Who reads it: the job with the reach of the sender, or somebody who wants the file back. */
  readonly actor: Actor;
  readonly organisationId: string;
  /** For hires: our field to the partner's heading. */
  readonly columns: Readonly<Record<string, string>> | null;
}

/** One row or advert with what came of it. */
export interface ReadRow<Entry> {
  readonly rowNumber: number;
  readonly reading: RowReading<Entry>;
  /** What is wrong with a row that is kept all the same. */
  readonly warnings: readonly RowError[];
}

/** An opened file. `rows` may throw a DomainError up to its very end: nothing is stored before it was read through once. */
export interface OpenedUpload<Entry> {
  /** The layout that the file was read by; null for feeds, which have no columns. */
  readonly layout: TabularLayout | null;
  /** As the file spells them; null for feeds. */
  readonly headings: readonly string[] | null;
  readonly rows: AsyncIterable<ReadRow<Entry>>;
  /** What the partner should know of the file as a whole; asked after the rows have ended. */
  notes(): readonly string[];
}

/** Reads and stores one kind of content. */
export interface UploadContent<Entry> {
  /** Opens the file afresh. The same bytes give the same rows in the same order. */
  open(bytes: () => AsyncIterable<Buffer>, upload: UploadInHand): Promise<OpenedUpload<Entry>>;
  /** Stores a batch in the caller's transaction and says what became of each entry. */
  store(manager: EntityManager, upload: UploadInHand, entries: readonly Entry[]): Promise<readonly ('added' | 'changed' | 'unchanged')[]>;
  /** What shows only once a batch is stored, for each entry: warnings on rows that are kept. In the same transaction. */
  warnings?(manager: EntityManager, upload: UploadInHand, stored: readonly { readonly entry: Entry; readonly as: 'added' | 'changed' | 'unchanged' }[]): Promise<readonly (readonly RowError[])[]>;
}
