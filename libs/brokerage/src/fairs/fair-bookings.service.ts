import { CandidatesQuery } from '#lib/candidates';
import { whatStoodInTheWay, whyNotBookable, type Span } from '#lib/kernel';
import { Clock, Database, DomainError, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { calledOff, whose, type Attendance } from './fair-registrations.service.js';

type Slot = Span & { readonly standId: string; readonly sessionId: string };

/** Slots of stands, each for one person. */
@Injectable()
export class FairBookings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
  ) {}

  /**
   * Books a slot, for oneself or for a person whom the actor looks after: who is registered for its session and consents to
   * be shown to partners. Who has the slot already gets the same booking. Throws brokerage/slot-not-found, fair-called-off,
   * slot-over, no-consent-to-share, not-registered, slot-taken, slots-overlap and one-slot-a-stand.
   */
  async book(actor: Actor, slotId: string, candidateId: string | undefined): Promise<string> {
    const personId = whose(actor, candidateId);
    return this.database.write(actor, async (manager) => {
      const slot = await this.bookable(manager, slotId, personId);
      // One statement decides: the indexes let one through, and whoever comes second writes nothing.
      const [row] = await manager.query<{ id: string; organisationId: string }[]>(
        `INSERT INTO brokerage.fair_bookings (slot_id, candidate_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING booking_id AS id, candidate_organisation_id AS "organisationId"`,
        [slotId, personId],
      );
      if (row === undefined) {
        const [own] = await manager.query<{ id: string }[]>(`SELECT booking_id AS id FROM brokerage.fair_bookings WHERE slot_id = $1 AND candidate_id = $2 AND status = 'booked'`, [slotId, personId]);
        if (own !== undefined) return own.id;
        throw await refusal(manager, slot, personId, null);
      }
      await writeAudit(manager, actor, 'fair.booked', row.id, { slotId, candidateId: personId }, { organisationId: row.organisationId });
      return row.id;
    });
  }

  /** Moves a booking to another slot; it stays the same booking. Throws as {@link book}, and brokerage/booking-not-found and booking-ended. */
  async move(actor: Actor, bookingId: string, slotId: string): Promise<void> {
    await this.database.write(actor, async (manager) => {
      const booking = await lockBooking(manager, bookingId);
      if (booking.status !== 'booked' || booking.attendance !== null) throw ended();
      if (booking.slotId === slotId) return;
      const slot = await this.bookable(manager, slotId, booking.candidateId);
      // Two who change places would wait for each other's slot, so they take turns at the lower one.
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('brokerage.fair_slots ' || id, 0)) FROM unnest($1::text[]) AS id ORDER BY id`, [[booking.slotId, slotId].toSorted()]);
      await manager.query('SAVEPOINT moving');
      try {
        await manager.query(`UPDATE brokerage.fair_bookings SET slot_id = $2, sequence = sequence + 1, changed_at = $3 WHERE booking_id = $1`, [bookingId, slotId, this.clock.now()]);
      } catch (error) {
        if (!isTaken(error)) throw error;
        await manager.query('ROLLBACK TO SAVEPOINT moving');
        throw await refusal(manager, slot, booking.candidateId, bookingId);
      }
      await writeAudit(manager, actor, 'fair.booking-moved', bookingId, { slotId: [booking.slotId, slotId] }, { organisationId: booking.organisationId });
    });
  }

  /** Gives a slot back. Once more changes nothing. Throws brokerage/booking-not-found and booking-ended. */
  async cancel(actor: Actor, bookingId: string): Promise<void> {
    await this.database.write(actor, async (manager) => {
      const { status, attendance, candidateId, organisationId } = await lockBooking(manager, bookingId);
      if (status === 'cancelled') return;
      if (attendance !== null) throw ended();
      await manager.query(`UPDATE brokerage.fair_bookings SET status = 'cancelled', sequence = sequence + 1, changed_at = $2 WHERE booking_id = $1`, [bookingId, this.clock.now()]);
      await writeAudit(manager, actor, 'fair.booking-cancelled', bookingId, { candidateId }, { organisationId });
    });
  }

  /** Notes whether the person came to the stand. Throws brokerage/booking-not-found and booking-ended. */
  async noteAttendance(actor: Actor, bookingId: string, attendance: Attendance): Promise<void> {
    await this.database.write(actor, async (manager) => {
      const { status, organisationId } = await lockBooking(manager, bookingId);
      if (status !== 'booked') throw ended();
      await manager.query(`UPDATE brokerage.fair_bookings SET attendance = $2 WHERE booking_id = $1`, [bookingId, attendance]);
      await writeAudit(manager, actor, 'fair.attendance', bookingId, { attendance }, { organisationId });
    });
  }

  /** The slot, where the person may book it at all; whether it is free shows when it is written. */
  private async bookable(manager: EntityManager, slotId: string, candidateId: string): Promise<Slot> {
    const [found] = await manager.query<{ standId: string; sessionId: string; startsAt: Date; endsAt: Date; isCalledOff: boolean }[]>(
      `SELECT stand_id AS "standId", session_id AS "sessionId", lower(during) AS "startsAt", upper(during) AS "endsAt", called_off_at IS NOT NULL AS "isCalledOff"
         FROM brokerage.fair_slots JOIN brokerage.fair_stands USING (stand_id) JOIN brokerage.fairs USING (fair_id) WHERE slot_id = $1`,
      [slotId],
    );
    if (found === undefined) throw new DomainError('brokerage/slot-not-found', 'There is no such slot.');
    if (found.isCalledOff) throw calledOff();
    const slot = { ...found, startsAt: found.startsAt.getTime(), endsAt: found.endsAt.getTime() };
    const consentsToSharing = await this.candidates.hasConsent(manager, candidateId, 'sharing-with-partners', this.clock.today());
    // Kept as it is until this ends: who is taken off the list meanwhile loses the slot with the rest.
    const registrations = await manager.query<unknown[]>(
      `SELECT FROM brokerage.fair_registrations WHERE session_id = $1 AND candidate_id = $2 AND status = 'registered' FOR SHARE`,
      [slot.sessionId, candidateId],
    );
    switch (whyNotBookable({ slot, isRegistered: registrations.length > 0, consentsToSharing }, this.clock.now().getTime())) {
      case 'over':
        throw new DomainError('brokerage/slot-over', 'The slot has begun or is over. Choose a later one.');
      case 'no-consent':
        throw new DomainError('brokerage/no-consent-to-share', 'The candidate has not consented to be shown to partners. Ask for the consent first.');
      case 'not-registered':
        throw new DomainError('brokerage/not-registered', 'The person has no place in this session. Register them first.');
      case null:
        return slot;
    }
  }
}

interface LockedBooking {
  readonly slotId: string;
  readonly candidateId: string;
  readonly organisationId: string;
  readonly status: 'booked' | 'cancelled';
  readonly attendance: Attendance | null;
}

/** A booking that nobody else changes meanwhile. */
export async function lockBooking(manager: EntityManager, bookingId: string): Promise<LockedBooking> {
  const [booking] = await manager.query<LockedBooking[]>(
    `SELECT slot_id AS "slotId", candidate_id AS "candidateId", candidate_organisation_id AS "organisationId", status, attendance FROM brokerage.fair_bookings WHERE booking_id = $1 FOR UPDATE`,
    [bookingId],
  );
  if (booking === undefined) throw bookingNotFound();
  return booking;
}

export function bookingNotFound(): DomainError {
  return new DomainError('brokerage/booking-not-found', 'There is no such booking.');
}

function ended(): DomainError {
  return new DomainError('brokerage/booking-ended', 'The booking was cancelled, or the conversation has been noted already. Book another slot.');
}

/** Why the indexes refused a booking, told by the person's other bookings. */
async function refusal(manager: EntityManager, slot: Slot, candidateId: string, exceptBookingId: string | null): Promise<DomainError> {
  const rows = await manager.query<{ standId: string; startsAt: Date; endsAt: Date }[]>(
    `SELECT stand_id AS "standId", lower(during) AS "startsAt", upper(during) AS "endsAt" FROM brokerage.fair_bookings WHERE candidate_id = $1 AND status = 'booked' AND booking_id IS DISTINCT FROM $2`,
    [candidateId, exceptBookingId],
  );
  const own = rows.map(({ standId, startsAt, endsAt }) => ({ standId, startsAt: startsAt.getTime(), endsAt: endsAt.getTime() }));
  switch (whatStoodInTheWay(slot, own)) {
    case 'same-stand':
      return new DomainError('brokerage/one-slot-a-stand', 'The person has a slot at this stand already. Move that one instead.');
    case 'overlaps':
      return new DomainError('brokerage/slots-overlap', 'The person has another slot at that time. Choose another time, or give the other one back.');
    case 'taken':
      return new DomainError('brokerage/slot-taken', 'Somebody else has just taken this slot. Choose another one.');
  }
}

/** A unique index, an exclusion constraint, or two who waited for each other. */
function isTaken(error: unknown): boolean {
  const code = (error as { driverError?: { code?: string } }).driverError?.code ?? '';
  return ['23505', '23P01', '40P01'].includes(code);
}
