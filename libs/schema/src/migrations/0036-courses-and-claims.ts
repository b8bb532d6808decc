import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of learners, and who claims which outcome. */
export class CoursesAndClaims1700000000036 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outcomes.course_events (
        event_id uuid NOT NULL DEFAULT uuidv7(),
        referral_id uuid NOT NULL,
        step text NOT NULL,
        happened_on date NOT NULL,
        grade_code text,
        job_referral_id uuid,
        actor_id text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_course_events PRIMARY KEY (event_id),
        CONSTRAINT fk_course_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id),
        CONSTRAINT fk_course_events_job_referral FOREIGN KEY (job_referral_id) REFERENCES brokerage.referrals (referral_id),
        CONSTRAINT uq_course_events UNIQUE NULLS NOT DISTINCT (referral_id, step, happened_on, grade_code, job_referral_id),
        CONSTRAINT ck_course_events_step CHECK (step IN ('enrol', 'retain', 'achieve', 'fail', 'withdraw', 'progress-to-job'))
      );
      CREATE INDEX ix_course_events_job_referral ON outcomes.course_events (job_referral_id) WHERE job_referral_id IS NOT NULL;

      CREATE TABLE outcomes.claims (
        claim_id uuid NOT NULL DEFAULT uuidv7(),
        referral_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        programme_code text NOT NULL,
        outcome_code text NOT NULL,
        organisation_id uuid NOT NULL,
        status text NOT NULL,
        is_disputed boolean NOT NULL DEFAULT false,
        claimed_by text NOT NULL,
        claimed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_claims PRIMARY KEY (claim_id),
        CONSTRAINT fk_claims_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id),
        CONSTRAINT fk_claims_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id),
        CONSTRAINT fk_claims_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes (code),
        CONSTRAINT fk_claims_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_claims_organisation UNIQUE (candidate_id, programme_code, outcome_code, organisation_id),
        CONSTRAINT ck_claims_outcome CHECK (outcome_code IN ('start', '13-weeks', '26-weeks', '52-weeks', 'progression', 'achievement')),
        CONSTRAINT ck_claims_status CHECK (status IN ('held', 'contesting', 'upheld', 'refused'))
      );
      -- One person, one outcome, one claim.
      CREATE UNIQUE INDEX uq_claims_counting ON outcomes.claims (candidate_id, programme_code, outcome_code) WHERE status IN ('held', 'upheld');
      CREATE INDEX ix_claims_organisation ON outcomes.claims (organisation_id, claim_id DESC);
      CREATE INDEX ix_claims_disputed ON outcomes.claims (claim_id DESC) WHERE is_disputed;

      CREATE TABLE outcomes.claim_events (
        event_id uuid NOT NULL DEFAULT uuidv7(),
        claim_id uuid NOT NULL,
        event text NOT NULL,
        reason_code text,
        note text,
        actor_id text NOT NULL,
        occurred_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_claim_events PRIMARY KEY (event_id),
        CONSTRAINT fk_claim_events_claim FOREIGN KEY (claim_id) REFERENCES outcomes.claims (claim_id),
        CONSTRAINT ck_claim_events_event CHECK (event IN ('claimed', 'contested', 'disputed', 'noted', 'upheld', 'refused'))
      );
      CREATE INDEX ix_claim_events_claim ON outcomes.claim_events (claim_id);

      -- The claim that counts belongs to somebody whom the one who contests it does not see. It is told that it is
      -- disputed, and not by whom.
      CREATE FUNCTION outcomes.note_dispute() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        WITH counting AS (
          UPDATE outcomes.claims SET is_disputed = true
           WHERE (candidate_id, programme_code, outcome_code) = (NEW.candidate_id, NEW.programme_code, NEW.outcome_code) AND (claim_id = NEW.claim_id OR status IN ('held', 'upheld'))
          RETURNING claim_id)
        INSERT INTO outcomes.claim_events (claim_id, event, actor_id) SELECT claim_id, 'disputed', 'system' FROM counting WHERE claim_id <> NEW.claim_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER note_dispute AFTER INSERT ON outcomes.claims FOR EACH ROW WHEN (NEW.status = 'contesting') EXECUTE FUNCTION outcomes.note_dispute();

      -- Whether all who claim an outcome of a person are below one node of the actor's.
      CREATE FUNCTION outcomes.is_above_claims(candidate uuid, programme text, outcome text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce(current_setting('pathways.everywhere', true) = 'yes', false) OR EXISTS (
          SELECT FROM unnest(string_to_array(nullif(current_setting('pathways.people', true), ''), ',')::uuid[]) AS node
           WHERE NOT EXISTS (
             SELECT FROM outcomes.claims AS claim
              WHERE (claim.candidate_id, claim.programme_code, claim.outcome_code) = (candidate, programme, outcome)
                AND NOT EXISTS (SELECT FROM identity.organisation_paths AS path
                                 WHERE path.ancestor_id = node AND path.organisation_id = claim.organisation_id AND path.valid_during @> identity.today())))
      $$;
      REVOKE EXECUTE ON FUNCTION outcomes.note_dispute(), outcomes.is_above_claims(uuid, text, text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION outcomes.is_above_claims(uuid, text, text) TO pathways_app;

      ALTER TABLE outcomes.course_events ENABLE ROW LEVEL SECURITY;
      ALTER TABLE outcomes.claims ENABLE ROW LEVEL SECURITY;
      ALTER TABLE outcomes.claim_events ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON outcomes.course_events USING (EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.referral_id = course_events.referral_id));
      CREATE POLICY reach ON outcomes.claims FOR SELECT USING (organisation_id IN (SELECT identity.reach('people')) OR organisation_id IN (SELECT identity.reach('referred_people')));
      CREATE POLICY claim ON outcomes.claims FOR INSERT WITH CHECK (
        (organisation_id IN (SELECT identity.reach('people')) OR organisation_id IN (SELECT identity.reach('referred_people')))
        AND EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.referral_id = claims.referral_id AND referral.candidate_id = claims.candidate_id));
      CREATE POLICY decide ON outcomes.claims FOR UPDATE USING (organisation_id IN (SELECT identity.reach('people')));
      CREATE POLICY reach ON outcomes.claim_events USING (EXISTS (SELECT FROM outcomes.claims AS claim WHERE claim.claim_id = claim_events.claim_id));
      GRANT SELECT, INSERT ON outcomes.course_events, outcomes.claim_events TO pathways_app;
      GRANT SELECT, INSERT, UPDATE (status, is_disputed) ON outcomes.claims TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE outcomes.claim_events, outcomes.claims, outcomes.course_events;
      DROP FUNCTION outcomes.is_above_claims, outcomes.note_dispute;
    `);
  }
}
