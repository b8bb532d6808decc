import { randomInt } from 'node:crypto';
import { CandidatesQuery, type Cohort } from '#lib/candidates';
import { isPlainDate, RULE_VERSION, type AcceptanceOutcome, type PlaceToAccept, type PlainDate } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MatchingBell } from './matching.queue.js';

/** What an allocation is asked for. What narrows neither cohort nor market is left out. */
export interface AllocationRequest extends Cohort {
  /** Members of a programme only. */
  readonly programmeCode?: string;
  /** The market; everything that is open when left out. */
  readonly opportunityIds?: readonly string[];
}

/** How it is to be reckoned. */
export interface AllocationTerms {
  /** The day that the rules are judged on; today when left out. */
  readonly asOfOn?: PlainDate;
  /** For the lottery between what is worth the same; drawn when left out, and stored either way. */
  readonly seed?: number;
  /** What a place is worth besides its score. */
  readonly placeValue: number;
}

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

/** Allocations as people ask for them and decide on them; AllocationJob does the work. */
@Injectable()
export class AllocationsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bell: MatchingBell,
    private readonly candidates: CandidatesQuery,
  ) {}

  /** Writes the letter of an allocation of people and market that the actor reaches, and rings for it. Returns its id at once. Throws when what is named is not to be seen, or nobody is. */
  async ask(actor: Actor, request: AllocationRequest, terms: AllocationTerms): Promise<string> {
    requireAction(actor, 'allocations.run');
    const asOfOn = terms.asOfOn ?? this.clock.today();
    if (!isPlainDate(asOfOn)) throw new DomainError('matching/date-not-real', 'The day of the allocation must be a real date, as 2026-03-31.');
    const allocationId = await this.database.write(actor, async (manager) => {
      await this.mustBeThere(manager, request);
      const [row] = await manager.query<{ id: string; people: string[] }[]>(
        `INSERT INTO matching.allocations (requested_by, as_of_on, seed, rule_version, place_value, asked, people_nodes, shared_people_nodes, market_nodes)
         SELECT $1, $2, $3, $4, $5, $6, ARRAY(SELECT identity.reach('people')), ARRAY(SELECT identity.reach('shared_people') EXCEPT SELECT identity.reach('people')), ARRAY(SELECT identity.reach('market'))
         RETURNING allocation_id AS id, people_nodes AS people`,
        [actor.actorId, asOfOn, terms.seed ?? randomInt(2 ** 31), RULE_VERSION, terms.placeValue, JSON.stringify(request)],
      );
      await writeAudit(manager, actor, 'allocation.requested', row!.id, { asOfOn, placeValue: terms.placeValue }, { organisationId: row!.people[0] ?? null });
      return row!.id;
    });
    await this.bell.ringAllocation(allocationId);
    return allocationId;
  }

  private async mustBeThere(manager: EntityManager, request: AllocationRequest): Promise<void> {
    const ids = await this.candidates.idsForMatching(manager, request);
    if (request.candidateIds !== undefined && ids.length < request.candidateIds.length) throw new DomainError('candidates/candidate-not-found', 'Somebody who is named is not there, or not of the organisation, or has no contract that ends in those days.');
    if (ids.length === 0) throw new DomainError('matching/cohort-empty', 'Nobody is in this cohort. Choose other days, another organisation or other people.');
    if (request.opportunityIds === undefined) return;
    const [found] = await manager.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM opportunities.opportunities WHERE opportunity_id = ANY ($1)`, [request.opportunityIds]);
    if (found!.count < request.opportunityIds.length) throw new DomainError('opportunities/opportunity-not-found', 'An opportunity that is named is not there.');
  }

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
   * matching/allocation-not-ready, allocation-ended, candidate-not-in-allocation, opportunity-not-in-allocation,
   * place-changed, allocation-of-other-rules, decision-incomplete and opportunities/no-place-left.
   */
  async decide(actor: Actor, allocationId: string, { candidateId, decision, opportunityId, reason }: PlaceDecision): Promise<void> {
    requireAction(actor, 'allocations.run');
    if (decision === 'overridden' && reason === undefined) throw new DomainError('matching/decision-incomplete', 'An override needs a reason, which is kept with it.');
    const mustRing = await this.database.write(actor, async (manager) => {
      const { status, isAccepted, isSolved, ruleVersion, organisationId } = await locked(manager, allocationId);
      if (status === 'cancelled' || status === 'failed' || isAccepted) throw ended();
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
   * Throws matching/allocation-not-ready and allocation-ended.
   */
  async toAccept(manager: EntityManager, allocationId: string): Promise<AllocationToAccept | null> {
    const { status, isAccepted, seed } = await locked(manager, allocationId);
    if (isAccepted) return null;
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

interface LockedRow {
  readonly status: string;
  readonly isAccepted: boolean;
  readonly isSolved: boolean;
  readonly seed: number;
  /** By which rules it was solved. */
  readonly ruleVersion: string;
  /** Whom it concerns. */
  readonly organisationId: string | null;
}

/** An allocation as it stands, until the caller's transaction ends. Throws matching/allocation-not-found. */
async function locked(manager: EntityManager, allocationId: string): Promise<LockedRow> {
  const [row] = await manager.query<LockedRow[]>(
    `SELECT status, accepted_at IS NOT NULL AS "isAccepted", solved_at IS NOT NULL AS "isSolved", seed, rule_version AS "ruleVersion", people_nodes[1] AS "organisationId" FROM matching.allocations WHERE allocation_id = $1 FOR UPDATE`,
    [allocationId],
  );
  if (row === undefined) throw new DomainError('matching/allocation-not-found', 'There is no such allocation.');
  return row;
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

function ended(): DomainError {
  return new DomainError('matching/allocation-ended', 'This allocation was called off, has failed, or has been accepted already. Ask for a new one.');
}

function notReady(): DomainError {
  return new DomainError('matching/allocation-not-ready', 'This allocation is still being worked out. Ask at its address until it is done.');
}
