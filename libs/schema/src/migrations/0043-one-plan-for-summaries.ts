import type { MigrationInterface, QueryRunner } from 'typeorm';

const BEFORE = 'IF people IS NULL THEN RETURN; END IF;';
const AFTER = `${BEFORE}
        PERFORM set_config('plan_cache_mode', CASE WHEN cardinality(people) <= 50 THEN 'force_generic_plan' ELSE 'force_custom_plan' END, true);`;

const rewritten = (before: string, after: string): string => `
  DO $rewrite$
  DECLARE body text := pg_get_functiondef('brokerage.keep_caseload(uuid[])'::regprocedure);
  BEGIN
    IF strpos(body, $piece$${before}$piece$) = 0 THEN RAISE EXCEPTION 'The summary of the caseload is not the one that this changes.'; END IF;
    EXECUTE replace(body, $piece$${before}$piece$, $piece$${after}$piece$);
  END $rewrite$`;

/**
 * To plan how one person's summary is read takes ten times as long as to read it, and PostgreSQL would plan it anew with every
 * event. A few people are looked up by keys whatever they are, so that one plan is kept for them; for a whole file it is
 * planned, since a plan for few is no good for many. What the function sets ends with it, because its own setting does.
 */
export class OnePlanForSummaries1700000000043 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rewritten(BEFORE, AFTER));
    await runner.query(`ALTER FUNCTION brokerage.keep_caseload(uuid[]) SET plan_cache_mode = auto`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER FUNCTION brokerage.keep_caseload(uuid[]) RESET plan_cache_mode`);
    await runner.query(rewritten(AFTER, BEFORE));
  }
}
