import { DomainError } from '#lib/platform';

/** First bytes of files that people send instead of a CSV, and what to tell them. */
const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly what: string; readonly fix: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'an Excel workbook or a zip file', fix: 'Open it and save the sheet as "CSV UTF-8"; renaming the file does not change it.' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'an empty zip file', fix: 'Send the CSV file itself, not zipped.' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook (.xls) or another Office document', fix: 'Open it in Excel and save the sheet as "CSV UTF-8".' },
  { bytes: [0x1f, 0x8b], what: 'a gzip file', fix: 'Unpack it and send the CSV file inside.' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip file', fix: 'Unpack it and send the CSV file inside.' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a RAR file', fix: 'Unpack it and send the CSV file inside.' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', fix: 'Send the spreadsheet that it was printed from, saved as "CSV UTF-8".' },
];

/** The longest signature. */
export const SIGNATURE_BYTES = 4;

/** Throws when the first bytes are those of another kind of file than text. */
export function refuseOtherFormats(head: Buffer): void {
  const found = SIGNATURES.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
  if (found !== undefined) throw notCsv(found.what, found.fix);
}

/** Throws when the first line is that of another text format. A heading row never begins with these signs. */
export function refuseOtherText(firstLine: string): void {
  const start = firstLine.trimStart().slice(0, 15).toLowerCase();
  if (start.startsWith('{\\rtf')) throw notCsv('a rich text document', 'Send the spreadsheet, saved as "CSV UTF-8".');
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) {
    throw notCsv('a web page', 'A download that needed a sign-in often ends like this. Open the page, sign in, and export the table as CSV.');
  }
  if (start.startsWith('<')) throw notCsv('an XML file', 'Export the same data as CSV.');
  if (start.startsWith('{') || start.startsWith('[')) throw notCsv('a JSON file', 'Export the same data as CSV.');
}

function notCsv(what: string, fix: string): DomainError {
  return new DomainError('exchange/not-csv', `This is ${what}, and a CSV file was expected. ${fix}`);
}
