import { createHash } from 'node:crypto';
import { DomainError, type Actor } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** What was asked for many people at once. */
export interface AskedForMany {
  /** The sender's own: the same request sent again is answered with what the first one did. */
  readonly requestKey: string;
  readonly candidateIds: readonly string[];
}

/** What became of one of them. */
export interface BulkOutcome<Outcome extends string = string> {
  readonly candidateId: string;
  readonly outcome: Outcome;
  /** What was made: a referral. */
  readonly subjectId: string | null;
}

/** A request of many people as it is written down. */
interface BulkRow {
  readonly bulkId: string;
  /** Whether it was there before. */
  readonly isRepeated: boolean;
}

/**
 * Writes the request and its people down, or finds it where it was sent before: a second one with the same key waits
 * here until the first has ended. Throws brokerage/request-key-used when the key belongs to another request.
 */
export async function beginBulk(manager: EntityManager, actor: Actor, kind: 'hand-over' | 'refer', { requestKey, candidateIds }: AskedForMany, what: readonly unknown[]): Promise<BulkRow> {
  const digest = createHash('sha256').update(JSON.stringify([kind, candidateIds.toSorted(), what])).digest('hex');
  const nodes = actor.reach === 'everywhere' ? [] : (actor.reach['people'] ?? []);
  const [made] = await manager.query<{ bulkId: string }[]>(
    `INSERT INTO brokerage.bulk_actions (requested_by, people_nodes, request_key, kind, request_digest) VALUES (identity.actor(), $1, $2, $3, $4)
     ON CONFLICT (requested_by, request_key) DO NOTHING RETURNING bulk_id AS "bulkId"`,
    [nodes, requestKey, kind, digest],
  );
  if (made !== undefined) {
    await manager.query(`INSERT INTO brokerage.bulk_outcomes (bulk_id, candidate_id) SELECT $1, candidate_id FROM unnest($2::uuid[]) AS candidate_id`, [made.bulkId, candidateIds]);
    return { bulkId: made.bulkId, isRepeated: false };
  }
  const [before] = await manager.query<{ bulkId: string; digest: string }[]>(
    `SELECT bulk_id AS "bulkId", request_digest AS digest FROM brokerage.bulk_actions WHERE requested_by = identity.actor() AND request_key = $1`,
    [requestKey],
  );
  if (before?.digest !== digest) throw new DomainError('brokerage/request-key-used', 'This request key belongs to another request of yours. Make a new key for each request, and use it again only to send the same one once more.');
  return { bulkId: before.bulkId, isRepeated: true };
}

/** Stores what became of people. */
export async function storeOutcomes(manager: EntityManager, bulkId: string, outcomes: readonly BulkOutcome[]): Promise<void> {
  await manager.query(
    `UPDATE brokerage.bulk_outcomes AS stored SET outcome = given.outcome, subject_id = given.subject_id
       FROM unnest($2::uuid[], $3::text[], $4::uuid[]) AS given (candidate_id, outcome, subject_id) WHERE stored.bulk_id = $1 AND stored.candidate_id = given.candidate_id`,
    [bulkId, outcomes.map(({ candidateId }) => candidateId), outcomes.map(({ outcome }) => outcome), outcomes.map(({ subjectId }) => subjectId)],
  );
}

/** What became of everybody, in the order in which they were asked for. */
export async function outcomesOf<Outcome extends string>(manager: EntityManager, bulkId: string, candidateIds: readonly string[]): Promise<BulkOutcome<Outcome>[]> {
  const rows = await manager.query<BulkOutcome<Outcome>[]>(`SELECT candidate_id AS "candidateId", outcome, subject_id AS "subjectId" FROM brokerage.bulk_outcomes WHERE bulk_id = $1 AND outcome IS NOT NULL`, [bulkId]);
  const byId = new Map(rows.map((row) => [row.candidateId, row]));
  return candidateIds.flatMap((candidateId) => byId.get(candidateId) ?? []);
}
