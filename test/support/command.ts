import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#lib/platform';

/** What a call of the command came to. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A call of the command that runs, as a person or a script would call it. */
export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<CommandEnd>;
  /** What it has answered so far. */
  readonly answered: () => string;
}

/** Starts the command from the build, with nothing configured but the home of its embedded database. */
export function startCommand(args: readonly string[], home: string, environment: Readonly<Record<string, string>> = {}): RunningCommand {
  const child = spawn(process.execPath, [join(projectRoot(), 'dist/apps/pathways/src/main.js'), ...args], {
    env: { ...process.env, NODE_ENV: 'test', NODE_OPTIONS: '', DATABASE_URL: '', REDIS_URL: '', PATHWAYS_KEYS: '', SESSION_SECRETS: '', PATHWAYS_HOME: home, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  child.stdin.on('error', () => undefined); // it may end before it has read everything
  const ended = new Promise<CommandEnd>((resolve) => child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
  return { child, ended, answered: () => stdout };
}

/** Calls the command and waits for its end. */
export function runCommand(args: readonly string[], home: string, given: { readonly environment?: Readonly<Record<string, string>>; readonly input?: string } = {}): Promise<CommandEnd> {
  const { child, ended } = startCommand(args, home, given.environment);
  child.stdin.end(given.input ?? '');
  return ended;
}
