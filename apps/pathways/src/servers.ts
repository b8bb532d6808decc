import type { ProcessConfig } from '#lib/platform';
import { Redis } from 'ioredis';
import pg from 'pg';

/** A server that the configuration names and that cannot be used, with a sentence for the user. */
export class ServerError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServerError';
  }
}

const PATIENCE_MS = 10_000;

/** Throws a {@link ServerError} when the PostgreSQL of DATABASE_URL does not let us in. */
export async function tryDatabase({ DATABASE_URL: url }: ProcessConfig): Promise<void> {
  if (url === undefined) return;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  try {
    await client.connect();
  } catch (error) {
    throw new ServerError(`The PostgreSQL server${at(url)} (DATABASE_URL) ${trouble(error)}`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Throws a {@link ServerError} when the server of REDIS_URL does not let us in: a queue would wait for it for ever. */
export async function tryRedis({ REDIS_URL: url }: ProcessConfig): Promise<void> {
  if (url === undefined) return;
  const client = new Redis(url, { lazyConnect: true, enableReadyCheck: false, connectTimeout: PATIENCE_MS, commandTimeout: PATIENCE_MS, disconnectTimeout: 1, retryStrategy: () => null });
  let reason: unknown;
  client.on('error', (error) => (reason = error));
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw new ServerError(`The Redis or Valkey server${at(url)} (REDIS_URL) ${trouble(reason ?? error)}`, { cause: error });
  } finally {
    client.disconnect();
  }
}

/** Where a server is, without user and password. */
function at(url: string): string {
  return URL.canParse(url) && new URL(url).host !== '' ? ` at ${new URL(url).host}` : '';
}

/** What stands in the way, by the code of the operating system or the server. */
function trouble(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'cannot be found: there is no host of that name.';
  if (code === '28P01' || code === '28000' || /^(NOAUTH|WRONGPASS|NOPERM)/.test(message ?? '')) return 'refuses the user or the password.';
  if (code === '3D000') return 'has no database of that name. Create it first.';
  if (code === 'ECONNREFUSED' || /timeout|timed out|terminated/i.test(message ?? '')) return 'does not answer. Start it, or correct the address.';
  return `cannot be used: ${message ?? 'it hung up'}`;
}
