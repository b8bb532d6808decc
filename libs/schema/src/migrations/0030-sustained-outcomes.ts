import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Evidence, employment after the start, what programmes ask of a start that lasts, steps up, and the next check of each case. */
export class SustainedOutcomes1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outcomes.outcome_events
        ADD COLUMN evidence_code text, ADD COLUMN progression_kind text, ADD COLUMN from_code text, ADD COLUMN to_code text, ADD COLUMN step_code text,
        DROP CONSTRAINT uq_outcome_events, DROP CONSTRAINT ck_outcome_events_kind,
        ADD CONSTRAINT uq_outcome_events UNIQUE NULLS NOT DISTINCT (referral_id, kind, happened_on, week, evidence_code, progression_kind, from_code, to_code, step_code),
        ADD CONSTRAINT ck_outcome_events_kind CHECK (kind IN ('start-confirmed', 'still-there', 'left', 'progressed')),
        -- Rows from before steps up had a kind say that somebody got on, and not in what.
        ADD CONSTRAINT ck_outcome_events_progression CHECK (kind = 'progressed' OR num_nonnulls(progression_kind, from_code, to_code, step_code) = 0);

      -- Where somebody who started has worked since. Only added to: of one employer and first day the row that was added
      -- last counts, and nothing of those is said in it any more where it is withdrawn.
      CREATE TABLE outcomes.employment_spells (
        spell_id uuid NOT NULL DEFAULT uuidv7(),
        referral_id uuid NOT NULL,
        employer_code text NOT NULL,
        from_on date NOT NULL,
        to_on date,
        weekly_minutes integer,
        is_withdrawn boolean NOT NULL DEFAULT false,
        actor_id text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_employment_spells PRIMARY KEY (spell_id),
        CONSTRAINT fk_employment_spells_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id),
        CONSTRAINT ck_employment_spells_days CHECK (to_on >= from_on),
        CONSTRAINT ck_employment_spells_minutes CHECK (weekly_minutes BETWEEN 0 AND 10080)
      );
      CREATE INDEX ix_employment_spells_referral ON outcomes.employment_spells (referral_id, employer_code, from_on, spell_id DESC);

      -- What a programme asks of starts from a day on. Only added to: of one day the row that was added last counts.
      CREATE TABLE outcomes.sustainment_rules (
        rule_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        programme_code text NOT NULL,
        from_on date NOT NULL,
        permitted_gap_days integer NOT NULL,
        permitted_gap_days_at_once integer NOT NULL,
        minimum_weekly_minutes integer NOT NULL,
        is_change_of_employer_allowed boolean NOT NULL,
        evidence_codes text[] NOT NULL,
        window_days integer NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_sustainment_rules PRIMARY KEY (rule_id),
        CONSTRAINT fk_sustainment_rules_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_sustainment_rules_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes (code) ON DELETE CASCADE,
        CONSTRAINT ck_sustainment_rules_numbers CHECK (least(permitted_gap_days, permitted_gap_days_at_once, minimum_weekly_minutes, window_days) >= 0)
      );
      CREATE INDEX ix_sustainment_rules_programme ON outcomes.sustainment_rules (programme_code, from_on DESC, rule_id DESC);
      CREATE FUNCTION outcomes.place_sustainment_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        SELECT organisation_id INTO NEW.organisation_id FROM opportunities.programmes WHERE code = NEW.programme_code;
        RETURN NEW;
      END $$;
      CREATE TRIGGER place_sustainment_rule BEFORE INSERT ON outcomes.sustainment_rules FOR EACH ROW EXECUTE FUNCTION outcomes.place_sustainment_rule();

      -- The due date of the first check that is not settled, for caseloads and reminders; null: none is left. Outcomes keep
      -- it; a start sets it to 13 weeks later.
      ALTER TABLE brokerage.referrals ADD COLUMN next_outcome_check_on date;
      UPDATE brokerage.referrals SET next_outcome_check_on = started_on + 91 WHERE status = 'started' AND left_on IS NULL;
      CREATE INDEX ix_referrals_next_outcome_check ON brokerage.referrals (next_outcome_check_on) WHERE next_outcome_check_on IS NOT NULL;
      CREATE FUNCTION brokerage.note_start() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        NEW.next_outcome_check_on := NEW.started_on + 91;
        RETURN NEW;
      END $$;
      CREATE TRIGGER note_start BEFORE UPDATE OF started_on ON brokerage.referrals FOR EACH ROW
        WHEN (NEW.started_on IS DISTINCT FROM OLD.started_on) EXECUTE FUNCTION brokerage.note_start();

      -- The days of hires that HR returned and that are linked to a case. It is asked of cases which the caller sees; of
      -- the hire nothing else is told, since hires are for HR.
      CREATE FUNCTION outcomes.hired_on(referral uuid) RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
        SELECT started_on FROM outcomes.hires WHERE referral_id = referral ORDER BY started_on
      $$;
      REVOKE EXECUTE ON FUNCTION outcomes.place_sustainment_rule(), outcomes.hired_on(uuid), brokerage.note_start() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION outcomes.hired_on(uuid) TO pathways_app;

      ALTER TABLE outcomes.employment_spells ENABLE ROW LEVEL SECURITY;
      ALTER TABLE outcomes.sustainment_rules ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON outcomes.employment_spells USING (EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.referral_id = employment_spells.referral_id));
      CREATE POLICY reach ON outcomes.sustainment_rules FOR SELECT USING (organisation_id = ANY (ARRAY(SELECT identity.reach('market'))));
      CREATE POLICY add ON outcomes.sustainment_rules FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('programmes')));
      GRANT SELECT, INSERT ON outcomes.employment_spells, outcomes.sustainment_rules TO pathways_app;
      GRANT UPDATE (next_outcome_check_on) ON brokerage.referrals TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION outcomes.hired_on;
      DROP TRIGGER note_start ON brokerage.referrals;
      DROP FUNCTION brokerage.note_start;
      ALTER TABLE brokerage.referrals DROP COLUMN next_outcome_check_on;
      DROP TABLE outcomes.sustainment_rules, outcomes.employment_spells;
      DROP FUNCTION outcomes.place_sustainment_rule;
      -- What the table could not say before is not kept.
      DELETE FROM outcomes.outcome_events AS event
       WHERE kind = 'start-confirmed'
          OR EXISTS (SELECT FROM outcomes.outcome_events AS first
                      WHERE (first.referral_id, first.kind, first.happened_on) = (event.referral_id, event.kind, event.happened_on) AND first.week IS NOT DISTINCT FROM event.week AND first.event_id < event.event_id);
      ALTER TABLE outcomes.outcome_events
        DROP CONSTRAINT uq_outcome_events, DROP CONSTRAINT ck_outcome_events_kind, DROP CONSTRAINT ck_outcome_events_progression,
        DROP COLUMN evidence_code, DROP COLUMN progression_kind, DROP COLUMN from_code, DROP COLUMN to_code, DROP COLUMN step_code,
        ADD CONSTRAINT uq_outcome_events UNIQUE NULLS NOT DISTINCT (referral_id, kind, happened_on, week),
        ADD CONSTRAINT ck_outcome_events_kind CHECK (kind IN ('still-there', 'left', 'progressed'));
    `);
  }
}
