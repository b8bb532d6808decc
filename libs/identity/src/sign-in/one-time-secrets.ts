import { createHash, randomBytes } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 256 random bits in 43 characters that need no escaping in an address. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** 80 random bits in 16 characters that can be copied by hand. */
export function randomRecoveryCode(): string {
  return Array.from(randomBytes(16), (byte) => BASE32[byte % 32]!).join('');
}

/**
 * What is kept of a token, a key or a recovery code. SHA-256 without salt or stretching is enough: they are random
 * with 80 bits and more, so there is no list of likely ones to try, and a slow hash would slow every call of the API.
 */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
