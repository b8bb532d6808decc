import { DomainError } from '#lib/platform';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Token } from 'stream-json/parser.js';
import { readJson } from './read-json.js';

type Container = unknown[] | Record<string, unknown>;

/** Puts the tokens together again. */
class Builder {
  whole: unknown;
  private readonly open: Container[] = [];
  private readonly names: string[] = [];

  take = ({ name, value }: Token): void => {
    if (name === 'keyValue') this.names.push(String(value));
    else if (name === 'startObject') this.begin({});
    else if (name === 'startArray') this.begin([]);
    else if (name === 'endObject' || name === 'endArray') this.open.pop();
    else this.put(name === 'numberValue' ? Number(value) : value);
  };

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

async function* inPieces(text: string | Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The value of a text that comes in pieces of so many bytes. */
async function parsed(text: string | Uint8Array, size: number): Promise<unknown> {
  const builder = new Builder();
  await readJson(inPieces(text, size), builder.take);
  return builder.whole;
}

/** What is said of a text that can be read again, or not. */
async function refusal(text: string | Uint8Array, size: number, again: (() => AsyncIterable<Uint8Array>) | null = () => inPieces(text, size)): Promise<string> {
  const error = await readJson(inPieces(text, size), () => undefined, again).then(() => null, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DomainError);
  const { code, message } = error as DomainError;
  return `${code}: ${message}`;
}

describe('readJson', () => {
  it('reads what JSON.parse reads, in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), fc.integer({ min: 1, max: 20 }), async (value, indent, size) => {
        const text = JSON.stringify(value, null, indent);
        expect(await parsed(text, size)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what JSON.parse refuses', async () => {
    const signs = fc.constantFrom(...'{}[],:"\\019.-+eEtrufalsn \n\u0001é/'.split(''));
    const mutated = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.integer({ min: 0, max: 2 }), fc.array(signs, { maxLength: 2 })).map(([value, place, removed, put]) => {
      const text = JSON.stringify(value);
      const at = place % (text.length + 1);
      return text.slice(0, at) + put.join('') + text.slice(at + removed);
    });
    await fc.assert(
      fc.asyncProperty(mutated, fc.integer({ min: 1, max: 9 }), async (text, size) => {
        let expected: unknown = 'refused';
        try {
          expected = JSON.parse(text);
        } catch {}
        expect(await parsed(text, size).catch(() => 'refused')).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['0', '-0', '-1', '123456789012345', '1234567890123456', '9007199254740993', '1.5', '-0.25', '1e3', '1E-2', '1e+400', '[1,2.0,3]', ' [ ] ', '{}', '"\\u00e9\\ud83d\\ude00"', '"é😀"', '{"a":{"":[null,true,false]}}', '\r\n\t1'])('reads %s', async (text) => {
    for (const size of [1, 2, 100]) expect(await parsed(text, size)).toEqual(JSON.parse(text));
  });

  it('gives a number as it is written', async () => {
    const numbers: unknown[] = [];
    await readJson(inPieces('[1e400, 0.10, -0, 12345678901234567890]', 3), ({ name, value }) => name === 'numberValue' && numbers.push(value));
    expect(numbers).toEqual(['1e400', '0.10', '-0', '12345678901234567890']);
  });

  it.each([' ', '-', '01', '-01', '+1', '.5', '1.', '1e', '1.e1', '--1', '1-1', '1 2', '[1', '[1,', '[1,]', '[,1]', '[1 2]', '1]', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,}', '{"a" 1}', '{a:1}', '{1:1}', '{"a":1]', '[1}', '}', ']', ',', ':', '[:]', '"a', '"\\x"', '"\u0001"', 'nul', 'nulll', 'True', 'NaN', "'a'", '{"a":"b":1}', '[1]x', '{}{}', '["a""b"]', '[true false]', '/* */1', '[1]"a"', '[1][', '[1]{'])('refuses %s', async (text) => {
    for (const size of [1, 2, 100]) expect(await refusal(text, size)).toMatch(/^exchange\/json-damaged: The file is not JSON to its end: \w.*, at line 1, character \d+\. /);
    expect(() => JSON.parse(text)).toThrow(/JSON/);
  });

  it('is less strict than JSON.parse with white space and with bytes in a text', async () => {
    expect(await parsed('\u00a0[1,\v2]\u2028', 1)).toEqual([1, 2]);
    expect(await parsed(Buffer.of(0x22, 0x61, 0xff, 0x22), 1)).toBe('a\ufffd');
  });

  it('says at which line and character', async () => {
    const damaged = async (text: string | Uint8Array, size: number): Promise<string> => (await refusal(text, size)).replace('exchange/json-damaged: The file is not JSON to its end: ', '').replace('. Write it again with a JSON library and send the whole of it.', '');
    expect(await damaged('{"candidates": 3;', 5)).toBe("expected ',', at line 1, character 17");
    expect(await damaged('[1,\n 2,\r\n 01]', 3)).toBe("expected ',', at line 3, character 3");
    expect(await damaged('["é😀"; 1]', 2)).toBe("expected ',', at line 1, character 7");
    expect(await damaged(Buffer.of(0x00), 1)).toBe('expected a value, at line 1, character 1');
    expect(await damaged(Buffer.of(0xff, 0xfe, 0x7b, 0x00), 4)).toBe('expected a value, at line 1, character 1');
    expect(await damaged('[1, 2', 2)).toBe("expected ',', at line 1, character 6");
    expect(await damaged(`{"a": [${'1,\n'.repeat(50_000)}}]`, 65_536)).toBe('expected a value, at line 50001, character 1');
  });

  it('says before which byte, where the text cannot be read again or has changed', async () => {
    expect(await refusal('[1, 2; 3, 4, 5]', 4, null)).toContain("end: expected ',', before byte 8. Write");
    expect(await refusal('[1, 2; 3, 4, 5]', 4, () => inPieces('[1, 2]', 4))).toContain("end: expected ',', before byte 8. Write");
  });

  it('reads again only what has failed as JSON', async () => {
    const never = (): never => {
      throw new Error('was read again');
    };
    const failed = (bytes: AsyncIterable<Uint8Array>, take: (token: Token) => void): Promise<void> => readJson(bytes, take, never);
    await failed(inPieces('[1, 2]', 4), () => undefined);
    await expect(failed(inPieces('[1, 2]', 4), () => { throw new RangeError('of the taker'); })).rejects.toThrow(new RangeError('of the taker'));
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('[1, 2');
      throw new RangeError('of the disk');
    }
    await expect(failed(broken(), () => undefined)).rejects.toThrow(new RangeError('of the disk'));
    await expect(failed(inPieces('[1; 2]', 4), () => undefined)).rejects.toThrow('was read again');
  });

  it('refuses an empty file', async () => {
    expect(await refusal('', 1)).toBe('exchange/empty-file: The file is empty. An instance was expected, as JSON.');
  });

  it('holds no more than a value of 65,536 bytes, and passes over no more white space', async () => {
    const long = 'x'.repeat(65_000);
    expect(await parsed(`["${long}"]`, 1000)).toEqual([long]);
    expect(await refusal(`["${long}${long}`, 1000)).toBe('exchange/json-not-safe: A single value, or white space, of more than 65,536 bytes stands before byte 67000. Nothing that long is expected.');
    expect(await refusal(`[${'1'.repeat(200_000)}]`, 1000)).toContain('json-not-safe');
    expect(await refusal(`[${' '.repeat(200_000)}]`, 1000)).toContain('json-not-safe');
    expect(await parsed(`["${long}", "${long}"]`, 1_000_000)).toEqual([long, long]); // one piece, however large
  });
});
