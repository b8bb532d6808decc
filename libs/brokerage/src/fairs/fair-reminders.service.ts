import { dueReminder, REMIND_HOURS, type MessageKind } from '#lib/kernel';
import { Clock, Database, systemActor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { Messages, type NewMessage } from '../messages/messages.service.js';

const JOB = systemActor('job:remind-of-fairs');

/** Reminders that one transaction writes. */
const AT_A_TIME = 200;

/** Something at a fair that somebody is to be reminded of. */
interface Coming {
  /** Other after every change of the time, so that the new time is told too. */
  readonly key: string;
  readonly subject: 'talk' | 'session' | 'stand';
  readonly fairId: string;
  readonly startsAt: Date;
  readonly candidateId: string | null;
  readonly userId: string | null;
  readonly organisationId: string;
  readonly talks: number;
  readonly bookingId: string | null;
  readonly registrationId: string | null;
  /** How what it hangs on stands now. */
  readonly state: string;
}

/**
 * Conversations; places in a session of those who have booked none in it; and stands with conversations, for each who
 * staffs one, or for all of its organisation where nobody is named. Only what is not told already.
 */
const COMING = `
  WITH soon AS (
    SELECT booking.booking_id::text || ':' || booking.sequence AS key, 'talk' AS subject, stand.fair_id, lower(booking.during) AS starts_at, booking.candidate_id, NULL::uuid AS user_id, booking.stand_organisation_id AS organisation_id, 1 AS talks,
           booking.booking_id, NULL::uuid AS registration_id, booking.status || ' ' || booking.sequence AS state
      FROM brokerage.fair_bookings AS booking JOIN brokerage.fair_stands AS stand USING (stand_id)
     WHERE booking.status = 'booked' AND lower(booking.during) > $1 AND lower(booking.during) <= $1 + make_interval(hours => $2)
    UNION ALL
    SELECT registration.registration_id::text, 'session', session.fair_id, session.starts_at, registration.candidate_id, NULL, registration.candidate_organisation_id, 0, NULL, registration.registration_id, registration.status
      FROM brokerage.fair_sessions AS session JOIN brokerage.fair_registrations AS registration USING (session_id)
     WHERE registration.status = 'registered' AND session.starts_at > $1 AND session.starts_at <= $1 + make_interval(hours => $2)
       AND NOT EXISTS (SELECT FROM brokerage.fair_bookings AS booking JOIN brokerage.fair_slots AS slot USING (slot_id)
                        WHERE slot.session_id = session.session_id AND booking.candidate_id = registration.candidate_id AND booking.status = 'booked')
    UNION ALL
    SELECT day.stand_id::text || ':' || day.session_id || coalesce(':' || staff.user_id, ''), 'stand', day.fair_id, day.starts_at, NULL, staff.user_id, day.organisation_id, day.talks, NULL, NULL, 'held'
      FROM (SELECT stand.stand_id, slot.session_id, stand.fair_id, stand.organisation_id, min(lower(booking.during)) AS starts_at, count(*)::integer AS talks
              FROM brokerage.fair_bookings AS booking JOIN brokerage.fair_slots AS slot USING (slot_id) JOIN brokerage.fair_stands AS stand ON stand.stand_id = booking.stand_id
             WHERE booking.status = 'booked' AND lower(booking.during) > $1 AND lower(booking.during) <= $1 + make_interval(hours => $2 + 24) GROUP BY 1, 2, 3, 4) AS day
      LEFT JOIN brokerage.fair_stand_users AS staff USING (stand_id)
     WHERE day.starts_at <= $1 + make_interval(hours => $2))
  SELECT key, subject, fair_id AS "fairId", starts_at AS "startsAt", candidate_id AS "candidateId", user_id AS "userId", soon.organisation_id AS "organisationId", talks, booking_id AS "bookingId", registration_id AS "registrationId", state
    FROM soon JOIN brokerage.fairs AS fair USING (fair_id)
   WHERE fair.called_off_at IS NULL AND NOT EXISTS (SELECT FROM brokerage.messages AS told
                      WHERE told.key = 'fair-' || subject || CASE WHEN starts_at <= $1 + interval '1 hour' THEN '-hour-before:' ELSE '-day-before:' END || soon.key)
   ORDER BY starts_at, key LIMIT $3`;

/** Reminds people and stands of what they have booked, a day and an hour before. */
@Injectable()
export class FairReminders {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly messages: Messages,
  ) {}

  /** Writes what is due. Run twice, or by two workers at once, it writes each once: the message's key is its own. */
  async remind(): Promise<void> {
    const now = this.clock.now();
    for (let written = AT_A_TIME; written === AT_A_TIME; ) {
      written = await this.database.write(JOB, async (manager) => {
        const coming = await manager.query<Coming[]>(COMING, [now, REMIND_HOURS, AT_A_TIME]);
        for (const one of coming) {
          const message = messageOf(one, now.getTime());
          if (message !== null) await this.messages.write(manager, message);
        }
        return coming.length;
      });
    }
  }
}

function messageOf({ key, subject, fairId, startsAt, candidateId, userId, organisationId, talks, bookingId, registrationId, state }: Coming, now: number): NewMessage | null {
  const due = dueReminder(startsAt.getTime(), now);
  if (due === null) return null;
  const { reminder, on, time } = due;
  const kind = `fair-${subject}-${reminder}` satisfies MessageKind;
  const to = candidateId !== null ? { candidateId } : userId !== null ? { userId } : { partnersOf: organisationId };
  const about = { fairId, ...(candidateId !== null && { candidateId }), ...(bookingId !== null && { bookingId }), ...(registrationId !== null && { registrationId }) };
  return { key: `${kind}:${key}`, kind, to, about, values: { on, time, talks }, whileState: state, uselessAfter: startsAt };
}
