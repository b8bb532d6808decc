// npm run bench: prints JSON with the time of the main steps, on an embedded PostgreSQL of its own.
// Names of steps may follow: npm run bench -- match hires
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';

await prepare();
const { STEPS } = await import('../test/bench/steps.mjs');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  process.stderr.write(`Not known: ${unknown.join(', ')}. There are: ${Object.keys(STEPS).join(', ')}\n`);
  process.exit(2);
}

const { joinEmbeddedPostgres } = await import('../dist/libs/platform/src/index.js');
const { migrate } = await import('../dist/libs/schema/src/index.js');
const folder = mkdtempSync(join(tmpdir(), 'pathways-bench-'));
const postgres = await joinEmbeddedPostgres({ home: folder });
const results = {};
try {
  await migrate(postgres.url, postgres.serviceUrl);
  for (const [name, step] of Object.entries(STEPS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`${name} ...\n`);
    results[name] = await step({ url: postgres.serviceUrl, ownerUrl: postgres.url, folder });
  }
} finally {
  postgres.release();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
process.stdout.write(`${JSON.stringify({ machine: { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.versions.node }, ...results }, null, 2)}\n`);
process.exit(0);
