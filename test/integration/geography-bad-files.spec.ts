import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { GeographyImport } from '#lib/geography';
import { DomainError, SystemClock } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fixture, MadeFiles, manyPostcodes, zipOf } from '../fixtures/geography/made-files.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

class SmallBatches extends GeographyImport {
  protected override readonly rowsPerBatch = 1000;
}

let database: TestDatabase;
let geography: GeographyImport;
const files = new MadeFiles();
const many = manyPostcodes(5000, 222_222);

beforeAll(async () => {
  database = await openTestDatabase();
  geography = new SmallBatches(database.dataSource, new SystemClock());
  await geography.run(['nspl-2021.csv', 'iod2019-file1.csv', 'iod2025-file7.csv'].map(fixture));
});
afterAll(async () => {
  files.remove();
  await database.close();
});

async function inUse(): Promise<unknown> {
  return Promise.all([
    database.dataSource.query('SELECT * FROM geography.postcodes ORDER BY 1'),
    database.dataSource.query('SELECT * FROM geography.deprivation ORDER BY 1, 2'),
    database.dataSource.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'geography' ORDER BY 1`),
    database.dataSource.query(`SELECT status, file_name FROM geography.imports WHERE status <> 'failed' ORDER BY import_id`),
  ]);
}

async function refusal(path: string): Promise<DomainError> {
  const before = await inUse();
  const error: unknown = await geography.run([path]).catch((thrown: unknown) => thrown);
  expect(await inUse()).toEqual(before);
  if (!(error instanceof DomainError)) throw new Error('expected a coded error', { cause: error });
  return error;
}

const withByteChanged = (content: Buffer, at: number): Buffer => {
  const changed = Buffer.from(content);
  changed[at] = changed[at]! ^ 0xff;
  return changed;
};
const line = (row: number, change: (text: string) => string): string => manyPostcodes(5000, 222_222, (at, text) => (at === row ? change(text) : text));
/** Larger than what is looked at to recognise a file. */
const large = manyPostcodes(30_000, 222_222);
const gzip = gzipSync(large);
const zip = zipOf({ 'Data/large.csv': large });
const index2019 = readFileSync(fixture('imd2019-short.csv'), 'utf8');

describe('a file that is refused before anything is read', () => {
  it.each([
    ['empty', '', 'geography/empty-file', 'is empty'],
    ['only a byte order mark', '\ufeff\r\n', 'geography/empty-file', 'is empty'],
    ['UTF-16', Buffer.from(`\ufeff${many}`, 'utf16le'), 'geography/not-text', 'CSV UTF-8'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000000000000000', 'hex'), 'geography/not-text', 'Save it as'],
    ['a new workbook', zipOf({ '[Content_Types].xml': '<x/>', 'xl/workbook.xml': '<x/>' }), 'geography/nothing-in-zip', 'saved as CSV'],
    ['a zip of other files', zipOf({ 'a.csv': 'name,email\n', 'b.csv': 'x\n' }), 'geography/nothing-in-zip', 'None of the 2 CSV files'],
    ['semicolons', many.replaceAll(',', ';'), 'geography/unknown-layout', 'separated by ";"'],
    ['another file altogether', 'name,email\nA,b\n', 'geography/unknown-layout', 'None of its headings'],
    ['a missing heading', many.replace('northing', 'north'), 'geography/unknown-layout', 'also needs northing'],
    ['ranks of postcodes', `postcode,lsoa11_code,imd_rank,imd_decile\n`, 'geography/unknown-layout', 'postcode column'],
    ['a heading of a megabyte', `postcode,${'x'.repeat(1_000_000)}`, 'geography/unknown-layout', 'also needs'],
    ['a zip that was cut', zip.subarray(0, -30), 'geography/file-truncated', 'not a whole zip'],
    ['gzip that was cut in its first bytes', gzip.subarray(0, 12), 'geography/file-truncated', 'cut short'],
  ])('%s', async (_case, content, code, words) => {
    const error = await refusal(files.make('bad.csv', content));
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(error.message).toContain('bad.csv');
  });

  it('one that is not there, and a folder', async () => {
    expect(await refusal('/nowhere/at/all.csv')).toMatchObject({ code: 'geography/no-such-file', message: expect.stringContaining('all.csv') });
    expect(await refusal('/')).toMatchObject({ code: 'geography/no-such-file' });
  });

  it('a good file beside a bad one is not loaded either', async () => {
    const before = await inUse();
    await expect(geography.run([fixture('nspl-2026.csv'), files.make('bad.csv', 'name\n')])).rejects.toMatchObject({ code: 'geography/unknown-layout' });
    expect(await inUse()).toEqual(before);
  });
});

describe('a file that turns out bad while it is read', () => {
  it.each([
    ['gzip that was cut', gzip.subarray(0, gzip.length - 5000), 'geography/file-truncated', /breaks off at or after row \d+/],
    ['gzip without its last bytes', gzip.subarray(0, -4), 'geography/file-truncated', /breaks off at or after row \d+/],
    ['gzip with a changed byte', withByteChanged(gzip, gzip.length - 6), 'geography/file-damaged', /cannot be unpacked at or after row \d+/],
    ['a zip with a wrong checksum', withByteChanged(zip, zip.indexOf(Buffer.from('504b0102', 'hex')) + 16), 'geography/file-damaged', /cannot be unpacked at or after row \d+/],
    ['too few fields', line(3456, (text) => text.slice(0, -10)), 'geography/row-width', /Row 3456 of .* has 3 fields; the heading row has 4/],
    ['text that was cut', many.slice(0, -12), 'geography/row-width', /Row 5001 of .* has 3 fields/],
    ['too many fields', line(2, (text) => `${text},`), 'geography/row-width', /Row 2 of .* has 5 fields/],
    ['a quotation mark never closed', line(4000, (text) => `"${text}`), 'geography/row-without-end', /Row 4000 of .* does not end/],
    ['a field of 2 MB', line(4000, (text) => `${'x'.repeat(2_000_000)}${text}`), 'geography/row-without-end', /Row 4000 of .* does not end/],
    ['a stray quotation mark', line(4000, (text) => `"ZX1 1AA" x${text}`), 'geography/not-csv', /Row 4000 of .* is not CSV/],
    ['no rows', 'postcode,lad_code,easting,northing\r\n', 'geography/no-rows', /no data rows/],
    ['one postcode twice', line(4000, () => 'zx10aa,E09999001,400000,222222'), 'geography/row-twice', /Rows 2 and 4000 of .* are about the same place/],
    ['more than one bad row in a hundred', manyPostcodes(5000, 222_222, (row, text) => (row % 90 === 0 ? `?${text}` : text)), 'geography/too-many-bad-rows', /55 of the first 5000 rows/],
    ['a rank for the decile', index2019.replace(/^(E\w+),\d+,(\d+),(\d+)/gm, '$1,$3,$2,$3'), 'geography/too-many-bad-rows', /4 of the first 4 rows/],
  ])('%s', async (_case, content, code, words) => {
    const error = await refusal(files.make('bad.csv', content));
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
    const [latest] = await database.dataSource.query<unknown[]>('SELECT status, error_code FROM geography.imports ORDER BY import_id DESC LIMIT 1');
    expect(latest).toEqual({ status: 'failed', error_code: code });
  });

  it('a zip with a changed byte, wherever the damage shows first', async () => {
    expect((await refusal(files.make('bad.csv', withByteChanged(zip, zip.length >> 1)))).code).toMatch(/file-damaged|row-width|row-without-end|not-csv|too-many-bad-rows/);
  });

  it('is refused early when it is hopeless', async () => {
    const error = await refusal(files.make('hopeless.csv', manyPostcodes(60_000, 1, (_row, text) => `?${text}`)));
    expect(error.message).toContain('1000 of the first 1000 rows');
    expect(error.details).toHaveLength(20);
    expect(error.details[0]).toEqual({ pointer: 'row 2, postcode', detail: expect.any(String) });
  });

  it('can be mended and loaded', async () => {
    expect(await geography.run([files.make('good.csv', many)])).toMatchObject([{ outcome: 'loaded' }]);
  });
});

describe('2019 ranks under 2025 headings', () => {
  it('are refused: a tenth of the deciles cannot be right', async () => {
    const rows = Array.from({ length: 3284 }, (_, index) => index * 10 + 5).map((rank, index) => `E01${String(index).padStart(6, '0')},${Math.ceil((rank * 10) / 32_844)},${rank}`);
    const error = await refusal(files.make('mixed.csv', `lsoa21_code,IMD_decile,IMD_rank\n${rows.join('\n')}\n`));
    expect(error).toMatchObject({ code: 'geography/too-many-bad-rows', details: expect.arrayContaining([expect.objectContaining({ pointer: expect.stringContaining('IMD_decile') })]) });
  });
});
