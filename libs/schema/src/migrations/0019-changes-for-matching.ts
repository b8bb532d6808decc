import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows the matcher's facts come from: the subject that changes with them, and the column that names it; null: all of the subject. */
const WATCHED = [
  ['candidates.candidates', 'candidate', 'candidate_id'],
  ['candidates.consents', 'candidate', 'candidate_id'],
  ['brokerage.referrals', 'candidate', 'candidate_id'],
  ['opportunities.opportunities', 'opportunity', 'opportunity_id'],
  ['opportunities.intakes', 'opportunity', 'opportunity_id'],
  ['opportunities.rule_versions', 'opportunity', 'opportunity_id'],
  ['opportunities.programmes', 'programme', null],
] as const;

const EVENTS = [
  ['INSERT', 'NEW'],
  ['UPDATE', 'NEW'],
  ['DELETE', 'OLD'],
] as const;

/** What changed, for the processes that keep the matcher's facts in memory. */
export class ChangesForMatching1700000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row for each person or opportunity that a statement changed; without an id: any of them. A reader asks for the
      -- rows of all transactions that it had not seen ended: their numbers follow the order of writing, which is not that
      -- of committing.
      CREATE TABLE matching.changes (
        change_number bigint GENERATED ALWAYS AS IDENTITY,
        written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
        subject text NOT NULL,
        subject_id uuid,
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_changes PRIMARY KEY (change_number),
        CONSTRAINT ck_changes_subject CHECK (subject IN ('candidate', 'opportunity', 'programme', 'directory'))
      );
      CREATE INDEX ix_changes_written_in ON matching.changes (written_in);
      CREATE INDEX ix_changes_changed ON matching.changes (changed_at);
      ALTER TABLE matching.changes ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON matching.changes USING (identity.is_job());
      GRANT SELECT, DELETE ON matching.changes TO pathways_matcher;

      -- A file of a hundred thousand rows is one change of everybody: whoever reads it reads everybody anyway.
      CREATE FUNCTION matching.note_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE noted bigint;
      BEGIN
        IF TG_ARGV[1] = '' THEN
          INSERT INTO matching.changes (subject) VALUES (TG_ARGV[0]);
        ELSE
          SELECT count(*) INTO noted FROM (SELECT FROM changed LIMIT 5001) AS first_ones;
          IF noted = 0 THEN RETURN NULL; END IF;
          IF noted > 5000 THEN
            INSERT INTO matching.changes (subject) VALUES (TG_ARGV[0]);
          ELSE
            EXECUTE format('INSERT INTO matching.changes (subject, subject_id) SELECT DISTINCT %L, %I FROM changed', TG_ARGV[0], TG_ARGV[1]);
          END IF;
        END IF;
        PERFORM pg_notify('matching_changes', '');
        RETURN NULL;
      END $$;
      -- The directory is swapped in whole, and what else there is of this kind is small.
      CREATE FUNCTION matching.note_directory() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        INSERT INTO matching.changes (subject) VALUES ('directory');
        PERFORM pg_notify('matching_changes', '');
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION matching.note_changes(), matching.note_directory() FROM PUBLIC;

      ${WATCHED.flatMap(([table, subject, column]) =>
        EVENTS.map(
          ([event, rows]) =>
            `CREATE TRIGGER note_${event.toLowerCase()} AFTER ${event} ON ${table} REFERENCING ${rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('${subject}', '${column ?? ''}');`,
        ),
      ).join('\n      ')}
      CREATE TRIGGER note_import AFTER UPDATE ON geography.imports FOR EACH ROW WHEN (NEW.status = 'loaded' AND OLD.status <> 'loaded') EXECUTE FUNCTION matching.note_directory();
      CREATE TRIGGER note_travel_times AFTER INSERT ON geography.travel_time_tables FOR EACH ROW EXECUTE FUNCTION matching.note_directory();

      CREATE TRIGGER note_tree AFTER INSERT OR UPDATE OR DELETE ON identity.organisation_paths FOR EACH STATEMENT EXECUTE FUNCTION matching.note_directory();

      -- Which transactions a snapshot saw: the moment that it is of.
      ALTER TABLE matching.snapshots ADD COLUMN seen_transactions pg_snapshot;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE matching.snapshots DROP COLUMN seen_transactions;
      DROP TRIGGER note_tree ON identity.organisation_paths;
      DROP TRIGGER note_travel_times ON geography.travel_time_tables;
      DROP TRIGGER note_import ON geography.imports;
      ${WATCHED.flatMap(([table]) => EVENTS.map(([event]) => `DROP TRIGGER note_${event.toLowerCase()} ON ${table};`)).join('\n      ')}
      DROP FUNCTION matching.note_changes, matching.note_directory;
      DROP TABLE matching.changes;
    `);
  }
}
