import { mayRecordOutcome, needsOpportunity, partiesOfCase, stepOfOutcome, type CaseStanding, type FairOutcome } from '#lib/kernel';
import { Clock, Database, DomainError, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { STANDING_TO } from '../case-moves.service.js';
import { ReferralsService } from '../referrals.service.js';
import { bookingNotFound, lockBooking } from './fair-bookings.service.js';
import { attribute, carryOn, deputyOf, type FairPair } from './fair-cases.js';

/** What came of a conversation. */
export interface SaidOutcome {
  readonly code: FairOutcome;
  /** Of those that the stand shows; can be left out where it shows one. */
  readonly opportunityId?: string;
  /** Why not, where a case ends by it. */
  readonly reasonCode?: string;
}

interface Conversation extends Omit<FairPair, 'opportunityId'>, CaseStanding {
  readonly status: 'booked' | 'cancelled';
  readonly outcomeCode: FairOutcome | null;
  readonly outcomeOpportunityId: string | null;
  readonly shown: string[];
}

/** What came of conversations at stands, which begins cases and moves them on. */
@Injectable()
export class FairOutcomes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly referrals: ReferralsService,
  ) {}

  /**
   * Records what came of a conversation, and does to the case what follows: puts the person forward, asks them to an
   * interview, offers a place, or ends it. Said twice it is done once; said otherwise later, the case goes on from where it
   * is. First the case, then the note: whoever is interrupted taps again. Throws brokerage/booking-not-found, booking-ended,
   * outcome-not-yours and opportunity-missing, and what the case itself refuses.
   */
  async record(actor: Actor, bookingId: string, { code, opportunityId, reasonCode }: SaidOutcome): Promise<void> {
    const talk = await this.conversation(actor, bookingId);
    if (talk.status !== 'booked') throw new DomainError('brokerage/booking-ended', 'The booking was cancelled, or the conversation has been noted already. Book another slot.');
    if (!mayRecordOutcome(code, partiesOfCase(talk, actor.parties))) throw new DomainError('brokerage/outcome-not-yours', 'That is for the other side to say. Record what is yours, or ask the broker to record it.');
    const about = opportunityId ?? talk.outcomeOpportunityId ?? (talk.shown.length === 1 ? talk.shown[0]! : null);
    if (about === null ? needsOpportunity(code) : !talk.shown.includes(about)) {
      throw new DomainError('brokerage/opportunity-missing', 'Say which opportunity it is about.', [{ pointer: '/opportunityId', detail: 'must be one of those that the stand shows' }]);
    }
    const pair = about === null ? null : { ...talk, opportunityId: about };
    const found = pair === null ? null : await carryOn({ database: this.database, referrals: this.referrals }, actor, pair, (status) => stepOfOutcome(code, status), reasonCode);
    if (pair !== null && found !== null) await this.database.write(deputyOf(actor, pair), (manager) => attribute(manager, found.referralId, pair));
    await this.database.write(actor, async (manager) => {
      const { organisationId } = await lockBooking(manager, bookingId);
      const [, changed] = await manager.query<[unknown[], number]>(
        `UPDATE brokerage.fair_bookings SET outcome_code = $2, outcome_opportunity_id = $3, referral_id = coalesce($4, referral_id), attendance = CASE WHEN $2::text = 'call-back' THEN attendance ELSE 'arrived' END, changed_at = $5
          WHERE booking_id = $1 AND (outcome_code, outcome_opportunity_id, referral_id) IS DISTINCT FROM ($2::text, $3::uuid, coalesce($4::uuid, referral_id))`,
        [bookingId, code, about, found?.referralId ?? null, this.clock.now()],
      );
      if (changed > 0) await writeAudit(manager, actor, 'fair.outcome', bookingId, { code, opportunityId: about, referralId: found?.referralId ?? null }, { organisationId });
    });
  }

  private async conversation(actor: Actor, bookingId: string): Promise<Conversation> {
    const [found] = await this.database.read<Conversation>(
      actor,
      `SELECT candidate_id AS "candidateId", candidate_organisation_id AS "candidateOrganisationId", stand_id AS "standId", stand_organisation_id AS "standOrganisationId", booked_at AS since, status,
              outcome_code AS "outcomeCode", outcome_opportunity_id AS "outcomeOpportunityId",
              ARRAY(SELECT opportunity_id FROM brokerage.fair_stand_opportunities AS shown WHERE shown.stand_id = booking.stand_id) AS shown,
              ${STANDING_TO('stand_organisation_id')}
         FROM brokerage.fair_bookings AS booking WHERE booking_id = $1`,
      [bookingId],
    );
    if (found === undefined) throw bookingNotFound();
    return found;
  }
}
