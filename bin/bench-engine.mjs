// npm run bench:engine: the matching kernel beside plain JavaScript objects and PostgreSQL, on invented markets.
//   --json     everything as JSON; else a table
//   --england  also 1,000,000 people × 50,000 opportunities (several minutes more)
//   --quick    10,000 × 2,000, for a minute's look
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from './prepare.mjs';

function optionsOf(args) {
  try {
    const none = { type: 'boolean', default: false };
    return parseArgs({ args, options: { json: none, england: none, quick: none } }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\nUsage: npm run bench:engine -- [--json] [--england] [--quick]\n`);
    process.exit(2);
  }
}

const { json, england, quick } = optionsOf(process.argv.slice(2));
const loadBefore = loadavg()[0];
await prepare();
const { joinEmbeddedPostgres } = await import('../dist/libs/platform/src/index.js');
const { SEED } = await import('../test/bench/engine/market.mjs');
const { measure } = await import('../test/bench/engine/measure.mjs');
const { SERVER_SETTINGS } = await import('../test/bench/engine/postgres.mjs');
const { judgeTargets, tableOf } = await import('../test/bench/engine/targets.mjs');
const { AS_OF_ON } = await import('../test/bench/engine/trades.mjs');

const ROUNDS = { london: quick ? 5 : 7, england: 5 };
const SAMPLE = { london: quick ? 100 : 300, england: 100 };
const SMALL = { candidateCount: 10_000, opportunityCount: 2_000 };

const folder = mkdtempSync(join(tmpdir(), 'pathways-bench-'));
const postgres = await joinEmbeddedPostgres({ home: folder, settings: SERVER_SETTINGS });
const context = { asOfOn: AS_OF_ON, seed: SEED, limit: 20 };
const markets = {};
try {
  for (const name of ['london-strict', 'london-loose', ...(england ? ['england'] : [])]) {
    const place = name === 'england' ? 'england' : 'london';
    const say = (line) => process.stderr.write(`${line} ...\n`);
    markets[name] = await measure({ name, size: quick ? SMALL : {}, context, rounds: ROUNDS[place], sampleCount: SAMPLE[place], postgresUrl: postgres.url, say });
  }
} finally {
  postgres.release();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.versions.node, loadBefore: loadBefore.toFixed(1), loadAfter: loadavg()[0].toFixed(1) };
const report = { machine, isQuick: quick, context, postgresSettings: SERVER_SETTINGS, markets, targets: judgeTargets(markets) };
process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
process.exit(0);
