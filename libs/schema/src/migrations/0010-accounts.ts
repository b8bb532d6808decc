import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What only sign-in may see. */
const OF_SIGN_IN = ['users', 'role_grants', 'sign_in_attempts', 'recovery_codes', 'account_links', 'openid_identities', 'api_clients', 'api_keys', 'sessions', 'rate_limits'] as const;

/** Row-level security of the grants decides which of them count here. */
const HAS_ROLE_IN_REACH = 'EXISTS (SELECT FROM identity.role_grants AS held WHERE held.user_id = users.user_id AND held.revoked_at IS NULL)';

/** People who sign in and machines that call: who they are, what they may, and how they prove it. */
export class Accounts1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The address is sealed; its fingerprint finds it. A secret that is not confirmed yet is no second factor.
      CREATE TABLE identity.users (
        user_id uuid NOT NULL DEFAULT uuidv7(),
        email text NOT NULL,
        email_fingerprint text NOT NULL,
        display_name text NOT NULL,
        is_active boolean NOT NULL DEFAULT true,
        accepted_at timestamptz,
        password_hash text,
        has_second_factor boolean NOT NULL DEFAULT false,
        totp_secret text,
        totp_last_step bigint,
        sessions_valid_from_at timestamptz,
        last_signed_in_at timestamptz,
        is_demo boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_users PRIMARY KEY (user_id),
        CONSTRAINT uq_users_email UNIQUE (email_fingerprint),
        CONSTRAINT ck_users_second_factor CHECK (totp_secret IS NOT NULL OR NOT has_second_factor)
      );
      CREATE INDEX ix_users_name ON identity.users (display_name, user_id);

      ALTER TABLE candidates.candidates ADD CONSTRAINT uq_candidates_organisation UNIQUE (candidate_id, organisation_id);

      -- A role at a node of the tree, from the first to the last day. A candidate's is at whoever registered them.
      CREATE TABLE identity.role_grants (
        grant_id uuid NOT NULL DEFAULT uuidv7(),
        user_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        role text NOT NULL,
        candidate_id uuid,
        from_on date NOT NULL,
        to_on date,
        revoked_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_role_grants PRIMARY KEY (grant_id),
        CONSTRAINT fk_role_grants_user FOREIGN KEY (user_id) REFERENCES identity.users (user_id) ON DELETE CASCADE,
        CONSTRAINT fk_role_grants_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_role_grants_candidate FOREIGN KEY (candidate_id, organisation_id) REFERENCES candidates.candidates (candidate_id, organisation_id) ON DELETE CASCADE,
        CONSTRAINT ck_role_grants_role CHECK (role IN ('broker', 'broker-lead', 'college-partner', 'hr', 'programme-lead', 'candidate', 'administrator', 'auditor')),
        CONSTRAINT ck_role_grants_candidate CHECK ((role = 'candidate') = (candidate_id IS NOT NULL)),
        CONSTRAINT ck_role_grants_days CHECK (to_on >= from_on)
      );
      CREATE UNIQUE INDEX uq_role_grants_held ON identity.role_grants (user_id, role, organisation_id) WHERE revoked_at IS NULL;
      CREATE UNIQUE INDEX uq_role_grants_candidate ON identity.role_grants (candidate_id) WHERE revoked_at IS NULL;
      CREATE INDEX ix_role_grants_organisation ON identity.role_grants (organisation_id);

      -- Failures in a row. Of an address that nobody has too, by its fingerprint: so nothing tells the two apart.
      CREATE TABLE identity.sign_in_attempts (
        subject text NOT NULL,
        user_id uuid,
        failures integer NOT NULL DEFAULT 0,
        locked_until_at timestamptz,
        last_failed_at timestamptz NOT NULL,
        last_address text,
        CONSTRAINT pk_sign_in_attempts PRIMARY KEY (subject),
        CONSTRAINT fk_sign_in_attempts_user FOREIGN KEY (user_id) REFERENCES identity.users (user_id) ON DELETE CASCADE
      );
      CREATE INDEX ix_sign_in_attempts_user ON identity.sign_in_attempts (user_id);
      CREATE INDEX ix_sign_in_attempts_failed ON identity.sign_in_attempts (last_failed_at);

      CREATE TABLE identity.recovery_codes (
        user_id uuid NOT NULL,
        code_hash text NOT NULL,
        used_at timestamptz,
        CONSTRAINT pk_recovery_codes PRIMARY KEY (user_id, code_hash),
        CONSTRAINT fk_recovery_codes_user FOREIGN KEY (user_id) REFERENCES identity.users (user_id) ON DELETE CASCADE
      );

      CREATE TABLE identity.account_links (
        link_id uuid NOT NULL DEFAULT uuidv7(),
        user_id uuid NOT NULL,
        purpose text NOT NULL,
        token_hash text NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_account_links PRIMARY KEY (link_id),
        CONSTRAINT fk_account_links_user FOREIGN KEY (user_id) REFERENCES identity.users (user_id) ON DELETE CASCADE,
        CONSTRAINT uq_account_links_token UNIQUE (token_hash),
        CONSTRAINT ck_account_links_purpose CHECK (purpose IN ('invitation', 'reset', 'sign-in'))
      );
      CREATE INDEX ix_account_links_user ON identity.account_links (user_id);

      CREATE TABLE identity.openid_identities (
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_openid_identities PRIMARY KEY (issuer, subject),
        CONSTRAINT fk_openid_identities_user FOREIGN KEY (user_id) REFERENCES identity.users (user_id) ON DELETE CASCADE
      );
      CREATE INDEX ix_openid_identities_user ON identity.openid_identities (user_id);

      CREATE TABLE identity.api_clients (
        client_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        name text NOT NULL,
        scopes text[] NOT NULL,
        revoked_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_api_clients PRIMARY KEY (client_id),
        CONSTRAINT fk_api_clients_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_api_clients_scopes CHECK (cardinality(scopes) > 0)
      );
      CREATE INDEX ix_api_clients_organisation ON identity.api_clients (organisation_id);

      CREATE TABLE identity.api_keys (
        key_id uuid NOT NULL DEFAULT uuidv7(),
        client_id uuid NOT NULL,
        key_code text NOT NULL,
        key_hash text NOT NULL,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz,
        last_address text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_api_keys PRIMARY KEY (key_id),
        CONSTRAINT fk_api_keys_client FOREIGN KEY (client_id) REFERENCES identity.api_clients (client_id) ON DELETE CASCADE,
        CONSTRAINT uq_api_keys_code UNIQUE (key_code)
      );
      CREATE INDEX ix_api_keys_client ON identity.api_keys (client_id);

      -- The columns of connect-pg-simple and of rate-limiter-flexible, which name them themselves.
      CREATE TABLE identity.sessions (
        sid text NOT NULL,
        sess json NOT NULL,
        expire timestamptz NOT NULL,
        CONSTRAINT pk_sessions PRIMARY KEY (sid)
      );
      CREATE INDEX ix_sessions_expire ON identity.sessions (expire);
      CREATE TABLE identity.rate_limits (
        key text NOT NULL,
        points integer NOT NULL DEFAULT 0,
        expire bigint,
        CONSTRAINT pk_rate_limits PRIMARY KEY (key)
      );
      CREATE INDEX ix_rate_limits_expire ON identity.rate_limits (expire);

      -- An address belongs to one account in the whole database, so whoever invites finds it past row-level security;
      -- what is learnt is its id, which the list of accounts shows anyway.
      CREATE FUNCTION identity.find_or_add_user(fingerprints text[], sealed_email text, name text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE found_id uuid;
      BEGIN
        IF NOT EXISTS (SELECT identity.reach('accounts')) THEN RAISE insufficient_privilege; END IF;
        SELECT user_id INTO found_id FROM identity.users WHERE email_fingerprint = ANY (fingerprints);
        IF found_id IS NULL THEN
          INSERT INTO identity.users (email, email_fingerprint, display_name) VALUES (sealed_email, fingerprints[1], name)
          ON CONFLICT (email_fingerprint) DO UPDATE SET email_fingerprint = excluded.email_fingerprint
          RETURNING user_id INTO found_id;
        END IF;
        RETURN found_id;
      END $$;
      -- Whether an account has no role beyond the actor's reach: only then is it theirs to close, if they see it.
      CREATE FUNCTION identity.is_account_within_reach(account uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT NOT EXISTS (SELECT FROM identity.role_grants
                            WHERE user_id = account AND revoked_at IS NULL AND (to_on IS NULL OR to_on >= identity.today())
                              AND organisation_id NOT IN (SELECT identity.reach('accounts')))
      $$;
      REVOKE EXECUTE ON FUNCTION identity.find_or_add_user(text[], text, text), identity.is_account_within_reach(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.find_or_add_user(text[], text, text), identity.is_account_within_reach(uuid) TO pathways_app;

      -- Sign-in itself, before anybody acts.
      ${OF_SIGN_IN.map((table) => `ALTER TABLE identity.${table} ENABLE ROW LEVEL SECURITY;
      CREATE POLICY sign_in ON identity.${table} TO pathways_sign_in USING (true);`).join('\n      ')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON identity.users, identity.sign_in_attempts, identity.recovery_codes, identity.account_links, identity.sessions, identity.rate_limits TO pathways_sign_in;
      GRANT SELECT, INSERT ON identity.openid_identities TO pathways_sign_in;
      GRANT SELECT ON identity.role_grants, identity.api_clients TO pathways_sign_in;
      GRANT SELECT, UPDATE (last_used_at, last_address) ON identity.api_keys TO pathways_sign_in;

      -- Administrators: accounts with a role in their reach, and of those no secrets.
      GRANT SELECT (user_id, email, display_name, is_active, accepted_at, has_second_factor, last_signed_in_at, is_demo, created_at) ON identity.users TO pathways_app;
      GRANT UPDATE (is_active, sessions_valid_from_at, has_second_factor, totp_secret, totp_last_step) ON identity.users TO pathways_app;
      GRANT SELECT, INSERT, UPDATE (from_on, to_on, revoked_at) ON identity.role_grants TO pathways_app;
      GRANT SELECT, DELETE ON identity.sign_in_attempts TO pathways_app;
      GRANT SELECT (user_id), DELETE ON identity.recovery_codes TO pathways_app;
      GRANT SELECT, INSERT, UPDATE (revoked_at) ON identity.api_clients TO pathways_app;
      GRANT SELECT (key_id, client_id, key_code, expires_at, revoked_at, last_used_at, last_address, created_at), INSERT, UPDATE (expires_at, revoked_at) ON identity.api_keys TO pathways_app;

      CREATE POLICY reach ON identity.role_grants TO pathways_app USING (organisation_id IN (SELECT identity.reach('accounts')));
      CREATE POLICY reach ON identity.users FOR SELECT TO pathways_app USING (${HAS_ROLE_IN_REACH});
      -- An UPDATE that names no column to find its rows by is not asked what it may see, so this says that too.
      CREATE POLICY change ON identity.users FOR UPDATE TO pathways_app USING (${HAS_ROLE_IN_REACH} AND identity.is_account_within_reach(user_id));
      -- How somebody signs in is not for those who look after one of several organisations of theirs.
      CREATE POLICY reach ON identity.sign_in_attempts TO pathways_app USING (
        user_id IN (SELECT account.user_id FROM identity.users AS account) AND identity.is_account_within_reach(user_id));
      CREATE POLICY change ON identity.recovery_codes TO pathways_app USING (
        user_id IN (SELECT account.user_id FROM identity.users AS account) AND identity.is_account_within_reach(user_id));
      CREATE POLICY reach ON identity.api_clients TO pathways_app USING (organisation_id IN (SELECT identity.reach('accounts')));
      CREATE POLICY reach ON identity.api_keys TO pathways_app USING (client_id IN (SELECT client.client_id FROM identity.api_clients AS client));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE ${OF_SIGN_IN.toReversed().map((table) => `identity.${table}`).join(', ')} CASCADE;
      DROP FUNCTION identity.find_or_add_user(text[], text, text), identity.is_account_within_reach(uuid);
      ALTER TABLE candidates.candidates DROP CONSTRAINT uq_candidates_organisation;
    `);
  }
}
