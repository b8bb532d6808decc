// Measures match runs end to end: rows in, stored matches out, by real worker processes, beside the kernel alone.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { ServicesModule } from '../../../dist/apps/pathways/src/services.module.js';
import { MatchingService } from '../../../dist/libs/matching/src/index.js';
import { readConfig, systemActor } from '../../../dist/libs/platform/src/index.js';
import { SEED } from '../engine/market.mjs';
import { AS_OF_ON } from '../engine/trades.mjs';
import { fill } from './fill.mjs';
import { startKernel, startRedis, startWorkers } from './processes.mjs';
import { checkFacts, splitRun } from './split.mjs';
import { heldMarket } from './stored-market.mjs';

const ACTOR = systemActor('bench');
const LIMIT = 20;
const TERMS = { asOfOn: AS_OF_ON, seed: SEED, matchesEach: LIMIT };

/** The whole run takes at most so many times what the kernel alone takes. */
export const MOST_TIMES_THE_KERNEL = 6;

/** Runs of each setting: the first, by processes that have just started, and those after it. */
const LATER_RUNS = 3;

const PROCESS_COUNTS = [1, 2];
const SAMPLE = { candidates: 300, opportunities: 100 };

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const total = (steps) => Object.values(steps).reduce((sum, seconds) => sum + seconds, 0);

/**
 * Throws when a run fails, or stores anything else than the kernel finds.
 *
 * @param options {name, size, postgres: {url, serviceUrl}, folder, say}
 */
export async function measure({ name, size, postgres, folder, say }) {
  say('making the market and filling the database');
  const market = heldMarket(name, size);
  const { postcodes } = await fill(postgres.url, market);
  const owner = new pg.Client({ connectionString: postgres.url });
  const endings = [() => owner.end()];
  try {
    await owner.connect();
    const redis = await startRedis(folder);
    if (redis === null) say('*** NO REDIS: the queue is measured on PostgreSQL only. Install redis-server to measure both. ***');
    else endings.push(() => redis.stop());
    say('kernel alone, twice to warm up');
    const kernel = await startKernel({ name, size, context: { asOfOn: AS_OF_ON, seed: SEED, limit: LIMIT } });
    endings.push(() => kernel.stop());
    const kernelPass = async () => total(await kernel.ask('match'));
    const kernelCold = await kernelPass();
    await kernelPass();
    const bench = { market, postgres, folder, owner, kernel, kernelPass, say };
    const settings = [];
    for (const [backend, redisUrl] of [['PostgreSQL', ''], ...(redis === null ? [] : [['Redis', redis.url]])]) {
      for (const processCount of PROCESS_COUNTS) settings.push({ backend, processCount, ...(await measureSetting(bench, backend, processCount, redisUrl)) });
    }
    const split = await measureSplit(bench);
    const targets = settings.map(({ backend, processCount, ratio }) => ({ backend, processCount, ratio, most: MOST_TIMES_THE_KERNEL, isMet: ratio <= MOST_TIMES_THE_KERNEL }));
    return {
      title: market.title,
      candidates: market.candidates.length,
      opportunities: market.opportunities.length,
      postcodes,
      hasRedis: redis !== null,
      settings,
      split,
      kernel: { cold: kernelCold, ...split.kernel },
      checked: { ...SAMPLE, facts: market.candidates.length + market.opportunities.length },
      targets,
    };
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}

/** Several runs by so many worker processes, each between two passes of the kernel alone, so that whatever else the machine does happens to both. */
async function measureSetting({ postgres, folder, owner, market, kernel, kernelPass, say }, backend, processCount, redisUrl) {
  const environment = environmentOf(postgres, folder, redisUrl);
  const services = await openServices(environment);
  const workers = [];
  try {
    workers.push(...(await startWorkers(processCount, environment)));
    const runs = [];
    for (let run = 0; run <= LATER_RUNS; run += 1) {
      say(`${backend}, ${processCount} worker process${processCount === 1 ? '' : 'es'}: run ${run + 1} of ${LATER_RUNS + 1}`);
      const before = await kernelPass();
      const { runId, ...seconds } = await watchedRun(services, owner);
      const kernelSeconds = (before + (await kernelPass())) / 2;
      runs.push({ ...seconds, kernel: kernelSeconds, ratio: seconds.whole / kernelSeconds });
      if (run === 0) await checkMatches(owner, runId, kernel, market);
    }
    const [first, ...later] = runs;
    const of = (what) => median(later.map((run) => run[what]));
    return { first, seconds: of('whole'), snapshot: of('snapshot'), shards: of('shards'), finish: of('finish'), kernel: of('kernel'), ratio: of('ratio'), runs };
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await services.close();
  }
}

function environmentOf({ serviceUrl }, folder, redisUrl) {
  return { NODE_ENV: 'development', DATABASE_URL: serviceUrl, REDIS_URL: redisUrl, PATHWAYS_HOME: folder, LOG_LEVEL: 'error', NODE_OPTIONS: '' };
}

/** The services of the product in this process, which answers no doorbell. */
function openServices(environment) {
  const setting = { processName: 'bench', config: readConfig(environment), databaseUrl: environment.DATABASE_URL };
  return NestFactory.createApplicationContext(ServicesModule.with(setting), { logger: ['error'] });
}

const STATE = `
  SELECT status, error_detail, (SELECT count(*)::int FROM matching.shards WHERE shards.run_id = runs.run_id AND shards.status <> 'done') AS open FROM matching.runs WHERE run_id = $1`;

/** Asks for a run and waits for its end. Seconds from asking: the whole, and until the snapshot, the last shard and the end, each after the one before. */
async function watchedRun(services, owner) {
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const runId = await services.get(MatchingService, { strict: false }).requestRun(ACTOR, TERMS);
  let [sharded, matched] = [null, null];
  for (;;) {
    const { status, error_detail: detail, open } = (await owner.query(STATE, [runId])).rows[0];
    if (status === 'failed') throw new Error(`The run failed: ${detail}`);
    if (status === 'sharded' || status === 'done') sharded ??= since();
    if (sharded !== null && open === 0) matched ??= since();
    if (status === 'done') return { runId, whole: since(), snapshot: sharded, shards: matched - sharded, finish: since() - matched };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const SIDES = {
  candidates: { table: 'candidate_matches', id: 'candidate_id', others: 'opportunity_ids', other: 'opportunities' },
  opportunities: { table: 'opportunity_matches', id: 'opportunity_id', others: 'candidate_ids', other: 'candidates' },
};
const ID = { candidates: 'candidateId', opportunities: 'opportunityId' };

/** Throws unless the run stored something for each, and for those of a sample what the kernel finds: counts, ids, their order, scores. */
async function checkMatches(owner, runId, kernel, market) {
  for (const [side, { table, id, others, other }] of Object.entries(SIDES)) {
    const facts = market[side];
    const { rows: [{ stored }] } = await owner.query(`SELECT count(*)::int AS stored FROM matching.${table} WHERE run_id = $1`, [runId]);
    if (stored !== facts.length) throw new Error(`The run stored matches of ${stored} of ${facts.length} ${side}.`);
    const numbers = Array.from({ length: SAMPLE[side] }, (_, at) => Math.floor((at * facts.length) / SAMPLE[side]));
    const answers = await kernel.ask('answers', { side, numbers });
    const { rows } = await owner.query(
      `SELECT eligible_count AS eligible, ${others} AS ids, scores FROM unnest($2::uuid[]) WITH ORDINALITY AS asked (${id}, number) JOIN matching.${table} USING (${id}) WHERE run_id = $1 ORDER BY number`,
      [runId, numbers.map((number) => facts[number][ID[side]])],
    );
    for (const [at, { eligible, numbers: best, scores }] of answers.entries()) {
      const wanted = { eligible, ids: best.map((index) => market[other][index][ID[other]]), scores };
      if (JSON.stringify(rows[at]) !== JSON.stringify(wanted)) throw new Error(`${side}, number ${numbers[at]}: the run stored other matches than the kernel finds:\n${JSON.stringify(rows[at])}\n${JSON.stringify(wanted)}`);
    }
  }
}

/** The second run by hand, and a pass of the kernel alone before it; the facts that it read are checked. */
async function measureSplit({ postgres, folder, owner, market, kernel, say }) {
  const services = await openServices({ ...environmentOf(postgres, folder, ''), LEASE_SECONDS: '3600' }); // nothing but the run uses the database meanwhile
  try {
    say('by hand, to warm up');
    const { runId } = await splitRun(services, TERMS, owner);
    await checkFacts(services, owner, runId, market);
    say('by hand');
    const steps = await kernel.ask('match');
    const { seconds } = await splitRun(services, TERMS, owner);
    return { seconds, whole: Object.values(seconds).reduce((sum, phase) => sum + total(phase), 0), kernel: { seconds: total(steps), steps } };
  } finally {
    await services.close();
  }
}
