import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trigger that gives a booking its stand and time, as it was before this migration and with one more thing. */
const PLACE_BOOKING = (more: string): string => `
      CREATE OR REPLACE FUNCTION brokerage.place_fair_booking() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        SELECT organisation_id INTO NEW.candidate_organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        SELECT slot.stand_id, stand.organisation_id, slot.during INTO NEW.stand_id, NEW.stand_organisation_id, NEW.during
          FROM brokerage.fair_slots AS slot JOIN brokerage.fair_stands AS stand USING (stand_id) WHERE slot.slot_id = NEW.slot_id;${more}
        RETURN NEW;
      END $$;`;

const NOTE_START = (more: string): string => `
      CREATE OR REPLACE FUNCTION brokerage.note_start() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        NEW.next_outcome_check_on := NEW.started_on + 91;${more}
        RETURN NEW;
      END $$;`;

/** Of these rows something was read in a source, and not from which day on all of it holds. */
const NOT_VERIFIED = `kind = 'apprenticeship-rules' AND code = 'england' AND from_on IN ('2025-04-01', '2025-08-01')`;

/** Messages and looks that end with what they are about; fairs that are called off; rules that partners of another City are judged by too. */
export class WhatStoppedBeingTrue1700000000039 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A message can hang on how something stood when it was written: the status of its case or registration, or that and
      -- the sequence of its booking. Where that has changed, or its time is over, it is not sent.
      ALTER TABLE brokerage.messages
        ADD COLUMN while_state text, ADD COLUMN useless_at timestamptz, ADD COLUMN booking_id uuid, ADD COLUMN registration_id uuid,
        ADD CONSTRAINT fk_messages_booking FOREIGN KEY (booking_id) REFERENCES brokerage.fair_bookings (booking_id) ON DELETE CASCADE,
        ADD CONSTRAINT fk_messages_registration FOREIGN KEY (registration_id) REFERENCES brokerage.fair_registrations (registration_id) ON DELETE CASCADE,
        DROP CONSTRAINT ck_messages_reason,
        ADD CONSTRAINT ck_messages_reason CHECK (CASE WHEN status = 'not-sent' THEN reason_code IN ('no-consent', 'no-address', 'no-account', 'address-refused', 'mail-server', 'no-longer-true', 'too-late') ELSE reason_code IS NULL END);
      CREATE INDEX ix_messages_booking ON brokerage.messages (booking_id) WHERE booking_id IS NOT NULL;
      CREATE INDEX ix_messages_registration ON brokerage.messages (registration_id) WHERE registration_id IS NOT NULL;
      GRANT INSERT (while_state, useless_at, booking_id, registration_id) ON brokerage.messages TO pathways_app;

      -- A job ends what hangs on a fair that is called off, and tells those who had a place.
      ALTER TABLE brokerage.fairs ADD COLUMN called_off_at timestamptz;
      CREATE INDEX ix_fairs_called_off ON brokerage.fairs (fair_id) WHERE called_off_at IS NOT NULL;
      CREATE POLICY call_off ON brokerage.fairs FOR UPDATE USING (organisation_id IN (SELECT identity.reach('fairs')));
      GRANT UPDATE (called_off_at) ON brokerage.fairs TO pathways_app;

      -- What was said at one stand is not said at another.
      ${PLACE_BOOKING(`
        IF TG_OP = 'UPDATE' AND NEW.stand_id <> OLD.stand_id THEN
          NEW.outcome_code := NULL;
          NEW.outcome_opportunity_id := NULL;
          NEW.referral_id := NULL;
        END IF;`)}

      -- The next day on which time alone changes how a start stands, or a check is due; null: nothing is left. Outcomes keep it.
      ALTER TABLE brokerage.referrals ADD COLUMN next_outcome_look_on date;
      UPDATE brokerage.referrals SET next_outcome_look_on = next_outcome_check_on WHERE next_outcome_check_on IS NOT NULL;
      CREATE INDEX ix_referrals_next_outcome_look ON brokerage.referrals (next_outcome_look_on, referral_id) WHERE next_outcome_look_on IS NOT NULL;
      GRANT UPDATE (next_outcome_look_on) ON brokerage.referrals TO pathways_app;
      ${NOTE_START(`
        NEW.next_outcome_look_on := NEW.next_outcome_check_on;`)}
      -- Other rules may settle checks that are over, or open them again: their starts are looked at anew.
      CREATE FUNCTION outcomes.look_again_by_rules() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        UPDATE brokerage.referrals SET next_outcome_look_on = started_on + 91
         WHERE referral_id IN (SELECT referral.referral_id FROM brokerage.referrals AS referral JOIN opportunities.intakes USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
                                WHERE opportunity.programme_code = NEW.programme_code AND referral.started_on >= NEW.from_on AND next_outcome_look_on IS DISTINCT FROM started_on + 91
                                ORDER BY referral.referral_id FOR UPDATE OF referral);
        RETURN NULL;
      END $$;
      CREATE TRIGGER look_again AFTER INSERT ON outcomes.sustainment_rules FOR EACH ROW EXECUTE FUNCTION outcomes.look_again_by_rules();

      -- The functions below look past row-level security: a case is judged by the rules of its City, whoever looks at
      -- it. They are asked of a case or a person that the caller sees, and tell nothing else of that City.
      CREATE FUNCTION outcomes.rules_of_start(referral uuid) RETURNS SETOF outcomes.sustainment_rules LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
        SELECT rule.* FROM brokerage.referrals AS started JOIN opportunities.intakes USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
          JOIN outcomes.sustainment_rules AS rule ON rule.programme_code = opportunity.programme_code AND rule.from_on <= started.started_on
         WHERE started.referral_id = referral ORDER BY rule.from_on DESC, rule.rule_id DESC LIMIT 1
      $$;
      CREATE FUNCTION brokerage.reasons_of_city(node uuid) RETURNS SETOF brokerage.reasons LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT reason.* FROM brokerage.reasons AS reason JOIN identity.organisations AS city USING (organisation_id) JOIN identity.organisation_paths AS path ON path.ancestor_id = city.organisation_id
         WHERE path.organisation_id = node AND city.level = 'city' AND path.valid_during @> identity.today()
           AND (identity.is_job() OR node IN (SELECT identity.reach('tree')) OR node IN (SELECT identity.reach('shared_people'))
                OR EXISTS (SELECT FROM brokerage.referrals AS referral
                            WHERE referral.candidate_organisation_id = node
                              AND (referral.candidate_id = identity.own_candidate() OR referral.opportunity_organisation_id IN (SELECT identity.reach('referred_people')))))
      $$;
      CREATE FUNCTION brokerage.check_rules_of(referral uuid, today date) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT version.rules FROM brokerage.referrals AS checked JOIN brokerage.check_rule_versions AS version
            ON version.from_on <= today AND (version.organisation_id IS NULL OR version.organisation_id IN (
                 SELECT path.ancestor_id FROM identity.organisation_paths AS path WHERE path.organisation_id = checked.opportunity_organisation_id AND path.valid_during @> today))
         WHERE checked.referral_id = referral ORDER BY version.organisation_id IS NULL, version.from_on DESC, version.version_number DESC LIMIT 1
      $$;
      REVOKE EXECUTE ON FUNCTION outcomes.look_again_by_rules(), outcomes.rules_of_start(uuid), brokerage.reasons_of_city(uuid), brokerage.check_rules_of(uuid, date) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION outcomes.rules_of_start(uuid), brokerage.reasons_of_city(uuid), brokerage.check_rules_of(uuid, date) TO pathways_app;

      UPDATE opportunities.published_figures SET is_verified = false WHERE ${NOT_VERIFIED};
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE opportunities.published_figures SET is_verified = true WHERE ${NOT_VERIFIED};
      DROP FUNCTION brokerage.check_rules_of, brokerage.reasons_of_city, outcomes.rules_of_start;
      DROP TRIGGER look_again ON outcomes.sustainment_rules;
      DROP FUNCTION outcomes.look_again_by_rules;
      ${NOTE_START('')}
      ALTER TABLE brokerage.referrals DROP COLUMN next_outcome_look_on;
      ${PLACE_BOOKING('')}
      DROP POLICY call_off ON brokerage.fairs;
      REVOKE UPDATE (called_off_at) ON brokerage.fairs FROM pathways_app;
      ALTER TABLE brokerage.fairs DROP COLUMN called_off_at;
      -- What was not sent for a reason that the table did not know is given up as not taken.
      UPDATE brokerage.messages SET reason_code = 'mail-server' WHERE reason_code IN ('no-longer-true', 'too-late');
      ALTER TABLE brokerage.messages
        DROP COLUMN while_state, DROP COLUMN useless_at, DROP COLUMN booking_id, DROP COLUMN registration_id,
        DROP CONSTRAINT ck_messages_reason,
        ADD CONSTRAINT ck_messages_reason CHECK (CASE WHEN status = 'not-sent' THEN reason_code IN ('no-consent', 'no-address', 'no-account', 'address-refused', 'mail-server') ELSE reason_code IS NULL END);
    `);
  }
}
