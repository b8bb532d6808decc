import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { GeographyImport, PostcodeLookup, type GeographyLoad } from '#lib/geography';
import { decileOfRank, IMD_AREAS } from '#lib/kernel';
import { SystemClock, Database } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

/** Open data of the ONS and MHCLG, kept outside this repository. */
const folder = join(process.env['PATHWAYS_OPEN_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url)), 'geography');

type Row = Readonly<Record<string, string>>;

/** The rows, by heading, of the lines that `pick` leaves; enough for files without quoted commas. */
function rowsOf(name: string, pick: (lines: string[]) => string[] = (lines) => lines): Row[] {
  const bytes = readFileSync(join(folder, name));
  const [heading = '', ...lines] = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replaceAll('"', '').trimEnd().split(/\r?\n/);
  const headings = heading.split(',');
  return pick(lines).map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(headings.map((one, index) => [one, cells[index] ?? '']));
  });
}

if (!existsSync(folder)) {
  it('is not run without the open data', () => {
    process.stderr.write('\n*** NO OPEN DATA: the real postcode directory and indices were not checked. Set PATHWAYS_OPEN_DATA to the folder that holds geography/. ***\n\n');
    expect(existsSync(folder)).toBe(false);
  });
} else {
  describe('the real files', () => {
    let database: TestDatabase;
    let geography: GeographyImport;
    let postcodes: PostcodeLookup;
    let loads: readonly GeographyLoad[];

    beforeAll(async () => {
      database = await openTestDatabase();
      geography = new GeographyImport(database.dataSource, new SystemClock());
      postcodes = new PostcodeLookup(new Database(database.dataSource, new SystemClock()));
      const names = ['london_postcodes.csv.gz', 'iod2019_file1_imd.csv.gz', 'iod2025_imd.csv.gz', 'lsoa11_to_lsoa21.csv.gz', 'lsoa21_to_icb24.csv.gz'];
      loads = await geography.run(names.map((name) => join(folder, name)));
    });
    afterAll(() => database.close());

    it('load without a row left out', () => {
      expect(loads.map(({ kind, files }) => [kind, files[0]?.rowsLoaded, files[0]?.rowsSkipped])).toEqual([
        ['lsoa-changes', 35_795, 0],
        ['lsoa-boards', 33_755, 0],
        ['deprivation-2019', 32_844, 0],
        ['deprivation-2025', 33_755, 0],
        ['postcodes', 331_981, 0],
      ]);
    });

    it('give a thousand London postcodes the areas of the file and the deciles of both editions', async () => {
      const picked = rowsOf('london_postcodes.csv.gz', (lines) => {
        const sure = lines.filter((line) => line.endsWith(',1'));
        return Array.from({ length: 1000 }, (_, index) => sure[Math.floor((index * sure.length) / 1000)]!);
      });
      expect(picked.every((row) => row['sure'] === '1')).toBe(true);
      const published = {
        2019: new Map(rowsOf('iod2019_domains_ranks_deciles.csv.gz').map((row) => [row['lsoa11_code'], Number(row['IMD_decile'])])),
        2025: new Map(rowsOf('iod2025_domains_scores_ranks_deciles.csv.gz').map((row) => [row['lsoa21_code'], Number(row['IMD_decile'])])),
      };
      const boards = new Map(rowsOf('london_boroughs_icb.csv').map((row) => [row['ltla24_code'], row['icb24_code']]));
      for (const edition of [2019, 2025] as const) {
        const answers = await postcodes.lookup(picked.map((row) => row['postcode']!.toLowerCase().replace(' ', '')), edition);
        const expected = picked.map((row) => ({
          postcode: row['postcode'],
          country: 'E92000001',
          lad: row['lad_code'],
          icb: boards.get(row['lad_code']),
          lsoa11: row['lsoa11_code'],
          lsoa21: row['lsoa21_code'],
          decile: published[edition].get(row[edition === 2019 ? 'lsoa11_code' : 'lsoa21_code']),
          reason: null,
        }));
        expect(answers.map(({ postcode, country, lad, icb, lsoa11, lsoa21, decile, reason }) => ({ postcode, country, lad, icb, lsoa11, lsoa21, decile, reason }))).toEqual(expected);
      }
    });

    it.each([
      [2019, 'iod2019_published_summary_london_boroughs.csv', 'ltla19_code', 'proportion_lsoas_in_decile_1'],
      [2025, 'iod2025_published_summary_london_boroughs.csv', 'ltla24_code', 'imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally'],
    ] as const)('give the published share of small areas in the most deprived tenth of each borough, edition %d', async (edition, file, code, share) => {
      const areas =
        edition === 2025
          ? 'SELECT lsoa21_code AS lsoa_code, lad_code FROM geography.lsoa_boards'
          : 'SELECT DISTINCT c.lsoa11_code AS lsoa_code, b.lad_code FROM geography.lsoa_changes c JOIN geography.lsoa_boards b USING (lsoa21_code)';
      const counted = await database.dataSource.query<{ lad_code: string; share: number }[]>(
        `SELECT a.lad_code, avg((d.decile = 1)::int)::float8 AS share FROM (${areas}) a JOIN geography.deprivation d ON d.edition = $1 AND d.lsoa_code = a.lsoa_code GROUP BY a.lad_code`,
        [edition],
      );
      const shares = new Map(counted.map((row) => [row.lad_code, row.share.toFixed(4)]));
      const published = rowsOf(file).map((row) => [row[code], Number(row[share]).toFixed(4)]);
      expect(published).toHaveLength(33);
      expect(published.map(([lad]) => [lad, shares.get(lad!)])).toEqual(published);
    });

    it('of the lookup as the ONS publishes it have end months, missing places and ranks that are not deciles', async () => {
      const name = 'nspl_nov2021_SM_raw_layout.csv.gz';
      const [load] = await geography.run([join(folder, name)]);
      expect(load?.files[0]).toMatchObject({ layout: 'National Statistics Postcode Lookup on 2011 areas', rowsRead: 6709, rowsLoaded: 6709, rowsSkipped: 0 });
      const rows = rowsOf(name);
      const answers = await postcodes.lookup(rows.map((row) => row['pcd2']!), 2019);
      const expected = rows.map((row) => {
        const isPlaced = row['osgrdind'] !== '9';
        const ended = row['doterm'];
        return {
          postcode: row['pcds'],
          found: true,
          live: ended === '',
          terminated: ended === '' ? null : `${ended!.slice(0, 4)}-${ended!.slice(4)}`,
          lsoa11: isPlaced ? row['lsoa11'] : null,
          lad: isPlaced ? row['laua'] : null,
          lat: isPlaced ? Number(row['lat']) : null,
          decile: isPlaced ? decileOfRank(Number(row['imd']), IMD_AREAS[2019]) : null,
          reason: isPlaced ? null : 'no-grid-reference',
        };
      });
      expect(expected.filter((row) => row.reason !== null)).toHaveLength(32);
      expect(answers.map(({ postcode, found, live, terminated, lsoa11, lad, lat, decile, reason }) => ({ postcode, found, live, terminated, lsoa11, lad, lat, decile, reason }))).toEqual(expected);

      const ranks = await database.dataSource.query<{ lsoa_code: string; rank: number }[]>('SELECT lsoa_code, rank FROM geography.deprivation WHERE edition = 2019');
      const rankOf = new Map(ranks.map((row) => [row.lsoa_code, row.rank]));
      const placed = rows.filter((row) => row['osgrdind'] !== '9');
      expect(placed.map((row) => [row['pcds'], rankOf.get(row['lsoa11']!)])).toEqual(placed.map((row) => [row['pcds'], Number(row['imd'])]));
    });
  });
}
