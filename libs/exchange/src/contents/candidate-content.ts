import { CandidatesService, DuplicatesService, type CandidateEntry, type StoredAs } from '#lib/candidates';
import { Clock } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CANDIDATES_LAYOUT } from '../candidates-csv/candidates-layout.js';
import { readCandidateRow } from '../candidates-csv/candidate-row.js';
import { ReferencesInFile } from '../files/references-in-file.js';
import type { RowError } from '../files/row-error.js';
import { readTabularFile } from '../files/tabular-file.js';
import type { TabularFile } from '../files/tabular-layout.js';
import { notesOnEncoding } from './course-content.js';
import { duplicateWarning, passedOverWarning } from './duplicate-warnings.js';
import type { OpenedUpload, ReadRow, UploadContent, UploadInHand } from './upload-content.js';

/** Candidates files in our own layout. */
@Injectable()
export class CandidateContent implements UploadContent<CandidateEntry> {
  constructor(
    private readonly clock: Clock,
    private readonly candidates: CandidatesService,
    private readonly duplicates: DuplicatesService,
  ) {}

  async open(bytes: () => AsyncIterable<Buffer>): Promise<OpenedUpload<CandidateEntry>> {
    const file = await readTabularFile(bytes(), CANDIDATES_LAYOUT);
    return { layout: CANDIDATES_LAYOUT, headings: file.headings, rows: this.rowsOf(file), notes: () => notesOnEncoding(file) };
  }

  async store(manager: EntityManager, upload: UploadInHand, entries: readonly CandidateEntry[]): Promise<readonly StoredAs[]> {
    return this.candidates.store(manager, upload.actor, upload.organisationId, entries);
  }

  /** Of rows that say something new: who is known already, here or with a partner. Of all: whose facts another row tells now. */
  async warnings(manager: EntityManager, { actor, organisationId }: UploadInHand, stored: readonly { readonly entry: CandidateEntry; readonly as: StoredAs }[]): Promise<readonly (readonly RowError[])[]> {
    const references = stored.flatMap(({ entry, as }) => (as === 'unchanged' ? [] : [entry.reference]));
    const found = await this.duplicates.find(manager, actor, organisationId, references);
    const passed = await this.duplicates.passedOver(manager, organisationId, stored.map(({ entry }) => entry.reference));
    return stored.map(({ entry }) => {
      const kept = passed.get(entry.reference);
      return [...found.filter(({ reference }) => reference === entry.reference).map(duplicateWarning), ...(kept === undefined ? [] : [passedOverWarning(kept)])];
    });
  }

  private async *rowsOf(file: TabularFile): AsyncGenerator<ReadRow<CandidateEntry>> {
    const context = { on: this.clock.today(), columns: file.columns, references: new ReferencesInFile() };
    for await (const row of file.rows) yield { rowNumber: row.rowNumber, reading: readCandidateRow(row, context), warnings: [] };
  }
}
