import {
  allowedEvents, consequencesInWords, consequencesOf, effectInWords, historyForReader, needsReason, partiesOfCase, reasonsFor, wordsForReader,
  type CaseStanding, type Consequences, type Reason, type ReasonEffect, type ReferralEvent, type ReferralStatus, type Refuser,
} from '#lib/kernel';
import { Database, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { CaseMoves, STANDING } from './case-moves.service.js';
import { reasonsInForce } from './reasons-in-force.js';
import { referralNotFound } from './referral-not-found.js';

/** One change in the life of a case. */
interface ReferralHistory {
  readonly event: ReferralEvent;
  readonly fromStatus: ReferralStatus | null;
  readonly toStatus: ReferralStatus;
  readonly actorId: string;
  readonly reasonCode: string | null;
  /** Why, in words for the reader. */
  readonly reason: string | null;
  /** Whose no it was. */
  readonly refusedBy: Refuser | null;
  /** What it brought with it by the list of that day; for those who look after the person, and the person. */
  readonly effect: Exclude<ReasonEffect, 'none'> | null;
  readonly effectUntilOn: string | null;
  readonly occurredAt: string;
}

/** A case with where it came from and where it can go. */
export interface ReferralDetail {
  readonly referralId: string;
  readonly candidateId: string;
  readonly opportunityId: string;
  readonly intakeId: string;
  readonly runId: string | null;
  /** The stand of a jobs fair that it came from. */
  readonly standId: string | null;
  readonly status: ReferralStatus;
  readonly holdsPlace: boolean;
  /** Of an offer: the last day on which the place is kept. */
  readonly holdExpiresOn: string | null;
  readonly startedOn: string | null;
  readonly intakeStartsOn: string | null;
  readonly history: ReferralHistory[];
  /** What the reader can record next. */
  readonly allowedEvents: readonly ReferralEvent[];
}

type ReferralRow = Omit<ReferralDetail, 'allowedEvents' | 'history'> & CaseStanding & { readonly organisationId: string; readonly history: Omit<ReferralHistory, 'reason'>[] };

/** An event that can be recorded, with the reasons to choose from. */
export interface ReferralChoice {
  readonly event: ReferralEvent;
  /** Empty: it takes none. */
  readonly reasons: readonly { readonly code: string; readonly words: string; readonly effect: string }[];
}

/** What an event would do, or why it cannot be. */
export interface ReferralPreview {
  readonly isPossible: boolean;
  readonly problem: string | null;
  /** In plain words, in the order in which they matter. */
  readonly sentences: readonly string[];
  readonly consequences: Consequences | null;
}

const REFERRAL = `
  SELECT ${STANDING}, candidate_organisation_id AS "organisationId", referral_id AS "referralId", candidate_id AS "candidateId", intake.opportunity_id AS "opportunityId", intake_id AS "intakeId",
         run_id AS "runId", stand_id AS "standId", status, holds_place AS "holdsPlace", hold_expires_on::text AS "holdExpiresOn", started_on::text AS "startedOn", intake.starts_on::text AS "intakeStartsOn",
         (SELECT jsonb_agg(jsonb_build_object('event', event, 'fromStatus', from_status, 'toStatus', to_status, 'actorId', actor_id,
                                              'reasonCode', reason_code, 'refusedBy', refused_by, 'effect', effect, 'effectUntilOn', effect_until_on, 'occurredAt', occurred_at) ORDER BY occurred_at, event_id)
            FROM brokerage.referral_events AS e WHERE e.referral_id = referral.referral_id) AS history
    FROM brokerage.referrals AS referral JOIN opportunities.intakes AS intake USING (intake_id)`;

/** Reads of cases. */
@Injectable()
export class ReferralsQuery {
  constructor(
    private readonly database: Database,
    private readonly moves: CaseMoves,
  ) {}

  /** One case. Throws brokerage/referral-not-found. */
  async detail(actor: Actor, referralId: string): Promise<ReferralDetail> {
    const [found] = await this.details(actor, 'WHERE referral_id = $1', referralId);
    if (found === undefined) throw referralNotFound();
    return found;
  }

  /** The cases of a candidate, newest first. */
  async ofCandidate(actor: Actor, candidateId: string): Promise<ReferralDetail[]> {
    return this.details(actor, 'WHERE candidate_id = $1 ORDER BY referral_id DESC', candidateId);
  }

  /** What the reader can record next, with the reasons to choose from. */
  async choices(actor: Actor, referralId: string): Promise<ReferralChoice[]> {
    return this.database.readTogether(actor, async (read) => {
      const { moved, reasons } = await this.moves.facts(read, referralId, null);
      return allowedEvents(moved.status, partiesOfCase(moved, actor.parties)).map((event) => ({
        event,
        reasons: needsReason(event) ? reasonsFor(reasons, event, moved.isCourse).map((reason) => ({ code: reason.code, words: wordsForReader(reason, moved), effect: effectInWords(reason) })) : [],
      }));
    });
  }

  /** What an event would do, with nothing done: decided by the function by which it is then done. */
  async preview(actor: Actor, referralId: string, event: ReferralEvent, reasonCode: string | null): Promise<ReferralPreview> {
    return this.database.readTogether(actor, async (read) => {
      const facts = await this.moves.facts(read, referralId, event);
      const judged = consequencesOf({ ...facts, event, reasonCode, parties: partiesOfCase(facts.moved, actor.parties) });
      if (!judged.ok) return { isPossible: false, problem: judged.problem, sentences: [], consequences: null };
      return { isPossible: true, problem: null, sentences: consequencesInWords(judged.consequences), consequences: judged.consequences };
    });
  }

  private async details(actor: Actor, where: string, id: string): Promise<ReferralDetail[]> {
    return this.database.readTogether(actor, async (read: Read) => {
      const rows = await read<ReferralRow>(`${REFERRAL} ${where}`, [id]);
      const lists = new Map<string, readonly Reason[]>();
      for (const { organisationId } of rows) if (!lists.has(organisationId)) lists.set(organisationId, await reasonsInForce(read, organisationId)); // one list: they are all of one person
      return rows.map(({ organisationId, ...row }) => forReader(actor, row, lists.get(organisationId)!));
    });
  }
}

function forReader(actor: Actor, { isOwn, isOurs, isToUs, history, ...row }: Omit<ReferralRow, 'organisationId'>, reasons: readonly Reason[]): ReferralDetail {
  const standing = { isOwn, isOurs, isToUs };
  return { ...row, history: history.map((event) => historyForReader(event, reasons, standing)), allowedEvents: allowedEvents(row.status, partiesOfCase(standing, actor.parties)) };
}
