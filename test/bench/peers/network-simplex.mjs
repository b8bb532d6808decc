// LEMON's NetworkSimplex in C++: compiled where a compiler and liblemon-dev are, run in a process of its own.
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** As of make: the C++ compiler. */
const COMPILER = process.env.CXX ?? 'g++';

const SOURCE = fileURLToPath(new URL('network-simplex.cpp', import.meta.url));

/** Compiles the peer into a folder: {program}, or {absence} with what this machine lacks. Throws where the peer itself is at fault. */
export function compileNetworkSimplex(folder) {
  const program = join(folder, 'network-simplex');
  const { error, status, stderr } = spawnSync(COMPILER, ['-std=c++17', '-O3', '-DNDEBUG', '-o', program, SOURCE, '-llemon'], { encoding: 'utf8' });
  if (status === 0) return { program };
  if (error?.code === 'ENOENT') return { absence: `${COMPILER} is not installed` };
  if (/lemon\/\S+: No such file/.test(stderr)) return { absence: 'liblemon-dev is not installed' };
  throw new Error(`network-simplex.cpp does not compile:\n${stderr}`, { cause: error });
}

/**
 * Solves files of problems, one after the other: {milliseconds, total, placed} each, the bonus within the total.
 *
 * @param form how the network is drawn: 'textbook' or 'quick' (see the source)
 */
export async function runNetworkSimplex(program, form, files) {
  const { stdout } = await promisify(execFile)(program, [form, ...files]);
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}
