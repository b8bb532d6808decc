import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#lib/platform';

/** A process of ours whose every word is kept. */
export interface ListeningService {
  /** Of the API; empty for the worker. */
  readonly url: string;
  /** Everything that it has written so far, on both streams. */
  written(): string;
  /** Asks it to end and waits. Returns the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the API or a worker from the build, which logs all that it can, and waits until it says that it is ready. */
export async function startListeningService(name: 'api' | 'worker', databaseUrl: string): Promise<ListeningService> {
  const child = fork(join(projectRoot(), `dist/apps/${name}/src/main.js`), {
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'trace', PORT: '0', REQUESTS_PER_MINUTE: '1000000', DATABASE_URL: databaseUrl, REDIS_URL: '', NODE_OPTIONS: '' },
    silent: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (text += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { url?: string }) => resolve(message.url ?? ''));
    void ended.then((code) => reject(new Error(`the ${name} ended with code ${code} before it was ready:\n${text}`)));
  });
  return {
    url,
    written: () => text,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
