import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases that staff grade, so that versions of rules and weights can be held against what they say. */
export class GradedCases1700000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The facts of a person and of some opportunities, frozen when the case was made: without names, with ids of the
      -- case's own, and of every place only how many minutes the way takes. Neither this nor the audit trail names the
      -- rows that they were taken from, so a case is kept when the person is erased. The organisation is whose staff may
      -- see it.
      CREATE TABLE matching.graded_cases (
        case_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        set_name text NOT NULL,
        as_of_on date NOT NULL,
        rule_version text NOT NULL,
        candidate jsonb NOT NULL,
        opportunities jsonb NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_graded_cases PRIMARY KEY (case_id),
        CONSTRAINT fk_graded_cases_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE,
        CONSTRAINT ck_graded_cases_opportunities CHECK (jsonb_typeof(opportunities) = 'array')
      );
      CREATE INDEX ix_graded_cases_set ON matching.graded_cases (set_name, case_id);
      CREATE INDEX ix_graded_cases_organisation ON matching.graded_cases (organisation_id);

      -- 0 unsuitable, 1 possible, 2 good, 3 very good. One grade a person and pair; the opportunity is one of the case.
      CREATE TABLE matching.grades (
        case_id uuid NOT NULL,
        opportunity_id uuid NOT NULL,
        graded_by text NOT NULL,
        grade smallint NOT NULL,
        graded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_grades PRIMARY KEY (case_id, opportunity_id, graded_by),
        CONSTRAINT fk_grades_case FOREIGN KEY (case_id) REFERENCES matching.graded_cases (case_id) ON DELETE CASCADE,
        CONSTRAINT ck_grades_grade CHECK (grade BETWEEN 0 AND 3)
      );

      ALTER TABLE matching.graded_cases ENABLE ROW LEVEL SECURITY;
      ALTER TABLE matching.grades ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON matching.graded_cases FOR SELECT USING (organisation_id = ANY (ARRAY(SELECT identity.reach('people'))));
      CREATE POLICY add ON matching.graded_cases FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('people')) AND made_by = identity.actor());
      CREATE POLICY reach ON matching.grades FOR SELECT USING (EXISTS (SELECT FROM matching.graded_cases AS graded WHERE graded.case_id = grades.case_id));
      -- Everybody grades for themselves.
      CREATE POLICY add ON matching.grades FOR INSERT WITH CHECK (
        graded_by = identity.actor() AND EXISTS (SELECT FROM matching.graded_cases AS graded WHERE graded.case_id = grades.case_id));
      CREATE POLICY change ON matching.grades FOR UPDATE USING (
        graded_by = identity.actor() AND EXISTS (SELECT FROM matching.graded_cases AS graded WHERE graded.case_id = grades.case_id));

      GRANT SELECT, INSERT ON matching.graded_cases TO pathways_app; -- frozen
      GRANT SELECT, INSERT, UPDATE (grade, graded_at) ON matching.grades TO pathways_app;
      GRANT SELECT ON matching.graded_cases, matching.grades TO pathways_matcher;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE matching.grades, matching.graded_cases;`);
  }
}
