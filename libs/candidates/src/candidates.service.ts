import type { Pathway, PlainDate, TravelMode } from '#lib/kernel';
import { changesOf, Clock, Sealer, writeAudits, type Actor, type AuditValue } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { keepLikenessKeys } from './likeness-keys.js';
import { followMerges, withdrawForMerged } from './merged-references.js';
import { candidateDigest, openCandidate, sealCandidate } from './sealed-fields.js';

export type ConsentPurpose = 'matching' | 'sharing-with-partners' | 'contact' | 'story';

/** A consent as it was given, with the version of the words that the person saw. */
export interface GivenConsent {
  readonly purpose: ConsentPurpose;
  readonly wordingVersion: string;
  readonly givenOn: PlainDate;
}

/** Everything that a partner tells of a candidate. Target groups are not among it: they are derived. */
export interface CandidateEntry {
  /** The partner's own reference, unique within the organisation. */
  readonly reference: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly bornOn: PlainDate | null;
  readonly postcode: string | null;
  readonly presentPost: string | null;
  readonly isNhsEmployee: boolean | null;
  readonly contractEndsOn: PlainDate | null;
  readonly vaccinationRole: string | null;
  readonly vaccinationRoleEndedOn: PlainDate | null;
  readonly level: number;
  readonly englishLevel: number;
  readonly mathsLevel: number;
  readonly qualifications: readonly { readonly title: string; readonly level: number | null }[];
  readonly skillCodes: readonly string[];
  readonly checkCodes: readonly string[];
  /** 21-bit mask of half-days. */
  readonly slots: number;
  readonly travelMode: TravelMode;
  readonly travelLimitMinutes: number;
  readonly pathwayInterests: readonly Pathway[];
  readonly minimumHourlyPence: number | null;
  readonly availableFromOn: PlainDate | null;
  readonly needs: string | null;
  readonly consents: readonly GivenConsent[];
}

/** What storing a batch did to each row, in the order given. */
export type StoredAs = 'added' | 'changed' | 'unchanged';

/** Of these the audit trail tells that they changed, and not what they say. */
const PERSONAL_FIELDS = ['givenName', 'familyName', 'email', 'phone', 'bornOn', 'postcode', 'presentPost', 'isNhsEmployee', 'contractEndsOn', 'vaccinationRole', 'vaccinationRoleEndedOn', 'qualifications', 'checkCodes', 'minimumHourlyPence', 'availableFromOn', 'needs'];

/** With consents in one order: a file has them in the order of its columns. */
function comparable({ consents, ...fields }: CandidateEntry): Record<string, AuditValue> {
  const inOrder = consents.map(({ purpose, wordingVersion, givenOn }) => `${purpose} ${wordingVersion} ${givenOn}`).toSorted();
  return { ...fields, qualifications: fields.qualifications.map(({ title, level }) => ({ title, level })), consents: inOrder };
}

/** Writes of people. */
@Injectable()
export class CandidatesService {
  constructor(
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Stores a batch in the caller's transaction: new references are added, known ones take the new facts,
   * and the same facts again change nothing. References are unique within a batch. A consent that an
   * earlier file gave and this one does not is withdrawn as of today: the partner's newest word counts. What
   * is withdrawn stays so: to consent again is a new consent, with a date of its own. A reference of a record that was
   * put together with another means that one; a consent that its row takes back ends there, whatever other rows say.
   */
  async store(manager: EntityManager, actor: Actor, organisationId: string, sent: readonly CandidateEntry[]): Promise<StoredAs[]> {
    const { followed, news } = await followMerges(manager, this.sealer, organisationId, sent);
    const stored = followed.length === 0 ? [] : await this.storeOwn(manager, actor, organisationId, followed.map(({ entry }) => entry));
    const withdrew = await withdrawForMerged(manager, actor, organisationId, news);
    const outcomes = new Map(followed.map(({ place }, index) => [place, stored[index]!]));
    return sent.map(({ reference }, place) => outcomes.get(place) ?? (withdrew.has(reference) ? 'changed' : 'unchanged'));
  }

  private async storeOwn(manager: EntityManager, actor: Actor, organisationId: string, entries: readonly CandidateEntry[]): Promise<StoredAs[]> {
    const rows = entries.map((entry) => ({ ...sealCandidate(this.sealer, entry), digest: candidateDigest(this.sealer, entry) }));
    const before = await this.before(manager, organisationId, rows);
    const stored = await manager.query<{ candidate_id: string; reference: string; is_new: boolean }[]>(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($2::jsonb) AS given (
           "reference" text, "givenName" text, "familyName" text, "email" text, "phone" text, "bornOn" date, "postcode" text,
           "presentPost" text, "isNhsEmployee" boolean, "contractEndsOn" date, "vaccinationRole" text, "vaccinationRoleEndedOn" date,
           "level" smallint, "englishLevel" smallint, "mathsLevel" smallint, "skillCodes" text[], "checkCodes" text[], "slots" integer,
           "travelMode" text, "travelLimitMinutes" smallint, "pathwayInterests" text[], "minimumHourlyPence" integer,
           "availableFromOn" date, "needs" text, "digest" text)
       ), stored AS (
         INSERT INTO candidates.candidates AS present (
           organisation_id, reference, given_name, family_name, email, phone, born_on, postcode, present_post, is_nhs_employee,
           contract_ends_on, vaccination_role, vaccination_role_ended_on, level, english_level, maths_level, skill_codes, check_codes,
           slots, travel_mode, travel_limit_minutes, pathway_interests, minimum_hourly_pence, available_from_on, needs, row_digest)
         SELECT $1, "reference", "givenName", "familyName", "email", "phone", "bornOn", "postcode", "presentPost", "isNhsEmployee",
           "contractEndsOn", "vaccinationRole", "vaccinationRoleEndedOn", "level", "englishLevel", "mathsLevel", "skillCodes", "checkCodes",
           "slots", "travelMode", "travelLimitMinutes", "pathwayInterests", "minimumHourlyPence", "availableFromOn", "needs", "digest"
         FROM given ORDER BY "reference" -- one order for all: two files with the same people then wait for each other
         ON CONFLICT (organisation_id, reference) DO UPDATE SET
           given_name = excluded.given_name, family_name = excluded.family_name, email = excluded.email, phone = excluded.phone,
           born_on = excluded.born_on, postcode = excluded.postcode, present_post = excluded.present_post,
           is_nhs_employee = excluded.is_nhs_employee, contract_ends_on = excluded.contract_ends_on,
           vaccination_role = excluded.vaccination_role, vaccination_role_ended_on = excluded.vaccination_role_ended_on,
           level = excluded.level, english_level = excluded.english_level, maths_level = excluded.maths_level,
           skill_codes = excluded.skill_codes, check_codes = excluded.check_codes, slots = excluded.slots,
           travel_mode = excluded.travel_mode, travel_limit_minutes = excluded.travel_limit_minutes,
           pathway_interests = excluded.pathway_interests, minimum_hourly_pence = excluded.minimum_hourly_pence,
           available_from_on = excluded.available_from_on, needs = excluded.needs, row_digest = excluded.row_digest, updated_at = now()
         WHERE present.row_digest <> excluded.row_digest
         RETURNING candidate_id, reference, (xmax = 0) AS is_new)
       SELECT candidate_id, reference, is_new FROM stored`,
      [organisationId, JSON.stringify(rows)],
    );
    const touched = new Map(stored.map((row) => [row.reference, row]));
    const known = entries.flatMap((entry) => {
      const row = touched.get(entry.reference);
      return row === undefined ? [] : [{ ...entry, candidateId: row.candidate_id, organisationId }];
    });
    if (known.length > 0) {
      await this.storeDetails(manager, JSON.stringify(known.map(({ candidateId, consents, qualifications }) => ({ candidateId, consents, qualifications }))));
      await keepLikenessKeys(manager, this.sealer, known);
    }
    await this.writeDown(manager, actor, organisationId, entries, touched, before);
    return entries.map((entry) => {
      const row = touched.get(entry.reference);
      return row === undefined ? 'unchanged' : row.is_new ? 'added' : 'changed';
    });
  }

  /** What is there already of rows that say something else now, by reference. */
  private async before(manager: EntityManager, organisationId: string, rows: readonly { readonly reference: string; readonly digest: string }[]): Promise<Map<string, CandidateEntry>> {
    const present = await manager.query<CandidateEntry[]>(
      `SELECT present.reference, given_name AS "givenName", family_name AS "familyName", email, phone, born_on::text AS "bornOn", postcode, present_post AS "presentPost",
              is_nhs_employee AS "isNhsEmployee", contract_ends_on::text AS "contractEndsOn", vaccination_role AS "vaccinationRole",
              vaccination_role_ended_on::text AS "vaccinationRoleEndedOn", present.level, english_level AS "englishLevel", maths_level AS "mathsLevel",
              skill_codes AS "skillCodes", check_codes AS "checkCodes", slots, travel_mode AS "travelMode", travel_limit_minutes AS "travelLimitMinutes",
              pathway_interests AS "pathwayInterests", minimum_hourly_pence AS "minimumHourlyPence", available_from_on::text AS "availableFromOn", needs,
              coalesce((SELECT jsonb_agg(jsonb_build_object('title', title, 'level', q.level) ORDER BY position)
                          FROM candidates.qualifications AS q WHERE q.candidate_id = present.candidate_id), '[]') AS qualifications,
              coalesce((SELECT jsonb_agg(jsonb_build_object('purpose', purpose, 'wordingVersion', wording_version, 'givenOn', given_on) ORDER BY purpose, given_on)
                          FROM candidates.consents AS c WHERE c.candidate_id = present.candidate_id AND c.withdrawn_on IS NULL), '[]') AS consents
         FROM candidates.candidates AS present JOIN jsonb_to_recordset($2::jsonb) AS given ("reference" text, "digest" text) USING (reference)
        WHERE present.organisation_id = $1 AND present.row_digest <> given.digest`,
      [organisationId, JSON.stringify(rows.map(({ reference, digest }) => ({ reference, digest })))],
    );
    return new Map(present.map((row) => [row.reference, openCandidate(this.sealer, row)]));
  }

  /** One event for the people who are new, and one for each of whom something else is said now. */
  private async writeDown(
    manager: EntityManager,
    actor: Actor,
    organisationId: string,
    entries: readonly CandidateEntry[],
    touched: ReadonlyMap<string, { readonly candidate_id: string; readonly is_new: boolean }>,
    before: ReadonlyMap<string, CandidateEntry>,
  ): Promise<void> {
    const added = [...touched.values()].filter(({ is_new: isNew }) => isNew).length;
    const changed = entries.flatMap((entry) => {
      const earlier = before.get(entry.reference);
      const row = touched.get(entry.reference);
      if (earlier === undefined || row === undefined) return [];
      const subject = row.candidate_id;
      const detail = changesOf(comparable(earlier), comparable(entry), { fields: PERSONAL_FIELDS, sealer: this.sealer, subject });
      return Object.keys(detail).length === 0 ? [] : [{ action: 'candidate.changed', subject, detail, organisationId }]; // with new keys a row has another digest and says the same
    });
    await writeAudits(manager, actor, [...(added === 0 ? [] : [{ action: 'candidates.added', subject: organisationId, detail: { count: added }, organisationId }]), ...changed]);
  }

  private async storeDetails(manager: EntityManager, details: string): Promise<void> {
    await manager.query(
      `DELETE FROM candidates.qualifications
        WHERE candidate_id IN (SELECT (d->>'candidateId')::uuid FROM jsonb_array_elements($1::jsonb) AS d)`,
      [details],
    );
    await manager.query(
      `INSERT INTO candidates.qualifications (candidate_id, position, title, level)
       SELECT (d->>'candidateId')::uuid, q.position, q.value->>'title', (q.value->>'level')::smallint
         FROM jsonb_array_elements($1::jsonb) AS d, jsonb_array_elements(d->'qualifications') WITH ORDINALITY AS q (value, position)`,
      [details],
    );
    await manager.query(
      `INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on)
       SELECT (d->>'candidateId')::uuid, c->>'purpose', c->>'wordingVersion', (c->>'givenOn')::date
         FROM jsonb_array_elements($1::jsonb) AS d, jsonb_array_elements(d->'consents') AS c
       ON CONFLICT ON CONSTRAINT uq_consents_giving DO NOTHING`,
      [details],
    );
    await manager.query(
      `UPDATE candidates.consents AS consent SET withdrawn_on = $2
         FROM jsonb_array_elements($1::jsonb) AS d
        WHERE consent.candidate_id = (d->>'candidateId')::uuid AND consent.withdrawn_on IS NULL
          -- By the index: everybody's consents would be read for each batch otherwise.
          AND consent.candidate_id = ANY (ARRAY(SELECT (one->>'candidateId')::uuid FROM jsonb_array_elements($1::jsonb) AS one))
          AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(d->'consents') AS c
             WHERE c->>'purpose' = consent.purpose AND c->>'wordingVersion' = consent.wording_version AND (c->>'givenOn')::date = consent.given_on)`,
      [details, this.clock.today()],
    );
  }
}
