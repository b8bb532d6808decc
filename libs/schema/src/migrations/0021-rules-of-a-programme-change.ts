import type { MigrationInterface, QueryRunner } from 'typeorm';

const EVENTS = ['insert', 'update', 'delete'] as const;

/** A rule of a programme names the opportunities that it changes, so that nobody reads all of them anew. */
export class RulesOfAProgrammeChange1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION matching.note_rules() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE named uuid[];
      BEGIN
        SELECT array_agg(opportunity_id) INTO named FROM (
          SELECT opportunity_id FROM changed WHERE opportunity_id IS NOT NULL
          UNION SELECT opportunity.opportunity_id FROM changed JOIN opportunities.opportunities AS opportunity USING (programme_code)
          LIMIT 5001) AS first_ones;
        IF named IS NULL THEN RETURN NULL; END IF;
        -- Of more it is quicker to read all.
        IF cardinality(named) > 5000 THEN named := ARRAY[NULL]::uuid[]; END IF;
        INSERT INTO matching.changes (subject, subject_id) SELECT 'opportunity', unnest(named);
        PERFORM pg_notify('matching_changes', '');
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION matching.note_rules() FROM PUBLIC;
      ${EVENTS.map(
        (event) => `DROP TRIGGER note_${event} ON opportunities.rule_versions;
      CREATE TRIGGER note_${event} AFTER ${event} ON opportunities.rule_versions REFERENCING ${event === 'delete' ? 'OLD' : 'NEW'} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_rules();`,
      ).join('\n      ')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${EVENTS.map(
        (event) => `DROP TRIGGER note_${event} ON opportunities.rule_versions;
      CREATE TRIGGER note_${event} AFTER ${event} ON opportunities.rule_versions REFERENCING ${event === 'delete' ? 'OLD' : 'NEW'} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('opportunity', 'opportunity_id');`,
      ).join('\n      ')}
      DROP FUNCTION matching.note_rules;
    `);
  }
}
