// npm run bench:caseload: the lists of a caseload, the first page and one deep inside of each, their counts, what it costs to
// keep them right with each event, and a whole list written down for a job; each against the same asked of the events.
//   --json   everything as JSON; else a table
//   --quick  2,000 people with 20,000 events, for a minute's look; else 100,000 with 1,000,000
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
    process.stderr.write(`${error.message}\nUsage: npm run bench:caseload -- [--json] [--quick]\n`);
    process.exit(2);
  }
}

const { json, quick } = optionsOf(process.argv.slice(2));
const loadBefore = loadavg()[0];
await prepare();
const { joinEmbeddedPostgres } = await import('../dist/libs/platform/src/index.js');
const { migrate } = await import('../dist/libs/schema/src/index.js');
const { measure } = await import('../test/bench/caseload/measure.mjs');
const { tableOf } = await import('../test/bench/caseload/table.mjs');

const folder = mkdtempSync(join(tmpdir(), 'pathways-bench-'));
const postgres = await joinEmbeddedPostgres({ home: folder });
let measured;
try {
  await migrate(postgres.url, postgres.serviceUrl);
  const say = (line) => process.stderr.write(`${line} ...\n`);
  measured = await measure({ people: quick ? 2000 : 100_000, postgres, folder, say });
} finally {
  postgres.release();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.versions.node, loadBefore: loadBefore.toFixed(1), loadAfter: loadavg()[0].toFixed(1) };
const report = { machine, isQuick: quick, ...measured };
process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
process.exit(0);
