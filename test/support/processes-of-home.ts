import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { until } from './running-service.js';

/** A living process. */
export interface LivingProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** Processes that have a home in their command line or environment: launcher, API, worker, command, keeper, PostgreSQL. */
export function processesOfHome(home: string): LivingProcess[] {
  return livingProcesses().filter(({ pid, commandLine, environment }) => pid !== process.pid && (commandLine.includes(home) || environment.includes(`PATHWAYS_HOME=${home}`)));
}

/** Waits until everything of a home has ended by itself. */
export async function untilNothingRuns(home: string): Promise<void> {
  await until(`nothing left running of ${home}`, async () => processesOfHome(home).length === 0);
}

function livingProcesses(): (LivingProcess & { environment: string })[] {
  if (!existsSync('/proc/self/environ')) {
    const lines = execFileSync('ps', ['-wwEeo', 'pid=,command=']).toString().split('\n'); // a Mac: the environment follows the command
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), commandLine: line, environment: line }));
  }
  return readdirSync('/proc').flatMap((name) => {
    try {
      const read = (file: string): string => readFileSync(`/proc/${name}/${file}`, 'utf8').replaceAll('\0', ' ');
      return /^\d+$/.test(name) ? [{ pid: Number(name), commandLine: read('cmdline'), environment: read('environ') }] : [];
    } catch {
      return []; // it has just ended, or is not ours to look at
    }
  });
}
