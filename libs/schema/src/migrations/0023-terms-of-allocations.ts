import type { MigrationInterface, QueryRunner } from 'typeorm';

/** On what terms a cohort is given its places, and what would be on others. */
export class TermsOfAllocations1700000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The terms besides what a place is worth. Why the programmes that places are kept for are lawful is kept as it was
      -- recorded then. A scenario has the facts of the allocation that it is based on, changed as it says; the prices of
      -- a reserve's places follow those of the opportunities. Findings: what came of the terms, and what they cost.
      -- The terms have a default for processes of before, which go on until they are replaced.
      ALTER TABLE matching.allocations ADD COLUMN terms jsonb NOT NULL
          DEFAULT '{"variant": "optimal", "reserves": [], "minimums": [], "wishPoints": 0, "wishes": [], "excludedPairs": [], "together": [], "rankings": []}',
        ADD COLUMN justifications jsonb NOT NULL DEFAULT '[]', ADD COLUMN findings jsonb,
        ADD COLUMN base_allocation_id uuid, ADD COLUMN scenario jsonb, ADD COLUMN scenario_name text;
      ALTER TABLE matching.allocations
        ADD CONSTRAINT ck_allocations_scenario CHECK (num_nulls(base_allocation_id, scenario, scenario_name) IN (0, 3) AND (scenario IS NULL OR accepted_at IS NULL)),
        ADD CONSTRAINT fk_allocations_base FOREIGN KEY (base_allocation_id) REFERENCES matching.allocations (allocation_id) ON DELETE CASCADE;
      CREATE INDEX ix_allocations_base ON matching.allocations (base_allocation_id) WHERE base_allocation_id IS NOT NULL;
      ALTER TABLE matching.allocation_places ADD COLUMN is_reserved boolean NOT NULL DEFAULT false;
      GRANT INSERT (terms, justifications, base_allocation_id, scenario, scenario_name) ON matching.allocations TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM matching.allocations WHERE scenario IS NOT NULL;
      ALTER TABLE matching.allocation_places DROP COLUMN is_reserved;
      ALTER TABLE matching.allocations DROP COLUMN terms, DROP COLUMN justifications, DROP COLUMN findings, DROP COLUMN base_allocation_id, DROP COLUMN scenario, DROP COLUMN scenario_name;
    `);
  }
}
