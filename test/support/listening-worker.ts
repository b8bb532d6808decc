import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#lib/platform';

/** A worker process whose every word is kept. */
export interface ListeningWorker {
  /** Everything that it has written so far, on both streams. */
  written(): string;
  /** Asks it to end and waits. Returns the exit code. */
  stop(): Promise<number | null>;
}

/** Starts a worker from the build that logs all that it can, and waits until it says that it is ready. */
export async function startListeningWorker(databaseUrl: string): Promise<ListeningWorker> {
  const child = fork(join(projectRoot(), 'dist/apps/worker/src/main.js'), {
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'trace', DATABASE_URL: databaseUrl, REDIS_URL: '', NODE_OPTIONS: '' },
    silent: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (text += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    void ended.then((code) => reject(new Error(`the worker ended with code ${code} before it was ready:\n${text}`)));
  });
  return {
    written: () => text,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
