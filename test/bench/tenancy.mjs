// The step `tenancy`: what row-level security costs. A hundred thousand people of forty brokerages, seen by a broker of one.
import { accessOfRoles } from '../../dist/libs/kernel/src/index.js';
import { OrganisationsService } from '../../dist/libs/identity/src/index.js';
import { CandidatesQuery } from '../../dist/libs/candidates/src/index.js';
import { MatchingQuery } from '../../dist/libs/matching/src/index.js';
import { Database, SystemClock, systemActor } from '../../dist/libs/platform/src/index.js';

const BROKERAGES = 40;
const PEOPLE = 100_000;
const PEOPLE_OF_THE_FIRST = 5_000;
const PAGE = 50;
const REPETITIONS = 400;

/** Written by SQL, as the owner: what is measured is reading. */
const MARKET = `
  INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest, level, skill_codes)
  SELECT brokerage.ids[CASE WHEN n <= ${PEOPLE_OF_THE_FIRST} THEN 1 ELSE 2 + n % ${BROKERAGES - 1} END], 'TEN-' || n, 'Given' || n % 200, 'Family' || n * 7919 % 5003, 'x', n % 6, '{care,listening}'
    FROM generate_series(1, ${PEOPLE}) AS n, (SELECT array_agg(organisation_id ORDER BY code) AS ids FROM identity.organisations WHERE code LIKE 'TB-%') AS brokerage;
  INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on)
  SELECT candidate_id, purpose, 'v1', '2026-01-05' FROM candidates.candidates, unnest(ARRAY['matching', 'sharing-with-partners']) AS purpose WHERE reference LIKE 'TEN-%';
  INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, row_digest)
  SELECT trust.ids[1 + n % cardinality(trust.ids)], 'roles-csv', 'TEN-' || n, 'role', 'Healthcare assistant ' || n, 'nursing', 'remote', false, 'x'
    FROM generate_series(1, 2000) AS n, (SELECT array_agg(organisation_id) AS ids FROM identity.organisations WHERE code LIKE 'TT-%') AS trust;
  INSERT INTO opportunities.intakes (opportunity_id, places) SELECT opportunity_id, 3 FROM opportunities.opportunities WHERE reference LIKE 'TEN-%';
  INSERT INTO matching.runs (requested_by, as_of_on, seed, matches_each, rule_version, status, finished_at, people_nodes, shared_people_nodes, market_nodes)
  SELECT 'bench', '2026-06-01', 1, 20, 'rules-1', 'done', now(), ARRAY[brokerage.organisation_id], '{}', ARRAY[city.organisation_id]
    FROM identity.organisations AS brokerage, identity.organisations AS city WHERE brokerage.code LIKE 'TB-%' AND city.code = 'T-CITY';
  INSERT INTO matching.candidate_matches (run_id, candidate_id, eligible_count, opportunity_ids, scores)
  SELECT run_id, candidate_id, 100, o.ids[1 + number % 1980 : 20 + number % 1980], ARRAY(SELECT 1000 - s FROM generate_series(1, 20) AS s)
    FROM (SELECT candidate_id, organisation_id, row_number() OVER () ::int AS number FROM candidates.candidates WHERE reference LIKE 'TEN-%') AS candidate
    JOIN matching.runs ON people_nodes = ARRAY[organisation_id], (SELECT array_agg(opportunity_id) AS ids FROM opportunities.opportunities WHERE reference LIKE 'TEN-%') AS o;
  INSERT INTO matching.opportunity_matches (run_id, opportunity_id, eligible_count, candidate_ids, scores)
  SELECT run_id, opportunity_id, 100, c.ids[1 + number * 17 % 2000 : 20 + number * 17 % 2000], ARRAY(SELECT 1000 - s FROM generate_series(1, 20) AS s)
    FROM matching.runs JOIN (SELECT organisation_id, array_agg(candidate_id) AS ids FROM candidates.candidates GROUP BY 1) AS c ON people_nodes = ARRAY[c.organisation_id],
         (SELECT opportunity_id, row_number() OVER ()::int AS number FROM opportunities.opportunities WHERE reference LIKE 'TEN-%') AS o;
  INSERT INTO brokerage.referrals (candidate_id, intake_id, status)
  SELECT candidate_id, intake_id, 'referred' FROM (SELECT candidate_id, row_number() OVER () AS number FROM candidates.candidates WHERE reference LIKE 'TEN-%5') AS c
    JOIN (SELECT intake_id, row_number() OVER () AS number FROM opportunities.intakes) AS i USING (number);
  ANALYZE`;

/**
 * The same queries on the same terms, but as the owner, whom no policy binds. On the owner's connection like the bound
 * ones: of two server processes the one that the scheduler puts on another core than this one answers a tenth of a
 * millisecond later, four times a query, and that would be measured as the price of the policies.
 */
class WithoutPolicies extends Database {
  read(actor, sql, values) {
    return super.read(actor, sql, values, null);
  }
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const microseconds = (milliseconds) => Math.round(milliseconds * 1000);

/** Both sides in turn, many times, so that whatever else the machine does happens to both. */
async function sideBySide(secured, plain) {
  const times = { secured: [], plain: [] };
  for (let n = -20; n < REPETITIONS; n += 1) {
    for (const [side, work] of n % 2 === 0 ? [['secured', secured], ['plain', plain]] : [['plain', plain], ['secured', secured]]) {
      const started = performance.now();
      await work();
      if (n >= 0) times[side].push(performance.now() - started);
    }
  }
  const [secured_, plain_] = [median(times.secured), median(times.plain)];
  return { securedMicroseconds: microseconds(secured_), plainMicroseconds: microseconds(plain_), ratio: Math.round((secured_ / plain_) * 100) / 100 };
}

const same = (name, secured, plain) => {
  if (JSON.stringify(secured) !== JSON.stringify(plain)) throw new Error(`${name}: not the same rows`);
};

/** `owner` is the owner's data source; `services` act as a user who owns nothing. */
export async function tenancy(owner, services, addOrganisations) {
  const place = (code, parentCode, level, organisationType = null) => ({ code, parentCode, level, organisationType, name: code, isDemo: false });
  const numbers = (count) => Array.from({ length: count }, (_, n) => String(n + 1).padStart(2, '0'));
  await addOrganisations([
    place('T-CITY', null, 'city'), place('T-ICS', 'T-CITY', 'ics'), place('T-PLACE', 'T-ICS', 'place'),
    ...numbers(BROKERAGES).map((n) => place(`TB-${n}`, 'T-PLACE', 'organisation', 'brokerage')),
    ...numbers(20).map((n) => place(`TT-${n}`, 'T-PLACE', 'organisation', 'trust')),
  ]);
  await owner.query(MARKET);
  await owner.query('VACUUM');

  const organisations = services.get(OrganisationsService, { strict: false });
  const { organisationId } = await organisations.byCode(systemActor('bench'), 'TB-01');
  const today = new Date().toISOString().slice(0, 10);
  const nodes = await organisations.nodeFacts([organisationId], today);
  const broker = { actorId: 'user:bench', candidateId: null, purpose: null, ...accessOfRoles([{ role: 'broker', nodeId: organisationId }], nodes) };
  const queries = (database) => {
    const candidates = new CandidatesQuery(database, null);
    return { candidates, matching: new MatchingQuery(database, new SystemClock(), null, candidates, null) };
  };
  const { candidates, matching } = queries(new Database(owner, new SystemClock()));
  const { candidates: plainCandidates, matching: plainMatching } = queries(new WithoutPolicies(owner, new SystemClock()));
  const bound = await candidates.page({ ...broker, reach: {} }, { after: null, limit: PAGE });
  if (bound.candidates.length > 0) throw new Error('no policy binds the side that should be bound');

  const [{ runId }] = await owner.query('SELECT run_id AS "runId" FROM matching.runs WHERE people_nodes = ARRAY[$1::uuid]', [organisationId]);
  const [{ middle }] = await owner.query(
    `SELECT candidate_id AS middle FROM candidates.candidates WHERE organisation_id = $1 ORDER BY family_name, given_name, candidate_id OFFSET ${PEOPLE_OF_THE_FIRST / 2} LIMIT 1`,
    [organisationId],
  );
  const [{ opportunityId }] = await owner.query(
    'SELECT opportunity_id AS "opportunityId" FROM matching.opportunity_matches WHERE run_id = $1 AND cardinality(candidate_ids) = 20 ORDER BY opportunity_id LIMIT 1',
    [runId],
  );

  const results = {};
  const compare = async (name, secured, plain) => {
    same(name, await secured(), await plain());
    results[name] = await sideBySide(secured, plain);
  };
  const page = (name, after) => compare(name, () => candidates.page(broker, { after, limit: PAGE }), () => plainCandidates.page(broker, { after, limit: PAGE }));
  await page('candidatesFirstPage', null);
  await page('candidatesMiddlePage', middle);

  await compare('matchesOfCandidate', () => matching.matchesOfCandidate(broker, runId, middle), () => plainMatching.matchesOfCandidate(broker, runId, middle));
  await compare('matchesOfOpportunity', () => matching.matchesOfOpportunity(broker, runId, opportunityId), () => plainMatching.matchesOfOpportunity(broker, runId, opportunityId));
  return { candidates: PEOPLE, brokerages: BROKERAGES, ...results };
}
