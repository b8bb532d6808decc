import { messageAdvice, MESSAGE_KINDS, isMessageKind, type MessageStatus, type NotSentReason } from '#lib/kernel';
import { Database, pageOf, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { referralNotFound } from '../referral-not-found.js';

/** A message as those read it who look after the person. */
export interface SentMessage {
  readonly messageId: string;
  readonly kind: string;
  /** In a few words what it says. */
  readonly about: string;
  /** To the person themselves, or to an account of whoever works on the case. */
  readonly to: 'candidate' | 'account' | 'leads' | 'brokers' | 'partners';
  readonly referralId: string | null;
  readonly status: MessageStatus;
  readonly reasonCode: NotSentReason | null;
  /** What it means and what to do. */
  readonly advice: string;
  readonly writtenAt: Date;
  /** When it was sent, or was given up; null as long as neither. */
  readonly endedAt: Date | null;
}

/** Some of them, and where the list goes on. */
export interface SentMessagePage {
  readonly messages: readonly SentMessage[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

type MessageRow = Omit<SentMessage, 'about' | 'advice'>;

/** $1: the case or the person. The message to a role stands for those it went to, unless it went to nobody. */
const PAGE = (which: string) => `
  SELECT message_id AS "messageId", kind, coalesce(to_role, CASE WHEN to_candidate_id IS NULL THEN 'account' ELSE 'candidate' END) AS "to", referral_id AS "referralId", status,
         reason_code AS "reasonCode", created_at AS "writtenAt", ended_at AS "endedAt"
    FROM brokerage.messages WHERE ${which} = $1 AND status <> 'addressed' AND ($2::uuid IS NULL OR message_id < $2) ORDER BY message_id DESC LIMIT $3`;

/** What was sent, what could not be, and what to do about it. */
@Injectable()
export class MessagesQuery {
  constructor(private readonly database: Database) {}

  /** Messages about a case, newest first. Throws brokerage/referral-not-found. */
  async ofReferral(actor: Actor, referralId: string, place: { readonly after: string | null; readonly limit: number }): Promise<SentMessagePage> {
    const found = await this.database.read(actor, `SELECT FROM brokerage.referrals WHERE referral_id = $1`, [referralId]);
    if (found.length === 0) throw referralNotFound();
    return this.page(actor, 'referral_id', referralId, place);
  }

  /** Messages about somebody, in whichever case. Whether the actor may see the person is for the caller to ask. */
  ofCandidate(actor: Actor, candidateId: string, place: { readonly after: string | null; readonly limit: number }): Promise<SentMessagePage> {
    return this.page(actor, 'candidate_id', candidateId, place);
  }

  private async page(actor: Actor, which: string, id: string, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<SentMessagePage> {
    const rows = await this.database.read<MessageRow>(actor, PAGE(which), [id, after, limit + 1]);
    const { page, next } = pageOf(rows, limit, (last) => last.messageId);
    const messages = page.map((row) => ({
      ...row,
      about: isMessageKind(row.kind) ? MESSAGE_KINDS[row.kind].about : 'Of a newer version',
      advice: messageAdvice(row.status, row.reasonCode),
    }));
    return { messages, next };
  }
}
