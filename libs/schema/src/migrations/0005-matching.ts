import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Snapshots of the facts, runs over them in shards, and what was found. */
export class Matching1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA matching;

      CREATE TABLE matching.snapshots (
        snapshot_id uuid NOT NULL DEFAULT uuidv7(),
        snapshot_version bigint GENERATED ALWAYS AS IDENTITY,
        taken_at timestamptz NOT NULL DEFAULT now(),
        as_of_on date NOT NULL,
        candidate_count integer NOT NULL,
        opportunity_count integer NOT NULL,
        CONSTRAINT pk_snapshots PRIMARY KEY (snapshot_id),
        CONSTRAINT uq_snapshots_version UNIQUE (snapshot_version)
      );

      -- The facts as the matcher saw them, gzipped JSON: one part for all opportunities, one for each range of candidates.
      CREATE TABLE matching.snapshot_parts (
        snapshot_id uuid NOT NULL,
        content text NOT NULL,
        part_number integer NOT NULL,
        body bytea NOT NULL,
        CONSTRAINT pk_snapshot_parts PRIMARY KEY (snapshot_id, content, part_number),
        CONSTRAINT fk_snapshot_parts_snapshot FOREIGN KEY (snapshot_id) REFERENCES matching.snapshots (snapshot_id) ON DELETE CASCADE,
        CONSTRAINT ck_snapshot_parts_content CHECK (content IN ('candidates', 'opportunities'))
      );

      CREATE TABLE matching.runs (
        run_id uuid NOT NULL DEFAULT uuidv7(),
        requested_by text NOT NULL,
        as_of_on date NOT NULL,
        seed integer NOT NULL,
        matches_each integer NOT NULL,
        rule_version text NOT NULL,
        snapshot_id uuid,
        shard_count integer,
        status text NOT NULL DEFAULT 'queued',
        claim_token uuid,
        leased_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        rung_at timestamptz NOT NULL DEFAULT now(),
        error_code text,
        error_detail text,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CONSTRAINT pk_runs PRIMARY KEY (run_id),
        CONSTRAINT fk_runs_snapshot FOREIGN KEY (snapshot_id) REFERENCES matching.snapshots (snapshot_id),
        CONSTRAINT ck_runs_status CHECK (status IN ('queued', 'working', 'sharded', 'done', 'failed', 'cancelled')),
        CONSTRAINT ck_runs_matches_each CHECK (matches_each BETWEEN 1 AND 200)
      );
      CREATE INDEX ix_runs_created ON matching.runs (created_at);
      CREATE INDEX ix_runs_open ON matching.runs (rung_at) WHERE status IN ('queued', 'working', 'sharded');

      CREATE TABLE matching.shards (
        shard_id uuid NOT NULL DEFAULT uuidv7(),
        run_id uuid NOT NULL,
        part_number integer NOT NULL,
        candidate_count integer NOT NULL,
        status text NOT NULL DEFAULT 'queued',
        claim_token uuid,
        leased_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        rung_at timestamptz NOT NULL DEFAULT now(),
        error_code text,
        error_detail text,
        finished_at timestamptz,
        CONSTRAINT pk_shards PRIMARY KEY (shard_id),
        CONSTRAINT fk_shards_run FOREIGN KEY (run_id) REFERENCES matching.runs (run_id) ON DELETE CASCADE,
        CONSTRAINT uq_shards_part UNIQUE (run_id, part_number),
        CONSTRAINT ck_shards_status CHECK (status IN ('queued', 'working', 'done', 'failed', 'cancelled'))
      );
      CREATE INDEX ix_shards_open ON matching.shards (rung_at) WHERE status IN ('queued', 'working');

      -- Packed, one row a candidate: best first, scores beside.
      CREATE TABLE matching.candidate_matches (
        run_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        eligible_count integer NOT NULL,
        opportunity_ids uuid[] NOT NULL,
        scores integer[] NOT NULL,
        CONSTRAINT pk_candidate_matches PRIMARY KEY (run_id, candidate_id),
        CONSTRAINT fk_candidate_matches_run FOREIGN KEY (run_id) REFERENCES matching.runs (run_id) ON DELETE CASCADE
      );

      -- Packed, one row an opportunity. A shard's own best stand here first (part_number 0 and up); the
      -- end of the run merges them into the row with part_number -1.
      CREATE TABLE matching.opportunity_matches (
        run_id uuid NOT NULL,
        part_number integer NOT NULL,
        opportunity_id uuid NOT NULL,
        eligible_count integer NOT NULL,
        candidate_ids uuid[] NOT NULL,
        scores integer[] NOT NULL,
        CONSTRAINT pk_opportunity_matches PRIMARY KEY (run_id, part_number, opportunity_id),
        CONSTRAINT fk_opportunity_matches_run FOREIGN KEY (run_id) REFERENCES matching.runs (run_id) ON DELETE CASCADE
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA matching CASCADE;`);
  }
}
