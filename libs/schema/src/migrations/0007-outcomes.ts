import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of a start, and the hires that HR teams return. Monitoring answers are kept in equality. */
export class Outcomes1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA outcomes;

      CREATE TABLE outcomes.outcome_events (
        event_id uuid NOT NULL DEFAULT uuidv7(),
        referral_id uuid NOT NULL,
        kind text NOT NULL,
        happened_on date NOT NULL,
        week smallint,
        destination_code text,
        actor_id text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_outcome_events PRIMARY KEY (event_id),
        CONSTRAINT fk_outcome_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id),
        CONSTRAINT uq_outcome_events UNIQUE NULLS NOT DISTINCT (referral_id, kind, happened_on, week),
        CONSTRAINT ck_outcome_events_kind CHECK (kind IN ('still-there', 'left', 'progressed')),
        CONSTRAINT ck_outcome_events_week CHECK (week IN (13, 26, 52))
      );

      CREATE TABLE outcomes.hires (
        hire_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        employee_reference text NOT NULL,
        candidate_reference text,
        started_on date NOT NULL,
        postcode text,
        postcode_key text,
        given_name text,
        family_name text,
        born_on date,
        age smallint,
        band text,
        staff_group text,
        contract text,
        referral_id uuid,
        link text NOT NULL DEFAULT 'none',
        row_digest text NOT NULL,
        upload_id uuid NOT NULL,
        CONSTRAINT pk_hires PRIMARY KEY (hire_id),
        CONSTRAINT fk_hires_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_hires_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id),
        CONSTRAINT uq_hires_reference UNIQUE (organisation_id, employee_reference, started_on),
        CONSTRAINT ck_hires_link CHECK (link IN ('none', 'reference', 'name-and-date-of-birth', 'ambiguous') AND (referral_id IS NOT NULL) = (link IN ('reference', 'name-and-date-of-birth')))
      );
      CREATE INDEX ix_hires_period ON outcomes.hires (started_on, organisation_id);
      CREATE INDEX ix_hires_referral ON outcomes.hires (referral_id) WHERE referral_id IS NOT NULL;

      CREATE SCHEMA equality;

      -- Monitoring answers that came with a hire. Nothing that decides about a person may read this schema.
      CREATE TABLE equality.hire_answers (
        hire_id uuid NOT NULL,
        ethnic_category_code text,
        disability_code text,
        sex_code text,
        CONSTRAINT pk_hire_answers PRIMARY KEY (hire_id),
        CONSTRAINT fk_hire_answers_hire FOREIGN KEY (hire_id) REFERENCES outcomes.hires (hire_id) ON DELETE CASCADE
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP SCHEMA equality CASCADE;
      DROP SCHEMA outcomes CASCADE;
    `);
  }
}
