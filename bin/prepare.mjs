// Installs and builds what is missing. Uses nothing but Node itself: it runs before the first npm ci.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const digest = (text) => createHash('sha256').update(text).digest('hex');
const say = (line) => process.stderr.write(`${line}\n`);

/** Everything that must be there before our own programs can run. */
export async function prepare() {
  requireNode();
  if (isInstalled() && isBuilt()) return;
  const endTurn = await takeTurn();
  try {
    await install();
    await build();
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
    say(`${error.path} cannot be written to (${error.code}). Run this once as a user who may write to ${root}; afterwards reading is enough.`);
    process.exit(1);
  } finally {
    endTurn();
  }
}

/** Ends with a sentence when this Node is too old to run what follows. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`Anchor Pathways needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org`);
  process.exit(1);
}

/**
 * Waits until nobody else installs or builds in this checkout: two first starts would each delete what the other
 * has just put there. The turn is a socket, so it ends with its holder, however that ends. Returns how to end it.
 */
async function takeTurn() {
  const door = process.platform === 'win32' ? `\\\\.\\pipe\\pathways-${digest(root)}` : join(tmpdir(), `pathways-${digest(root).slice(0, 16)}.sock`);
  for (let isTold = false; ; ) {
    const waiting = new Set();
    const holder = createServer((socket) => waiting.add(socket.on('error', () => undefined))).unref();
    const isOurs = await new Promise((resolve, reject) => {
      holder.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error))).listen(door, () => resolve(true));
    });
    if (isOurs) {
      return () => {
        holder.close();
        for (const socket of waiting) socket.destroy();
      };
    }
    const end = await new Promise((resolve) => {
      connect(door)
        .on('connect', () => {
          if (!isTold) say('Another start is installing or building here; waiting for it ...');
          isTold = true;
        })
        .on('error', resolve)
        .on('close', resolve);
    });
    if (end?.code === 'ECONNREFUSED') rmSync(door, { force: true }); // its holder was killed
  }
}

/** Runs a step that may take a while, with one line that tells how long it is taking. Output is shown only on failure. */
async function step(title, command, args, hint) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const isTerminal = process.stderr.isTTY;
  if (!isTerminal) say(`${title} ...`);
  const ticking = isTerminal ? setInterval(() => process.stderr.write(`\r${title} ... ${seconds()}`), 250) : null;
  let output = '';
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  // npm would go on without us, and take half a minute to end if it were asked. The next npm ci starts afresh.
  const stop = (signal, number) => process.exit(child.kill('SIGKILL') ? 128 + number : 1);
  for (const signal of SIGNALS) process.once(signal, stop);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on('error', (error) => ((output += error.message), resolve(1))).on('close', resolve));
  for (const signal of SIGNALS) process.off(signal, stop);
  if (ticking !== null) clearInterval(ticking);
  if (code !== 0) {
    say(`\n${output.trim()}\n\n${title} failed. ${hint}`);
    process.exit(1);
  }
  say(`${isTerminal ? '\r\u001b[K' : ''}${title}: ${seconds()}`);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const INSTALL_STAMP = join(root, 'node_modules', '.installed-from');
const BUILD_STAMP = join(root, 'dist', '.built-from');

const hasStamp = (stamp, wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

/** npm ci is needed when the lock file is not the one that node_modules was made from. */
const lockState = () => digest(readFileSync(join(root, 'package-lock.json')));
const isInstalled = () => hasStamp(INSTALL_STAMP, lockState());
const isBuilt = () => hasStamp(BUILD_STAMP, sourceState());

async function install() {
  if (isInstalled()) return;
  // NODE_ENV=production would leave out what the build needs.
  await step('Installing (about a minute the first time)', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], 'It needs npm and a way to its registry: look at "npm config get registry" and at HTTPS_PROXY, then try again.');
  writeFileSync(INSTALL_STAMP, lockState());
}

/** Names and times of all sources: a build is needed when they changed. */
function sourceState() {
  const lines = [];
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts')) {
        const { mtimeMs, size } = statSync(join(root, path));
        lines.push(`${path} ${mtimeMs} ${size}`);
      }
    }
  };
  walk('apps');
  walk('libs');
  lines.push(readFileSync(join(root, 'tsconfig.json'), 'utf8'), readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  return digest(lines.join('\n'));
}

async function build() {
  const wanted = sourceState();
  if (hasStamp(BUILD_STAMP, wanted)) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await step('Building', process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.build.json'], 'The lines above say where.');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(BUILD_STAMP, wanted);
}
