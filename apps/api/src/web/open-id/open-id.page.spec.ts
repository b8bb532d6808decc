import { describe, expect, it } from '@jest/globals';
import { toUnknownPersonPage } from './open-id.page.js';

describe('toUnknownPersonPage', () => {
  it.each([
    ['amina@example.org', true, 'amina@example.org'],
    ['amina@example.org', false, 'does not confirm'],
    [null, false, 'does not confirm'],
    [null, true, 'does not confirm'],
  ])('of %s, confirmed %s, says %s', (email, isEmailVerified, words) => {
    expect(toUnknownPersonPage({ email, isEmailVerified }).paragraphs.join(' ')).toContain(words);
  });
});
