import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresHome } from '../embedded/postgres-home.js';

/**
 * The text of a file of PATHWAYS_HOME that only its owner can read; made on first use. It is written whole under a
 * name of its own and then linked: of two processes that make it at once both read the same.
 */
export function homeSecret(home: string | undefined, name: string, make: () => string): string {
  const { folder } = postgresHome(home);
  const file = join(folder, name);
  const found = readIfThere(file);
  if (found !== null) return found;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${name}.${randomBytes(6).toString('hex')}`);
  writeFileSync(draft, `${make()}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
