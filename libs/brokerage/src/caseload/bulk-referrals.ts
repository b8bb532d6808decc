import { CandidatesQuery, Pauses } from '#lib/candidates';
import { judgeBulkReferral, type BulkReferralStanding } from '#lib/kernel';
import { SetAsidePairs } from '#lib/matching';
import { Clock, reading, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReferralsService } from '../referrals.service.js';
import type { AskedForMany, BulkOutcome } from './bulk-letter.js';

/** Refers many people to one intake. */
@Injectable()
export class BulkReferrals {
  constructor(
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
    private readonly pauses: Pauses,
    private readonly setAsidePairs: SetAsidePairs,
    private readonly referrals: ReferralsService,
  ) {}

  /** Each of them or not, in the caller's transaction. `candidateIds` are in their order. */
  async refer(manager: EntityManager, actor: Actor, candidateIds: readonly string[], { opportunityId, intakeId }: Extract<AskedForMany, { kind: 'refer' }>): Promise<BulkOutcome[]> {
    const standings = await this.standings(manager, candidateIds, opportunityId, intakeId!);
    const told: BulkOutcome[] = [];
    for (const candidateId of candidateIds) {
      const outcome = judgeBulkReferral(standings.get(candidateId) ?? null);
      const subjectId = outcome === 'done' ? await this.referrals.referLocked(manager, actor, { candidateId, intakeId: intakeId! }) : null;
      // Somebody else referred them to the same intake while this was being judged.
      told.push({ candidateId, outcome: outcome === 'done' && subjectId === null ? 'already-referred' : outcome, subjectId });
    }
    return told;
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
