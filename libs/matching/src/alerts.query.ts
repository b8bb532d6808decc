import { Database, pageOf, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** A person whom a new or changed opportunity fits. */
export interface MatchAlert {
  readonly alertId: string;
  readonly candidateId: string;
  readonly candidateReference: string;
  /** Of the organisation that looks after the candidate. */
  readonly organisationCode: string;
  readonly opportunityId: string;
  readonly title: string;
  readonly employerName: string | null;
  readonly kind: 'role' | 'apprenticeship' | 'course' | 'placement';
  /** When it was found. */
  readonly score: number;
  readonly foundAt: Date;
  readonly seenAt: Date | null;
}

/** Some of them, and where the list goes on. */
export interface MatchAlertPage {
  readonly alerts: readonly MatchAlert[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

/**
 * Organisation by organisation, each of which gives its first few by its index: asked of all at once, the consent of
 * everybody in reach would be looked up for one page.
 */
const PAGE = `
  WITH reached AS MATERIALIZED (SELECT identity.reach('people') AS organisation_id UNION SELECT identity.reach('shared_people'))
  SELECT first_few.*
    FROM reached CROSS JOIN LATERAL (
      SELECT alert_id AS "alertId", alert.candidate_id AS "candidateId", candidate.reference AS "candidateReference", organisation.code AS "organisationCode",
             alert.opportunity_id AS "opportunityId", opportunity.title, opportunity.employer_name AS "employerName", opportunity.kind, alert.score,
             alert.found_at AS "foundAt", alert.seen_at AS "seenAt"
        FROM matching.alerts AS alert
        JOIN candidates.candidates AS candidate USING (candidate_id)
        JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
        JOIN identity.organisations AS organisation ON organisation.organisation_id = alert.organisation_id
       WHERE alert.organisation_id = reached.organisation_id AND candidates.consents_to(alert.candidate_id, 'matching')
         AND ($1::boolean IS NULL OR (alert.seen_at IS NOT NULL) > $1 OR ((alert.seen_at IS NOT NULL) = $1 AND alert_id < $2::uuid))
       ORDER BY (alert.seen_at IS NOT NULL), alert_id DESC LIMIT $3) AS first_few
   ORDER BY ("seenAt" IS NOT NULL), "alertId" DESC LIMIT $3`;

/** Reads of alerts. */
@Injectable()
export class AlertsQuery {
  constructor(private readonly database: Database) {}

  /**
   * A page: what nobody has seen first, then what somebody has, each the newest first. Only of people whose consent to
   * matching stands now. `after` says too in which of the two parts the page before ended: its last alert may have been
   * seen since, and what nobody has seen must not be passed over for that.
   */
  async page(actor: Actor, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<MatchAlertPage> {
    const [, part, alertId] = /^(seen|unseen)-(.*)$/.exec(after ?? '') ?? [];
    const rows = await this.database.read<MatchAlert>(actor, PAGE, [part === undefined ? null : part === 'seen', alertId ?? null, limit + 1]);
    const { page: alerts, next } = pageOf(rows, limit, (last) => `${last.seenAt === null ? 'unseen' : 'seen'}-${last.alertId}`);
    return { alerts, next };
  }
}
