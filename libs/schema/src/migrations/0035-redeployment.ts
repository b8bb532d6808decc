import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People whose contracts end: the post they are in, notice, trial, and the dated rules of notice and carried skills. */
export class Redeployment1700000000035 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of a City, or of everybody where organisation_id is null; of those in force on a day the newest of the City counts, else of everybody.
      CREATE TABLE brokerage.redeployment_rule_versions (
        redeployment_rule_version_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid,
        version_number integer NOT NULL,
        from_on date NOT NULL,
        rules jsonb NOT NULL,
        source text NOT NULL,
        is_verified boolean NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_redeployment_rule_versions PRIMARY KEY (redeployment_rule_version_id),
        CONSTRAINT fk_redeployment_rule_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_redeployment_rule_versions_number UNIQUE NULLS NOT DISTINCT (organisation_id, version_number),
        CONSTRAINT ck_redeployment_rule_versions_number CHECK (version_number > 0),
        CONSTRAINT ck_redeployment_rule_versions_rules CHECK (jsonb_typeof(rules) = 'object')
      );
      ALTER TABLE brokerage.redeployment_rule_versions ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON brokerage.redeployment_rule_versions FOR SELECT USING (
        organisation_id IN (SELECT identity.reach('market')) OR (organisation_id IS NULL AND EXISTS (SELECT identity.reach('market'))));
      CREATE POLICY add ON brokerage.redeployment_rule_versions FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('programmes')));
      GRANT SELECT, INSERT ON brokerage.redeployment_rule_versions TO pathways_app; -- insert-only

      -- When the contract ends stands with the candidate, once for all who ask; here is what a file does not bring.
      CREATE TABLE brokerage.redeployment_records (
        candidate_id uuid NOT NULL,
        version_number integer NOT NULL,
        employer_id uuid,
        post_code text,
        band text,
        service_started_on date,
        agreed_notice_weeks smallint,
        notice_given_on date,
        trial_started_on date,
        trial_until_on date,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT pk_redeployment_records PRIMARY KEY (candidate_id),
        CONSTRAINT fk_redeployment_records_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_redeployment_records_employer FOREIGN KEY (employer_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_redeployment_records_weeks CHECK (agreed_notice_weeks BETWEEN 0 AND 52),
        CONSTRAINT ck_redeployment_records_trial CHECK (trial_until_on IS NULL OR trial_started_on IS NOT NULL)
      );
      CREATE INDEX ix_redeployment_records_employer ON brokerage.redeployment_records (employer_id);
      ALTER TABLE brokerage.redeployment_records ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON brokerage.redeployment_records FOR SELECT USING (
        candidate_id = identity.own_candidate() OR EXISTS (SELECT FROM brokerage.case_summaries AS summary WHERE summary.candidate_id = redeployment_records.candidate_id));
      CREATE POLICY add ON brokerage.redeployment_records FOR INSERT WITH CHECK (recorded_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
      CREATE POLICY change ON brokerage.redeployment_records FOR UPDATE USING (brokerage.is_looked_after(candidate_id)) WITH CHECK (recorded_by = identity.actor());
      GRANT SELECT, INSERT, UPDATE (version_number, employer_id, post_code, band, service_started_on, agreed_notice_weeks, notice_given_on, trial_started_on, trial_until_on, recorded_by, recorded_at)
        ON brokerage.redeployment_records TO pathways_app;
    `);
    await runner.query(
      `INSERT INTO brokerage.redeployment_rule_versions (version_number, from_on, rules, source, is_verified, recorded_by) VALUES (1, '2000-01-01', $1, $2, false, 'job:migrate')`,
      [JSON.stringify(FIRST_RULES), 'Notice of NHS posts as is usual, and skills of posts in vaccination, from general knowledge: compare with the contracts of your employers and save a version of your own.'],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE brokerage.redeployment_records;
      DROP TABLE brokerage.redeployment_rule_versions;
    `);
  }
}

const FIRST_RULES = {
  notice: [
    { bands: ['1', '2', '3', '4'], weeks: 4 },
    { bands: ['5', '6'], weeks: 8 },
    { bands: ['7', '8a', '8b', '8c', '8d', '9'], weeks: 12 },
  ],
  atRiskWeeks: 12,
  posts: [
    { code: 'vaccination', name: 'A post in vaccination', skillCodes: ['vaccination'], priorLearning: ['Core skills training: infection control, safeguarding, basic life support'] },
    { code: 'vaccinator', name: 'Vaccinator', skillCodes: ['vaccination', 'infection-control', 'basic-life-support', 'patient-contact'], priorLearning: ['Core skills training: infection control, safeguarding, basic life support', 'Parts of the Care Certificate: communication, privacy and dignity, infection prevention', 'Vaccination training with competency assessment'] },
    { code: 'registered-vaccinator', name: 'Registered vaccinator or clinical supervisor', skillCodes: ['vaccination', 'infection-control', 'basic-life-support', 'patient-contact', 'supervision'], priorLearning: ['Supervision and assessment of colleagues in practice'] },
    { code: 'vaccination-administrator', name: 'Administrator of a vaccination centre', skillCodes: ['administration', 'customer-service', 'data-entry'], priorLearning: ['Information governance training', 'Records of vaccinations kept in a national system'] },
    { code: 'vaccination-steward', name: 'Steward or health care assistant of a vaccination centre', skillCodes: ['customer-service', 'patient-contact', 'teamwork'], priorLearning: ['Core skills training: safeguarding, health and safety'] },
  ],
};
