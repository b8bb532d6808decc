import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facts and findings of runs are kept packed, and a run can be called off. */
export class PackedRuns1700000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- 'json': a gzipped list of objects. 'columns': gzipped columns, a fifth of the bytes.
      ALTER TABLE matching.snapshot_parts ADD COLUMN format text NOT NULL DEFAULT 'json',
        ADD CONSTRAINT ck_snapshot_parts_format CHECK (format IN ('json', 'columns'));

      -- What a shard found for the opportunities stays with the shard until the end of the run joins it: one row, where
      -- there was one for each opportunity and shard.
      ALTER TABLE matching.shards ADD COLUMN found bytea;
      DELETE FROM matching.opportunity_matches WHERE part_number >= 0;
      ALTER TABLE matching.opportunity_matches DROP CONSTRAINT pk_opportunity_matches, DROP COLUMN part_number,
        ADD CONSTRAINT pk_opportunity_matches PRIMARY KEY (run_id, opportunity_id);
      -- A run that was under way has shards without it: they are matched again.
      UPDATE matching.shards AS shard SET status = 'queued', finished_at = NULL, attempts = 0
        FROM matching.runs AS run WHERE run.run_id = shard.run_id AND run.status = 'sharded' AND shard.status = 'done';
      DELETE FROM matching.candidate_matches AS found USING matching.runs AS run WHERE run.run_id = found.run_id AND run.status = 'sharded';

      -- Whoever sees a run may call it off; nothing else of it can be changed.
      GRANT UPDATE (status, finished_at, claim_token, leased_until) ON matching.runs TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE UPDATE (status, finished_at, claim_token, leased_until) ON matching.runs FROM pathways_app;
      -- An older program cannot read columns: runs on them can no longer be explained, and those under way have to be asked for again.
      UPDATE matching.runs AS run SET status = 'failed', finished_at = now(), error_code = 'matching/snapshot-part-missing', error_detail = 'The facts of this run are no longer kept. Start a new run.'
        WHERE run.status IN ('queued', 'working', 'sharded');
      DELETE FROM matching.snapshot_parts WHERE format <> 'json';
      ALTER TABLE matching.snapshot_parts DROP CONSTRAINT ck_snapshot_parts_format, DROP COLUMN format;
      ALTER TABLE matching.shards DROP COLUMN found;
      ALTER TABLE matching.opportunity_matches DROP CONSTRAINT pk_opportunity_matches, ADD COLUMN part_number integer NOT NULL DEFAULT -1;
      ALTER TABLE matching.opportunity_matches ALTER COLUMN part_number DROP DEFAULT, ADD CONSTRAINT pk_opportunity_matches PRIMARY KEY (run_id, part_number, opportunity_id);
    `);
  }
}
