import { Clock, Database, systemActor, writeAudits } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Messages, type NewMessage } from '../messages/messages.service.js';

const JOB = systemActor('job:remind-of-fairs');

/** Bookings or registrations that one transaction ends. */
const AT_A_TIME = 200;

/** Fairs whose days are over longer than this need nothing ended any more. */
const DAYS_AFTER = 30;

/** Something of a person that ends with the fair. */
interface Ending {
  readonly id: string;
  readonly fairId: string;
  readonly firstOn: string;
  readonly candidateId: string;
  readonly organisationId: string;
}

const FAIR = `brokerage.fairs AS fair WHERE fair.called_off_at IS NOT NULL AND fair.last_on >= $1::date - ${DAYS_AFTER}`;

/** What was still to come when the fair was called off, and was not held all the same. Conversations before places: whoever has both is told once all the same. */
const ENDINGS = [
  {
    action: 'fair.booking-cancelled',
    found: `
      SELECT booking_id AS id, fair.fair_id AS "fairId", fair.first_on::text AS "firstOn", candidate_id AS "candidateId", candidate_organisation_id AS "organisationId"
        FROM (SELECT * FROM ${FAIR}) AS fair JOIN brokerage.fair_stands AS stand USING (fair_id) JOIN brokerage.fair_bookings AS booking USING (stand_id)
       WHERE booking.status = 'booked' AND booking.attendance IS NULL AND lower(booking.during) > fair.called_off_at ORDER BY booking_id LIMIT ${AT_A_TIME} FOR UPDATE OF booking SKIP LOCKED`,
    end: (manager: EntityManager, ids: string[], now: Date) => manager.query(`UPDATE brokerage.fair_bookings SET status = 'cancelled', sequence = sequence + 1, changed_at = $2 WHERE booking_id = ANY ($1)`, [ids, now]),
  },
  {
    action: 'fair.registration-cancelled',
    found: `
      SELECT registration_id AS id, fair.fair_id AS "fairId", fair.first_on::text AS "firstOn", candidate_id AS "candidateId", candidate_organisation_id AS "organisationId"
        FROM (SELECT * FROM ${FAIR}) AS fair JOIN brokerage.fair_sessions AS session USING (fair_id) JOIN brokerage.fair_registrations AS registration USING (session_id)
       WHERE registration.status <> 'cancelled' AND session.starts_at > fair.called_off_at ORDER BY registration_id LIMIT ${AT_A_TIME} FOR UPDATE OF registration SKIP LOCKED`,
    end: (manager: EntityManager, ids: string[]) => manager.query(`UPDATE brokerage.fair_registrations SET status = 'cancelled', attendance = NULL WHERE registration_id = ANY ($1)`, [ids]),
  },
] as const;

interface StandToTell {
  readonly standId: string;
  readonly fairId: string;
  readonly firstOn: string;
  readonly organisationId: string;
}

/** Stands of fairs that are called off and have not been told. */
const STANDS = `
  SELECT stand.stand_id AS "standId", fair.fair_id AS "fairId", fair.first_on::text AS "firstOn", stand.organisation_id AS "organisationId"
    FROM (SELECT * FROM ${FAIR}) AS fair JOIN brokerage.fair_stands AS stand USING (fair_id)
   WHERE NOT EXISTS (SELECT FROM brokerage.messages AS told WHERE told.key = 'fair-called-off:' || fair.fair_id || ':' || stand.stand_id)`;

/** Ends what hangs on a fair that is called off. */
@Injectable()
export class CalledOffFairs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly messages: Messages,
  ) {}

  /**
   * Ends conversations and places that were to come, and tells each person and each stand once. Broken off anywhere it goes
   * on the next time; whoever came in while the fair was called off is met then too.
   */
  async end(): Promise<void> {
    for (const { action, found, end } of ENDINGS) {
      for (let ended = AT_A_TIME; ended === AT_A_TIME; ) {
        ended = await this.database.write(JOB, async (manager) => {
          const endings = await manager.query<Ending[]>(found, [this.clock.today()]);
          await this.messages.writeMany(manager, toldToPeople(endings));
          await end(manager, endings.map(({ id }) => id), this.clock.now());
          await writeAudits(manager, JOB, endings.map(({ id, candidateId, organisationId }) => ({ action, subject: id, detail: { candidateId }, organisationId })));
          return endings.length;
        });
      }
    }
    await this.database.write(JOB, async (manager) => {
      const stands = await manager.query<StandToTell[]>(STANDS, [this.clock.today()]);
      await this.messages.writeMany(
        manager,
        stands.map(({ standId, fairId, firstOn, organisationId }) => ({ key: `fair-called-off:${fairId}:${standId}`, kind: 'fair-called-off-stand', to: { partnersOf: organisationId }, about: { fairId }, values: { on: firstOn } })),
      );
    });
  }
}

/** In the order of their keys: two jobs that tell some of the same people never wait for each other. */
function toldToPeople(endings: readonly Ending[]): NewMessage[] {
  return endings
    .map(({ fairId, firstOn, candidateId }): NewMessage => ({ key: `fair-called-off:${fairId}:${candidateId}`, kind: 'fair-called-off', to: { candidateId }, about: { fairId, candidateId }, values: { on: firstOn } }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
