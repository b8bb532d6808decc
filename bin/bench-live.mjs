// npm run bench:live: what fits at this moment, asked of real API processes over HTTP, on an embedded PostgreSQL of its own;
// how long a change takes until every process answers by it; how long alerts take; what it costs to read the facts.
//   --json   everything as JSON; else a table
//   --quick  2,000 × 300, for a minute's look; else 100,000 × 10,000
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from './prepare.mjs';

function optionsOf(args) {
  try {
    const none = { type: 'boolean', default: false };
    return parseArgs({ args, options: { json: none, quick: none } }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\nUsage: npm run bench:live -- [--json] [--quick]\n`);
    process.exit(2);
  }
}

const { json, quick } = optionsOf(process.argv.slice(2));
const loadBefore = loadavg()[0];
await prepare();
const { joinEmbeddedPostgres } = await import('../dist/libs/platform/src/index.js');
const { migrate } = await import('../dist/libs/schema/src/index.js');
const { measure } = await import('../test/bench/live/measure.mjs');
const { judgeTargets, tableOf } = await import('../test/bench/live/targets.mjs');

const SMALL = { candidateCount: 2000, opportunityCount: 300 };
const COUNTS = quick ? { questions: 200, changes: 20, newOpportunities: 20 } : { questions: 2000, changes: 100, newOpportunities: 100 };

const folder = mkdtempSync(join(tmpdir(), 'pathways-bench-'));
const postgres = await joinEmbeddedPostgres({ home: folder });
let measured;
try {
  await migrate(postgres.url, postgres.serviceUrl);
  const say = (line) => process.stderr.write(`${line} ...\n`);
  measured = await measure({ name: 'london-strict', size: quick ? SMALL : {}, counts: COUNTS, postgres, folder, say });
} finally {
  postgres.release();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.versions.node, loadBefore: loadBefore.toFixed(1), loadAfter: loadavg()[0].toFixed(1) };
const report = { machine, isQuick: quick, ...measured, targets: judgeTargets(measured) };
process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
process.exit(0);
