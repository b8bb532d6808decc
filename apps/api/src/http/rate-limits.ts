import { createHash } from 'node:crypto';
import { HttpException, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** So many in so many seconds. */
interface Limit {
  readonly points: number;
  readonly seconds: number;
}

/**
 * Wrong sign-ins and letters sent. Whole trusts share one address, so an address may do more than an account: a
 * guesser of one account is stopped by the account's limit, one who tries a password on all by the address's.
 */
const LIMITS = {
  'sign-in-account': { points: 20, seconds: 900 },
  'sign-in-address': { points: 100, seconds: 900 },
  'link-account': { points: 5, seconds: 3600 },
  'link-address': { points: 30, seconds: 3600 },
} as const satisfies Readonly<Record<string, Limit>>;

export type LimitName = keyof typeof LIMITS;

/** Too many of something. When another try has a chance is in `retryAfterSeconds`. */
export class TooMany extends HttpException {
  constructor(readonly retryAfterSeconds: number) {
    super('Too many', 429);
  }
}

/** Counting is not possible, so nobody can be let in. */
class CannotCount extends HttpException {
  constructor(options?: { readonly cause: unknown }) {
    super('Signing in is not possible at the moment. Try again in a few minutes.', 503, options);
  }
}

/** Counts in the store that all processes of the API share: Redis where there is one, else PostgreSQL. */
export class RateLimits implements OnApplicationShutdown {
  private readonly limiters: ReadonlyMap<LimitName | 'request', RateLimiterAbstract>;

  constructor(
    private readonly store: { readonly redis: Redis } | { readonly pool: pg.Pool },
    requestsPerMinute: number,
    private readonly logger: Logger,
  ) {
    const all = Object.entries({ request: { points: requestsPerMinute, seconds: 60 }, ...LIMITS }) as [LimitName | 'request', Limit][];
    this.limiters = new Map(all.map(([name, limit]) => [name, this.limiter(name, limit)]));
  }

  /**
   * Counts a request of somebody. When the store does not answer, the request goes on: what it may see does not
   * depend on counting, and a service that is down for everybody is worse than one that is not counted for a while.
   */
  async countRequest(who: string): Promise<void> {
    try {
      await this.take('request', who);
    } catch (error) {
      if (!(error instanceof CannotCount)) throw error;
      this.logger.warn({ err: error.cause }, 'requests are not counted: the store does not answer');
    }
  }

  /**
   * Counts an attempt before it is made, so that many at once are all counted. Throws {@link TooMany}, and
   * {@link CannotCount} when the store does not answer: without counting, guessing would be free.
   */
  async countAttempt(...attempts: readonly (readonly [LimitName, string])[]): Promise<void> {
    for (const [name, who] of attempts) await this.take(name, who);
  }

  /** An attempt that was right is no guess: an address from which hundreds sign in each morning is not stopped. */
  async forgiveAttempt(...attempts: readonly (readonly [LimitName, string])[]): Promise<void> {
    await Promise.all(attempts.map(([name, who]) => this.limiterOf(name).reward(keyOf(who)).catch(() => undefined))); // counted too much at worst
  }

  async onApplicationShutdown(): Promise<void> {
    if ('redis' in this.store) this.store.redis.disconnect();
    else await this.store.pool.end();
  }

  private async take(name: LimitName | 'request', who: string): Promise<void> {
    try {
      await this.limiterOf(name).consume(keyOf(who));
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new TooMany(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      throw new CannotCount({ cause: error });
    }
  }

  private limiterOf(name: LimitName | 'request'): RateLimiterAbstract {
    return this.limiters.get(name)!;
  }

  private limiter(name: string, { points, seconds }: Limit): RateLimiterAbstract {
    // Whoever is over the limit is refused from memory: a flood costs the store nothing.
    const settings = { keyPrefix: name, points, duration: seconds, inMemoryBlockOnConsumed: points + 1 };
    if ('redis' in this.store) return new RateLimiterRedis({ ...settings, keyPrefix: `pathways:limit:${name}`, storeClient: this.store.redis, rejectIfRedisNotReady: true });
    return new RateLimiterPostgres({ ...settings, storeClient: this.store.pool, storeType: 'pool', schemaName: 'identity', tableName: 'rate_limits', tableCreated: true });
  }
}

/** Neither addresses of people nor of machines stand in the store. */
function keyOf(who: string): string {
  return createHash('sha256').update(who.normalize('NFKC').trim().toLowerCase()).digest('base64url').slice(0, 22);
}
