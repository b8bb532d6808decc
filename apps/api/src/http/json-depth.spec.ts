import { describe, expect, it } from '@jest/globals';
import { refuseDeepJson } from './json-depth.js';

const look = (text: string) => (): void => refuseDeepJson(null, null, Buffer.from(text, 'utf8'));
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON that is nested', () => {
  it.each([
    ['as deep as may be', nested(32)],
    ['wide', `[${'[],{},'.repeat(1000)}[]]`],
    ['in a text only', JSON.stringify('['.repeat(100))],
    ['in a text after a quote in it', JSON.stringify(`"\\${'{'.repeat(100)}`)],
  ])('is let through: %s', (_, text) => expect(look(text)).not.toThrow());

  it.each([
    ['one level too deep', nested(33)],
    ['without an end', '{"a":'.repeat(100_000)],
    ['behind a text', `["a\\"",${nested(32)}]`],
  ])('is refused: %s', (_, text) => expect(look(text)).toThrow(expect.objectContaining({ status: 400 })));
});
