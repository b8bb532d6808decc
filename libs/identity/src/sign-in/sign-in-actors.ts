import { systemActor, writeAudit, type Actor } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** Before it is known who acts. It reaches no organisation's rows: what it may see is the database role's to say. */
export const SIGN_IN = systemActor('job:sign-in', {});

/** Somebody who has just proved who they are, for the record of it. */
export function personActor(userId: string): Actor {
  return systemActor(`user:${userId}`, {});
}

/** Writes what happened to an account. It concerns the organisation at which the person has held a role longest. */
export async function writeAccountAudit(manager: EntityManager, actor: Actor, action: string, userId: string, detail: Readonly<Record<string, string | number | boolean | null>> = {}): Promise<void> {
  const [home] = await manager.query<{ organisationId: string }[]>(
    `SELECT organisation_id AS "organisationId" FROM identity.role_grants WHERE user_id = $1 ORDER BY revoked_at IS NOT NULL, grant_id LIMIT 1`,
    [userId],
  );
  await writeAudit(manager, actor, action, `user:${userId}`, detail, { organisationId: home?.organisationId ?? null });
}
