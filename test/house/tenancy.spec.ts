import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { EntityManager } from 'typeorm';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { faultsAgainst, PUBLIC_REFERENCE, TENANCY_RULES } from './tenancy-rules.js';

let database: TestDatabase;
let serviceUser: string;
beforeAll(async () => {
  database = await openTestDatabase();
  serviceUser = decodeURIComponent(new URL(database.url).username);
});
afterAll(() => database.close());

const RULES = Object.keys(TENANCY_RULES);

/** Each rule with changes that break it, and what must be found: all of them, in words that name what is wrong. */
const BREAKS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'a table with rows of organisations or people has row-level security and a policy': {
    'CREATE TABLE outcomes.letters (organisation_id uuid PRIMARY KEY)': /^outcomes\.letters$/,
    'CREATE SCHEMA finance; CREATE TABLE finance.bills (bill_id uuid PRIMARY KEY)': /^finance\.bills$/,
    'ALTER TABLE exchange.upload_rows DISABLE ROW LEVEL SECURITY': /^exchange\.upload_rows$/,
    'DROP POLICY reach ON brokerage.referral_events': /^brokerage\.referral_events$/,
    'CREATE TABLE geography.notes (note_id uuid PRIMARY KEY)': /^geography\.notes$/,
  },
  'a table that needs no row-level security is in its list only as long as it is there': { 'DROP TABLE geography.lsoa_changes': /lsoa_changes/ },
  'what counts hires for figures is nobody’s to take, and reads nothing else': {
    'GRANT SELECT ON candidates.candidates TO pathways_figures': /^candidates\.candidates$/,
  },
  'a policy decides: none lets everybody do everything': {
    'CREATE POLICY all_see ON outcomes.hires FOR SELECT USING (true)': /all_see on outcomes\.hires/,
    'CREATE POLICY all_add ON outcomes.hires FOR INSERT TO pathways_app WITH CHECK (true)': /all_add on outcomes\.hires/,
  },
  'what is open to sign-in is nothing but the accounts': { 'CREATE POLICY look ON candidates.candidates TO pathways_sign_in USING (true)': /look on candidates/ },
  'a role of the service is not above the rules, and neither is its user': {
    'ALTER ROLE pathways_app BYPASSRLS': /^pathways_app$/,
    'ALTER ROLE pathways_matcher CREATEROLE': /^pathways_matcher$/,
    'ALTER ROLE pathways_reporting SUPERUSER': /^pathways_reporting$/,
    'ALTER ROLE SERVICE BYPASSRLS': /./,
  },
  'a role of the service cannot be signed in with': { 'ALTER ROLE pathways_sign_in LOGIN': /^pathways_sign_in$/ },
  'the roles are there': { 'ALTER ROLE pathways_reporting RENAME TO pathways_reports': /^pathways_reporting$/ },
  'a role owns no table': {
    'ALTER TABLE outcomes.hires OWNER TO pathways_app': /hires pathways_app/,
    'ALTER TABLE matching.runs OWNER TO pathways_matcher': /runs pathways_matcher/,
    'ALTER TABLE matching.candidate_matches OWNER TO pathways_app': /candidate_matches pathways_app/,
  },
  'the role that loads reference data owns nothing else': { 'ALTER TABLE candidates.consents OWNER TO pathways_geography': /consents/ },
  'nothing is granted to everybody': {
    'GRANT SELECT ON candidates.candidates TO PUBLIC': /SELECT on candidates\.candidates/,
    'GRANT SELECT (reference) ON candidates.candidates TO PUBLIC': /SELECT on candidates\.candidates/,
    'GRANT USAGE ON SCHEMA candidates TO PUBLIC': /USAGE on candidates/,
    'CREATE FUNCTION candidates.everybody() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$': /EXECUTE on candidates\.everybody/,
  },
  'nobody may create in our schemas but their owner': { 'GRANT CREATE ON SCHEMA matching TO pathways_matcher': /pathways_matcher in matching/ },
  'the matcher knows nothing of monitoring answers': {
    'GRANT SELECT ON equality.hire_answers TO pathways_matcher': /SELECT on equality\.hire_answers/,
    'GRANT SELECT (sex_code) ON equality.hire_answers TO pathways_matcher': /SELECT on equality\.hire_answers/,
    'GRANT USAGE ON SCHEMA equality TO pathways_matcher': /^equality$/,
    'GRANT EXECUTE ON FUNCTION equality.hires_by_decile TO pathways_matcher': /hires_by_decile/,
  },
  'the matcher reads of a person what its rules need and no more': {
    'GRANT SELECT ON candidates.candidates TO pathways_matcher': /email,family_name,given_name,merged_into_id,needs,phone/,
    'GRANT SELECT (needs) ON candidates.candidates TO pathways_matcher': /^needs$/,
    'ALTER TABLE candidates.candidates ADD COLUMN sex_code text; GRANT SELECT (sex_code) ON candidates.candidates TO pathways_matcher': /^sex_code$/,
    'GRANT UPDATE (level) ON candidates.candidates TO pathways_matcher': /UPDATE on candidates/,
  },
  'the matcher reads of a case how far it has come and no more': {
    'GRANT SELECT ON brokerage.referrals TO pathways_matcher': /intake_id/,
    'GRANT SELECT (run_id) ON brokerage.referrals TO pathways_matcher': /^run_id$/,
    'GRANT UPDATE (status) ON brokerage.referrals TO pathways_matcher': /UPDATE on brokerage\.referrals/,
    'GRANT SELECT (event) ON brokerage.referral_events TO pathways_matcher': /SELECT on brokerage\.referral_events/,
  },
  'reports read no table but those of geography': {
    'GRANT SELECT ON outcomes.hires TO pathways_reporting': /SELECT on outcomes\.hires/,
    'GRANT SELECT (started_on) ON outcomes.hires TO pathways_reporting': /SELECT on outcomes\.hires/,
    'GRANT UPDATE ON geography.postcodes TO pathways_reporting': /UPDATE on geography\.postcodes/,
  },
  'what is only added to is changed by nobody': {
    'GRANT UPDATE (detail) ON audit.events TO pathways_app': /UPDATE on audit\.events to pathways_app/,
    'GRANT DELETE ON audit.links TO pathways_matcher': /DELETE on audit\.links/,
    'GRANT UPDATE (requirements) ON opportunities.rule_versions TO pathways_app': /UPDATE on opportunities\.rule_versions/,
    'GRANT TRUNCATE ON brokerage.referral_events TO pathways_app': /TRUNCATE on brokerage\.referral_events/,
    'GRANT DELETE ON outcomes.outcome_events TO pathways_sign_in': /DELETE on outcomes\.outcome_events/,
    'ALTER TABLE outcomes.outcome_events RENAME TO found_events': /outcomes\.outcome_events/,
  },
  'nobody empties a table, or hangs triggers or keys on it': {
    'GRANT TRUNCATE ON candidates.candidates TO pathways_app': /TRUNCATE on candidates/,
    'GRANT TRIGGER ON candidates.candidates TO pathways_app': /TRIGGER on candidates/,
  },
  'a function with its owner’s rights looks names up in one place': {
    'CREATE FUNCTION candidates.peep() RETURNS integer LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$': /peep/,
    'CREATE FUNCTION candidates.peep() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$ SELECT 1 $$': /peep/,
    'ALTER FUNCTION identity.reach(text) RESET search_path': /reach/,
  },
  'a function with its owner’s rights is not called by everybody': { 'GRANT EXECUTE ON FUNCTION candidates.is_ours(uuid) TO PUBLIC': /is_ours/ },
  'a view would look past row-level security': { 'CREATE VIEW candidates.names AS SELECT given_name FROM candidates.candidates': /names/ },
  'the user of the service has no right on our tables without taking a role': {
    'GRANT SELECT ON outcomes.hires TO SERVICE': /SELECT on outcomes\.hires/,
    'GRANT INSERT (organisation_id) ON outcomes.hires TO SERVICE': /INSERT on outcomes\.hires/,
    'GRANT DELETE ON outcomes.hires TO pathways_login': /DELETE on outcomes\.hires/,
    'GRANT pathways_app TO SERVICE WITH INHERIT TRUE': /SELECT on candidates\.candidates/,
    'GRANT EXECUTE ON FUNCTION identity.reach TO SERVICE': /reach/,
    'GRANT USAGE ON SCHEMA equality TO pathways_login': /equality/,
  },
  'a role is nobody’s to pass on, and is taken by the user of the service alone': {
    'GRANT pathways_app TO SERVICE WITH ADMIN OPTION': /is a member of pathways_app/,
    'GRANT pathways_app TO pathways_matcher': /pathways_matcher is a member of pathways_app/,
  },
};

/** Does something to the database and undoes it, roles included: nobody else ever sees it. */
async function undone<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    return await work(runner.manager);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

describe('the database', () => {
  it.each(RULES)('%s', async (rule) => {
    expect(await faultsAgainst(rule, database.dataSource.manager, serviceUser)).toEqual([]);
  });

  it('was really looked at', async () => {
    const [found] = await database.dataSource.query<{ tables: number; policies: number }[]>(
      `SELECT (SELECT count(*)::int FROM pg_class WHERE relrowsecurity) AS tables, (SELECT count(*)::int FROM pg_policy) AS policies`,
    );
    expect(found!.tables).toBeGreaterThan(35);
    expect(found!.policies).toBeGreaterThan(50);
  });

  it('has a reason for each table without row-level security', () => {
    for (const [table, reason] of Object.entries(PUBLIC_REFERENCE)) expect([table, reason]).toEqual([expect.stringMatching(/^(?:geography\.|opportunities\.published_figures$)/), expect.stringMatching(/^[A-Z].+\.$/)]);
  });
});

describe('the user of the service', () => {
  it('is refused by every table until it takes a role', async () => {
    const tables = await database.dataSource.query<{ name: string }[]>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname NOT IN ('information_schema', 'public', 'bullmq')`,
    );
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const answers: string[] = [];
    for (const { name } of tables) answers.push(await client.query(`SELECT FROM ${name}`).then(() => `${name} read`, ({ code }: { code: string }) => code));
    await client.end();
    expect(tables.length).toBeGreaterThan(40);
    expect([...new Set(answers)]).toEqual(['42501']);
  });
});

describe('a database that breaks a rule is found', () => {
  const breaks = Object.entries(BREAKS).flatMap(([rule, changes]) => Object.entries(changes).map(([change, finding]) => [change, rule, finding] as const));

  it('for every rule', () => {
    expect(Object.keys(BREAKS).toSorted()).toEqual(RULES.toSorted());
  });

  it.each(breaks)('%s', async (change, rule, finding) => {
    const faults = await undone(async (manager) => {
      await manager.query(change.replaceAll('SERVICE', serviceUser));
      return faultsAgainst(rule, manager, serviceUser);
    });
    expect(faults.join()).toMatch(finding);
  });
});
