/**
 * The same answer from PostgreSQL, by the better of two plans: for each person the best twenty of what the spatial index
 * finds near them (and of what has no place), or one join of everybody with everything, ranked by window functions. Both
 * leave the lottery to the few rows that can still be among the best. One row a person comes back, as a run stores it.
 */
import pg from 'pg';
import { loadTables } from './postgres-tables.mjs';

/** What the server is started with. One process works for a statement, as one thread does for the kernel it is compared with. */
export const SERVER_SETTINGS = ['shared_buffers=1GB', 'work_mem=128MB', 'effective_cache_size=4GB', 'random_page_cost=1.1', 'jit=off', 'max_parallel_workers_per_gather=0', 'fsync=off'];

/** The hard rules of a pair but travel, cheapest and likeliest to fail first. What excludes an opportunity for everybody is `is_possible`. */
const RULES = `o.is_possible AND c.level >= o.level
  AND (o.start_day IS NULL OR o.start_day >= c.ready_day) AND (o.hourly_pence IS NULL OR o.hourly_pence >= c.lowest_pence)
  AND c.english >= o.english AND c.maths >= o.maths
  AND o.required_skills & ~c.skills = 0 AND o.checks & ~c.checks = 0 AND (o.programmes = 0 OR o.programmes & c.programmes <> 0)
  AND (NOT o.is_for_redeployment_only OR c.is_for_redeployment) AND o.stages & c.stage <> 0
  AND (o.contract_ends_by IS NULL OR c.contract_end IS NULL OR c.contract_end <= o.contract_ends_by)
  AND (o.choice_a = 0 OR o.choice_a & c.choices_met <> 0) AND (o.choice_b = 0 OR o.choice_b & c.choices_met <> 0)
  AND (o.needed = 0 OR bit_count((c.slots & o.slots)::bit(21)) >= o.needed)`;

const SQUARE = '((o.east - c.east) * (o.east - c.east) + (o.north - c.north) * (o.north - c.north))';

/** Of a pair with two known places. */
const IN_REACH = `${SQUARE} <= c.reach AND (o.travel_at_most IS NULL OR ${SQUARE} <= c.reach_by_minute[o.travel_at_most + 1])`;

/** The score without travel; integer division rounds down, as every operand is positive. */
const SCORE = `(o.pay_contribution
  + o.skills_weight * CASE WHEN o.asked_count = 0 THEN 500 ELSE 1000 * bit_count((o.asked_skills & c.skills)::bit(64)) / o.asked_count END
  + o.interest_weight * c.interest_points[o.pathway + 1]
  + o.schedule_weight * CASE WHEN o.usable IS NULL THEN 500 WHEN o.needed = 0 THEN 1000 ELSE 1000 * bit_count((c.slots & o.slots)::bit(21)) / greatest(1, o.usable) END
  + o.start_weight * CASE WHEN o.start_day IS NULL THEN 1000 ELSE 1000 * greatest(0, 180 - (o.start_day - c.ready_day)) / 180 END)`;

/** The smallest number of minutes whose reach is not below the square: the reaches of a mode ascend. */
const TRAVEL_POINTS = `1000 * greatest(0, 90 - width_bucket(${SQUARE} - 1, c.reach_by_minute)) / 90`;

const scoreWith = (travelPoints) => `${SCORE} + o.travel_weight * (${travelPoints})`;

/** imul of JavaScript on numbers from 0 to 2^32 − 1: the halves of the left one in turn, so that no product passes 2^63. */
const imul = (left, right) => `((((${left}) & 65535) * ${right} + ((((${left}) >> 16) * ${right} & 65535) << 16)) & 4294967295)`;

/** Adds the lottery number to rows of (ticket, hash, …). Each step stands behind OFFSET 0, or its text would be repeated in the next. */
const withLottery = (rows) => `SELECT *, d # (d >> 16) AS lottery FROM (
  SELECT *, ${imul('b # (b >> 13)', '3266489909')} AS d FROM (
    SELECT *, ${imul('a # (a >> 16)', '2246822507')} AS b FROM (
      SELECT *, (ticket + ${imul('hash', '2654435761')}) & 4294967295 AS a FROM (${rows}) AS r OFFSET 0) AS r OFFSET 0) AS r OFFSET 0) AS r`;

const OF_LIST = `array_agg(number ORDER BY score DESC, lottery DESC, number) AS numbers, array_agg(score ORDER BY score DESC, lottery DESC, number) AS scores`;

const COLUMNS = 'o.number, o.hash, c.ticket';

/** Whatever fits a person of `people`: what lies in reach, what has no place, and everything else for those whose home is not known. */
const fitting = (columns, people) => `
  SELECT ${columns}, ${scoreWith(TRAVEL_POINTS)} AS score FROM ${people} bench_opportunities AS o
    WHERE NOT o.is_remote AND o.spot <@ c.reach_box AND ${IN_REACH} AND ${RULES}
  UNION ALL SELECT ${columns}, ${scoreWith('CASE WHEN o.is_remote THEN 1000 ELSE 500 END')} FROM ${people} bench_opportunities AS o
    WHERE (o.is_remote OR o.spot IS NULL) AND ${RULES}
  UNION ALL SELECT ${columns}, ${scoreWith('500')} FROM ${people} bench_opportunities AS o
    WHERE c.east IS NULL AND NOT o.is_remote AND o.spot IS NOT NULL AND ${RULES}`;

/** Those of the first so many who can be matched, with the reaches of their mode. */
const asking = (people) => `(SELECT p.*, m.reach_by_minute FROM bench_people AS p JOIN bench_modes AS m USING (mode) WHERE p.can_be_matched AND p.number < ${people})`;

/** For each person a list of their own. */
const LATERAL = (limit, people) => `
  SELECT c.number AS person, coalesce(best.eligible, 0) AS eligible, best.numbers, best.scores
  FROM ${asking(people)} AS c CROSS JOIN LATERAL (
    SELECT max(eligible) AS eligible, ${OF_LIST} FROM (
      SELECT * FROM (${withLottery(`
        SELECT number, hash, ticket, score, count(*) OVER () AS eligible FROM (${fitting(COLUMNS, '')}) AS fitting
        ORDER BY score DESC FETCH FIRST ${limit} ROWS WITH TIES`)}) AS drawn
      ORDER BY score DESC, lottery DESC, number LIMIT ${limit}) AS listed) AS best`;

/** Joins for everybody at once. rank() keeps those that tie with the last, for the lottery to decide. */
const SET_BASED = (limit, people) => `
  SELECT person, max(eligible) AS eligible, ${OF_LIST} FROM (
    SELECT *, row_number() OVER (PARTITION BY person ORDER BY score DESC, lottery DESC, number) AS place FROM (${withLottery(`
      SELECT * FROM (
        SELECT *, count(*) OVER (PARTITION BY person) AS eligible, rank() OVER (PARTITION BY person ORDER BY score DESC) AS place_by_score
        FROM (${fitting(`c.number AS person, ${COLUMNS}`, `${asking(people)} AS c CROSS JOIN`)}) AS fitting) AS ranked
      WHERE place_by_score <= ${limit}`)}) AS drawn) AS listed
  WHERE place <= ${limit} GROUP BY person`;

const PLANS = { lateral: LATERAL, 'set-based': SET_BASED };

/** With so many people the plans are compared. */
const PEOPLE_TO_CHOOSE_WITH = 40;

/** A market in PostgreSQL, with a sample of its people. */
export class PostgresMatcher {
  #client;
  #text;
  #people;

  /** Connects, loads, and takes the plan that is quicker for this market. `plans` has the microseconds a person of both. */
  static async over(url, opportunities, people, context) {
    const matcher = new PostgresMatcher();
    matcher.#client = new pg.Client({ connectionString: url });
    matcher.#client.on('error', () => undefined); // the server going away must not hide why
    await matcher.#client.connect();
    await loadTables(matcher.#client, opportunities, people, context);
    const plans = {};
    const count = Math.min(people.length, PEOPLE_TO_CHOOSE_WITH);
    for (const [plan, text] of Object.entries(PLANS)) {
      matcher.#take(plan, text(context.limit, count), count);
      await matcher.run();
      plans[plan] = (await matcher.run()).microsecondsEach;
    }
    const quicker = Object.keys(plans).toSorted((a, b) => plans[a] - plans[b])[0];
    matcher.#take(quicker, PLANS[quicker](context.limit, people.length), people.length);
    matcher.plan = quicker;
    matcher.plans = plans;
    return matcher;
  }

  #take(plan, text, people) {
    this.#text = { name: `${plan}-${people}`, text };
    this.#people = people;
  }

  /** One pass over the sample: a row a person who can be matched {person, eligible, numbers, scores}, and how long it took for each. */
  async run() {
    const started = performance.now();
    const { rows } = await this.#client.query(this.#text);
    return { rows, microsecondsEach: ((performance.now() - started) * 1000) / this.#people };
  }

  async end() {
    await this.#client.end();
  }
}
