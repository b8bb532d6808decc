// Installs and builds what is missing. Uses nothing but Node itself: it runs before the first npm ci.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends with a sentence when this Node is too old to run what follows. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`Anchor Pathways needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org\n`);
  process.exit(1);
}

/** Runs a step that may take a while, with one line that tells how long it is taking. Output is shown only on failure. */
export async function step(title, command, args, environment = {}) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const isTerminal = process.stderr.isTTY;
  if (!isTerminal) process.stderr.write(`${title} ...\n`);
  const ticking = isTerminal ? setInterval(() => process.stderr.write(`\r${title} ... ${seconds()} `), 250) : null;
  let output = '';
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on('error', (error) => ((output += error.message), resolve(1))).on('close', resolve));
  if (ticking !== null) clearInterval(ticking);
  if (code !== 0) {
    process.stderr.write(`\n${output}\n${title} failed.\n`);
    process.exit(1);
  }
  process.stderr.write(isTerminal ? `\r${title}: ${seconds()}          \n` : `${title}: ${seconds()}\n`);
}

const digest = (text) => createHash('sha256').update(text).digest('hex');

/** npm ci when the lock file is not the one that node_modules was made from. */
async function install() {
  const stamp = join(root, 'node_modules', '.installed-from');
  const wanted = digest(readFileSync(join(root, 'package-lock.json')));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (process.platform === 'win32') await step('Installing (about a minute the first time)', 'npm.cmd', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  else await step('Installing (about a minute the first time)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

/** Names and times of all sources: a build is needed when they changed. */
function sourceState() {
  const lines = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts')) lines.push(`${path} ${statSync(path).mtimeMs} ${statSync(path).size}`);
    }
  };
  walk(join(root, 'apps'));
  walk(join(root, 'libs'));
  lines.push(readFileSync(join(root, 'tsconfig.json'), 'utf8'), readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  return digest(lines.join('\n'));
}

async function build() {
  const stamp = join(root, 'dist', '.built-from');
  const wanted = sourceState();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await step('Building', process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.build.json']);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Everything that must be there before our own programs can run. */
export async function prepare() {
  requireNode();
  await install();
  await build();
}
