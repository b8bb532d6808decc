/**
 * The facts of a market as tables of PostgreSQL, as somebody would lay them out who wants matching to be quick there: every
 * list of codes as the bits of one number, days as numbers, points that depend on one side only worked out ahead, and
 * indexes for whatever a plan may like to begin with. Every number is whole, so scores are the kernel's to the last digit.
 */
import { toEpochDay } from '../../../dist/libs/kernel/src/calendar/plain-date.js';
import { CANDIDATE_STAGES, TRAVEL_MODES } from '../../../dist/libs/kernel/src/matching/facts.js';
import { countHalfDays } from '../../../dist/libs/kernel/src/matching/half-days.js';
import { meetsDemand, readyOn } from '../../../dist/libs/kernel/src/matching/hard-rules.js';
import { askedSkills, countedHourlyPence, interestPoints, NEUTRAL_POINTS, payPoints, SCORE_WEIGHTS } from '../../../dist/libs/kernel/src/matching/score.js';
import { hashOfText, lotteryTicket } from '../../../dist/libs/kernel/src/matching/tie-break.js';
import { LONGEST_TRAVEL_LIMIT_MINUTES, squaredReach } from '../../../dist/libs/kernel/src/matching/travel.js';

const TABLES = `
  DROP TABLE IF EXISTS bench_opportunities, bench_people, bench_modes;
  CREATE TABLE bench_opportunities (
    number int PRIMARY KEY, opportunity_id uuid NOT NULL, hash bigint NOT NULL, is_possible boolean NOT NULL,
    level int NOT NULL, english int NOT NULL, maths int NOT NULL, start_day int, hourly_pence int,
    is_remote boolean NOT NULL, east int, north int, spot point, travel_at_most int,
    slots int NOT NULL, needed int NOT NULL, usable int, required_skills bigint NOT NULL, asked_skills bigint NOT NULL, asked_count int NOT NULL,
    required_skill_numbers int[] NOT NULL, checks int NOT NULL, programmes int NOT NULL, contract_ends_by int, is_for_redeployment_only boolean NOT NULL,
    stages int NOT NULL, choice_a bigint NOT NULL, choice_b bigint NOT NULL, pathway int NOT NULL, pay_contribution int NOT NULL,
    skills_weight int NOT NULL, travel_weight int NOT NULL, interest_weight int NOT NULL, schedule_weight int NOT NULL, start_weight int NOT NULL);
  CREATE TABLE bench_people (
    number int PRIMARY KEY, candidate_id uuid NOT NULL, ticket bigint NOT NULL, can_be_matched boolean NOT NULL,
    level int NOT NULL, english int NOT NULL, maths int NOT NULL, ready_day int NOT NULL, lowest_pence int NOT NULL,
    mode int NOT NULL, reach bigint NOT NULL, reach_box box, east int, north int,
    slots int NOT NULL, skills bigint NOT NULL, skill_numbers int[] NOT NULL, checks int NOT NULL, programmes int NOT NULL, contract_end int, is_for_redeployment boolean NOT NULL,
    stage int NOT NULL, choices_met bigint NOT NULL, interest_points int[] NOT NULL);
  CREATE TABLE bench_modes (mode int PRIMARY KEY, reach_by_minute int[] NOT NULL);`;

const INDEXES = `
  CREATE INDEX ON bench_opportunities USING gist (spot) WHERE is_possible AND NOT is_remote;
  CREATE INDEX ON bench_opportunities (level, english, maths) WHERE is_possible;
  CREATE INDEX ON bench_opportunities (start_day) WHERE is_possible;
  CREATE INDEX ON bench_opportunities (hourly_pence) WHERE is_possible;
  CREATE INDEX ON bench_opportunities (number) WHERE is_possible AND (is_remote OR spot IS NULL);
  CREATE INDEX ON bench_opportunities USING gin (required_skill_numbers) WHERE is_possible;`;

/** Numbers for codes, pathways and demands, given as they come. */
class Numbers {
  #numbers = new Map();

  constructor(most) {
    this.most = most;
  }

  of(code) {
    const number = this.#numbers.get(code) ?? this.#numbers.size;
    if (number >= this.most) throw new Error(`More than ${this.most} different codes: these tables keep them as bits of one number.`);
    this.#numbers.set(code, number);
    return number;
  }

  get codes() {
    return [...this.#numbers.keys()];
  }

  /** A mask as text, since JSON numbers end at 2^53. */
  mask(codes) {
    return String([...new Set(codes)].reduce((mask, code) => mask | (1n << BigInt(this.of(code))), 0n));
  }
}

/** Makes and fills the tables: all opportunities of a market, and the people of a sample, which is all that is asked about. */
export async function loadTables(client, opportunities, people, { asOfOn, seed }) {
  const numbers = { skills: new Numbers(62), checks: new Numbers(30), programmes: new Numbers(30), pathways: new Numbers(30), demands: new Numbers(62) };
  const today = toEpochDay(asOfOn);
  await client.query(TABLES);
  await insert(client, 'bench_opportunities', opportunities.map((facts, number) => opportunityRow(facts, number, numbers, today)));
  await insert(client, 'bench_people', people.map((facts, number) => personRow(facts, number, numbers, { asOfOn, seed })));
  const minutes = Array.from({ length: LONGEST_TRAVEL_LIMIT_MINUTES + 1 }, (_, minute) => minute);
  await insert(client, 'bench_modes', TRAVEL_MODES.map((mode, number) => ({ mode: number, reach_by_minute: minutes.map((minute) => squaredReach(mode, minute)) })));
  await client.query(INDEXES);
  await client.query('VACUUM (ANALYZE) bench_opportunities, bench_people, bench_modes'); // by itself: in no transaction
}

function opportunityRow(facts, number, { skills, checks, programmes, pathways, demands }, today) {
  const hourlyPence = countedHourlyPence(facts);
  const startDay = facts.startsOn === null ? null : toEpochDay(facts.startsOn);
  const { from, to } = facts.startWindow;
  const isInWindow = facts.startsOn === null || ((from === null || facts.startsOn >= from) && (to === null || facts.startsOn <= to));
  const isPaidEnough = facts.payFloorHourlyPence === null || hourlyPence === null || hourlyPence >= facts.payFloorHourlyPence;
  const weights = facts.weights ?? SCORE_WEIGHTS;
  const asked = askedSkills(facts);
  if (facts.choices.length > 2) throw new Error('These tables have room for two choices.');
  // Every alternative of a choice has a number of its own; 0 in place of a mask: no choice.
  const [choiceA, choiceB] = [0, 1].map((at) => demands.mask((facts.choices[at] ?? []).map((demand) => JSON.stringify(demand))));
  return {
    number,
    opportunity_id: facts.opportunityId,
    hash: hashOfText(facts.opportunityId) >>> 0,
    is_possible: facts.isOpen && isInWindow && isPaidEnough && (startDay === null || startDay >= today),
    level: facts.minimumLevel,
    english: facts.minimumEnglishLevel,
    maths: facts.minimumMathsLevel,
    start_day: startDay,
    hourly_pence: hourlyPence,
    is_remote: facts.attendance === 'remote',
    east: facts.position?.east ?? null,
    north: facts.position?.north ?? null,
    spot: facts.position === null ? null : `(${facts.position.east},${facts.position.north})`,
    travel_at_most: facts.travelAtMostMinutes,
    slots: facts.schedule?.slots ?? 0,
    needed: facts.schedule?.needed ?? 0,
    usable: facts.schedule === null ? null : countHalfDays(facts.schedule.slots),
    required_skills: skills.mask(facts.requiredSkillCodes),
    asked_skills: skills.mask(asked),
    asked_count: asked.length,
    required_skill_numbers: facts.requiredSkillCodes.map((code) => skills.of(code)),
    checks: checks.mask(facts.requiredCheckCodes),
    programmes: programmes.mask(facts.programmeCodes),
    contract_ends_by: facts.contractEndsBy === null ? null : toEpochDay(facts.contractEndsBy),
    is_for_redeployment_only: facts.isForRedeploymentOnly,
    stages: (facts.stages ?? CANDIDATE_STAGES).reduce((mask, stage) => mask | (1 << CANDIDATE_STAGES.indexOf(stage)), 0),
    choice_a: choiceA,
    choice_b: choiceB,
    pathway: pathways.of(facts.pathway),
    pay_contribution: (hourlyPence === null ? NEUTRAL_POINTS : payPoints(hourlyPence)) * weights.pay,
    skills_weight: weights.skills,
    travel_weight: weights.travel,
    interest_weight: weights.interest,
    schedule_weight: weights.schedule,
    start_weight: weights.start,
  };
}

function personRow(facts, number, { skills, checks, programmes, pathways, demands }, { asOfOn, seed }) {
  const { position } = facts;
  const reach = squaredReach(facts.travelMode, facts.travelLimitMinutes);
  const half = Math.ceil(Math.sqrt(Math.max(0, reach))) + 1; // a box a little too large: the exact test follows
  const met = demands.codes.filter((demand) => meetsDemand(facts, JSON.parse(demand)));
  return {
    number,
    candidate_id: facts.candidateId,
    ticket: lotteryTicket(seed, facts.candidateId) >>> 0,
    can_be_matched: facts.hasMatchingConsent && facts.isSeeking,
    level: facts.level,
    english: facts.englishLevel,
    maths: facts.mathsLevel,
    ready_day: toEpochDay(readyOn(facts, asOfOn)),
    lowest_pence: facts.minimumHourlyPence ?? 0,
    mode: TRAVEL_MODES.indexOf(facts.travelMode),
    reach,
    reach_box: position === null ? null : `(${position.east + half},${position.north + half}),(${position.east - half},${position.north - half})`,
    east: position?.east ?? null,
    north: position?.north ?? null,
    slots: facts.slots,
    skills: skills.mask(facts.skillCodes),
    skill_numbers: facts.skillCodes.map((code) => skills.of(code)),
    checks: checks.mask(facts.checkCodes),
    programmes: programmes.mask(facts.programmeCodes),
    contract_end: facts.contractEndsOn === null ? null : toEpochDay(facts.contractEndsOn),
    is_for_redeployment: facts.isForRedeployment,
    stage: 1 << CANDIDATE_STAGES.indexOf(facts.stage),
    choices_met: demands.mask(met),
    interest_points: pathways.codes.map((pathway) => (facts.pathwayInterests.length === 0 ? NEUTRAL_POINTS : interestPoints(facts.pathwayInterests.indexOf(pathway)))),
  };
}

async function insert(client, table, rows) {
  for (let from = 0; from < rows.length; from += 5000) {
    await client.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [JSON.stringify(rows.slice(from, from + 5000))]);
  }
}
