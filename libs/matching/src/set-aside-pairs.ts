import { matterFingerprint, mattersInOrder, type PairMatter, type PlainDate } from '#lib/kernel';
import { Clock, Database, DomainError, enter, requireAction, systemActor, writeAudit, writeAudits, type Actor, type DatabaseRole } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LiveFactsService } from './live-facts.service.js';
import { SnapshotService } from './snapshot.service.js';

/** Reads the facts of both sides of an answer, since whoever gives it reaches only their own, and ends what is over. */
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
  readonly isUntilChecked: boolean;
}

/** Pairs that somebody has answered: not suggested again until something that mattered has changed. */
@Injectable()
export class SetAsidePairs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly snapshots: SnapshotService,
    private readonly live: LiveFactsService,
  ) {}

  /**
   * Sets a pair aside in the caller's transaction, on the facts as that leaves them: call it last, when places have been
   * given back. An earlier answer of the pair ends with it. Who may answer is for the caller to know. Throws
   * matching/pair-not-found.
   */
  async setAside(manager: EntityManager, actor: Actor, answer: NewSetAside): Promise<void> {
    const { candidateId, opportunityId, reasonCode, untilOn, isUntilChecked } = answer;
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
      [candidateId, opportunityId, reasonCode, matters, matterFingerprint(matters, pair.candidate, pair.opportunity), today, untilOn, isUntilChecked, actor.actorId],
    );
    await enter(manager, before!.role, actor, today, false);
    await writeAudit(manager, actor, 'matching.pair-set-aside', row!.setAsideId, { candidateId, opportunityId, reasonCode, matters: [...matters], untilOn, isUntilChecked }, { organisationId: row!.organisationId });
  }

  /**
   * Takes an answer back in the caller's transaction, for whoever looks after the person: the pair may be suggested again at
   * once. False when nothing was set aside, or the person is not the actor's.
   */
  async lift(manager: EntityManager, actor: Actor, candidateId: string, opportunityId: string): Promise<boolean> {
    requireAction(actor, 'referrals.refer');
    const [row] = await manager.query<EndedRow[]>(
      `WITH lifted AS (
         UPDATE matching.set_aside_pairs SET ended_on = $3, ended_by = identity.actor(), ended_reason = 'lifted'
          WHERE candidate_id = $1 AND opportunity_id = $2 AND ended_on IS NULL RETURNING set_aside_id AS "setAsideId", organisation_id AS "organisationId")
       SELECT * FROM lifted`,
      [candidateId, opportunityId, this.clock.today()],
    );
    if (row === undefined) return false;
    await writeAudit(manager, actor, 'matching.pair-lifted', row.setAsideId, { candidateId, opportunityId }, { organisationId: row.organisationId });
    return true;
  }

  /** Those of some people whose answer to an opportunity holds on a day. What has changed since is found within seconds, and ends it. */
  async amongSetAside(manager: EntityManager, opportunityId: string, candidateIds: readonly string[], today: PlainDate): Promise<ReadonlySet<string>> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT candidate_id AS id FROM matching.set_aside_pairs WHERE opportunity_id = $1 AND candidate_id = ANY ($2) AND ended_on IS NULL AND (until_on IS NULL OR until_on > $3)`,
      [opportunityId, candidateIds, today],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The same by itself. Throws opportunities/opportunity-not-found. */
  async liftNow(actor: Actor, candidateId: string, opportunityId: string): Promise<void> {
    await this.database.write(actor, async (manager) => {
      const shown = await manager.query<unknown[]>(`SELECT FROM opportunities.opportunities WHERE opportunity_id = $1`, [opportunityId]);
      if (shown.length === 0) throw new DomainError('opportunities/opportunity-not-found', 'There is no such opportunity.');
      await this.lift(manager, actor, candidateId, opportunityId);
    });
  }

  /**
   * Ends for good what a day or a change has ended: else it would hold again when somebody changes back what they had changed.
   * To be called often. Twice at once, or killed anywhere, it ends each once.
   */
  async endThoseOver(): Promise<void> {
    const open = await this.database.read(READER, `SELECT FROM matching.set_aside_pairs WHERE ended_on IS NULL LIMIT 1`, [], 'pathways_matcher');
    if (open.length === 0) return; // a process of a market without answers need not read everybody's facts
    const over = (await this.live.upToDate()).answersOver();
    if (over.length === 0) return;
    await this.database.write(READER, async (manager) => {
      const rows = await manager.query<(EndedRow & { candidateId: string; opportunityId: string; reason: string })[]>(
        `WITH ended AS (
           UPDATE matching.set_aside_pairs AS pair SET ended_on = $5, ended_by = $6, ended_reason = told.reason
             FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS told (candidate_id, opportunity_id, fingerprint, reason)
            WHERE pair.candidate_id = told.candidate_id AND pair.opportunity_id = told.opportunity_id AND pair.fingerprint = told.fingerprint
              AND pair.ended_on IS NULL AND (told.reason = 'change' OR pair.until_on <= $5)
           RETURNING set_aside_id AS "setAsideId", organisation_id AS "organisationId", pair.candidate_id AS "candidateId", pair.opportunity_id AS "opportunityId", told.reason)
         SELECT * FROM ended`,
        [over.map(({ candidateId }) => candidateId), over.map(({ setAside }) => setAside.opportunityId), over.map(({ setAside }) => setAside.fingerprint), over.map(({ because }) => because), this.clock.today(), READER.actorId],
      );
      const events = rows.map(({ setAsideId, organisationId, candidateId, opportunityId, reason }) => ({ action: 'matching.pair-back', subject: setAsideId, detail: { candidateId, opportunityId, reason }, organisationId }));
      await writeAudits(manager, READER, events);
    });
  }
}

interface EndedRow {
  readonly setAsideId: string;
  readonly organisationId: string;
}
