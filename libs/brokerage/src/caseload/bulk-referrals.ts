import { CandidatesQuery, Pauses } from '#lib/candidates';
import { judgeBulkReferral, type BulkReferralStanding } from '#lib/kernel';
import { SetAsidePairs } from '#lib/matching';
import { Clock, reading, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { referTogether } from '../referred-together.js';
import type { AskedForMany, BulkOutcome } from './bulk-letter.js';

/** Refers many people to one intake. */
@Injectable()
export class BulkReferrals {
  constructor(
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
    private readonly pauses: Pauses,
    private readonly setAsidePairs: SetAsidePairs,
  ) {}

  /** Each of them or not, in the caller's transaction. `candidateIds` are in their order. */
  async refer(manager: EntityManager, actor: Actor, candidateIds: readonly string[], { opportunityId, intakeId }: Extract<AskedForMany, { kind: 'refer' }>): Promise<BulkOutcome[]> {
    const standings = await this.standings(manager, candidateIds, opportunityId, intakeId!);
    const judged = candidateIds.map((candidateId) => ({ candidateId, outcome: judgeBulkReferral(standings.get(candidateId) ?? null) }));
    const referred = await referTogether(manager, actor, judged.flatMap(({ candidateId, outcome }) => (outcome === 'done' ? [{ candidateId, intakeId, fenceId: null }] : [])), null, this.clock.now());
    return judged.map(({ candidateId, outcome }) => {
      const subjectId = referred.get(candidateId) ?? null;
      // Somebody else referred them to the same intake while this was being judged.
      return { candidateId, outcome: outcome === 'done' && subjectId === null ? 'already-referred' : outcome, subjectId };
    });
  }

  /** Of those whom the actor looks after, with their cases locked. */
  private async standings(manager: EntityManager, candidateIds: readonly string[], opportunityId: string, intakeId: string): Promise<Map<string, BulkReferralStanding>> {
    const today = this.clock.today();
    await manager.query(`SELECT FROM brokerage.referrals WHERE candidate_id = ANY ($1) ORDER BY referral_id FOR UPDATE`, [candidateIds]);
    const found = await manager.query<{ candidateId: string; isThere: boolean }[]>(
      `SELECT candidate_id AS "candidateId",
              EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.candidate_id = summary.candidate_id AND intake_id = $2
                         AND status NOT IN ('not-taken-forward', 'withdrawn', 'declined', 'expired') AND left_on IS NULL) AS "isThere"
         FROM brokerage.case_summaries AS summary WHERE candidate_id = ANY ($1)`,
      [candidateIds, intakeId],
    );
    const willing = new Set((await this.candidates.registrations(manager, today, candidateIds)).flatMap(({ candidateId, isShared }) => (isShared ? [candidateId] : [])));
    const paused = await this.pauses.pausedAmong(reading(manager), candidateIds, today);
    const aside = await this.setAsidePairs.amongSetAside(manager, opportunityId, candidateIds, today);
    return new Map(found.map(({ candidateId, isThere }) => [candidateId, { consents: willing.has(candidateId), isThere, isPaused: paused.has(candidateId), isSetAside: aside.has(candidateId) }]));
  }
}
