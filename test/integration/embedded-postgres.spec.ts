import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
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

/** Numbers of the living processes with the home in their command line, and `program` too. */
function processesOf(home: string, program = ''): number[] {
  const isOurs = (commandLine: string): boolean => commandLine.includes(home) && commandLine.includes(program);
  if (!existsSync('/proc/self/cmdline')) {
    const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args=']).toString().split('\n');
    return lines.filter(isOurs).map((line) => Number.parseInt(line, 10));
  }
  return readdirSync('/proc').map(Number).filter((pid) => {
    try {
      return isOurs(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not within 20 seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const postmasterOf = (home: string): number => Number(readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

/** The process that keeps the server: parent of the one in postmaster.pid. */
function keeperOf(home: string): number {
  const postmaster = postmasterOf(home);
  const status = `/proc/${postmaster}/status`; // not every image has ps, and not every system has /proc
  if (!existsSync(status)) return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(postmaster)]));
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

/** What a first start puts into its home, in this order. */
const MILESTONES = ['keeper.log', 'keeper.sock', 'postgres.new', 'postgres', 'postgres.log', 'postgres/postmaster.pid'];

describe('a first start', () => {
  it('leaves no process behind, whenever its only user is killed', async () => {
    const moments = MILESTONES.flatMap((milestone) => [0, 300].map((delay) => ({ milestone, delay })));
    const killedAt = async ({ milestone, delay }: { milestone: string; delay: number }): Promise<string> => {
      const home = join(folder, `${milestone.replace('/', '-')} and ${delay} ms`);
      void joining(home).catch(() => undefined); // killed before it says anything
      const child = children.at(-1)!;
      await until(() => existsSync(join(home, milestone)), milestone);
      await sleep(delay);
      child.kill('SIGKILL');
      return home;
    };
    for (let first = 0; first < moments.length; first += 3) {
      const homes = await Promise.all(moments.slice(first, first + 3).map(killedAt));
      await until(() => homes.every((home) => processesOf(home).length === 0), `no process of ${homes.join(', ')}`);
    }
    expect(processesOf(folder)).toEqual([]);
  });

  it('of a server that takes long to answer leaves no process behind either', async () => {
    const home = join(folder, 'home');
    void joining(home).catch(() => undefined); // killed before it says anything
    await until(() => existsSync(join(home, 'postgres/postmaster.pid')), 'the server starts');
    const postmaster = processesOf(home, 'bin/postgres')[0]!;
    process.kill(postmaster, 'SIGSTOP');
    try {
      children.at(-1)!.kill('SIGKILL');
      await until(() => !existsSync(join(home, 'keeper.sock')), 'the keeper leaves');
      await sleep(300);
    } finally {
      process.kill(postmaster, 'SIGCONT');
    }
    await until(() => processesOf(home).length === 0, 'no process of the home');
    expect(existsSync(join(home, 'postgres/postmaster.pid'))).toBe(false);
  });

  it('goes on with another keeper, whenever and however its keeper is killed, and leaves no process behind', async () => {
    const deaths = (['SIGTERM', 'SIGKILL'] as const).flatMap((signal) => ['postgres.new', 'postgres.log'].map((milestone) => ({ signal, milestone })));
    for (const { signal, milestone } of deaths) {
      const home = join(folder, `${signal} after ${milestone}`);
      const joins = joined(home);
      await until(() => existsSync(join(home, milestone)), milestone);
      for (const keeper of processesOf(home, 'keeper.js')) process.kill(keeper, signal);
      const { child, url } = await joins;
      expect(await serves(url)).toBe(true);
      child.kill('SIGKILL');
    }
    await until(() => processesOf(folder).length === 0, 'no process of the homes');
  });
});

describe('the keeper of a home', () => {
  it('opens its door only when the one before it has ended', async () => {
    const home = join(folder, 'home');
    const first = await joined(home);
    const [keeper, postmaster] = [keeperOf(home), postmasterOf(home)];
    process.kill(postmaster, 'SIGSTOP'); // a server that takes its time to end
    first.child.kill('SIGKILL');
    await until(() => !existsSync(join(home, 'keeper.sock')), 'the keeper leaves');
    let joins: Promise<User>;
    try {
      joins = joined(home);
      await until(() => processesOf(home, 'keeper.js').length === 2, 'a second keeper');
      for (let times = 0; times < 20; times += 1) {
        expect(existsSync(join(home, 'keeper.sock'))).toBe(false);
        await sleep(50);
      }
    } finally {
      process.kill(postmaster, 'SIGCONT');
    }
    expect(await serves((await joins).url)).toBe(true);
    expect(processesOf(home, 'keeper.js')).not.toContain(keeper);
  });

  it('is one at a time, however many come at once after one was killed', async () => {
    const home = join(folder, 'home');
    process.kill((await joined(home), keeperOf(home)), 'SIGKILL');
    const users = await Promise.all(Array.from({ length: 5 }, () => joined(home)));
    expect(new Set(users.map(({ url }) => url)).size).toBe(1);
    await until(() => processesOf(home, 'keeper.js').length === 1, 'the others have gone');
    expect(processesOf(home, 'keeper.js')).toEqual([keeperOf(home)]);
    expect(await serves(users[0]!.url)).toBe(true);
  });

  it('has a lock that one after the other takes, whether the one before ended or was killed', async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    // Its arguments look like a keeper's: that is how a lock is seen to be held.
    const program = `
      import { appendFileSync } from 'node:fs';
      import { takeLock } from '${pathToFileURL(join(projectRoot(), 'dist/libs/platform/src/embedded/keeper-lock.js')).href}';
      const say = (word) => appendFileSync(process.argv[2] + '/turns', word + ' ' + process.pid + '\\n');
      while (!takeLock({ folder: process.argv[2] }));
      say('in');
      await new Promise((resolve) => setTimeout(resolve, 10));
      say('out');
      if (process.pid % 2) process.kill(process.pid, 'SIGKILL');
    `;
    const contenders = Array.from({ length: 12 }, () => spawn(process.execPath, ['--input-type=module', '-e', program, 'keeper.js', home], { stdio: 'inherit' }));
    children.push(...contenders);
    await Promise.all(contenders.map((child) => new Promise((resolve) => child.once('exit', resolve))));
    const turns = readFileSync(join(home, 'turns'), 'utf8').trim().split('\n');
    const order = turns.filter((turn) => turn.startsWith('in ')).map((turn) => turn.slice(3));
    expect(order.toSorted()).toEqual(contenders.map(({ pid }) => String(pid)).toSorted());
    expect(turns).toEqual(order.flatMap((pid) => [`in ${pid}`, `out ${pid}`]));
  });
});

describe('the log of the server', () => {
  const readLog = (home: string, name = 'postgres.log'): string => readFileSync(join(home, name), 'utf8');

  it('repeats nothing of what a statement that failed was about', async () => {
    const home = join(folder, 'home');
    const { url } = await joined(home);
    await ask(url, 'CREATE TABLE people (name text PRIMARY KEY, born_on date)');
    for (const sql of [
      `INSERT INTO people (name) VALUES ('Jo Marker'), ('Jo Marker')`,
      `INSERT INTO people SELECT * FROM jsonb_to_recordset('[{"name": "Jo Marker", "born_on": "Jo Marker"}]') AS cells (name text, born_on date)`,
      `SELECT '{"name": Jo Marker}'::jsonb`,
      `SELECT 'Jo Marker'::int`,
      `DO $$ BEGIN RAISE WARNING 'Jo Marker'; PERFORM 'Jo Marker'::uuid; END $$`,
    ]) {
      await ask(url, sql).catch(() => undefined);
    }
    expect(readLog(home)).toMatch(/ready to accept connections/);
    expect(readLog(home)).not.toMatch(/Marker/);
  });

  it('begins anew with every start, keeps one before, and says why a start failed', async () => {
    const home = join(folder, 'home');
    const ports: string[] = [];
    for (let start = 0; start < 3; start += 1) {
      const { child, url } = await joined(home);
      ports.push(`port ${new URL(url).port}\n`);
      child.kill('SIGKILL');
      await until(() => processesOf(home).length === 0, 'no process of the home');
    }
    expect(ports.map((port) => [readLog(home, 'postgres.log.1').includes(port), readLog(home).includes(port)])).toEqual([[false, false], [true, false], [false, true]]);
    expect(readdirSync(home).filter((name) => name.startsWith('postgres.log'))).toHaveLength(2);

    writeFileSync(join(home, 'postgres/postgresql.auto.conf'), 'no_such_setting = 1\n');
    expect((await joining(home)).error).toMatch(/no_such_setting/);
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
