import { applyReferralEvent, holdOf, LIVE_STATUSES, partiesOfCase, startProblem, type CaseStanding, type ReferralEvent, type ReferralStatus } from '#lib/kernel';
import { CandidatesQuery } from '#lib/candidates';
import { OpportunitiesQuery, PlacesService } from '#lib/opportunities';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { STANDING } from './referrals.query.js';
import type { EntityManager } from 'typeorm';

/** Who is referred to what. */
export interface NewReferral {
  readonly candidateId: string;
  readonly opportunityId: string;
  /** The next intake with places when left out. */
  readonly intakeId?: string;
  /** The run that suggested the pair, if one did. */
  readonly runId?: string;
}

/** A change of a case. */
export interface ReferralChange {
  readonly event: ReferralEvent;
  readonly reasonCode?: string;
  /** For the event `start`: the first day; today when left out. */
  readonly startedOn?: string;
  /** For the event `offer`: the last day on which the place is kept; two weeks when left out. */
  readonly holdExpiresOn?: string;
}

/** The case from suggestion to start. */
@Injectable()
export class ReferralsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
    private readonly opportunities: OpportunitiesQuery,
    private readonly places: PlacesService,
  ) {}

  /**
   * Refers a candidate to an intake. Needs the candidate's consent to be shown to partners. Whether the
   * pair is eligible is for the broker to weigh: a human decision may go against a suggestion.
   */
  async refer(actor: Actor, referral: NewReferral): Promise<string> {
    requireAction(actor, 'referrals.refer');
    return this.database.write(actor, async (manager) => {
      const today = this.clock.today();
      if (!(await this.candidates.hasConsent(manager, referral.candidateId, 'sharing-with-partners', today))) {
        throw new DomainError('brokerage/no-consent-to-share', 'The candidate has not consented to be shown to partners. Ask for the consent first.');
      }
      const open = await this.opportunities.openIntakes(manager, referral.opportunityId, today);
      const intake = referral.intakeId === undefined ? open[0] : open.find((candidate) => candidate.intakeId === referral.intakeId);
      if (intake === undefined) throw new DomainError('opportunities/no-place-left', 'There is no intake with places left. Choose another opportunity, or ask for more places.');
      const [row] = await manager.query<{ referral_id: string }[]>(
        `INSERT INTO brokerage.referrals (candidate_id, intake_id, run_id, status) VALUES ($1, $2, $3, 'suggested')
         ON CONFLICT (candidate_id, intake_id) WHERE status NOT IN ('not-taken-forward', 'withdrawn', 'declined', 'expired') DO NOTHING
         RETURNING referral_id`,
        [referral.candidateId, intake.intakeId, referral.runId ?? null],
      );
      if (row === undefined) throw new DomainError('brokerage/already-referred', 'The candidate already has a live referral to this intake.');
      await this.change(manager, actor, row.referral_id, { event: 'refer' });
      return row.referral_id;
    });
  }

  /** Moves a case on. What an event may do is one table in the kernel; the place follows from it. */
  async record(actor: Actor, referralId: string, change: ReferralChange): Promise<ReferralStatus> {
    return this.database.write(actor, async (manager) => {
      return this.change(manager, actor, referralId, change);
    });
  }

  /** The same in the caller's transaction, who has locked no intake yet. */
  async change(manager: EntityManager, actor: Actor, referralId: string, change: ReferralChange): Promise<ReferralStatus> {
    const [row] = await manager.query<({ status: ReferralStatus; holdsPlace: boolean } & CaseStanding)[]>(`SELECT status, holds_place AS "holdsPlace", ${STANDING} FROM brokerage.referrals WHERE referral_id = $1 FOR UPDATE`, [referralId]);
    if (row === undefined) throw new DomainError('brokerage/referral-not-found', 'There is no such referral.');
    const from = row.status;
    const result = applyReferralEvent(from, change.event, partiesOfCase(row, actor.parties), row.holdsPlace);
    if (!result.ok) {
      const allowed = LIVE_STATUSES.every((live) => live !== from) ? 'The case has ended.' : result.allowed.length === 0 ? 'It is for the others to go on with it.' : `Possible for you now: ${result.allowed.join(', ')}.`;
      throw new DomainError('brokerage/event-not-allowed', `A referral that is ${from} cannot be changed by "${change.event}". ${allowed}`);
    }
    const hold = holdOf(change.event, change.holdExpiresOn ?? null, this.clock.today());
    if (!hold.ok) throw new DomainError('brokerage/hold-not-possible', hold.problem);
    const startedOn = result.to === 'started' ? (change.startedOn ?? this.clock.today()) : null;
    const problem = startedOn === null ? null : startProblem(startedOn, this.clock.today());
    if (problem !== null) throw new DomainError('brokerage/start-not-possible', problem);
    const [referral] = await manager.query<{ intakeId: string; organisationId: string }[]>(
      `WITH changed AS (
         UPDATE brokerage.referrals
            SET status = $2, started_on = coalesce($3::date, started_on), hold_expires_on = $5, updated_at = now(),
                holds_place = CASE $4 WHEN 'take' THEN true WHEN 'give-back' THEN false ELSE holds_place END
          WHERE referral_id = $1 RETURNING intake_id AS "intakeId", candidate_organisation_id AS "organisationId")
       SELECT * FROM changed`,
      [referralId, result.to, startedOn, result.placeEffect, hold.expiresOn],
    );
    if (result.placeEffect === 'take') await this.places.take(manager, referral!.intakeId);
    if (result.placeEffect === 'give-back') await this.places.giveBack(manager, referral!.intakeId);
    await manager.query(
      `INSERT INTO brokerage.referral_events (referral_id, event, from_status, to_status, actor_id, reason_code) VALUES ($1, $2, $3, $4, $5, $6)`,
      [referralId, change.event, from, result.to, actor.actorId, change.reasonCode ?? null],
    );
    await writeAudit(manager, actor, `referral.${change.event}`, referralId, { status: [from, result.to] }, { organisationId: referral!.organisationId });
    return result.to;
  }
}
