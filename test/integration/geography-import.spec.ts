import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { GeographyImport, GeographyStatus, PostcodeLookup, type PostcodeAnswer } from '#lib/geography';
import { Database, SystemClock } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture, MadeFiles, manyPostcodes, zipOf } from '../fixtures/geography/made-files.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { OnlyReading } from '../support/only-reading.js';

let database: TestDatabase;
let geography: GeographyImport;
let postcodes: PostcodeLookup;
const files = new MadeFiles();

beforeAll(async () => {
  database = await openTestDatabase();
  geography = new GeographyImport(database.dataSource, new SystemClock());
  postcodes = new PostcodeLookup(new Database(database.dataSource, new SystemClock()));
});
beforeEach(() => database.dataSource.query('TRUNCATE geography.imports, geography.postcodes, geography.deprivation, geography.lsoa_changes, geography.lsoa_boards'));
afterAll(async () => {
  files.remove();
  await database.close();
});

async function lookUp(typed: string, edition: 2019 | 2025 = 2019): Promise<PostcodeAnswer> {
  const [answer] = await postcodes.lookup([typed], edition);
  return answer!;
}

async function areasOf(typed: string): Promise<unknown> {
  const { lsoa11, lsoa21, icb } = await lookUp(typed);
  return [lsoa11, lsoa21, icb];
}

const fixtures = (...names: string[]): string[] => names.map(fixture);

describe('each generation of postcode headings', () => {
  const everywhere = { country: 'E92000001', lad: 'E09999001', live: true, found: true };
  const at = { lat: 51.359722, long: -0.193121 };
  it.each([
    ['onspd-2023.csv', 7, { ...everywhere, ...at, lsoa11: 'E01999001', lsoa21: 'E01999001', icb: 'E54999001' }],
    ['nspl-2021.csv', 7, { ...everywhere, ...at, lsoa11: 'E01999001', lsoa21: null, icb: 'E54999001' }],
    ['nspl-2023.csv', 7, { ...everywhere, ...at, lsoa11: null, lsoa21: 'E01999001', icb: 'E54999001' }],
    ['nspl-2025.csv', 7, { ...everywhere, ...at, lsoa11: null, lsoa21: 'E01999001', icb: 'E54999001' }],
    ['nspl-2026.csv', 7, { ...everywhere, ...at, lsoa11: null, lsoa21: 'E01999001', icb: 'E54999001' }],
    ['oa-lookup-2011.csv', 7, { ...everywhere, lat: null, lsoa11: 'E01999001', lsoa21: null, icb: null }],
    ['oa-lookup-2021.csv', 7, { ...everywhere, lat: null, lsoa11: null, lsoa21: 'E01999001', icb: null }],
    ['postcode-areas.csv', 7, { ...everywhere, ...at, live: null, lsoa11: 'E01999001', lsoa21: 'E01999001', icb: null }],
    ['postcode-positions.csv', 7, { ...everywhere, live: null, lat: null, lsoa11: null, lsoa21: null, icb: null }],
  ])('%s', async (name, rows, expected) => {
    const [load] = await geography.run([fixture(name)]);
    expect(load).toMatchObject({ kind: 'postcodes', outcome: 'loaded', files: [{ file: name, rowsRead: rows, rowsLoaded: rows, rowsSkipped: 0, rowFaults: [] }] });
    expect(await lookUp('zx1 1aa')).toMatchObject(expected);
    expect(await lookUp('ZX2 1AA')).toMatchObject({ country: 'S92000003', lad: 'S12999001', reason: 'outside-england' });
    expect(await lookUp('ZX2 1AD')).toMatchObject({ country: 'L93000001', lad: null, lsoa11: null, lat: null, reason: 'outside-england' });
    expect(await lookUp('ZX2 1AB')).toMatchObject({ found: true, country: null, lat: null, reason: 'no-grid-reference' });
    const saysWhenEnded = expected.live === true;
    expect(await lookUp('ZX1 1AB')).toMatchObject(saysWhenEnded ? { found: true, live: false, terminated: '2019-06', lad: 'E09999001' } : { live: null, terminated: null });
  });
});

describe('the indices', () => {
  it.each([
    ['iod2019-file1.csv', 2019, 1],
    ['iod2019-file7.csv', 2019, 1],
    ['imd2019-short.csv', 2019, 1],
    ['iod2025-file7.csv', 2025, 2],
    ['imd2025-short.csv', 2025, 2],
  ] as const)('%s', async (name, edition, decile) => {
    await geography.run(fixtures('postcode-areas.csv', name));
    expect(await lookUp('ZX1 1AA', edition)).toMatchObject({ decile, reason: null });
    expect(await lookUp('ZX1 1AA', edition === 2019 ? 2025 : 2019)).toMatchObject({ decile: null, reason: 'no-index-loaded' });
  });

  it('of both editions live side by side and give different deciles', async () => {
    await geography.run(fixtures('iod2019-file1.csv', 'iod2025-file7.csv', 'postcode-areas.csv'));
    expect([(await lookUp('ZX1 1AB', 2019)).decile, (await lookUp('ZX1 1AB', 2025)).decile]).toEqual([4, 6]);
    await geography.run(fixtures('iod2019-file7.csv'));
    expect([(await lookUp('ZX1 1AB', 2019)).decile, (await lookUp('ZX1 1AB', 2025)).decile]).toEqual([4, 6]);
  });

  it('never take a postcode file’s imd rank for a decile', async () => {
    await geography.run(fixtures('nspl-2021.csv'));
    expect(await lookUp('ZX1 1AA')).toMatchObject({ decile: null, reason: 'no-index-loaded' });
  });
});

describe('areas that a file does not give', () => {
  it.each([
    ['2021 only', 'oa-lookup-2021.csv', { 'ZX1 1AA': ['E01999001', 'E01999001', 'E54999001'], 'ZX1 1AB': ['E01999002', 'E01999012', 'E54999001'], 'ZX1 1AD': [null, 'E01999030', 'E54999002'] }],
    ['2011 only', 'oa-lookup-2011.csv', { 'ZX1 1AA': ['E01999001', 'E01999001', 'E54999001'], 'ZX1 1AB': ['E01999002', null, 'E54999001'], 'ZX1 1AD': ['E01999003', 'E01999030', 'E54999002'] }],
    ['neither', 'postcode-positions.csv', { 'ZX1 1AA': [null, null, 'E54999001'], 'ZX2 1AA': [null, null, null] }],
  ])('follow from the lookups where only one is possible: %s', async (_case, directory, expected) => {
    await geography.run(fixtures('lsoa-changes.csv', 'lsoa-boards.csv', directory));
    for (const [typed, areas] of Object.entries(expected)) expect([typed, await areasOf(typed)]).toEqual([typed, areas]);
  });

  it('are worked out when the lookups come after the directory, and again when these change', async () => {
    await geography.run(fixtures('oa-lookup-2021.csv'));
    expect(await areasOf('ZX1 1AB')).toEqual([null, 'E01999012', null]);
    await geography.run(fixtures('lsoa-changes-short.csv', 'lsoa-boards-short.csv'));
    expect(await areasOf('ZX1 1AB')).toEqual(['E01999002', 'E01999012', 'E54999001']);
    const moved = readFileSync(fixture('lsoa-boards.csv'), 'utf8').replaceAll('E54999001', 'E54999009');
    await geography.run([files.make('moved.csv', moved)]);
    expect(await areasOf('ZX1 1AB')).toEqual(['E01999002', 'E01999012', 'E54999009']);
  });

  it('leave alone what a file did give', async () => {
    await geography.run(fixtures('nspl-2021.csv'));
    const moved = readFileSync(fixture('lsoa-boards.csv'), 'utf8').replaceAll('E54999001', 'E54999009');
    await geography.run([fixture('lsoa-changes.csv'), files.make('moved.csv', moved)]);
    expect(await areasOf('ZX1 1AA')).toEqual(['E01999001', 'E01999001', 'E54999001']);
  });
});

describe('several postcode files in one call', () => {
  it('make one directory: a later file fills in and corrects, and leaves what it has no value for', async () => {
    const correction = files.make('correction.csv', 'postcode,lad_code,easting,northing\nZX1 1AA,E09999003,,\nZX9 9ZZ,E09999001,400000,200000\n');
    const [load] = await geography.run([...fixtures('postcode-positions.csv', 'nspl-2021.csv', 'oa-lookup-2021.csv'), correction]);
    expect(load?.files).toHaveLength(4);
    expect(await lookUp('ZX1 1AA')).toMatchObject({ live: true, lad: 'E09999003', lsoa11: 'E01999001', lsoa21: 'E01999001', lat: 51.359722, icb: 'E54999001' });
    expect(await lookUp('ZX9 9ZZ')).toMatchObject({ found: true, live: null, lad: 'E09999001' });
    expect(await lookUp('ZX1 1AB')).toMatchObject({ live: false, terminated: '2019-06' });
  });

  it('a postcode that came back to life is live', async () => {
    const alive = readFileSync(fixture('oa-lookup-2021.csv'), 'utf8').replace('201906', '');
    await geography.run([fixture('oa-lookup-2011.csv'), files.make('alive.csv', alive)]);
    expect(await lookUp('ZX1 1AB')).toMatchObject({ live: true, terminated: null });
  });

  it('a file named twice counts once', async () => {
    const [load] = await geography.run(fixtures('nspl-2021.csv', 'nspl-2021.csv'));
    expect(load?.files).toHaveLength(1);
  });
});

describe('packed files', () => {
  const nspl = readFileSync(fixture('nspl-2026.csv'), 'utf8');

  it.each([
    ['gzip', 'NSPL.csv.gz', gzipSync(nspl)],
    ['gzip named .csv', 'wrong.csv', gzipSync(nspl)],
    ['text named .gz', 'wrong.csv.gz', nspl],
    ['two gzip members', 'two.csv.gz', Buffer.concat([gzipSync(nspl.slice(0, 500)), gzipSync(nspl.slice(500))])],
    ['zip named .csv', 'zipped.csv', zipOf({ 'NSPL.csv': nspl })],
  ])('%s', async (_case, name, content) => {
    await geography.run([files.make(name, content)]);
    expect(await lookUp('ZX1 1AA')).toMatchObject({ lsoa21: 'E01999001' });
  });

  it('the publisher’s zip: the directory once, its parts and other papers passed over', async () => {
    const [heading = '', ...rows] = nspl.trimEnd().split('\n');
    const path = files.make(
      'NSPL_AUG_2026.zip',
      zipOf({
        'Data/multi_csv/NSPL_AUG_2026_UK_ZX.csv': `${[heading, ...rows.slice(0, 2)].join('\n')}\n`,
        'Data/NSPL_AUG_2026_UK.csv': nspl,
        'Data/multi_csv/NSPL_AUG_2026_UK_ZY.csv': `${[heading, ...rows.slice(2)].join('\n')}\n`,
        'Documents/LA names.csv': 'LAD26CD,LAD26NM\nE09999001,Testham\n',
        'Documents/empty.csv': '',
        'User Guide/guide.pdf': 'PDF',
      }),
    );
    const [load] = await geography.run([path]);
    expect(load?.files.map(({ file, rowsLoaded }) => [file, rowsLoaded])).toEqual([['NSPL_AUG_2026.zip: Data/NSPL_AUG_2026_UK.csv', 7]]);
  });

  it('a zip of the parts alone makes one directory', async () => {
    const [heading = '', ...rows] = nspl.trimEnd().split('\n');
    const parts = zipOf({ 'multi_csv/A.csv': `${[heading, ...rows.slice(0, 2)].join('\n')}\n`, 'multi_csv/B.csv': `${[heading, ...rows.slice(2)].join('\n')}\n` });
    await geography.run([files.make('parts.zip', parts)]);
    expect(await lookUp('ZX1 1AA')).toMatchObject({ found: true });
    expect(await lookUp('ZX2 1AE')).toMatchObject({ found: true });
  });
});

describe('rows that cannot be read', () => {
  it('are counted, and the first 20 kept with row and column, when they are at most one in a hundred', async () => {
    const path = files.make('bad.csv', manyPostcodes(3000, 180_000, (row, text) => (row >= 100 && row < 130 ? `SECRET${text}` : text)));
    const [load] = await geography.run([path]);
    expect(load?.files[0]).toMatchObject({ rowsRead: 3000, rowsLoaded: 2970, rowsSkipped: 30 });
    expect(load?.files[0]?.rowFaults).toHaveLength(20);
    expect(load?.files[0]?.rowFaults[0]).toEqual({ row: 100, column: 'postcode', code: 'not-a-postcode', reason: expect.any(String) });
    expect(JSON.stringify(await database.dataSource.query('SELECT * FROM geography.imports'))).not.toContain('SECRET');
  });
});

describe('what is loaded', () => {
  it('is told by kind, with file, time and rows', async () => {
    const status = new GeographyStatus(new OnlyReading(database.dataSource, new SystemClock()));
    expect(await status.holdings()).toContainEqual({ kind: 'postcodes', rows: 0, loadedAt: null, files: [] });
    await geography.run(fixtures('postcode-positions.csv', 'oa-lookup-2021.csv', 'iod2019-file1.csv'));
    const holdings = await status.holdings();
    expect(holdings.find(({ kind }) => kind === 'postcodes')).toMatchObject({ rows: 7, loadedAt: expect.any(Date), files: [{ file: 'postcode-positions.csv', rowsRead: 7 }, { file: 'oa-lookup-2021.csv', rowsLoaded: 7 }] });
    expect(holdings.find(({ kind }) => kind === 'deprivation-2019')).toMatchObject({ rows: 4, files: [{ layout: 'Indices of Deprivation 2019, File 1 or File 7 (32844 areas)' }] });
  });

  it('stays as it is when the same files come again, and is loaded again after others came between', async () => {
    const status = new GeographyStatus(new OnlyReading(database.dataSource, new SystemClock()));
    await geography.run(fixtures('nspl-2021.csv'));
    const before = await status.holdings();
    expect(await geography.run(fixtures('nspl-2021.csv'))).toMatchObject([{ outcome: 'unchanged', files: [{ rowsLoaded: 7 }] }]);
    expect(await status.holdings()).toEqual(before);
    await geography.run(fixtures('nspl-2026.csv'));
    expect(await geography.run(fixtures('nspl-2021.csv'))).toMatchObject([{ outcome: 'loaded' }]);
    expect((await status.holdings()).find(({ kind }) => kind === 'postcodes')?.files).toMatchObject([{ file: 'nspl-2021.csv' }]);
  });
});
