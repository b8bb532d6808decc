import { createHash } from 'node:crypto';
import type { BulkKind, BulkMessageTemplate, CaseLimits, CaseList, HandOverReason } from '#lib/kernel';
import { DomainError, type Actor, type Sealer } from '#lib/platform';
import type { EntityManager } from 'typeorm';
import type { CaseFilter } from './caseload.query.js';

/** What is done for each of many people. */
export type AskedForMany =
  | { readonly kind: 'hand-over'; /** The new broker; null: nobody looks after them for now. */ readonly toUserId: string | null; readonly reasonCode: HandOverReason; readonly words: string | null }
  | { readonly kind: 'refer'; readonly opportunityId: string; /** Null: the next with places, chosen when it is asked for. */ readonly intakeId: string | null; readonly words: null }
  | { readonly kind: 'message'; readonly template: BulkMessageTemplate; readonly words: string | null };

/** Everybody on a list of the caseload, of whom there were so many when the broker looked. */
interface BulkFilter extends CaseFilter, CaseLimits {
  readonly list: CaseList;
  readonly people: number;
}

/** Who, and by which key of the sender's own: the same request sent again is answered with what the first one did. */
export interface BulkRequest {
  readonly requestKey: string;
  readonly candidateIds: readonly string[] | null;
  readonly filter: BulkFilter | null;
}

/** What became of one of them. */
export interface BulkOutcome<Outcome extends string = string> {
  readonly candidateId: string;
  readonly outcome: Outcome;
  /** What was made: a referral. */
  readonly subjectId: string | null;
}

/** As {@link AskedForMany} is stored: its words are sealed beside it. */
interface StoredAsked {
  readonly kind: BulkKind;
  readonly asked: object;
  readonly body: string | null;
}

const WORDS = 'bulk_actions.body';

/** What makes two requests the same. What is chosen for the sender is not part of it, since it may be chosen otherwise the second time. */
export function digestOf({ candidateIds, filter }: BulkRequest, { kind, words, ...asked }: AskedForMany): string {
  return createHash('sha256').update(JSON.stringify([kind, candidateIds?.toSorted() ?? null, filter, asked, words])).digest('hex');
}

/** A request that was sent before under its key; null when there is none yet. Throws brokerage/request-key-used when the key belongs to another one. */
export async function letterSent(manager: EntityManager, requestKey: string, digest: string): Promise<string | null> {
  const [before] = await manager.query<{ bulkId: string; digest: string }[]>(
    `SELECT bulk_id AS "bulkId", request_digest AS digest FROM brokerage.bulk_actions WHERE requested_by = identity.actor() AND request_key = $1`,
    [requestKey],
  );
  if (before === undefined) return null;
  if (before.digest !== digest) throw new DomainError('brokerage/request-key-used', 'This request key belongs to another request of yours. Make a new key for each request, and use it again only to send the same one once more.');
  return before.bulkId;
}

/** Writes a request down. Null: it was sent before under its key, and is committed by now; a second one waits here until the first is. */
export async function writeLetter(manager: EntityManager, actor: Actor, sealer: Sealer, { requestKey, filter }: BulkRequest, { words, kind, ...asked }: AskedForMany, digest: string): Promise<string | null> {
  const nodes = actor.reach === 'everywhere' ? [] : (actor.reach['people'] ?? []);
  const [made] = await manager.query<{ bulkId: string }[]>(
    `INSERT INTO brokerage.bulk_actions (requested_by, people_nodes, request_key, kind, request_digest, asked, body, filter) VALUES (identity.actor(), $1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (requested_by, request_key) DO NOTHING RETURNING bulk_id AS "bulkId"`,
    [nodes, requestKey, kind, digest, JSON.stringify(asked), words === null ? null : sealer.seal(words, WORDS), filter === null ? null : JSON.stringify(filter)],
  );
  return made?.bulkId ?? null;
}

/** What a row asks for. Throws platform/not-opened. */
export function askedOf(sealer: Sealer, { kind, asked, body }: StoredAsked): AskedForMany {
  return { ...asked, kind, words: body === null ? null : sealer.open(body, WORDS) } as AskedForMany;
}

/** The next of those who are still to be done, in the order of the list. */
export async function nextPeople(manager: EntityManager, bulkId: string, after: number, limit: number): Promise<{ readonly candidateIds: string[]; readonly last: number | null }> {
  const rows = await manager.query<{ candidateId: string; position: number }[]>(
    `SELECT candidate_id AS "candidateId", position FROM brokerage.bulk_outcomes WHERE bulk_id = $1 AND position > $2 AND outcome IS NULL ORDER BY position LIMIT $3`,
    [bulkId, after, limit],
  );
  // By id within a slice: whoever does something for some of the same people at once takes them in the same order.
  return { candidateIds: rows.map(({ candidateId }) => candidateId).toSorted(), last: rows.at(-1)?.position ?? null };
}

/** Stores what became of people. */
export async function storeOutcomes(manager: EntityManager, bulkId: string, outcomes: readonly BulkOutcome[]): Promise<void> {
  await manager.query(
    `UPDATE brokerage.bulk_outcomes AS stored SET outcome = given.outcome, subject_id = given.subject_id
       FROM unnest($2::uuid[], $3::text[], $4::uuid[]) AS given (candidate_id, outcome, subject_id) WHERE stored.bulk_id = $1 AND stored.candidate_id = given.candidate_id`,
    [bulkId, outcomes.map(({ candidateId }) => candidateId), outcomes.map(({ outcome }) => outcome), outcomes.map(({ subjectId }) => subjectId)],
  );
}
