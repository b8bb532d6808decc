import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is sent to people, each message once; what is done about cases that do not move; and until when an offer keeps its place. */
export class MessagesAndPlaces1700000000026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A row is written with what it tells of, and sent by a job. To one person, or to everybody who holds a role at a
      -- node: then it becomes a row for each of them. The organisation is that of the person whom it is about.
      CREATE TABLE brokerage.messages (
        message_id uuid NOT NULL DEFAULT uuidv7(),
        key text NOT NULL,
        kind text NOT NULL,
        part_of_id uuid,
        to_candidate_id uuid,
        to_user_id uuid,
        to_role text,
        to_organisation_id uuid,
        referral_id uuid,
        candidate_id uuid,
        fair_id uuid,
        organisation_id uuid,
        data jsonb NOT NULL DEFAULT '{}',
        status text NOT NULL DEFAULT 'queued',
        reason_code text,
        tries integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        claim_token uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        claimed_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT pk_messages PRIMARY KEY (message_id),
        CONSTRAINT uq_messages_key UNIQUE (key),
        CONSTRAINT fk_messages_part_of FOREIGN KEY (part_of_id) REFERENCES brokerage.messages (message_id) ON DELETE CASCADE,
        CONSTRAINT fk_messages_to_candidate FOREIGN KEY (to_candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_messages_to_user FOREIGN KEY (to_user_id) REFERENCES identity.users (user_id) ON DELETE CASCADE,
        CONSTRAINT fk_messages_to_organisation FOREIGN KEY (to_organisation_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE,
        CONSTRAINT fk_messages_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id) ON DELETE CASCADE,
        CONSTRAINT fk_messages_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_messages_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE,
        CONSTRAINT ck_messages_to CHECK (num_nonnulls(to_candidate_id, to_user_id, to_role) = 1 AND (to_role IS NULL) = (to_organisation_id IS NULL)),
        CONSTRAINT ck_messages_to_role CHECK (to_role IN ('leads', 'brokers', 'partners')),
        CONSTRAINT ck_messages_status CHECK (status IN ('queued', 'addressed', 'sending', 'sent', 'unknown', 'not-sent')),
        CONSTRAINT ck_messages_reason CHECK (CASE WHEN status = 'not-sent' THEN reason_code IN ('no-consent', 'no-address', 'no-account', 'address-refused', 'mail-server') ELSE reason_code IS NULL END),
        CONSTRAINT ck_messages_ended CHECK ((status IN ('addressed', 'sent', 'unknown', 'not-sent')) = (ended_at IS NOT NULL))
      );
      CREATE INDEX ix_messages_due ON brokerage.messages (due_at) WHERE status = 'queued';
      CREATE INDEX ix_messages_sending ON brokerage.messages (claimed_at) WHERE status = 'sending';
      CREATE INDEX ix_messages_referral ON brokerage.messages (referral_id, message_id);
      CREATE INDEX ix_messages_candidate ON brokerage.messages (candidate_id, message_id);
      CREATE INDEX ix_messages_part_of ON brokerage.messages (part_of_id) WHERE part_of_id IS NOT NULL;
      CREATE INDEX ix_messages_to_candidate ON brokerage.messages (to_candidate_id) WHERE to_candidate_id IS NOT NULL;
      CREATE INDEX ix_messages_to_user ON brokerage.messages (to_user_id) WHERE to_user_id IS NOT NULL;

      -- Whom a message is about, and whose it is, kept with it for those who may see it.
      CREATE FUNCTION brokerage.place_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF NEW.referral_id IS NOT NULL THEN
          SELECT candidate_id INTO NEW.candidate_id FROM brokerage.referrals WHERE referral_id = NEW.referral_id;
        END IF;
        NEW.candidate_id := coalesce(NEW.candidate_id, NEW.to_candidate_id);
        SELECT organisation_id INTO NEW.organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        RETURN NEW;
      END $$;
      REVOKE EXECUTE ON FUNCTION brokerage.place_message() FROM PUBLIC;
      CREATE TRIGGER place_message BEFORE INSERT ON brokerage.messages FOR EACH ROW EXECUTE FUNCTION brokerage.place_message();

      ALTER TABLE brokerage.messages ENABLE ROW LEVEL SECURITY;
      -- Those who look after the person read it; whoever sees the case or the person may write one, in what they do there.
      CREATE POLICY reach ON brokerage.messages FOR SELECT USING (
        identity.is_job()
        OR organisation_id IN (SELECT identity.reach('people'))
        OR (organisation_id IN (SELECT identity.reach('shared_people')) AND candidates.consents_to(candidate_id, 'sharing-with-partners')));
      CREATE POLICY tell ON brokerage.messages FOR INSERT WITH CHECK (
        identity.is_job() OR (candidates.is_shown(candidate_id) AND (to_candidate_id IS NULL OR to_candidate_id = candidate_id)
                              AND status = 'queued' AND part_of_id IS NULL)
        OR EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.referral_id = messages.referral_id));
      CREATE POLICY send ON brokerage.messages FOR UPDATE USING (identity.is_job());
      GRANT SELECT, INSERT (key, kind, part_of_id, to_candidate_id, to_user_id, to_role, to_organisation_id, referral_id, candidate_id, fair_id, data),
            UPDATE (status, reason_code, tries, due_at, claim_token, claimed_at, ended_at) ON brokerage.messages TO pathways_app;

      -- What was done about a case that did not move, once in each status.
      CREATE TABLE brokerage.chases (
        referral_id uuid NOT NULL,
        status text NOT NULL,
        step text NOT NULL,
        taken_on date NOT NULL,
        CONSTRAINT pk_chases PRIMARY KEY (referral_id, status, step),
        CONSTRAINT fk_chases_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id) ON DELETE CASCADE,
        CONSTRAINT ck_chases_step CHECK (step IN ('reminder', 'second-reminder', 'escalation', 'expiry'))
      );
      ALTER TABLE brokerage.chases ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON brokerage.chases FOR SELECT USING (EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.referral_id = chases.referral_id));
      CREATE POLICY chase ON brokerage.chases FOR INSERT WITH CHECK (identity.is_job());
      GRANT SELECT, INSERT ON brokerage.chases TO pathways_app; -- insert-only

      -- The last day on which an offer keeps the place, as long as it is one. Offers from before have as long as those of today.
      ALTER TABLE brokerage.referrals ADD COLUMN hold_expires_on date;
      UPDATE brokerage.referrals SET hold_expires_on = identity.today() + 14 WHERE status = 'offered';
      GRANT UPDATE (hold_expires_on) ON brokerage.referrals TO pathways_app;
      CREATE INDEX ix_referrals_chased ON brokerage.referrals (referral_id) WHERE status IN ('suggested', 'referred', 'reviewing', 'interview', 'offered', 'accepted', 'checks');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE UPDATE (hold_expires_on) ON brokerage.referrals FROM pathways_app;
      DROP INDEX brokerage.ix_referrals_chased;
      ALTER TABLE brokerage.referrals DROP COLUMN hold_expires_on;
      DROP TABLE brokerage.chases;
      DROP TABLE brokerage.messages;
      DROP FUNCTION brokerage.place_message;
    `);
  }
}
