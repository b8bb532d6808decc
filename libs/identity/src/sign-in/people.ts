import { normalEmail } from '#lib/kernel';
import type { Sealer } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** Where an address is kept sealed; its fingerprint is of the same context. */
const EMAIL = 'users.email';

/** Where the secret of an authenticator app is kept sealed: moved to another account it does not open, so that nobody who can write rows gives somebody else's account an app of theirs. */
export const totpSecretOf = (userId: string): string => `users.totp_secret ${userId}`;

/** An address as it is kept and found. Fingerprints are of every key, the current one first. */
export interface SealedEmail {
  readonly email: string;
  readonly sealed: string;
  readonly fingerprints: readonly string[];
}

/** Null for what is no address. */
export function sealEmail(sealer: Sealer, text: string): SealedEmail | null {
  const email = normalEmail(text);
  return email === null ? null : { email, sealed: sealer.seal(email, EMAIL), fingerprints: sealer.fingerprints(email, EMAIL) };
}

export function openEmail(sealer: Sealer, sealed: string): string {
  return sealer.open(sealed, EMAIL);
}

/** Grants that count on the day of a parameter. */
export const HELD_ON = (day: string) => `held.revoked_at IS NULL AND held.from_on <= ${day} AND (held.to_on IS NULL OR held.to_on >= ${day})`;

/** Whether an account is a candidate's and nobody else's on a day. */
const IS_ONLY_A_CANDIDATE = (day: string) =>
  `coalesce((SELECT bool_and(held.role = 'candidate') FROM identity.role_grants AS held WHERE held.user_id = account.user_id AND ${HELD_ON(day)}), false)`;

/**
 * Whether an e-mailed link may sign an account in: one that is a candidate's and nobody else's, and has no second
 * factor. For everybody else the mailbox alone would stand for the password.
 */
export const SIGNS_IN_BY_LINK = (day: string) => `account.is_active AND NOT account.has_second_factor AND ${IS_ONLY_A_CANDIDATE(day)}`;

/**
 * Whether an account may have its password chosen by way of the mailbox: one that has a password, and one that needs
 * one, since it was a candidate's and is more by now, or holds no role today. Who signs in with the organisation needs
 * none, and must not get round the organisation's sign-in by it.
 */
export const CHOOSES_PASSWORD_ANEW = (day: string) => `account.is_active AND account.accepted_at IS NOT NULL
  AND (account.password_hash IS NOT NULL
       OR (NOT ${IS_ONLY_A_CANDIDATE(day)} AND NOT EXISTS (SELECT FROM identity.openid_identities AS known WHERE known.user_id = account.user_id)))`;

/** Takes turns with whatever else changes an account and its links: first the account, then the links, so that nobody waits in a ring. */
export async function lockAccount(manager: EntityManager, userId: string): Promise<void> {
  await manager.query(`SELECT FROM identity.users WHERE user_id = $1 FOR NO KEY UPDATE`, [userId]);
}
