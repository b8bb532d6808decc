import type { MigrationInterface, QueryRunner } from 'typeorm';

const CAME = `(person.created_at AT TIME ZONE 'Europe/London')::date`;

/**
 * What changes in the definition of the summary, each as [before, after]. Somebody who is paused and has no live referral
 * looks for nothing: from the day on which the pause ends the days of the two lists count, and without such a day there are
 * none. So nothing has to be done when the day comes, and what is made anew is the same on every day.
 */
const PIECES = [
  [
    `CASE WHEN person.is_seeking OR cases.live > 0 THEN coalesce(contact.reached_on, ${CAME}) END`,
    `CASE WHEN cases.live > 0 THEN coalesce(contact.reached_on, ${CAME}) WHEN person.is_seeking THEN nullif(greatest(coalesce(contact.reached_on, ${CAME}), pause.until_on), 'infinity') END`,
  ],
  [
    `CASE WHEN held.user_id IS NULL AND (person.is_seeking OR cases.live > 0) THEN coalesce(held.left_on, ${CAME}) END`,
    `CASE WHEN held.user_id IS NOT NULL THEN NULL WHEN cases.live > 0 THEN coalesce(held.left_on, ${CAME}) WHEN person.is_seeking THEN nullif(greatest(coalesce(held.left_on, ${CAME}), pause.until_on), 'infinity') END`,
  ],
  [
    `FROM candidates.candidates AS person
          CROSS JOIN LATERAL (`,
    `FROM candidates.candidates AS person
          CROSS JOIN LATERAL (
            SELECT max(coalesce(ended_on, resumes_on, 'infinity')) AS until_on FROM candidates.pauses WHERE pauses.candidate_id = person.candidate_id) AS pause
          CROSS JOIN LATERAL (`,
  ],
] as const;

/** Writes the functions that make the summary anew, with one piece of their text in the place of another. */
const REWRITTEN = (pieces: readonly (readonly [string, string])[]): string => `
      DO $rewrite$
      DECLARE name text; body text;
      BEGIN
        FOREACH name IN ARRAY ARRAY['brokerage.keep_caseload(uuid[])', 'brokerage.rebuild_caseload()'] LOOP
          body := pg_get_functiondef(name::regprocedure);
          ${pieces.map(([before, after]) => `
          IF strpos(body, $piece$${before}$piece$) = 0 THEN RAISE EXCEPTION 'The summary of the caseload is not the one that this changes.'; END IF;
          body := replace(body, $piece$${before}$piece$, $piece$${after}$piece$);`).join('')}
          EXECUTE body;
        END LOOP;
      END $rewrite$;`;

/** Something is done for many people at once by a job, each of them once; and people who are paused are on no list of those who look for something. */
export class BulkActions1700000000038 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What was asked, without words; the words are sealed. Of a list its filter is kept, and who was on it at that moment
      -- are the rows of the outcomes: an outcome that is null is still to be done, in the order of the list.
      ALTER TABLE brokerage.bulk_actions
        ADD COLUMN asked jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN body text,
        ADD COLUMN filter jsonb,
        ADD COLUMN people integer NOT NULL DEFAULT 0,
        ADD COLUMN status text NOT NULL DEFAULT 'done',
        ADD COLUMN claim_token uuid,
        ADD COLUMN leased_until timestamptz,
        ADD COLUMN attempts integer NOT NULL DEFAULT 0,
        ADD COLUMN rung_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN error_code text,
        ADD COLUMN error_detail text,
        ADD COLUMN finished_at timestamptz,
        ADD CONSTRAINT ck_bulk_actions_status CHECK (status IN ('queued', 'working', 'done', 'failed', 'cancelled'));
      ALTER TABLE brokerage.bulk_actions ALTER COLUMN status SET DEFAULT 'queued';
      UPDATE brokerage.bulk_actions AS bulk SET finished_at = created_at, people = (SELECT count(*) FROM brokerage.bulk_outcomes AS told WHERE told.bulk_id = bulk.bulk_id);
      CREATE INDEX ix_bulk_actions_open ON brokerage.bulk_actions (rung_at) WHERE status IN ('queued', 'working');
      CREATE INDEX ix_bulk_actions_requested ON brokerage.bulk_actions (requested_by, bulk_id);
      ALTER TABLE brokerage.bulk_outcomes ADD COLUMN position integer;
      UPDATE brokerage.bulk_outcomes AS told SET position = numbered.number
        FROM (SELECT bulk_id, candidate_id, row_number() OVER (PARTITION BY bulk_id ORDER BY candidate_id) AS number FROM brokerage.bulk_outcomes) AS numbered
       WHERE numbered.bulk_id = told.bulk_id AND numbered.candidate_id = told.candidate_id;
      ALTER TABLE brokerage.bulk_outcomes ALTER COLUMN position SET NOT NULL;
      CREATE UNIQUE INDEX uq_bulk_outcomes_position ON brokerage.bulk_outcomes (bulk_id, position);

      -- The job finds its letters; what it does for people it does as whoever asked.
      CREATE POLICY find ON brokerage.bulk_actions FOR SELECT USING (identity.is_job());
      CREATE POLICY work ON brokerage.bulk_actions FOR UPDATE USING (identity.is_job());
      GRANT UPDATE (people, status, claim_token, leased_until, attempts, rung_at, error_code, error_detail, finished_at) ON brokerage.bulk_actions TO pathways_app;

      CREATE TRIGGER keep_caseload_insert AFTER INSERT ON candidates.pauses REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
      CREATE TRIGGER keep_caseload_update AFTER UPDATE ON candidates.pauses REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
      CREATE TRIGGER keep_caseload_delete AFTER DELETE ON candidates.pauses REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
      ${REWRITTEN(PIECES)}
      SELECT brokerage.rebuild_caseload();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${REWRITTEN(PIECES.map(([before, after]) => [after, before] as const))}
      DROP TRIGGER keep_caseload_insert ON candidates.pauses;
      DROP TRIGGER keep_caseload_update ON candidates.pauses;
      DROP TRIGGER keep_caseload_delete ON candidates.pauses;
      SELECT brokerage.rebuild_caseload();
      REVOKE UPDATE (people, status, claim_token, leased_until, attempts, rung_at, error_code, error_detail, finished_at) ON brokerage.bulk_actions FROM pathways_app;
      DROP POLICY find ON brokerage.bulk_actions;
      DROP POLICY work ON brokerage.bulk_actions;
      DROP INDEX brokerage.uq_bulk_outcomes_position, brokerage.ix_bulk_actions_open, brokerage.ix_bulk_actions_requested;
      ALTER TABLE brokerage.bulk_outcomes DROP COLUMN position;
      ALTER TABLE brokerage.bulk_actions DROP COLUMN asked, DROP COLUMN body, DROP COLUMN filter, DROP COLUMN people, DROP COLUMN status, DROP COLUMN claim_token, DROP COLUMN leased_until,
        DROP COLUMN attempts, DROP COLUMN rung_at, DROP COLUMN error_code, DROP COLUMN error_detail, DROP COLUMN finished_at;
    `);
  }
}
