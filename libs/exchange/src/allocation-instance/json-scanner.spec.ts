import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonScanner, type JsonEvents } from './json-scanner.js';

type Container = unknown[] | Record<string, unknown>;

/** Puts the parts together again. */
class Builder implements JsonEvents {
  whole: unknown;
  private readonly open: Container[] = [];
  private readonly names: string[] = [];

  beginObject = (): void => this.begin({});
  beginList = (): void => this.begin([]);
  endObject = (): void => void this.open.pop();
  endList = (): void => void this.open.pop();
  name = (text: string): void => void this.names.push(text);
  number = (value: number): void => this.put(value);
  text = (value: string): void => this.put(value);
  word = (value: boolean | null): void => this.put(value);

  private begin(container: Container): void {
    this.put(container);
    this.open.push(container);
  }

  private put(value: unknown): void {
    const into = this.open.at(-1);
    if (into === undefined) this.whole = value;
    else if (Array.isArray(into)) into.push(value);
    else Object.defineProperty(into, this.names.pop()!, { value, enumerable: true, configurable: true, writable: true });
  }
}

/** The value of a text that comes in pieces of so many bytes. */
function scanned(text: string | Uint8Array, size: number): unknown {
  const builder = new Builder();
  const scanner = new JsonScanner(builder);
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) scanner.write(bytes.subarray(at, at + size));
  scanner.end();
  return builder.whole;
}

function outcome(read: () => unknown): { readonly value: unknown } | 'refused' {
  try {
    return { value: read() };
  } catch {
    return 'refused';
  }
}

describe('JsonScanner', () => {
  it('reads what JSON.parse reads, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), fc.integer({ min: 1, max: 20 }), (value, indent, size) => {
        const text = JSON.stringify(value, null, indent);
        expect(scanned(text, size)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const signs = fc.constantFrom(...'{}[],:"\\019.-+eEtrufalsn \n\u0001é/'.split(''));
    const mutated = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.integer({ min: 0, max: 2 }), fc.array(signs, { maxLength: 2 })).map(([value, place, removed, put]) => {
      const text = JSON.stringify(value);
      const at = place % (text.length + 1);
      return text.slice(0, at) + put.join('') + text.slice(at + removed);
    });
    fc.assert(
      fc.property(mutated, fc.integer({ min: 1, max: 9 }), (text, size) => {
        expect(outcome(() => scanned(text, size))).toEqual(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['0', '-0', '-1', '123456789012345', '1234567890123456', '9007199254740993', '1.5', '-0.25', '1e3', '1E-2', '1e+400', '[1,2.0,3]', ' [ ] ', '{}', '"\\u00e9\\ud83d\\ude00"', '"é😀"', '{"a":{"":[null,true,false]}}', '\r\n\t1'])('reads %s', (text) => {
    for (const size of [1, 2, 100]) expect(scanned(text, size)).toEqual(JSON.parse(text));
  });

  it.each(['', ' ', '-', '01', '-01', '+1', '.5', '1.', '1e', '1.e1', '--1', '1-1', '1 2', '[1', '[1,', '[1,]', '[,1]', '[1 2]', '1]', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,}', '{"a" 1}', '{a:1}', '{1:1}', '{"a":1]', '[1}', '}', ']', ',', ':', '[:]', '"a', '"\\x"', '"\u0001"', 'nul', 'nulll', 'True', 'NaN', "'a'", '{"a":"b":1}', '[1]x', '{}{}', '["a""b"]', '[true false]', '/* */1', '[1]"a"', '[1][', '[1]{'])('refuses %s', (text) => {
    for (const size of [1, 2, 100]) expect(() => scanned(text, size)).toThrow(/not JSON to its end/);
    expect(() => JSON.parse(text)).toThrow(/JSON/);
  });

  it('says at which byte', () => {
    expect(() => scanned('{"candidates": 3;', 5)).toThrow('at byte 16 there is the sign ; where it cannot stand.');
    expect(() => scanned('[1, 01]', 3)).toThrow('at byte 4 there is something like a number that is none in JSON.');
    expect(() => scanned(Buffer.of(0x5b, 0x22, 0xff, 0x22, 0x5d), 2)).toThrow('at byte 1 there is a text that is not written as JSON in UTF-8 is.');
    expect(() => scanned(Buffer.of(0x00), 1)).toThrow('at byte 0 there is a sign that cannot stand there.');
    expect(() => scanned('[1, 2', 2)).toThrow('at byte 5 there is the end of the file, in the midst of it.');
  });

  it('keeps no more than a value of 65,536 bytes, and no nesting of more than 64', () => {
    const long = 'x'.repeat(65_000);
    expect(scanned(`["${long}"]`, 1000)).toEqual([long]);
    expect(() => scanned(`["${long}${long}`, 1000)).toThrow('A single value of more than 65,536 bytes begins at byte 1.');
    expect(scanned('['.repeat(64) + ']'.repeat(64), 7)).toEqual(JSON.parse('['.repeat(64) + ']'.repeat(64)));
    expect(() => scanned('{"a":'.repeat(65), 7)).toThrow('nested more than 64 deep at byte 320.');
  });
});
