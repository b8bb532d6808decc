import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programmes, and roles, apprenticeships, courses and placements in one model, with intakes and places. */
export class Opportunities1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA opportunities;

      CREATE TABLE opportunities.programmes (
        programme_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        code text NOT NULL,
        name text NOT NULL,
        starts_on date NOT NULL,
        ends_on date,
        minimum_age smallint,
        maximum_age smallint,
        target_groups text[] NOT NULL DEFAULT '{}',
        area_codes text[] NOT NULL DEFAULT '{}',
        justification text,
        review_on date,
        CONSTRAINT pk_programmes PRIMARY KEY (programme_id),
        CONSTRAINT fk_programmes_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_programmes_code UNIQUE (code)
      );

      CREATE TABLE opportunities.venues (
        venue_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        reference text NOT NULL,
        name text NOT NULL,
        address_lines text[] NOT NULL,
        town text,
        county text,
        postcode text NOT NULL,
        email text,
        phone text,
        website text,
        row_digest text NOT NULL,
        CONSTRAINT pk_venues PRIMARY KEY (venue_id),
        CONSTRAINT fk_venues_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_venues_reference UNIQUE (organisation_id, reference)
      );

      -- The text of a course, once for all its runs.
      CREATE TABLE opportunities.courses (
        course_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        course_key text NOT NULL,
        learning_aim_code text,
        is_aim_checked boolean NOT NULL DEFAULT false,
        course_texts jsonb NOT NULL,
        CONSTRAINT pk_courses PRIMARY KEY (course_id),
        CONSTRAINT fk_courses_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_courses_key UNIQUE (organisation_id, course_key)
      );

      CREATE TABLE opportunities.opportunities (
        opportunity_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        source text NOT NULL,
        reference text NOT NULL,
        course_id uuid,
        venue_id uuid,
        programme_code text,
        kind text NOT NULL,
        title text NOT NULL,
        description text,
        employer_name text,
        pathway text NOT NULL,
        postcode text,
        attendance text NOT NULL,
        minimum_level smallint NOT NULL DEFAULT 0,
        minimum_english_level smallint NOT NULL DEFAULT 0,
        minimum_maths_level smallint NOT NULL DEFAULT 0,
        required_skill_codes text[] NOT NULL DEFAULT '{}',
        desired_skill_codes text[] NOT NULL DEFAULT '{}',
        required_check_codes text[] NOT NULL DEFAULT '{}',
        schedule_slots integer,
        schedule_needed smallint,
        band text,
        hourly_pence integer,
        is_unpaid boolean NOT NULL,
        pay_wording text,
        study_level smallint,
        standard_code text,
        posted_on date,
        closes_on date,
        webpage text,
        details jsonb NOT NULL DEFAULT '{}',
        same_job_as_id uuid,
        is_withdrawn boolean NOT NULL DEFAULT false,
        row_digest text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_opportunities PRIMARY KEY (opportunity_id),
        CONSTRAINT fk_opportunities_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_opportunities_course FOREIGN KEY (course_id) REFERENCES opportunities.courses (course_id),
        CONSTRAINT fk_opportunities_venue FOREIGN KEY (venue_id) REFERENCES opportunities.venues (venue_id),
        CONSTRAINT fk_opportunities_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes (code),
        CONSTRAINT fk_opportunities_same_job FOREIGN KEY (same_job_as_id) REFERENCES opportunities.opportunities (opportunity_id),
        CONSTRAINT uq_opportunities_reference UNIQUE (organisation_id, source, reference),
        CONSTRAINT ck_opportunities_source CHECK (source IN ('course-directory', 'display-advert', 'nhs-jobs', 'roles-csv')),
        CONSTRAINT ck_opportunities_kind CHECK (kind IN ('role', 'apprenticeship', 'course', 'placement')),
        CONSTRAINT ck_opportunities_attendance CHECK (attendance IN ('site', 'remote')),
        CONSTRAINT ck_opportunities_schedule CHECK ((schedule_slots IS NULL) = (schedule_needed IS NULL))
      );
      CREATE INDEX ix_opportunities_title ON opportunities.opportunities (title, opportunity_id);
      CREATE INDEX ix_opportunities_same_job ON opportunities.opportunities (same_job_as_id) WHERE same_job_as_id IS NOT NULL;
      CREATE INDEX ix_opportunities_course ON opportunities.opportunities (course_id) WHERE course_id IS NOT NULL;
      CREATE INDEX ix_opportunities_closes ON opportunities.opportunities (closes_on) WHERE NOT is_withdrawn;

      -- starts_on null: a flexible start. places null: the advert does not say how many. is_closed: its start date was moved.
      CREATE TABLE opportunities.intakes (
        intake_id uuid NOT NULL DEFAULT uuidv7(),
        opportunity_id uuid NOT NULL,
        starts_on date,
        places integer,
        places_taken integer NOT NULL DEFAULT 0,
        is_closed boolean NOT NULL DEFAULT false,
        CONSTRAINT pk_intakes PRIMARY KEY (intake_id),
        CONSTRAINT fk_intakes_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities (opportunity_id) ON DELETE CASCADE,
        CONSTRAINT uq_intakes_start UNIQUE NULLS NOT DISTINCT (opportunity_id, starts_on),
        CONSTRAINT ck_intakes_places CHECK (places_taken >= 0 AND places >= 0 AND (places IS NULL OR places_taken <= places))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA opportunities CASCADE;`);
  }
}
