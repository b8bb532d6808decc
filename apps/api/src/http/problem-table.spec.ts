import { describe, expect, it } from '@jest/globals';
import { statusOfCode } from './problem-table.js';

describe('statusOfCode', () => {
  it.each([
    ['candidates/candidate-not-found', 404],
    ['opportunities/no-place-left', 409],
    ['matching/snapshot-part-missing', 410],
    ['exchange/file-too-large', 413],
    ['outcomes/not-possible', 422],
    ['a/code-of-next-year', 422],
  ])('%s is %d', (code, status) => {
    expect(statusOfCode(code)).toBe(status);
  });
});
