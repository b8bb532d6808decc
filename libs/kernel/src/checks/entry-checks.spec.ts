import { describe, expect, it } from '@jest/globals';
import { entryChecks } from './entry-checks.js';

describe('checks before somebody is put forward', () => {
  it('are what people bring with them, and nothing that the employer does after the offer', () => {
    const all = ['right-to-work', 'identity', 'dbs-basic', 'dbs-standard', 'dbs-enhanced', 'registration', 'references', 'work-health', 'driving-licence'];
    expect(entryChecks(all)).toEqual(['right-to-work', 'registration', 'driving-licence']);
    expect(entryChecks([])).toEqual([]);
  });
});
