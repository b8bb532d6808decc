import { CandidatesQuery } from '#lib/candidates';
import { judgeHandOver, type HandOverOutcome } from '#lib/kernel';
import { Database, Sealer, writeAudits, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AskedForMany, BulkOutcome } from './bulk-letter.js';
import { mustBeBroker } from './case-record.service.js';

/** One broker's time with somebody. */
export interface Assignment {
  readonly assignmentId: string;
  readonly brokerId: string;
  /** Null when the account has no such role any more. */
  readonly brokerName: string | null;
  readonly fromOn: string;
  readonly toOn: string | null;
  readonly reasonCode: string;
  readonly note: string | null;
  readonly assignedBy: string;
  readonly endedReasonCode: string | null;
  /** Where nobody came after: why not, in the words of who ended it. */
  readonly endedNote: string | null;
}

interface HeldPerson {
  readonly candidateId: string;
  readonly organisationId: string;
  readonly userId: string | null;
  readonly isInReachOfNew: boolean;
}

/** The account of an actor; null for a machine or a job. */
function userIdOf({ actorId }: Actor): string | null {
  return /^user:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(actorId)?.[1] ?? null;
}

/** Who looks after whom. */
@Injectable()
export class HandOvers {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly candidates: CandidatesQuery,
  ) {}

  /** Everybody who looked after somebody, the newest first. Throws candidates/candidate-not-found. */
  async history(actor: Actor, candidateId: string): Promise<Assignment[]> {
    await this.candidates.mustBeInReach(actor, candidateId);
    const rows = await this.database.read<Assignment>(
      actor,
      `SELECT assignment_id AS "assignmentId", user_id AS "brokerId", broker.display_name AS "brokerName", from_on::text AS "fromOn", to_on::text AS "toOn", reason_code AS "reasonCode", note,
              assigned_by AS "assignedBy", ended_reason_code AS "endedReasonCode", ended_note AS "endedNote"
         FROM brokerage.assignments LEFT JOIN brokerage.brokers() AS broker USING (user_id) WHERE candidate_id = $1 ORDER BY assignment_id DESC`,
      [candidateId],
    );
    const open = (note: string | null): string | null => (note === null ? null : this.sealer.open(note, 'assignments.note'));
    return rows.map((row) => ({ ...row, note: open(row.note), endedNote: open(row.endedNote) }));
  }

  /** Gives people to another broker, each of them or not, in the caller's transaction. The history stays. Throws brokerage/broker-not-found. */
  async give(manager: EntityManager, actor: Actor, candidateIds: readonly string[], { toUserId, reasonCode, words }: Extract<AskedForMany, { kind: 'hand-over' }>): Promise<BulkOutcome<HandOverOutcome>[]> {
    if (toUserId !== null) await mustBeBroker(manager, toUserId);
    const isLead = actor.actions.has('casework.hand-over');
    const byUserId = userIdOf(actor);
    const found = new Map((await held(manager, candidateIds, toUserId)).map((person) => [person.candidateId, person]));
    const judged = candidateIds.map((candidateId) => {
      const person = found.get(candidateId);
      const outcome = judgeHandOver({ isFound: person !== undefined, fromUserId: person?.userId ?? null, toUserId, byUserId, isLead, isInReachOfNew: person?.isInReachOfNew ?? false });
      return { candidateId, outcome, subjectId: null };
    });
    const given = judged.flatMap(({ candidateId, outcome }) => (outcome === 'done' ? found.get(candidateId)! : []));
    const ids = given.map(({ candidateId }) => candidateId);
    const sealed = words === null ? null : this.sealer.seal(words, 'assignments.note');
    await manager.query(
      `UPDATE brokerage.assignments SET to_on = greatest(from_on, identity.today()), ended_reason_code = $2, ended_note = $3, ended_by = identity.actor() WHERE candidate_id = ANY ($1) AND to_on IS NULL`,
      [ids, reasonCode, toUserId === null ? sealed : null],
    );
    if (toUserId !== null) {
      await manager.query(
        `INSERT INTO brokerage.assignments (candidate_id, user_id, from_on, reason_code, note, assigned_by)
         SELECT candidate_id, $2, identity.today(), $3, $4, identity.actor() FROM unnest($1::uuid[]) AS candidate_id`,
        [ids, toUserId, reasonCode, sealed],
      );
    }
    await writeAudits(manager, actor, given.map(({ candidateId, organisationId, userId }) => ({ action: 'caseload.hand-over', subject: candidateId, detail: { broker: [userId, toUserId], reasonCode }, organisationId })));
    return judged;
  }
}

/** People in reach with who looks after them; from here on nobody else hands them over until this has ended. */
async function held(manager: EntityManager, candidateIds: readonly string[], toUserId: string | null): Promise<HeldPerson[]> {
  await manager.query(`SELECT brokerage.lock_caseload($1)`, [candidateIds]);
  return manager.query<HeldPerson[]>(
    `SELECT candidate_id AS "candidateId", organisation_id AS "organisationId", user_id AS "userId",
            EXISTS (SELECT FROM identity.organisation_paths AS path
                     WHERE path.organisation_id = summary.organisation_id AND path.valid_during @> identity.today()
                       AND path.ancestor_id = ANY ((SELECT node_ids FROM brokerage.brokers() WHERE brokers.user_id = $2)::uuid[])) AS "isInReachOfNew"
       FROM brokerage.case_summaries AS summary WHERE candidate_id = ANY ($1)`,
    [candidateIds, toUserId],
  );
}
