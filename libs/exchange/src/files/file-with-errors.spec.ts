import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { writeFileWithErrors } from './file-with-errors.js';
import { withFormulaGuard, withoutFormulaGuard } from './formula-guard.js';
import type { RowError } from './row-error.js';
import { readTabularFile } from './tabular-file.js';
import type { TabularLayout } from './tabular-layout.js';

const LAYOUT: TabularLayout = {
  name: 'test',
  headings: ['A', 'B', 'C'].map((name) => ({ name, isRequired: true, aliases: [] })),
  otherHeadings: 'refuse',
};
const WRONG: RowError[] = [
  { column: 'B', code: 'date-not-real', reason: 'This is not a date that exists.', fix: 'Write it as 31/12/2026.' },
  { column: '', code: 'too-few-values', reason: 'The row is short.', fix: 'Fill it.' },
];

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function write(rows: readonly { typed: readonly string[]; errors: readonly RowError[] }[]): Promise<string> {
  let text = '';
  for await (const piece of writeFileWithErrors(['A', 'B', 'C'], each(rows))) text += piece;
  return text;
}

async function readBack(text: string) {
  const file = await readTabularFile(Readable.from([Buffer.from(text)]), LAYOUT);
  const rows = [];
  for await (const row of file.rows) rows.push(row);
  return { file, rows };
}

describe('the file that goes back', () => {
  it('has a last column ERRORS that says what is wrong and what to do', async () => {
    const text = await write([
      { typed: ['1', 'x, y', 'Zoë'], errors: WRONG },
      { typed: ['2', '', '"q"'], errors: [] },
    ]);
    expect(text).toBe(
      '\ufeffA,B,C,ERRORS\r\n' +
        '1,"x, y",Zoë,B: This is not a date that exists. Write it as 31/12/2026. | The row is short. Fill it.\r\n' +
        '2,,"""q""",\r\n',
    );
  });

  it('has its headings alone when there is no row', async () => expect(await write([])).toBe('\ufeffA,B,C,ERRORS\r\n'));

  it('keeps the values of a row with too many, after the ERRORS column, and they are still too many when sent again', async () => {
    const typed = ['1', 'x', 'y', 'z', '=w'];
    const text = await write([{ typed, errors: WRONG.slice(0, 1) }]);
    expect(text.split('\r\n')[1]).toBe("1,x,y,B: This is not a date that exists. Write it as 31/12/2026.,z,'=w");
    expect((await readBack(text)).rows[0]).toMatchObject({ typed, unreadable: { code: 'too-many-values' } });
  });

  it('fills a row with too few', async () => {
    const { rows } = await readBack(await write([{ typed: ['1'], errors: WRONG }]));
    expect(rows[0]).toMatchObject({ typed: ['1', '', ''], unreadable: null });
  });
});

describe('cells that a spreadsheet might take for a formula', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['=cmd|"/c calc"!A1', `'=cmd|"/c calc"!A1`],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['+SUM(A1)', "'+SUM(A1)"],
    ['-2+3+cmd|x!A0', "'-2+3+cmd|x!A0"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['\uff1d1', "'\uff1d1"],
    ["'=1", "''=1"],
    ['-', '-'],
    ['-5', '-5'],
    ['-12.50', '-12.50'],
    ['+447700900123', '+447700900123'],
    ['+44 (0)20 7946 0000', '+44 (0)20 7946 0000'],
    ['+44 20 ext 5', "'+44 20 ext 5"],
    ['-5\n=1', "'-5\n=1"],
    ["O'Neil", "O'Neil"],
    ["'quoted'", "'quoted'"],
    ['1=1', '1=1'],
    ['', ''],
  ])('%j is written as %j and read as it was', (cell, written) => {
    expect(withFormulaGuard(cell)).toBe(written);
    expect(withoutFormulaGuard(written)).toBe(cell);
  });

  it('never begins a written cell with a sign that starts a formula, unless it is only a number', () =>
    fc.assert(
      fc.property(nastyCell, (cell) => {
        const written = withFormulaGuard(cell);
        expect(/^[=+\-@\t\r]/.test(written) && /[^\d+\-. (),/]/.test(written)).toBe(false);
        expect(written.startsWith('=')).toBe(false);
      }),
    ));
});

const nastyCell = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from(`'"=+-@,;|\t\r\n\u00a0\ufeff \u2028aé€𝒜1`)), maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0') && !/\p{Cs}/u.test(text)),
);

describe('writing and reading again', () => {
  it('gives every cell back as it was, whatever stands in it', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(nastyCell, { minLength: 3, maxLength: 3 }), { maxLength: 5 }), async (rows) => {
        const filled = rows.map((row, at) => [`row ${at}`, ...row.slice(1)]);
        const text = await write(filled.map((typed) => ({ typed, errors: WRONG })));
        const once = await readBack(text);
        expect(once.rows.map(({ typed }) => typed)).toEqual(filled);
        expect(once.rows.map(({ cells }) => cells['C'])).toEqual(filled.map((row) => row[2]?.trim()));
        // A file that goes back and forth does not grow an apostrophe or an ERRORS column on the way.
        expect(await write(once.rows.map(({ typed }) => ({ typed, errors: WRONG })))).toBe(text);
      }),
      { numRuns: 300 },
    ));
});
