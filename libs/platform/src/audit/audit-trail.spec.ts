import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Sealer } from '../secrets/sealer.js';
import { changesOf } from './audit-trail.js';

const sealer = new Sealer([{ keyId: 'a', bytes: randomBytes(32) }]);
const personal = (subject = 'candidate-1') => ({ fields: ['email', 'skills'], sealer, subject });

describe('changesOf', () => {
  it('tells what changed and nothing else', () => {
    expect(changesOf({ level: 2, mode: 'car', codes: ['a'], same: { a: [1] } }, { level: 3, mode: 'car', codes: ['a', 'b'], same: { a: [1] } }, personal())).toEqual({
      level: [2, 3],
      codes: [['a'], ['a', 'b']],
    });
  });

  it('takes a field that one side lacks for null', () => {
    expect(changesOf({ gone: 1, both: null }, { come: 'x' }, personal())).toEqual({ gone: [1, null], come: [null, 'x'] });
  });

  it('never tells the text of a personal field, whatever its kind', () => {
    const changes = changesOf({ email: 'old@example.test', skills: ['phlebotomy'] }, { email: 'new@example.test', skills: null }, personal());
    expect(Object.keys(changes)).toEqual(['email', 'skills']);
    expect(JSON.stringify(changes)).not.toMatch(/example|phlebotomy/);
    expect(changes['skills']).toEqual([expect.stringMatching(/^f1\.a\./), null]);
  });

  it('shows by fingerprints whether a text came back, but not that two people share one', () => {
    const there = changesOf({ email: 'a' }, { email: 'b' }, personal())['email'] as string[];
    const back = changesOf({ email: 'b' }, { email: 'a' }, personal())['email'] as string[];
    expect(back).toEqual(there.toReversed());
    const other = changesOf({ email: 'a' }, { email: 'b' }, personal('candidate-2'))['email'] as string[];
    for (const fingerprint of other) expect(there).not.toContain(fingerprint);
  });
});
