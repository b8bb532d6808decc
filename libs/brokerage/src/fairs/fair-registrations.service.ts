import { CandidatesQuery } from '#lib/candidates';
import { whyNotForFair } from '#lib/kernel';
import { MatchingQuery } from '#lib/matching';
import { Clock, Database, DomainError, writeAudit, writeAudits, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Who comes to a session of a fair. */
export interface Registration {
  readonly registrationId: string;
  readonly sessionId: string;
  readonly candidateId: string;
  readonly status: 'registered' | 'waiting' | 'cancelled';
  /** How many wait before this one; null for whoever does not wait. */
  readonly waitingBefore: number | null;
  readonly attendance: 'arrived' | 'did-not-come' | null;
}

export type Attendance = NonNullable<Registration['attendance']>;

/** Registration for sessions, with a line for those who come too late. */
@Injectable()
export class FairRegistrations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
    private readonly matching: MatchingQuery,
  ) {}

  /**
   * Registers somebody for a session: those in whose name a candidate acts, or a person whom the actor looks after. Whoever
   * comes when it is full waits, in order. Once more gives the registration that is there. Throws
   * brokerage/session-not-found, session-over, fair-called-off, not-for-person, candidate-missing and
   * candidates/candidate-not-found.
   */
  async register(actor: Actor, sessionId: string, candidateId: string | undefined): Promise<string> {
    const personId = whose(actor, candidateId);
    await this.mustBeFor(actor, sessionId, personId);
    return this.database.write(actor, (manager) => this.registerIn(manager, actor, sessionId, personId));
  }

  /** A fair for a group by age is lawful only for that group, so whoever comes must be in it on the day. */
  private async mustBeFor(actor: Actor, sessionId: string, candidateId: string): Promise<void> {
    const [fair] = await this.database.read<{ targetGroups: string[]; on: string }>(
      actor,
      `SELECT target_groups AS "targetGroups", (starts_at AT TIME ZONE 'Europe/London')::date::text AS on FROM brokerage.fair_sessions JOIN brokerage.fairs USING (fair_id) WHERE session_id = $1`,
      [sessionId],
    );
    if (fair === undefined) throw sessionNotFound();
    if (fair.targetGroups.length === 0) return;
    switch (whyNotForFair(fair.targetGroups, await this.matching.targetGroups(actor, candidateId, fair.on))) {
      case 'unknown':
        throw new DomainError('brokerage/not-for-person', 'The fair is for an age group, and the record does not say whether the person is in it. Add the date of birth, then register again.');
      case 'outside':
        throw new DomainError('brokerage/not-for-person', 'The fair is for an age group, and the person is not in it on the day. Look for a fair that is for everybody.');
      case null:
        return;
    }
  }

  private async registerIn(manager: EntityManager, actor: Actor, sessionId: string, candidateId: string): Promise<string> {
    const [session] = await manager.query<{ isOver: boolean; isCalledOff: boolean }[]>(
      `SELECT ends_at <= $2 AS "isOver", called_off_at IS NOT NULL AS "isCalledOff" FROM brokerage.fair_sessions JOIN brokerage.fairs USING (fair_id) WHERE session_id = $1`,
      [sessionId, this.clock.now()],
    );
    if (session === undefined) throw sessionNotFound();
    if (session.isOver) throw new DomainError('brokerage/session-over', 'The session is over. Choose one that is still to come.');
    if (session.isCalledOff) throw calledOff();
    await this.candidates.hasConsent(manager, candidateId, 'sharing-with-partners', this.clock.today()); // tells who is not to be found
    const [line] = await manager.query<{ number: number }[]>(`SELECT brokerage.next_in_line($1) AS number`, [sessionId]);
    const [present] = await manager.query<{ id: string }[]>(`SELECT registration_id AS id FROM brokerage.fair_registrations WHERE session_id = $1 AND candidate_id = $2 AND status <> 'cancelled'`, [sessionId, candidateId]);
    if (present !== undefined) return present.id;
    const [row] = await manager.query<{ id: string; organisationId: string }[]>(
      `INSERT INTO brokerage.fair_registrations (session_id, candidate_id, line_number) VALUES ($1, $2, $3) RETURNING registration_id AS id, candidate_organisation_id AS "organisationId"`,
      [sessionId, candidateId, line!.number],
    );
    await writeAudit(manager, actor, 'fair.registered', row!.id, { sessionId, candidateId }, { organisationId: row!.organisationId });
    await fill(manager, actor, sessionId);
    return row!.id;
  }

  /**
   * Takes somebody off the list, with the slots that they have booked in that session; the first who waits moves up, where
   * the fair is held. Once more changes nothing. A session that is over keeps who came. Throws brokerage/registration-not-found and session-over.
   */
  async cancel(actor: Actor, registrationId: string): Promise<void> {
    await this.database.write(actor, async (manager) => {
      const { sessionId, candidateId, organisationId, status, endsAt } = await registered(manager, registrationId);
      if (status !== 'cancelled' && endsAt <= this.clock.now()) throw new DomainError('brokerage/session-over', 'The session is over, so the registration stays as it is. Note whether the person came instead.');
      await manager.query(`SELECT brokerage.next_in_line($1)`, [sessionId]); // nobody else moves up meanwhile
      const [, changed] = await manager.query<[unknown[], number]>(`UPDATE brokerage.fair_registrations SET status = 'cancelled', attendance = NULL WHERE registration_id = $1 AND status <> 'cancelled'`, [registrationId]);
      if (changed === 0) return;
      await writeAudit(manager, actor, 'fair.registration-cancelled', registrationId, { sessionId, candidateId }, { organisationId });
      const slots = await manager.query<[{ id: string }[], number]>(
        `UPDATE brokerage.fair_bookings AS booking SET status = 'cancelled', sequence = sequence + 1, changed_at = $3
           FROM brokerage.fair_slots AS slot
          WHERE slot.slot_id = booking.slot_id AND slot.session_id = $1 AND booking.candidate_id = $2 AND booking.status = 'booked' AND booking.attendance IS NULL
          RETURNING booking_id AS id`,
        [sessionId, candidateId, this.clock.now()],
      );
      await writeAudits(manager, actor, slots[0].map(({ id }) => ({ action: 'fair.booking-cancelled', subject: id, detail: { candidateId }, organisationId })));
      await fill(manager, actor, sessionId);
    });
  }

  /** Notes whether somebody came. Throws brokerage/registration-not-found and not-registered. */
  async noteAttendance(actor: Actor, registrationId: string, attendance: Attendance): Promise<void> {
    await this.database.write(actor, async (manager) => {
      const { organisationId, status } = await registered(manager, registrationId);
      if (status !== 'registered') throw new DomainError('brokerage/not-registered', 'The person has no place in this session. Register them first.');
      await manager.query(`UPDATE brokerage.fair_registrations SET attendance = $2 WHERE registration_id = $1`, [registrationId, attendance]);
      await writeAudit(manager, actor, 'fair.attendance', registrationId, { attendance }, { organisationId });
    });
  }

  /** A registration as it stands. Throws brokerage/registration-not-found. */
  async detail(actor: Actor, registrationId: string): Promise<Registration> {
    const [found] = await this.database.read<Registration>(actor, `${REGISTRATION} WHERE registration_id = $1`, [registrationId]);
    if (found === undefined) throw registrationNotFound();
    return found;
  }
}

const REGISTRATION = `
  SELECT registration_id AS "registrationId", session_id AS "sessionId", candidate_id AS "candidateId", status, attendance,
         CASE status WHEN 'waiting' THEN brokerage.waiting_before(registration_id) END AS "waitingBefore"
    FROM brokerage.fair_registrations`;

/** The person whom a request is about: oneself, or the one who is named. */
export function whose(actor: Actor, candidateId: string | undefined): string {
  const personId = candidateId ?? actor.candidateId;
  if (personId === null) throw new DomainError('brokerage/candidate-missing', 'Say whom it is for.', [{ pointer: '/candidateId', detail: 'must be the identifier of a candidate' }]);
  return personId;
}

/** Those who wait move up as far as there are places, at a fair that is held. */
async function fill(manager: EntityManager, actor: Actor, sessionId: string): Promise<void> {
  const up = await manager.query<{ registrationId: string; organisationId: string }[]>(
    `SELECT registration_id AS "registrationId", candidate_organisation_id AS "organisationId" 
       FROM brokerage.fill_session((SELECT session_id FROM brokerage.fair_sessions JOIN brokerage.fairs USING (fair_id) WHERE session_id = $1 AND called_off_at IS NULL))`,
    [sessionId],
  );
  await writeAudits(manager, actor, up.map(({ registrationId, organisationId }) => ({ action: 'fair.place-given', subject: registrationId, detail: { sessionId }, organisationId })));
}

interface RegisteredPerson {
  readonly sessionId: string;
  readonly candidateId: string;
  readonly organisationId: string;
  readonly status: Registration['status'];
  readonly endsAt: Date;
}

async function registered(manager: EntityManager, registrationId: string): Promise<RegisteredPerson> {
  const [row] = await manager.query<RegisteredPerson[]>(
    `SELECT session_id AS "sessionId", candidate_id AS "candidateId", candidate_organisation_id AS "organisationId", status, ends_at AS "endsAt"
       FROM brokerage.fair_registrations JOIN brokerage.fair_sessions USING (session_id) WHERE registration_id = $1`,
    [registrationId],
  );
  if (row === undefined) throw registrationNotFound();
  return row;
}

function registrationNotFound(): DomainError {
  return new DomainError('brokerage/registration-not-found', 'There is no such registration.');
}

export function calledOff(): DomainError {
  return new DomainError('brokerage/fair-called-off', 'The fair is called off. Look for another one in the list of fairs.');
}

function sessionNotFound(): DomainError {
  return new DomainError('brokerage/session-not-found', 'There is no such session.');
}
