import { type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
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
let server: ChildProcess | null = null;
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

await takeTheDoor(door);
// A keeper that nobody comes to (its starter was killed at once) must not stay either.
setTimeout(() => users.size === 0 && void leave(0), 10_000).unref();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void leave(0));

try {
  const started = await startPostgres(home, settings);
  server = started.server;
  server.once('exit', () => void leave(1));
  if (leaving) await stopPostgres(server);
  tellEverybody({ url: started.url });
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
  answer = `${JSON.stringify(message)}\n`;
  for (const user of users) user.write(answer);
}

/** Listens on the home's socket, or ends quietly when another keeper already does. */
async function takeTheDoor(listener: Server): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      listener.once('error', resolve);
      listener.listen(home.socketFile, () => resolve(null));
    });
    if (error === null) return;
    if (error.code !== 'EADDRINUSE') throw error;
    if (await somebodyAnswers()) process.exit(0);
    rmSync(home.socketFile, { force: true });
  }
  throw new Error(`The socket ${home.socketFile} cannot be opened.`);
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
  door.close(); // removes the socket file: a newcomer starts a keeper of its own and waits for the data folder
  if (server !== null) await stopPostgres(server);
  process.exit(code);
}
