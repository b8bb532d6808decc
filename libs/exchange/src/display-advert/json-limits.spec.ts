import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { refuseUnsafeJson } from './json-limits.js';

const refuses = (text: string) => {
  try {
    refuseUnsafeJson(text);
    return false;
  } catch {
    return true;
  }
};

/** The slow, plain way: parse, then measure. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('JSON that could fill the memory', () => {
  it.each<[name: string, text: string, expected: boolean]>([
    ['32 deep', '['.repeat(32) + ']'.repeat(32), false],
    ['33 deep', '['.repeat(33) + ']'.repeat(33), true],
    ['deep and never closed', '{"a":'.repeat(1_000_000), true],
    ['a million empty objects', `[${'{},'.repeat(1_000_000)}{}]`, true],
    ['brackets in a text', `{"a":"${'['.repeat(100)}"}`, false],
    ['brackets after an escaped quote', `{"a":"\\"${'['.repeat(100)}"}`, false],
    ['brackets after an escaped stroke', `{"a":"\\\\","b":${'['.repeat(40)}`, true],
    ['a text that never ends', `{"a":"${'['.repeat(100)}`, false],
    ['a text that ends in a stroke', '{"a":"\\', false],
  ])('%s is refused: %s', (_name, text, expected) => expect(refuses(text)).toBe(expected));

  it('is judged as parsing would', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.integer({ min: 0, max: 34 }), (value, wraps) => {
        const text = '['.repeat(wraps) + JSON.stringify(value) + ']'.repeat(wraps);
        expect(refuses(text)).toBe(depthOf(JSON.parse(text)) > 32);
      }),
    );
  });
});
