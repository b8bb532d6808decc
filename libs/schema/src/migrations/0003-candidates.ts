import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who look for a way in or onwards. Target groups are derived, so there is no column for them. */
export class Candidates1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA candidates;

      CREATE TABLE candidates.candidates (
        candidate_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        reference text NOT NULL,
        given_name text NOT NULL,
        family_name text NOT NULL,
        email text,
        phone text,
        born_on date,
        postcode text,
        present_post text,
        is_nhs_employee boolean,
        contract_ends_on date,
        vaccination_role text,
        vaccination_role_ended_on date,
        level smallint NOT NULL DEFAULT 0,
        english_level smallint NOT NULL DEFAULT 0,
        maths_level smallint NOT NULL DEFAULT 0,
        skill_codes text[] NOT NULL DEFAULT '{}',
        check_codes text[] NOT NULL DEFAULT '{}',
        slots integer NOT NULL DEFAULT 0,
        travel_mode text NOT NULL DEFAULT 'public',
        travel_limit_minutes smallint NOT NULL DEFAULT 60,
        pathway_interests text[] NOT NULL DEFAULT '{}',
        minimum_hourly_pence integer,
        available_from_on date,
        needs text,
        is_seeking boolean NOT NULL DEFAULT true,
        row_digest text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_candidates PRIMARY KEY (candidate_id),
        CONSTRAINT fk_candidates_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_candidates_reference UNIQUE (organisation_id, reference),
        CONSTRAINT ck_candidates_levels CHECK (level BETWEEN 0 AND 8 AND english_level BETWEEN 0 AND 2 AND maths_level BETWEEN 0 AND 2),
        CONSTRAINT ck_candidates_slots CHECK (slots BETWEEN 0 AND 2097151),
        CONSTRAINT ck_candidates_travel CHECK (travel_mode IN ('walk', 'cycle', 'public', 'car') AND travel_limit_minutes BETWEEN 1 AND 180)
      );
      CREATE INDEX ix_candidates_name ON candidates.candidates (family_name, given_name, candidate_id);

      CREATE TABLE candidates.qualifications (
        candidate_id uuid NOT NULL,
        position smallint NOT NULL,
        title text NOT NULL,
        level smallint,
        CONSTRAINT pk_qualifications PRIMARY KEY (candidate_id, position),
        CONSTRAINT fk_qualifications_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE
      );

      -- One row a consent as it was given; withdrawing sets the date and keeps the row.
      CREATE TABLE candidates.consents (
        consent_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        purpose text NOT NULL,
        wording_version text NOT NULL,
        given_on date NOT NULL,
        expires_on date,
        withdrawn_on date,
        CONSTRAINT pk_consents PRIMARY KEY (consent_id),
        CONSTRAINT fk_consents_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT uq_consents_giving UNIQUE (candidate_id, purpose, wording_version, given_on),
        CONSTRAINT ck_consents_purpose CHECK (purpose IN ('matching', 'sharing-with-partners', 'contact', 'story'))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA candidates CASCADE;`);
  }
}
