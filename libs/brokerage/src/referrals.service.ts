import { consequencesOf, holdOf, partiesOfCase, startProblem, type JudgedMove, type ReferralEvent, type ReferralStatus } from '#lib/kernel';
import { CandidatesQuery } from '#lib/candidates';
import { OpportunitiesQuery } from '#lib/opportunities';
import { Clock, Database, DomainError, reading, requireAction, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CaseMoves } from './case-moves.service.js';

/** Who is referred to what. */
export interface NewReferral {
  readonly candidateId: string;
  readonly opportunityId: string;
  /** When left out the next one on which the person would get a place, or else the next with places that are kept for others. */
  readonly intakeId?: string;
  /** The run that suggested the pair, if one did. */
  readonly runId?: string;
}

/** A change of a case. */
export interface ReferralChange {
  readonly event: ReferralEvent;
  /** Of the list of the City; for an event that ends the case without a start. */
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
    private readonly moves: CaseMoves,
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
      const open = await this.opportunities.openIntakes(manager, referral.opportunityId, today, referral.intakeId);
      const intakeId = await this.moves.intakeFor(reading(manager), referral.candidateId, open.map((intake) => intake.intakeId));
      // Before anything hangs on the new case: whoever moves a case of this person locks them first, and intakes after.
      await manager.query(`SELECT FROM brokerage.referrals WHERE candidate_id = $1 ORDER BY referral_id FOR UPDATE`, [referral.candidateId]);
      const [row] = await manager.query<{ referralId: string }[]>(
        `INSERT INTO brokerage.referrals (candidate_id, intake_id, run_id, status) VALUES ($1, $2, $3, 'suggested')
         ON CONFLICT (candidate_id, intake_id) WHERE status NOT IN ('not-taken-forward', 'withdrawn', 'declined', 'expired') AND left_on IS NULL DO NOTHING
         RETURNING referral_id AS "referralId"`,
        [referral.candidateId, intakeId, referral.runId ?? null],
      );
      if (row === undefined) throw new DomainError('brokerage/already-referred', 'The candidate already has a live referral to this intake.');
      await this.change(manager, actor, row.referralId, { event: 'refer' });
      return row.referralId;
    });
  }

  /**
   * Moves a case on. What that does to the case, the person's other cases, the places, the pair and the person is decided
   * by the kernel, which answers the same to whoever asks before.
   */
  async record(actor: Actor, referralId: string, change: ReferralChange): Promise<ReferralStatus> {
    return this.database.write(actor, async (manager) => {
      return this.change(manager, actor, referralId, change);
    });
  }

  /** The same in the caller's transaction, who has locked no intake yet. */
  async change(manager: EntityManager, actor: Actor, referralId: string, { event, reasonCode, startedOn, holdExpiresOn }: ReferralChange): Promise<ReferralStatus> {
    const facts = await this.moves.factsForMove(manager, referralId, event);
    const judged = consequencesOf({ ...facts, event, reasonCode: reasonCode ?? null, parties: partiesOfCase(facts.moved, actor.parties) });
    if (!judged.ok) throw stopped(judged);
    const { to } = judged.consequences.change;
    const hold = holdOf(event, holdExpiresOn ?? null, facts.today);
    if (!hold.ok) throw new DomainError('brokerage/hold-not-possible', hold.problem);
    const firstDay = to === 'started' ? (startedOn ?? facts.today) : null;
    const problem = firstDay === null ? null : startProblem(firstDay, facts.today);
    if (problem !== null) throw new DomainError('brokerage/start-not-possible', problem);
    await this.moves.carryOut(manager, actor, facts.moved, [{ event, consequences: judged.consequences }], { startedOn: firstDay, holdExpiresOn: hold.expiresOn });
    return to;
  }
}

/** Why a case is not moved on, by what stopped it. */
function stopped({ stop, problem }: Extract<JudgedMove, { ok: false }>): DomainError {
  if (stop === 'event') return new DomainError('brokerage/event-not-allowed', problem);
  if (stop === 'reason') return new DomainError('brokerage/reason-not-possible', problem);
  return stop === 'no-place' ? new DomainError('opportunities/no-place-left', problem) : new DomainError('opportunities/place-kept', problem);
}
