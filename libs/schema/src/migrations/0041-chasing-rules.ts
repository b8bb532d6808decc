import type { MigrationInterface, QueryRunner } from 'typeorm';

/** After how many days a programme has cases chased that do not move. */
export class ChasingRules1700000000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Only added to: the latest day that has come counts, and of one day the row that was added last. Without any, the usual days.
      CREATE TABLE brokerage.chasing_rules (
        rule_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        programme_code text NOT NULL,
        status text NOT NULL,
        from_on date NOT NULL,
        reminder_days integer NOT NULL,
        second_reminder_days integer NOT NULL,
        escalation_days integer NOT NULL,
        expiry_days integer,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_chasing_rules PRIMARY KEY (rule_id),
        CONSTRAINT fk_chasing_rules_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_chasing_rules_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes (code) ON DELETE CASCADE,
        CONSTRAINT ck_chasing_rules_days CHECK (0 < reminder_days AND reminder_days < second_reminder_days AND second_reminder_days < escalation_days AND escalation_days < coalesce(expiry_days, 367)),
        CONSTRAINT ck_chasing_rules_expiry CHECK ((expiry_days IS NULL) = (status IN ('offered', 'accepted', 'checks'))),
        CONSTRAINT ck_chasing_rules_status CHECK (status IN ('suggested', 'referred', 'reviewing', 'interview', 'offered', 'accepted', 'checks'))
      );
      CREATE INDEX ix_chasing_rules_programme ON brokerage.chasing_rules (programme_code, status, from_on DESC, rule_id DESC);
      CREATE FUNCTION brokerage.place_chasing_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        SELECT organisation_id INTO NEW.organisation_id FROM opportunities.programmes WHERE code = NEW.programme_code;
        RETURN NEW;
      END $$;
      REVOKE EXECUTE ON FUNCTION brokerage.place_chasing_rule() FROM PUBLIC;
      CREATE TRIGGER place_chasing_rule BEFORE INSERT ON brokerage.chasing_rules FOR EACH ROW EXECUTE FUNCTION brokerage.place_chasing_rule();
      ALTER TABLE brokerage.chasing_rules ENABLE ROW LEVEL SECURITY;
      -- Seen by whoever sees the programme, and by the job that goes by them; set by those who look after it.
      CREATE POLICY reach ON brokerage.chasing_rules FOR SELECT USING (identity.is_job() OR organisation_id = ANY (ARRAY(SELECT identity.reach('market'))));
      CREATE POLICY add ON brokerage.chasing_rules FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('programmes')));
      GRANT SELECT, INSERT ON brokerage.chasing_rules TO pathways_app; -- insert-only
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE brokerage.chasing_rules;
      DROP FUNCTION brokerage.place_chasing_rule;
    `);
  }
}
