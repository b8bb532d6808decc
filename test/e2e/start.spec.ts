import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { processesOfHome, untilNothingRuns } from '../support/processes-of-home.js';
import { until } from '../support/running-service.js';
import { WebVisitor } from '../support/web-visitor.js';

/** What npm start does, in a home of its own. */
describe('npm start', () => {
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'pathways-start-'));
  });

  afterAll(async () => {
    await untilNothingRuns(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  function start(args: string[], environment: Record<string, string> = {}): { child: ChildProcess; output: () => string; ended: Promise<number | null> } {
    const child = spawn(process.execPath, ['bin/start.mjs', ...args], {
      cwd: projectRoot(),
      env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', REDIS_URL: '', PATHWAYS_KEYS: '', SESSION_SECRETS: '', PATHWAYS_HOME: home, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, output: () => output, ended: new Promise((resolve) => child.once('close', resolve)) };
  }

  it('--once runs the main job, prints the summary, exits 0 and leaves nothing running', async () => {
    const { output, ended } = start(['--once']);
    expect({ code: await ended, output: output() }).toMatchObject({ code: 0 });
    expect(output()).toMatch(/^candidates +1 +\d+ /m);
    expect(output()).toMatch(/Matched \d+ candidates with \d+ opportunities/);
    expect(output()).toContain('was referred and started');
    expect(output()).toContain('Index of Multiple Deprivation 2025');
    await untilNothingRuns(home);
  });

  it('keeps its data: a second start adds nothing', async () => {
    const { output, ended } = start(['--once']);
    expect(await ended).toBe(0);
    expect(output()).toMatch(/^hires +\d+ +0 +0 +[\d,]+ /m);
  });

  it('serves until ctrl-C, on a free port when its own is taken, also beside a second start', async () => {
    const taken = await listen();
    const { port } = taken.address() as { port: number };
    const { child, output, ended } = start([], { PORT: String(port) });
    await until('all of it printed', async () => output().includes('Stop with ctrl-C'));
    const url = /Serving at ([^\s;]+)/.exec(output())![1]!;
    expect(url).not.toContain(`:${port}`);
    expect(output()).toContain(`port ${port} is taken`);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);

    const [, password] = /with the password ([a-z-]+)$/m.exec(output())!;
    const accounts = output().match(/\S+@anchorton\.example/g)!;
    expect(new Set(accounts).size).toBe(10);
    for (const email of accounts) {
      const visitor = new WebVisitor(url);
      expect([email, (await visitor.submit('/sign-in', { email, password: password! })).location]).toEqual([email, '/']);
      expect((await visitor.get('/account')).html).toContain('(invented)');
    }
    expect((await fetch(`${url}/api/v1/candidates`)).status).toBe(401);
    expect((await fetch(`${url}/api/docs`)).status).toBe(200);
    for (const secret of ['demo-password', 'keys', 'session-secrets']) expect([secret, (statSync(join(home, secret)).mode & 0o777).toString(8)]).toEqual([secret, '600']);

    const second = start(['--once'], { PORT: String(port) });
    expect({ code: await second.ended, output: second.output() }).toMatchObject({ code: 0 });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    await untilNothingRuns(home);
    taken.close();
  });

  it('leaves nothing running when the launcher is killed', async () => {
    const { child, output, ended } = start([]);
    await until('the address printed', async () => output().includes('Serving at'));
    expect(processesOfHome(home).length).toBeGreaterThan(3);
    child.kill('SIGKILL');
    await ended;
    await untilNothingRuns(home);
  });

  it('--once fails when a part fails, and takes the others with it', async () => {
    const { output, ended } = start(['--once']);
    const worker = await until('a worker', async () => processesOfHome(home).find(({ commandLine }) => commandLine.includes('apps/worker')));
    process.kill(worker.pid, 'SIGKILL');
    expect(await ended).toBe(1);
    expect(output()).toContain('The worker ended (SIGKILL).');
    await untilNothingRuns(home);
  });

  it('interrupted before its end, it has not succeeded', async () => {
    const { child, output, ended } = start(['--once']);
    await until('the demo', async () => output().includes('Loading the demo cast'));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    await untilNothingRuns(home);
  });

  it.each<[Record<string, string>, number, string]>([
    [{ LEASE_SECONDS: '0' }, 78, 'LEASE_SECONDS: must not be less than 1'],
    [{ DATABASE_URL: 'postgres://somebody:a-secret@127.0.0.1:1/nowhere' }, 3, 'does not answer'],
    [{ NODE_ENV: 'production' }, 78, 'npm run start:api'],
  ])('with %j it ends with %d and says why', async (environment, code, words) => {
    const { output, ended } = start(['--once'], environment);
    expect(await ended).toBe(code);
    expect(output()).toContain(words);
    expect(output()).not.toContain('a-secret');
  });

  it('refuses what it does not know', async () => {
    const { output, ended } = start(['--onec']);
    expect(await ended).toBe(2);
    expect(output()).toContain('--once');
  });
});

function listen(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
