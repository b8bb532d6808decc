import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The record of who did what becomes a chain: what was written cannot be changed, removed or reordered unseen. */
export class AuditChain1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- No foreign key to the organisation: the record outlives what it tells of.
      ALTER TABLE audit.events
        ADD COLUMN purpose text,
        ADD COLUMN organisation_id uuid,
        ADD COLUMN request_id text DEFAULT nullif(current_setting('pathways.request', true), '');
      CREATE INDEX ix_events_organisation ON audit.events (organisation_id, event_id);
      CREATE INDEX ix_events_actor ON audit.events (actor_id, event_id);

      -- Beside the events and not in them: an event is written once and never touched again, and its place in the
      -- chain is known only when its transaction commits. No foreign key: verifying finds a link without its event.
      CREATE TABLE audit.links (
        chain_number bigint NOT NULL,
        event_id uuid NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT pk_links PRIMARY KEY (chain_number),
        CONSTRAINT uq_links_event UNIQUE (event_id)
      );

      -- A field of the canonical form: length in bytes (4, big-endian) and UTF-8; no value has the length -1.
      CREATE FUNCTION audit.canonical(field text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN field IS NULL THEN '\\xffffffff'::bytea ELSE int4send(octet_length(convert_to(field, 'UTF8'))) || convert_to(field, 'UTF8') END
      $$;

      -- SHA-256 of the hash before (32 zero bytes before the first) and the fields in this order, the moment in
      -- microseconds since 1970. Verifying computes the same in another language.
      CREATE FUNCTION audit.link_hash(previous bytea, number bigint, event audit.events) RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT sha256(previous || audit.canonical(number::text) || audit.canonical(event.event_id::text)
          || audit.canonical((extract(epoch FROM event.occurred_at) * 1000000)::bigint::text)
          || audit.canonical(event.actor_id) || audit.canonical(event.purpose) || audit.canonical(event.organisation_id::text)
          || audit.canonical(event.request_id) || audit.canonical(event.action) || audit.canonical(event.subject) || audit.canonical(event.detail::text))
      $$;

      -- At commit, one transaction after the other: the lock is taken here and nowhere else, as the last thing that a
      -- transaction does, so that whoever holds it waits for nobody and no two can wait for each other. Under REPEATABLE
      -- READ the end of the chain would be that of the transaction's beginning, so it is refused at once and not only
      -- when two happen to meet.
      CREATE FUNCTION audit.link_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        number bigint;
        previous bytea;
      BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'audit events are written in READ COMMITTED transactions only' USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        PERFORM pg_advisory_xact_lock(7266434);
        SELECT link.chain_number, link.hash INTO number, previous FROM audit.links AS link ORDER BY link.chain_number DESC LIMIT 1;
        number := coalesce(number, 0) + 1;
        INSERT INTO audit.links (chain_number, event_id, hash)
        VALUES (number, NEW.event_id, audit.link_hash(coalesce(previous, decode(repeat('00', 32), 'hex')), number, NEW));
        RETURN NULL;
      END $$;

      -- Events from before the chain, in the order of their ids, which is that of their making.
      DO $$
      DECLARE
        event audit.events;
        number bigint := 0;
        previous bytea := decode(repeat('00', 32), 'hex');
      BEGIN
        FOR event IN SELECT * FROM audit.events ORDER BY event_id LOOP
          number := number + 1;
          previous := audit.link_hash(previous, number, event);
          INSERT INTO audit.links (chain_number, event_id, hash) VALUES (number, event.event_id, previous);
        END LOOP;
      END $$;

      CREATE CONSTRAINT TRIGGER link_event AFTER INSERT ON audit.events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.link_event();

      -- The owner too is refused. An owner can drop this trigger: that is what verifying is for.
      CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RAISE EXCEPTION 'the audit trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.events FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
      CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.links FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

      REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
      GRANT USAGE ON SCHEMA audit TO pathways_app, pathways_sign_in, pathways_matcher;
      GRANT INSERT (actor_id, purpose, organisation_id, action, subject, detail) ON audit.events TO pathways_app, pathways_sign_in, pathways_matcher;
      GRANT SELECT ON audit.events, audit.links TO pathways_app;

      ALTER TABLE audit.events ENABLE ROW LEVEL SECURITY;
      CREATE POLICY add_own ON audit.events FOR INSERT TO pathways_app, pathways_sign_in, pathways_matcher WITH CHECK (actor_id = identity.actor());
      CREATE POLICY read_within_reach ON audit.events FOR SELECT TO pathways_app
        USING (current_setting('pathways.everywhere', true) = 'yes' OR organisation_id IN (SELECT identity.reach('audit_trail')));

      ALTER TABLE audit.links ENABLE ROW LEVEL SECURITY;
      CREATE POLICY read_of_events_within_reach ON audit.links FOR SELECT TO pathways_app
        USING (current_setting('pathways.everywhere', true) = 'yes' OR EXISTS (SELECT FROM audit.events AS event WHERE event.event_id = links.event_id));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY add_own ON audit.events;
      DROP POLICY read_within_reach ON audit.events;
      ALTER TABLE audit.events DISABLE ROW LEVEL SECURITY;
      REVOKE ALL ON audit.events FROM pathways_app, pathways_sign_in, pathways_matcher;
      REVOKE INSERT (actor_id, purpose, organisation_id, action, subject, detail) ON audit.events FROM pathways_app, pathways_sign_in, pathways_matcher;
      REVOKE USAGE ON SCHEMA audit FROM pathways_app, pathways_sign_in, pathways_matcher;
      DROP TRIGGER refuse_change ON audit.events;
      DROP TRIGGER link_event ON audit.events;
      -- The events stay; that nobody has changed them can be shown no longer.
      DROP TABLE audit.links;
      DROP FUNCTION audit.refuse_change(), audit.link_event(), audit.link_hash(bytea, bigint, audit.events), audit.canonical(text);
      DROP INDEX audit.ix_events_organisation, audit.ix_events_actor;
      ALTER TABLE audit.events DROP COLUMN purpose, DROP COLUMN organisation_id, DROP COLUMN request_id;
    `);
  }
}
