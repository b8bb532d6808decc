import type { EntityManager } from 'typeorm';

/** Who does something: a person or a named job. */
export interface Actor {
  /** Stable name: 'operator' until sign-in exists, or 'job:match-run'. */
  readonly actorId: string;
}

/** Written in the same transaction as what it tells of. Ids and codes only, never personal data. */
export async function writeAudit(manager: EntityManager, actor: Actor, action: string, subject: string, detail: Readonly<Record<string, string | number | boolean | null>> = {}): Promise<void> {
  await manager.query(`INSERT INTO audit.events (actor_id, action, subject, detail) VALUES ($1, $2, $3, $4)`, [actor.actorId, action, subject, JSON.stringify(detail)]);
}
