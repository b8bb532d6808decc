import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The organisation tree and the record of who did what. */
export class OrganisationsAndAudit1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA identity;

      -- City > ICS > Place > organisation. A level above is missing only for the City itself.
      CREATE TABLE identity.organisations (
        organisation_id uuid NOT NULL DEFAULT uuidv7(),
        parent_id uuid,
        level text NOT NULL,
        organisation_type text,
        code text NOT NULL,
        name text NOT NULL,
        is_demo boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_organisations PRIMARY KEY (organisation_id),
        CONSTRAINT fk_organisations_parent FOREIGN KEY (parent_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_organisations_code UNIQUE (code),
        CONSTRAINT ck_organisations_level CHECK (level IN ('city', 'ics', 'place', 'organisation')),
        CONSTRAINT ck_organisations_parent CHECK ((level = 'city') = (parent_id IS NULL)),
        CONSTRAINT ck_organisations_type CHECK (
          (level = 'organisation') = (organisation_type IS NOT NULL) AND
          organisation_type IN ('trust', 'gp-practice', 'care-provider', 'contractor', 'local-authority', 'college', 'training-provider', 'brokerage'))
      );
      CREATE INDEX ix_organisations_parent ON identity.organisations (parent_id);

      CREATE SCHEMA audit;

      CREATE TABLE audit.events (
        event_id uuid NOT NULL DEFAULT uuidv7(),
        occurred_at timestamptz NOT NULL DEFAULT now(),
        actor_id text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        detail jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT pk_events PRIMARY KEY (event_id)
      );
      CREATE INDEX ix_events_subject ON audit.events (subject, occurred_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP SCHEMA audit CASCADE;
      DROP SCHEMA identity CASCADE;
    `);
  }
}
