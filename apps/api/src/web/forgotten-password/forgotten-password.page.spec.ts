import { describe, expect, it } from '@jest/globals';
import { newPasswordErrors, toNewPasswordPage } from './forgotten-password.page.js';

describe('toNewPasswordPage', () => {
  it('greets whoever was invited, by name, and nobody else', () => {
    const owner = { email: 'amina@example.org', displayName: 'Amina' };
    expect(toNewPasswordPage({ ...owner, purpose: 'invitation' }, []).welcome).toBe('Welcome, Amina.');
    expect(toNewPasswordPage({ ...owner, purpose: 'reset' }, []).welcome).toBeNull();
  });
});

describe('newPasswordErrors', () => {
  it.each([
    ['', '', 'password'],
    ['', 'x', 'password'],
    ['a long enough one', 'a long enough 0ne', 'password-again'],
    ['a long enough one', '', 'password-again'],
    ['a long enough one', 'a long enough one', undefined],
  ])('of %j and %j are at %s', (password, again, field) => {
    expect(newPasswordErrors(password, again)[0]?.field).toBe(field);
  });
});
