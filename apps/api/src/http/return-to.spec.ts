import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeReturnTo } from './return-to.js';

describe('safeReturnTo', () => {
  it.each(['/', '/account', '/candidates?page=2&sort=name', '/a%20b', '/candidates/%F0%9F%98%80'])('lets %s through', (path) => {
    expect(safeReturnTo(path)).toBe(path);
  });

  it.each([
    '//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', '/\n/evil.example', '/\r\\evil.example', '///evil.example', '/.//evil.example', '/a/..//evil.example',
    'https://evil.example', 'javascript:alert(1)', 'account', '', '%2F%2Fevil.example', '/sign-in', '/sign-in/link', '/sign-out', '/forgotten-password',
    '//own.invalid@evil.example', `/${'x'.repeat(2001)}`, undefined, null, 7, ['/account'], { toString: () => '/account' },
  ])('does not let %j through', (given) => {
    expect(safeReturnTo(given)).toBe('/');
  });

  it('leaves out what stands after a number sign', () => {
    expect(safeReturnTo('/account#//evil.example')).toBe('/account');
  });

  it('never leads to another origin, whatever is given, nor changes when it is given again', () => {
    const part = fc.constantFrom('/', '\\', '.', '..', '@', ':', '?', '#', '\t', '\n', '%2f', '%5c', 'evil.example', 'a', ' ', 'http', '\u3002', '\uFF0F');
    fc.assert(
      fc.property(fc.oneof(fc.array(part, { maxLength: 12 }).map((parts) => `/${parts.join('')}`), fc.webUrl(), fc.string()), (given) => {
        const path = safeReturnTo(given);
        for (const base of ['https://pathways.test', 'http://127.0.0.1:3000/deep/page']) expect(new URL(path, base).origin).toBe(new URL(base).origin);
        expect(path).toMatch(/^\/(?![/\\])/);
        expect(safeReturnTo(path)).toBe(path);
      }),
    );
  });
});
