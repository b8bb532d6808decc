// npm test: installs and builds when needed, starts a PostgreSQL (and a Redis where there is one), runs jest,
// and ends what it started. Arguments go to jest: npm test -- libs/kernel
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();

const folder = mkdtempSync(join(tmpdir(), 'pathways-test-'));
const { joinEmbeddedPostgres } = await import('../dist/libs/platform/src/index.js');
const { migrate } = await import('../dist/libs/schema/src/index.js');

// A test's database is thrown away, so it need not survive a power cut.
const postgres = await joinEmbeddedPostgres({ home: folder, settings: ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_connections=300'] });
const inTemplate = (url) => url.replace(/\/[^/]*$/, '/pathways_template');
await createDatabase('pathways_template');
await migrate(inTemplate(postgres.url), inTemplate(postgres.serviceUrl));

const redis = await startRedis();
const chromium = findChromium();
// Nothing of a test is left in the checkout, and all its processes have the same keys.
const secret = () => `test-${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;
const ofTests = { PATHWAYS_HOME: join(folder, 'home'), PATHWAYS_KEYS: secret(), SESSION_SECRETS: secret() };
const environment = { ...process.env, ...ofTests, TEST_DATABASE_URL: postgres.url, TEST_SERVICE_URL: postgres.serviceUrl, TEST_REDIS_URL: redis?.url ?? '', TEST_CHROMIUM: chromium ?? '' };
const jest = spawn(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)],
  { cwd: root, env: environment, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
const code = await new Promise((resolve) => jest.on('close', (exitCode) => resolve(exitCode ?? 1)));

redis?.stop();
postgres.release();
await new Promise((resolve) => setTimeout(resolve, 500));
rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
process.exit(code);

async function createDatabase(name) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
}

/** The server at TEST_REDIS_URL, else a redis-server or valkey-server of our own, else null and a loud line. */
async function startRedis() {
  if (process.env.TEST_REDIS_URL) return { url: process.env.TEST_REDIS_URL, stop: () => undefined };
  const program = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (program === undefined) {
    if (process.env.PATHWAYS_REQUIRE_REDIS) {
      process.stderr.write('No redis-server or valkey-server here, and PATHWAYS_REQUIRE_REDIS is set.\n');
      postgres.release();
      process.exit(1);
    }
    process.stderr.write('\n*** NO REDIS: the queue contract runs on PostgreSQL only. Install redis-server or set TEST_REDIS_URL to run it on both. ***\n\n');
    return null;
  }
  const port = await freePort();
  const server = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], { stdio: 'ignore' });
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.kill('SIGTERM') };
}

/** The program at TEST_CHROMIUM, else a Chromium or Chrome of this machine, else null and a loud line. */
function findChromium() {
  if (process.env.TEST_CHROMIUM) return process.env.TEST_CHROMIUM;
  const program = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (program !== undefined) return spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();
  if (process.env.PATHWAYS_REQUIRE_BROWSER) {
    process.stderr.write('No Chromium here, and PATHWAYS_REQUIRE_BROWSER is set.\n');
    redis?.stop();
    postgres.release();
    process.exit(1);
  }
  process.stderr.write('\n*** NO CHROMIUM: test/browser is left out. Install chromium or set TEST_CHROMIUM to run it. ***\n\n');
  return null;
}

function freePort() {
  const probe = createServer();
  return new Promise((resolve) => probe.listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  }));
}
