import { hourlyPence, pathwayOfTitle, type FigureTables } from '#lib/kernel';
import { OpportunitiesQuery, OpportunitiesService, PublishedFiguresQuery, type OpportunityEntry } from '#lib/opportunities';
import { Clock } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReferencesInFile } from '../files/references-in-file.js';
import type { RowReading } from '../files/row-error.js';
import { readTabularFile } from '../files/tabular-file.js';
import type { TabularFile } from '../files/tabular-layout.js';
import { readRoleRow, type RoleEntry } from '../roles-csv/role-row.js';
import { ROLES_LAYOUT } from '../roles-csv/roles-layout.js';
import { notesOnEncoding } from './course-content.js';
import { payWarnings } from './pay-warnings.js';
import type { OpenedUpload, ReadRow, UploadContent, UploadInHand } from './upload-content.js';

/** Roles, apprenticeships and placements in our own layout. */
@Injectable()
export class RoleContent implements UploadContent<OpportunityEntry> {
  constructor(
    private readonly query: OpportunitiesQuery,
    private readonly opportunities: OpportunitiesService,
    private readonly figures: PublishedFiguresQuery,
    private readonly clock: Clock,
  ) {}

  async open(bytes: () => AsyncIterable<Buffer>, upload: UploadInHand): Promise<OpenedUpload<OpportunityEntry>> {
    const [programmes, tables] = await Promise.all([this.query.programmes(upload.actor), this.figures.tables(upload.actor)]);
    const file = await readTabularFile(bytes(), ROLES_LAYOUT);
    const codes = new Map(programmes.map(({ code }) => [code.toLowerCase(), code]));
    return { layout: ROLES_LAYOUT, headings: file.headings, rows: rolesOf(file, { programmes: codes, tables, today: this.clock.today() }), notes: () => notesOnEncoding(file) };
  }

  async store(manager: EntityManager, upload: UploadInHand, entries: readonly OpportunityEntry[]): Promise<readonly ('added' | 'changed' | 'unchanged')[]> {
    return this.opportunities.store(manager, upload.actor, upload.organisationId, entries);
  }
}

interface ReadingRoles {
  /** By their codes in lower case. */
  readonly programmes: ReadonlyMap<string, string>;
  readonly tables: FigureTables;
  readonly today: string;
}

async function* rolesOf(file: TabularFile, { programmes, tables, today }: ReadingRoles): AsyncGenerator<ReadRow<OpportunityEntry>> {
  const { columns } = file;
  const context = { columns, references: new ReferencesInFile() };
  for await (const row of file.rows) {
    const role = readRoleRow(row, context);
    const reading = withKnownProgramme(role, columns['PROGRAMME'] ?? 'PROGRAMME', programmes);
    const payHeading = role.ok && role.value.pay?.unit === 'year' ? 'PAY_PER_YEAR' : 'PAY_PER_HOUR';
    const warnings = role.ok && reading.ok ? payWarnings(tables, reading.value, { column: columns[payHeading] ?? payHeading, weeklyHours: role.value.hoursPerWeek, today }) : [];
    yield { rowNumber: row.rowNumber, reading, warnings };
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
