import { CandidatesQuery } from '#lib/candidates';
import { MailboxesQuery } from '#lib/identity';
import { afterHandOver, BULK_MESSAGE_TEMPLATES, isMessageKind, messageText, whyUseless, type MessageTerms, type MessageValues, type NotSentReason, type Role } from '#lib/kernel';
import { Clock, Database, mailFailure, Mailer, ProcessConfig, systemActor, writeAudit } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { STATE_NOW } from './messages.service.js';

const JOB = systemActor('job:send-messages');

/** Messages that one ring of the bell sends at most: other timed jobs wait meanwhile. */
const AT_A_TIME = 100;

/** What brokers write to thousands at once lets everything else go first: a reminder an hour before a fair cannot wait for it. */
const TO_MANY = Object.keys(BULK_MESSAGE_TEMPLATES);

/** A mail server that takes longer is given up on by the mailer, so whoever claimed a message before that is gone. */
const MINUTES_TO_SEND = 5;

/** Whom a message to a role goes to: those of the first roles that anybody holds. */
const HOLDERS: Readonly<Record<'leads' | 'brokers' | 'partners', readonly (readonly Role[])[]>> = {
  leads: [['broker-lead']],
  brokers: [['broker'], ['broker-lead']],
  partners: [['hr', 'college-partner']],
};

const TERMS = `while_state AS "whileState", ${STATE_NOW} AS "stateNow", (extract(epoch FROM useless_at) * 1000)::float8 AS "uselessAfter"`;

/** A message that this process alone may send now. */
interface Claimed extends MessageTerms {
  readonly messageId: string;
  readonly claimToken: string;
  readonly organisationId: string | null;
  readonly kind: string;
  readonly toCandidateId: string | null;
  readonly toUserId: string;
  readonly values: MessageValues;
  readonly tries: number;
}

/** Sends what was written, each message at most once. */
@Injectable()
export class MessageSender {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: ProcessConfig,
    private readonly mailer: Mailer,
    private readonly candidates: CandidatesQuery,
    private readonly mailboxes: MailboxesQuery,
  ) {}

  /**
   * Sends what is due. A message is claimed, and that is committed, before it is handed to the mail server: who dies in
   * between leaves it unknown, and it is not sent again, since a person who is told twice is worse served than a broker
   * who is told to ring. Where the server certainly has not got it, it is tried again later. Any number of workers may.
   */
  async send(): Promise<void> {
    await this.giveUpLost();
    while (await this.addressOne());
    for (let sent = 0; sent < AT_A_TIME; sent += 1) {
      const found = await this.claimOne();
      if (found === null) return;
      if (found.address !== null && !(await this.handOver(found.claimed, found.address))) return; // the server is away: the others would only wait for it too
    }
  }

  /** What somebody claimed who has died since. */
  private async giveUpLost(): Promise<void> {
    await this.database.write(JOB, (manager) =>
      manager.query(`UPDATE brokerage.messages SET status = 'unknown', ended_at = now() WHERE status = 'sending' AND claimed_at < now() - make_interval(mins => $1)`, [MINUTES_TO_SEND]),
    );
  }

  /** Turns one message to a role into one to each who holds it. False when there is none left. */
  private addressOne(): Promise<boolean> {
    return this.database.write(JOB, async (manager) => {
      const [message] = await manager.query<({ messageId: string; role: keyof typeof HOLDERS; at: string; candidateId: string | null } & MessageTerms)[]>(
        `SELECT message_id AS "messageId", to_role AS role, to_organisation_id AS at, candidate_id AS "candidateId", ${TERMS} FROM brokerage.messages AS message
          WHERE status = 'queued' AND due_at <= now() AND to_role IS NOT NULL ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      );
      if (message === undefined) return false;
      const { messageId, role, at, candidateId } = message;
      const useless = whyUseless(message, this.clock.now().getTime());
      const ownBroker = role === 'brokers' ? await this.brokerOf(manager, candidateId, at) : null;
      const holders = useless !== null ? [] : ownBroker === null ? await this.holders(manager, role, at) : [ownBroker];
      if (holders.length === 0) {
        await end(manager, messageId, useless ?? 'no-account');
        return true;
      }
      await manager.query(
        `INSERT INTO brokerage.messages (key, kind, part_of_id, to_user_id, referral_id, candidate_id, fair_id, booking_id, registration_id, while_state, useless_at, data)
         SELECT key || ' ' || user_id, kind, message_id, user_id, referral_id, candidate_id, fair_id, booking_id, registration_id, while_state, useless_at, data
           FROM brokerage.messages, unnest($2::uuid[]) AS user_id WHERE message_id = $1`,
        [messageId, holders],
      );
      await manager.query(`UPDATE brokerage.messages SET status = 'addressed', ended_at = now() WHERE message_id = $1`, [messageId]);
      return true;
    });
  }

  /** Who looks after the person; null where that is nobody, or nobody who is a broker there today: then it is for all brokers. */
  private async brokerOf(manager: EntityManager, candidateId: string | null, organisationId: string): Promise<string | null> {
    const [assigned] = await manager.query<{ userId: string }[]>(`SELECT user_id AS "userId" FROM brokerage.assignments WHERE candidate_id = $1 AND to_on IS NULL`, [candidateId]);
    if (assigned === undefined) return null;
    return (await this.mailboxes.holdsOneOf(manager, assigned.userId, organisationId, HOLDERS.brokers.flat(), this.clock.today())) ? assigned.userId : null;
  }

  private async holders(manager: EntityManager, role: keyof typeof HOLDERS, organisationId: string): Promise<string[]> {
    for (const roles of HOLDERS[role]) {
      const holders = await this.mailboxes.holdersAt(manager, organisationId, roles, this.clock.today());
      if (holders.length > 0) return holders;
    }
    return [];
  }

  /** The next message, claimed, with its address; without one where it is not to be sent, which is then written down. */
  private claimOne(): Promise<{ claimed: Claimed; address: string | null } | null> {
    return this.database.write(JOB, async (manager) => {
      const [claimed] = await manager.query<Claimed[]>(
        `WITH due AS (SELECT message_id FROM brokerage.messages WHERE status = 'queued' AND due_at <= now() AND to_role IS NULL ORDER BY kind = ANY ($1), due_at LIMIT 1 FOR UPDATE SKIP LOCKED),
              claimed AS (UPDATE brokerage.messages AS message SET status = 'sending', claim_token = gen_random_uuid(), claimed_at = now(), tries = tries + 1
                            FROM due WHERE message.message_id = due.message_id RETURNING message.*)
         SELECT message_id AS "messageId", claim_token AS "claimToken", organisation_id AS "organisationId", kind, to_candidate_id AS "toCandidateId", to_user_id AS "toUserId", data AS values, tries, ${TERMS} FROM claimed AS message`,
        [TO_MANY],
      );
      if (claimed === undefined) return null;
      const found = await this.addressOf(manager, claimed);
      if ('address' in found) return { claimed, address: found.address };
      await end(manager, claimed.messageId, found.reason);
      await this.audit(manager, claimed, 'not-sent', found.reason);
      return { claimed, address: null };
    });
  }

  /** Whether it still holds, and the consent, are asked for when it is sent: what was written yesterday may be neither true nor wanted. */
  private async addressOf(manager: EntityManager, { toCandidateId, toUserId, ...terms }: Claimed): Promise<{ readonly address: string } | { readonly reason: NotSentReason }> {
    const useless = whyUseless(terms, this.clock.now().getTime());
    if (useless !== null) return { reason: useless };
    if (toCandidateId === null) {
      const address = await this.mailboxes.addressOf(manager, toUserId, this.clock.today());
      return address === null ? { reason: 'no-account' } : { address };
    }
    const mailbox = await this.candidates.mailbox(manager, toCandidateId, this.clock.today());
    if (mailbox?.mayBeContacted !== true) return { reason: 'no-consent' };
    return mailbox.email === null ? { reason: 'no-address' } : { address: mailbox.email };
  }

  /** Hands a message to the mail server and writes down what became of it. False when the server does not answer. */
  private async handOver(claimed: Claimed, address: string): Promise<boolean> {
    const { kind, values } = claimed;
    if (!isMessageKind(kind)) return true; // of a newer version: it becomes unknown, and is told to the broker
    const serviceUrl = this.config.PUBLIC_URL ?? `http://127.0.0.1:${this.config.PORT}`;
    const how = await this.mailer.send({ to: address, ...messageText(kind, values, serviceUrl) }).then(() => 'taken' as const, mailFailure);
    const after = afterHandOver(how, claimed.tries);
    await this.database.write(JOB, async (manager) => {
      // Also one that was given up as lost meanwhile: now it is known. What is somebody else's claim is left alone.
      const changed = await manager.query<unknown[]>(
        `WITH changed AS (
           UPDATE brokerage.messages SET status = $3, reason_code = $4, due_at = now() + make_interval(mins => coalesce($5, 0)), ended_at = CASE $3 WHEN 'queued' THEN NULL ELSE now() END
            WHERE message_id = $1 AND claim_token = $2 AND status IN ('sending', 'unknown') RETURNING 1)
         SELECT FROM changed`,
        [claimed.messageId, claimed.claimToken, after.status, after.reason, after.minutes],
      );
      if (changed.length === 1 && after.minutes === null) await this.audit(manager, claimed, after.status, after.reason);
    });
    return how !== 'away';
  }

  private audit(manager: EntityManager, { messageId, kind, organisationId }: Claimed, status: string, reason: NotSentReason | null): Promise<void> {
    return writeAudit(manager, JOB, `message.${status}`, messageId, reason === null ? { kind } : { kind, reason }, { organisationId });
  }
}

async function end(manager: EntityManager, messageId: string, reason: NotSentReason): Promise<void> {
  await manager.query(`UPDATE brokerage.messages SET status = 'not-sent', reason_code = $2, ended_at = now() WHERE message_id = $1`, [messageId, reason]);
}
