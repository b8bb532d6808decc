import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvFault, CsvSplitter } from './split-csv.js';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Splits a text that arrives in pieces of the given sizes, over and over. */
function split(text: string, sizes: readonly number[] = [text.length]): string[][] {
  const splitter = new CsvSplitter();
  const records: string[][] = [];
  let position = 0;
  for (let turn = 0; position < text.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    records.push(...splitter.push(text.slice(position, position + size)));
    position += size;
  }
  records.push(...splitter.end());
  return records;
}

describe('splitting CSV', () => {
  it.each([
    ['plain lines', 'a,b\nc,d\n', [['a', 'b'], ['c', 'd']]],
    ['no line end after the last', 'a,b\r\nc,d', [['a', 'b'], ['c', 'd']]],
    ['empty cells', ',\n,,\n', [['', ''], ['', '', '']]],
    ['empty lines', '\n\r\na,b\n\n', [['a', 'b']]],
    ['quoted cells', '"a","b, c"\r\n"d ""e""",""\n', [['a', 'b, c'], ['d "e"', '']]],
    ['a line break in a cell', '"a\r\nb",c\n', [['a\r\nb', 'c']]],
    ['quoted and plain cells in one line', 'a,"b",c\nd,e,"f"', [['a', 'b', 'c'], ['d', 'e', 'f']]],
    ['a carriage return that ends the text', '"a",b\r', [['a', 'b']]],
    ['a carriage return after a quoted cell that ends the text', 'b,"a"\r', [['b', 'a']]],
    ['one column', '"a"\nb\n', [['a'], ['b']]],
    ['nothing', '', []],
  ])('%s', (_case, text, records) => {
    expect(split(text)).toEqual(records);
    expect(split(text, [1])).toEqual(records);
  });

  it.each([
    ['a mark within a cell', 'a,b\nc,d"\n', 2, 'stray-quote'],
    ['text after a quoted cell', '"a"b,c\n', 1, 'stray-quote'],
    ['a carriage return after a quoted cell', 'a,b\n"a"\rx,c\n', 2, 'stray-quote'],
    ['a mark never closed', 'a,b\nc,d\n"e,f\ng,h\n', 3, 'without-end'],
    ['a cell without end', `a,b\n${'x'.repeat(1_000_001)}`, 2, 'without-end'],
    ['a quoted cell without end', `a,b\n"${'x\n'.repeat(500_001)}`, 2, 'without-end'],
  ])('refuses %s', (_case, text, record, kind) => {
    for (const sizes of [[text.length], [64_000]]) {
      let fault: unknown;
      try {
        split(text, sizes);
      } catch (error) {
        fault = error;
      }
      expect(fault).toBeInstanceOf(CsvFault);
      expect(fault).toMatchObject({ record, kind });
    }
  });

  it('agrees with csv-parse, however the text is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '1', ' ', ',', '"', '\n', '\r\n'), maxLength: 6 });
    const written = fc.tuple(cell, fc.boolean()).map(([text, always]) => (always || /[",\n\r]/.test(text) ? quoted(text) : text));
    const lines = fc.array(fc.array(written, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), (rows, lineEnd, isEnded, sizes) => {
        const text = rows.map((row) => row.join(',')).join(lineEnd) + (isEnded ? lineEnd : '');
        const expected = parse(text, { relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'] });
        expect(split(text)).toEqual(expected);
        expect(split(text, sizes)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
