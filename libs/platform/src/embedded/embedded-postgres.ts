import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { postgresHome, type PostgresHome } from './postgres-home.js';
import { projectRoot } from './project-root.js';

/** A running embedded PostgreSQL, ours to use until `release`. */
export interface EmbeddedPostgres {
  /** Of its owner, who makes and changes tables. */
  readonly url: string;
  /** Of the user with whom the processes connect, who owns nothing; there once the database is migrated. */
  readonly serviceUrl: string;
  /** Says that we are done. The server stops when nobody uses it any more. */
  readonly release: () => void;
}

export interface EmbeddedPostgresOptions {
  /** Folder for data, log and socket; by default `PATHWAYS_HOME` or `.pathways` in the checkout. */
  readonly home?: string;
  /** Server settings such as `fsync=off`; they count only for whoever starts the server. */
  readonly settings?: readonly string[];
}

const PATIENCE_MS = 90_000;

/**
 * Joins the embedded PostgreSQL of a home, starting it when it is not running. Several processes may
 * call this at once. Throws with a sentence for the user when the server cannot start.
 */
export async function joinEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const home = postgresHome(options.home);
  const deadline = Date.now() + PATIENCE_MS;
  let trouble = 'it did not answer in time';
  while (Date.now() < deadline) {
    const socket = (await enter(home)) ?? (await startKeeper(home, options.settings ?? [], deadline));
    const answer = socket === null ? null : await firstLine(socket);
    if (socket !== null && answer !== null) {
      const message = JSON.parse(answer) as { url?: string; error?: string };
      if (message.url !== undefined) {
        socket.unref(); // holding the door open must not keep a finished program alive
        return { url: message.url, serviceUrl: serviceUrlOf(message.url), release: () => socket.destroy() };
      }
      socket.destroy();
      throw new Error(message.error);
    }
    trouble = 'its keeper ended early';
    await new Promise((resolve) => setTimeout(resolve, 100)); // the keeper before us was just leaving
  }
  throw new Error(`The embedded PostgreSQL in ${home.folder} cannot be used: ${trouble}. See ${home.logFile}.`);
}

/** The password of the service's user follows from the owner's, so that there is one thing to keep. */
function serviceUrlOf(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.password = createHmac('sha256', url.password).update('pathways_service').digest('hex');
  url.username = 'pathways_service';
  return url.href;
}

function enter(home: PostgresHome): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(home.socketFile);
    socket.once('connect', () => resolve(socket)).once('error', () => resolve(null));
  });
}

async function startKeeper(home: PostgresHome, settings: readonly string[], deadline: number): Promise<Socket | null> {
  mkdirSync(home.folder, { recursive: true, mode: 0o700 });
  const program = join(projectRoot(), 'dist/libs/platform/src/embedded/keeper.js');
  const logFile = join(home.folder, 'keeper.log');
  const log = openSync(logFile, 'w', 0o600);
  const keeper = spawn(process.execPath, [program, home.folder, ...settings], { stdio: ['ignore', log, log], detached: true, cwd: home.folder });
  closeSync(log);
  keeper.unref();
  while (Date.now() < deadline) {
    const socket = await enter(home);
    if (socket !== null) return socket;
    if (keeper.exitCode !== null && keeper.exitCode !== 0) throw new Error(`The embedded PostgreSQL cannot start: ${readFileSync(logFile, 'utf8').trim()}`);
    if (keeper.exitCode !== null || keeper.signalCode !== null) return null; // another keeper answered ours, or ours was killed
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
}

/** The keeper's one line, or null when it hung up first. */
function firstLine(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: socket });
    lines.once('line', (line) => resolve(line));
    // A keeper that is killed resets the connection, which readline reports a second time.
    for (const emitter of [lines, socket]) emitter.on('error', () => resolve(null));
    socket.once('close', () => resolve(null));
  });
}
