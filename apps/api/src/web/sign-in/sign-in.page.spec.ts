import { describe, expect, it } from '@jest/globals';
import { codeErrors, signInErrors, toSignInPage } from './sign-in.page.js';

describe('toSignInPage', () => {
  it.each([
    ['signed-out', 'You have signed out.'],
    ['<b>Call 0123</b>', null],
    ['constructor', null],
    [['signed-out'], null],
    [undefined, null],
  ])('says of the notice %j: %s', (notice, said) => {
    expect(toSignInPage({ returnTo: '/', notice, hasOpenId: false }).notice).toBe(said);
  });

  it('takes the way back along to the organisation', () => {
    expect(toSignInPage({ returnTo: '/account?a=b&c', hasOpenId: true }).openIdPath).toBe('/sign-in/openid?return-to=%2Faccount%3Fa%3Db%26c');
    expect(toSignInPage({ returnTo: '/', hasOpenId: true }).openIdPath).toBe('/sign-in/openid');
  });
});

describe('what is missing', () => {
  it.each([
    ['', '', ['email', 'password']],
    ['a@b.example', '', ['password']],
    ['', 'x', ['email']],
    ['a@b.example', ' ', []],
  ])('of %j and %j', (email, password, fields) => {
    expect(signInErrors({ email, password }).map(({ field }) => field)).toEqual(fields);
  });

  it('of a code is said otherwise than that it is wrong', () => {
    expect(codeErrors(' ')[0]!.text).not.toBe(codeErrors('123456')[0]!.text);
  });
});
