import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Whether the process `pid` is there and has `words` as whole arguments in its command line: numbers of processes are used again. */
export function isRunningWith(pid: number, words: string): boolean {
  return ` ${commandLineOf(pid)} `.includes(` ${words} `);
}

/** With one space between the arguments; empty when there is no such process. */
function commandLineOf(pid: number): string {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim();
  } catch {
    return '';
  }
}
