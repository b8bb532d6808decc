import { allowedEvents, partiesOfCase, type CaseStanding, type ReferralEvent, type ReferralStatus } from '#lib/kernel';
import { Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** One change in the life of a case. */
interface ReferralHistory {
  readonly event: ReferralEvent;
  readonly fromStatus: ReferralStatus | null;
  readonly toStatus: ReferralStatus;
  readonly actorId: string;
  readonly reasonCode: string | null;
  readonly occurredAt: string;
}

/** A case with where it came from and where it can go. */
export interface ReferralDetail {
  readonly referralId: string;
  readonly candidateId: string;
  readonly opportunityId: string;
  readonly intakeId: string;
  readonly runId: string | null;
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

/** How the actor stands to the case, which decides what they may record. */
export const STANDING = `coalesce(candidate_id = identity.own_candidate(), false) AS "isOwn",
  (candidate_organisation_id IN (SELECT identity.reach('people')) OR candidate_organisation_id IN (SELECT identity.reach('shared_people'))) AS "isOurs",
  opportunity_organisation_id IN (SELECT identity.reach('referred_people')) AS "isToUs"`;

type ReferralRow = Omit<ReferralDetail, 'allowedEvents'> & CaseStanding;

const REFERRAL = `
  SELECT ${STANDING}, referral_id AS "referralId", candidate_id AS "candidateId", intake.opportunity_id AS "opportunityId", intake_id AS "intakeId",
         run_id AS "runId", status, holds_place AS "holdsPlace", hold_expires_on::text AS "holdExpiresOn", started_on::text AS "startedOn", intake.starts_on::text AS "intakeStartsOn",
         (SELECT jsonb_agg(jsonb_build_object('event', event, 'fromStatus', from_status, 'toStatus', to_status, 'actorId', actor_id,
                                              'reasonCode', reason_code, 'occurredAt', occurred_at) ORDER BY occurred_at, event_id)
            FROM brokerage.referral_events AS e WHERE e.referral_id = referral.referral_id) AS history
    FROM brokerage.referrals AS referral JOIN opportunities.intakes AS intake USING (intake_id)`;

/** Reads of cases. */
@Injectable()
export class ReferralsQuery {
  constructor(private readonly database: Database) {}

  /** One case. Throws brokerage/referral-not-found. */
  async detail(actor: Actor, referralId: string): Promise<ReferralDetail> {
    const [found] = await this.database.read<ReferralRow>(actor, `${REFERRAL} WHERE referral_id = $1`, [referralId]);
    if (found === undefined) throw new DomainError('brokerage/referral-not-found', 'There is no such referral.');
    return forReader(actor, found);
  }

  /** The cases of a candidate, newest first. */
  async ofCandidate(actor: Actor, candidateId: string): Promise<ReferralDetail[]> {
    const rows = await this.database.read<ReferralRow>(actor, `${REFERRAL} WHERE candidate_id = $1 ORDER BY referral_id DESC`, [candidateId]);
    return rows.map((row) => forReader(actor, row));
  }
}

function forReader(actor: Actor, { isOwn, isOurs, isToUs, ...row }: ReferralRow): ReferralDetail {
  return { ...row, allowedEvents: allowedEvents(row.status, partiesOfCase({ isOwn, isOurs, isToUs }, actor.parties)) };
}
