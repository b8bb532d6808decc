import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linesOf } from './lines.js';

async function* piecesOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

async function read(text: string, sizes: readonly number[] = []): Promise<string[]> {
  const lines: string[] = [];
  for await (const some of linesOf(piecesOf(Buffer.from(text), sizes))) lines.push(...some);
  return lines;
}

describe('linesOf', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\rc\nd', ['a', 'b', 'c', 'd']],
    ['a\r', ['a']],
    ['\r', ['']],
    ['a\n\n b \n', ['a', '', ' b ']],
    ['\ufeffa\n', ['a']],
  ])('of %j are %j', async (text, lines) => {
    expect(await read(text)).toEqual(lines);
  });

  it('are the same however the bytes come', async () => {
    const sign = fc.constantFrom('a', 'é', '🏥', ' ', '\n', '\r', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(sign, { maxLength: 30 }), fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }), async (signs, sizes) => {
        const text = signs.join('');
        const whole = text.split(/\r\n|\n|\r/);
        if (whole.at(-1) === '') whole.pop();
        expect(await read(text, sizes)).toEqual(whole);
      }),
    );
  });

  it('are given as soon as they are complete', async () => {
    const lines = linesOf(piecesOf(Buffer.from('a\nb\nc'), [3]));
    expect((await lines.next()).value).toEqual(['a']);
    expect((await lines.next()).value).toEqual(['b']);
    expect((await lines.next()).value).toEqual(['c']);
    expect((await lines.next()).done).toBe(true);
  });
});
