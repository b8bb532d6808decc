import { spawn } from 'node:child_process';
import { GeographyImport, PostcodeLookup, type ImportProgress } from '#lib/geography';
import { SystemClock, Database } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture, MadeFiles, manyPostcodes } from '../fixtures/geography/made-files.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

class SmallBatches extends GeographyImport {
  protected override readonly rowsPerBatch = 1000;
  protected override readonly lockWaitSeconds = 5;
}

let database: TestDatabase;
let geography: GeographyImport;
const files = new MadeFiles();
const ROWS = 9500;
const OLD_NORTHING = 111_111;
const NEW_NORTHING = 222_222;

beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  geography = new SmallBatches(database.dataSource, new SystemClock());
  await database.dataSource.query('TRUNCATE geography.imports, geography.postcodes, geography.deprivation');
  await geography.run([files.make('old.csv', manyPostcodes(ROWS, OLD_NORTHING))]);
});
afterAll(async () => {
  files.remove();
  await database.close();
});

/** The northings in use, with how many postcodes have each. */
async function northings(): Promise<Record<string, number>> {
  const rows = await database.dataSource.query<{ northing: number; rows: number }[]>('SELECT northing, count(*)::int AS rows FROM geography.postcodes GROUP BY northing');
  return Object.fromEntries(rows.map(({ northing, rows: count }) => [northing, count]));
}

async function statuses(): Promise<unknown[]> {
  return database.dataSource.query('SELECT file_name, status, rows_read, error_code FROM geography.imports ORDER BY import_id');
}

async function stagedTables(): Promise<number> {
  const [row] = await database.dataSource.query<{ tables: number }[]>(`SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'geography' AND tablename ~ '^(staged|next)'`);
  return row!.tables;
}

/** Columns, constraints, indexes and rights of the directory, as the catalogue has them. */
async function describeDirectory(): Promise<unknown> {
  return Promise.all(
    [
      `SELECT attname, atttypid::regtype::text, attnotnull, attcollation::regcollation::text, pg_get_expr(adbin, adrelid) FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = 'geography.postcodes'::regclass AND attnum > 0 ORDER BY attnum`,
      `SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'geography.postcodes'::regclass ORDER BY conname`,
      `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'geography' AND tablename = 'postcodes' ORDER BY 1`,
      `SELECT relpersistence, relacl::text FROM pg_class WHERE oid = 'geography.postcodes'::regclass`,
      `SELECT tablename FROM pg_tables WHERE schemaname = 'geography' ORDER BY 1`,
    ].map((query) => database.dataSource.query(query)),
  );
}

/** Runs the import and breaks it off when `when` says so. */
async function breakOff(paths: readonly string[], when: (progress: ImportProgress) => boolean): Promise<void> {
  const stopped = geography.run(paths, (progress) => {
    if (when(progress)) throw new Error('broken off by the test');
  });
  await expect(stopped).rejects.toThrow('broken off by the test');
}

describe('an import that was broken off', () => {
  it('leaves the old directory in use and goes on where it stopped, with no row lost and none doubled', async () => {
    const path = files.make('new.csv', manyPostcodes(ROWS, NEW_NORTHING));
    await breakOff([path], ({ rowsRead }) => rowsRead === 3000);
    expect(await northings()).toEqual({ [OLD_NORTHING]: ROWS });
    const seen: number[] = [];
    const [load] = await geography.run([path], ({ rowsRead, step }) => step === 'reading' && seen.push(rowsRead));
    expect(seen).toEqual([4000, 5000, 6000, 7000, 8000, 9000, 9500]);
    expect(load?.files[0]).toMatchObject({ rowsRead: ROWS, rowsLoaded: ROWS, rowsSkipped: 0 });
    expect(await northings()).toEqual({ [NEW_NORTHING]: ROWS });
    expect(await stagedTables()).toBe(0);
  });

  it('keeps the bad rows that it had counted', async () => {
    const path = files.make('bad.csv', manyPostcodes(ROWS, NEW_NORTHING, (row, text) => (row === 500 || row === 5000 ? `?${text}` : text)));
    await breakOff([path], ({ rowsRead }) => rowsRead === 2000);
    const [load] = await geography.run([path]);
    expect(load?.files[0]).toMatchObject({ rowsRead: ROWS, rowsLoaded: ROWS - 2, rowsSkipped: 2, rowFaults: [{ row: 500 }, { row: 5000 }] });
  });

  it('goes on in the second of two files without reading the first again', async () => {
    const paths = [files.make('one.csv', manyPostcodes(2500, 1)), files.make('two.csv', manyPostcodes(ROWS, NEW_NORTHING))];
    await breakOff(paths, ({ file, rowsRead }) => file === 'two.csv' && rowsRead === 1000);
    const seen = new Set<string>();
    await geography.run(paths, ({ file, step }) => step === 'reading' && seen.add(file));
    expect([...seen]).toEqual(['two.csv']);
    expect(await northings()).toEqual({ [NEW_NORTHING]: ROWS });
  });

  it('goes straight to the swap when everything was read', async () => {
    const path = files.make('new.csv', manyPostcodes(ROWS, NEW_NORTHING));
    await breakOff([path], ({ step }) => step === 'swapping');
    expect(await northings()).toEqual({ [OLD_NORTHING]: ROWS });
    const steps: string[] = [];
    await geography.run([path], ({ step }) => steps.push(step));
    expect(steps).toEqual(['swapping']);
    expect(await northings()).toEqual({ [NEW_NORTHING]: ROWS });
  });

  it('is given up when other files come instead, and then begins anew', async () => {
    const path = files.make('new.csv', manyPostcodes(ROWS, NEW_NORTHING));
    await breakOff([path], ({ rowsRead }) => rowsRead === 2000);
    await geography.run([fixture('nspl-2021.csv')]);
    expect(await statuses()).toMatchObject([
      { file_name: 'old.csv', status: 'replaced' },
      { file_name: 'new.csv', status: 'failed', rows_read: 2000, error_code: 'geography/abandoned' },
      { file_name: 'nspl-2021.csv', status: 'loaded' },
    ]);
    const seen: number[] = [];
    await geography.run([path], ({ rowsRead }) => seen.push(rowsRead));
    expect(seen[0]).toBe(1000);
    expect(await northings()).toEqual({ [NEW_NORTHING]: ROWS });
  });

  it('goes on after its connection to the database was cut', async () => {
    const path = files.make('new.csv', manyPostcodes(ROWS, NEW_NORTHING));
    let cut: Promise<unknown> | undefined;
    const running = geography.run([path], ({ rowsRead }) => {
      if (rowsRead >= 2000) {
        cut ??= database.dataSource.query(
          `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7266431 AND granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
      }
    });
    await expect(running).rejects.toThrow(/terminat|connection|released/i);
    await cut;
    expect(await northings()).toEqual({ [OLD_NORTHING]: ROWS });
    const seen: number[] = [];
    await geography.run([path], ({ rowsRead }) => seen.push(rowsRead));
    expect(seen[0]).toBeGreaterThan(2000);
    expect(await northings()).toEqual({ [NEW_NORTHING]: ROWS });
  });

  it('goes on after a real kill -9 of its process', async () => {
    const rows = 60_000;
    const path = files.make('killed.csv', manyPostcodes(rows, NEW_NORTHING));
    const script = `
      import 'reflect-metadata';
      import { GeographyImport } from '#lib/geography';
      import { SystemClock } from '#lib/platform';
      import { openDataSource } from '#lib/schema';
      const dataSource = await openDataSource(process.env.TEST_URL, 'killed');
      await new GeographyImport(dataSource, new SystemClock()).run([process.env.TEST_FILE], ({ rowsRead }) => console.log(rowsRead));
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TEST_URL: database.url, TEST_FILE: path }, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (piece) => (errors += String(piece)));
    child.stdout.once('data', () => child.kill('SIGKILL'));
    const signal = await new Promise((resolve) => child.on('close', (_code, name) => resolve(name)));
    expect([signal, errors]).toEqual(['SIGKILL', '']);
    expect(await northings()).toEqual({ [OLD_NORTHING]: ROWS });
    const seen: number[] = [];
    await geography.run([path], ({ rowsRead }) => seen.push(rowsRead));
    expect(seen[0]).toBeGreaterThan(10_000);
    expect(await northings()).toEqual({ [NEW_NORTHING]: rows });
  });
});

describe('while an import runs', () => {
  it('readers have the whole old directory until they have the whole new one', async () => {
    const postcodes = new PostcodeLookup(new Database(database.dataSource, new SystemClock()));
    const asked = manyPostcodes(ROWS, 0).split('\n').slice(1, 600).map((line) => line.slice(0, line.indexOf(',')));
    const seen: string[] = [];
    const end = new AbortController();
    const reading = (async () => {
      while (!end.signal.aborted) {
        const places = await postcodes.placesOf(asked, 2019);
        seen.push([...new Set(places.map((place) => place.position?.northing))].join());
      }
    })();
    try {
      await geography.run([files.make('new.csv', manyPostcodes(ROWS, NEW_NORTHING))]);
    } finally {
      end.abort();
      await reading;
    }
    seen.push(...(await postcodes.placesOf(asked.slice(0, 1), 2019)).map((place) => String(place.position?.northing)));
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.filter((one, index) => one !== seen[index - 1])).toEqual([String(OLD_NORTHING), String(NEW_NORTHING)]);
  });

  it('a second one waits, and then says that another is running', async () => {
    class Impatient extends GeographyImport {
      protected override readonly lockWaitSeconds = 1;
    }
    let second: Promise<unknown> | undefined;
    await geography.run([files.make('new.csv', manyPostcodes(ROWS, NEW_NORTHING))], () => {
      second ??= new Impatient(database.dataSource, new SystemClock()).run([fixture('nspl-2021.csv')]);
    });
    expect(await second).toMatchObject([{ outcome: 'loaded' }]);
    const holder = database.dataSource.createQueryRunner();
    await holder.query('SELECT pg_advisory_lock(7266431)');
    await expect(new Impatient(database.dataSource, new SystemClock()).run([fixture('nspl-2023.csv')])).rejects.toMatchObject({ code: 'geography/import-running' });
    await holder.query('SELECT pg_advisory_unlock(7266431)');
    await holder.release();
  });
});

describe('the table that is put in place', () => {
  it('is like the one that the migration made, to the names of its constraints and its readers', async () => {
    const fresh = await openTestDatabase();
    const used = database;
    try {
      database = fresh;
      await fresh.dataSource.query('GRANT SELECT ON geography.postcodes TO PUBLIC');
      const before = await describeDirectory();
      const again = new SmallBatches(fresh.dataSource, new SystemClock());
      await again.run([files.make('new.csv', manyPostcodes(ROWS, NEW_NORTHING))]);
      await again.run([fixture('lsoa-boards.csv')]);
      expect(await describeDirectory()).toEqual(before);
    } finally {
      database = used;
      await fresh.close();
    }
  });
});
