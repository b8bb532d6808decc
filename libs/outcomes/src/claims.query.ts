import type { AwardReason, ClaimableOutcome, ClaimStatus } from '#lib/kernel';
import { Database, DomainError, pageOf, Sealer, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** What notes are sealed for. Also known to `pathways secrets rotate`. */
export const CLAIM_NOTE = 'claim_events.note';

/** A claim as its own organisation sees it, and the leads above. */
export interface Claim {
  readonly claimId: string;
  readonly referralId: string;
  readonly candidateId: string;
  readonly programmeCode: string;
  readonly outcomeCode: ClaimableOutcome;
  readonly organisationCode: string;
  readonly status: ClaimStatus;
  /** Whether another organisation has claimed the same, and nobody has decided yet. */
  readonly isDisputed: boolean;
  readonly claimedBy: string;
  readonly claimedAt: string;
}

/** Something that happened to a claim. */
interface ClaimEvent {
  readonly event: 'claimed' | 'contested' | 'disputed' | 'noted' | 'upheld' | 'refused';
  readonly reasonCode: AwardReason | null;
  readonly note: string | null;
  readonly actorId: string;
  readonly occurredAt: string;
}

export interface ClaimDetail extends Claim {
  /** Oldest first. */
  readonly history: readonly ClaimEvent[];
}

const CLAIM = `
  SELECT claim_id AS "claimId", referral_id AS "referralId", candidate_id AS "candidateId", programme_code AS "programmeCode", outcome_code AS "outcomeCode", organisation.code AS "organisationCode",
         status, is_disputed AS "isDisputed", claimed_by AS "claimedBy", to_jsonb(claimed_at) #>> '{}' AS "claimedAt"`;
const OF = 'FROM outcomes.claims AS claim JOIN identity.organisations AS organisation USING (organisation_id)';

/** Reads of claims. */
@Injectable()
export class ClaimsQuery {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** Newest first; only those in dispute where that is asked for. */
  async page(actor: Actor, { isDisputed, after, limit }: { readonly isDisputed: boolean; readonly after: string | null; readonly limit: number }): Promise<{ claims: Claim[]; next: string | null }> {
    const rows = await this.database.read<Claim>(actor, `${CLAIM} ${OF} WHERE (is_disputed OR NOT $1::boolean) AND ($2::uuid IS NULL OR claim_id < $2) ORDER BY claim_id DESC LIMIT $3`, [isDisputed, after, limit + 1]);
    const { page: claims, next } = pageOf(rows, limit, (last) => last.claimId);
    return { claims, next };
  }

  /** Throws outcomes/claim-not-found. */
  async detail(actor: Actor, claimId: string): Promise<ClaimDetail> {
    const [found] = await this.database.read<ClaimDetail>(
      actor,
      `${CLAIM}, (SELECT jsonb_agg(jsonb_build_object('event', event, 'reasonCode', reason_code, 'note', note, 'actorId', actor_id, 'occurredAt', occurred_at) ORDER BY event_id)
                    FROM outcomes.claim_events AS e WHERE e.claim_id = claim.claim_id) AS history
       ${OF} WHERE claim_id = $1`,
      [claimId],
    );
    if (found === undefined) throw claimNotFound();
    return { ...found, history: found.history.map((event) => ({ ...event, note: event.note === null ? null : this.sealer.open(event.note, CLAIM_NOTE) })) };
  }
}

export function claimNotFound(): DomainError {
  return new DomainError('outcomes/claim-not-found', 'There is no such claim.');
}
