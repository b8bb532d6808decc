import type { ReferralStatus } from '#lib/kernel';
import { systemActor, type Actor, type Database, type DomainError } from '#lib/platform';
import type { EntityManager } from 'typeorm';
import type { ReferralChange, ReferralsService } from '../referrals.service.js';

/** Whom a case of a fair is about, and the stand that it comes from. */
export interface FairPair {
  readonly candidateId: string;
  readonly candidateOrganisationId: string;
  readonly standId: string;
  readonly standOrganisationId: string;
  readonly opportunityId: string;
  /** When the person turned to the stand: a case that began later came from it. */
  readonly since: Date;
}

/** The latest case of a pair that has not come to nothing. */
export interface FairCase {
  readonly referralId: string;
  readonly status: ReferralStatus;
}

/**
 * Acts on the case of one person and one organisation, for somebody who was let in to both by the booking or the
 * application: an employer who says "interested" puts forward a person whom the brokerage looks after, and a candidate
 * themselves. What they may say was judged before; everything is recorded under their own name.
 */
export function deputyOf(actor: Actor, { candidateOrganisationId, standOrganisationId }: FairPair): Actor {
  const reach = actor.reach === 'everywhere' ? actor.reach : { ...actor.reach, people: [candidateOrganisationId], shared_people: [], referred_people: [standOrganisationId] };
  return { ...systemActor(actor.actorId, reach), purpose: actor.purpose, ...(actor.requestId === undefined ? {} : { requestId: actor.requestId }) };
}

/** Does what is to be done to a case until nothing is left of it, and says which case it is; null: there is none and none is to be. */
export async function carryOn(
  { database, referrals }: { readonly database: Database; readonly referrals: ReferralsService },
  actor: Actor,
  pair: FairPair,
  stepFrom: (status: ReferralStatus | null) => { readonly refers: boolean; readonly event: ReferralChange['event'] | null },
  reasonCode?: string,
): Promise<FairCase | null> {
  const deputy = deputyOf(actor, pair);
  for (let tries = 1; ; tries += 1) {
    const present = await caseOf(database, deputy, pair);
    const step = stepFrom(present?.status ?? null);
    try {
      const referralId = step.refers ? await referrals.refer(deputy, { candidateId: pair.candidateId, opportunityId: pair.opportunityId }) : present?.referralId;
      if (referralId === undefined) return null;
      if (step.event !== null) await referrals.record(deputy, referralId, { event: step.event, ...(reasonCode === undefined ? {} : { reasonCode }) });
      return { referralId, status: present?.status ?? 'referred' };
    } catch (error) {
      // Somebody else has tapped the same at this moment: then nothing may be left to do.
      if (tries > 2 || !['brokerage/already-referred', 'brokerage/event-not-allowed'].includes((error as DomainError).code)) throw error;
    }
  }
}

async function caseOf(database: Database, deputy: Actor, { candidateId, opportunityId }: FairPair): Promise<FairCase | undefined> {
  const [found] = await database.read<FairCase>(
    deputy,
    `SELECT referral_id AS "referralId", status FROM brokerage.referrals AS referral JOIN opportunities.intakes USING (intake_id)
      WHERE candidate_id = $1 AND opportunity_id = $2 AND left_on IS NULL AND status NOT IN ('not-taken-forward', 'withdrawn', 'declined', 'expired') ORDER BY referral_id DESC LIMIT 1`,
    [candidateId, opportunityId],
  );
  return found;
}

/** Notes that a case came from a stand, in the caller's transaction, unless it was there before. */
export async function attribute(manager: EntityManager, referralId: string, { standId, since }: FairPair): Promise<void> {
  await manager.query(`UPDATE brokerage.referrals SET stand_id = $2 WHERE referral_id = $1 AND stand_id IS NULL AND created_at >= $3`, [referralId, standId, since]);
}
