import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules that staff write for programmes and opportunities, in versions that are only added to, and the facts that they ask for. */
export class RulesOfStaff1700000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- version_number: which version of its facts this is, so that nobody saves over what they have not seen.
      ALTER TABLE opportunities.programmes
        ADD COLUMN most_deprived_deciles smallint,
        ADD COLUMN version_number integer NOT NULL DEFAULT 1,
        ADD CONSTRAINT ck_programmes_deciles CHECK (most_deprived_deciles BETWEEN 1 AND 10);

      -- Of a programme or of one opportunity; the highest number counts.
      CREATE TABLE opportunities.rule_versions (
        rule_version_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        programme_code text,
        opportunity_id uuid,
        version_number integer NOT NULL,
        requirements jsonb NOT NULL,
        weights jsonb,
        note text NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_rule_versions PRIMARY KEY (rule_version_id),
        CONSTRAINT fk_rule_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_rule_versions_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes (code) ON DELETE CASCADE,
        CONSTRAINT fk_rule_versions_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities (opportunity_id) ON DELETE CASCADE,
        CONSTRAINT uq_rule_versions_programme UNIQUE (programme_code, version_number),
        CONSTRAINT uq_rule_versions_opportunity UNIQUE (opportunity_id, version_number),
        CONSTRAINT ck_rule_versions_of CHECK (num_nonnulls(programme_code, opportunity_id) = 1),
        CONSTRAINT ck_rule_versions_number CHECK (version_number > 0),
        CONSTRAINT ck_rule_versions_requirements CHECK (jsonb_typeof(requirements) = 'array'),
        CONSTRAINT ck_rule_versions_weights CHECK (weights IS NULL OR (programme_code IS NOT NULL AND jsonb_typeof(weights) = 'object'))
      );
      -- Whose it is follows from what it is of.
      CREATE FUNCTION opportunities.place_rule_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF NEW.programme_code IS NULL THEN
          SELECT organisation_id INTO NEW.organisation_id FROM opportunities.opportunities WHERE opportunity_id = NEW.opportunity_id;
        ELSE
          SELECT organisation_id INTO NEW.organisation_id FROM opportunities.programmes WHERE code = NEW.programme_code;
        END IF;
        RETURN NEW;
      END $$;
      REVOKE EXECUTE ON FUNCTION opportunities.place_rule_version() FROM PUBLIC;
      CREATE TRIGGER place_rule_version BEFORE INSERT ON opportunities.rule_versions FOR EACH ROW EXECUTE FUNCTION opportunities.place_rule_version();

      ALTER TABLE opportunities.rule_versions ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON opportunities.rule_versions FOR SELECT USING (
        organisation_id = ANY (ARRAY(SELECT identity.reach('market'))) OR organisation_id = ANY (ARRAY(SELECT identity.reach('listings'))));
      CREATE POLICY add ON opportunities.rule_versions FOR INSERT WITH CHECK (
        CASE WHEN programme_code IS NULL THEN organisation_id IN (SELECT identity.reach('listings')) ELSE organisation_id IN (SELECT identity.reach('programmes')) END);
      GRANT SELECT, INSERT ON opportunities.rule_versions TO pathways_app; -- insert-only
      GRANT SELECT (programme_code, opportunity_id, version_number, requirements, weights) ON opportunities.rule_versions TO pathways_matcher;

      -- Programmes are no listings: who sends adverts does not write the rules that people are let in by.
      DROP POLICY list ON opportunities.programmes;
      DROP POLICY change ON opportunities.programmes;
      CREATE POLICY add ON opportunities.programmes FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('programmes')));
      CREATE POLICY change ON opportunities.programmes FOR UPDATE USING (organisation_id IN (SELECT identity.reach('programmes')));

      -- That somebody who started has left belongs to how far the case has come. It is kept with the case, since whoever
      -- matches may read nothing of outcomes.
      ALTER TABLE brokerage.referrals ADD COLUMN left_on date;
      UPDATE brokerage.referrals AS referral SET left_on = event.happened_on FROM outcomes.outcome_events AS event WHERE event.referral_id = referral.referral_id AND event.kind = 'left';
      CREATE FUNCTION brokerage.note_leaving() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        UPDATE brokerage.referrals SET left_on = NEW.happened_on WHERE referral_id = NEW.referral_id;
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION brokerage.note_leaving() FROM PUBLIC;
      CREATE TRIGGER note_leaving AFTER INSERT ON outcomes.outcome_events FOR EACH ROW WHEN (NEW.kind = 'left') EXECUTE FUNCTION brokerage.note_leaving();

      GRANT SELECT (candidate_id, status, left_on) ON brokerage.referrals TO pathways_matcher;
      GRANT SELECT (contract_ends_on) ON candidates.candidates TO pathways_matcher;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE SELECT (contract_ends_on) ON candidates.candidates FROM pathways_matcher;
      REVOKE SELECT (candidate_id, status, left_on) ON brokerage.referrals FROM pathways_matcher;
      DROP TRIGGER note_leaving ON outcomes.outcome_events;
      DROP FUNCTION brokerage.note_leaving;
      ALTER TABLE brokerage.referrals DROP COLUMN left_on;
      DROP POLICY add ON opportunities.programmes;
      DROP POLICY change ON opportunities.programmes;
      CREATE POLICY list ON opportunities.programmes FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('listings')));
      CREATE POLICY change ON opportunities.programmes FOR UPDATE USING (organisation_id IN (SELECT identity.reach('listings')));
      DROP TABLE opportunities.rule_versions;
      DROP FUNCTION opportunities.place_rule_version;
      ALTER TABLE opportunities.programmes DROP COLUMN most_deprived_deciles, DROP COLUMN version_number;
    `);
  }
}
