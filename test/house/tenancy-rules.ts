import type { EntityManager } from 'typeorm';

/** Tables without row-level security, each with why. */
export const PUBLIC_REFERENCE: Readonly<Record<string, string>> = {
  'geography.deprivation': 'Published indices of deprivation: the same for everybody.',
  'geography.imports': 'Which published files were loaded when: no organisation’s rows.',
  'geography.lsoa_boards': 'Published areas of integrated care boards.',
  'geography.lsoa_changes': 'Published changes of areas between two censuses.',
  'geography.postcodes': 'The published postcode directory.',
  'geography.travel_time_modes': 'Which version the travel times of a mode came with.',
  'geography.travel_time_tables': 'Which files of travel times were loaded when: no organisation’s rows.',
  'geography.travel_times': 'Travel times between small areas: the same for everybody.',
  'opportunities.published_figures': 'Published figures on pay and funding: the same for everybody.',
};

/** Columns of a candidate that the rules of matching need. The matcher may read these and no other. */
const MATCHER_READS = [
  'candidate_id', 'organisation_id', 'born_on', 'postcode', 'is_nhs_employee', 'vaccination_role', 'vaccination_role_ended_on', 'level', 'english_level', 'maths_level',
  'skill_codes', 'check_codes', 'slots', 'travel_mode', 'travel_limit_minutes', 'pathway_interests', 'minimum_hourly_pence', 'available_from_on', 'is_seeking', 'contract_ends_on', 'evidence_codes',
];

const ONLY_ADDED_TO = [
  'audit.events', 'audit.links', 'matching.graded_cases', 'candidates.evidence_events',
  'opportunities.city_figures', 'opportunities.ladder_versions', 'opportunities.living_wage_accreditations', 'opportunities.rule_versions', 'opportunities.standard_versions',
  'brokerage.chases', 'brokerage.chasing_rules', 'brokerage.check_events', 'brokerage.check_rule_versions', 'brokerage.contacts', 'brokerage.notes', 'brokerage.redeployment_rule_versions', 'brokerage.referral_events',
  'outcomes.claim_events', 'outcomes.course_events', 'outcomes.employment_spells', 'outcomes.outcome_events', 'outcomes.sustainment_rules',
];

const OUR_SCHEMA = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'public', 'bullmq')`;
const TABLES = `SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, n.nspname AS schema, c.relrowsecurity, c.relowner, c.relacl
                  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE ${OUR_SCHEMA} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`;
const FUNCTIONS = `SELECT p.*, p.oid::regprocedure::text AS name FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE ${OUR_SCHEMA}`;

/** Rights on tables and on their columns, of everybody but the owner. */
const RIGHTS = `
  SELECT t.name AS name, t.schema, entry.grantee, CASE WHEN entry.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(entry.grantee)::text END AS to_whom, entry.privilege_type AS privilege, NULL AS column_name
    FROM tables AS t, aclexplode(t.relacl) AS entry WHERE entry.grantee <> t.relowner
  UNION ALL
  SELECT t.name, t.schema, entry.grantee, CASE WHEN entry.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(entry.grantee)::text END, entry.privilege_type, a.attname::text
    FROM tables AS t JOIN pg_attribute AS a ON a.attrelid = t.oid, aclexplode(a.attacl) AS entry WHERE entry.grantee <> t.relowner`;

const listed = (names: readonly string[]): string => `(${names.map((name) => `'${name}'`).join(', ')})`;

/**
 * What must never be in the database, each as a query that finds it: one row a fault, with its words. $1 is the
 * name of the user with whom the service connects.
 */
export const TENANCY_RULES: Readonly<Record<string, string>> = {
  'a table with rows of organisations or people has row-level security and a policy': `
    SELECT name AS fault FROM tables AS t WHERE name NOT IN ${listed(Object.keys(PUBLIC_REFERENCE))}
       AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid))`,
  'a table that needs no row-level security is in its list only as long as it is there': `
    SELECT name AS fault FROM unnest(ARRAY[${Object.keys(PUBLIC_REFERENCE).map((name) => `'${name}'`).join(', ')}]) AS name WHERE name NOT IN (SELECT name FROM tables WHERE NOT relrowsecurity)`,
  'a policy decides: none lets everybody do everything': `
    SELECT format('%s on %s', polname, name) AS fault FROM pg_policy JOIN tables AS t ON t.oid = polrelid
     WHERE (pg_get_expr(polqual, polrelid) = 'true' OR pg_get_expr(polwithcheck, polrelid) = 'true') AND polroles NOT IN (ARRAY[to_regrole('pathways_sign_in')::oid], ARRAY[to_regrole('pathways_figures')::oid])`,
  'what is open to sign-in is nothing but the accounts': `
    SELECT format('%s on %s', polname, name) AS fault FROM pg_policy JOIN tables AS t ON t.oid = polrelid
     WHERE pg_get_expr(polqual, polrelid) = 'true' AND to_regrole('pathways_sign_in') = ANY (polroles)
       AND name NOT IN ${listed(['users', 'role_grants', 'sign_in_attempts', 'recovery_codes', 'account_links', 'openid_identities', 'api_clients', 'api_keys', 'sessions', 'rate_limits'].map((table) => `identity.${table}`))}`,
  'what counts hires for figures is nobody’s to take, and reads nothing else': `
    SELECT 'the user of the service' AS fault WHERE pg_has_role($1, 'pathways_figures', 'MEMBER')
    UNION ALL SELECT name FROM tables WHERE has_table_privilege('pathways_figures', oid, 'SELECT') AND name NOT IN ('outcomes.hires', 'geography.postcodes', 'geography.deprivation')`,
  'a role of the service is not above the rules, and neither is its user': `
    SELECT rolname::text AS fault FROM pg_roles WHERE (rolname LIKE 'pathways\\_%' OR rolname = $1) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
  'a role of the service cannot be signed in with': `
    SELECT rolname::text AS fault FROM pg_roles WHERE rolname LIKE 'pathways\\_%' AND rolname <> $1 AND rolcanlogin`,
  'the roles are there': `
    SELECT name AS fault FROM unnest(ARRAY['pathways_app', 'pathways_matcher', 'pathways_reporting', 'pathways_sign_in', 'pathways_geography', 'pathways_figures', 'pathways_login']) AS name WHERE to_regrole(name) IS NULL`,
  'a role owns no table': `
    SELECT format('%s %s', name, pg_get_userbyid(relowner)) AS fault FROM tables WHERE pg_get_userbyid(relowner) IN ('pathways_app', 'pathways_matcher', 'pathways_reporting', 'pathways_sign_in', 'pathways_figures', 'pathways_login', $1)`,
  'the role that loads reference data owns nothing else': `
    SELECT name AS fault FROM tables WHERE pg_get_userbyid(relowner) = 'pathways_geography' AND schema <> 'geography'`,
  'nothing is granted to everybody': `
    SELECT format('%s on %s', privilege, name) AS fault FROM rights WHERE grantee = 0
    UNION ALL SELECT format('%s on %s', entry.privilege_type, n.nspname) FROM pg_namespace AS n, aclexplode(n.nspacl) AS entry WHERE ${OUR_SCHEMA} AND entry.grantee = 0
    UNION ALL SELECT format('%s on %s', entry.privilege_type, name) FROM functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS entry WHERE entry.grantee = 0`,
  'nobody may create in our schemas but their owner': `
    SELECT format('%s in %s', rolname, n.nspname) AS fault FROM pg_namespace AS n, pg_roles WHERE ${OUR_SCHEMA} AND rolname LIKE 'pathways\\_%' AND has_schema_privilege(rolname, n.oid, 'CREATE') AND n.nspowner <> pg_roles.oid`,
  'the matcher knows nothing of monitoring answers': `
    SELECT format('%s on %s', privilege, name) AS fault FROM rights WHERE to_whom = 'pathways_matcher' AND schema IN ('equality', 'outcomes')
    UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspname IN ('equality', 'outcomes') AND has_schema_privilege('pathways_matcher', oid, 'USAGE')
    UNION ALL SELECT name FROM functions WHERE pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('equality', 'outcomes')) AND has_function_privilege('pathways_matcher', oid, 'EXECUTE')`,
  'the matcher reads of a person what its rules need and no more': `
    SELECT a.attname::text AS fault FROM pg_attribute AS a
     WHERE attrelid = 'candidates.candidates'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ${listed(MATCHER_READS)} AND has_column_privilege('pathways_matcher', attrelid, attnum, 'SELECT')
    UNION ALL SELECT format('%s on %s', privilege, name) FROM rights WHERE to_whom = 'pathways_matcher' AND schema = 'candidates' AND privilege <> 'SELECT'`,
  'the matcher reads of a case how far it has come and no more': `
    SELECT a.attname::text AS fault FROM pg_attribute AS a
     WHERE attrelid = 'brokerage.referrals'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ${listed(['candidate_id', 'status', 'left_on', 'holds_place'])} AND has_column_privilege('pathways_matcher', attrelid, attnum, 'SELECT')
    UNION ALL SELECT format('%s on %s', privilege, name) FROM rights WHERE to_whom = 'pathways_matcher' AND schema = 'brokerage' AND (privilege <> 'SELECT' OR name <> 'brokerage.referrals')`,
  'reports read no table but those of geography': `
    SELECT format('%s on %s', privilege, name) AS fault FROM rights WHERE to_whom = 'pathways_reporting' AND (schema <> 'geography' OR privilege <> 'SELECT')`,
  'what is only added to is changed by nobody': `
    SELECT format('%s on %s to %s', privilege, name, to_whom) AS fault FROM rights WHERE name IN ${listed(ONLY_ADDED_TO)} AND privilege NOT IN ('SELECT', 'INSERT')
    UNION ALL SELECT name FROM unnest(ARRAY[${ONLY_ADDED_TO.map((name) => `'${name}'`).join(', ')}]) AS name WHERE to_regclass(name) IS NULL`,
  'nobody empties a table, or hangs triggers or keys on it': `
    SELECT format('%s on %s to %s', privilege, name, to_whom) AS fault FROM rights WHERE privilege NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`,
  'a function with its owner’s rights looks names up in one place': `
    SELECT name AS fault FROM functions WHERE prosecdef AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog, pg_temp'], false)`,
  'a function with its owner’s rights is not called by everybody': `
    SELECT name AS fault FROM functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS entry WHERE prosecdef AND entry.grantee = 0`,
  'a view would look past row-level security': `SELECT name AS fault FROM tables JOIN pg_class USING (oid) WHERE relkind IN ('v', 'm')`,
  'the user of the service has no right on our tables without taking a role': `
    SELECT format('%s %s on %s', to_whom, privilege, name) AS fault
      FROM tables, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege, unnest(ARRAY[$1, 'pathways_login']) AS to_whom
     WHERE has_table_privilege(to_whom, oid, privilege)
        OR (privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(to_whom, oid, privilege))
    UNION ALL SELECT format('%s %s', to_whom, name) FROM functions, unnest(ARRAY[$1, 'pathways_login']) AS to_whom WHERE has_function_privilege(to_whom, oid, 'EXECUTE')
    UNION ALL SELECT format('%s %s', to_whom, n.nspname) FROM pg_namespace AS n, unnest(ARRAY[$1, 'pathways_login']) AS to_whom WHERE ${OUR_SCHEMA} AND has_schema_privilege(to_whom, n.oid, 'USAGE')`,
  'a role is nobody’s to pass on, and is taken by the user of the service alone': `
    SELECT format('%s is a member of %s', pg_get_userbyid(member), pg_get_userbyid(roleid)) AS fault FROM pg_auth_members
     WHERE pg_get_userbyid(roleid) LIKE 'pathways\\_%'
       AND NOT (pg_get_userbyid(member) = $1 AND NOT admin_option AND inherit_option = (pg_get_userbyid(roleid) = 'pathways_login'))
       AND pg_get_userbyid(member) <> current_user`,
};

/** What goes against a rule, each fault in a few words. */
export async function faultsAgainst(rule: string, manager: EntityManager, serviceUser: string): Promise<string[]> {
  const rows = await manager.query<{ fault: string }[]>(
    `WITH tables AS (${TABLES}), rights AS (${RIGHTS}), functions AS (${FUNCTIONS}), asked AS (SELECT $1::text) ${TENANCY_RULES[rule]!}`,
    [serviceUser],
  );
  return rows.map(({ fault }) => fault).toSorted();
}
