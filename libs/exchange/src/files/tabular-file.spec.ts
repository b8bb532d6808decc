import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { DomainError } from '#lib/platform';
import type { FileRow } from './row-error.js';
import { readTabularFile } from './tabular-file.js';
import type { TabularFile, TabularLayout } from './tabular-layout.js';

const PEOPLE: TabularLayout = {
  name: 'people',
  headings: [
    { name: 'YOUR_REFERENCE', isRequired: true, aliases: ['ID'] },
    { name: 'GIVEN_NAME', isRequired: true, aliases: ['First name', 'Forename'] },
    { name: 'NEEDS', isRequired: false, aliases: [] },
  ],
  otherHeadings: 'refuse',
  refused: [{ pattern: /^TARGETGROUP/, reason: 'Groups are worked out from facts.' }],
};
const IGNORING: TabularLayout = { ...PEOPLE, otherHeadings: 'ignore' };

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer | string, layout = PEOPLE, size = 1 << 16): Promise<TabularFile & { all: FileRow[] }> {
  const file = await readTabularFile(inPieces(Buffer.from(bytes), size), layout);
  const all: FileRow[] = [];
  for await (const row of file.rows) all.push(row);
  return Object.assign(file, { all });
}

/** What a user is told of a file that cannot be read: the code and the sentence. */
async function refusal(bytes: Buffer | string, layout = PEOPLE): Promise<string> {
  try {
    await read(bytes, layout);
  } catch (error) {
    if (error instanceof DomainError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no error';
}

const names = (rows: readonly FileRow[]) => rows.map(({ rowNumber, cells }) => `${rowNumber} ${cells['YOUR_REFERENCE']} ${cells['GIVEN_NAME']}`);
const utf16 = (text: string, endian: 'le' | 'be') => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return endian === 'le' ? bytes : bytes.swap16();
};
const GOOD = 'YOUR_REFERENCE,GIVEN_NAME\r\n1,Zoë\r\n2,Łukasz’s\r\n';
const READ = ['2 1 Zoë', '3 2 Łukasz’s'];

describe('what is understood without a word', () => {
  const latin = Buffer.from([...Buffer.from('YOUR_REFERENCE,GIVEN_NAME\n1,Zo'), 0xeb, ...Buffer.from('\n2,O'), 0x92, ...Buffer.from('Neil '), 0x80, 0x35]);
  it.each<[string, Buffer | string, string, string[]]>([
    ['UTF-8', GOOD, 'utf-8', READ],
    ['UTF-8 with a byte order mark', `\ufeff${GOOD}`, 'utf-8', READ],
    ['UTF-16, low byte first', utf16(GOOD, 'le'), 'utf-16le', READ],
    ['UTF-16, high byte first', utf16(GOOD, 'be'), 'utf-16be', READ],
    ['Windows-1252', latin, 'windows-1252', ['2 1 Zoë', '3 2 O’Neil €5']],
    ['two encodings pasted together', Buffer.concat([latin, Buffer.from('\n3,Zoë\n')]), 'windows-1252', ['2 1 Zoë', '3 2 O’Neil €5', '4 3 Zoë']],
    ['line feeds', GOOD.replaceAll('\r\n', '\n'), 'utf-8', READ],
    ['carriage returns', GOOD.replaceAll('\r\n', '\r'), 'utf-8', READ],
    ['mixed line ends', GOOD.replace('\r\n', '\n').replace('Zoë\r\n', 'Zoë\r'), 'utf-8', READ],
    ['no end of line at the end', GOOD.trimEnd(), 'utf-8', READ],
    ['semicolons', GOOD.replaceAll(',', ';'), 'utf-8', READ],
    ['tabs', GOOD.replaceAll(',', '\t'), 'utf-8', READ],
    ['headings shuffled, spelt in other ways', 'First Name , your-reference\nZoë,1\n', 'utf-8', ['2 1 Zoë']],
    ['quotation marks with spaces outside', '"YOUR_REFERENCE" , "GIVEN_NAME"\n "1" ,"Zoë" \n', 'utf-8', ['2 1 Zoë']],
    ['blank rows, counted', '\n,,\nID,Forename\n\n1,A\n , \n\n2,B\n\n', 'utf-8', ['5 1 A', '8 2 B']],
    ['columns without heading or values', 'ID,Forename,,\n1,A,,\n2,B\n3,C,,,,\n', 'utf-8', ['2 1 A', '3 2 B', '4 3 C']],
    ['headings only', 'ID,Forename', 'utf-8', []],
  ])('%s', async (_, bytes, encoding, expected) => {
    const file = await read(bytes);
    expect(names(file.all)).toEqual(expected);
    expect(file.all.every(({ unreadable }) => unreadable === null)).toBe(true);
    expect(file.encoding).toBe(encoding);
  });

  it('counts a value with line breaks as one row', async () => {
    const { all } = await read('ID,Forename,NEEDS\r\n1,A,"one\r\ntwo\n\nthree"\r\n2,B,\r\n');
    expect(all.map(({ rowNumber, cells }) => [rowNumber, cells['NEEDS']])).toEqual([
      [2, 'one\r\ntwo\n\nthree'],
      [3, ''],
    ]);
  });

  it('says which heading of the file each column was read from', async () => {
    const file = await read('Forename;ID;Shoe size\nA;1;44\n', IGNORING);
    expect(file.columns).toEqual({ YOUR_REFERENCE: 'ID', GIVEN_NAME: 'Forename' });
    expect(file.headings).toEqual(['Forename', 'ID', 'Shoe size']);
    expect(file.delimiter).toBe(';');
    expect(file.all[0]).toEqual({ rowNumber: 2, cells: { YOUR_REFERENCE: '1', GIVEN_NAME: 'A', NEEDS: '' }, typed: ['A', '1', '44'], unreadable: null });
  });

  it('reads a mapped column and no other in its place', async () => {
    const mapped: TabularLayout = {
      ...IGNORING,
      headings: PEOPLE.headings.map((heading) => (heading.name === 'YOUR_REFERENCE' ? { ...heading, mappedTo: 'Staff no' } : heading)),
    };
    const { all } = await read('ID,Staff No.,Forename\nx,7,A\n', mapped);
    expect(names(all)).toEqual(['2 7 A']);
  });

  it('leaves an ERRORS column out, wherever it stands', async () => {
    const file = await read('ID,Errors,Forename\n1,NEEDS: too long,A\n2,,B\n');
    expect(file.headings).toEqual(['ID', 'Forename']);
    expect(file.all.map(({ typed }) => typed)).toEqual([['1', 'A'], ['2', 'B']]);
  });

  it('keeps a formula as the text it is', async () => {
    const { all } = await read(`ID,Forename\n=1+1,"=HYPERLINK(""http://x"",""y"")"\n'=2,'@x\n`);
    expect(all.map(({ typed }) => typed)).toEqual([['=1+1', '=HYPERLINK("http://x","y")'], ['=2', '@x']]);
  });
});

describe('rows that cannot be read', () => {
  it.each([
    ['1,A\n', 'too-few-values'],
    ['1\n', 'too-few-values'],
    ['1,A,x,y\n', 'too-many-values'],
    ['1,A,"x",,,y\n', 'too-many-values'],
  ])('%j is %s, and the next row is read', async (row, code) => {
    const { all } = await read(`ID,Forename,NEEDS\n${row}2,B,\n`);
    expect(all.map(({ unreadable }) => unreadable?.code ?? null)).toEqual([code, null]);
    expect(all[0]?.unreadable?.column).toBe('');
  });

  it('finds a value that would be lost under a blank heading', async () => {
    const { all } = await read('ID,,Forename\n1,lost,A\n2,,B\n');
    expect(all.map(({ unreadable }) => unreadable?.code ?? null)).toEqual(['value-without-heading', null]);
  });
});

describe('files that are refused', () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), deflateRawSync('xl/workbook.xml')]);
  it.each<[string, Buffer | string, RegExp]>([
    ['empty', '', /^exchange\/empty-file The file is empty\. A people file was expected: CSV/],
    ['a byte order mark only', '\ufeff', /^exchange\/empty-file/],
    ['a byte order mark only, UTF-16', utf16('', 'le'), /^exchange\/empty-file/],
    ['one byte', ' ', /^exchange\/empty-file/],
    ['blank rows only', '\r\n ,,\r\n', /^exchange\/empty-file/],
    ['a workbook renamed .csv', zip, /^exchange\/not-csv .*Excel workbook or a zip file.*save the sheet as "CSV UTF-8"/],
    ['an empty zip', Buffer.from('PK\x05\x06\0\0'), /^exchange\/not-csv .*empty zip/],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /^exchange\/not-csv .*\.xls/],
    ['gzip renamed .csv', gzipSync(GOOD), /^exchange\/not-csv .*gzip/],
    ['7-Zip', Buffer.from('377abcaf271c', 'hex'), /^exchange\/not-csv .*7-Zip/],
    ['RAR', Buffer.from('Rar!\x1a\x07'), /^exchange\/not-csv .*RAR/],
    ['a PDF', '%PDF-1.7\n', /^exchange\/not-csv .*PDF/],
    ['JSON object', '{"vacancies":[]}', /^exchange\/not-csv .*JSON/],
    ['JSON list', '\n [\n1]', /^exchange\/not-csv .*JSON/],
    ['XML', '<?xml version="1.0"?><nhsJobs/>', /^exchange\/not-csv .*XML/],
    ['a sign-in page', '\ufeff\n<!DOCTYPE html><html>', /^exchange\/not-csv .*web page/],
    ['rich text', '{\\rtf1\\ansi', /^exchange\/not-csv .*rich text/],
    ['zero bytes', 'ID,Forename\n1,A\0B\n', /^exchange\/not-text .*zero bytes/],
    ['zero bytes among other signs', Buffer.from('ID,Forename\n1,\xe9\0B\n', 'latin1'), /^exchange\/not-text/],
    ['UTF-16 without its mark', Buffer.from(GOOD, 'utf16le'), /^exchange\/not-text .*CSV UTF-8/],
    ['UTF-16 cut in the middle of a sign', utf16(GOOD, 'le').subarray(0, -1), /^exchange\/encoding-damaged/],
    ['bytes of neither encoding', Buffer.from('ID,Forename\n1,\x81\n', 'latin1'), /^exchange\/encoding-unknown .*UTF-8 nor Windows-1252/],
    ['bars between values', 'YOUR_REFERENCE|GIVEN_NAME\n1|A\n', /^exchange\/wrong-delimiter .*but by \|\. Save the file as CSV with a comma/],
    ['spaces between values', 'YOUR_REFERENCE GIVEN_NAME\n1 A\n', /^exchange\/wrong-delimiter .*not separated by commas\. /],
    ['quotation marks round whole rows', '"YOUR_REFERENCE,GIVEN_NAME"\n"1,A"\n', /^exchange\/wrong-delimiter .*without quotation marks round a whole row/],
    ['a quotation mark never closed', 'ID,Forename\n1,A\n2,"B\n3,C\n4,D\n', /^exchange\/quote-not-closed .*opens in row 3 is never closed/],
    ['a quotation mark closed too late', 'ID,Forename\n1,"A\n2,"B"\n', /^exchange\/quote-misplaced Row 2 /],
    ['a quotation mark inside a value', 'ID,Forename\n1,6" nails\n', /^exchange\/quote-misplaced Row 2 /],
    ['text after a closing quotation mark', 'ID,Forename\n\n1,"A" B\n', /^exchange\/quote-misplaced Row 3 /],
    ['a quotation mark never closed in the headings', '"ID,Forename\n1,A\n', /^exchange\/quote-not-closed .*row 1/],
    ['a last row cut off', 'ID,Forename,NEEDS\n1,A,\n2,B', /^exchange\/file-cut-off .*middle of row 3, after 2 of 3 values/],
    ['cut off inside quotation marks', 'ID,Forename,NEEDS\n1,A,\n2,B,"half a sen', /^exchange\/quote-not-closed .*row 3.*cut off/],
    ['no heading row in sight', 'x'.repeat(200_000), /^exchange\/headings-not-found/],
    ['a missing heading', 'ID,NEEDS\n1,\n', /^exchange\/headings-wrong .*GIVEN_NAME is missing\. The first row of a people file must hold its headings, in any order: YOUR_REFERENCE, GIVEN_NAME and any of the optional ones\./],
    ['a misspelt heading', 'ID,GIVNE_NAME,NEEDS\n1,A,\n', /GIVEN_NAME is missing; is "GIVNE_NAME" meant for it\? "GIVNE_NAME" is not a heading of this file; the nearest is GIVEN_NAME/],
    ['an extra heading', 'ID,Forename,Shoe size\n1,A,44\n', /"Shoe size" is not a heading of this file\./],
    ['the same heading twice', 'ID,Forename,First name\n1,A,B\n', /GIVEN_NAME is there 2 times, as "Forename" and "First name"/],
    ['ERRORS twice', 'ID,Forename,ERRORS,ERRORS\n1,A,,\n', /more than one ERRORS column/],
    ['a heading that is refused with its reason', 'ID,Forename,TARGET_GROUPS\n1,A,x\n', /"TARGET_GROUPS" is not accepted: Groups are worked out from facts\./],
    ['another kind of file', 'EMPLOYEE_REFERENCE,ORGANISATION,STAFF_GROUP,POSTCODE\n', /^exchange\/wrong-kind-of-file This looks like a file of hires, and a file of people was expected\. Send the file of people, or/],
  ])('%s', async (_, bytes, expected) => expect(await refusal(bytes)).toMatch(expected));

  it('names the mapped heading that the file does not have', async () => {
    const mapped: TabularLayout = { ...IGNORING, headings: PEOPLE.headings.map((heading) => ({ ...heading, mappedTo: `Their ${heading.name}` })) };
    expect(await refusal('Their GIVEN_NAME,Their needs,x\n', mapped)).toContain('reads YOUR_REFERENCE from "Their YOUR_REFERENCE", which the file does not have');
  });

  it('repeats no personal data of a file without headings, and none of a damaged row', async () => {
    const secret = 'Montgomery';
    for (const bytes of [`1,${secret},x\n2,${secret},y\n`, `ID,Forename\n1,"${secret}" x\n`, `ID,Forename\n1,"${secret}`, `ID,Forename,NEEDS\n1,${secret}`]) {
      const error: unknown = await read(bytes).catch((thrown: unknown) => thrown);
      if (!(error instanceof DomainError)) throw error;
      expect(JSON.stringify([error, error.message, error.cause, error.stack])).not.toContain(secret);
    }
  });

  it('lists no more than a few of very many unknown headings', async () => {
    const extra = Array.from({ length: 5000 }, (_, at) => `Extra heading ${at}`).join(',');
    const told = await refusal(`ID,Forename,${extra}\n1,A\n`);
    expect(told.length).toBeLessThan(2000);
    expect(told).toContain('And 88 more.');
  });
});

describe('reading bounded amounts', () => {
  const MEGABYTE = Buffer.alloc(1 << 20, 'x');
  const COMMAS = Buffer.alloc(1 << 20, ',');
  const LINES = Buffer.from('x\n'.repeat(1 << 19));

  it.each([
    ['a field of 100 MB', 'ID,Forename\n1,', MEGABYTE],
    ['a field of 100 MB in quotation marks', 'ID,Forename\n1,"', MEGABYTE],
    ['a field of 100 MB with line breaks', 'ID,Forename\n1,"', LINES],
    ['a row of 100 million commas', 'ID,Forename\n1,', COMMAS],
  ])('refuses %s without reading on', async (_, start, piece) => {
    let sent = 0;
    let isClosed = false;
    async function* source(): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from(start);
        for (; sent < 100; sent += 1) yield piece;
      } finally {
        isClosed = true;
      }
    }
    const all = async () => {
      const file = await readTabularFile(source(), PEOPLE);
      for await (const row of file.rows) expect(row.rowNumber).toBe(0);
    };
    await expect(all()).rejects.toMatchObject({ code: 'exchange/row-too-long', message: expect.stringContaining('Row 2 is longer than 1 MB') });
    await new Promise(setImmediate);
    expect(isClosed).toBe(true);
    expect(sent).toBeLessThan(5);
  });

  it('takes rows from the source only as they are asked for, and closes it when the loop is left', async () => {
    let sent = 0;
    let isClosed = false;
    async function* source(): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from('ID,Forename\n');
        for (; sent < 1000; sent += 1) yield Buffer.from('1,A\n'.repeat(10_000));
      } finally {
        isClosed = true;
      }
    }
    const file = await readTabularFile(source(), PEOPLE);
    let count = 0;
    for await (const row of file.rows) {
      count += row.cells['GIVEN_NAME'] === 'A' ? 1 : 0;
      if (count === 5) break;
    }
    await new Promise(setImmediate);
    expect(isClosed).toBe(true);
    expect(sent).toBeLessThan(20);
  });

  it('closes a source that is refused', async () => {
    const source = Readable.from(inPieces(Buffer.from('x,y\n'.repeat(100_000)), 1000));
    await expect(readTabularFile(source, PEOPLE)).rejects.toMatchObject({ code: 'exchange/headings-not-found' });
    expect(source.destroyed).toBe(true);
  });

  it.each([0, 1, 2])('passes on an error of the source itself, after %d pieces', async (pieces) => {
    async function* source(): AsyncGenerator<Buffer> {
      yield* [Buffer.from('ID,Forename\n'), Buffer.from('1,A\n')].slice(0, pieces);
      throw new Error('connection reset');
    }
    const all = async () => {
      const file = await readTabularFile(source(), PEOPLE);
      for await (const row of file.rows) expect(row.rowNumber).toBe(2);
    };
    await expect(all()).rejects.toThrow('connection reset');
  });
});

describe('how the bytes arrive', () => {
  const GRIM = Buffer.concat([
    Buffer.from('\ufeffID;Forename;NEEDS\r\n1;"Zoë ""Z"" €";\r\n\r\n2;A;"x\r\ny;\n"\r3;'),
    Buffer.from([0xe9, 0x80, 0x93, 0x20, 0xc3]),
    Buffer.from(`;'=1\n4;𝒜é;`),
    Buffer.from([0xf0, 0x9f]),
    Buffer.from('\n5;x'),
    Buffer.from([0xe2, 0x82, 0x0d, 0x0a]),
  ]);

  it('makes no difference, wherever they are split', async () => {
    const whole = await read(GRIM);
    expect(whole.all).toHaveLength(5);
    expect(whole.all.at(-1)?.unreadable?.code).toBe('too-few-values');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(GRIM.length), { maxLength: 12 }), fc.constantFrom(GRIM, utf16(GOOD, 'be')), async (cuts, bytes) => {
        const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].toSorted((a, b) => a - b);
        const pieces = places.slice(1).map((end, at) => bytes.subarray(places[at], end));
        const file = await readTabularFile(Readable.from(pieces), PEOPLE);
        const all: FileRow[] = [];
        for await (const row of file.rows) all.push(row);
        expect(all).toEqual(bytes === GRIM ? whole.all : (await read(bytes)).all);
      }),
    );
  });

  it('makes no difference a byte at a time', async () => {
    expect((await read(GRIM, PEOPLE, 1)).all).toEqual((await read(GRIM)).all);
    expect((await read(utf16(GOOD, 'le'), PEOPLE, 1)).all).toEqual((await read(utf16(GOOD, 'le'))).all);
  });
});
