import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../database/actor.js';
import { Database, requireAction } from '../database/database.js';
import { DomainError } from '../errors/domain-error.js';
import { verifyChain, type ChainHead, type ChainReport, type ChainedEvent, type LinkedEvent } from './audit-chain.js';
import { writeAudit, type AuditValue } from './audit-trail.js';

/** An event as an auditor reads it. */
export interface AuditEvent {
  readonly eventId: string;
  /** ISO moment in UTC. */
  readonly occurredAt: string;
  readonly actorId: string;
  readonly purpose: string | null;
  readonly organisationId: string | null;
  readonly requestId: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, AuditValue>>;
}

/** Which events: each filter that is not null must fit. Days are of London, the first and the last included. */
export interface AuditFilter {
  readonly actorId: string | null;
  readonly subject: string | null;
  readonly action: string | null;
  readonly fromOn: string | null;
  readonly toOn: string | null;
}

/** The newest first. */
export interface AuditPage {
  readonly events: AuditEvent[];
  /** Give it back as `after` for the page of older events; null on the last. */
  readonly next: string | null;
}

const BATCH = 1000;

const EVENT = `event.event_id AS "eventId", to_char(event.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "occurredAt", event.actor_id AS "actorId",
  event.purpose, event.organisation_id AS "organisationId", event.request_id AS "requestId", event.action, event.subject, event.detail`;

const FITS = `($1::text IS NULL OR event.actor_id = $1) AND ($2::text IS NULL OR event.subject = $2) AND ($3::text IS NULL OR event.action = $3)
  AND ($4::date IS NULL OR event.occurred_at >= $4::date::timestamp AT TIME ZONE 'Europe/London')
  AND ($5::date IS NULL OR event.occurred_at < ($5::date + 1)::timestamp AT TIME ZONE 'Europe/London')`;

const CHAINED = `event.event_id::text AS "eventId", (extract(epoch FROM event.occurred_at) * 1000000)::bigint::text AS "occurredMicros", event.actor_id AS "actorId",
  event.purpose, event.organisation_id::text AS "organisationId", event.request_id AS "requestId", event.action, event.subject, event.detail::text AS detail`;

type ChainRow = { readonly number: string | null; readonly hash: string | null } & { readonly [Field in keyof ChainedEvent]: ChainedEvent[Field] | null };

/** Reads of the audit trail. */
@Injectable()
export class AuditQuery {
  constructor(private readonly database: Database) {}

  /** A page of the events that concern organisations within the auditor's reach. */
  async page(actor: Actor, filter: AuditFilter, options: { readonly after: string | null; readonly limit: number }): Promise<AuditPage> {
    requireAction(actor, 'audit.read');
    const rows = await this.database.read<AuditEvent>(
      actor,
      `SELECT ${EVENT} FROM audit.events AS event WHERE ${FITS} AND ($6::uuid IS NULL OR event.event_id < $6) ORDER BY event.event_id DESC LIMIT $7`,
      [filter.actorId, filter.subject, filter.action, filter.fromOn, filter.toOn, options.after, options.limit + 1],
    );
    const events = rows.slice(0, options.limit);
    return { events, next: rows.length > options.limit ? (events.at(-1)?.eventId ?? null) : null };
  }

  /** Hands over all events of a period in the order of their making, in batches, and records that it did. Returns how many. */
  async export(actor: Actor, period: { readonly fromOn: string; readonly toOn: string }, take: (events: readonly AuditEvent[]) => Promise<void>): Promise<number> {
    requireAction(actor, 'audit.read');
    const count = await this.database.writeAtOneMoment(actor, async (manager) => {
      let taken = 0;
      const values = [null, null, null, period.fromOn, period.toOn];
      for await (const events of batches<AuditEvent>(manager, `SELECT ${EVENT} FROM audit.events AS event WHERE ${FITS} ORDER BY event.event_id`, values)) {
        await take(events);
        taken += events.length;
      }
      return taken;
    });
    await this.database.write(actor, (manager) => writeAudit(manager, actor, 'audit.exported', 'audit', { ...period, count }));
    return count;
  }

  /** Recomputes the chain of all events, for whoever reaches everywhere: to others it has gaps. `noted` is a head that was written down earlier. */
  async verify(actor: Actor, noted: ChainHead | null): Promise<ChainReport> {
    if (actor.reach !== 'everywhere') throw new DomainError('access/not-allowed', 'Only the operator can verify the audit trail: it is one chain of the events of all organisations.');
    return this.database.writeAtOneMoment(actor, (manager) => verifyChain(linkedEvents(manager), noted));
  }
}

/** Links in the order of their numbers, each with its event; then the events that no link has. */
async function* linkedEvents(manager: EntityManager): AsyncGenerator<LinkedEvent> {
  const links = `SELECT link.chain_number::text AS number, encode(link.hash, 'hex') AS hash, ${CHAINED}
    FROM audit.links AS link LEFT JOIN audit.events AS event USING (event_id) ORDER BY link.chain_number`;
  const unlinked = `SELECT NULL AS number, NULL AS hash, ${CHAINED}
    FROM audit.events AS event WHERE NOT EXISTS (SELECT FROM audit.links AS link WHERE link.event_id = event.event_id) ORDER BY event.event_id`;
  for (const sql of [links, unlinked]) for await (const rows of batches<ChainRow>(manager, sql, [])) yield* rows.map(linkedEvent);
}

function linkedEvent(row: ChainRow): LinkedEvent {
  const { number, hash } = row;
  return {
    link: number === null || hash === null ? null : { number: BigInt(number), hash },
    event: isEvent(row) ? row : null,
  };
}

/** A link whose event is gone is joined with nulls. */
function isEvent(row: ChainRow): row is ChainRow & ChainedEvent {
  return row.eventId !== null;
}

/** The rows of a query through a cursor: the trail is larger than memory. */
async function* batches<Row>(manager: EntityManager, sql: string, values: readonly unknown[]): AsyncGenerator<Row[]> {
  await manager.query(`DECLARE audit_rows NO SCROLL CURSOR FOR ${sql}`, [...values]);
  for (;;) {
    const rows = await manager.query<Row[]>(`FETCH ${BATCH} FROM audit_rows`);
    if (rows.length === 0) break;
    yield rows;
  }
  await manager.query('CLOSE audit_rows');
}
