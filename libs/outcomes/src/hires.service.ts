import { linkHire, readPostcode, type HireLink, type LinkableReferral } from '#lib/kernel';
import { changesOf, rowDigest, rowImages, Sealer, writeAudits, type Actor, type RowImage } from '#lib/platform';
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

/** Of these the audit trail tells that they changed, and not what they say. */
const PERSONAL_COLUMNS = ['employee_reference', 'candidate_reference', 'postcode', 'postcode_key', 'given_name', 'family_name', 'born_on', 'age'];

/** What makes two rows one hire. */
function keyOf({ organisationId, hire }: OrganisationHire): string {
  return `${organisationId} ${hire.startedOn} ${hire.employeeReference}`;
}

/**
 * A reference in SQL as the kernel compares it: case and spaces do not count. The spaces that do not break a line
 * are named, since whether \s takes them in goes by the locale of the database.
 */
const foldedReference = (reference: string): string => String.raw`regexp_replace(upper(${reference}), '[\s\u00a0\u2007\u202f\ufeff]', '', 'g')`;

/** The hires that HR teams return, linked to the referrals that led to them. */
@Injectable()
export class HiresService {
  constructor(private readonly sealer: Sealer) {}

  /**
   * Stores a batch in the caller's transaction. A hire is known by organisation, employee reference and
   * start date: the same again changes nothing, other facts change it, and another start date is another
   * hire of that person. Those three are unique within a batch. What was added and what was restated is written
   * into the audit trail; of personal facts only that they changed.
   */
  async store(manager: EntityManager, actor: Actor, uploadId: string, hires: readonly OrganisationHire[]): Promise<StoredHire[]> {
    const links = await this.linksOf(manager, hires);
    const rows = hires.map(({ organisationId, hire }, index) => ({
      ...hire,
      organisationId,
      postcodeKey: hire.postcode === null ? null : (readPostcode(hire.postcode)?.key ?? null),
      referralId: links[index]!.referralId,
      link: links[index]!.link,
      digest: rowDigest([hire, links[index]]),
    }));
    const before = await rowImages(
      manager,
      'outcomes.hires',
      'hire_id',
      `EXISTS (SELECT FROM jsonb_to_recordset($1::jsonb) AS given ("organisationId" uuid, "employeeReference" text, "startedOn" date, "digest" text)
                WHERE given."organisationId" = present.organisation_id AND given."employeeReference" = present.employee_reference AND given."startedOn" = present.started_on AND given."digest" <> present.row_digest)`,
      [JSON.stringify(rows)],
    );
    const stored = await manager.query<{ hireId: string; key: string; isNew: boolean }[]>(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($2::jsonb) AS given (
           "organisationId" uuid, "employeeReference" text, "candidateReference" text, "startedOn" date, "postcode" text, "postcodeKey" text,
           "givenName" text, "familyName" text, "bornOn" date, "age" smallint, "band" text, "staffGroup" text, "contract" text,
           "referralId" uuid, "link" text, "digest" text)
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
         RETURNING hire_id AS "hireId", concat_ws(' ', organisation_id, started_on, employee_reference) AS key, (xmax = 0) AS "isNew")
       SELECT * FROM stored`,
      [uploadId, JSON.stringify(rows)],
    );
    await this.writeDown(manager, actor, hires, stored.filter(({ isNew }) => isNew).map(({ key }) => key), before);
    const touched = new Map(stored.map((row) => [row.key, row]));
    const unchanged = await this.idsOf(manager, hires.filter((hire) => !touched.has(keyOf(hire))));
    return hires.map((hire) => {
      const row = touched.get(keyOf(hire));
      if (row === undefined) return { hireId: unchanged.get(keyOf(hire))!, as: 'unchanged' };
      return { hireId: row.hireId, as: row.isNew ? 'added' : 'changed' };
    });
  }

  private async writeDown(manager: EntityManager, actor: Actor, hires: readonly OrganisationHire[], addedKeys: readonly string[], before: ReadonlyMap<string, RowImage>): Promise<void> {
    const after = await rowImages(manager, 'outcomes.hires', 'hire_id', 'hire_id = ANY ($1)', [[...before.keys()]]);
    const restated = [...before].map(([subject, image]) => ({
      action: 'hire.restated',
      subject,
      detail: changesOf(image, after.get(subject) ?? {}, { fields: PERSONAL_COLUMNS, sealer: this.sealer, subject }),
      organisationId: image['organisation_id'] as string,
    }));
    const isAdded = new Set(addedKeys);
    const organisationIds = hires.filter((hire) => isAdded.has(keyOf(hire))).map(({ organisationId }) => organisationId);
    const added = [...new Set(organisationIds)].map((organisationId) => ({
      action: 'hires.added',
      subject: organisationId,
      detail: { count: organisationIds.filter((id) => id === organisationId).length },
      organisationId,
    }));
    await writeAudits(manager, actor, [...added, ...restated]);
  }

  /** The ids of hires that are there already, by key. */
  private async idsOf(manager: EntityManager, hires: readonly OrganisationHire[]): Promise<Map<string, string>> {
    if (hires.length === 0) return new Map();
    const rows = await manager.query<{ hireId: string; key: string }[]>(
      `SELECT hire_id AS "hireId", concat_ws(' ', organisation_id, started_on, employee_reference) AS key
         FROM unnest($1::uuid[], $2::text[], $3::date[]) AS given (organisation_id, employee_reference, started_on)
         JOIN outcomes.hires USING (organisation_id, employee_reference, started_on)`,
      [hires.map(({ organisationId }) => organisationId), hires.map(({ hire }) => hire.employeeReference), hires.map(({ hire }) => hire.startedOn)],
    );
    return new Map(rows.map((row) => [row.key, row.hireId]));
  }

  /** For each hire the referral that led to it, as far as reference or name and date of birth say so. */
  private async linksOf(manager: EntityManager, hires: readonly OrganisationHire[]): Promise<HireLink[]> {
    const references = hires.flatMap(({ hire }) => [hire.employeeReference, hire.candidateReference ?? []].flat());
    const births = hires.flatMap(({ hire }) => hire.bornOn ?? []);
    const referrals = await manager.query<LinkableReferral[]>(
      `SELECT referral.referral_id AS "referralId", opportunity.organisation_id AS "organisationId", candidate.reference AS "candidateReference",
              candidate.given_name AS "givenName", candidate.family_name AS "familyName", candidate.born_on::text AS "bornOn"
         FROM brokerage.referrals AS referral
         JOIN candidates.candidates AS candidate USING (candidate_id)
         JOIN opportunities.intakes AS intake USING (intake_id)
         JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
        WHERE referral.status IN ('offered', 'accepted', 'checks', 'started')
          AND (${foldedReference('candidate.reference')} IN (SELECT ${foldedReference('given')} FROM unnest($1::text[]) AS given) OR candidate.born_on = ANY ($2::date[]))`,
      [references, births],
    );
    return hires.map(({ organisationId, hire }) => linkHire({ organisationId, ...hire }, referrals));
  }
}
