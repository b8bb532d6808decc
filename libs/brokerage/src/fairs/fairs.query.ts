import { Database, DomainError, pageOf, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { bookingNotFound } from './fair-bookings.service.js';
import { calendarOf } from './fair-calendar.js';

/** A fair in a list. */
export interface FairSummary {
  readonly fairId: string;
  readonly name: string;
  /** Of the organisation that organises it. */
  readonly organisationCode: string;
  readonly firstOn: string;
  readonly lastOn: string;
  readonly targetGroups: string[];
  readonly areaCodes: string[];
  readonly programmeCode: string | null;
  /** When it was called off; null: it is held. */
  readonly calledOffAt: Date | null;
}

/** A fair with everything that whoever comes needs. */
export interface FairDetail extends FairSummary {
  readonly sessions: {
    readonly sessionId: string;
    readonly startsAt: string;
    readonly endsAt: string;
    readonly capacity: number;
    readonly placesLeft: number;
    /** For those who run the fair or come to the session; null for others. */
    readonly videoLink: string | null;
  }[];
  readonly stands: {
    readonly standId: string;
    readonly organisationCode: string;
    readonly organisationName: string;
    readonly opportunities: { readonly opportunityId: string; readonly title: string; readonly kind: 'role' | 'apprenticeship' | 'course' | 'placement' }[];
  }[];
}

/** A slot of a stand. */
export interface StandSlot {
  readonly slotId: string;
  readonly sessionId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly isTaken: boolean;
  /** Who has it, as far as the reader may know: their own, of people they look after, or at the reader's stand. */
  readonly booking: { readonly bookingId: string; readonly candidateId: string; readonly attendance: 'arrived' | 'did-not-come' | null; readonly outcomeCode: string | null; readonly name: string | null } | null;
}

/** A booking as its person, their broker and the stand see it. */
export interface FairBooking {
  readonly bookingId: string;
  readonly slotId: string;
  readonly standId: string;
  readonly fairId: string;
  readonly fairName: string;
  readonly standName: string;
  readonly candidateId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: 'booked' | 'cancelled';
  readonly videoLink: string | null;
  readonly attendance: 'arrived' | 'did-not-come' | null;
  readonly outcomeCode: string | null;
  readonly referralId: string | null;
  readonly sequence: number;
  readonly changedAt: Date;
}

const SUMMARY = `fair_id AS "fairId", fair.name, organisation.code AS "organisationCode", first_on::text AS "firstOn", last_on::text AS "lastOn", target_groups AS "targetGroups",
  area_codes AS "areaCodes", programme_code AS "programmeCode", called_off_at AS "calledOffAt"
  FROM brokerage.fairs AS fair JOIN identity.organisations AS organisation USING (organisation_id)`;

/** Of a session or a stand: who organises the fair or has a stand there, and who comes. */
const MAY_ENTER = `(brokerage.organises_fair(session.fair_id)
  OR EXISTS (SELECT FROM brokerage.fair_stands AS ours WHERE ours.fair_id = session.fair_id AND brokerage.runs_stand(ours.stand_id))
  OR EXISTS (SELECT FROM brokerage.fair_registrations AS own WHERE own.session_id = session.session_id AND own.status = 'registered'))`;

const BOOKING = `
  SELECT booking_id AS "bookingId", booking.slot_id AS "slotId", booking.stand_id AS "standId", fair.fair_id AS "fairId", fair.name AS "fairName", organisation.name AS "standName",
         candidate_id AS "candidateId", lower(booking.during) AS "startsAt", upper(booking.during) AS "endsAt", status, coalesce(stand.video_link, session.video_link) AS "videoLink",
         attendance, outcome_code AS "outcomeCode", referral_id AS "referralId", sequence, changed_at AS "changedAt"
    FROM brokerage.fair_bookings AS booking JOIN brokerage.fair_slots AS slot USING (slot_id) JOIN brokerage.fair_sessions AS session USING (session_id)
    JOIN brokerage.fair_stands AS stand ON stand.stand_id = booking.stand_id JOIN brokerage.fairs AS fair ON fair.fair_id = stand.fair_id
    JOIN identity.organisations AS organisation ON organisation.organisation_id = stand.organisation_id`;

/** Reads of fairs. */
@Injectable()
export class FairsQuery {
  constructor(private readonly database: Database) {}

  /** A page, the latest days first. `after` is the fair that the page before ended with. */
  async page(actor: Actor, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<{ fairs: FairSummary[]; next: string | null }> {
    const rows = await this.database.read<FairSummary>(
      actor,
      `SELECT ${SUMMARY} WHERE $1::uuid IS NULL OR (first_on, fair_id) < (SELECT first_on, fair_id FROM brokerage.fairs WHERE fair_id = $1) ORDER BY first_on DESC, fair_id DESC LIMIT $2`,
      [after, limit + 1],
    );
    const { page: fairs, next } = pageOf(rows, limit, (last) => last.fairId);
    return { fairs, next };
  }

  /** Everything on one fair. Throws brokerage/fair-not-found. */
  async detail(actor: Actor, fairId: string): Promise<FairDetail> {
    const [[fair], sessions, stands] = await this.database.readTogether(actor, (read) =>
      Promise.all([
        read<FairSummary>(`SELECT ${SUMMARY} WHERE fair_id = $1`, [fairId]),
        read<FairDetail['sessions'][number]>(
          `SELECT session_id AS "sessionId", to_json(starts_at) AS "startsAt", to_json(ends_at) AS "endsAt", capacity, brokerage.session_places_left(session_id) AS "placesLeft",
                  CASE WHEN ${MAY_ENTER} THEN video_link END AS "videoLink"
             FROM brokerage.fair_sessions AS session WHERE fair_id = $1 ORDER BY starts_at, session_id`,
          [fairId],
        ),
        read<FairDetail['stands'][number]>(
          `SELECT stand_id AS "standId", organisation.code AS "organisationCode", organisation.name AS "organisationName",
                  coalesce((SELECT jsonb_agg(jsonb_build_object('opportunityId', opportunity_id, 'title', title, 'kind', kind) ORDER BY title, opportunity_id)
                              FROM brokerage.fair_stand_opportunities AS shown JOIN opportunities.opportunities USING (opportunity_id) WHERE shown.stand_id = stand.stand_id), '[]') AS opportunities
             FROM brokerage.fair_stands AS stand JOIN identity.organisations AS organisation USING (organisation_id) WHERE fair_id = $1 ORDER BY organisation.name, stand_id`,
          [fairId],
        ),
      ]),
    );
    if (fair === undefined) throw new DomainError('brokerage/fair-not-found', 'There is no such fair.');
    return { ...fair, sessions, stands };
  }

  /** The slots of a stand in their order. Throws brokerage/stand-not-found. */
  async slots(actor: Actor, standId: string): Promise<StandSlot[]> {
    const [[stand], slots] = await this.database.readTogether(actor, (read) =>
      Promise.all([
        read(`SELECT stand_id FROM brokerage.fair_stands WHERE stand_id = $1`, [standId]),
        read<StandSlot>(
          `SELECT slot.slot_id AS "slotId", session_id AS "sessionId", lower(slot.during) AS "startsAt", upper(slot.during) AS "endsAt", brokerage.is_slot_taken(slot.slot_id) AS "isTaken",
                  CASE WHEN booking.booking_id IS NOT NULL THEN jsonb_build_object('bookingId', booking.booking_id, 'candidateId', booking.candidate_id, 'attendance', attendance,
                    'outcomeCode', outcome_code, 'name', named.given_name || ' ' || named.family_name) END AS booking
             FROM brokerage.fair_slots AS slot LEFT JOIN brokerage.fair_bookings AS booking ON booking.slot_id = slot.slot_id AND booking.status = 'booked'
             LEFT JOIN brokerage.names_at_stand($1) AS named ON named.booking_id = booking.booking_id
            WHERE slot.stand_id = $1 ORDER BY lower(slot.during)`,
          [standId],
        ),
      ]),
    );
    if (stand === undefined) throw new DomainError('brokerage/stand-not-found', 'There is no such stand.');
    return slots;
  }

  /** One booking. Throws brokerage/booking-not-found. */
  async booking(actor: Actor, bookingId: string): Promise<FairBooking> {
    const [found] = await this.database.read<FairBooking>(actor, `${BOOKING} WHERE booking_id = $1`, [bookingId]);
    if (found === undefined) throw bookingNotFound();
    return found;
  }

  /** The calendar file of one booking. Throws brokerage/booking-not-found. */
  async calendarOfBooking(actor: Actor, bookingId: string): Promise<string> {
    const booking = await this.booking(actor, bookingId);
    return calendarOf([{ ...booking, title: `${booking.fairName}: ${booking.standName}`, isCancelled: booking.status === 'cancelled' }]);
  }

  /** The calendar file of a stand that the actor staffs, cancelled conversations too. Throws brokerage/stand-not-found. */
  async calendarOfStand(actor: Actor, standId: string): Promise<string> {
    const [[stand], bookings] = await this.database.readTogether(actor, (read) =>
      Promise.all([
        read(`SELECT stand_id FROM brokerage.fair_stands WHERE stand_id = $1 AND organisation_id IN (SELECT identity.reach('referred_people'))`, [standId]),
        read<FairBooking>(`${BOOKING} WHERE booking.stand_id = $1 ORDER BY lower(booking.during), booking_id`, [standId]),
      ]),
    );
    if (stand === undefined) throw new DomainError('brokerage/stand-not-found', 'There is no such stand that you run.');
    return calendarOf(bookings.map((booking) => ({ ...booking, title: `${booking.fairName}: conversation at your stand`, isCancelled: booking.status === 'cancelled' })));
  }
}
