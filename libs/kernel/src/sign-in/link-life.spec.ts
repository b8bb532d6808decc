import { describe, expect, it } from '@jest/globals';
import { linkExpiry, linkLifeInWords, type LinkPurpose } from './link-life.js';

describe('a link', () => {
  it.each<[LinkPurpose, string, string]>([
    ['invitation', '2026-06-08T12:00:00.000Z', '7 days'],
    ['reset', '2026-06-01T13:00:00.000Z', '1 hour'],
    ['sign-in', '2026-06-01T12:20:00.000Z', '20 minutes'],
  ])('for %s that is sent on 1 June at noon works until %s, and says %s', (purpose, until, words) => {
    expect(linkExpiry(purpose, new Date('2026-06-01T12:00:00Z')).toISOString()).toBe(until);
    expect(linkLifeInWords(purpose)).toBe(words);
  });
});
