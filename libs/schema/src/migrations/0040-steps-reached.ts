import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a person has reached since a pathway plan was saved, so that the plan goes on from there. */
export class StepsReached1700000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE brokerage.pathway_plans
        ADD COLUMN reached_step text,
        ADD COLUMN reached_on date,
        ADD COLUMN reached_at timestamptz;
      ALTER TABLE brokerage.pathway_plans
        ADD CONSTRAINT ck_pathway_plans_reached CHECK (num_nulls(reached_step, reached_on, reached_at) IN (0, 3));
      GRANT UPDATE (reached_step, reached_on, reached_at) ON brokerage.pathway_plans TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE brokerage.pathway_plans
        DROP COLUMN reached_step,
        DROP COLUMN reached_on,
        DROP COLUMN reached_at;
    `);
  }
}
