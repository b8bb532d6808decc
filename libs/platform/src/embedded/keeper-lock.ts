import { readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isRunningWith } from './command-line.js';
import type { PostgresHome } from './postgres-home.js';

/**
 * Takes the home for this keeper, until its process ends; false when another living keeper has it.
 *
 * A lock is a symbolic link to "pid program home": made in one step, with its content, and only by one. Locks are numbered, the
 * highest counts, and nobody removes the highest, so that a dead keeper's lock is never replaced but followed.
 * Removing or renaming it was rejected: of two newcomers who have both seen it dead, the slower one would take away
 * what the faster one has just put there.
 */
export function takeLock(home: PostgresHome): boolean {
  const last = lastLock(home);
  if (isHeld(home, last)) return false;
  const ours = last + 1;
  try {
    symlinkSync(`${process.pid} ${process.argv[1]} ${home.folder}`, lockFile(home, ours));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  // We were so slow that the name was free again: others have come and gone, or stayed.
  const isOvertaken = lastLock(home) !== ours;
  for (const number of lockNumbers(home)) if (number < ours || (number === ours && isOvertaken)) rmSync(lockFile(home, number), { force: true });
  return !isOvertaken;
}

function isHeld(home: PostgresHome, number: number): boolean {
  if (number === 0) return false;
  try {
    const [pid, ...commandLine] = readlinkSync(lockFile(home, number)).split(' ');
    // After a restart of a container we may well have the number of the keeper before us.
    return Number(pid) !== process.pid && isRunningWith(Number(pid), commandLine.join(' '));
  } catch {
    return true; // removed just now, by somebody with a higher one
  }
}

function lastLock(home: PostgresHome): number {
  return Math.max(0, ...lockNumbers(home));
}

function lockNumbers(home: PostgresHome): number[] {
  return readdirSync(home.folder).flatMap((name) => /^keeper-(\d+)\.lock$/.exec(name)?.[1] ?? []).map(Number);
}

function lockFile(home: PostgresHome, number: number): string {
  return join(home.folder, `keeper-${number}.lock`);
}
