import { describe, expect, it } from '@jest/globals';
import { passwordErrors, setUpErrors, toAccountPage } from './account.page.js';

const ACCOUNT = { displayName: 'Amina', email: 'amina@example.org', hasPassword: true, hasSecondFactor: false, recoveryCodes: 0, roles: [] };

describe('toAccountPage', () => {
  it.each([
    [true, true, 'on'],
    [true, false, 'off'],
    [false, false, 'elsewhere'],
  ])('with a password: %s, with a second factor: %s, says that it is %s', (hasPassword, hasSecondFactor, said) => {
    expect(toAccountPage({ ...ACCOUNT, hasPassword, hasSecondFactor }, undefined).secondFactor).toBe(said);
  });

  it('counts codes in words, none of them too', () => {
    expect([0, 1, 10].map((recoveryCodes) => toAccountPage({ ...ACCOUNT, recoveryCodes }, undefined).recoveryCodes)).toEqual(['None left', '1 left', '10 left']);
  });

  it.each([['second-factor-off', true], ['toString', false], [undefined, false]])('has a notice for %s: %s', (notice, has) => {
    expect(toAccountPage(ACCOUNT, notice).notice !== null).toBe(has);
  });
});

describe('what is wrong', () => {
  it.each([passwordErrors, setUpErrors])('is said otherwise of nothing than of something', (errors) => {
    expect(errors('')[0]!.text).not.toBe(errors('x')[0]!.text);
  });
});
