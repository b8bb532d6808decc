import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '#lib/platform';
import { until } from '../support/running-service.js';

/** What npm start does, in a home of its own. */
describe('npm start', () => {
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'pathways-start-'));
  });

  afterAll(async () => {
    await until('nothing of it left running', async () => processesOf(home).length === 0);
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  function start(args: string[], environment: Record<string, string> = {}): { child: ChildProcess; output: () => string; ended: Promise<number | null> } {
    const child = spawn(process.execPath, ['bin/start.mjs', ...args], {
      cwd: projectRoot(),
      env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', REDIS_URL: '', PATHWAYS_HOME: home, ...environment },
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
    await until('nothing left running', async () => processesOf(home).length === 0);
  });

  it('keeps its data: a second start adds nothing', async () => {
    const { output, ended } = start(['--once']);
    expect(await ended).toBe(0);
    expect(output()).toMatch(/^hires +\d+ +0 +0 +[\d,]+ /m);
  });

  it('serves until ctrl-C, on a free port when its own is taken', async () => {
    const taken = await listen();
    const { port } = taken.address() as { port: number };
    const { child, output, ended } = start([], { PORT: String(port) });
    await until('the address printed', async () => /Serving at (\S+)/.test(output()));
    const url = /Serving at (\S+)/.exec(output())![1]!;
    expect(url).not.toContain(`:${port}`);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    await until('nothing left running', async () => processesOf(home).length === 0);
    taken.close();
  });

  it('leaves nothing running when the launcher is killed', async () => {
    const { child, output, ended } = start([]);
    await until('the address printed', async () => output().includes('Serving at'));
    expect(processesOf(home).length).toBeGreaterThan(3);
    child.kill('SIGKILL');
    await ended;
    await until('nothing left running', async () => processesOf(home).length === 0);
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

/** Processes that have the home in their command line or environment: launcher, API, worker, keeper, PostgreSQL. */
function processesOf(home: string): string[] {
  if (process.platform !== 'linux') return execFileSync('ps', ['-eo', 'args']).toString().split('\n').filter((line) => line.includes(home));
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(home) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`PATHWAYS_HOME=${home}`);
    } catch {
      return false;
    }
  });
}
