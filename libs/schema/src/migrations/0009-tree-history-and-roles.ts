import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which organisation stood where and when, who may act for whom, and the database's roles. Roles belong to the
 * server and not to one database, so they stay when this is undone.
 */
export class TreeHistoryAndRoles1700000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A login user is a member of these and may do nothing itself: each transaction takes one of them.
      DO $$
      DECLARE role_name text;
      BEGIN
        FOREACH role_name IN ARRAY ARRAY['pathways_app', 'pathways_matcher', 'pathways_reporting', 'pathways_sign_in', 'pathways_geography', 'pathways_figures', 'pathways_login'] LOOP
          BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', role_name);
          EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server has made it
          END;
        END LOOP;
      END $$;
      -- Whoever migrates gives tables and functions away, so it has to be able to take these roles.
      GRANT pathways_geography, pathways_figures TO CURRENT_USER;

      CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

      CREATE TABLE identity.organisation_parents (
        organisation_id uuid NOT NULL,
        parent_id uuid NOT NULL,
        valid_during daterange NOT NULL,
        CONSTRAINT pk_organisation_parents PRIMARY KEY (organisation_id, valid_during WITHOUT OVERLAPS),
        CONSTRAINT fk_organisation_parents_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE,
        CONSTRAINT fk_organisation_parents_parent FOREIGN KEY (parent_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_organisation_parents_other CHECK (parent_id <> organisation_id),
        CONSTRAINT ck_organisation_parents_valid CHECK (NOT isempty(valid_during))
      );
      CREATE INDEX ix_organisation_parents_parent ON identity.organisation_parents (parent_id);
      INSERT INTO identity.organisation_parents SELECT organisation_id, parent_id, '(,)' FROM identity.organisations WHERE parent_id IS NOT NULL;
      ALTER TABLE identity.organisations DROP CONSTRAINT ck_organisations_parent, DROP COLUMN parent_id;

      -- Every pair of a node and what lies at or below it, with when it did: row-level security reads it.
      CREATE TABLE identity.organisation_paths (
        ancestor_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        valid_during daterange NOT NULL,
        CONSTRAINT pk_organisation_paths PRIMARY KEY (ancestor_id, organisation_id, valid_during WITHOUT OVERLAPS),
        CONSTRAINT fk_organisation_paths_ancestor FOREIGN KEY (ancestor_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE,
        CONSTRAINT fk_organisation_paths_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE
      );
      CREATE INDEX ix_organisation_paths_organisation ON identity.organisation_paths (organisation_id);

      -- The tree is small, so it is worked out whole. The lock lets two that change it at once take turns.
      CREATE FUNCTION identity.rebuild_organisation_paths() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(7266433);
        DELETE FROM identity.organisation_paths;
        INSERT INTO identity.organisation_paths (ancestor_id, organisation_id, valid_during)
        WITH RECURSIVE paths AS (
          SELECT organisation_id AS ancestor_id, organisation_id, '(,)'::daterange AS valid_during, 0 AS steps FROM identity.organisations
          UNION ALL
          SELECT parent.parent_id, paths.organisation_id, paths.valid_during * parent.valid_during, paths.steps + 1
            FROM paths JOIN identity.organisation_parents AS parent ON parent.organisation_id = paths.ancestor_id
           WHERE paths.valid_during && parent.valid_during AND paths.steps < 3)
        SELECT ancestor_id, organisation_id, unnest(range_agg(valid_during)) FROM paths GROUP BY ancestor_id, organisation_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER rebuild_paths AFTER INSERT OR DELETE ON identity.organisations FOR EACH STATEMENT EXECUTE FUNCTION identity.rebuild_organisation_paths();
      CREATE TRIGGER rebuild_paths AFTER INSERT OR UPDATE OR DELETE ON identity.organisation_parents FOR EACH STATEMENT EXECUTE FUNCTION identity.rebuild_organisation_paths();
      UPDATE identity.organisation_parents SET parent_id = parent_id WHERE false; -- fires the trigger for the rows that were there

      -- A brokerage that may act for named organisations. In a consortium every party acts and is acted for.
      CREATE TABLE identity.sharing_agreements (
        agreement_id uuid NOT NULL DEFAULT uuidv7(),
        name text NOT NULL,
        valid_during daterange NOT NULL,
        is_demo boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_sharing_agreements PRIMARY KEY (agreement_id),
        CONSTRAINT ck_sharing_agreements_valid CHECK (NOT isempty(valid_during))
      );
      CREATE TABLE identity.sharing_agreement_parties (
        agreement_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        is_acting boolean NOT NULL,
        is_acted_for boolean NOT NULL,
        CONSTRAINT pk_sharing_agreement_parties PRIMARY KEY (agreement_id, organisation_id),
        CONSTRAINT fk_sharing_agreement_parties_agreement FOREIGN KEY (agreement_id) REFERENCES identity.sharing_agreements (agreement_id) ON DELETE CASCADE,
        CONSTRAINT fk_sharing_agreement_parties_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_sharing_agreement_parties_part CHECK (is_acting OR is_acted_for)
      );
      CREATE INDEX ix_sharing_agreement_parties_organisation ON identity.sharing_agreement_parties (organisation_id);

      -- Who acts, as the transaction said at its beginning.
      CREATE FUNCTION identity.actor() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('pathways.actor', true), '') $$;
      CREATE FUNCTION identity.is_job() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT coalesce(current_setting('pathways.actor', true) LIKE 'job:%', false) $$;
      CREATE FUNCTION identity.own_candidate() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('pathways.candidate', true), '')::uuid $$;
      CREATE FUNCTION identity.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT coalesce(nullif(current_setting('pathways.today', true), '')::date, (now() AT TIME ZONE 'Europe/London')::date) $$;

      -- The organisations whose rows of a kind the actor reaches: those at or below its nodes today, some of them perhaps
      -- twice. Node after node, since the index looks one up ten times faster than an array of one.
      CREATE FUNCTION identity.reach(kind text) RETURNS SETOF uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        nodes text := current_setting('pathways.' || kind, true);
        node uuid;
        day date;
      BEGIN
        IF current_setting('pathways.everywhere', true) = 'yes' THEN
          RETURN QUERY SELECT organisation_id FROM identity.organisations;
        ELSIF nodes <> '' THEN
          day := identity.today();
          FOREACH node IN ARRAY string_to_array(nodes, ',')::uuid[] LOOP
            RETURN QUERY SELECT path.organisation_id FROM identity.organisation_paths AS path WHERE path.ancestor_id = node AND path.valid_during @> day;
          END LOOP;
        END IF;
      END $$;

      -- What sign-in has to know of nodes before anybody acts: the City above, and for whom those at or below may act.
      CREATE FUNCTION identity.node_facts(nodes uuid[], day date) RETURNS TABLE (node_id uuid, city_id uuid, acts_for uuid[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT above.organisation_id, city.organisation_id,
               ARRAY(SELECT DISTINCT other.organisation_id
                       FROM identity.organisation_paths AS below
                       JOIN identity.sharing_agreement_parties AS ours ON ours.organisation_id = below.organisation_id AND ours.is_acting
                       JOIN identity.sharing_agreements AS agreement ON agreement.agreement_id = ours.agreement_id AND agreement.valid_during @> day
                       JOIN identity.sharing_agreement_parties AS other ON other.agreement_id = ours.agreement_id AND other.is_acted_for AND other.organisation_id <> ours.organisation_id
                      WHERE below.ancestor_id = above.organisation_id AND below.valid_during @> day)
          FROM identity.organisation_paths AS above
          JOIN identity.organisations AS city ON city.organisation_id = above.ancestor_id AND city.level = 'city'
         WHERE above.organisation_id = ANY (nodes) AND above.valid_during @> day
      $$;

      REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA identity FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.actor(), identity.is_job(), identity.own_candidate(), identity.today(), identity.reach(text) TO pathways_app, pathways_matcher, pathways_reporting, pathways_sign_in;
      GRANT EXECUTE ON FUNCTION identity.node_facts(uuid[], date) TO pathways_sign_in;
      GRANT USAGE ON SCHEMA identity TO pathways_app, pathways_matcher, pathways_reporting, pathways_sign_in;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE USAGE ON SCHEMA identity FROM pathways_app, pathways_matcher, pathways_reporting, pathways_sign_in;
      DROP TABLE identity.sharing_agreement_parties;
      DROP TABLE identity.sharing_agreements;
      DROP TRIGGER rebuild_paths ON identity.organisations;
      ALTER TABLE identity.organisations ADD COLUMN parent_id uuid CONSTRAINT fk_organisations_parent REFERENCES identity.organisations (organisation_id);
      -- Without history the tree is the newest one.
      UPDATE identity.organisations AS organisation SET parent_id = parent.parent_id
        FROM identity.organisation_parents AS parent
       WHERE parent.organisation_id = organisation.organisation_id AND upper_inf(parent.valid_during);
      ALTER TABLE identity.organisations ADD CONSTRAINT ck_organisations_parent CHECK ((level = 'city') = (parent_id IS NULL));
      CREATE INDEX ix_organisations_parent ON identity.organisations (parent_id);
      DROP TABLE identity.organisation_paths;
      DROP TABLE identity.organisation_parents;
      DROP FUNCTION identity.rebuild_organisation_paths, identity.actor, identity.is_job, identity.own_candidate, identity.reach, identity.today, identity.node_facts;
      DROP EXTENSION btree_gist;
    `);
  }
}
