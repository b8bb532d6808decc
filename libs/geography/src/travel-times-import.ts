import { createHash } from 'node:crypto';
import { TRAVEL_MODES, type TravelMode } from '#lib/kernel';
import { Clock, copyRows, Database, DomainError, systemActor, type CopyValue } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { QueryFailedError, type EntityManager } from 'typeorm';
import { dataRows, headingsOf } from './csv-records.js';
import type { RowFault } from './read-row.js';
import { sourceFilesAt, type SourceFile } from './source-file.js';
import { rowTwice, STAGED_COLUMNS, TravelTimesGroups } from './travel-times-groups.js';
import { TravelTimeFault, travelTimeReader, travelTimesLayout, type TravelTimesLayout } from './travel-times-row.js';

/** How far a file has been read. */
export interface TravelTimesProgress {
  /** 'packing' once it is read: the new version is being made. */
  readonly step: 'reading' | 'packing';
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** What became of a file. 'unchanged': its times are in use already. */
export interface TravelTimesLoad {
  readonly outcome: 'loaded' | 'unchanged';
  readonly version: number;
  readonly file: string;
  /** Of the file; other modes stay as they were. */
  readonly modes: readonly TravelMode[];
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  /** Loaded rows without minutes: pairs of zones without a way. */
  readonly rowsWithoutWay: number;
  readonly rowsSkipped: number;
  /** The first 20 rows that were left out. */
  readonly rowFaults: readonly RowFault[];
  /** Whether codes of 2011 could be told: the changes of areas from 2011 to 2021 are loaded. */
  readonly isYearOfZonesChecked: boolean;
}

const ACTOR = systemActor('job:travel-times', {});
const ROLE = 'pathways_geography';

/** Any number that nobody else uses: held by the one import that runs. */
const IMPORT_LOCK = 7_266_433;
/** Part of the digest: raise it when files are read differently, so that they load anew. */
const READER_VERSION = 1;
const FAULTS_KEPT = 20;
/** A file with more unreadable rows than one in a hundred is refused. */
const BAD_ROW_SHARE = 0.01;
/** Bad rows are not held against a file before so many rows were read. */
const ROWS_BEFORE_GIVING_UP = 20_000;
const ROWS_BETWEEN_NEWS = 100_000;

/**
 * Loads tables of travel times. Everything of a file happens in one transaction: what is in use stays in use until the
 * new version is whole, and of an import that was killed nothing is left. It begins anew: to go on where it stopped, as
 * the import of the directory does, was rejected, since packed rows are written in a minute or two.
 */
@Injectable()
export class TravelTimesImport {
  /** Pairs that are gathered before they are written: 50 MB. A file in the order of its zones of departure then makes whole rows. */
  protected readonly pairsGathered: number = 500_000;
  /** The server may still be ending the connection of an import that was killed: so long is waited for it. */
  protected readonly lockWaitSeconds: number = 20;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads a CSV file (.csv or .csv.gz) of travel times between LSOAs of 2021 and makes it the version in use, together
   * with the modes that it does not have from the version before. The same file again changes nothing.
   *
   * @param ofRowsWithout mode of rows that do not say theirs
   * Throws coded errors: geography/unknown-layout, mode-missing, too-many-bad-rows, row-twice, no-rows,
   * file-truncated, import-running and others.
   */
  async run(path: string, ofRowsWithout?: TravelMode, onProgress: (progress: TravelTimesProgress) => void = () => undefined): Promise<TravelTimesLoad> {
    const [source, another] = await sourceFilesAt(path);
    if (another !== undefined) throw new DomainError('geography/unknown-layout', `${source!.name.split(': ')[0]} holds several files. Unpack it, and import the one with the travel times.`);
    const layout = travelTimesLayout(source!.name, await headingsOf(source!), ofRowsWithout);
    const load = await this.database.write(
      ACTOR,
      async (manager) => {
        await this.lock(manager);
        const onlyOf2011 = await codesOnlyOf2011(manager);
        // What reads a file otherwise makes another one of it.
        const digest = createHash('sha256').update([READER_VERSION, source!.fingerprint, ofRowsWithout ?? '', onlyOf2011 === null ? '' : 'checked'].join(' ')).digest('hex');
        const inUse = await versionInUseOf(manager, digest);
        if (inUse !== undefined) return { ...inUse, outcome: 'unchanged' as const, isYearOfZonesChecked: onlyOf2011 !== null };
        const read = new FileReading(source!, layout, travelTimeReader(layout, ofRowsWithout, onlyOf2011 ?? new Set()), this.pairsGathered, onProgress);
        await stage(manager, read);
        onProgress({ step: 'packing', rowsRead: read.rowsRead, bytesRead: source!.bytesTotal, bytesTotal: source!.bytesTotal });
        const version = await this.makeVersion(manager, read, digest);
        return { ...(await describe(manager, version)), outcome: 'loaded' as const, isYearOfZonesChecked: onlyOf2011 !== null };
      },
      ROLE,
    );
    if (load.outcome === 'loaded') await this.removeUnnamed();
    return load;
  }

  private async lock(manager: EntityManager): Promise<void> {
    await manager.query(`SET LOCAL lock_timeout = '${this.lockWaitSeconds}s'`);
    try {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
    } catch (error) {
      if (postgresCode(error) !== '55P03') throw error;
      throw new DomainError('geography/import-running', 'Another import of travel times is running. Wait until it has ended.', [], { cause: error });
    }
    await manager.query(`SET LOCAL lock_timeout = 0`);
  }

  /** Puts the staged rows into a version of their own, with the other modes of the version before, and that into use. */
  private async makeVersion(manager: EntityManager, read: FileReading, digest: string): Promise<number> {
    const now = this.clock.now();
    const [former] = returned<{ version: number }>(await manager.query('UPDATE geography.travel_time_tables SET replaced_at = $1 WHERE is_in_use RETURNING version', [now]));
    const [made] = await manager.query<{ version: number }[]>(
      `INSERT INTO geography.travel_time_tables (file_name, digest, rows_read, rows_loaded, rows_without_way, rows_skipped, row_errors, imported_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING version`,
      [read.fileName, digest, read.rowsRead, read.rowsRead - read.rowsSkipped, read.rowsWithoutWay, read.rowsSkipped, JSON.stringify(read.rowFaults), now],
    );
    const { version } = made!;
    await manager.query(
      `WITH pieces AS (SELECT mode, from_zone, count(*) AS count FROM geography.staged_travel_times GROUP BY mode, from_zone)
       INSERT INTO geography.travel_times (version, mode, from_zone, to_zones, minutes)
       SELECT $1::integer, mode, from_zone, to_zones, minutes FROM geography.staged_travel_times JOIN pieces USING (mode, from_zone) WHERE count = 1
       UNION ALL
       SELECT $1::integer, mode, from_zone, array_agg(pair.zone ORDER BY pair.zone COLLATE "C"), array_agg(pair.minutes ORDER BY pair.zone COLLATE "C")
         FROM geography.staged_travel_times AS staged JOIN pieces USING (mode, from_zone), unnest(staged.to_zones, staged.minutes) AS pair (zone, minutes)
        WHERE count > 1 GROUP BY mode, from_zone`,
      [version],
    );
    await manager.query('DROP TABLE geography.staged_travel_times');
    await manager.query(
      `INSERT INTO geography.travel_time_modes (version, mode, rows_version)
       SELECT DISTINCT version, mode, version FROM geography.travel_times WHERE version = $1::integer
       UNION ALL
       SELECT $1::integer, mode, rows_version FROM geography.travel_time_modes AS former
        WHERE version = $2::integer AND NOT EXISTS (SELECT FROM geography.travel_times AS own WHERE own.version = $1::integer AND own.mode = former.mode)`,
      [version, former?.version ?? null],
    );
    return version;
  }

  /**
   * Removes versions that are neither in use nor named by a snapshot or by a later version: the foreign keys say so.
   * Not those of the last day, which a snapshot that is being taken may be about to name. The latest goes first, since it
   * may be what names the others.
   */
  private async removeUnnamed(): Promise<void> {
    const replaced = await this.database.read<{ version: number }>(
      ACTOR,
      `SELECT version FROM geography.travel_time_tables WHERE replaced_at < $1 ORDER BY version DESC`,
      [new Date(this.clock.now().getTime() - 86_400_000)],
      ROLE,
    );
    for (const { version } of replaced) {
      const removal = this.database.write(
        ACTOR,
        async (manager) => {
          for (const table of ['travel_time_modes', 'travel_times', 'travel_time_tables']) await manager.query(`DELETE FROM geography.${table} WHERE version = $1`, [version]);
        },
        ROLE,
      );
      await removal.catch((error: unknown) => {
        if (postgresCode(error) !== '23503') throw error;
      });
    }
  }
}

/** The rows of one file, with what was counted on the way. */
class FileReading {
  rowsRead = 0;
  rowsSkipped = 0;
  rowsWithoutWay = 0;
  readonly rowFaults: RowFault[] = [];
  readonly #groups: TravelTimesGroups;

  constructor(
    private readonly source: SourceFile,
    private readonly layout: TravelTimesLayout,
    private readonly read: ReturnType<typeof travelTimeReader>,
    pairsGathered: number,
    private readonly onProgress: (progress: TravelTimesProgress) => void,
  ) {
    this.#groups = new TravelTimesGroups(source.name, pairsGathered);
  }

  get fileName(): string {
    return this.source.name;
  }

  /** Rows for the staged table. Throws coded errors for a file that is refused. */
  async *rows(): AsyncGenerator<CopyValue[]> {
    const { headings, columns } = this.layout;
    let bytesRead = 0;
    let toldAt = 0;
    for await (const records of dataRows(this.source, headings.length, 0, (bytes) => (bytesRead += bytes))) {
      for (const { row, cells } of records) {
        const reading = this.read(cells);
        this.rowsRead += 1;
        if (reading instanceof TravelTimeFault) this.skip(row, headings[columns[reading.field]] ?? reading.field, reading);
        else this.#groups.add(reading, row);
        if (!(reading instanceof TravelTimeFault) && reading.minutes === null) this.rowsWithoutWay += 1;
      }
      if (this.#groups.isFull) yield* this.#groups.take();
      if (this.rowsRead - toldAt < ROWS_BETWEEN_NEWS) continue;
      toldAt = this.rowsRead;
      this.onProgress({ step: 'reading', rowsRead: this.rowsRead, bytesRead, bytesTotal: this.source.bytesTotal });
    }
    if (this.rowsRead === 0) throw new DomainError('geography/no-rows', `${this.source.name} has a heading row and no data rows.`);
    this.refuseBadRows(0);
    yield* this.#groups.take();
  }

  private skip(row: number, column: string, { code, reason }: TravelTimeFault): void {
    this.rowsSkipped += 1;
    if (this.rowFaults.length < FAULTS_KEPT) this.rowFaults.push({ row, column, code, reason });
    this.refuseBadRows(ROWS_BEFORE_GIVING_UP);
  }

  private refuseBadRows(atLeast: number): void {
    if (this.rowsSkipped <= BAD_ROW_SHARE * Math.max(this.rowsRead, atLeast)) return;
    throw new DomainError(
      'geography/too-many-bad-rows',
      `${this.rowsSkipped} of the first ${this.rowsRead} rows of ${this.source.name} cannot be read, which is more than one in a hundred. Nothing was loaded. The first are listed.`,
      this.rowFaults.map((fault) => ({ pointer: `row ${fault.row}, ${fault.column}`, detail: fault.reason })),
    );
  }
}

/** Copies a file into a table that ends with the transaction. Throws geography/row-twice for ways that are far apart in the file. */
async function stage(manager: EntityManager, read: FileReading): Promise<void> {
  await manager.query(
    `CREATE UNLOGGED TABLE geography.staged_travel_times (mode text, from_zone text COLLATE "C", to_zones text[] COLLATE "C", minutes smallint[], row_numbers integer[])`,
  );
  await copyRows(manager, 'geography.staged_travel_times', STAGED_COLUMNS, read.rows());
  await manager.query('ANALYZE geography.staged_travel_times (mode, from_zone)');
  const [twins] = await manager.query<{ first: number; second: number }[]>(
    `SELECT min(pair.row_number) AS first, max(pair.row_number) AS second
       FROM geography.staged_travel_times AS staged
       JOIN (SELECT mode, from_zone FROM geography.staged_travel_times GROUP BY mode, from_zone HAVING count(*) > 1) AS scattered USING (mode, from_zone),
            unnest(staged.to_zones, staged.row_numbers) AS pair (zone, row_number)
      GROUP BY mode, from_zone, pair.zone HAVING count(*) > 1 ORDER BY second LIMIT 1`,
  );
  if (twins !== undefined) throw rowTwice(read.fileName, twins.first, twins.second);
}

/** Areas that there were in 2011 only; null when the changes of areas are not loaded, and so nobody can tell. */
async function codesOnlyOf2011(manager: EntityManager): Promise<Set<string> | null> {
  const [some] = await manager.query<unknown[]>('SELECT 1 FROM geography.lsoa_changes LIMIT 1');
  if (some === undefined) return null;
  const rows = await manager.query<{ code: string }[]>('SELECT lsoa11_code AS code FROM geography.lsoa_changes EXCEPT SELECT lsoa21_code FROM geography.lsoa_changes');
  return new Set(rows.map(({ code }) => code));
}

type DescribedVersion = Omit<TravelTimesLoad, 'outcome' | 'isYearOfZonesChecked'>;

/** The file's own version, when everything that came with it is in use. */
async function versionInUseOf(manager: EntityManager, digest: string): Promise<DescribedVersion | undefined> {
  const [found] = await manager.query<{ version: number }[]>(
    `SELECT own.version
       FROM geography.travel_time_tables AS file
       JOIN geography.travel_time_modes AS own ON own.version = file.version AND own.rows_version = file.version
       LEFT JOIN (geography.travel_time_modes AS used JOIN geography.travel_time_tables AS latest ON latest.version = used.version AND latest.is_in_use)
         ON used.mode = own.mode AND used.rows_version = own.version
      WHERE file.digest = $1 GROUP BY own.version HAVING bool_and(used.version IS NOT NULL)`,
    [digest],
  );
  return found === undefined ? undefined : describe(manager, found.version);
}

async function describe(manager: EntityManager, version: number): Promise<DescribedVersion> {
  const [row] = await manager.query<DescribedVersion[]>(
    `SELECT version, file_name AS file, rows_read AS "rowsRead", rows_loaded AS "rowsLoaded", rows_without_way AS "rowsWithoutWay", rows_skipped AS "rowsSkipped", row_errors AS "rowFaults",
            ARRAY(SELECT mode FROM geography.travel_time_modes AS own WHERE own.version = file.version AND own.rows_version = file.version ORDER BY array_position($2::text[], mode)) AS modes
       FROM geography.travel_time_tables AS file WHERE version = $1`,
    [version, TRAVEL_MODES],
  );
  return row!;
}

/** TypeORM answers an UPDATE with its rows and their number. */
function returned<Row>([rows]: [Row[], number]): Row[] {
  return rows;
}

/** SQLSTATE of a failed query, '' for another error. */
function postgresCode(error: unknown): string {
  return error instanceof QueryFailedError ? String((error.driverError as { code?: unknown }).code) : '';
}
