import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { systemActor, type Actor, type DatabaseRole } from '../database/actor.js';
import type { Database } from '../database/database.js';
import { DomainError } from '../errors/domain-error.js';

/**
 * A table whose rows are letters that jobs work on. It has the columns status, claim_token, leased_until,
 * attempts, rung_at, error_code and error_detail. status is queued, working, done, failed or cancelled.
 */
export interface WorkTable {
  /** With its schema: 'exchange.uploads'. */
  readonly table: string;
  readonly idColumn: string;
  /** The job that works on its rows, as the audit trail names it: 'job:read-upload'. */
  readonly job: `job:${string}`;
  /** The rights that the job has in the database. */
  readonly role: DatabaseRole;
}

/** A job before it knows for whom it works: it sees its letters and nothing else. */
function jobOf({ job }: WorkTable): Actor {
  return systemActor(job, {});
}

/** A row in hand. Only the holder of its token may write the result. */
export interface Claim {
  readonly work: WorkTable;
  readonly id: string;
  readonly token: string;
  readonly leaseSeconds: number;
}

/** After so many claims without an end a row is given up: something in it kills its worker. */
const MOST_ATTEMPTS = 20;

/**
 * Takes a row in hand when it is queued, or working with a lease that ran out. Null: somebody else has
 * it, or it has ended; a job that was rung twice then simply returns.
 */
export async function claimWork(database: Database, work: WorkTable, id: string, leaseSeconds: number): Promise<Claim | null> {
  const token = randomUUID();
  const claimed = await inTransaction<unknown>(
    database,
    work,
    `WITH claimed AS (
       UPDATE ${work.table}
          SET status = 'working', claim_token = $2, attempts = attempts + 1,
              leased_until = now() + make_interval(secs => $3)
        WHERE ${work.idColumn} = $1 AND attempts < $4
          AND (status = 'queued' OR (status = 'working' AND leased_until < now()))
       RETURNING 1)
     SELECT * FROM claimed`,
    [id, token, leaseSeconds, MOST_ATTEMPTS],
  );
  return claimed.length === 1 ? { work, id, token, leaseSeconds } : null;
}

/** Thrown inside a transaction when the claim is no longer ours: everything of it is rolled back. */
export class ClaimLostError extends DomainError {
  constructor(claim: Claim) {
    super('platform/claim-lost', `${claim.work.table} ${claim.id} is in other hands now.`);
  }
}

/** Prolongs the lease, and so proves within the caller's transaction that the claim is still ours. */
export async function renewClaim(manager: EntityManager, claim: Claim): Promise<void> {
  await guardedUpdate(manager, claim, `leased_until = greatest(leased_until, now() + make_interval(secs => $3))`, [claim.leaseSeconds]);
}

/**
 * Prolongs the lease again and again while something long is done that cannot do it itself. Call the answer
 * to stop. A claim that is lost meanwhile is noticed by whoever writes the result.
 */
export function keepClaim(database: Database, claim: Claim): () => void {
  const prolong = (): void => void database.write(jobOf(claim.work), (manager) => renewClaim(manager, claim), claim.work.role).catch(() => undefined);
  const timer = setInterval(prolong, (claim.leaseSeconds * 1000) / 3);
  return () => clearInterval(timer);
}

/** Ends the work well, in the caller's transaction. */
export async function finishWork(manager: EntityManager, claim: Claim): Promise<void> {
  await guardedUpdate(manager, claim, `status = 'done', claim_token = NULL, leased_until = NULL, finished_at = now()`, []);
}

/** Ends the work for good with a code and a sentence for the user. */
export async function failWork(manager: EntityManager, claim: Claim, error: DomainError): Promise<void> {
  await guardedUpdate(
    manager,
    claim,
    `status = 'failed', claim_token = NULL, leased_until = NULL, finished_at = now(), error_code = $3, error_detail = $4`,
    [error.code, error.message],
  );
}

/** Gives the row back, so that the retry of a passing failure need not wait for the lease. */
export async function releaseClaim(database: Database, claim: Claim): Promise<void> {
  await inTransaction(
    database,
    claim.work,
    `UPDATE ${claim.work.table} SET status = 'queued', claim_token = NULL, leased_until = NULL
      WHERE ${claim.work.idColumn} = $1 AND claim_token = $2`,
    [claim.id, claim.token],
  );
}

async function guardedUpdate(manager: EntityManager, claim: Claim, changes: string, values: readonly unknown[]): Promise<void> {
  const updated = await manager.query<unknown[]>(
    `WITH updated AS (
       UPDATE ${claim.work.table} SET ${changes}
        WHERE ${claim.work.idColumn} = $1 AND claim_token = $2 RETURNING 1)
     SELECT * FROM updated`,
    [claim.id, claim.token, ...values],
  );
  if (updated.length !== 1) throw new ClaimLostError(claim);
}

/**
 * Rows whose bell was lost (queued, not rung for a while) or whose worker died (lease ran out). They are
 * marked as rung now, so that two sweepers do not ring twice. Rows claimed too often are ended as failed.
 */
export async function rowsToRingAgain(database: Database, work: WorkTable, quietSeconds: number): Promise<string[]> {
  await inTransaction(
    database,
    work,
    `UPDATE ${work.table}
        SET status = 'failed', claim_token = NULL, leased_until = NULL, finished_at = now(),
            error_code = 'platform/given-up', error_detail = 'The work was begun many times and never ended. It is kept for an administrator to look at.'
      WHERE status IN ('queued', 'working') AND attempts >= $1 AND (leased_until IS NULL OR leased_until < now())`,
    [MOST_ATTEMPTS],
  );
  const rows = await inTransaction<{ id: string }>(
    database,
    work,
    `WITH silent AS (
       UPDATE ${work.table} SET rung_at = now()
        WHERE (status = 'queued' OR (status = 'working' AND leased_until < now()))
          AND rung_at < now() - make_interval(secs => $1)
       RETURNING ${work.idColumn}::text AS id)
     SELECT id FROM silent`,
    [quietSeconds],
  );
  return rows.map((row) => row.id);
}

function inTransaction<Row>(database: Database, work: WorkTable, sql: string, values: unknown[]): Promise<Row[]> {
  return database.write(jobOf(work), (manager) => manager.query<Row[]>(sql, values), work.role);
}
