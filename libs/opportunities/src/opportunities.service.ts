import { Clock, rowDigest, rowImages, Sealer, writeAudits, type Actor, type NewAuditEvent } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { COURSES, INTAKES, listingEvents, OPPORTUNITIES, VENUES } from './listing-events.js';
import type { CourseOfRun, OpportunityEntry, VenueRecord } from './opportunity-entry.js';
import { moveFences, type MovedIntake } from './places/moved-fences.js';

/** What storing a batch did to each row, in the order given. */
export type StoredAs = 'added' | 'changed' | 'unchanged';

interface StoredOpportunity {
  readonly opportunityId: string;
  readonly key: string;
  readonly isNew: boolean;
}

/** What was stored, and what the audit trail is to tell of it. */
interface Told<Row> {
  readonly rows: Row;
  readonly events: readonly NewAuditEvent[];
}

const GIVEN_INTAKES = `SELECT * FROM jsonb_to_recordset($1::jsonb) AS given ("opportunityId" uuid, "startsOn" date, "places" integer)`;

const keyOf = (entry: OpportunityEntry): string => `${entry.source} ${entry.reference}`;

/** Writes of venues, courses and opportunities. */
@Injectable()
export class OpportunitiesService {
  constructor(
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores venues in the caller's transaction; a known reference takes the new facts. References are unique within a
   * batch. What was added and what changed is written into the audit trail.
   */
  async storeVenues(manager: EntityManager, actor: Actor, organisationId: string, venues: readonly VenueRecord[]): Promise<StoredAs[]> {
    const rows = venues.map((venue) => ({ ...venue, digest: rowDigest(venue) }));
    const before = await rowImages(
      manager,
      VENUES.table,
      VENUES.idColumn,
      `organisation_id = $1 AND reference IN (SELECT given.reference FROM unnest($2::text[], $3::text[]) AS given (reference, digest) WHERE given.digest <> present.row_digest)`,
      [organisationId, rows.map(({ reference }) => reference), rows.map(({ digest }) => digest)],
    );
    const stored = await manager.query<{ reference: string; isNew: boolean }[]>(
      `WITH stored AS (
         INSERT INTO opportunities.venues AS present (organisation_id, reference, name, address_lines, town, county, postcode, email, phone, website, row_digest)
         SELECT $1, "reference", "name", "addressLines", "town", "county", "postcode", "email", "phone", "website", "digest"
           FROM jsonb_to_recordset($2::jsonb) AS given (
             "reference" text, "name" text, "addressLines" text[], "town" text, "county" text, "postcode" text, "email" text, "phone" text,
             "website" text, "digest" text)
         ORDER BY "reference"
         ON CONFLICT (organisation_id, reference) DO UPDATE SET
           name = excluded.name, address_lines = excluded.address_lines, town = excluded.town, county = excluded.county,
           postcode = excluded.postcode, email = excluded.email, phone = excluded.phone, website = excluded.website, row_digest = excluded.row_digest
         WHERE present.row_digest <> excluded.row_digest
         RETURNING reference, (xmax = 0) AS "isNew")
       SELECT * FROM stored`,
      [organisationId, JSON.stringify(rows)],
    );
    await writeAudits(manager, actor, await listingEvents(manager, VENUES, { organisationId, added: countNew(stored), before, sealer: this.sealer }));
    const byReference = new Map(stored.map((row) => [row.reference, row.isNew]));
    return venues.map((venue) => storedAs(byReference.get(venue.reference)));
  }

  /**
   * Stores opportunities in the caller's transaction. A known (source, reference) of the organisation takes
   * the new facts and keeps the places already taken; the same facts again change nothing. References are
   * unique within a batch. What was added and what changed of them, their courses and their intakes is written into
   * the audit trail.
   */
  async store(manager: EntityManager, actor: Actor, organisationId: string, entries: readonly OpportunityEntry[]): Promise<StoredAs[]> {
    const { rows: courseIds, events: ofCourses } = await this.storeCourses(manager, organisationId, entries);
    const rows = entries.map((entry) => ({
      ...entry,
      courseId: entry.course === null ? null : courseIds.get(entry.course.courseKey),
      scheduleSlots: entry.schedule?.slots ?? null,
      scheduleNeeded: entry.schedule?.needed ?? null,
      digest: rowDigest(entry),
    }));
    const before = await rowImages(
      manager,
      OPPORTUNITIES.table,
      OPPORTUNITIES.idColumn,
      `organisation_id = $1 AND (source, reference) IN (SELECT given.source, given.reference FROM unnest($2::text[], $3::text[], $4::text[]) AS given (source, reference, digest) WHERE given.digest <> present.row_digest)`,
      [organisationId, rows.map(({ source }) => source), rows.map(({ reference }) => reference), rows.map(({ digest }) => digest)],
    );
    const stored = await this.storeRows(manager, organisationId, JSON.stringify(rows));
    const ofOpportunities = await listingEvents(manager, OPPORTUNITIES, { organisationId, added: countNew(stored), before, sealer: this.sealer });
    const byKey = new Map(stored.map((row) => [row.key, row]));
    const intakes = entries.flatMap((entry) => {
      const row = byKey.get(keyOf(entry));
      return row === undefined ? [] : [{ opportunityId: row.opportunityId, ...entry.intake }];
    });
    const ofIntakes = intakes.length === 0 ? [] : await this.storeIntakes(manager, organisationId, JSON.stringify(intakes));
    await writeAudits(manager, actor, [...ofCourses, ...ofOpportunities, ...ofIntakes]);
    return entries.map((entry) => storedAs(byKey.get(keyOf(entry))?.isNew));
  }

  /** Makes copies of these opportunities stand for themselves again: what they were copies of has changed. */
  async forgetCopies(manager: EntityManager, opportunityIds: readonly string[]): Promise<string[]> {
    const copies = await manager.query<{ id: string }[]>(
      `WITH freed AS (
         UPDATE opportunities.opportunities SET same_job_as_id = NULL WHERE same_job_as_id = ANY ($1) RETURNING opportunity_id AS id)
       SELECT id FROM freed`,
      [opportunityIds],
    );
    return copies.map(({ id }) => id);
  }

  /** Records that an advert tells of the same job as an earlier one: it is kept and shown, and not matched while the other is open. */
  async markSameJob(manager: EntityManager, opportunityId: string, sameJobAsId: string): Promise<void> {
    await manager.query(`UPDATE opportunities.opportunities SET same_job_as_id = $2 WHERE opportunity_id = $1`, [opportunityId, sameJobAsId]);
  }

  private async storeCourses(manager: EntityManager, organisationId: string, entries: readonly OpportunityEntry[]): Promise<Told<ReadonlyMap<string, string>>> {
    const courses = new Map<string, CourseOfRun>();
    for (const { course } of entries) if (course !== null) courses.set(course.courseKey, course);
    if (courses.size === 0) return { rows: new Map(), events: [] };
    const given = [...courses.values()];
    const before = await rowImages(
      manager,
      COURSES.table,
      COURSES.idColumn,
      `organisation_id = $1 AND course_key IN (SELECT given.key FROM unnest($2::text[], $3::boolean[]) AS given (key, is_checked) WHERE given.is_checked <> present.is_aim_checked)`,
      [organisationId, given.map(({ courseKey }) => courseKey), given.map(({ isAimChecked }) => isAimChecked)],
    );
    const rows = await manager.query<{ courseKey: string; courseId: string; isNew: boolean }[]>(
      `WITH stored AS (
         INSERT INTO opportunities.courses (organisation_id, course_key, learning_aim_code, is_aim_checked, course_texts)
         SELECT $1, "courseKey", "learningAimCode", "isAimChecked", "texts"
           FROM jsonb_to_recordset($2::jsonb) AS given ("courseKey" text, "learningAimCode" text, "isAimChecked" boolean, "texts" jsonb)
         ORDER BY "courseKey"
         ON CONFLICT (organisation_id, course_key) DO UPDATE SET is_aim_checked = excluded.is_aim_checked
         RETURNING course_key AS "courseKey", course_id AS "courseId", (xmax = 0) AS "isNew")
       SELECT * FROM stored`,
      [organisationId, JSON.stringify(given)],
    );
    return {
      rows: new Map(rows.map((row) => [row.courseKey, row.courseId])),
      events: await listingEvents(manager, COURSES, { organisationId, added: countNew(rows), before, sealer: this.sealer }),
    };
  }

  private storeRows(manager: EntityManager, organisationId: string, rows: string): Promise<StoredOpportunity[]> {
    return manager.query(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($2::jsonb) AS given (
           "source" text, "reference" text, "courseId" uuid, "venueReference" text, "programmeCode" text, "kind" text, "title" text,
           "description" text, "employerName" text, "pathway" text, "postcode" text, "attendance" text, "minimumLevel" smallint,
           "minimumEnglishLevel" smallint, "minimumMathsLevel" smallint, "requiredSkillCodes" text[], "desiredSkillCodes" text[],
           "requiredCheckCodes" text[], "scheduleSlots" integer, "scheduleNeeded" smallint, "band" text, "hourlyPence" integer,
           "isUnpaid" boolean, "payWording" text, "studyLevel" smallint, "standardCode" text, "postedOn" date, "closesOn" date,
           "webpage" text, "details" jsonb, "digest" text)
       ), stored AS (
         INSERT INTO opportunities.opportunities AS present (
           organisation_id, source, reference, course_id, venue_id, programme_code, kind, title, description, employer_name, pathway,
           postcode, attendance, minimum_level, minimum_english_level, minimum_maths_level, required_skill_codes, desired_skill_codes,
           required_check_codes, schedule_slots, schedule_needed, band, hourly_pence, is_unpaid, pay_wording, study_level, standard_code,
           posted_on, closes_on, webpage, details, row_digest)
         SELECT $1, "source", "reference", "courseId",
           (SELECT venue_id FROM opportunities.venues WHERE organisation_id = $1 AND reference = "venueReference"),
           "programmeCode", "kind", "title", "description", "employerName", "pathway", "postcode", "attendance", "minimumLevel",
           "minimumEnglishLevel", "minimumMathsLevel", "requiredSkillCodes", "desiredSkillCodes", "requiredCheckCodes", "scheduleSlots",
           "scheduleNeeded", "band", "hourlyPence", "isUnpaid", "payWording", "studyLevel", "standardCode", "postedOn", "closesOn",
           "webpage", "details", "digest"
         FROM given ORDER BY "source", "reference"
         ON CONFLICT (organisation_id, source, reference) DO UPDATE SET
           course_id = excluded.course_id, venue_id = excluded.venue_id, programme_code = excluded.programme_code, kind = excluded.kind,
           title = excluded.title, description = excluded.description, employer_name = excluded.employer_name, pathway = excluded.pathway,
           postcode = excluded.postcode, attendance = excluded.attendance, minimum_level = excluded.minimum_level,
           minimum_english_level = excluded.minimum_english_level, minimum_maths_level = excluded.minimum_maths_level,
           required_skill_codes = excluded.required_skill_codes, desired_skill_codes = excluded.desired_skill_codes,
           required_check_codes = excluded.required_check_codes, schedule_slots = excluded.schedule_slots,
           schedule_needed = excluded.schedule_needed, band = excluded.band, hourly_pence = excluded.hourly_pence,
           is_unpaid = excluded.is_unpaid, pay_wording = excluded.pay_wording, study_level = excluded.study_level,
           standard_code = excluded.standard_code, posted_on = excluded.posted_on, closes_on = excluded.closes_on,
           webpage = excluded.webpage, details = excluded.details, same_job_as_id = NULL, row_digest = excluded.row_digest, updated_at = now()
         WHERE present.row_digest <> excluded.row_digest
         RETURNING opportunity_id AS "opportunityId", source || ' ' || reference AS key, (xmax = 0) AS "isNew")
       SELECT * FROM stored`,
      [organisationId, rows],
    );
  }

  /**
   * One intake a row of a file. When the start date changes, the intake of the old date is closed, since
   * cases may hang on it, and the new date is an intake of its own.
   */
  private async storeIntakes(manager: EntityManager, organisationId: string, intakes: string): Promise<NewAuditEvent[]> {
    // Held from here on: a place that a case takes meanwhile is not told of as the file's doing.
    const before = await rowImages(
      manager,
      INTAKES.table,
      INTAKES.idColumn,
      `intake_id IN (
         SELECT intake_id FROM (${GIVEN_INTAKES}) AS given JOIN opportunities.intakes AS stored ON stored.opportunity_id = given."opportunityId"
          WHERE CASE WHEN stored.starts_on IS DISTINCT FROM given."startsOn" THEN NOT stored.is_closed ELSE stored.is_closed OR stored.places IS DISTINCT FROM given."places" END)
       FOR UPDATE`,
      [intakes],
    );
    const [{ added, moved } = { added: 0, moved: null }] = await manager.query<{ added: number; moved: readonly MovedIntake[] | null }[]>(
      `WITH given AS (${GIVEN_INTAKES}),
       closed AS (
         UPDATE opportunities.intakes AS intake SET is_closed = true FROM given
          WHERE intake.opportunity_id = given."opportunityId" AND intake.starts_on IS DISTINCT FROM given."startsOn" AND NOT intake.is_closed
         RETURNING intake.opportunity_id, intake.intake_id),
       stored AS (
         INSERT INTO opportunities.intakes (opportunity_id, starts_on, places)
         SELECT "opportunityId", "startsOn", "places" FROM given
         ON CONFLICT ON CONSTRAINT uq_intakes_start DO UPDATE SET is_closed = false,
           places = CASE WHEN excluded.places IS NULL THEN NULL ELSE greatest(excluded.places, opportunities.intakes.places_taken) END
         RETURNING opportunity_id, intake_id, (xmax = 0) AS is_new)
       SELECT count(*) FILTER (WHERE is_new)::int AS added,
              (SELECT jsonb_agg(jsonb_build_object('from', closed.intake_id, 'to', stored.intake_id)) FROM closed JOIN stored USING (opportunity_id)) AS moved
         FROM stored`,
      [intakes],
    );
    const kept = moved === null ? [] : await moveFences(manager, organisationId, moved, this.clock.today());
    return [...(await listingEvents(manager, INTAKES, { organisationId, added, before, sealer: this.sealer })), ...kept];
  }
}

function countNew(stored: readonly { readonly isNew: boolean }[]): number {
  return stored.filter(({ isNew }) => isNew).length;
}

function storedAs(isNew: boolean | undefined): StoredAs {
  return isNew === undefined ? 'unchanged' : isNew ? 'added' : 'changed';
}
