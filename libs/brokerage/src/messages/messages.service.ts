import { messageProblem, type MessageKind, type MessageValues } from '#lib/kernel';
import { DomainError } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** To a person; or to everybody in use who holds a role at an organisation: its brokers, its HR or college staff, or those who lead its brokers there or next above. */
export type MessageTo =
  | { readonly candidateId: string }
  | { readonly userId: string }
  | { readonly leadsOf: string }
  | { readonly brokersOf: string }
  | { readonly partnersOf: string };

/** A message to be sent. */
export interface NewMessage {
  /** What makes it one message: written twice under the same key it is sent once. 'referral-stalled:<id>:2'. */
  readonly key: string;
  readonly kind: MessageKind;
  readonly to: MessageTo;
  /** What it is about, for those who later ask what was sent. */
  readonly about: { readonly referralId?: string; readonly candidateId?: string; readonly fairId?: string; readonly bookingId?: string; readonly registrationId?: string };
  /** It is true only as long as its booking, its registration, its case (and the check of weeks that it asks for), or else its fair stands like this: {@link STATE_NOW}. */
  readonly whileState?: string;
  /** The moment from which on it is of no use. */
  readonly uselessAfter?: Date;
  /** Codes, days, times and counts only. */
  readonly values: MessageValues;
}

/** How what a message (of the alias `message`) hangs on stands now, as {@link NewMessage} says it. */
export const STATE_NOW = `
  CASE WHEN message.booking_id IS NOT NULL THEN (SELECT booking.status || ' ' || booking.sequence FROM brokerage.fair_bookings AS booking WHERE booking.booking_id = message.booking_id)
       WHEN message.registration_id IS NOT NULL THEN (SELECT registration.status FROM brokerage.fair_registrations AS registration WHERE registration.registration_id = message.registration_id)
       WHEN message.referral_id IS NOT NULL THEN (SELECT CASE WHEN (message.data->>'weeks')::integer * 7 + referral.started_on < coalesce(referral.next_outcome_check_on, 'infinity') THEN 'settled' WHEN referral.left_on IS NULL THEN referral.status ELSE 'left' END FROM brokerage.referrals AS referral WHERE referral.referral_id = message.referral_id)
       ELSE (SELECT CASE WHEN fair.called_off_at IS NULL THEN 'held' ELSE 'called-off' END FROM brokerage.fairs AS fair WHERE fair.fair_id = message.fair_id) END`;

/** The door for everybody who has something to tell people. The row is the letter: the worker sends it. */
@Injectable()
export class Messages {
  /**
   * Writes a message in the caller's transaction, so that it is there if and only if what it tells of is. The caller must
   * see the case or the person that it is about. False when the key was written before. Throws brokerage/message-wrong.
   */
  async write(manager: EntityManager, message: NewMessage): Promise<boolean> {
    return (await this.writeMany(manager, [message])) === 1;
  }

  /** The same for many at once. Returns how many were written: a key that was written before is passed over. */
  async writeMany(manager: EntityManager, messages: readonly NewMessage[]): Promise<number> {
    const rows = messages.map(({ key, kind, to, about, values, whileState, uselessAfter }) => {
      const problem = messageProblem(kind, values);
      if (problem !== null) throw new DomainError('brokerage/message-wrong', problem);
      return { key, kind, ...addressed(to), ...about, values, whileState, uselessAfter };
    });
    const { affected } = await manager.queryRunner!.query(
      // Without RETURNING: whoever tells somebody something need not be able to read it.
      `INSERT INTO brokerage.messages (key, kind, to_candidate_id, to_user_id, to_role, to_organisation_id, referral_id, candidate_id, fair_id, booking_id, registration_id, while_state, useless_at, data)
       SELECT key, kind, "toCandidateId", "toUserId", "toRole", "toOrganisationId", "referralId", "candidateId", "fairId", "bookingId", "registrationId", "whileState", "uselessAfter", "values"
         FROM jsonb_to_recordset($1::jsonb) AS message (key text, kind text, "toCandidateId" uuid, "toUserId" uuid, "toRole" text, "toOrganisationId" uuid, "referralId" uuid, "candidateId" uuid, "fairId" uuid,
                                                        "bookingId" uuid, "registrationId" uuid, "whileState" text, "uselessAfter" timestamptz, "values" jsonb)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(rows)],
      true,
    );
    return affected ?? 0;
  }
}

/** The columns of whom a message is to. */
interface Addressed {
  readonly toCandidateId: string | null;
  readonly toUserId: string | null;
  readonly toRole: 'leads' | 'brokers' | 'partners' | null;
  readonly toOrganisationId: string | null;
}

function addressed(to: MessageTo): Addressed {
  const nobody: Addressed = { toCandidateId: null, toUserId: null, toRole: null, toOrganisationId: null };
  if ('candidateId' in to) return { ...nobody, toCandidateId: to.candidateId };
  if ('userId' in to) return { ...nobody, toUserId: to.userId };
  if ('leadsOf' in to) return { ...nobody, toRole: 'leads', toOrganisationId: to.leadsOf };
  if ('brokersOf' in to) return { ...nobody, toRole: 'brokers', toOrganisationId: to.brokersOf };
  return { ...nobody, toRole: 'partners', toOrganisationId: to.partnersOf };
}
