import { CandidatesQuery } from '#lib/candidates';
import { OrganisationsService, SharingAgreementsService } from '#lib/identity';
import { addDays, ROLES, type PlainDate, type Role } from '#lib/kernel';
import { DomainError, enter } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { actorWithRoles, cityTree, nodeIdsByCode } from '../support/city-with-rows.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { openServices } from '../support/services.js';

const clock = new FixedClock('2026-06-01');
let database: TestDatabase;
let services: INestApplicationContext;
let ids: ReadonlyMap<string, string>;
beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock });
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, [...cityTree('A'), ...cityTree('B')]);
  ids = await nodeIdsByCode(database.dataSource);
  await database.dataSource.query(ROWS);
  await database.dataSource.query(AGREEMENTS);
});
afterAll(async () => {
  await services.close();
  await database.close();
});

/** People of four brokerages whose consents differ in every way, their cases in every status, and what else has an organisation. */
const ROWS = `
  WITH brokerage AS (SELECT organisation_id, code, row_number() OVER (ORDER BY code) AS number FROM identity.organisations WHERE code LIKE '%BROKER%')
  INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest)
  SELECT organisation_id, code || '-' || n, 'Given', 'Family', '' FROM brokerage, generate_series(1, 18) AS n;

  INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on, expires_on, withdrawn_on)
  SELECT candidate_id, 'sharing-with-partners', 'v1', given_on::date, expires_on::date, withdrawn_on::date
    FROM (SELECT candidate_id, row_number() OVER (ORDER BY candidate_id) % 9 AS kind FROM candidates.candidates) AS c
    JOIN (VALUES (1, '2026-01-01', NULL, NULL), (2, '2026-01-01', '2026-06-01', NULL), (3, '2026-01-01', NULL, '2026-06-01'), (4, '2026-06-01', NULL, NULL),
                 (5, '2026-01-01', '2026-05-31', '2026-05-01'), (6, '2026-05-15', '2026-06-15', NULL), (7, '2026-01-01', '2026-12-31', '2026-06-10'), (3, '2026-06-08', NULL, NULL))
         AS consent (kind, given_on, expires_on, withdrawn_on) USING (kind);
  INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) SELECT candidate_id, 'matching', 'v1', '2026-01-01' FROM candidates.candidates; -- not the one that is asked for

  INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, row_digest)
  SELECT organisation_id, 'roles-csv', code || '-' || n, 'role', 'Porter', 'other', 'remote', false, '' FROM identity.organisations, generate_series(1, 3) AS n WHERE code ~ 'TRUST|COLLEGE|BROKER-1';
  INSERT INTO opportunities.intakes (opportunity_id, places) SELECT opportunity_id, 9 FROM opportunities.opportunities;

  -- Each person is referred to four intakes of their City.
  INSERT INTO brokerage.referrals (candidate_id, intake_id, status, started_on)
  SELECT candidate_id, intake_id, status, CASE status WHEN 'started' THEN '2026-03-02'::date END
    FROM (SELECT candidate_id, left(reference, 1) AS city, row_number() OVER (ORDER BY candidate_id) AS number FROM candidates.candidates) AS c
    JOIN (SELECT intake_id, left(reference, 1) AS city, row_number() OVER (PARTITION BY left(reference, 1) ORDER BY intake_id) AS number, count(*) OVER (PARTITION BY left(reference, 1)) AS intakes
            FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id)) AS i USING (city),
         unnest(ARRAY['suggested', 'referred', 'started', 'declined']) WITH ORDINALITY AS status (status, step)
   WHERE i.number = 1 + (c.number * 3 + step * 4) % intakes;

  INSERT INTO outcomes.hires (organisation_id, employee_reference, started_on, row_digest, upload_id)
  SELECT organisation_id, 'E-' || n, '2026-03-02', '', uuidv7() FROM identity.organisations, generate_series(1, 2) AS n WHERE level = 'organisation';
  INSERT INTO exchange.uploads (organisation_id, content, file_name, file_digest, file_bytes, requested_by)
  SELECT organisation_id, content, 'file', '', 0, 'user:x' FROM identity.organisations, unnest(ARRAY['candidates', 'courses', 'venues', 'display-adverts', 'nhs-jobs', 'roles', 'hires', 'geography']) AS content;

  WITH node AS (SELECT (jsonb_object_agg(code, organisation_id)) AS ids FROM identity.organisations)
  INSERT INTO matching.runs (requested_by, as_of_on, seed, matches_each, rule_version, status, people_nodes, shared_people_nodes, market_nodes)
  SELECT 'user:x', '2026-06-01', 1, 20, 'rules-1', 'done', ARRAY(SELECT (ids->>code)::uuid FROM unnest(people) AS code), ARRAY(SELECT (ids->>code)::uuid FROM unnest(shared) AS code), ARRAY(SELECT (ids->>code)::uuid FROM unnest(market) AS code)
    FROM node, (SELECT string_to_array(people, ' ') AS people, string_to_array(shared, ' ') AS shared, string_to_array(market, ' ') AS market
                  FROM (VALUES ('A-BROKER-1', '', 'A-CITY'), ('A-BROKER-2', '', 'A-CITY'), ('A-BROKER-1', 'A-BROKER-2', 'A-CITY'), ('A-BROKER-2', 'A-BROKER-1', 'A-CITY'), ('', 'A-BROKER-1', 'A-CITY'),
                               ('A-PLACE-1', '', 'A-CITY'), ('A-CITY', '', 'A-CITY'), ('A-CITY B-CITY', '', 'A-CITY B-CITY'), ('B-BROKER-1', '', 'B-CITY'), ('B-BROKER-2', 'A-BROKER-1', 'B-CITY'), ('B-PLACE-2', '', 'B-CITY')) AS wanted (people, shared, market)) AS run;
  INSERT INTO matching.candidate_matches (run_id, candidate_id, eligible_count, opportunity_ids, scores) SELECT run_id, candidate_id, 0, '{}', '{}' FROM matching.runs, candidates.candidates`;

/** Agreements with their days: one way, a consortium, and one across Cities. A day's bounds are among the days that are tried. */
interface Agreement { readonly from: PlainDate; readonly to: PlainDate; readonly acting: readonly string[]; readonly actedFor: readonly string[] }
const AGREED: readonly Agreement[] = [
  { from: '2026-05-20', to: '2026-06-09', acting: ['A-BROKER-2'], actedFor: ['A-BROKER-1', 'A-TRUST-1'] },
  { from: '2026-06-05', to: '2026-06-20', acting: ['A-BROKER-1', 'B-BROKER-2'], actedFor: ['A-BROKER-1', 'B-BROKER-2'] },
];
const AGREEMENTS = AGREED.map(({ from, to, acting, actedFor }) => `
  WITH agreement AS (INSERT INTO identity.sharing_agreements (name, valid_during) VALUES ('Agreed', '[${from},${to}]') RETURNING agreement_id)
  INSERT INTO identity.sharing_agreement_parties SELECT agreement_id, organisation_id, code = ANY ('{${acting.join(',')}}'), code = ANY ('{${actedFor.join(',')}}')
    FROM agreement, identity.organisations WHERE code = ANY ('{${[...acting, ...actedFor].join(',')}}');`).join('');

/** The tree, and what of it is below a node, by codes alone. */
const TREE = new Map([...cityTree('A'), ...cityTree('B')].map(({ code, parentCode }) => [code, parentCode]));
const CODES = [...TREE.keys()];
const isBelow = (code: string | null, node: string): boolean => code !== null && (code === node || isBelow(TREE.get(code) ?? null, node));
const below = (nodes: readonly string[]): Set<string> => new Set(CODES.filter((code) => nodes.some((node) => isBelow(code, node))));

interface Grant { readonly role: Role; readonly node: string }
interface Consent { readonly given: PlainDate; readonly expires: PlainDate | null; readonly withdrawn: PlainDate | null }
interface Person { readonly id: string; readonly organisation: string; readonly consents: readonly Consent[] }

/** Who reaches what on a day, said in plain words and not by way of actions, settings or SQL. */
function plainly(grants: readonly Grant[], ownId: string | null, day: PlainDate) {
  const at = (...roles: Role[]): string[] => grants.flatMap(({ role, node }) => (roles.includes(role) ? [node] : []));
  const citiesOf = (nodes: readonly string[]): string[] => nodes.map((node) => `${node[0]!}-CITY`);
  /** Those for whom a party at or below the node acts, by an agreement in force; a party does not act for itself. */
  const actedFor = (nodes: readonly string[]): string[] => AGREED.flatMap(({ from, to, acting, actedFor: others }) =>
    from <= day && day <= to ? acting.filter((party) => below(nodes).has(party)).flatMap((party) => others.filter((other) => other !== party)) : []);
  const brokers = at('broker', 'broker-lead');
  const partners = at('college-partner', 'hr');
  const people = below(brokers);
  const shared = below(actedFor(brokers));
  const referred = below(partners);
  const market = below(citiesOf(at('broker', 'broker-lead', 'college-partner', 'hr', 'programme-lead', 'candidate', 'administrator')));
  const listings = below([...brokers, ...partners, ...actedFor([...brokers, ...partners])]);
  const consents = (person: Person): boolean =>
    person.consents.some(({ given, expires, withdrawn }) => given <= day && (expires === null || day <= expires) && (withdrawn === null || day < withdrawn));
  return {
    reference: new Set<string>(), // the operator's: no role has it
    hires: below(at('hr')),
    people, shared, market, listings,
    isShownOf: (person: Person) => person.id === ownId || people.has(person.organisation) || (shared.has(person.organisation) && consents(person)),
    isReferredTo: (person: Person, organisation: string, status: string) => referred.has(organisation) && status !== 'suggested' && consents(person),
  };
}

interface Facts {
  readonly people: ReadonlyMap<string, Person>;
  readonly referrals: readonly { id: string; candidate: string; organisation: string; status: string }[];
  readonly owned: Readonly<Record<'hires' | 'uploads' | 'opportunities', readonly { id: string; organisation: string; content: string }[]>>;
  readonly runs: readonly { id: string; people: string[]; shared: string[]; market: string[] }[];
}

async function readFacts(): Promise<Facts> {
  const query = <Row>(sql: string): Promise<Row[]> => database.dataSource.query<Row[]>(sql);
  const people = await query<Person>(
    `SELECT candidate_id AS id, code AS organisation,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('given', given_on, 'expires', expires_on, 'withdrawn', withdrawn_on)), '[]') FROM candidates.consents AS c WHERE c.candidate_id = p.candidate_id AND purpose = 'sharing-with-partners') AS consents
       FROM candidates.candidates AS p JOIN identity.organisations USING (organisation_id)`,
  );
  const ofOrganisation = (key: string, table: string, content: string) => query<{ id: string; organisation: string; content: string }>(`SELECT ${key} AS id, code AS organisation, ${content} AS content FROM ${table} JOIN identity.organisations USING (organisation_id)`);
  const codes = (column: string): string => `ARRAY(SELECT code FROM identity.organisations WHERE organisation_id = ANY (${column}))`;
  return {
    people: new Map(people.map((person) => [person.id, person])),
    referrals: await query(
      `SELECT referral_id AS id, candidate_id AS candidate, code AS organisation, status
         FROM brokerage.referrals JOIN opportunities.intakes USING (intake_id) JOIN opportunities.opportunities USING (opportunity_id) JOIN identity.organisations USING (organisation_id)`,
    ),
    owned: {
      hires: await ofOrganisation('hire_id', 'outcomes.hires', `''`),
      uploads: await ofOrganisation('upload_id', 'exchange.uploads', 'content'),
      opportunities: await ofOrganisation('opportunity_id', 'opportunities.opportunities', `''`),
    },
    runs: await query(`SELECT run_id AS id, ${codes('people_nodes')} AS people, ${codes('shared_people_nodes')} AS shared, ${codes('market_nodes')} AS market FROM matching.runs`),
  };
}

/** The ids that each table should show. */
function expected({ people, referrals, owned, runs }: Facts, grants: readonly Grant[], ownId: string | null, day: PlainDate): Record<string, string[]> {
  const reach = plainly(grants, ownId, day);
  const kindOfContent = (content: string): ReadonlySet<string> => (content === 'candidates' ? reach.people : content === 'hires' ? reach.hires : content === 'geography' ? reach.reference : reach.listings);
  const isShown = (person: Person): boolean => reach.isShownOf(person) || referrals.some(({ candidate, organisation, status }) => candidate === person.id && status !== 'declined' && reach.isReferredTo(person, organisation, status));
  const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id).toSorted();
  const shownPeople = [...people.values()].filter(isShown);
  const shownRuns = runs.filter((run) => run.people.length + run.shared.length > 0 && run.people.every((code) => reach.people.has(code)) && run.shared.every((code) => reach.people.has(code) || reach.shared.has(code)) && run.market.every((code) => reach.market.has(code)));
  return {
    candidates: idsOf(shownPeople),
    referrals: idsOf(referrals.filter(({ candidate, organisation, status }) => reach.isShownOf(people.get(candidate)!) || reach.isReferredTo(people.get(candidate)!, organisation, status))),
    hires: idsOf(owned.hires.filter(({ organisation }) => reach.hires.has(organisation))),
    uploads: idsOf(owned.uploads.filter(({ organisation, content }) => kindOfContent(content).has(organisation))),
    opportunities: idsOf(owned.opportunities.filter(({ organisation }) => reach.market.has(organisation) || reach.listings.has(organisation))),
    runs: idsOf(shownRuns),
    matches: shownRuns.flatMap((run) => shownPeople.map((person) => `${run.id} ${person.id}`)).toSorted(),
  };
}

const SHOWN: Readonly<Record<string, string>> = {
  candidates: 'SELECT candidate_id AS id FROM candidates.candidates',
  referrals: 'SELECT referral_id AS id FROM brokerage.referrals',
  hires: 'SELECT hire_id AS id FROM outcomes.hires',
  uploads: 'SELECT upload_id AS id FROM exchange.uploads',
  opportunities: 'SELECT opportunity_id AS id FROM opportunities.opportunities',
  runs: 'SELECT run_id AS id FROM matching.runs',
  matches: `SELECT run_id || ' ' || candidate_id AS id FROM matching.candidate_matches`,
};

async function shown(grants: readonly Grant[], ownId: string | null, day: PlainDate): Promise<Record<string, string[]>> {
  const actor = await actorWithRoles(services, day, grants.map(({ role, node }) => ({ role, nodeId: ids.get(node)! })), ownId);
  return database.dataSource.transaction(async (manager) => {
    await enter(manager, 'pathways_app', actor, day, true);
    const found: Record<string, string[]> = {};
    for (const [name, sql] of Object.entries(SHOWN)) found[name] = (await manager.query<{ id: string }[]>(sql)).map(({ id }) => id).toSorted();
    return found;
  });
}

describe('what the database shows', () => {
  const DAYS = ['2026-05-14', '2026-05-15', '2026-05-19', '2026-05-20', '2026-05-31', '2026-06-01', '2026-06-02', '2026-06-05', '2026-06-08', '2026-06-09', '2026-06-10', '2026-06-15', '2026-06-16', '2026-06-20', '2026-06-21'];
  const anyGrant: fc.Arbitrary<Grant> = fc.record({ role: fc.constantFrom(...(Object.keys(ROLES) as Role[])), node: fc.constantFrom(...CODES) });

  it('is what plain words say, for anybody on any day', async () => {
    const facts = await readFacts();
    const people = [...facts.people.keys()];
    const rowsSeen: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(fc.array(anyGrant, { maxLength: 3 }), fc.option(fc.constantFrom(...people), { freq: 4 }), fc.constantFrom(...DAYS), async (grants, ownId, day) => {
        const found = await shown(grants, ownId, day);
        expect(found).toEqual(expected(facts, grants, ownId, day));
        for (const [name, rows] of Object.entries(found)) rowsSeen[name] = (rowsSeen[name] ?? 0) + rows.length;
      }),
      { numRuns: 200 },
    );
    for (const name of Object.keys(SHOWN)) expect([name, rowsSeen[name]! > 0]).toEqual([name, true]); // an empty answer would agree with an empty table
  });

  it.each<[string, Grant[], string]>([
    ['a broker', [{ role: 'broker', node: 'A-BROKER-2' }], 'candidates referrals uploads opportunities runs matches'],
    ['HR', [{ role: 'hr', node: 'A-TRUST-1' }], 'candidates referrals hires uploads opportunities'],
    ['a college', [{ role: 'college-partner', node: 'A-COLLEGE' }], 'candidates referrals uploads opportunities'],
    ['a programme lead', [{ role: 'programme-lead', node: 'A-CITY' }], 'opportunities'],
    ['an administrator', [{ role: 'administrator', node: 'A-CITY' }], 'opportunities'],
    ['an auditor', [{ role: 'auditor', node: 'A-CITY' }], ''],
  ])('to %s is rows of these tables and no others', async (_, grants, names) => {
    const found = await shown(grants, null, '2026-06-01');
    expect(Object.keys(found).filter((name) => found[name]!.length > 0)).toEqual(names === '' ? [] : names.split(' '));
    expect(found).toEqual(expected(await readFacts(), grants, null, '2026-06-01'));
  });
});

describe('from one day to the next', () => {
  const namesOf = async (role: Role, node: string, day: PlainDate): Promise<string[]> => {
    clock.day = day;
    const query = services.get(CandidatesQuery, { strict: false });
    const { candidates } = await query.page(await actorWithRoles(services, day, [{ role, nodeId: ids.get(node)! }]), { after: null, limit: 200 });
    return [...new Set(candidates.map(({ organisationCode }) => organisationCode))].toSorted();
  };

  it('an agreement counts from its first day to its last', async () => {
    const { from, to } = AGREED[0]!;
    expect(await namesOf('broker', 'A-BROKER-2', addDays(from, -1))).toEqual(['A-BROKER-2']);
    expect(await namesOf('broker', 'A-BROKER-2', from)).toEqual(['A-BROKER-1', 'A-BROKER-2']);
    expect(await namesOf('broker', 'A-BROKER-2', to)).toEqual(['A-BROKER-1', 'A-BROKER-2']);
    expect(await namesOf('broker', 'A-BROKER-2', addDays(to, 1))).toEqual(['A-BROKER-2']);
  });

  it('an agreement that is ended early counts no longer than its new last day', async () => {
    clock.day = '2026-08-01';
    const agreements = services.get(SharingAgreementsService, { strict: false });
    const administrator = await actorWithRoles(services, clock.day, [{ role: 'administrator', nodeId: ids.get('B-CITY')! }]);
    const parties = [{ organisationCode: 'B-BROKER-1', isActing: true, isActedFor: false }, { organisationCode: 'B-BROKER-2', isActing: false, isActedFor: true }];
    const agreementId = await agreements.record(administrator, { name: 'Short', fromOn: '2026-08-01', toOn: '2026-08-31', parties });
    expect(await namesOf('broker', 'B-BROKER-1', '2026-08-10')).toEqual(['B-BROKER-1', 'B-BROKER-2']);
    await agreements.end(administrator, agreementId, '2026-08-09');
    expect(await namesOf('broker', 'B-BROKER-1', '2026-08-09')).toEqual(['B-BROKER-1', 'B-BROKER-2']);
    expect(await namesOf('broker', 'B-BROKER-1', '2026-08-10')).toEqual(['B-BROKER-1']);
    await expect(agreements.end(administrator, agreementId, '2026-08-20')).rejects.toEqual(expect.any(DomainError));
  });

  it('an organisation that moves below another Place is seen by the new one from that day on, and by the old one until then', async () => {
    const organisations = services.get(OrganisationsService, { strict: false });
    clock.day = '2026-09-01';
    const administrator = await actorWithRoles(services, clock.day, [{ role: 'administrator', nodeId: ids.get('A-ICS')! }]);
    await organisations.move(administrator, { organisationId: ids.get('A-BROKER-1')!, parentCode: 'A-PLACE-2', fromOn: '2026-10-01' });
    for (const [day, ofFirst, ofSecond] of [['2026-09-30', ['A-BROKER-1'], ['A-BROKER-2']], ['2026-10-01', [], ['A-BROKER-1', 'A-BROKER-2']]] as const) {
      expect([day, await namesOf('broker-lead', 'A-PLACE-1', day), await namesOf('broker-lead', 'A-PLACE-2', day)]).toEqual([day, ofFirst, ofSecond]);
      expect(await namesOf('broker', 'A-BROKER-1', day)).toEqual(['A-BROKER-1']);
    }
  });

  it('a move to today or the past is possible for whoever looks after both Places, and for nobody who looks after one', async () => {
    const organisations = services.get(OrganisationsService, { strict: false });
    clock.day = '2026-11-01';
    const at = (code: string) => actorWithRoles(services, clock.day, [{ role: 'administrator', nodeId: ids.get(code)! }]);
    const move = { organisationId: ids.get('A-TRUST-2')!, parentCode: 'A-PLACE-1', fromOn: '2026-10-15' };
    for (const code of ['A-PLACE-1', 'A-PLACE-2', 'B-CITY']) await expect(organisations.move(await at(code), move)).rejects.toEqual(expect.any(DomainError));
    await organisations.move(await at('A-ICS'), move);
    expect((await organisations.history(OPERATOR, move.organisationId))[0]).toMatchObject({ parentCode: 'A-PLACE-1', fromOn: '2026-10-15' });
  });
});
