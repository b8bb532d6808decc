import type { EntityManager } from 'typeorm';
import type { Actor } from '../database/actor.js';
import type { Sealer } from '../secrets/sealer.js';

/** What is told of an event beside its subject: ids, codes, counts and what changed. */
export type AuditValue = string | number | boolean | null | readonly AuditValue[] | { readonly [name: string]: AuditValue };

/**
 * Written in the same transaction as what it tells of, which must be READ COMMITTED: the event gets its place in the
 * chain when that commits. Ids and codes only, never personal data. `organisationId` is whom it concerns: an auditor
 * there reads it; without, only the operator does.
 */
export async function writeAudit(
  manager: EntityManager,
  actor: Actor,
  action: string,
  subject: string,
  detail: Readonly<Record<string, AuditValue>> = {},
  concerns: { readonly organisationId?: string | null } = {},
): Promise<void> {
  await manager.query(`INSERT INTO audit.events (actor_id, purpose, organisation_id, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)`, [
    actor.actorId,
    actor.purpose,
    concerns.organisationId ?? null,
    action,
    subject,
    JSON.stringify(detail),
  ]);
}

/** An event of many that are written at once. */
export interface NewAuditEvent {
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, AuditValue>>;
  readonly organisationId: string | null;
}

/** As {@link writeAudit}, for the rows of a file. */
export async function writeAudits(manager: EntityManager, actor: Actor, events: readonly NewAuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  await manager.query(
    `INSERT INTO audit.events (actor_id, purpose, organisation_id, action, subject, detail)
     SELECT $1, $2, "organisationId", "action", "subject", "detail"
       FROM jsonb_to_recordset($3::jsonb) AS event ("organisationId" uuid, "action" text, "subject" text, "detail" jsonb)`,
    [actor.actorId, actor.purpose, JSON.stringify(events)],
  );
}

/** Which fields are about a person, and what keeps their text out of the trail. */
export interface PersonalFields {
  readonly fields: readonly string[];
  readonly sealer: Sealer;
  /** As in the event. It is part of the fingerprint, so that the same number of two people does not show. */
  readonly subject: string;
}

/**
 * What changed, as {field: [before, after]}; a field that one side lacks is null there. Of a personal field it tells
 * that it changed, and keyed fingerprints of both: the trail cannot be erased and outlives the person's row, so
 * their text must never get into it, while a fingerprint still shows whether an alleged text is the one that
 * stood there, to whoever has the key. Monitoring answers are not given to it at all, not even as fingerprints.
 */
export function changesOf(before: Readonly<Record<string, AuditValue>>, after: Readonly<Record<string, AuditValue>>, personal: PersonalFields): Record<string, AuditValue> {
  const { fields, sealer, subject } = personal;
  const changes: Record<string, AuditValue> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const pair = [before[field] ?? null, after[field] ?? null];
    if (JSON.stringify(pair[0]) === JSON.stringify(pair[1])) continue;
    const told = (value: AuditValue): AuditValue => (value === null || !fields.includes(field) ? value : sealer.fingerprint(JSON.stringify(value), `audit ${subject} ${field}`));
    changes[field] = pair.map(told);
  }
  return changes;
}
