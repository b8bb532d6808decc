// npm run bench:allocation: who gets which place, by this solver, HiGHS, deferred acceptance and LEMON's network simplex, on
// markets and on problems made to be hard; and what changes, reserves and all pairs cost.
//   --json     everything as JSON; else a table
//   --england  also 1,000,000 people × 50,000 opportunities (several minutes more)
//   --quick    up to 10,000 × 1,000, for a minute's look
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
    process.stderr.write(`${error.message}\nUsage: npm run bench:allocation -- [--json] [--england] [--quick]\n`);
    process.exit(2);
  }
}

const { json, england, quick } = optionsOf(process.argv.slice(2));
const loadBefore = loadavg()[0];
await prepare();
const { measureAll } = await import('../test/bench/allocation/measure-all.mjs');
const { tableOf } = await import('../test/bench/allocation/targets.mjs');

const folder = mkdtempSync(join(tmpdir(), 'pathways-bench-'));
let measured;
try {
  measured = await measureAll({ isQuick: quick, withEngland: england, folder, say: (line) => process.stderr.write(`${line} ...\n`) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.versions.node, loadBefore: loadBefore.toFixed(1), loadAfter: loadavg()[0].toFixed(1) };
const report = { machine, isQuick: quick, ...measured };
process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
process.exit(0);
