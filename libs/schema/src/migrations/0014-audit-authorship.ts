import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An event carries the name of whoever its transaction acts for, whoever writes it, and each role writes no more than it has to tell. */
export class AuditAuthorship1700000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Row-level security says so of the processes' roles; this also of whoever is past it, the owner at a prompt and
      -- a function with the owner's rights. With the name goes why they acted and by which request. Who the transaction
      -- acts for, the process says at its beginning (identity.actor()): the database has only its word for that.
      CREATE FUNCTION audit.refuse_other_author() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF NEW.actor_id IS DISTINCT FROM identity.actor()
           OR coalesce(NEW.purpose, '') <> coalesce(current_setting('pathways.purpose', true), '')
           OR coalesce(NEW.request_id, '') <> coalesce(current_setting('pathways.request', true), '') THEN
          RAISE EXCEPTION 'an audit event is written in the name of whoever acts, with their purpose and request' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse_other_author BEFORE INSERT ON audit.events FOR EACH ROW EXECUTE FUNCTION audit.refuse_other_author();
      REVOKE EXECUTE ON FUNCTION audit.refuse_other_author() FROM PUBLIC;

      DROP POLICY add_own ON audit.events;
      CREATE POLICY add_own ON audit.events FOR INSERT TO pathways_app WITH CHECK (actor_id = identity.actor());
      -- Sign-in tells of accounts: before it is known who acts, as itself and as no other job.
      CREATE POLICY add_of_accounts ON audit.events FOR INSERT TO pathways_sign_in
        WITH CHECK (actor_id = identity.actor() AND (NOT identity.is_job() OR actor_id = 'job:sign-in') AND action LIKE 'identity.%' AND subject LIKE 'user:%');
      -- The matcher has nothing to tell: the application records that a run was asked for.
      REVOKE INSERT (actor_id, purpose, organisation_id, action, subject, detail) ON audit.events FROM pathways_matcher;
      REVOKE USAGE ON SCHEMA audit FROM pathways_matcher;

      -- Reference data is not sent any more: all Cities of a database share it, so the operator loads it.
      UPDATE exchange.uploads SET status = 'failed', error_code = 'exchange/format-unknown', finished_at = now(), claim_token = NULL, leased_until = NULL,
             error_detail = 'Postcodes and indices are not sent but loaded by the operator, with: pathways geography import FILE'
       WHERE content = 'geography' AND status IN ('queued', 'working');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Uploads of reference data stay failed: their files are there to be loaded from.
      GRANT USAGE ON SCHEMA audit TO pathways_matcher;
      GRANT INSERT (actor_id, purpose, organisation_id, action, subject, detail) ON audit.events TO pathways_matcher;
      DROP POLICY add_of_accounts ON audit.events;
      DROP POLICY add_own ON audit.events;
      CREATE POLICY add_own ON audit.events FOR INSERT TO pathways_app, pathways_sign_in, pathways_matcher WITH CHECK (actor_id = identity.actor());
      DROP TRIGGER refuse_other_author ON audit.events;
      DROP FUNCTION audit.refuse_other_author();
    `);
  }
}
