import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LADDERS_2026 } from '../reference/ladders-2026.js';
import { STANDARDS_2026 } from '../reference/standards-2026.js';

/** Ladders of occupations and the standards that lead up them, dated, and the plans that people make over them. */
export class LaddersAndPlans1700000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Both: of a City, or of everybody where organisation_id is null. What begins last counts, of one day the highest number.
      CREATE TABLE opportunities.ladder_versions (
        ladder_version_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid,
        code text NOT NULL,
        version_number integer NOT NULL,
        from_on date NOT NULL,
        name text NOT NULL,
        pathway text NOT NULL,
        steps jsonb NOT NULL,
        ways jsonb NOT NULL,
        courses jsonb NOT NULL,
        note text NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_ladder_versions PRIMARY KEY (ladder_version_id),
        CONSTRAINT fk_ladder_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_ladder_versions_number UNIQUE NULLS NOT DISTINCT (organisation_id, code, version_number),
        CONSTRAINT ck_ladder_versions_number CHECK (version_number > 0),
        CONSTRAINT ck_ladder_versions_lists CHECK (jsonb_typeof(steps) = 'array' AND jsonb_typeof(ways) = 'array' AND jsonb_typeof(courses) = 'array')
      );
      CREATE TABLE opportunities.standard_versions (
        standard_version_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid,
        code text NOT NULL,
        from_on date NOT NULL,
        version_number integer NOT NULL,
        lars_code text,
        name text NOT NULL,
        level smallint NOT NULL,
        status text NOT NULL,
        months smallint,
        funding_pence integer,
        successor_codes text[] NOT NULL DEFAULT '{}',
        is_verified boolean NOT NULL,
        note text NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_standard_versions PRIMARY KEY (standard_version_id),
        CONSTRAINT fk_standard_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_standard_versions_number UNIQUE NULLS NOT DISTINCT (organisation_id, code, from_on, version_number),
        CONSTRAINT ck_standard_versions_status CHECK (status IN ('live', 'in-revision', 'retired', 'not-yet')),
        CONSTRAINT ck_standard_versions_figures CHECK (level BETWEEN 0 AND 8 AND months BETWEEN 0 AND 120 AND funding_pence >= 0)
      );
      ${['ladder_versions', 'standard_versions'].map((table) => `
      ALTER TABLE opportunities.${table} ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON opportunities.${table} FOR SELECT USING (
        CASE WHEN organisation_id IS NULL THEN EXISTS (SELECT identity.reach('market')) ELSE organisation_id = ANY (ARRAY(SELECT identity.reach('market'))) END);
      CREATE POLICY add ON opportunities.${table} FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('programmes')));
      GRANT SELECT, INSERT ON opportunities.${table} TO pathways_app; -- insert-only`).join('')}

      -- A route that a broker and a person agreed on, the facts and ladders it rests on, and how it stands since it was last looked at.
      CREATE TABLE brokerage.pathway_plans (
        plan_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        goal_step text NOT NULL,
        asked jsonb NOT NULL,
        person jsonb NOT NULL,
        ladders jsonb NOT NULL,
        route jsonb NOT NULL,
        saved_on date NOT NULL,
        saved_by text NOT NULL,
        shared_at timestamptz,
        state text NOT NULL DEFAULT 'still-holds',
        changes text[] NOT NULL DEFAULT '{}',
        legs_now jsonb NOT NULL,
        next_route jsonb,
        checked_on date NOT NULL,
        checked_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_pathway_plans PRIMARY KEY (plan_id),
        CONSTRAINT fk_pathway_plans_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_pathway_plans_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE,
        CONSTRAINT ck_pathway_plans_state CHECK (state IN ('still-holds', 'changed', 'broken'))
      );
      CREATE INDEX ix_pathway_plans_candidate ON brokerage.pathway_plans (candidate_id, plan_id DESC);
      CREATE INDEX ix_pathway_plans_checked ON brokerage.pathway_plans (checked_on, plan_id);
      ALTER TABLE brokerage.pathway_plans ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON brokerage.pathway_plans FOR SELECT USING (
        (candidate_id = identity.own_candidate() AND shared_at IS NOT NULL) OR ${LOOKED_AFTER});
      CREATE POLICY add ON brokerage.pathway_plans FOR INSERT WITH CHECK (candidates.is_shown(candidate_id) AND ${LOOKED_AFTER});
      CREATE POLICY change ON brokerage.pathway_plans FOR UPDATE USING (${LOOKED_AFTER});
      GRANT SELECT, INSERT, UPDATE (shared_at, state, changes, legs_now, next_route, checked_on, checked_at) ON brokerage.pathway_plans TO pathways_app;
    `);
    for (const { code, version, fromOn, name, pathway, steps, ways, courses } of LADDERS_2026) {
      await runner.query(
        `INSERT INTO opportunities.ladder_versions (code, version_number, from_on, name, pathway, steps, ways, courses, note, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'job:migrate')`,
        [code, version, fromOn, name, pathway, JSON.stringify(steps), JSON.stringify(ways), JSON.stringify(courses), 'Typical steps, months and waits. Compare with those of your City and save a version of your own.'],
      );
    }
    for (const row of STANDARDS_2026) {
      await runner.query(
        `INSERT INTO opportunities.standard_versions (code, from_on, version_number, lars_code, name, level, status, months, funding_pence, successor_codes, is_verified, note, recorded_by) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'job:migrate')`,
        [row.code, row.fromOn, row.larsCode, row.name, row.level, row.status, row.months, row.fundingPence, row.successorCodes, row.isVerified, row.isVerified ? 'Read in the published list of standards.' : 'Not checked against the published list of standards.'],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE brokerage.pathway_plans;
      DROP TABLE opportunities.standard_versions;
      DROP TABLE opportunities.ladder_versions;
    `);
  }
}

/** Of those who look after the person, and of partners to whom the person is willing to be shown. */
const LOOKED_AFTER = `(
          organisation_id = ANY (ARRAY(SELECT identity.reach('people')))
          OR (organisation_id = ANY (ARRAY(SELECT identity.reach('shared_people'))) AND candidates.consents_to(candidate_id, 'sharing-with-partners')))`;
