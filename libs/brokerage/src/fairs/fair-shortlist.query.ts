import { MatchesNowQuery } from '#lib/matching';
import { Database, DomainError, systemActor, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** Somebody who comes and whom an opportunity of a stand fits today. */
interface ShortlistedPerson {
  readonly rank: number;
  readonly candidateId: string;
  readonly candidateReference: string;
  /** 0 to 1,000,000, as in every list of matches. */
  readonly score: number;
  /** Their slot at the stand, if they have one. */
  readonly bookingId: string | null;
}

export interface Shortlist {
  readonly opportunityId: string;
  readonly asOfOn: string;
  readonly people: readonly ShortlistedPerson[];
}

/** Whom a stand should talk to, best first. */
@Injectable()
export class FairShortlist {
  constructor(
    private readonly database: Database,
    private readonly matches: MatchesNowQuery,
  ) {}

  /**
   * Of those with a place at the fair whom an opportunity of the stand fits: for brokers the people whom they look after,
   * before anybody has booked; for the stand those who booked with it and are willing to be shown. Throws
   * brokerage/stand-not-found and opportunity-missing.
   */
  async ofStand(actor: Actor, standId: string, opportunityId: string | undefined, limit: number): Promise<Shortlist> {
    const [[stand], people] = await this.database.readTogether(actor, (read) =>
      Promise.all([
        read<{ shown: string[] }>(`SELECT ARRAY(SELECT opportunity_id FROM brokerage.fair_stand_opportunities AS shown WHERE shown.stand_id = stand.stand_id) AS shown FROM brokerage.fair_stands AS stand WHERE stand_id = $1`, [standId]),
        // As far as row-level security shows them: registrations to brokers, bookings also to the stand.
        read<{ id: string; bookingId: string | null }>(
          `SELECT coming.id, booking.booking_id AS "bookingId"
             FROM (SELECT registration.candidate_id AS id FROM brokerage.fair_registrations AS registration JOIN brokerage.fair_sessions AS session USING (session_id)
                     JOIN brokerage.fair_stands AS stand USING (fair_id) WHERE stand.stand_id = $1 AND registration.status = 'registered'
                   UNION SELECT candidate_id FROM brokerage.fair_bookings WHERE stand_id = $1 AND status = 'booked') AS coming
             LEFT JOIN brokerage.fair_bookings AS booking ON booking.stand_id = $1 AND booking.candidate_id = coming.id AND booking.status = 'booked'`,
          [standId],
        ),
      ]),
    );
    if (stand === undefined) throw new DomainError('brokerage/stand-not-found', 'There is no such stand.');
    const about = opportunityId ?? (stand.shown.length === 1 ? stand.shown[0]! : null);
    if (about === null || !stand.shown.includes(about)) throw new DomainError('brokerage/opportunity-missing', 'Say which opportunity it is about.', [{ pointer: '/opportunityId', detail: 'must be one of those that the stand shows' }]);
    const bookings = new Map(people.map(({ id, bookingId }) => [id, bookingId]));
    // The stand does not see the records by which its people are ranked, and is told nothing of them but the score.
    const { asOfOn, matches } = await this.matches.among(systemActor(actor.actorId), about, [...bookings.keys()], limit);
    return { opportunityId: about, asOfOn, people: matches.map(({ rank, candidateId, candidateReference, score }) => ({ rank, candidateId, candidateReference, score, bookingId: bookings.get(candidateId) ?? null })) };
  }
}
