import { hourlyPence, pathwayOfTitle } from '#lib/kernel';
import { OpportunitiesQuery, OpportunitiesService, type OpportunityEntry } from '#lib/opportunities';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReferencesInFile } from '../files/references-in-file.js';
import type { RowReading } from '../files/row-error.js';
import { readTabularFile } from '../files/tabular-file.js';
import type { TabularFile } from '../files/tabular-layout.js';
import { readRoleRow, type RoleEntry } from '../roles-csv/role-row.js';
import { ROLES_LAYOUT } from '../roles-csv/roles-layout.js';
import { notesOnEncoding } from './course-content.js';
import type { OpenedUpload, ReadRow, UploadContent, UploadInHand } from './upload-content.js';

/** Roles, apprenticeships and placements in our own layout. */
@Injectable()
export class RoleContent implements UploadContent<OpportunityEntry> {
  constructor(
    private readonly query: OpportunitiesQuery,
    private readonly opportunities: OpportunitiesService,
  ) {}

  async open(bytes: () => AsyncIterable<Buffer>, upload: UploadInHand): Promise<OpenedUpload<OpportunityEntry>> {
    const programmes = await this.query.programmes(upload.actor);
    const file = await readTabularFile(bytes(), ROLES_LAYOUT);
    const codes = new Map(programmes.map(({ code }) => [code.toLowerCase(), code]));
    return { layout: ROLES_LAYOUT, headings: file.headings, rows: rolesOf(file, codes), notes: () => notesOnEncoding(file) };
  }

  async store(manager: EntityManager, upload: UploadInHand, entries: readonly OpportunityEntry[]): Promise<readonly ('added' | 'changed' | 'unchanged')[]> {
    return this.opportunities.store(manager, upload.actor, upload.organisationId, entries);
  }
}

async function* rolesOf(file: TabularFile, programmes: ReadonlyMap<string, string>): AsyncGenerator<ReadRow<OpportunityEntry>> {
  const context = { columns: file.columns, references: new ReferencesInFile() };
  for await (const row of file.rows) {
    yield { rowNumber: row.rowNumber, reading: withKnownProgramme(readRoleRow(row, context), file.columns['PROGRAMME'] ?? 'PROGRAMME', programmes), warnings: [] };
  }
}

function withKnownProgramme(reading: RowReading<RoleEntry>, column: string, programmes: ReadonlyMap<string, string>): RowReading<OpportunityEntry> {
  if (!reading.ok) return reading;
  const { programmeCode } = reading.value;
  const known = programmeCode === null ? null : programmes.get(programmeCode.toLowerCase());
  if (known === undefined) {
    const codes = [...programmes.values()].join(', ');
    const fix = codes === '' ? 'Leave the cell blank: there is no programme here yet.' : `Write one of ${codes}, or leave the cell blank.`;
    return { ok: false, errors: [{ column, code: 'programme-unknown', reason: 'There is no programme with this code.', fix }] };
  }
  return { ok: true, value: toOpportunity(reading.value, known) };
}

function toOpportunity(role: RoleEntry, programmeCode: string | null): OpportunityEntry {
  const { pay, startsOn, places, hoursPerWeek, ...rest } = role;
  return {
    ...rest,
    source: 'roles-csv',
    programmeCode,
    pathway: role.pathway ?? pathwayOfTitle(role.title),
    hourlyPence: pay === null ? null : hourlyPence(pay.pence, pay.unit, hoursPerWeek ?? undefined),
    payWording: pay === null ? null : `£${(pay.pence / 100).toFixed(2)} ${pay.unit === 'hour' ? 'an hour' : 'a year'}`,
    studyLevel: null,
    postedOn: null,
    details: { hoursPerWeek },
    intake: { startsOn, places },
    course: null,
    venueReference: null,
  };
}
