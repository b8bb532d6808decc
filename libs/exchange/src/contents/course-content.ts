import { pathwayOfTitle } from '#lib/kernel';
import { OpportunitiesQuery, OpportunitiesService, type OpportunityEntry } from '#lib/opportunities';
import { Clock } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { checkAimsOfWholeFile, type AimsOfFile } from '../course-directory/aims.js';
import type { CourseEntry } from '../course-directory/course-entry.js';
import { courseKey, repeatedReferences, repeatedRun, runKey } from '../course-directory/course-identity.js';
import { readAimlessCourseRow, readCourseRow, type CourseRowContext } from '../course-directory/course-row.js';
import { AIMLESS_COURSES_LAYOUT, COURSES_LAYOUT, notesOnDroppedColumns } from '../course-directory/layouts.js';
import { subRegionsByName } from '../course-directory/sub-regions.js';
import { venueDirectory } from '../course-directory/venue-directory.js';
import { readTabularFile } from '../files/tabular-file.js';
import { foldHeading, type TabularFile } from '../files/tabular-layout.js';
import type { FileRow, RowReading } from '../files/row-error.js';
import type { OpenedUpload, ReadRow, UploadContent, UploadInHand } from './upload-content.js';

/** A run of a course as it is stored. */
type CourseRun = OpportunityEntry;

/** Course Directory files: runs of courses, with or without a learning aim. */
@Injectable()
export class CourseContent implements UploadContent<CourseRun> {
  constructor(
    private readonly clock: Clock,
    private readonly query: OpportunitiesQuery,
    private readonly opportunities: OpportunitiesService,
  ) {}

  async open(bytes: () => AsyncIterable<Buffer>, upload: UploadInHand): Promise<OpenedUpload<CourseRun>> {
    const venues = await this.query.venues(upload.actor, upload.organisationId);
    const context: CourseRowContext = { today: this.clock.today(), venues: venueDirectory(venues), subRegions: subRegionsByName() };
    const kind = await kindOfCourses(bytes);
    const openFile = (): Promise<TabularFile> => readTabularFile(bytes(), kind.layout);

    const aims = kind.layout === COURSES_LAYOUT ? await checkAimsOfWholeFile((await openFile()).rows) : null;
    const repeated = repeatedReferences(await accepted((await openFile()).rows, (row) => kind.read(row, context)));
    const file = await openFile();
    const postcodes = new Map(venues.map((venue) => [venue.venueId, venue.postcode]));
    return {
      layout: kind.layout,
      headings: file.headings,
      rows: runsOnce(file.rows, (row) => inOwnWords(kind.read(row, context), file.columns), (entry) => runKey(entry, repeated), (entry, reference) => toRun(entry, reference, postcodes)),
      notes: () => [...notesOnDroppedColumns(file.columns), ...notesOnAims(aims), ...notesOnEncoding(file)],
    };
  }

  async store(manager: EntityManager, upload: UploadInHand, entries: readonly CourseRun[]): Promise<readonly ('added' | 'changed' | 'unchanged')[]> {
    return this.opportunities.store(manager, upload.actor, upload.organisationId, entries);
  }
}

interface CourseKind {
  readonly layout: typeof COURSES_LAYOUT;
  readonly read: (row: FileRow, context: CourseRowContext) => RowReading<CourseEntry>;
}

const HEAD_BYTES = 4096;

/** Which of the two templates: only the one without learning aims has COURSE_TYPE, however it is spelt. */
async function kindOfCourses(bytes: () => AsyncIterable<Buffer>): Promise<CourseKind> {
  let head = '';
  for await (const piece of bytes()) {
    head += piece.subarray(0, HEAD_BYTES).toString('latin1').replaceAll('\0', '');
    break;
  }
  const headings = foldHeading(head.split(/[\r\n]/).find((line) => /[a-z]/i.test(line)) ?? '');
  return headings.includes('COURSETYPE') && !headings.includes('LARSQAN')
    ? { layout: AIMLESS_COURSES_LAYOUT, read: readAimlessCourseRow }
    : { layout: COURSES_LAYOUT, read: readCourseRow };
}

async function accepted(rows: AsyncIterable<FileRow>, read: (row: FileRow) => RowReading<CourseEntry>): Promise<CourseEntry[]> {
  const entries: CourseEntry[] = [];
  for await (const row of rows) {
    const reading = read(row);
    if (reading.ok) entries.push(reading.value);
  }
  return entries;
}

/** The reading with the columns of its errors as the partner's own file spells them. */
function inOwnWords(reading: RowReading<CourseEntry>, columns: Readonly<Record<string, string>>): RowReading<CourseEntry> {
  return reading.ok ? reading : { ok: false, errors: reading.errors.map((error) => ({ ...error, column: columns[error.column] ?? error.column })) };
}

/** Each run once: a row with the key of an earlier one is rejected. */
async function* runsOnce(
  rows: AsyncIterable<FileRow>,
  read: (row: FileRow) => RowReading<CourseEntry>,
  keyOf: (entry: CourseEntry) => string,
  toStored: (entry: CourseEntry, reference: string) => CourseRun,
): AsyncGenerator<ReadRow<CourseRun>> {
  const firstRow = new Map<string, number>();
  for await (const row of rows) {
    const reading = read(row);
    if (!reading.ok) {
      yield { rowNumber: row.rowNumber, reading, warnings: [] };
      continue;
    }
    const key = keyOf(reading.value);
    const first = firstRow.get(key);
    if (first === undefined) firstRow.set(key, row.rowNumber);
    yield {
      rowNumber: row.rowNumber,
      reading: first === undefined ? { ok: true, value: toStored(reading.value, key) } : { ok: false, errors: [repeatedRun(first)] },
      warnings: [],
    };
  }
}

function toRun(entry: CourseEntry, reference: string, postcodes: ReadonlyMap<string, string>): CourseRun {
  const { aim, texts, venue } = entry;
  const sector = aim.kind === 'without-aim' ? aim.sectorCode : '';
  return {
    source: 'course-directory',
    reference,
    kind: 'course',
    title: entry.title,
    description: texts.whoItIsFor,
    employerName: null,
    pathway: pathwayOfTitle(entry.title, sector),
    postcode: venue === null ? null : (postcodes.get(venue.venueId) ?? null),
    // Work based: at the learner's own work; the course adds no journey.
    attendance: entry.deliveryMode === 'online' || entry.deliveryMode === 'work-based' ? 'remote' : 'site',
    programmeCode: null,
    minimumLevel: 0,
    minimumEnglishLevel: 0,
    minimumMathsLevel: 0,
    requiredSkillCodes: [],
    desiredSkillCodes: [],
    requiredCheckCodes: [],
    schedule: entry.schedule,
    band: null,
    hourlyPence: null,
    isUnpaid: true,
    payWording: null,
    studyLevel: entry.level,
    standardCode: null,
    postedOn: null,
    closesOn: null,
    webpage: entry.url,
    details: {
      deliveryMode: entry.deliveryMode,
      studyMode: entry.studyMode,
      attendancePattern: entry.attendancePattern,
      duration: entry.duration,
      costPence: entry.costPence,
      costDescription: entry.costDescription,
      isNational: entry.isNational,
      subRegions: entry.subRegions,
      yourReference: entry.reference,
    },
    intake: { startsOn: entry.startsOn, places: null },
    course: {
      courseKey: courseKey(entry),
      learningAimCode: aim.kind === 'learning-aim' ? aim.code : null,
      isAimChecked: aim.kind === 'learning-aim' && aim.status === 'known',
      texts: { ...texts },
    },
    venueReference: venue?.reference ?? null,
  };
}

/** The whole file's learning aims in sentences, which come before what is wrong with single rows. */
function notesOnAims(aims: AimsOfFile | null): string[] {
  if (aims === null) return [];
  const notes: string[] = [];
  if (aims.rowsWithoutCode.length > 0) notes.push(`No LARS_QAN in ${rowsInWords(aims.rowsWithoutCode)}.`);
  if (aims.rowsWithoutReadableCode.length > 0) notes.push(`Not a learning aim code in ${rowsInWords(aims.rowsWithoutReadableCode)}: eight letters or digits are expected.`);
  for (const { code, rowNumbers } of aims.unknown) notes.push(`The learning aim ${code} is not known (${rowsInWords(rowNumbers)}).`);
  for (const { code, rowNumbers } of aims.expired) notes.push(`The learning aim ${code} has expired (${rowsInWords(rowNumbers)}).`);
  if (aims.notChecked > 0) notes.push('Learning aim codes were checked for their form only: no table of learning aims is loaded here.');
  return notes;
}

const MOST_ROWS_NAMED = 10;

function rowsInWords(rows: readonly number[]): string {
  const named = rows.slice(0, MOST_ROWS_NAMED).join(', ');
  const more = rows.length > MOST_ROWS_NAMED ? ` and ${rows.length - MOST_ROWS_NAMED} more` : '';
  return `${rows.length === 1 ? 'row' : 'rows'} ${named}${more}`;
}

/** Says when a file was not the UTF-8 that is expected, so that odd letters in names can be understood. */
export function notesOnEncoding(file: TabularFile): string[] {
  return file.encoding === 'utf-8' ? [] : [`The file was read as ${file.encoding}. If accented letters look wrong, save it as "CSV UTF-8" and send it again.`];
}
