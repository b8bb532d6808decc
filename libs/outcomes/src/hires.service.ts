import { linkHire, readPostcode, type HireLink, type LinkableReferral } from '#lib/kernel';
import { rowDigest } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { HireEntry } from './hire-entry.js';

/** A hire with the organisation that it belongs to. */
export interface OrganisationHire {
  readonly organisationId: string;
  readonly hire: HireEntry;
}

/** What storing did to a row, and the id under which it is kept. */
export interface StoredHire {
  readonly hireId: string;
  readonly as: 'added' | 'changed' | 'unchanged';
}

/** The hires that HR teams return, linked to the referrals that led to them. */
@Injectable()
export class HiresService {
  /**
   * Stores a batch in the caller's transaction. A hire is known by organisation, employee reference and
   * start date: the same again changes nothing, other facts change it, and another start date is another
   * hire of that person. Those three are unique within a batch.
   */
  async store(manager: EntityManager, uploadId: string, hires: readonly OrganisationHire[]): Promise<StoredHire[]> {
    const links = await this.linksOf(manager, hires);
    const rows = hires.map(({ organisationId, hire }, index) => ({
      ...hire,
      organisationId,
      postcodeKey: hire.postcode === null ? null : (readPostcode(hire.postcode)?.key ?? null),
      referralId: links[index]!.referralId,
      link: links[index]!.link,
      digest: rowDigest([hire, links[index]]),
      position: index,
    }));
    const stored = await manager.query<{ hireId: string; as: StoredHire['as'] }[]>(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($2::jsonb) AS given (
           "organisationId" uuid, "employeeReference" text, "candidateReference" text, "startedOn" date, "postcode" text, "postcodeKey" text,
           "givenName" text, "familyName" text, "bornOn" date, "age" smallint, "band" text, "staffGroup" text, "contract" text,
           "referralId" uuid, "link" text, "digest" text, "position" integer)
       ), stored AS (
         INSERT INTO outcomes.hires AS present (
           organisation_id, employee_reference, candidate_reference, started_on, postcode, postcode_key, given_name, family_name, born_on,
           age, band, staff_group, contract, referral_id, link, row_digest, upload_id)
         SELECT "organisationId", "employeeReference", "candidateReference", "startedOn", "postcode", "postcodeKey", "givenName", "familyName",
           "bornOn", "age", "band", "staffGroup", "contract", "referralId", "link", "digest", $1
         FROM given
         ON CONFLICT (organisation_id, employee_reference, started_on) DO UPDATE SET
           candidate_reference = excluded.candidate_reference, postcode = excluded.postcode, postcode_key = excluded.postcode_key,
           given_name = excluded.given_name, family_name = excluded.family_name, born_on = excluded.born_on, age = excluded.age,
           band = excluded.band, staff_group = excluded.staff_group, contract = excluded.contract, referral_id = excluded.referral_id,
           link = excluded.link, row_digest = excluded.row_digest, upload_id = excluded.upload_id
         WHERE present.row_digest <> excluded.row_digest
         RETURNING hire_id, organisation_id, employee_reference, started_on, CASE WHEN xmax = 0 THEN 'added' ELSE 'changed' END AS stored_as)
       SELECT coalesce(stored.hire_id, present.hire_id) AS "hireId", coalesce(stored.stored_as, 'unchanged') AS "as"
         FROM given
         LEFT JOIN stored ON stored.organisation_id = "organisationId" AND stored.employee_reference = "employeeReference" AND stored.started_on = "startedOn"
         LEFT JOIN outcomes.hires AS present ON present.organisation_id = "organisationId" AND present.employee_reference = "employeeReference" AND present.started_on = "startedOn"
        ORDER BY given.position`,
      [uploadId, JSON.stringify(rows)],
    );
    return stored;
  }

  /** For each hire the referral that led to it, as far as reference or name and date of birth say so. */
  private async linksOf(manager: EntityManager, hires: readonly OrganisationHire[]): Promise<HireLink[]> {
    const references = hires.flatMap(({ hire }) => [hire.employeeReference, hire.candidateReference ?? []].flat().map((reference) => reference.trim().toUpperCase()));
    const births = hires.flatMap(({ hire }) => hire.bornOn ?? []);
    const referrals = await manager.query<LinkableReferral[]>(
      `SELECT referral.referral_id AS "referralId", opportunity.organisation_id AS "organisationId", candidate.reference AS "candidateReference",
              candidate.given_name AS "givenName", candidate.family_name AS "familyName", candidate.born_on::text AS "bornOn"
         FROM brokerage.referrals AS referral
         JOIN candidates.candidates AS candidate USING (candidate_id)
         JOIN opportunities.intakes AS intake USING (intake_id)
         JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
        WHERE referral.status IN ('offered', 'accepted', 'checks', 'started')
          AND (upper(trim(candidate.reference)) = ANY ($1) OR candidate.born_on = ANY ($2::date[]))`,
      [references, births],
    );
    return hires.map(({ organisationId, hire }) => linkHire({ organisationId, ...hire }, referrals));
  }
}
