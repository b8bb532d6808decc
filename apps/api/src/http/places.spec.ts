import { describe, expect, it } from '@jest/globals';
import { isApi, isHealth, loggedPath } from './places.js';

describe('places', () => {
  it.each([['/api', true], ['/API/v1/candidates', true], ['/api/docs', true], ['/apiary', false], ['/', false], ['/account/api', false]])('%s is for programs: %s', (path, is) => {
    expect(isApi(path)).toBe(is);
  });

  it.each([['/health/live', true], ['/healthy', false]])('%s is for whoever watches: %s', (path, is) => {
    expect(isHealth(path)).toBe(is);
  });
});

describe('loggedPath', () => {
  it.each([
    ['/candidates?name=Amina', '/candidates'],
    ['/sign-in/link/s3cr3t', '/sign-in/link/[token]'],
    ['/SIGN-IN/link/s3cr3t/?a=b', '/SIGN-IN/link/[token]/'],
    ['/account/password/s3cr3t', '/account/password/[token]'],
    ['/sign-in/link', '/sign-in/link'],
    ['/account', '/account'],
    ['/api/v1/candidates/apk_0123abcd_s3cr3t-_x/matches', '/api/v1/candidates/apk_0123abcd_[secret]/matches'],
  ])('of %s is %s', (url, logged) => {
    expect(loggedPath(url)).toBe(logged);
  });
});
