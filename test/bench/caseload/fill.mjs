// Fills a migrated database with people and what happened to them, by one statement a table as its owner.
import { OrganisationsService } from '../../../dist/libs/identity/src/index.js';
import { Database, SystemClock, systemActor } from '../../../dist/libs/platform/src/index.js';
import { openDataSource } from '../../../dist/libs/schema/src/index.js';

const BROKERAGES = 40;
const BROKERS_OF_EACH = 10;

/** Events of a person, ten on average: contacts, tasks, brokers, and steps of one referral. */
const CONTACTS = 5;
const STEPS = 3;

const day = (days) => `(current_date - (${days})::integer)`;

/** As random as is needed, and the same each time. */
const drawn = (seed, below) => `(hashint4extended(n, ${seed}) & 1048575) % ${below}`;

const STATUSES = "(ARRAY['referred', 'interview', 'offered', 'checks', 'started', 'declined', 'not-taken-forward', 'withdrawn', 'expired', 'declined'])[1 + n % 10]";

/** Returns the ids that are asked by: of the City, of a brokerage, and of a broker; and how long the summary took to make. */
export async function fill(ownerUrl, people) {
  const dataSource = await openDataSource(ownerUrl, 'bench');
  try {
    await addOrganisations(new Database(dataSource, new SystemClock()));
    await dataSource.transaction(async (manager) => {
      // What triggers keep is made at the end, all at once, and keys are right by the way the rows are made.
      await manager.query(`SET LOCAL session_replication_role = replica`);
      await manager.query(`CREATE TEMPORARY TABLE brokerages AS SELECT organisation_id, row_number() OVER (ORDER BY code) AS number FROM identity.organisations WHERE code LIKE 'R-BROKERAGE-%'`);
      await manager.query(`INSERT INTO identity.users (email, email_fingerprint, display_name) SELECT n::text, n::text, 'Broker ' || n FROM generate_series(1, ${BROKERAGES * BROKERS_OF_EACH}) AS n`);
      await manager.query(`CREATE TEMPORARY TABLE brokers AS SELECT user_id, row_number() OVER (ORDER BY user_id) AS number FROM identity.users`);
      await manager.query(`INSERT INTO identity.role_grants (user_id, organisation_id, role, from_on) SELECT user_id, organisation_id, 'broker', '2020-01-01' FROM brokers JOIN brokerages ON brokerages.number = 1 + brokers.number % ${BROKERAGES}`);
      await manager.query(
        `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, is_seeking, contract_ends_on, row_digest, created_at)
         SELECT organisation_id, 'P-' || n, 'Given', 'Family', n % 10 < 7, CASE WHEN n % 5 = 0 THEN ${day(`${drawn(1, 400)} - 300`)} END, '', ${day(`400 + ${drawn(2, 400)}`)} + time '12:00'
           FROM generate_series(1, $1::integer) AS n JOIN brokerages ON brokerages.number = 1 + n % ${BROKERAGES}`,
        [people],
      );
      await manager.query(`CREATE TEMPORARY TABLE people AS SELECT candidate_id, organisation_id, row_number() OVER (ORDER BY candidate_id)::integer AS n FROM candidates.candidates`);
      await manager.query(
        `INSERT INTO brokerage.contacts (candidate_id, happened_on, channel, has_reached, recorded_by)
         SELECT candidate_id, ${day(drawn(3, 400))}, 'call', n % 3 > 0, 'bench' FROM (SELECT candidate_id, people.n * ${CONTACTS} + step AS n FROM people, generate_series(1, ${CONTACTS}) AS step) AS made`,
      );
      await manager.query(
        `INSERT INTO brokerage.tasks (candidate_id, code, due_on, created_by, done_at, done_by)
         SELECT candidate_id, 'call-them', ${day(`${drawn(4, 60)} - 50`)}, 'bench', CASE WHEN n % 3 > 0 THEN now() END, CASE WHEN n % 3 > 0 THEN 'bench' END FROM people`,
      );
      await manager.query(
        `INSERT INTO brokerage.assignments (candidate_id, user_id, from_on, to_on, reason_code, assigned_by, ended_reason_code, ended_by)
         SELECT candidate_id, user_id, ${day(`${drawn(5, 100)} + 50`)}, CASE WHEN n % 4 = 0 THEN ${day(drawn(6, 50))} END, 'workload', 'bench', CASE WHEN n % 4 = 0 THEN 'leaver' END, CASE WHEN n % 4 = 0 THEN 'bench' END
           FROM people JOIN brokers ON brokers.number = 1 + people.n % ${BROKERAGES * BROKERS_OF_EACH}`,
      );
      await manager.query(
        `INSERT INTO brokerage.referrals (candidate_id, intake_id, status, started_on, created_at, candidate_organisation_id, opportunity_organisation_id, next_outcome_check_on)
         SELECT candidate_id, uuidv7(), ${STATUSES}, CASE ${STATUSES} WHEN 'started' THEN ${day(drawn(7, 300))} END, ${day('200')} + time '12:00', organisation_id, organisation_id, CASE ${STATUSES} WHEN 'started' THEN ${day(`${drawn(8, 120)} - 60`)} END FROM people`,
      );
      await manager.query(
        `INSERT INTO brokerage.referral_events (referral_id, event, to_status, actor_id, occurred_at)
         SELECT referral_id, 'review', status, 'bench', ${day(drawn(9, 200))} + time '12:00'
           FROM (SELECT referral_id, status, row_number() OVER ()::integer AS n FROM brokerage.referrals, generate_series(1, ${STEPS})) AS made`,
      );
    });
    await dataSource.query('VACUUM ANALYZE');
    const started = performance.now();
    await dataSource.query('SELECT brokerage.rebuild_caseload()');
    const rebuildSeconds = (performance.now() - started) / 1000;
    await dataSource.query('VACUUM ANALYZE brokerage.case_summaries');
    await dataSource.query('CHECKPOINT'); // else what was filled in is still being written to the disk while lists are measured
    const [ids] = await dataSource.query(
      `SELECT (SELECT organisation_id FROM identity.organisations WHERE code = 'R-CITY') AS "cityId", (SELECT organisation_id FROM identity.organisations WHERE code = 'R-BROKERAGE-1') AS "brokerageId",
              (SELECT user_id FROM brokerage.case_summaries JOIN identity.organisations USING (organisation_id) WHERE code = 'R-BROKERAGE-1' AND user_id IS NOT NULL LIMIT 1) AS "brokerId",
              (SELECT sum(rows)::integer FROM (SELECT count(*) AS rows FROM brokerage.contacts UNION ALL SELECT count(*) FROM brokerage.tasks UNION ALL SELECT count(*) FROM brokerage.assignments UNION ALL SELECT count(*) FROM brokerage.referral_events) AS counted) AS events`,
    );
    return { ...ids, rebuildSeconds };
  } finally {
    await dataSource.destroy();
  }
}

async function addOrganisations(database) {
  const area = { organisationType: null, isDemo: false };
  const brokerages = Array.from({ length: BROKERAGES }, (_, index) => ({ code: `R-BROKERAGE-${index + 1}`, name: `Brokerage ${index + 1}`, level: 'organisation', organisationType: 'brokerage', parentCode: 'R-PLACE', isDemo: false }));
  await database.write(systemActor('bench'), (manager) =>
    new OrganisationsService(database, new SystemClock()).add(manager, [
      { ...area, code: 'R-CITY', name: 'City', level: 'city', parentCode: null },
      { ...area, code: 'R-ICS', name: 'ICS', level: 'ics', parentCode: 'R-CITY' },
      { ...area, code: 'R-PLACE', name: 'Place', level: 'place', parentCode: 'R-ICS' },
      ...brokerages,
    ]),
  );
}
