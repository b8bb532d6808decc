import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readKeyring } from './keyring.js';

const GOOD = randomBytes(32).toString('base64');

describe('readKeyring', () => {
  it('reads ids and keys in order, in any white space', () => {
    const second = randomBytes(48);
    const { keys, problems } = readKeyring('PATHWAYS_KEYS', `\n 2026-11:${GOOD}\t\n2025:${second.toString('base64url')}\n`);
    expect(problems).toEqual([]);
    expect(keys.map(({ keyId }) => keyId)).toEqual(['2026-11', '2025']);
    expect(keys.map(({ bytes }) => Buffer.from(bytes))).toEqual([Buffer.from(GOOD, 'base64'), second]);
  });

  it.each([
    ['', 'holds no key'],
    [' \n', 'holds no key'],
    [GOOD, 'key 1 is not written as id:key'],
    [`Key:${GOOD}`, 'key 1 is not written as id:key'],
    [`a:${GOOD}!`, 'key 1 is not written as id:key'],
    [`a:${randomBytes(31).toString('base64')}`, 'key 1 is shorter than 256 bits'],
    [`a:${GOOD} a:${randomBytes(32).toString('base64')}`, 'key 2 has an id that an earlier key has'],
    [`a:${Buffer.alloc(32).toString('base64')}`, 'key 1 is an example'],
    [`a:${Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64')}`, 'key 1 is an example'],
    [`a:${Buffer.from('change-me-change-me-change-me-32').toString('base64')}`, 'key 1 is an example'],
    [`a:${Buffer.from('0123456789abcdef'.repeat(2)).toString('base64')}`, 'key 1 is an example'],
    [`a:${Buffer.from('deadbeef'.repeat(8), 'hex').toString('base64')}`, 'key 1 is an example'],
  ])('refuses %j', (text, words) => {
    expect(readKeyring('PATHWAYS_KEYS', text).problems).toEqual([expect.stringMatching(new RegExp(`^PATHWAYS_KEYS ${words}`))]);
  });

  it('tells all of it at once, by place and never by value', () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[!-~]{12,60}$/), { minLength: 1, maxLength: 5 }), (words) => {
      const { problems, keys } = readKeyring('PATHWAYS_KEYS', words.join(' '));
      expect(keys.length + problems.length).toBeGreaterThanOrEqual(words.length);
      for (const word of words) expect(problems.join('\n')).not.toContain(word);
    }));
    expect(readKeyring('PATHWAYS_KEYS', `one a:AAAA b:${GOOD} b:${GOOD}`).problems.map((problem) => problem.split(' ').slice(0, 3).join(' '))).toEqual(['PATHWAYS_KEYS key 1', 'PATHWAYS_KEYS key 2', 'PATHWAYS_KEYS key 4']);
  });

  it('accepts every random key', () => {
    for (let round = 0; round < 2000; round += 1) expect(readKeyring('X', `a:${randomBytes(32).toString('base64')}`).problems).toEqual([]);
  });
});
