import { spawn } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { GeographyImport, TravelTimesImport, TravelTimesLookup } from '#lib/geography';
import { TRAVEL_MODES, whyNot, type TravelMode } from '#lib/kernel';
import { Database, type DomainError } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { candidateWith, opportunityWith } from '../../libs/kernel/src/matching/example-facts.oracle.js';
import { isEligible } from '../../libs/kernel/src/matching/hard-rules.js';
import { scorePair } from '../../libs/kernel/src/matching/score.js';
import { travelMinutes } from '../../libs/kernel/src/matching/travel.js';
import { TravelTimesInUse } from '../../libs/matching/src/travel-times-in-use.js';
import { fixture, MadeFiles } from '../fixtures/geography/made-files.js';
import { runCommand } from '../support/command.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { MovableClock } from '../support/movable-clock.js';
import { SECRETS } from '../support/services.js';

/** So few pairs at a time that those of a zone come in many pieces. */
class SmallPieces extends TravelTimesImport {
  protected override readonly pairsGathered = 1000;
}

let database: TestDatabase;
let travelTimes: TravelTimesImport;
let lookup: TravelTimesLookup;
const files = new MadeFiles();
const clock = new MovableClock(new Date('2026-06-01T09:00:00Z'));

beforeAll(async () => {
  database = await openTestDatabase();
  const connected = new Database(database.dataSource, clock);
  travelTimes = new TravelTimesImport(connected, clock);
  lookup = new TravelTimesLookup(connected);
});
beforeEach(() => database.dataSource.query('TRUNCATE geography.travel_time_tables, geography.travel_time_modes, geography.travel_times, geography.lsoa_changes, matching.snapshots CASCADE'));
afterAll(async () => {
  files.remove();
  await database.close();
});

const zone = (number: number): string => `E01999${String(number).padStart(3, '0')}`;
const fileOf = (heading: string, ...rows: string[]): string => files.make('times.csv', `${[heading, ...rows].join('\n')}\n`);

/** Minutes between two made zones; null for a few ways that are not. */
function madeMinutes(from: number, to: number, more = 0): number | null {
  return (from * 7 + to * 11) % 97 === 0 ? null : ((from * 31 + to * 17) % 120) + more;
}

/** A table of `count` × `count` zones, its rows in an order: by departure as routing engines write them, or all over the file. */
function manyTimes(count: number, more = 0, order: 'by-departure' | 'scattered' = 'by-departure'): string {
  const total = count * count;
  const rows = Array.from({ length: total }, (_, index) => {
    const at = order === 'by-departure' ? index : (index * 7919) % total; // a prime: each pair once
    const [from, to] = [Math.floor(at / count), at % count];
    return `${zone(from)},${zone(to)},${madeMinutes(from, to, more) ?? 'NaN'}`;
  });
  return `from_id,to_id,travel_time\n${rows.join('\n')}\n`;
}

/** Everything that is stored of a version's own rows. */
async function storedOf(version: number): Promise<unknown> {
  return database.dataSource.query('SELECT mode, from_zone, to_zones, minutes FROM geography.travel_times WHERE version = $1 ORDER BY mode, from_zone', [version]);
}

async function versions(): Promise<unknown[]> {
  return database.dataSource.query('SELECT version, file_name, is_in_use FROM geography.travel_time_tables ORDER BY version');
}

/** Minutes of one way in the version in use, as a process that has just started would read them. */
async function minutesOf(mode: TravelMode, from: number, to: number, version?: number): Promise<number | null | undefined> {
  const inUse = new TravelTimesInUse(lookup);
  return (await inUse.of(version ?? (await inUse.version()), [{ travelMode: mode, travelZone: zone(from) }]))?.minutes(mode, zone(from), zone(to));
}

async function refusalOf(loading: Promise<unknown>): Promise<DomainError> {
  return loading.then(() => Promise.reject(new Error('was not refused')), (error: DomainError) => error);
}

async function leftOver(): Promise<unknown[]> {
  return database.dataSource.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'geography' AND tablename ~ '^staged'`);
}

describe('a file of travel times', () => {
  it('is read with our own headings, decimals rounded up, and ways that are not', async () => {
    const load = await travelTimes.run(fileOf('mode,from,to,minutes', `public,${zone(1)},${zone(2)},31.2`, `car,${zone(1)},${zone(2)},12`, `public,${zone(1)},${zone(3)},`, `Public,${zone(2)},${zone(1)},29.0`));
    expect(load).toMatchObject({ outcome: 'loaded', file: 'times.csv', modes: ['public', 'car'], rowsRead: 4, rowsLoaded: 4, rowsWithoutWay: 1, rowsSkipped: 0, rowFaults: [], isYearOfZonesChecked: false });
    expect(await Promise.all([minutesOf('public', 1, 2), minutesOf('car', 1, 2), minutesOf('public', 1, 3), minutesOf('public', 2, 1), minutesOf('public', 3, 1), minutesOf('walk', 1, 2)])).toEqual([32, 12, null, 29, undefined, undefined]);
  });

  it.each([
    ['as r5 writes it', `"from_id","to_id","travel_time_p50"\n"${zone(1)}","${zone(2)}",31\n`],
    ['with a byte order mark and line ends of Windows', `\ufefffrom,to,minutes\r\n${zone(1)},${zone(2)},31\r\n`],
    ['packed', gzipSync(`from,to,minutes\n${zone(1)},${zone(2)},31\n`)],
  ])('is read %s', async (_, content) => {
    await travelTimes.run(files.make('other.csv.gz', content), 'public');
    expect(await minutesOf('public', 1, 2)).toBe(31);
  });

  it('of 200,000 rows is read whole, in whatever order they come', async () => {
    const count = 450;
    const seen: number[] = [];
    const load = await travelTimes.run(files.make('many.csv', manyTimes(count)), 'public', ({ rowsRead }) => seen.push(rowsRead));
    expect(load).toMatchObject({ rowsRead: count * count, rowsLoaded: count * count, modes: ['public'] });
    expect(seen.length).toBeGreaterThan(1);
    const expected = Array.from({ length: count }, (_row, from) => ({
      mode: 'public',
      from_zone: zone(from),
      to_zones: Array.from({ length: count }, (_cell, to) => zone(to)),
      minutes: Array.from({ length: count }, (_cell, to) => madeMinutes(from, to)),
    }));
    expect(await storedOf(load.version)).toEqual(expected);

    const scattered = await new SmallPieces(new Database(database.dataSource, clock), clock).run(files.make('scattered.csv', manyTimes(count, 0, 'scattered')), 'public');
    expect(scattered).toMatchObject({ outcome: 'loaded', rowsWithoutWay: load.rowsWithoutWay });
    expect(await storedOf(scattered.version)).toEqual(expected);
    expect(await leftOver()).toEqual([]);
  });

  it('leaves a bad row out, and says which, where and what to do', async () => {
    const rows = manyTimes(30).split('\n');
    rows[5] = rows[5]!.replace(/,[^,]*$/, ',soon');
    rows[8] = rows[8]!.replace('E01', 'X01');
    const load = await travelTimes.run(files.make('nearly.csv', rows.join('\n')), 'public');
    expect(load).toMatchObject({ rowsRead: 900, rowsLoaded: 898, rowsSkipped: 2 });
    expect(load.rowFaults).toEqual([
      { row: 6, column: 'travel_time', code: 'not-minutes', reason: expect.stringMatching(/^The minutes must be .* Divide seconds by 60\.$/) },
      { row: 9, column: 'from_id', code: 'not-an-lsoa', reason: expect.stringContaining('LSOA') },
    ]);
    expect(await minutesOf('public', 0, 4)).toBeUndefined(); // what was left out is said nothing of
  });

  it('that is in use already changes nothing', async () => {
    const path = fileOf('from,to,minutes', `${zone(1)},${zone(2)},31`);
    const first = await travelTimes.run(path, 'public');
    const before = await versions();
    expect(await travelTimes.run(path, 'public')).toEqual({ ...first, outcome: 'unchanged' });
    expect(await versions()).toEqual(before);
    expect(await travelTimes.run(path, 'car')).toMatchObject({ outcome: 'loaded', modes: ['car'] }); // the same rows of another mode
    expect(await travelTimes.run(path, 'public')).toMatchObject({ outcome: 'unchanged', version: first.version });
  });
});

describe('zones of 2011', () => {
  const changed = (path = fileOf('from,to,minutes', `${zone(1)},${zone(2)},10`)) => travelTimes.run(path, 'walk');

  it('cannot be told without the changes of areas, and are refused with them', async () => {
    expect(await changed()).toMatchObject({ isYearOfZonesChecked: false });
    await new GeographyImport(database.dataSource, clock).run([fixture('lsoa-changes.csv')]);
    const refusal = await refusalOf(changed()); // 002 was split in 2021
    expect(refusal).toMatchObject({ code: 'geography/too-many-bad-rows', details: [{ pointer: 'row 2, to', detail: expect.stringContaining('small area of 2011') }] });
    expect(await changed(fileOf('from,to,minutes', `${zone(1)},${zone(12)},10`, `${zone(1)},${zone(1)},0`))).toMatchObject({ outcome: 'loaded', isYearOfZonesChecked: true });
  });
});

describe('a file that is refused', () => {
  const good = `${zone(1)},${zone(2)},31`;
  const cut = gzipSync(manyTimes(40)).subarray(0, 500);
  it.each([
    ['with too many bad rows', 'from,to,minutes\n' + good + '\nE01,E02,3\n', 'geography/too-many-bad-rows'],
    ['with a way twice', `from,to,minutes\n${good}\n${zone(1)},${zone(3)},4\n${good}\n`, 'geography/row-twice'],
    ['with a row that is too short', `from,to,minutes\n${good}\n${zone(1)},${zone(3)}\n`, 'geography/row-width'],
    ['without rows', 'from,to,minutes\n', 'geography/no-rows'],
    ['with other headings', 'origin,destination,minutes\n', 'geography/unknown-layout'],
    ['cut short', cut, 'geography/file-truncated'],
    ['that is a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), 'geography/not-text'],
  ])('%s changes nothing', async (_, content, code) => {
    await travelTimes.run(fileOf('from,to,minutes', `${zone(1)},${zone(2)},5`), 'public');
    const before = await versions();
    expect(await refusalOf(travelTimes.run(files.make('bad.csv', content), 'public'))).toMatchObject({ code });
    expect([await versions(), await minutesOf('public', 1, 2), await leftOver()]).toEqual([before, 5, []]);
  });

  it('names both rows of a way that stands twice, near and far', async () => {
    expect((await refusalOf(travelTimes.run(fileOf('from,to,minutes', good, good), 'public'))).message).toContain('Rows 2 and 3 of times.csv');
    const rows = [...manyTimes(60).trimEnd().split('\n'), `${zone(3)},${zone(4)},9`];
    const far = new SmallPieces(new Database(database.dataSource, clock), clock).run(files.make('far.csv', rows.join('\n')), 'public');
    expect((await refusalOf(far)).message).toContain(`Rows ${2 + 3 * 60 + 4} and 3602 of far.csv`);
  });

  it('without a mode says how to give it', async () => {
    expect(await refusalOf(travelTimes.run(fileOf('from,to,minutes', good)))).toMatchObject({ code: 'geography/mode-missing', message: expect.stringContaining('--mode') });
  });
});

describe('a later file', () => {
  const table = (minutes: number): string => fileOf('from,to,minutes', `${zone(1)},${zone(2)},${minutes}`);

  it('replaces its own modes and leaves the others', async () => {
    const one = await travelTimes.run(table(10), 'public');
    const two = await travelTimes.run(table(20), 'car');
    const three = await travelTimes.run(table(30), 'public');
    expect(await Promise.all([minutesOf('public', 1, 2), minutesOf('car', 1, 2), minutesOf('walk', 1, 2)])).toEqual([30, 20, undefined]);
    expect(await Promise.all([one, two].flatMap(({ version }) => [minutesOf('public', 1, 2, version), minutesOf('car', 1, 2, version)]))).toEqual([10, undefined, 10, 20]);
    expect(await versions()).toMatchObject([{ is_in_use: false }, { is_in_use: false }, { version: three.version, is_in_use: true }]);
    expect(await travelTimes.run(table(10), 'public')).toMatchObject({ outcome: 'loaded' }); // was in use once, and is not now
  });

  it('is told to whoever saw the one before, who keeps it', async () => {
    const inUse = new TravelTimesInUse(lookup);
    const people = [{ travelMode: 'public', travelZone: zone(1) }] as const;
    expect([await inUse.version(), await inUse.isReplaced(null), await inUse.of(null, people)]).toEqual([null, false, undefined]);
    const { version } = await travelTimes.run(table(10), 'public');
    const seen = await inUse.of(version, people);
    expect([await inUse.version(), await inUse.isReplaced(version), await inUse.isReplaced(null)]).toEqual([version, false, true]);
    const newer = await travelTimes.run(table(20), 'public');
    expect([await inUse.isReplaced(version), await inUse.version()]).toEqual([true, newer.version]);
    const again = await inUse.of(version, people);
    expect([seen, again, await inUse.of(newer.version, people)].map((times) => times?.minutes('public', zone(1), zone(2)))).toEqual([10, 10, 20]);
    expect(again?.data.rows.get(`public ${zone(1)}`)).toBe(seen?.data.rows.get(`public ${zone(1)}`)); // read once
  });

  it('lets an old version go after a day, unless a snapshot or a later version names it', async () => {
    const named = await travelTimes.run(table(10), 'public');
    const carried = await travelTimes.run(table(20), 'car');
    await database.dataSource.query(`INSERT INTO matching.snapshots (as_of_on, candidate_count, opportunity_count, travel_times_version) VALUES ('2026-06-01', 0, 0, $1)`, [named.version]);
    const unnamed = await travelTimes.run(table(30), 'public');
    await travelTimes.run(table(40), 'public');
    const kept = async (): Promise<unknown> => (await database.dataSource.query<{ version: number }[]>('SELECT version FROM geography.travel_time_tables ORDER BY version')).map(({ version }) => version);
    expect(await kept()).toContain(unnamed.version); // a snapshot that is being taken may be about to name it
    clock.moveMinutes(2 * 24 * 60);
    const last = await travelTimes.run(table(50), 'public');
    expect(await kept()).toEqual([named.version, carried.version, unnamed.version + 1, last.version]);
    expect(await Promise.all([minutesOf('public', 1, 2, named.version), minutesOf('car', 1, 2), minutesOf('public', 1, 2)])).toEqual([10, 20, 50]);
    expect(await storedOf(unnamed.version)).toEqual([]);
  });

  it('is seen by a transaction that began before as the one before', async () => {
    const { version } = await travelTimes.run(table(10), 'public');
    const inUse = new TravelTimesInUse(lookup);
    await database.dataSource.transaction('REPEATABLE READ', async (manager) => {
      expect(await inUse.version(manager)).toBe(version);
      await travelTimes.run(table(20), 'public');
      expect(await inUse.version(manager)).toBe(version);
    });
    expect(await inUse.isReplaced(version)).toBe(true);
  });
});

describe('what is asked for', () => {
  it('is read for many zones and modes, and answered as the file says', async () => {
    const count = 300;
    await travelTimes.run(files.make('many.csv', manyTimes(count)), 'public');
    const { version } = await travelTimes.run(files.make('more.csv', manyTimes(count, 60)), 'car');
    const inUse = new TravelTimesInUse(lookup);
    const people = Array.from({ length: count + 5 }, (_, from) => TRAVEL_MODES.map((travelMode) => ({ travelMode, travelZone: zone(from) }))).flat();
    const times = await inUse.of(version, [...people, { travelMode: 'public', travelZone: null }]);
    const wrong = [];
    for (let from = 0; from < count + 5; from += 1) {
      for (let to = 0; to < count + 5; to += 1) {
        const isThere = from < count && to < count;
        const told = TRAVEL_MODES.map((mode) => times!.minutes(mode, zone(from), zone(to)));
        const expected = [undefined, undefined, isThere ? madeMinutes(from, to) : undefined, isThere ? madeMinutes(from, to, 60) : undefined];
        if (told.join() !== expected.join() || told.includes(null) !== expected.includes(null)) wrong.push([from, to]);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('the rules', () => {
  const asOfOn = '2026-03-01';
  const candidate = candidateWith({ travelZone: zone(1), travelMode: 'public', travelLimitMinutes: 40 });
  const to = (number: number) => opportunityWith({ travelZone: zone(number), position: { east: 5302, north: 1802 } });

  it('go by the imported times where they speak, and by the straight line where they do not', async () => {
    expect(travelMinutes(candidate, to(2))).toBeLessThan(15);
    const { version } = await travelTimes.run(fileOf('from,to,minutes', `${zone(1)},${zone(2)},55`, `${zone(1)},${zone(3)},NaN`), 'public');
    const imported = await new TravelTimesInUse(lookup).of(version, [candidate]);
    expect([2, 3, 4].map((number) => travelMinutes(candidate, to(number), imported))).toEqual([55, null, travelMinutes(candidate, to(4))]);
    expect([2, 3, 4].map((number) => isEligible(candidate, to(number), { asOfOn, travelTimes: imported }))).toEqual([false, true, true]); // unknown never excludes
    expect(isEligible(candidate, to(2), { asOfOn })).toBe(true);
    expect(JSON.stringify(whyNot(candidate, to(2), { asOfOn, travelTimes: imported }))).toContain('55');
    const totals = [2, 3, 4].map((number) => scorePair(candidate, to(number), { asOfOn, travelTimes: imported }).total);
    expect(totals[0]).toBeLessThan(totals[2] ?? 0);
    expect(totals[2]).toBe(scorePair(candidate, to(4), { asOfOn }).total);
  });
});

describe('an import that is broken off', () => {
  it('leaves the old version in use, and nothing else', async () => {
    await travelTimes.run(fileOf('from,to,minutes', `${zone(1)},${zone(2)},10`), 'public');
    const before = await versions();
    const path = files.make('many.csv', manyTimes(400));
    for (const step of ['reading', 'packing'] as const) {
      const broken = travelTimes.run(path, 'public', (progress) => {
        if (progress.step === step) throw new Error('broken off by the test');
      });
      await expect(broken).rejects.toThrow('broken off by the test');
      expect([await versions(), await minutesOf('public', 1, 2), await leftOver()]).toEqual([before, 10, []]);
    }
    await travelTimes.run(path, 'public');
    expect(await minutesOf('public', 1, 2)).toBe(madeMinutes(1, 2));
  });

  it('by a real kill -9 does the same, and can be begun again', async () => {
    await travelTimes.run(fileOf('from,to,minutes', `${zone(1)},${zone(2)},10`), 'public');
    const before = await versions();
    const path = files.make('killed.csv', manyTimes(900));
    const script = `
      import 'reflect-metadata';
      import { TravelTimesImport } from '#lib/geography';
      import { Database, SystemClock } from '#lib/platform';
      import { openDataSource } from '#lib/schema';
      const clock = new SystemClock();
      const dataSource = await openDataSource(process.env.TEST_URL, 'killed');
      await new TravelTimesImport(new Database(dataSource, clock), clock).run(process.env.TEST_FILE, 'public', ({ rowsRead }) => console.log(rowsRead));
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TEST_URL: database.url, TEST_FILE: path }, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (piece) => (errors += String(piece)));
    child.stdout.once('data', () => child.kill('SIGKILL'));
    const signal = await new Promise((resolve) => child.on('close', (_code, name) => resolve(name)));
    expect([signal, errors]).toEqual(['SIGKILL', '']);
    expect([await versions(), await minutesOf('public', 1, 2)]).toEqual([before, 10]);
    expect(await travelTimes.run(path, 'public')).toMatchObject({ outcome: 'loaded', rowsLoaded: 810_000 });
    expect([await minutesOf('public', 1, 2), await leftOver()]).toEqual([madeMinutes(1, 2), []]);
  });

  it('is waited for by the next one, for a while', async () => {
    class Impatient extends TravelTimesImport {
      protected override readonly lockWaitSeconds = 1;
    }
    const path = fileOf('from,to,minutes', `${zone(1)},${zone(2)},10`);
    const impatient = new Impatient(new Database(database.dataSource, clock), clock);
    const holder = database.dataSource.createQueryRunner();
    await holder.query('SELECT pg_advisory_lock(7266433)');
    expect(await refusalOf(impatient.run(path, 'public'))).toMatchObject({ code: 'geography/import-running' });
    await holder.query('SELECT pg_advisory_unlock(7266433)');
    await holder.release();
    expect(await impatient.run(path, 'public')).toMatchObject({ outcome: 'loaded' });
  });
});

describe('pathways import travel-times', () => {
  const call = (...args: string[]) => runCommand(['import', 'travel-times', ...args], SECRETS.PATHWAYS_HOME!, { environment: { DATABASE_URL: database.url } });

  it('loads a file and tells what it did, for people and for scripts', async () => {
    const path = files.make('named.csv.gz', gzipSync(manyTimes(20).replace(/\n[^\n]*\n/, '\nE01999000,E01999000,soon\n')));
    expect(await call(path, '--mode', 'train')).toMatchObject({ code: 2 });
    expect(await call(path)).toMatchObject({ code: 3, stderr: expect.stringContaining('--mode walk, cycle, public, car') });
    const first = await call(path, '--mode', 'public');
    expect(first).toMatchObject({ code: 4, stderr: '' });
    expect(first.stdout).toMatch(/^Travel times \(public\): in use as version \d+; named\.csv\.gz, 399 pairs of zones, \d+ of them without a way, 1 left out\n {2}row 2, travel_time: The minutes must be/);
    expect(first.stdout).toContain('Zones of 2011 could not be told');
    const again = await call(path, '--mode', 'public', '--json');
    expect(again.code).toBe(4);
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'unchanged', file: 'named.csv.gz', modes: ['public'], rowsLoaded: 399, rowsSkipped: 1 });
    expect(await minutesOf('public', 1, 2)).toBe(madeMinutes(1, 2));
  });
});
