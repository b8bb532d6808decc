import { CandidatesService, type CandidateEntry } from '#lib/candidates';
import { Clock } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CANDIDATES_LAYOUT } from '../candidates-csv/candidates-layout.js';
import { readCandidateRow } from '../candidates-csv/candidate-row.js';
import { ReferencesInFile } from '../files/references-in-file.js';
import { readTabularFile } from '../files/tabular-file.js';
import type { TabularFile } from '../files/tabular-layout.js';
import { notesOnEncoding } from './course-content.js';
import type { OpenedUpload, ReadRow, UploadContent, UploadInHand } from './upload-content.js';

/** Candidates files in our own layout. */
@Injectable()
export class CandidateContent implements UploadContent<CandidateEntry> {
  constructor(
    private readonly clock: Clock,
    private readonly candidates: CandidatesService,
  ) {}

  async open(bytes: () => AsyncIterable<Buffer>): Promise<OpenedUpload<CandidateEntry>> {
    const file = await readTabularFile(bytes(), CANDIDATES_LAYOUT);
    return { layout: CANDIDATES_LAYOUT, headings: file.headings, rows: this.rowsOf(file), notes: () => notesOnEncoding(file) };
  }

  async store(manager: EntityManager, upload: UploadInHand, entries: readonly CandidateEntry[]): Promise<readonly ('added' | 'changed' | 'unchanged')[]> {
    return this.candidates.store(manager, upload.actor, upload.organisationId, entries);
  }

  private async *rowsOf(file: TabularFile): AsyncGenerator<ReadRow<CandidateEntry>> {
    const context = { on: this.clock.today(), columns: file.columns, references: new ReferencesInFile() };
    for await (const row of file.rows) yield { rowNumber: row.rowNumber, reading: readCandidateRow(row, context), warnings: [] };
  }
}
