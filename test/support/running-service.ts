import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#lib/platform';

/** A process of ours as it really runs, from the build. */
export interface RunningProcess {
  readonly child: ChildProcess;
  /** Of the API; empty for the worker. */
  readonly url: string;
  /** Asks it to end and waits. Returns the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Tests ask again and again until something is so. */
const UNHURRIED = '1000000';

/** Starts the API or a worker on a database and waits until it says that it is ready. */
export async function startService(name: 'api' | 'worker', databaseUrl: string, environment: Record<string, string> = {}): Promise<RunningProcess> {
  const child = fork(join(projectRoot(), `dist/apps/${name}/src/main.js`), {
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'error', PORT: '0', DATABASE_URL: databaseUrl, REDIS_URL: '', REQUESTS_PER_MINUTE: UNHURRIED, NODE_OPTIONS: '', ...environment },
    execArgv: ['--enable-source-maps'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { url?: string }) => resolve(message.url ?? ''));
    void ended.then((code) => reject(new Error(`${name} ended with code ${code} before it was ready`)));
  });
  return {
    child,
    url,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Waits until something is so, and fails with what it was waiting for. */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false>, timeoutMs = 60_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
