import { writeAudits, type Actor } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** Somebody who is to be referred, and where; of an allocation with the fence that their place comes from, if it is kept. */
export interface PersonToRefer {
  readonly candidateId: string;
  readonly intakeId: string | null;
  readonly fenceId: string | null;
}

/**
 * Refers many people in a few statements, in the caller's transaction, who has locked their cases and judged them. That a
 * broker refers somebody touches no other case, tells nobody and needs no reason, so that one by one nothing more would be
 * done. Returns their cases by person; of whoever has a live one at the intake by now there is none.
 *
 * @param allocationId of which they get the place that is held for them; null: none is held
 */
export async function referTogether(manager: EntityManager, actor: Actor, people: readonly PersonToRefer[], allocationId: string | null, now: Date): Promise<ReadonlyMap<string, string>> {
  const referred = await manager.query<{ referralId: string; organisationId: string; candidateId: string }[]>(
    // In the order of people: two who refer some of the same never wait for each other.
    `WITH referred AS (
       INSERT INTO brokerage.referrals (candidate_id, intake_id, allocation_id, status, holds_place, ring_fence_id)
       SELECT candidate_id, intake_id, $1::uuid, 'referred', $1::uuid IS NOT NULL, ring_fence_id
         FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS given (candidate_id, intake_id, ring_fence_id) ORDER BY candidate_id, intake_id
       ON CONFLICT DO NOTHING RETURNING referral_id, candidate_organisation_id, candidate_id)
     SELECT referral_id AS "referralId", candidate_organisation_id AS "organisationId", candidate_id AS "candidateId" FROM referred`,
    [allocationId, people.map(({ candidateId }) => candidateId), people.map(({ intakeId }) => intakeId), people.map(({ fenceId }) => fenceId)],
  );
  await manager.query(
    `INSERT INTO brokerage.referral_events (referral_id, event, from_status, to_status, actor_id, occurred_at) SELECT referral_id, 'refer', 'suggested', 'referred', $2, $3 FROM unnest($1::uuid[]) AS referral_id`,
    [referred.map(({ referralId }) => referralId), actor.actorId, now],
  );
  const detail = { status: ['suggested', 'referred'], ...(allocationId === null ? {} : { allocationId }) };
  await writeAudits(manager, actor, referred.map(({ referralId, organisationId }) => ({ action: 'referral.refer', subject: referralId, detail, organisationId })));
  return new Map(referred.map(({ candidateId, referralId }) => [candidateId, referralId]));
}
