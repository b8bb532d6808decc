import { describe, expect, it } from '@jest/globals';
import { newTotpSecret, stepOfCode, totpUri } from './totp.js';

// The key of RFC 6238, appendix B, whose codes are cut to six digits here.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code of an authenticator app', () => {
  it.each([[59, '287082'], [1_111_111_109, '081804'], [1_234_567_890, '005924'], [2_000_000_000, '279037']])('at second %d is %s', (second, code) => {
    expect(stepOfCode(SECRET, code, new Date(second * 1000), null)).toBe(Math.floor(second / 30));
  });

  it('is taken one step early or late, and no further', () => {
    const at = (second: number): number | null => stepOfCode(SECRET, '005924', new Date(second * 1000), null);
    const step = Math.floor(1_234_567_890 / 30);
    expect([at((step - 1) * 30), at((step + 2) * 30 - 1)]).toEqual([step, step]);
    expect([at((step - 1) * 30 - 1), at((step + 2) * 30)]).toEqual([null, null]);
  });

  it('is not taken again', () => {
    const now = new Date(1_234_567_890_000);
    const step = stepOfCode(SECRET, '005924', now, null)!;
    expect(stepOfCode(SECRET, '005924', now, step)).toBeNull();
    expect(stepOfCode(SECRET, '005924', now, step - 1)).toBe(step);
  });

  it.each(['', '5924', '0005924', '00592é'])('is not %j', (code) => expect(stepOfCode(SECRET, code, new Date(1_234_567_890_000), null)).toBeNull());
});

describe('a secret', () => {
  it('is new each time, and what the QR code says', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    const uri = new URL(totpUri(secret, 'ada@example.org'));
    expect(`${uri.protocol}//${uri.host}`).toBe('otpauth://totp');
    expect(decodeURIComponent(uri.pathname)).toBe('/Anchor Pathways:ada@example.org');
    expect(uri.searchParams.get('secret')).toBe(secret);
  });
});
