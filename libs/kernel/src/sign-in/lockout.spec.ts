import { describe, expect, it } from '@jest/globals';
import { lockMinutes } from './lockout.js';

describe('lockMinutes', () => {
  it.each([[0, 0], [1, 0], [4, 0], [5, 1], [6, 2], [7, 4], [8, 8], [9, 16], [10, 32], [11, 60], [12, 60], [2000, 60]])('after %d failures: %d', (failures, minutes) => {
    expect(lockMinutes(failures)).toBe(minutes);
  });
});
