import { OpportunitiesService, type VenueRecord } from '#lib/opportunities';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { VENUES_LAYOUT } from '../course-directory/layouts.js';
import { readVenueRow, repeatedVenues } from '../course-directory/venue-row.js';
import type { VenueEntry } from '../course-directory/course-entry.js';
import { readTabularFile } from '../files/tabular-file.js';
import type { TabularFile } from '../files/tabular-layout.js';
import { notesOnEncoding } from './course-content.js';
import type { OpenedUpload, ReadRow, UploadContent, UploadInHand } from './upload-content.js';

/** Course Directory venues files. */
@Injectable()
export class VenueContent implements UploadContent<VenueRecord> {
  constructor(private readonly opportunities: OpportunitiesService) {}

  async open(bytes: () => AsyncIterable<Buffer>): Promise<OpenedUpload<VenueRecord>> {
    const file = await readTabularFile(bytes(), VENUES_LAYOUT);
    return { layout: VENUES_LAYOUT, headings: file.headings, rows: venuesOnce(file), notes: () => notesOnEncoding(file) };
  }

  async store(manager: EntityManager, upload: UploadInHand, entries: readonly VenueRecord[]): Promise<readonly ('added' | 'changed' | 'unchanged')[]> {
    return this.opportunities.storeVenues(manager, upload.actor, upload.organisationId, entries);
  }
}

/** A provider has few venues, so the whole file is held to find references and names that repeat. */
async function* venuesOnce({ rows, columns }: TabularFile): AsyncGenerator<ReadRow<VenueRecord>> {
  const readings: { rowNumber: number; reading: ReturnType<typeof readVenueRow> }[] = [];
  for await (const row of rows) readings.push({ rowNumber: row.rowNumber, reading: readVenueRow(row) });
  const repeats = repeatedVenues(readings.flatMap(({ rowNumber, reading }) => (reading.ok ? [{ rowNumber, venue: reading.value }] : [])));
  for (const { rowNumber, reading } of readings) {
    const errors = repeats.get(rowNumber);
    const wrong = errors ?? (reading.ok ? [] : reading.errors);
    const inOwnWords = wrong.map((error) => ({ ...error, column: columns[error.column] ?? error.column }));
    yield { rowNumber, reading: reading.ok && wrong.length === 0 ? { ok: true, value: toRecord(reading.value) } : { ok: false, errors: inOwnWords }, warnings: [] };
  }
}

function toRecord(venue: VenueEntry): VenueRecord {
  const { addressLine1, addressLine2, ...rest } = venue;
  return { ...rest, addressLines: addressLine2 === null ? [addressLine1] : [addressLine1, addressLine2] };
}
