import { matterFingerprint, mattersInOrder, type PairMatter, type PlainDate } from '#lib/kernel';
import { Clock, DomainError, enter, requireAction, systemActor, writeAudit, type Actor, type DatabaseRole } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SnapshotService } from './snapshot.service.js';

/** Reads the facts of both sides of an answer: whoever gives it reaches only their own. */
const READER = systemActor('job:set-aside');

/** That a pair is not to be suggested again, and until when. */
export interface NewSetAside {
  readonly candidateId: string;
  readonly opportunityId: string;
  /** Why, by the lists of cases. */
  readonly reasonCode: string;
  /** A change in one of them brings the pair back; none: no change does. */
  readonly matters: readonly PairMatter[];
  /** The first day on which it may be suggested again whatever has changed, after today; null: no day. */
  readonly untilOn: PlainDate | null;
  /** Only {@link SetAsidePairs.lift} brings it back. */
  readonly needsRecheck: boolean;
}

/** Pairs that somebody has answered: not suggested again until something that mattered has changed. */
@Injectable()
export class SetAsidePairs {
  constructor(
    private readonly clock: Clock,
    private readonly snapshots: SnapshotService,
  ) {}

  /**
   * Sets a pair aside in the caller's transaction, on the facts as that leaves them: call it last, when places have been
   * given back. An earlier answer of the pair ends with it. Who may answer is for the caller to know. Throws
   * matching/pair-not-found.
   */
  async setAside(manager: EntityManager, actor: Actor, answer: NewSetAside): Promise<void> {
    const { candidateId, opportunityId, reasonCode, untilOn, needsRecheck } = answer;
    const today = this.clock.today();
    const matters = mattersInOrder(answer.matters);
    const [before] = await manager.query<{ role: DatabaseRole }[]>(`SELECT current_user AS role`);
    await enter(manager, 'pathways_matcher', READER, today, false);
    const pair = await this.snapshots.pairNow(manager, candidateId, opportunityId, today);
    if (pair === null) throw new DomainError('matching/pair-not-found', 'There is no such candidate or no such opportunity.');
    // Two answers of one pair at once take turns: the second ends the first.
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 25))`, [`${candidateId} ${opportunityId}`]);
    await manager.query(`UPDATE matching.set_aside_pairs SET ended_on = $3, ended_by = $4, ended_reason = 'replaced' WHERE candidate_id = $1 AND opportunity_id = $2 AND ended_on IS NULL`, [candidateId, opportunityId, today, actor.actorId]);
    const [row] = await manager.query<{ setAsideId: string; organisationId: string }[]>(
      `INSERT INTO matching.set_aside_pairs (candidate_id, opportunity_id, organisation_id, reason_code, matters, fingerprint, set_on, until_on, is_until_checked, set_by)
       SELECT candidate_id, $2, organisation_id, $3, $4, $5, $6, $7, $8, $9 FROM candidates.candidates WHERE candidate_id = $1
       RETURNING set_aside_id AS "setAsideId", organisation_id AS "organisationId"`,
      [candidateId, opportunityId, reasonCode, matters, matterFingerprint(matters, pair.candidate, pair.opportunity), today, untilOn, needsRecheck, actor.actorId],
    );
    await enter(manager, before!.role, actor, today, false);
    await writeAudit(manager, actor, 'matching.pair-set-aside', row!.setAsideId, { candidateId, opportunityId, reasonCode, matters: [...matters], untilOn, needsRecheck }, { organisationId: row!.organisationId });
  }

  /** Takes an answer back, for whoever looks after the person: the pair may be suggested again at once. Throws matching/not-set-aside. */
  async lift(manager: EntityManager, actor: Actor, candidateId: string, opportunityId: string): Promise<void> {
    requireAction(actor, 'referrals.refer');
    const [row] = await manager.query<{ setAsideId: string; organisationId: string }[]>(
      `WITH lifted AS (
         UPDATE matching.set_aside_pairs SET ended_on = $3, ended_by = identity.actor(), ended_reason = 'lifted'
          WHERE candidate_id = $1 AND opportunity_id = $2 AND ended_on IS NULL RETURNING set_aside_id AS "setAsideId", organisation_id AS "organisationId")
       SELECT * FROM lifted`,
      [candidateId, opportunityId, this.clock.today()],
    );
    if (row === undefined) throw new DomainError('matching/not-set-aside', 'This pair is not set aside, or somebody has lifted that already.');
    await writeAudit(manager, actor, 'matching.pair-lifted', row.setAsideId, { candidateId, opportunityId }, { organisationId: row.organisationId });
  }
}
