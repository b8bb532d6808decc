import { createHash } from 'node:crypto';
import { Clock, copyRows, DomainError, type CopyValue } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, QueryFailedError, type EntityManager, type QueryRunner } from 'typeorm';
import { dataRows } from './csv-records.js';
import { recogniseFiles, type GeographyFile } from './geography-files.js';
import { createStagedTable, dropStagedTable, findTwins, hasStagedTable, stagedTable, swapIn } from './geography-tables.js';
import { GEOGRAPHY_KINDS, type GeographyKind } from './layouts.js';
import { Fault, rowReader, STAGED_COLUMNS, type RowFault } from './read-row.js';

/** How far a file has been read; sent after each batch is safe in the database. */
export interface ImportProgress {
  readonly file: string;
  /** 'swapping' once a kind's files are read: the new rows are being put in place. */
  readonly step: 'reading' | 'swapping';
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

export interface ImportedFile {
  readonly file: string;
  readonly layout: string;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsSkipped: number;
  /** The first 20 rows that were left out. */
  readonly rowFaults: readonly RowFault[];
}

/** What became of the files of one kind. 'unchanged': they are what is in use already. */
export interface GeographyLoad {
  readonly kind: GeographyKind;
  readonly outcome: 'loaded' | 'unchanged';
  readonly files: readonly ImportedFile[];
}

interface FileRow {
  import_id: string;
  file_number: number;
  status: 'reading' | 'read' | 'loaded' | 'replaced' | 'failed';
  rows_read: number;
  rows_loaded: number;
  rows_skipped: number;
  row_errors: RowFault[];
}

/** Any number that nobody else uses: held by the one import that runs. */
const IMPORT_LOCK = 7_266_431;
/** Part of every load's fingerprint: raise it when files are read differently, so that they load anew. */
const READER_VERSION = 1;
const FAULTS_KEPT = 20;
/** A file with more unreadable rows than one in a hundred is refused. */
const BAD_ROW_SHARE = 0.01;
/** Bad rows are not held against a file before so many rows were read. */
const ROWS_BEFORE_GIVING_UP = 20_000;

/**
 * Loads the postcode directory, the Indices of Deprivation and the area lookups from the publishers' files.
 * What is in use stays in use until the new rows take its place in one transaction.
 */
@Injectable()
export class GeographyImport {
  protected readonly rowsPerBatch: number = 10_000;
  /** The server may still be ending the connection of an import that was killed: so long is waited for it. */
  protected readonly lockWaitSeconds: number = 20;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Recognises every file by its headings before anything is written, then loads kind by kind. Files of one
   * kind make one set: a later file fills in and corrects the earlier ones where it has a value. An import
   * that was killed goes on where it stopped when it is called with the same files. Throws coded errors:
   * geography/unknown-layout, file-truncated, row-width, too-many-bad-rows, row-twice, in-use and others.
   */
  async run(paths: readonly string[], onProgress: (progress: ImportProgress) => void = () => undefined): Promise<GeographyLoad[]> {
    const files = await recogniseFiles(paths);
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query('SET ROLE pathways_geography'); // owns the public reference tables, which it puts in each other's place, and nothing else
      await this.lock(runner);
      const loads: GeographyLoad[] = [];
      for (const kind of GEOGRAPHY_KINDS) {
        const ofKind = files.filter((file) => file.recognised.layout.kind === kind);
        if (ofKind.length > 0) loads.push(await this.load(runner, kind, ofKind, onProgress));
      }
      return loads;
    } finally {
      if (!runner.isReleased) {
        await runner.query('SELECT pg_advisory_unlock($1)', [IMPORT_LOCK]).catch(() => undefined); // a lost connection has lost its lock
        await runner.query('RESET ROLE').catch(() => undefined);
        await runner.release();
      }
    }
  }

  private async lock(runner: QueryRunner): Promise<void> {
    await runner.query(`SET lock_timeout = '${this.lockWaitSeconds}s'`);
    try {
      await runner.query('SELECT pg_advisory_lock($1)', [IMPORT_LOCK]);
    } catch (error) {
      if (postgresCode(error) !== '55P03') throw error;
      throw new DomainError('geography/import-running', 'Another geography import is running. Wait until it has ended.', [], { cause: error });
    } finally {
      await runner.query('RESET lock_timeout');
    }
  }

  private async load(runner: QueryRunner, kind: GeographyKind, files: readonly GeographyFile[], onProgress: (progress: ImportProgress) => void): Promise<GeographyLoad> {
    const loadFingerprint = createHash('sha256').update([READER_VERSION, kind, ...files.map((file) => file.source.fingerprint)].join(' ')).digest('hex');
    const inUse = await this.rowsInUse(runner, kind, loadFingerprint);
    if (inUse.length > 0) return { kind, outcome: 'unchanged', files: inUse.map((row, index) => toImportedFile(files[index]!, row)) };

    const rows = await inTransaction(runner, (manager) => this.begin(manager, kind, loadFingerprint, files));
    try {
      for (const [index, file] of files.entries()) await this.readFile(runner, kind, file, rows[index]!, onProgress);
      const last = files.at(-1)!.source;
      onProgress({ file: last.name, step: 'swapping', rowsRead: rows.at(-1)!.rows_read, bytesRead: last.bytesTotal, bytesTotal: last.bytesTotal });
      await this.finish(runner, kind, loadFingerprint, files);
    } catch (error) {
      // Only what is wrong with the files ends a load. After anything else (a lost connection, a full disk, a
      // busy directory) the rows stay staged, and the next call goes on from them.
      if (error instanceof DomainError && error.code !== 'geography/in-use') await this.fail(runner, kind, loadFingerprint, error.code);
      throw error;
    }
    return { kind, outcome: 'loaded', files: rows.map((row, index) => toImportedFile(files[index]!, row)) };
  }

  /** The files in use, when they are exactly these. */
  private async rowsInUse(runner: QueryRunner, kind: GeographyKind, loadFingerprint: string): Promise<FileRow[]> {
    return runner.manager.query<FileRow[]>(
      `SELECT * FROM geography.imports WHERE kind = $1 AND status = 'loaded' AND load_fingerprint = $2 ORDER BY file_number`,
      [kind, loadFingerprint],
    );
  }

  /** The rows of a load that was broken off, with its staged table; else fresh ones. */
  private async begin(manager: EntityManager, kind: GeographyKind, loadFingerprint: string, files: readonly GeographyFile[]): Promise<FileRow[]> {
    if (await hasStagedTable(manager, kind)) {
      const rows = await manager.query<FileRow[]>(
        `SELECT * FROM geography.imports WHERE kind = $1 AND load_fingerprint = $2 AND status IN ('reading', 'read') ORDER BY file_number`,
        [kind, loadFingerprint],
      );
      if (rows.length === files.length) return rows;
    }
    const now = this.clock.now();
    await manager.query(
      `UPDATE geography.imports SET status = 'failed', error_code = 'geography/abandoned', finished_at = $2 WHERE kind = $1 AND status IN ('reading', 'read')`,
      [kind, now],
    );
    await createStagedTable(manager, kind);
    return manager.query<FileRow[]>(
      `INSERT INTO geography.imports (load_fingerprint, file_number, file_name, fingerprint, kind, layout_code, status, started_at)
       SELECT $1, file_number, file_name, fingerprint, $2, layout_code, 'reading', $3
         FROM unnest($4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS f (file_name, fingerprint, layout_code, file_number)
        ORDER BY file_number RETURNING *`,
      [loadFingerprint, kind, now, files.map((file) => file.source.name), files.map((file) => file.source.fingerprint), files.map((file) => file.recognised.layout.code)],
    );
  }

  /** Reads what is left of a file into the staged table. While one batch is written the next is read. */
  private async readFile(runner: QueryRunner, kind: GeographyKind, file: GeographyFile, row: FileRow, onProgress: (progress: ImportProgress) => void): Promise<void> {
    if (row.status !== 'reading') return;
    const { source, recognised } = file;
    const read = rowReader(recognised);
    let bytesRead = 0;
    let rowsRead = row.rows_read;
    let batch = new Batch();
    let writing = Promise.resolve();
    const write = async (): Promise<void> => {
      const full = batch;
      const progress = { file: source.name, step: 'reading', rowsRead, bytesRead, bytesTotal: source.bytesTotal } as const;
      batch = new Batch();
      await writing;
      writing = (async () => {
        await this.writeBatch(runner, kind, row, full, progress.rowsRead);
        refuseBadRows(source.name, row, ROWS_BEFORE_GIVING_UP);
        onProgress(progress);
      })();
      writing.catch(() => undefined); // awaited before the next batch and at the end
    };
    try {
      for await (const records of dataRows(source, recognised.headings.length, row.rows_read, (bytes) => (bytesRead += bytes))) {
        for (const { row: rowNumber, cells } of records) {
          const reading = read(cells);
          rowsRead = rowNumber - 1;
          if (!(reading instanceof Fault)) batch.good.push([row.file_number, rowNumber, ...reading]);
          else batch.faults.push({ row: rowNumber, column: recognised.headings[recognised.columns[reading.field]!]!, code: reading.code, reason: reading.reason });
          if (batch.good.length + batch.faults.length === this.rowsPerBatch) await write();
        }
      }
      if (batch.good.length + batch.faults.length > 0) await write();
    } finally {
      await writing;
    }
    if (row.rows_read === 0) throw new DomainError('geography/no-rows', `${source.name} has a heading row and no data rows.`);
    refuseBadRows(source.name, row, 0);
    await runner.query(`UPDATE geography.imports SET status = 'read' WHERE import_id = $1`, [row.import_id]);
    row.status = 'read';
  }

  /** A batch and the record that it is done become true together: a kill between them cannot double a row. */
  private async writeBatch(runner: QueryRunner, kind: GeographyKind, row: FileRow, { good, faults }: Batch, rowsRead: number): Promise<void> {
    const kept = [...row.row_errors, ...faults].slice(0, FAULTS_KEPT);
    await inTransaction(runner, async (manager) => {
      await copyRows(manager, stagedTable(kind), ['file_number', 'row_number', ...STAGED_COLUMNS[kind]], good);
      await manager.query(`UPDATE geography.imports SET rows_read = $2, rows_loaded = rows_loaded + $3, rows_skipped = rows_skipped + $4, row_errors = $5 WHERE import_id = $1`, [
        row.import_id,
        rowsRead,
        good.length,
        faults.length,
        JSON.stringify(kept),
      ]);
    });
    row.rows_read = rowsRead;
    row.rows_loaded += good.length;
    row.rows_skipped += faults.length;
    row.row_errors = kept;
  }

  private async finish(runner: QueryRunner, kind: GeographyKind, loadFingerprint: string, files: readonly GeographyFile[]): Promise<void> {
    try {
      await inTransaction(runner, async (manager) => {
        await swapIn(manager, kind, files.length);
        await manager.query(`UPDATE geography.imports SET status = 'replaced' WHERE kind = $1 AND status = 'loaded'`, [kind]);
        await manager.query(`UPDATE geography.imports SET status = 'loaded', finished_at = $3 WHERE kind = $1 AND load_fingerprint = $2 AND status = 'read'`, [kind, loadFingerprint, this.clock.now()]);
      });
    } catch (error) {
      if (postgresCode(error) === '55P03') {
        throw new DomainError('geography/in-use', 'The new rows are ready, but something has been reading the old directory for 30 seconds. Run the same import again: it goes on from here.', [], { cause: error });
      }
      const twins = postgresCode(error) === '23505' ? await findTwins(runner.manager, kind) : null;
      if (twins === null) throw error;
      throw new DomainError('geography/row-twice', `Rows ${twins.rows[0]} and ${twins.rows[1]} of ${files[twins.fileNumber - 1]!.source.name} are about the same place. Remove the wrong one.`, [], { cause: error });
    }
  }

  private async fail(runner: QueryRunner, kind: GeographyKind, loadFingerprint: string, code: string): Promise<void> {
    await inTransaction(runner, async (manager) => {
      await dropStagedTable(manager, kind);
      await manager.query(
        `UPDATE geography.imports SET status = 'failed', error_code = $3, finished_at = $4 WHERE kind = $1 AND load_fingerprint = $2 AND status IN ('reading', 'read')`,
        [kind, loadFingerprint, code, this.clock.now()],
      );
    });
  }
}

/** Rows that are written together. */
class Batch {
  readonly good: CopyValue[][] = [];
  readonly faults: RowFault[] = [];
}

function refuseBadRows(fileName: string, row: FileRow, atLeast: number): void {
  if (row.rows_skipped <= BAD_ROW_SHARE * Math.max(row.rows_read, atLeast)) return;
  throw new DomainError(
    'geography/too-many-bad-rows',
    `${row.rows_skipped} of the first ${row.rows_read} rows of ${fileName} cannot be read, which is more than one in a hundred. Nothing was loaded. The first are listed.`,
    row.row_errors.map((fault) => ({ pointer: `row ${fault.row}, ${fault.column}`, detail: fault.reason })),
  );
}

function toImportedFile(file: GeographyFile, row: FileRow): ImportedFile {
  return {
    file: file.source.name,
    layout: file.recognised.layout.title,
    rowsRead: row.rows_read,
    rowsLoaded: row.rows_loaded,
    rowsSkipped: row.rows_skipped,
    rowFaults: row.row_errors,
  };
}

async function inTransaction<T>(runner: QueryRunner, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  await runner.startTransaction();
  try {
    const result = await work(runner.manager);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined); // a lost connection has rolled back by itself
    throw error;
  }
}

/** SQLSTATE of a failed query, '' for another error. */
function postgresCode(error: unknown): string {
  return error instanceof QueryFailedError ? String((error.driverError as { code?: unknown }).code) : '';
}
