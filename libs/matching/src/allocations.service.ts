import { RULE_VERSION, type AcceptanceOutcome, type PlaceToAccept } from '#lib/kernel';
import { Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ended, locked, notReady } from './allocation-row.js';
import { MatchingBell } from './matching.queue.js';

/** What somebody decides of one person. */
export interface PlaceDecision {
  readonly candidateId: string;
  /** 'accepted': the place proposed; 'overridden': another, or none; 'proposed': whatever the allocation says, as if nothing had been decided. */
  readonly decision: 'proposed' | 'accepted' | 'overridden';
  /** Of an override; no place when left out. Of an acceptance the place that was seen. */
  readonly opportunityId?: string;
  readonly reason?: string;
}

/** The rows of an allocation that is about to be accepted. */
export interface AllocationToAccept {
  readonly rows: PlaceToAccept[];
  readonly seed: number;
}

/** Allocations as people decide on them; AllocationJob does the work. */
@Injectable()
export class AllocationsService {
  constructor(
    private readonly database: Database,
    private readonly bell: MatchingBell,
  ) {}

  /** Lets the search end with the best that it has found. Once more, or after the end, it changes nothing. Throws matching/allocation-ended for one that was called off or failed. */
  async stop(actor: Actor, allocationId: string): Promise<void> {
    requireAction(actor, 'allocations.run');
    await this.database.write(actor, async (manager) => {
      const { status, organisationId } = await locked(manager, allocationId);
      if (status === 'cancelled' || status === 'failed') throw ended();
      if (status === 'done') return;
      await manager.query(`UPDATE matching.allocations SET is_stop_asked = true WHERE allocation_id = $1`, [allocationId]);
      await writeAudit(manager, actor, 'allocation.stop-asked', allocationId, {}, { organisationId });
    });
  }

  /** Calls an allocation off: nothing of it becomes a case. Throws matching/allocation-ended when it has failed or was accepted. */
  async cancel(actor: Actor, allocationId: string): Promise<void> {
    requireAction(actor, 'allocations.run');
    await this.database.write(actor, async (manager) => {
      const { status, isAccepted, organisationId } = await locked(manager, allocationId);
      if (status === 'cancelled') return;
      if (status === 'failed' || isAccepted) throw ended();
      await manager.query(`UPDATE matching.allocations SET status = 'cancelled', finished_at = now(), claim_token = NULL, leased_until = NULL WHERE allocation_id = $1`, [allocationId]);
      await writeAudit(manager, actor, 'allocation.cancelled', allocationId, {}, { organisationId });
    });
  }

  /**
   * Keeps what somebody decides of one person, and has the rest solved again round it. Throws
   * matching/allocation-not-ready, allocation-ended, allocation-is-scenario, candidate-not-in-allocation, opportunity-not-in-allocation,
   * place-changed, allocation-of-other-rules, decision-incomplete and opportunities/no-place-left.
   */
  async decide(actor: Actor, allocationId: string, { candidateId, decision, opportunityId, reason }: PlaceDecision): Promise<void> {
    requireAction(actor, 'allocations.run');
    if (decision === 'overridden' && reason === undefined) throw new DomainError('matching/decision-incomplete', 'An override needs a reason, which is kept with it.');
    const mustRing = await this.database.write(actor, async (manager) => {
      const { status, isAccepted, isSolved, isScenario, ruleVersion, organisationId } = await locked(manager, allocationId);
      if (status === 'cancelled' || status === 'failed' || isAccepted) throw ended();
      if (isScenario) throw onlyAScenario();
      if (!isSolved) throw notReady();
      // What was reviewed so far stays, and can be accepted.
      const isToSolve = decision !== 'accepted' || status !== 'done';
      if (isToSolve && ruleVersion !== RULE_VERSION) throw new DomainError('matching/allocation-of-other-rules', 'The rules have changed since this allocation was solved, so the rest cannot be solved again round a decision. Accept it as it is, or ask for a new one.');
      const place = await placeFor(manager, allocationId, candidateId, decision, opportunityId);
      const kept = decision === 'proposed' ? [null, null] : [actor.actorId, decision === 'overridden' ? reason! : null];
      await manager.query(
        `UPDATE matching.allocation_places SET opportunity_id = $3, intake_id = $4, decision = $5, decided_by = $6, reason = $7, decided_at = CASE WHEN $6::text IS NULL THEN NULL ELSE now() END
          WHERE allocation_id = $1 AND candidate_id = $2`,
        [allocationId, candidateId, place.opportunityId, place.intakeId, decision, ...kept],
      );
      await writeAudit(manager, actor, `allocation.place-${decision}`, allocationId, { candidateId, opportunityId: place.opportunityId }, { organisationId });
      // What is proposed and accepted takes nothing away from anybody: the rest is still the best. Unless the rest is being solved.
      if (!isToSolve) return false;
      await manager.query(
        `UPDATE matching.allocations SET status = 'queued', claim_token = NULL, leased_until = NULL, attempts = 0, finished_at = NULL, is_stop_asked = false, rung_at = now() WHERE allocation_id = $1`,
        [allocationId],
      );
      return true;
    });
    if (mustRing) await this.bell.ringAllocation(allocationId);
  }

  /**
   * The rows of an allocation that is being accepted, in the caller's transaction; null when it was accepted before.
   * Throws matching/allocation-not-ready, allocation-ended and allocation-is-scenario.
   */
  async toAccept(manager: EntityManager, allocationId: string): Promise<AllocationToAccept | null> {
    const { status, isAccepted, isScenario, seed } = await locked(manager, allocationId);
    if (isAccepted) return null;
    if (isScenario) throw onlyAScenario();
    if (status === 'cancelled' || status === 'failed') throw ended();
    if (status !== 'done') throw notReady();
    const rows = await manager.query<PlaceToAccept[]>(
      `SELECT candidate_id AS "candidateId", intake_id AS "intakeId", score, decision <> 'proposed' AS "isDecided" FROM matching.allocation_places WHERE allocation_id = $1`,
      [allocationId],
    );
    return { rows, seed };
  }

  /** Notes that an allocation was accepted and what became of each row, in the caller's transaction. */
  async markAccepted(manager: EntityManager, actor: Actor, allocationId: string, outcomes: ReadonlyMap<string, AcceptanceOutcome>): Promise<void> {
    await manager.query(
      `UPDATE matching.allocation_places AS place SET outcome = told.outcome FROM unnest($2::uuid[], $3::text[]) AS told (candidate_id, outcome)
        WHERE place.allocation_id = $1 AND place.candidate_id = told.candidate_id`,
      [allocationId, [...outcomes.keys()], [...outcomes.values()]],
    );
    const { organisationId } = await locked(manager, allocationId);
    await manager.query(`UPDATE matching.allocations SET accepted_at = now(), accepted_by = $2 WHERE allocation_id = $1`, [allocationId, actor.actorId]);
    await writeAudit(manager, actor, 'allocation.accepted', allocationId, {}, { organisationId });
  }
}

/** The place that somebody is to have by a decision. */
async function placeFor(manager: EntityManager, allocationId: string, candidateId: string, decision: PlaceDecision['decision'], named: string | undefined): Promise<{ opportunityId: string | null; intakeId: string | null }> {
  const [present] = await manager.query<{ opportunityId: string | null; intakeId: string | null }[]>(
    `SELECT opportunity_id AS "opportunityId", intake_id AS "intakeId" FROM matching.allocation_places WHERE allocation_id = $1 AND candidate_id = $2`,
    [allocationId, candidateId],
  );
  if (present === undefined) throw new DomainError('matching/candidate-not-in-allocation', 'That candidate is not in the cohort of this allocation.');
  if (decision === 'accepted' && named !== undefined && named !== present.opportunityId) throw new DomainError('matching/place-changed', 'That is not the place proposed any more: it was arranged anew meanwhile. Look again, and decide on what you see.');
  if (decision === 'proposed') return present;
  const opportunityId = decision === 'accepted' ? present.opportunityId : (named ?? null);
  if (opportunityId === null) return { opportunityId, intakeId: null };
  const [open] = await manager.query<{ intakeId: string; places: number; decided: number }[]>(
    `SELECT intake AS "intakeId", free AS places,
            (SELECT count(*)::int FROM matching.allocation_places AS place
              WHERE place.allocation_id = $1 AND place.opportunity_id = $2 AND decision <> 'proposed' AND candidate_id <> $3) AS decided
       FROM matching.allocations AS allocation, unnest(opportunity_ids, intake_ids, places) AS open (opportunity, intake, free)
      WHERE allocation.allocation_id = $1 AND opportunity = $2`,
    [allocationId, opportunityId, candidateId],
  );
  if (open === undefined) throw new DomainError('matching/opportunity-not-in-allocation', 'That opportunity is not in the market of this allocation, or had no place left when it read the facts.');
  if (open.decided >= open.places) throw new DomainError('opportunities/no-place-left', 'All places there have been decided for others. Take one of these back first, or choose another.');
  return { opportunityId, intakeId: open.intakeId };
}

function onlyAScenario(): DomainError {
  return new DomainError('matching/allocation-is-scenario', 'This is a scenario: it says what would be. Ask for an allocation on these terms, and decide on that.');
}
