import { lockMinutes } from '#lib/kernel';
import type { EntityManager } from 'typeorm';
import { SIGN_IN, writeAccountAudit } from './sign-in-actors.js';

/** Whose attempt it is: an account's, or that of an address which nobody has. */
export interface AttemptSubject {
  readonly subject: string;
  readonly userId: string | null;
  /** Network address it came from, shown to administrators. */
  readonly address: string | null;
}

const MINUTE_MS = 60_000;

/**
 * Counts an attempt and says whether it is taken: a right one, at an account that is not locked. The row is locked
 * first, so that attempts at once are judged one after the other: the fifth wrong one locks the account, and whatever
 * was sent beside it finds it locked, right or wrong. A right one does not forget the failures before it; that is
 * {@link forgetFailures}, when the sign-in is complete.
 */
export async function takeAttempt(manager: EntityManager, { subject, userId, address }: AttemptSubject, now: Date, isRight: () => boolean | Promise<boolean>): Promise<boolean> {
  const [row] = await manager.query<{ failures: number; lockedUntil: Date | null }[]>(
    `INSERT INTO identity.sign_in_attempts (subject, user_id, last_failed_at) VALUES ($1, $2, $3)
     ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject RETURNING failures, locked_until_at AS "lockedUntil"`,
    [subject, userId, now],
  );
  const { failures, lockedUntil } = row!;
  if (lockedUntil !== null && lockedUntil > now) return false;
  if (await isRight()) return true;
  const minutes = lockMinutes(failures + 1);
  await manager.query(`UPDATE identity.sign_in_attempts SET failures = $2, locked_until_at = $3, last_failed_at = $4, last_address = $5 WHERE subject = $1`, [
    subject,
    failures + 1,
    minutes === 0 ? null : new Date(now.getTime() + minutes * MINUTE_MS),
    now,
    address,
  ]);
  if (minutes > 0 && userId !== null) await writeAccountAudit(manager, SIGN_IN, 'identity.account-locked', userId, { minutes });
  return false;
}

/** After a complete sign-in or a new password: the count begins anew. */
export async function forgetFailures(manager: EntityManager, userId: string): Promise<void> {
  await manager.query(`DELETE FROM identity.sign_in_attempts WHERE user_id = $1`, [userId]);
}

/** Failures are forgotten a day after the last one; those of addresses that nobody has would pile up otherwise. */
export async function forgetOldFailures(manager: EntityManager, now: Date): Promise<void> {
  await manager.query(`DELETE FROM identity.sign_in_attempts WHERE last_failed_at < $1`, [new Date(now.getTime() - 1440 * MINUTE_MS)]);
}

/** The subject of an account that is known. */
export function attemptAt(userId: string, address: string | null = null): AttemptSubject {
  return { subject: `user:${userId}`, userId, address };
}
