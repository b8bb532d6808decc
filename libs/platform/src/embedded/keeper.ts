import { type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { takeLock } from './keeper-lock.js';
import { postgresHome } from './postgres-home.js';
import { startPostgres, stopPostgres } from './postgres-server.js';

/**
 * The process that keeps one embedded PostgreSQL for as long as somebody needs it. Everybody who uses
 * the server holds a connection to the keeper's socket; the operating system closes it for a process that
 * was killed, so no way of dying leaves a database behind. Arguments: the home, then server settings.
 */
const [folder, ...settings] = process.argv.slice(2);
const home = postgresHome(folder);
const users = new Set<Socket>();
/** What must not outlive us: initdb, then the server. */
let child: ChildProcess | null = null;
let answer: string | null = null;
let leaving = false;

mkdirSync(home.folder, { recursive: true, mode: 0o700 });
ownFolder(dirname(home.socketFile));
const door = createServer((user) => {
  users.add(user);
  user.on('error', () => undefined);
  user.on('close', () => {
    users.delete(user);
    if (users.size === 0) setTimeout(() => users.size === 0 && void leave(0), 250);
  });
  user.resume();
  if (answer !== null) user.write(answer);
});

await takeTheDoor();
// A keeper that nobody comes to (its starter was killed at once) must not stay either.
setTimeout(() => users.size === 0 && void leave(0), 3000).unref();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void leave(0));

try {
  const { url, server } = await startPostgres(home, settings, (started) => {
    child = started;
    if (leaving) started.kill('SIGQUIT'); // we are on our way out: nothing new may stay behind
  });
  server.once('exit', () => void leave(1));
  tellEverybody({ url });
} catch (error) {
  tellEverybody({ error: error instanceof Error ? error.message : String(error) });
  setTimeout(() => void leave(1), 250);
}

/** In a temporary folder somebody else could have put a socket of theirs in our place: the folder must be ours alone. */
function ownFolder(place: string): void {
  if (place === home.folder) return;
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(place);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) throw new Error(`The folder ${place} is not ours alone. Remove it, or set PATHWAYS_HOME to a shorter path.`);
}

function tellEverybody(message: { url: string } | { error: string }): void {
  if (leaving) return; // whoever still waits sees us hang up, and starts another keeper
  answer = `${JSON.stringify(message)}\n`;
  for (const user of users) user.write(answer);
}

/** Listens on the home's socket; ends quietly when another keeper does, and waits for one that is leaving. */
async function takeTheDoor(): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!takeLock(home)) {
    if (await somebodyAnswers()) process.exit(0);
    if (Date.now() > deadline) throw new Error(`Another keeper of ${home.folder} neither answers nor ends.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmSync(home.socketFile, { force: true }); // of a keeper that was killed
  await new Promise<void>((resolve, reject) => door.once('error', reject).listen(home.socketFile, resolve));
}

function somebodyAnswers(): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(home.socketFile);
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false));
    probe.once('connect', () => probe.destroy());
  });
}

async function leave(code: number): Promise<void> {
  if (leaving) return;
  leaving = true;
  door.close(); // removes the socket file: a newcomer starts a keeper of its own, which waits until we have ended
  if (child !== null) await stopPostgres(child);
  process.exit(code);
}
