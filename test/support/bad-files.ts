import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { UploadContentName } from '#lib/exchange';
import { zipOf } from '../fixtures/geography/made-files.js';
import { fileOf, SAMPLE_FEEDS, SAMPLE_TABLES, TELLTALE, type SampleTable } from './sample-uploads.js';
import type { SentFile } from './sent-upload.js';

/** A file that cannot be taken, and what its sender must be told. */
export interface BadFile extends SentFile {
  readonly what: string;
  readonly code: string;
  /** A part of the sentence. */
  readonly says: string;
}

const PAGE = `<!DOCTYPE html>\n<html><head><title>Sign in, ${TELLTALE}</title></head><body>503</body></html>`;
const PDF = `%PDF-1.7\n%âãÏÓ\n${TELLTALE}`;
const OLD_WORKBOOK = Buffer.from(`d0cf11e0a1b11ae1${Buffer.from(TELLTALE).toString('hex')}`, 'hex');

/** One table of every kind; the others differ from these in rows only. */
const TABLES = SAMPLE_TABLES.filter(({ name, content }) => name === content);

/** A cell that tells on whoever repeats it, in a column of free text. */
const TELLTALE_COLUMNS: Readonly<Record<string, string>> = { venues: 'ADDRESS_LINE_1', courses: 'COURSE_NAME', candidates: 'FAMILY_NAME', roles: 'TITLE', hires: 'POSTCODE' };

function withTelltale(table: SampleTable): SampleTable {
  return { ...table, rows: table.rows.map((row) => ({ ...row, [TELLTALE_COLUMNS[table.content]!]: TELLTALE })) };
}

/** Every way in which a CSV file of a kind can be none. */
function badTables(table: SampleTable): BadFile[] {
  const good = fileOf(withTelltale(table));
  const [heading = '', ...lines] = good.trimEnd().split('\r\n');
  const headings = heading.split(',');
  const required = table.content === 'hires' ? 'EMPLOYEE_REFERENCE' : headings[0]!;
  const without = headings.map((name) => (name === required ? 'SOMETHING_ELSE' : name)).join(',');
  const kind = table.name;
  const anotherKind = TABLES.find(({ content }) => content !== table.content && content !== 'hires')!;
  const cases: [what: string, file: string | Buffer, code: string, says: string][] = [
    ['an empty file', '', 'exchange/empty-file', `A ${kind} file was expected`],
    ['a byte order mark and nothing else', '\ufeff', 'exchange/empty-file', `A ${kind} file was expected`],
    ['rows of commas', ',,,,\r\n,,,,\r\n', 'exchange/empty-file', `A ${kind} file was expected`],
    ['UTF-16 without a byte order mark', Buffer.from(good, 'utf16le'), 'exchange/not-text', 'A CSV file was expected'],
    ['UTF-16 the other way round, without a mark', Buffer.from(good, 'utf16le').swap16(), 'exchange/not-text', 'A CSV file was expected'],
    ['a zip file under another name', zipOf({ 'file.csv': good }), 'exchange/not-csv', 'an Excel workbook or a zip file, and a CSV file was expected'],
    ['an Excel workbook', readFileSync(new URL('../fixtures/files/workbook-renamed.csv', import.meta.url)), 'exchange/not-csv', 'save the sheet as "CSV UTF-8"'],
    ['an old Excel workbook', OLD_WORKBOOK, 'exchange/not-csv', 'an old Excel workbook'],
    ['a gzip file', gzipSync(good), 'exchange/not-csv', 'a gzip file, and a CSV file was expected'],
    ['a PDF', PDF, 'exchange/not-csv', 'a PDF document, and a CSV file was expected'],
    ['a web page', PAGE, 'exchange/not-csv', 'a web page, and a CSV file was expected'],
    ['JSON', JSON.stringify({ person: TELLTALE }), 'exchange/not-csv', 'a JSON file, and a CSV file was expected'],
    ['XML', `<?xml version="1.0"?><people>${TELLTALE}</people>`, 'exchange/not-csv', 'an XML file, and a CSV file was expected'],
    ['values between upright strokes', good.replaceAll(',', '|'), 'exchange/wrong-delimiter', `not separated by commas but by |`],
    ['quotation marks round whole rows', [heading, ...lines].map((line) => `"${line.replaceAll('"', '""')}"`).join('\r\n'), 'exchange/wrong-delimiter', 'without quotation marks round a whole row'],
    ['no heading row', `${lines.join('\r\n')}\r\n`, 'exchange/headings-not-found', `The first row of a ${kind} file must hold its headings`],
    ['a heading that is missing', [without, ...lines].join('\r\n'), 'exchange/headings-wrong', `${required} is missing`],
    ['a heading that is there twice', [`${heading},${required.toLowerCase().replaceAll('_', ' ')}`, ...lines.map((line) => `${line},x`)].join('\r\n'), 'exchange/headings-wrong', `${required} is there 2 times`],
    ['a file of another kind', fileOf(withTelltale(anotherKind)), 'exchange/wrong-kind-of-file', `a file of ${kind} was expected`],
    ['cut off in the last row', good.slice(0, good.lastIndexOf(',', good.length - 8)), 'exchange/file-cut-off', 'send the whole file again'],
    ['a quotation mark that is never closed', `${good}"${TELLTALE}\r\n`, 'exchange/quote-not-closed', 'is never closed'],
    ['a quotation mark in the middle', `${good}"${TELLTALE}" ${TELLTALE},\r\n`, 'exchange/quote-misplaced', 'quotation mark in the middle of a value'],
    ['a field of 2 MB', `${good}"${TELLTALE.repeat(180_000)}"\r\n`, 'exchange/row-too-long', `Row ${table.rows.length + 2} is longer than 1 MB`],
    ['a line of nothing but quotation marks', `${good}${'"'.repeat(1001)}\r\n`, 'exchange/quote-', 'quotation mark'],
  ];
  return cases.map(([what, file, code, says]) => ({ what, file, code, says, content: table.content, organisation: table.organisation }));
}

/** Every way in which a feed can be none. */
function badFeeds(): BadFile[] {
  const [{ file: xml }, { file: json }] = SAMPLE_FEEDS;
  const csv = fileOf(withTelltale(TABLES[0]!));
  const formats = [
    ['nhs-jobs', 'XML', xml, 'exchange/not-xml', 'JSON', json, 'exchange/xml-damaged'],
    ['display-adverts', 'JSON', json, 'exchange/not-json', 'XML', xml, 'exchange/json-damaged'],
  ] as const;
  const either = formats.flatMap(([content, format, good, not, otherFormat, other, damagedCode]): [UploadContentName, string, string | Buffer, string, string][] => {
    const expected = `${format} with adverts was expected`;
    return [
      [content, 'an empty file', '', 'exchange/empty-file', expected],
      [content, 'a byte order mark and nothing else', '\ufeff', 'exchange/empty-file', expected],
      [content, 'blank lines', '\r\n \r\n', 'exchange/empty-file', expected],
      [content, 'a web page', PAGE, not, `a web page (HTML), perhaps an error page or a sign-in page; ${expected}`],
      [content, 'a CSV file', csv, not, expected],
      [content, 'a zip file', zipOf({ feed: good }), not, `an Excel workbook or a zip file; ${expected}`],
      [content, 'a gzip file', gzipSync(good), not, `a compressed (gzip) file; ${expected}`],
      [content, 'a PDF', PDF, not, `a PDF; ${expected}`],
      [content, otherFormat, other, not, `This is ${otherFormat}; ${expected}`],
      [content, 'the first half only', good.slice(0, good.length / 2), damagedCode, 'Nothing was loaded'],
      [content, 'two answers one after the other', `${good}\n${good}`, damagedCode, 'Nothing was loaded'],
      [content, 'a letter in another encoding', Buffer.from(good.replace('Example', 'Exämple'), 'latin1'), 'exchange/encoding-damaged', format],
      [content, 'UTF-16 that was cut', Buffer.concat([Buffer.from('\ufeff', 'utf16le'), Buffer.from(good, 'utf16le').subarray(0, -1)]), 'exchange/encoding-damaged', format],
    ];
  });
  const single: [UploadContentName, string, string, string, string][] = [
    ['nhs-jobs', 'another XML file', `<rss><channel>${TELLTALE}</channel></rss>`, 'exchange/wrong-kind-of-file', 'the answer of the NHS Jobs search'],
    ['nhs-jobs', 'a document type with entities', `<!DOCTYPE nhsJobs [<!ENTITY a "${TELLTALE}"><!ENTITY b "&a;&a;">]><nhsJobs>&b;</nhsJobs>`, 'exchange/xml-not-safe', 'declares a document type'],
    ['nhs-jobs', 'a text of 240,000 signs', `<nhsJobs><vacancyDetails><title>${TELLTALE.repeat(20_000)}</title></vacancyDetails></nhsJobs>`, 'exchange/xml-not-safe', 'no advert has'],
    ['nhs-jobs', 'an unknown entity', `<nhsJobs><vacancyDetails><title>&${TELLTALE};</title></vacancyDetails></nhsJobs>`, 'exchange/xml-damaged', 'Nothing was loaded'],
    ['nhs-jobs', 'a page that does not exist', '<nhsJobs><totalPages>3</totalPages><totalResults>250</totalResults></nhsJobs>', 'exchange/xml-without-adverts', 'Ask for a page of the search that exists'],
    ['nhs-jobs', 'an encoding that nobody knows', `<?xml version="1.0" encoding="x-${TELLTALE}"?><nhsJobs/>`, 'exchange/encoding-unknown', 'Save it as UTF-8'],
    ['display-adverts', 'another JSON file', JSON.stringify({ error: TELLTALE }), 'exchange/wrong-kind-of-file', 'a list has "vacancies"'],
    ['display-adverts', 'a bare list', JSON.stringify([TELLTALE]), 'exchange/wrong-kind-of-file', 'not an answer of the Display Advert API, version 2'],
    ['display-adverts', 'lists within lists', `{"vacancies":${'['.repeat(100)}${']'.repeat(100)}}`, 'exchange/json-not-safe', 'nested more than 32 deep'],
    ['display-adverts', 'a comment', `{"vacancies":[] /* ${TELLTALE} */}`, 'exchange/json-damaged', 'Nothing was loaded'],
  ];
  return [...either, ...single].map(([content, what, file, code, says]) => ({ what, content, file, code, says, organisation: 'T-BROKER' }));
}

/** All of them. No two may come out alike by chance: each is sent, stored and read by itself. */
export const BAD_FILES: readonly BadFile[] = [...TABLES.flatMap(badTables), ...badFeeds()];
