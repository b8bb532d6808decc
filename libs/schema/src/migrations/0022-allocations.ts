import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whole cohorts given their places at once, as people review them and turn them into cases. */
export class Allocations1700000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whose people and market these are, as of a run. What was asked for, the facts that were seen, the market as it stood,
      -- and day, seed and rules: the same allocation again from these, however the facts change. The market's columns are
      -- parallel lists by ascending opportunity; the prices are the proof.
      CREATE TABLE matching.allocations (
        allocation_id uuid NOT NULL DEFAULT uuidv7(),
        requested_by text NOT NULL,
        people_nodes uuid[] NOT NULL,
        shared_people_nodes uuid[] NOT NULL,
        market_nodes uuid[] NOT NULL,
        as_of_on date NOT NULL,
        seed integer NOT NULL,
        rule_version text NOT NULL,
        place_value integer NOT NULL,
        asked jsonb NOT NULL,
        snapshot_id uuid,
        opportunity_ids uuid[],
        intake_ids uuid[],
        places integer[],
        prices bigint[],
        -- {round, worth, bound, gap, placed, pairCount} of each step of the search, and {holds, gap, total, bound} at its end.
        steps jsonb NOT NULL DEFAULT '[]',
        certificate jsonb,
        is_stop_asked boolean NOT NULL DEFAULT false,
        solved_at timestamptz,
        status text NOT NULL DEFAULT 'queued',
        claim_token uuid,
        leased_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        rung_at timestamptz NOT NULL DEFAULT now(),
        error_code text,
        error_detail text,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        accepted_at timestamptz,
        accepted_by text,
        CONSTRAINT pk_allocations PRIMARY KEY (allocation_id),
        CONSTRAINT fk_allocations_snapshot FOREIGN KEY (snapshot_id) REFERENCES matching.snapshots (snapshot_id),
        CONSTRAINT ck_allocations_status CHECK (status IN ('queued', 'working', 'done', 'failed', 'cancelled')),
        CONSTRAINT ck_allocations_place_value CHECK (place_value BETWEEN 0 AND 2000000),
        CONSTRAINT ck_allocations_market CHECK (num_nulls(snapshot_id, opportunity_ids, intake_ids, places) IN (0, 4)),
        CONSTRAINT ck_allocations_accepted CHECK ((accepted_at IS NULL) = (accepted_by IS NULL) AND (accepted_at IS NULL OR status = 'done'))
      );
      CREATE INDEX ix_allocations_created ON matching.allocations (created_at);
      CREATE INDEX ix_allocations_open ON matching.allocations (rung_at) WHERE status IN ('queued', 'working');
      CREATE INDEX ix_allocations_snapshot ON matching.allocations (snapshot_id);

      -- One row a person of the cohort, also without a place. What somebody decided stays when the rest is solved again.
      CREATE TABLE matching.allocation_places (
        allocation_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        opportunity_id uuid,
        intake_id uuid,
        score integer,
        decision text NOT NULL DEFAULT 'proposed',
        reason text,
        decided_by text,
        decided_at timestamptz,
        -- What became of it when the allocation was accepted.
        outcome text,
        CONSTRAINT pk_allocation_places PRIMARY KEY (allocation_id, candidate_id),
        CONSTRAINT fk_allocation_places_allocation FOREIGN KEY (allocation_id) REFERENCES matching.allocations (allocation_id) ON DELETE CASCADE,
        CONSTRAINT fk_allocation_places_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT ck_allocation_places_intake CHECK ((opportunity_id IS NULL) = (intake_id IS NULL)),
        CONSTRAINT ck_allocation_places_decision CHECK (decision IN ('proposed', 'accepted', 'overridden')),
        CONSTRAINT ck_allocation_places_decided CHECK ((decision = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
        CONSTRAINT ck_allocation_places_reason CHECK ((decision = 'overridden') = (reason IS NOT NULL)),
        CONSTRAINT ck_allocation_places_outcome CHECK (outcome IN ('referred', 'no-place', 'no-consent', 'has-a-place', 'already-referred', 'place-gone'))
      );

      CREATE INDEX ix_allocation_places_candidate ON matching.allocation_places (candidate_id);

      -- A case that an allocation led to.
      ALTER TABLE brokerage.referrals ADD COLUMN allocation_id uuid,
        ADD CONSTRAINT fk_referrals_allocation FOREIGN KEY (allocation_id) REFERENCES matching.allocations (allocation_id) ON DELETE SET NULL;
      CREATE INDEX ix_referrals_allocation ON brokerage.referrals (allocation_id) WHERE allocation_id IS NOT NULL;

      CREATE FUNCTION matching.is_allocation_shown(allocation uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RETURN EXISTS (SELECT FROM matching.allocations AS shown WHERE shown.allocation_id = allocation);
      END $$;
      -- How an allocation stands, counted past the policy of its places, which asks for each person whether they are shown:
      -- whoever sees the allocation reaches all of them.
      CREATE FUNCTION matching.allocation_counts(allocation uuid) RETURNS TABLE (placed integer, accepted integer, overridden integer, referred integer)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT count(*) FILTER (WHERE place.intake_id IS NOT NULL)::integer, count(*) FILTER (WHERE place.decision = 'accepted')::integer,
               count(*) FILTER (WHERE place.decision = 'overridden')::integer, count(*) FILTER (WHERE place.outcome = 'referred')::integer
          FROM matching.allocations AS shown JOIN matching.allocation_places AS place USING (allocation_id)
         WHERE shown.allocation_id = allocation AND (identity.is_job() OR matching.covers(shown.people_nodes, shown.shared_people_nodes, shown.market_nodes))
      $$;
      REVOKE EXECUTE ON FUNCTION matching.is_allocation_shown(uuid), matching.allocation_counts(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION matching.is_allocation_shown(uuid), matching.allocation_counts(uuid) TO pathways_app, pathways_matcher;

      ALTER TABLE matching.allocations ENABLE ROW LEVEL SECURITY;
      ALTER TABLE matching.allocation_places ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON matching.allocations USING (identity.is_job() OR matching.covers(people_nodes, shared_people_nodes, market_nodes));
      CREATE POLICY reach ON matching.allocation_places USING (identity.is_job() OR (matching.is_allocation_shown(allocation_id) AND candidates.is_shown(candidate_id)));
      CREATE POLICY of_allocations ON matching.snapshots FOR SELECT USING (EXISTS (SELECT FROM matching.allocations AS allocation WHERE allocation.snapshot_id = snapshots.snapshot_id));
      CREATE POLICY of_allocations ON matching.snapshot_parts FOR SELECT USING (EXISTS (SELECT FROM matching.allocations AS allocation WHERE allocation.snapshot_id = snapshot_parts.snapshot_id));

      GRANT SELECT, INSERT (requested_by, people_nodes, shared_people_nodes, market_nodes, as_of_on, seed, rule_version, place_value, asked),
            UPDATE (status, claim_token, leased_until, attempts, rung_at, is_stop_asked, finished_at, accepted_at, accepted_by) ON matching.allocations TO pathways_app;
      GRANT SELECT, UPDATE (opportunity_id, intake_id, score, decision, reason, decided_by, decided_at, outcome) ON matching.allocation_places TO pathways_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON matching.allocations, matching.allocation_places TO pathways_matcher;
      GRANT SELECT (holds_place) ON brokerage.referrals TO pathways_matcher;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE SELECT (holds_place) ON brokerage.referrals FROM pathways_matcher;
      ALTER TABLE brokerage.referrals DROP COLUMN allocation_id;
      DROP POLICY of_allocations ON matching.snapshots;
      DROP POLICY of_allocations ON matching.snapshot_parts;
      DROP TABLE matching.allocation_places, matching.allocations;
      DROP FUNCTION matching.is_allocation_shown, matching.allocation_counts;
      -- Facts that only an allocation referred to are removed by the sweeper.
    `);
  }
}
