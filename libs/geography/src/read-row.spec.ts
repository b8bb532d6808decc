import { describe, expect, it } from '@jest/globals';
import { Fault, rowReader, STAGED_COLUMNS, type RowReading } from './read-row.js';
import { recognise } from './recognise.js';

/** Reads one row given as heading: cell. */
function read(cells: Readonly<Record<string, string>>): RowReading {
  const recognised = recognise(Object.keys(cells));
  if (recognised === null) throw new Error('the headings of this test fit no layout');
  return rowReader(recognised)(Object.values(cells));
}

/** The staged values by column. */
function staged(cells: Readonly<Record<string, string>>): Record<string, unknown> {
  const recognised = recognise(Object.keys(cells))!;
  const row = read(cells);
  if (row instanceof Fault) throw new Error(`unexpected fault ${row.code}`);
  return Object.fromEntries(STAGED_COLUMNS[recognised.layout.kind].map((column, index) => [column, row[index]]));
}

const nspl = {
  pcd: 'ZX1 1AA', pcds: 'ZX1 1AA', doterm: '', oseast1m: '525899', osnrth1m: '0163844', osgrdind: '1', laua: 'E09999001',
  ctry: 'E92000001', lsoa11: 'E01999001', lat: '51.359722', long: '-0.193121', imd: '10196', stp: 'E54999001',
};
const positions = { postcode: 'ZX1 1AA', lad_code: 'E09999001', easting: '525899', northing: '163844' };

describe('a row of a postcode directory', () => {
  it('is read with what the layout has', () => {
    expect(staged(nspl)).toEqual({
      postcode_key: 'ZX11AA', is_live: true, terminated_month: null, country_code: 'E92000001', lad_code: 'E09999001', lsoa11_code: 'E01999001',
      lsoa21_code: null, icb_code: 'E54999001', easting: 525899, northing: 163844, latitude: 51.359722, longitude: -0.193121,
    });
  });

  it('has no word on whether it lives where the layout has no end date, and the country of its authority', () => {
    expect(staged(positions)).toMatchObject({ is_live: null, terminated_month: null, country_code: 'E92000001', latitude: null, lsoa11_code: null });
  });

  it.each([
    ['an ended postcode', { doterm: '201007' }, { is_live: false, terminated_month: '2010-07' }],
    ['grid indicator 9', { osgrdind: '9', lat: '99.999999', long: '0.000000', oseast1m: '', osnrth1m: '' }, { easting: null, latitude: null, longitude: null }],
    ['grid indicator 9 with a position all the same', { osgrdind: '9' }, { easting: null, northing: null, latitude: null }],
    ['latitude 99.999999', { lat: '99.999999', long: '0.000000' }, { easting: 525899, latitude: null, longitude: null }],
    ['pseudo codes', { ctry: 'L93000001', laua: 'L99999999', lsoa11: 'L99999999' }, { country_code: 'L93000001', lad_code: null, lsoa11_code: null }],
    ['blank areas', { ctry: '', laua: '', lsoa11: '', stp: '' }, { country_code: null, lad_code: null, icb_code: null }],
    ['a country from a pseudo authority', { ctry: '', laua: 'M99999999' }, { country_code: 'M83000003', lad_code: null }],
    ['Northern Ireland', { ctry: 'N92000002', laua: 'N09000003', lsoa11: '95AA01S1' }, { country_code: 'N92000002', lsoa11_code: '95AA01S1' }],
    ['an easting alone, which is no position', { osnrth1m: '' }, { easting: null, northing: null, lsoa11_code: 'E01999001' }],
    ['a longitude alone', { lat: '' }, { latitude: null, longitude: null, easting: 525899 }],
    ['a number as computers write it', { long: '-7e-05' }, { longitude: -0.00007 }],
    ['spaces round cells', { laua: ' E09999001 ', pcds: ' zx1  1aa ' }, { postcode_key: 'ZX11AA', lad_code: 'E09999001' }],
  ])('%s', (_case, cells, expected) => expect(staged({ ...nspl, ...cells })).toMatchObject(expected));

  it.each([
    ['not a postcode', { pcds: 'LONDON' }, 'postcode', 'not-a-postcode'],
    ['a postcode with a slip: a directory has none', { pcds: 'ZXI 1AA' }, 'postcode', 'not-a-postcode'],
    ['no postcode', { pcds: '' }, 'postcode', 'not-a-postcode'],
    ['month 13', { doterm: '201013' }, 'terminated', 'not-a-month'],
    ['a date', { doterm: '2010-07-01' }, 'terminated', 'not-a-month'],
    ['a name for a code', { laua: 'Sutton' }, 'lad', 'not-an-area-code'],
    ['a cut code', { stp: 'E5400' }, 'icb', 'not-an-area-code'],
    ['an unknown country', { ctry: 'F92000001' }, 'country', 'not-a-country'],
    ['letters for a number', { oseast1m: 'x' }, 'easting', 'not-an-easting'],
    ['beyond the grid', { oseast1m: '700001' }, 'easting', 'not-an-easting'],
    ['a sign', { osnrth1m: '-1' }, 'northing', 'not-a-northing'],
    ['a latitude in Africa', { lat: '0.5' }, 'latitude', 'not-a-latitude'],
    ['latitude and longitude the wrong way round', { lat: '-0.193121', long: '51.359722' }, 'latitude', 'not-a-latitude'],
    ['no number', { long: '0,1' }, 'longitude', 'not-a-longitude'],
  ])('refuses %s', (_case, cells, field, code) => expect(read({ ...nspl, ...cells })).toMatchObject({ field, code }));

  it('never has a cell in a fault', () => {
    const fault = read({ ...nspl, pcds: 'SECRET' });
    expect(JSON.stringify(fault)).not.toContain('SECRET');
  });
});

describe('a row of an index', () => {
  const row2019 = { 'LSOA code (2011)': 'E01000001', 'Index of Multiple Deprivation (IMD) Rank': '29199', 'Index of Multiple Deprivation (IMD) Decile': '9' };
  const row2025 = { lsoa21_code: 'E01000001', IMD_rank: '26525', IMD_decile: '8', IMD_score: '8.742' };

  it('is read in each edition', () => {
    expect(staged(row2019)).toEqual({ edition: 2019, lsoa_code: 'E01000001', rank: 29199, decile: 9, score: null });
    expect(staged(row2025)).toEqual({ edition: 2025, lsoa_code: 'E01000001', rank: 26525, decile: 8, score: 8.742 });
    expect(staged({ ...row2025, IMD_rank: '26,525' })).toMatchObject({ rank: 26525 });
  });

  it.each([
    ['a rank as the decile', { IMD_decile: '26525' }, 'decile', 'not-the-decile-of-the-rank'],
    ['the decile of another edition', { IMD_rank: '3285', IMD_decile: '2' }, 'decile', 'not-the-decile-of-the-rank'],
    ['no decile', { IMD_decile: '' }, 'decile', 'not-the-decile-of-the-rank'],
    ['rank 0', { IMD_rank: '0' }, 'rank', 'not-a-rank'],
    ['a rank beyond the last', { IMD_rank: '33756' }, 'rank', 'not-a-rank'],
    ['no rank', { IMD_rank: '' }, 'rank', 'not-a-rank'],
    ['a decile as the rank', { IMD_rank: '1.5' }, 'rank', 'not-a-rank'],
    ['digits grouped wrongly', { IMD_rank: '2,65,25' }, 'rank', 'not-a-rank'],
    ['a Welsh area', { lsoa21_code: 'W01000001' }, 'lsoa21', 'not-an-english-lsoa'],
    ['a score beyond 100', { IMD_score: '101' }, 'score', 'not-a-score'],
  ])('refuses %s', (_case, cells, field, code) => expect(read({ ...row2025, ...cells })).toMatchObject({ field, code }));
});

describe('rows of the area lookups', () => {
  const change = { LSOA11CD: 'E01000001', LSOA21CD: 'E01000001', CHGIND: 'U' };
  const board = { lsoa21_code: 'E01000001', ltla24_code: 'E09000001', sicbl24_code: 'E38000240', icb24_code: 'E54000029' };

  it('are read', () => {
    expect(staged(change)).toEqual({ lsoa11_code: 'E01000001', lsoa21_code: 'E01000001', change_code: 'U' });
    expect(staged(board)).toEqual({ lsoa21_code: 'E01000001', lad_code: 'E09000001', sub_icb_code: 'E38000240', icb_code: 'E54000029' });
  });

  it.each([
    [{ ...change, LSOA11CD: '' }, 'lsoa11', 'not-an-lsoa'],
    [{ ...change, LSOA21CD: 'S01000001' }, 'lsoa21', 'not-an-lsoa'],
    [{ ...change, CHGIND: 'Z' }, 'change', 'not-a-change'],
    [{ ...board, lsoa21_code: 'x' }, 'lsoa21', 'not-an-lsoa'],
    [{ ...board, icb24_code: 'QMF' }, 'icb', 'not-an-area-code'],
  ])('are refused: %j', (cells, field, code) => expect(read(cells)).toMatchObject({ field, code }));
});
