import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '#lib/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

/** A process that has joined the server of a home. */
interface User {
  readonly child: ChildProcess;
  readonly url: string;
}

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'embedded-')));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 1000)); // the keepers notice, and end their servers
  rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
});

/** Starts a process that joins the server of a home; answers what it says first. */
async function joining(home: string, checkout = projectRoot()): Promise<{ child: ChildProcess; url?: string; error?: string }> {
  const child = spawn(process.execPath, [join(projectRoot(), 'test/integration/postgres-user-process.mjs'), checkout, home], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`ended with code ${code} and said nothing`)));
  });
  return { child, ...(JSON.parse(line) as { url?: string; error?: string }) };
}

async function joined(home: string, checkout?: string): Promise<User> {
  const { child, url, error } = await joining(home, checkout);
  if (url === undefined) throw new Error(error);
  return { child, url };
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the server may end while we ask
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const serves = (url: string): Promise<boolean> => ask(url, 'SELECT 1').then(() => true, () => false);

async function untilItEnds(url: string, home: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await serves(url)) || existsSync(join(home, 'postgres/postmaster.pid'))) {
    if (Date.now() > deadline) throw new Error('The server has not ended.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The process that keeps the server: parent of the one in postmaster.pid. */
function keeperOf(home: string): number {
  const postmaster = readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]!;
  const status = `/proc/${postmaster}/status`; // not every image has ps, and not every system has /proc
  if (!existsSync(status)) return Number(execFileSync('ps', ['-o', 'ppid=', '-p', postmaster]));
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(status, 'utf8'))![1]);
}

describe('the embedded PostgreSQL', () => {
  it('is one for everybody who joins at once, and ends when the last of them is killed', async () => {
    const home = join(folder, 'home');
    const users = await Promise.all(Array.from({ length: 4 }, () => joined(home)));
    expect(new Set(users.map(({ url }) => url)).size).toBe(1);
    const { url } = users[0]!;
    expect(await ask(url, `SELECT current_setting('server_version_num')::int >= 180000 AS is_new, current_setting('listen_addresses') AS listens`)).toEqual([{ is_new: true, listens: '127.0.0.1' }]);

    for (const { child } of users.slice(1)) {
      child.kill('SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await serves(url)).toBe(true);
    }
    users[0]!.child.kill('SIGKILL');
    await untilItEnds(url, home);
    expect(existsSync(join(home, 'keeper.sock'))).toBe(false);
  });

  it('ends when the last user lets go, keeps its data, and has another password in every home', async () => {
    const home = join(folder, 'home');
    const first = await joined(home);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    first.child.stdin!.end();
    await untilItEnds(first.url, home);

    const second = await joined(home);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    const other = await joined(join(folder, 'other'));
    expect(new URL(other.url).password).not.toBe(new URL(second.url).password);
    expect(new URL(other.url).password.length).toBeGreaterThanOrEqual(32);
  });

  it('lets a newcomer in who comes while it is just ending', async () => {
    const home = join(folder, 'home');
    for (let times = 0; times < 3; times += 1) {
      const user = await joined(home);
      user.child.kill('SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 150 + 100 * times)); // the keeper leaves after a quarter of a second
    }
    expect(await serves((await joined(home)).url)).toBe(true);
  });

  it('that has lost its keeper is ended by the next one, and nothing is lost', async () => {
    const home = join(folder, 'home');
    const first = await joined(home);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(keeperOf(home), 'SIGKILL');
    const second = await joined(home);
    expect(second.url).not.toBe(first.url);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await serves(first.url)).toBe(false);
  });

  it('says what is in the way when it cannot start', async () => {
    writeFileSync(join(folder, 'home'), 'a file, not a folder');
    const { error } = await joining(join(folder, 'home'));
    expect(error).toMatch(/home/);
  });
});

describe('a checkout', () => {
  it.each([
    ['with spaces and other signs in its path', "my check-out #2 (100%) & co's äö"],
    ['very deep down', Array.from({ length: 8 }, (_, depth) => `a folder deep down ${depth}`).join('/')],
  ])('%s works, with its home inside', async (_, path) => {
    const checkout = join(folder, path);
    mkdirSync(checkout, { recursive: true });
    cpSync(join(projectRoot(), 'dist/libs/platform'), join(checkout, 'dist/libs/platform'), { recursive: true });
    cpSync(join(projectRoot(), 'package.json'), join(checkout, 'package.json'));
    symlinkSync(join(projectRoot(), 'node_modules'), join(checkout, 'node_modules'));
    const home = join(checkout, '.pathways');
    const [one, other] = await Promise.all([joined(home, checkout), joined(home, checkout)]);
    expect(one.url).toBe(other.url);
    expect(await ask(one.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    for (const { child } of [one, other]) child.kill('SIGKILL');
    await untilItEnds(one.url, home);
  });
});
