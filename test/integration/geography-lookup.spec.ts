import { GeographyImport, PostcodeLookup } from '#lib/geography';
import { SystemClock, Database } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fixture, MadeFiles, manyPostcodes } from '../fixtures/geography/made-files.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let postcodes: PostcodeLookup;
const files = new MadeFiles();

beforeAll(async () => {
  database = await openTestDatabase();
  postcodes = new PostcodeLookup(new Database(database.dataSource, new SystemClock()));
});
afterAll(async () => {
  files.remove();
  await database.close();
});

describe('without a directory', () => {
  it('a look-up says how to load one; places are simply unknown', async () => {
    await expect(postcodes.lookup(['ZX1 1AA'], 2019)).rejects.toMatchObject({ code: 'geography/no-directory' });
    expect(await postcodes.placesOf(['ZX1 1AA', 'x'], 2019)).toMatchObject([{ key: 'ZX11AA', position: null, reason: 'not-in-directory' }, { key: null, reason: 'not-a-postcode' }]);
  });
});

describe('with a directory and one edition', () => {
  beforeAll(async () => {
    await new GeographyImport(database.dataSource, new SystemClock()).run([
      ...['onspd-2023.csv', 'iod2019-file7.csv'].map(fixture),
      files.make('more.csv', manyPostcodes(50_000, 180_000).replace(/^ZX/gm, 'ZY').replaceAll('E09999001', 'E09999004')),
    ]);
  });

  it('answers with exactly the published keys', async () => {
    const [answer] = await postcodes.lookup([' zx1\t1aa'], 2019);
    expect(answer).toStrictEqual({
      typed: ' zx1\t1aa', postcode: 'ZX1 1AA', found: true, live: true, terminated: null, country: 'E92000001', lsoa11: 'E01999001', lsoa21: 'E01999001',
      lad: 'E09999001', icb: 'E54999001', lat: 51.359722, long: -0.193121, decile: 1, reason: null,
    });
    expect(Object.keys(answer!)).toEqual(['typed', 'postcode', 'found', 'live', 'terminated', 'country', 'lsoa11', 'lsoa21', 'lad', 'icb', 'lat', 'long', 'decile', 'reason']);
    expect((await postcodes.lookup(['?'], 2019))[0]).toStrictEqual({
      typed: '?', postcode: null, found: false, live: null, terminated: null, country: null, lsoa11: null, lsoa21: null, lad: null, icb: null, lat: null, long: null, decile: null, reason: 'not-a-postcode',
    });
  });

  it.each([
    ['ZX11AA', 2019, { decile: 1, reason: null }],
    ['ZXI IAA', 2019, { postcode: 'ZX1 1AA', decile: 1 }],
    ['ZX1 1AB', 2019, { found: true, live: false, terminated: '2019-06', decile: 4 }],
    ['ZX1 1AA', 2025, { found: true, decile: null, reason: 'no-index-loaded' }],
    ['ZY1 0AA', 2019, { found: true, lad: 'E09999004', decile: null, reason: 'area-unknown' }],
    ['ZX2 1AA', 2019, { found: true, country: 'S92000003', reason: 'outside-england' }],
    ['ZX2 1AB', 2019, { found: true, live: false, reason: 'no-grid-reference' }],
    ['ZX7 7ZZ', 2019, { found: false, postcode: 'ZX7 7ZZ', reason: 'not-in-directory' }],
    ['ZZ99 3VZ', 2019, { found: false, postcode: 'ZZ99 3VZ', reason: 'pseudo-postcode' }],
    ['BFPO 12', 2019, { found: false, reason: 'outside-england' }],
    ['', 2019, { found: false, postcode: null, reason: 'not-a-postcode' }],
    ['ZX1', 2019, { postcode: null, reason: 'not-a-postcode' }],
  ] as const)('%j in %d', async (typed, edition, expected) => {
    expect((await postcodes.lookup([typed], edition))[0]).toMatchObject({ typed, ...expected });
  });

  it('answers 100,000 postcodes in their order, repeats included', async () => {
    const known = manyPostcodes(50_000, 0).trimEnd().split('\n').slice(1).map((line) => line.slice(0, line.indexOf(',')).replace('ZX', 'zy').replace(' ', ''));
    const typed = known.flatMap((postcode, index) => [postcode, index % 2 === 0 ? 'ZX1 1AA' : `no ${index}`]);
    const answers = await postcodes.lookup(typed, 2019);
    expect(answers).toHaveLength(100_000);
    expect(answers.every((answer, index) => answer.typed === typed[index])).toBe(true);
    expect(answers.filter((answer) => answer.lad === 'E09999004')).toHaveLength(50_000);
    expect(answers.filter((answer) => answer.decile === 1)).toHaveLength(25_000);
    expect(answers.filter((answer) => answer.reason === 'not-a-postcode')).toHaveLength(25_000);
  });

  it('gives places with positions on the British grid only', async () => {
    expect(await postcodes.placesOf(['ZX1 1AA', 'ZX2 1AE', 'ZX2 1AB', 'ZX9 9ZZ'], 2019)).toEqual([
      { key: 'ZX11AA', position: { easting: 525899, northing: 163844 }, countryCode: 'E92000001', ladCode: 'E09999001', lsoa21Code: 'E01999001', icbCode: 'E54999001', decile: 1, reason: null },
      { key: 'ZX21AE', position: null, countryCode: 'N92000002', ladCode: 'N09999001', lsoa21Code: 'N21999001', icbCode: null, decile: null, reason: 'outside-england' },
      { key: 'ZX21AB', position: null, countryCode: null, ladCode: null, lsoa21Code: null, icbCode: null, decile: null, reason: 'no-grid-reference' },
      { key: 'ZX99ZZ', position: null, countryCode: null, ladCode: null, lsoa21Code: null, icbCode: null, decile: null, reason: 'not-in-directory' },
    ]);
  });

  it('of nothing gives nothing', async () => expect(await postcodes.lookup([], 2019)).toEqual([]));
});
