import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The case from suggestion to start. The status is the last event's; events are only ever added. */
export class Referrals1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA brokerage;

      CREATE TABLE brokerage.referrals (
        referral_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        intake_id uuid NOT NULL,
        run_id uuid,
        status text NOT NULL,
        holds_place boolean NOT NULL DEFAULT false,
        started_on date,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_referrals PRIMARY KEY (referral_id),
        CONSTRAINT fk_referrals_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id),
        CONSTRAINT fk_referrals_intake FOREIGN KEY (intake_id) REFERENCES opportunities.intakes (intake_id),
        CONSTRAINT fk_referrals_run FOREIGN KEY (run_id) REFERENCES matching.runs (run_id) ON DELETE SET NULL,
        CONSTRAINT ck_referrals_status CHECK (status IN (
          'suggested', 'referred', 'reviewing', 'interview', 'offered', 'accepted', 'checks', 'started',
          'not-taken-forward', 'withdrawn', 'declined', 'expired')),
        CONSTRAINT ck_referrals_started CHECK ((status = 'started') = (started_on IS NOT NULL))
      );
      CREATE INDEX ix_referrals_candidate ON brokerage.referrals (candidate_id);
      CREATE INDEX ix_referrals_intake ON brokerage.referrals (intake_id);
      CREATE INDEX ix_referrals_run ON brokerage.referrals (run_id) WHERE run_id IS NOT NULL;
      -- One live referral of a person to an intake.
      CREATE UNIQUE INDEX uq_referrals_live ON brokerage.referrals (candidate_id, intake_id)
        WHERE status NOT IN ('not-taken-forward', 'withdrawn', 'declined', 'expired');

      CREATE TABLE brokerage.referral_events (
        event_id uuid NOT NULL DEFAULT uuidv7(),
        referral_id uuid NOT NULL,
        event text NOT NULL,
        from_status text,
        to_status text NOT NULL,
        actor_id text NOT NULL,
        reason_code text,
        occurred_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_referral_events PRIMARY KEY (event_id),
        CONSTRAINT fk_referral_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id)
      );
      CREATE INDEX ix_referral_events_referral ON brokerage.referral_events (referral_id, occurred_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA brokerage CASCADE;`);
  }
}
