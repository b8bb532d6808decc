// How long it takes to find the people whom new opportunities fit, and to put them on the lists of their brokers.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ServicesModule } from '../../../dist/apps/pathways/src/services.module.js';
import { AlertsService } from '../../../dist/libs/matching/src/index.js';
import { LiveFacts } from '../../../dist/libs/matching/src/live-facts.js';
import { LiveFactsService } from '../../../dist/libs/matching/src/live-facts.service.js';
import { Database, readConfig } from '../../../dist/libs/platform/src/index.js';
import { Stopwatch } from '../run/stopwatch.mjs';
import { drawn } from './answers.mjs';
import { MarketClock } from './market-clock.mjs';

/** Times that as many opportunities come as one is to measure; the first time the worker has matched nobody yet. */
const ROUNDS = 3;

/** An opportunity as some other, with its intakes: new to the matcher, and of the same market. */
const COPY = `
  WITH copies AS (
    INSERT INTO opportunities.opportunities (organisation_id, source, reference, programme_code, kind, title, employer_name, pathway, postcode, attendance, minimum_level, minimum_english_level,
      minimum_maths_level, required_skill_codes, desired_skill_codes, required_check_codes, schedule_slots, schedule_needed, hourly_pence, is_unpaid, row_digest)
    SELECT organisation_id, source, $2 || reference, programme_code, kind, title, employer_name, pathway, postcode, attendance, minimum_level, minimum_english_level,
      minimum_maths_level, required_skill_codes, desired_skill_codes, required_check_codes, schedule_slots, schedule_needed, hourly_pence, is_unpaid, $2 || row_digest
      FROM opportunities.opportunities WHERE opportunity_id = ANY ($1) RETURNING opportunity_id, reference)
  INSERT INTO opportunities.intakes (opportunity_id, starts_on, places)
  SELECT copies.opportunity_id, starts_on, places
    FROM copies JOIN opportunities.opportunities AS original ON copies.reference = $2 || original.reference JOIN opportunities.intakes AS intake ON intake.opportunity_id = original.opportunity_id`;

const STORED = `SELECT count(*)::int AS stored FROM matching.alerts JOIN opportunities.opportunities USING (opportunity_id) WHERE reference LIKE $1 || '%'`;

/** What the filling of the database changed is not news. */
const READ_TO_HERE = `UPDATE matching.alert_readings SET seen_transactions = pg_current_snapshot(), walked_to_id = NULL`;

/** @returns {opportunities, people, loadSeconds, rounds: [{seconds, alerts, steps}]} */
export async function measureAlerts({ environment, owner, market, opportunityCount, say }) {
  const config = readConfig(environment);
  const services = await NestFactory.createApplicationContext(ServicesModule.with({ processName: 'bench', config, databaseUrl: environment.DATABASE_URL, clock: new MarketClock() }), { logger: ['error'] });
  const service = (of) => services.get(of, { strict: false });
  try {
    say('alerts: a worker reads the facts');
    const started = performance.now();
    await service(LiveFactsService).now();
    const loadSeconds = (performance.now() - started) / 1000;
    await owner.query(READ_TO_HERE);
    const originals = drawn(market.opportunities.filter(({ isOpen }) => isOpen), ROUNDS * opportunityCount, 14).map(({ opportunityId }) => opportunityId);
    const each = Math.floor(originals.length / ROUNDS);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      say(`alerts: ${each} new opportunities, ${round + 1} of ${ROUNDS}`);
      const mark = `NEW-${round}-`;
      await owner.query(COPY, [originals.slice(round * each, (round + 1) * each), mark]);
      const steps = await timedFind(service(AlertsService), service(Database));
      const { rows: [{ stored }] } = await owner.query(STORED, [mark]);
      if (stored === 0) throw new Error('No alert was stored.');
      rounds.push({ seconds: Object.values(steps).reduce((sum, seconds) => sum + seconds, 0), alerts: stored, steps });
    }
    return { opportunities: each, people: market.candidates.length, loadSeconds, rounds };
  } finally {
    await services.close();
  }
}

/** Seconds by step of finding and storing all that is new. */
async function timedFind(alerts, database) {
  const watch = new Stopwatch();
  const endings = [
    watch.wrap(LiveFactsService.prototype, 'upToDate', 'apply what changed'),
    watch.wrap(LiveFacts.prototype, 'bestPeople', 'kernel'),
    watch.wrap(database, 'write', 'ask what changed, store'),
  ];
  try {
    await watch.inside('the rest', () => alerts.find());
  } finally {
    for (const end of endings.toReversed()) end();
  }
  return watch.seconds;
}
