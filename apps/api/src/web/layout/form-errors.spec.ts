import { describe, expect, it } from '@jest/globals';
import { emailErrors } from './form-errors.js';

describe('emailErrors', () => {
  it.each([
    ['amina@example.org', 0],
    ['amina.o’neil@exämple.org', 0],
    ['', 1],
    ['amina', 1],
    ['amina@', 1],
    ['a mina@example.org', 1],
    ['a@b@example.org', 1],
    [`${'a'.repeat(250)}@b.uk`, 1],
  ])('of %j: %d', (email, count) => {
    expect(emailErrors(email).length).toBe(count);
  });
});
