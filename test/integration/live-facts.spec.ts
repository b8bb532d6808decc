import { matchCandidates, type CandidateFacts, type OpportunityFacts } from '#lib/kernel';
import { MatchingModule } from '#lib/matching';
import { Database, systemActor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { LiveFactsService, MOST_LIVE_MATCHES } from '../../libs/matching/src/live-facts.service.js';
import { SnapshotService } from '../../libs/matching/src/snapshot.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { MARKET_DAY, openMarket } from '../support/matching-market.js';
import { until } from '../support/running-service.js';
import { openServices } from '../support/services.js';

const JOB = systemActor('job:live-market');
const clock = new FixedClock(MARKET_DAY);

let database: TestDatabase;
let services: INestApplicationContext;
let live: LiveFactsService;
let snapshots: SnapshotService;

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock });
  live = services.get(LiveFactsService, { strict: false });
  snapshots = services.get(SnapshotService, { strict: false });
  await openMarket(database.dataSource, services);
  // Half of the work is of some programme, so that who is in it decides something.
  await database.dataSource.query(
    `UPDATE opportunities.opportunities SET programme_code = (ARRAY['YOUNG', 'UNJUSTIFIED', 'DEPRIVED-AREA', 'BOROUGH'])[1 + ascii(md5(reference)) % 4] WHERE programme_code IS NULL AND ascii(md5('half' || reference)) % 2 = 0`,
  );
});
afterAll(async () => {
  await services.close();
  await database.close();
});

interface Everything {
  readonly opportunities: OpportunityFacts[];
  readonly people: CandidateFacts[];
  readonly organisations: string[];
  readonly cities: string[];
}

/** All facts as the database has them now, read anew. */
function readAnew(): Promise<Everything> {
  return services.get(Database, { strict: false }).writeAtOneMoment(JOB, async (manager) => {
    const opportunities = await snapshots.opportunitiesNow(manager, MARKET_DAY, null);
    const people: CandidateFacts[] = [];
    for await (const batch of snapshots.peopleNow(manager, MARKET_DAY, await snapshots.programmesNow(manager))) for (const { facts } of batch) people.push(facts);
    return { opportunities, people, ...(await placesOfEverybody()) };
  }, 'pathways_matcher');
}

async function placesOfEverybody(): Promise<Pick<Everything, 'organisations' | 'cities'>> {
  const rows = await database.dataSource.query<{ id: string; level: string }[]>('SELECT organisation_id AS id, level FROM identity.organisations');
  return { organisations: rows.map(({ id }) => id), cities: rows.filter(({ level }) => level === 'city').map(({ id }) => id) };
}

/** What is live equals a run over the same facts, for every nth person and opportunity. */
async function expectAsAnew(nth: number): Promise<void> {
  const { opportunities, people, organisations, cities } = await readAnew();
  const facts = await live.now();
  const expected = matchCandidates(people, opportunities, { asOfOn: MARKET_DAY, seed: 0, limit: MOST_LIVE_MATCHES });
  const found = new Map(expected.candidates.map((one) => [one.candidateId, one]));
  for (const person of people.filter((_, at) => at % nth === 0)) {
    const { eligibleCount, topOpportunities } = found.get(person.candidateId)!;
    expect(facts.bestOpportunities(person, cities)).toEqual({ eligibleCount, best: topOpportunities });
  }
  const places = new Map(expected.opportunities.map((one) => [one.opportunityId, one]));
  const ofProgrammes = new Map(opportunities.filter(({ isOpen }) => isOpen).map((offer) => [offer.programmeCodes.join(), offer]));
  for (const offer of new Set([...opportunities.filter((_, at) => at % nth === 0), ...ofProgrammes.values()])) {
    const { eligibleCount, topCandidates } = places.get(offer.opportunityId)!;
    expect(facts.bestPeople(offer, organisations, [])).toEqual({ eligibleCount, best: topCandidates });
  }
}

/** How many people are in each programme, by asking for whom work of it is. */
async function membersByProgramme(): Promise<number[]> {
  const facts = await live.now();
  const { opportunities, organisations } = await readAnew();
  const open = opportunities.find(({ isOpen }) => isOpen)!;
  return facts.programmes.map(({ code }) => facts.bestPeople({ ...open, ...ASKS_NOTHING, programmeCodes: [code] }, organisations, []).eligibleCount);
}

const ASKS_NOTHING = { minimumLevel: 0, minimumEnglishLevel: 0, minimumMathsLevel: 0, requiredSkillCodes: [], requiredCheckCodes: [], choices: [], schedule: null, attendance: 'remote', startsOn: null } as const;

/** Everything that was changed so far has arrived: the last change of all is there. */
async function caughtUp(): Promise<void> {
  const [row] = await database.dataSource.query<{ id: string; pence: number }[]>(
    `UPDATE opportunities.opportunities SET hourly_pence = coalesce(hourly_pence, 1000) + 1 WHERE opportunity_id = (SELECT opportunity_id FROM opportunities.opportunities ORDER BY opportunity_id LIMIT 1) RETURNING opportunity_id AS id, hourly_pence AS pence`,
  ).then(([rows]) => rows as unknown as { id: string; pence: number }[]);
  await until('the last change', async () => {
    const facts = await live.now();
    return facts.opportunity(row!.id)?.hourlyPence === row!.pence;
  });
}

const SKILLS = `'{care,listening}', '{}', '{data-entry}'`;

const ANY_PROGRAMME = `code = (SELECT code FROM opportunities.programmes ORDER BY md5(code || $1) LIMIT 1)`;

/** More than a hundred changes of every kind, each in a transaction of its own. */
const CHANGES = [
  `UPDATE candidates.candidates SET level = (level + 1) % 5, skill_codes = (ARRAY[${SKILLS}])[1 + level % 3]::text[] WHERE candidate_id = (SELECT candidate_id FROM candidates.candidates ORDER BY md5(candidate_id::text || $1) LIMIT 1)`,
  `UPDATE candidates.candidates SET is_seeking = NOT is_seeking, travel_limit_minutes = 10 + length($1) * 7 % 100 WHERE candidate_id = (SELECT candidate_id FROM candidates.candidates ORDER BY md5(candidate_id::text || $1) LIMIT 1)`,
  `UPDATE candidates.consents SET withdrawn_on = CASE WHEN withdrawn_on IS NULL THEN '2026-02-01'::date END WHERE consent_id = (SELECT consent_id FROM candidates.consents ORDER BY md5(consent_id::text || $1) LIMIT 1)`,
  `UPDATE opportunities.opportunities SET minimum_level = (minimum_level + 1) % 4, is_withdrawn = NOT is_withdrawn WHERE opportunity_id = (SELECT opportunity_id FROM opportunities.opportunities ORDER BY md5(opportunity_id::text || $1) LIMIT 1)`,
  `UPDATE opportunities.intakes SET is_closed = NOT is_closed WHERE intake_id = (SELECT intake_id FROM opportunities.intakes ORDER BY md5(intake_id::text || $1) LIMIT 1)`,
  `INSERT INTO opportunities.rule_versions (organisation_id, opportunity_id, version_number, requirements, note, recorded_by)
     SELECT organisation_id, opportunity_id, 1 + (SELECT count(*) FROM opportunities.rule_versions AS v WHERE v.opportunity_id = o.opportunity_id), '[{"on":"level","atLeast":2}]', $1, 'test' FROM opportunities.opportunities AS o ORDER BY md5(opportunity_id::text || $1) LIMIT 1`,
  `INSERT INTO opportunities.rule_versions (organisation_id, programme_code, version_number, requirements, note, recorded_by)
     SELECT organisation_id, code, 1 + (SELECT count(*) FROM opportunities.rule_versions AS v WHERE v.programme_code = p.code), '[{"on":"level","atLeast":1}]', $1, 'test' FROM opportunities.programmes AS p ORDER BY md5(code || $1) LIMIT 1`,
  `UPDATE opportunities.programmes SET minimum_age = 16 + length($1) * 7 % 9, maximum_age = nullif(30 + ascii(md5($1)) % 30, 55), justification = 'Recorded.', review_on = '2027-01-01' WHERE ${ANY_PROGRAMME}`,
  `UPDATE opportunities.programmes SET most_deprived_deciles = nullif(1 + ascii(md5($1)) % 11, 11), minimum_age = NULL, maximum_age = NULL WHERE ${ANY_PROGRAMME}`,
  `UPDATE opportunities.programmes SET area_codes = CASE WHEN area_codes = '{}' THEN '{E99999001,E09999002}'::text[] ELSE '{}' END, target_groups = (ARRAY['{}', '{outside-nhs}', '{aged-45-plus,deprived-area}'])[1 + ascii(md5($1)) % 3]::text[] WHERE ${ANY_PROGRAMME}`,
  `UPDATE candidates.candidates SET born_on = born_on + 300 * (5 - ascii(md5($1)) % 9), is_nhs_employee = NOT coalesce(is_nhs_employee, false) WHERE candidate_id = (SELECT candidate_id FROM candidates.candidates ORDER BY md5(candidate_id::text || $1) LIMIT 1)`,
  `DELETE FROM candidates.candidates WHERE candidate_id = (SELECT candidate_id FROM candidates.candidates AS c WHERE reference LIKE 'LIVE-%' AND NOT EXISTS (SELECT FROM candidates.consents WHERE consents.candidate_id = c.candidate_id) ORDER BY md5(candidate_id::text || $1) LIMIT 1)`,
  `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest, level, slots) SELECT organisation_id, 'LIVE-' || $1, 'Given', 'Family', 'x', 2, 2097151 FROM identity.organisations WHERE code = 'T-BROKER'`,
  `INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) SELECT candidate_id, 'matching', 'v-' || $1, '2026-01-05' FROM candidates.candidates WHERE reference LIKE 'LIVE-%' ORDER BY md5(candidate_id::text || $1) LIMIT 1`,
];

/** Two lanes may meet: of a person who is removed, nobody can record a consent, and a version has one number. */
async function change(sql: string, key: string): Promise<void> {
  await database.dataSource.query(sql, [key]).catch((error: unknown) => {
    if (!['23503', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  });
}

describe('live facts', () => {
  it('are those of the database, and answer as a run does', async () => {
    expect(services.select(MatchingModule)).toBeDefined();
    await expectAsAnew(40);
  });

  it('follow every change, also while connections are lost and transactions overlap', async () => {
    let lost = 0;
    await Promise.all(
      Array.from({ length: 4 }, async (_, lane) => {
        for (let n = 0; n < 42; n += 1) {
          await change(CHANGES[(lane * 7 + n) % CHANGES.length]!, `${lane}-${n}`);
          if (n % 10 === 5) {
            const cut = await database.dataSource.query<unknown[]>(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pathways-listen' AND datname = current_database()`);
            lost += cut.length;
          }
        }
      }),
    );
    expect(lost).toBeGreaterThan(0);
    await caughtUp();
    await expectAsAnew(25);
  });

  it('follow programmes without reading everybody: those that change, come and go', async () => {
    const before = await live.now();
    const changes = [
      `UPDATE opportunities.programmes SET minimum_age = 40, maximum_age = 60, target_groups = '{}', area_codes = '{}', most_deprived_deciles = NULL, justification = 'Recorded.', review_on = '2027-01-01' WHERE code = 'YOUNG'`,
      `UPDATE opportunities.programmes SET minimum_age = NULL, maximum_age = NULL, target_groups = '{}', area_codes = '{}', most_deprived_deciles = 4 WHERE code = 'DEPRIVED-AREA'`,
      `UPDATE opportunities.programmes SET ends_on = '2026-05-31' WHERE code = 'YOUNG'`,
      `INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, target_groups) SELECT organisation_id, 'NEW', 'New', '2026-01-01', '{aged-45-plus,outside-nhs}' FROM opportunities.programmes WHERE code = 'YOUNG'`,
      `UPDATE opportunities.opportunities SET programme_code = 'NEW' WHERE programme_code = 'YOUNG'`,
      `DELETE FROM opportunities.programmes WHERE code = 'YOUNG'`,
    ];
    const seen = new Set<string>();
    for (const sql of changes) {
      await database.dataSource.query(sql.replaceAll('YOUNG', 'BOROUGH'));
      await caughtUp();
      await expectAsAnew(60);
      seen.add((await membersByProgramme()).join());
    }
    expect(await live.now()).toBe(before);
    expect(seen.size).toBeGreaterThan(3); // each of most changes made others members
  });

  it('are read anew after a change of the directory, and on another day', async () => {
    const first = await live.now();
    await database.dataSource.query(`UPDATE identity.organisation_paths SET valid_during = valid_during`);
    await until('facts that were read anew', async () => (await live.now()) !== first);
    await expectAsAnew(40);
    const before = await live.now();
    clock.day = '2026-06-02';
    const [after, also] = await Promise.all([live.now(), live.now()]);
    expect(after).not.toBe(before);
    expect(after).toBe(also); // two who ask at once read them once
    expect(after.context.asOfOn).toBe('2026-06-02');
    clock.day = MARKET_DAY;
  });

  it('of people who are shared are those whom partners may be shown', async () => {
    const { opportunities, people, organisations, cities } = await readAnew();
    const facts = await live.now();
    const shown = new Set((await database.dataSource.query<{ id: string }[]>(`SELECT candidate_id AS id FROM candidates.consents WHERE purpose = 'sharing-with-partners' AND given_on <= '${MARKET_DAY}' AND (withdrawn_on IS NULL OR withdrawn_on > '${MARKET_DAY}') AND (expires_on IS NULL OR expires_on >= '${MARKET_DAY}')`)).map(({ id }) => id));
    const expected = matchCandidates(people.filter(({ candidateId }) => shown.has(candidateId)), opportunities, { asOfOn: MARKET_DAY, seed: 0, limit: MOST_LIVE_MATCHES });
    for (const { opportunityId, eligibleCount, topCandidates } of expected.opportunities.filter((_, at) => at % 30 === 0)) {
      const offer = opportunities.find((one) => one.opportunityId === opportunityId)!;
      expect(facts.bestPeople(offer, [], organisations)).toEqual({ eligibleCount, best: topCandidates });
      expect(facts.bestPeople(offer, [], [])).toEqual({ eligibleCount: 0, best: [] });
    }
    expect(facts.bestOpportunities(people[0]!, [])).toEqual({ eligibleCount: 0, best: [] });
    expect(cities.length).toBeGreaterThan(0);
  });
});
