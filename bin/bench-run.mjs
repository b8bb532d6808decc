// npm run bench:run: a match run end to end, from the rows of the database to the stored matches, on an embedded PostgreSQL of
// its own; by one and two worker processes, with the queue on PostgreSQL and on Redis, beside the kernel alone.
//   --json   everything as JSON; else a table
//   --quick  10,000 × 1,000, for a minute's look; else 100,000 × 10,000
//   --loose  the market with loose demands; else the strict one
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from './prepare.mjs';

function optionsOf(args) {
  try {
    const none = { type: 'boolean', default: false };
    return parseArgs({ args, options: { json: none, quick: none, loose: none } }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\nUsage: npm run bench:run -- [--json] [--quick] [--loose]\n`);
    process.exit(2);
  }
}

const { json, quick, loose } = optionsOf(process.argv.slice(2));
const loadBefore = loadavg()[0];
await prepare();
const { joinEmbeddedPostgres } = await import('../dist/libs/platform/src/index.js');
const { migrate } = await import('../dist/libs/schema/src/index.js');
const { measure } = await import('../test/bench/run/measure.mjs');
const { tableOf } = await import('../test/bench/run/table.mjs');

const SMALL = { candidateCount: 10_000, opportunityCount: 1000 };

const folder = mkdtempSync(join(tmpdir(), 'pathways-bench-'));
const postgres = await joinEmbeddedPostgres({ home: folder });
let measured;
try {
  await migrate(postgres.url, postgres.serviceUrl);
  const say = (line) => process.stderr.write(`${line} ...\n`);
  measured = await measure({ name: loose ? 'london-loose' : 'london-strict', size: quick ? SMALL : {}, postgres, folder, say });
} finally {
  postgres.release();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.versions.node, loadBefore: loadBefore.toFixed(1), loadAfter: loadavg()[0].toFixed(1) };
const report = { machine, isQuick: quick, ...measured };
process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
process.exit(0);
