import { HireAnswersService } from '#lib/equality';
import { nodesBelow, OrganisationsService, type Organisation } from '#lib/identity';
import { HiresService } from '#lib/outcomes';
import { Clock } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReferencesInFile } from '../files/references-in-file.js';
import type { RowError, RowReading } from '../files/row-error.js';
import { readTabularFile } from '../files/tabular-file.js';
import type { TabularFile } from '../files/tabular-layout.js';
import { readHireRow, type ReturnedHire } from '../hires-csv/hire-row.js';
import { hiresLayout } from '../hires-csv/hires-layout.js';
import { notesOnEncoding } from './course-content.js';
import type { OpenedUpload, ReadRow, UploadContent, UploadInHand } from './upload-content.js';

/** A returned hire whose organisation is known. */
interface PlacedHire extends ReturnedHire {
  readonly organisationId: string;
}

/** The hires that HR teams return, with their own headings or ours. */
@Injectable()
export class HireContent implements UploadContent<PlacedHire> {
  constructor(
    private readonly clock: Clock,
    private readonly organisations: OrganisationsService,
    private readonly hires: HiresService,
    private readonly answers: HireAnswersService,
  ) {}

  async open(bytes: () => AsyncIterable<Buffer>, upload: UploadInHand): Promise<OpenedUpload<PlacedHire>> {
    const layout = hiresLayout(upload.columns);
    const file = await readTabularFile(bytes(), layout);
    const employers = employersUnder(await this.organisations.tree(upload.actor), upload.organisationId);
    return {
      layout,
      headings: file.headings,
      rows: this.rowsOf(file, employers),
      notes: () => [`Read as: ${Object.entries(file.columns).map(([ours, theirs]) => `${ours} from ${theirs}`).join(', ')}.`, ...notesOnEncoding(file)],
    };
  }

  async store(manager: EntityManager, upload: UploadInHand, entries: readonly PlacedHire[]): Promise<readonly ('added' | 'changed' | 'unchanged')[]> {
    // Of several rows of one hire the first is stored, and the warnings on the others say so.
    const kept = entries.filter(({ repeatsRow }) => repeatsRow === null);
    const stored = await this.hires.store(manager, upload.actor, upload.uploadId, kept);
    const answered = await this.answers.store(manager, kept.map((entry, index) => ({ hireId: stored[index]!.hireId, ...entry.monitoring })));
    const outcomes = new Map(kept.map((entry, index) => {
      const { hireId, as } = stored[index]!;
      return [entry, as === 'unchanged' && answered.has(hireId) ? 'changed' : as];
    }));
    return entries.map((entry) => outcomes.get(entry) ?? 'unchanged');
  }

  private async *rowsOf(file: TabularFile, employers: Employers): AsyncGenerator<ReadRow<PlacedHire>> {
    // Code and name of one organisation are one. The words before those of an unknown one keep them from being taken for an id.
    const organisationKey = (typed: string): string => employers.get(fold(typed)) ?? `as written: ${fold(typed)}`;
    const context = { on: this.clock.today(), columns: file.columns, references: new ReferencesInFile(), organisationKey };
    const column = file.columns['ORGANISATION'] ?? 'ORGANISATION';
    for await (const row of file.rows) {
      const reading = readHireRow(row, context);
      yield { rowNumber: row.rowNumber, reading: placed(reading, employers, column), warnings: reading.ok ? reading.value.warnings : [] };
    }
  }
}

/** Organisations that the sender may return hires for, by folded code and name. Null: the name is not of one alone. */
type Employers = ReadonlyMap<string, string | null>;

const fold = (text: string): string => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** The organisations at or below the sender. A code goes before a name that happens to be the same. */
function employersUnder(tree: readonly Organisation[], senderId: string): Employers {
  const under = nodesBelow(tree, senderId);
  const own = tree.filter(({ organisationId, level }) => under.has(organisationId) && level === 'organisation');
  const employers = new Map<string, string | null>();
  for (const { name, organisationId } of own) employers.set(fold(name), employers.has(fold(name)) ? null : organisationId);
  for (const { code, organisationId } of own) employers.set(fold(code), organisationId);
  return employers;
}

function placed(reading: RowReading<ReturnedHire>, employers: Employers, column: string): RowReading<PlacedHire> {
  if (!reading.ok) return reading;
  const organisationId = employers.get(fold(reading.value.organisation));
  if (organisationId) return { ok: true, value: { ...reading.value, organisationId } };
  const error: RowError =
    organisationId === null
      ? { column, code: 'organisation-not-unique', reason: 'More than one organisation has this name.', fix: 'Write the code of the organisation instead of its name.' }
      : { column, code: 'organisation-unknown', reason: 'This is neither the code nor the name of an organisation that the sender returns hires for.', fix: 'Write the code that this service uses for the organisation, or ask for it to be added.' };
  return { ok: false, errors: [error] };
}
