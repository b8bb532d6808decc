import { timingSafeEqual } from 'node:crypto';
import { openSteps, TOTP_STEP_SECONDS } from '#lib/kernel';
import { Secret, TOTP } from 'otpauth';

/** The form that every authenticator app reads: SHA-1, six digits, thirty seconds (RFC 6238). */
const FORM = { algorithm: 'SHA1', digits: 6, period: TOTP_STEP_SECONDS } as const;

/** 160 random bits in Base32, as RFC 4226 (4, R6) recommends. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What an authenticator app reads from the QR code. */
export function totpUri(secret: string, email: string): string {
  return new TOTP({ issuer: 'Anchor Pathways', label: email, secret: Secret.fromBase32(secret), ...FORM }).toString();
}

/** The time step, among those that are open, whose code this is; null when it is of none. */
export function stepOfCode(secret: string, code: string, now: Date, lastUsedStep: number | null): number | null {
  const given = Buffer.from(code);
  const isOf = (step: number): boolean => {
    const expected = Buffer.from(TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: step * TOTP_STEP_SECONDS * 1000, ...FORM }));
    return expected.length === given.length && timingSafeEqual(expected, given);
  };
  return openSteps(now, lastUsedStep).find(isOf) ?? null;
}
