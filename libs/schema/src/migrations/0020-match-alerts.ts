import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose rows these are: of those who look after the person, and of partners to whom the person is willing to be shown. */
const IN_REACH = `(
        organisation_id = ANY (ARRAY(SELECT identity.reach('people')))
        OR (organisation_id = ANY (ARRAY(SELECT identity.reach('shared_people'))) AND candidates.consents_to(candidate_id, 'sharing-with-partners')))`;

/** People whom new and changed opportunities fit, for their brokers. */
export class MatchAlerts1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A person is told of an opportunity once, however often either of them changes. The organisation is the person's.
      CREATE TABLE matching.alerts (
        alert_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        opportunity_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        score integer NOT NULL,
        found_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz,
        seen_by text,
        CONSTRAINT pk_alerts PRIMARY KEY (alert_id),
        CONSTRAINT uq_alerts_candidate_opportunity UNIQUE (candidate_id, opportunity_id),
        CONSTRAINT fk_alerts_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_alerts_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities (opportunity_id) ON DELETE CASCADE,
        CONSTRAINT fk_alerts_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE,
        CONSTRAINT ck_alerts_seen CHECK ((seen_at IS NULL) = (seen_by IS NULL))
      );
      -- In the order of the list: of each organisation the first few are read, and not everybody's.
      CREATE INDEX ix_alerts_organisation_list ON matching.alerts (organisation_id, (seen_at IS NOT NULL), alert_id DESC);
      CREATE INDEX ix_alerts_opportunity ON matching.alerts (opportunity_id);

      -- One row: which transactions' changes have been handled, and where the walk through all opportunities has come
      -- that a change of many begins (null: there is none). What was there before this table is nobody's news.
      CREATE TABLE matching.alert_readings (
        is_only boolean NOT NULL DEFAULT true,
        seen_transactions pg_snapshot NOT NULL DEFAULT pg_current_snapshot(),
        walked_to_id uuid,
        CONSTRAINT pk_alert_readings PRIMARY KEY (is_only),
        CONSTRAINT ck_alert_readings_is_only CHECK (is_only)
      );
      INSERT INTO matching.alert_readings DEFAULT VALUES;

      -- The matcher sees of a case how far it has come and not what it is about. This looks past that for one fact.
      CREATE FUNCTION brokerage.has_case(candidate uuid, opportunity uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM brokerage.referrals AS referral JOIN opportunities.intakes AS intake USING (intake_id)
                        WHERE referral.candidate_id = candidate AND intake.opportunity_id = opportunity)
      $$;
      REVOKE EXECUTE ON FUNCTION brokerage.has_case(uuid, uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION brokerage.has_case(uuid, uuid) TO pathways_matcher;

      ALTER TABLE matching.alerts ENABLE ROW LEVEL SECURITY;
      ALTER TABLE matching.alert_readings ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON matching.alerts FOR SELECT USING ${IN_REACH};
      CREATE POLICY see ON matching.alerts FOR UPDATE USING ${IN_REACH} WITH CHECK (seen_by = identity.actor());
      CREATE POLICY tell ON matching.alerts FOR INSERT WITH CHECK (identity.is_job());
      CREATE POLICY reach ON matching.alert_readings USING (identity.is_job());
      GRANT SELECT, UPDATE (seen_at, seen_by) ON matching.alerts TO pathways_app;
      GRANT INSERT (candidate_id, opportunity_id, organisation_id, score) ON matching.alerts TO pathways_matcher;
      GRANT SELECT, UPDATE (seen_transactions, walked_to_id) ON matching.alert_readings TO pathways_matcher;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION brokerage.has_case;
      DROP TABLE matching.alert_readings, matching.alerts;
    `);
  }
}
