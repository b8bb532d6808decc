import type { AllocationTerms, PlainDate } from '#lib/kernel';
import { DomainError } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** The terms of a row, whole: what a place is worth stands by itself. SQL. */
export const TERMS = `terms || jsonb_build_object('placeValue', place_value)`;

/** An allocation as it stands, for whoever is about to change it. */
export interface LockedAllocation {
  readonly status: 'queued' | 'working' | 'done' | 'failed' | 'cancelled';
  readonly isAccepted: boolean;
  readonly isSolved: boolean;
  /** Based on another: it says what would be. */
  readonly isScenario: boolean;
  readonly asOfOn: PlainDate;
  readonly seed: number;
  /** By which rules it was solved. */
  readonly ruleVersion: string;
  readonly terms: AllocationTerms;
  /** The market by ascending id; null until the facts are read. */
  readonly opportunityIds: readonly string[] | null;
  /** Whom it concerns. */
  readonly organisationId: string | null;
}

/** An allocation as it stands, until the caller's transaction ends. Throws matching/allocation-not-found. */
export async function locked(manager: EntityManager, allocationId: string): Promise<LockedAllocation> {
  const [row] = await manager.query<LockedAllocation[]>(
    `SELECT status, accepted_at IS NOT NULL AS "isAccepted", solved_at IS NOT NULL AS "isSolved", scenario IS NOT NULL AS "isScenario", as_of_on::text AS "asOfOn", seed,
            rule_version AS "ruleVersion", ${TERMS} AS terms, opportunity_ids AS "opportunityIds", people_nodes[1] AS "organisationId"
       FROM matching.allocations WHERE allocation_id = $1 FOR UPDATE`,
    [allocationId],
  );
  if (row === undefined) throw notFound();
  return row;
}

export function notFound(): DomainError {
  return new DomainError('matching/allocation-not-found', 'There is no such allocation.');
}

export function ended(): DomainError {
  return new DomainError('matching/allocation-ended', 'This allocation was called off, has failed, or has been accepted already. Ask for a new one.');
}

export function notReady(): DomainError {
  return new DomainError('matching/allocation-not-ready', 'This allocation is still being worked out. Ask at its address until it is done.');
}
