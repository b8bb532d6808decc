import { IdentityModule } from '#lib/identity';
import type { OpenedProcess } from '#lib/platform';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';
import { Identification } from './identification.js';
import { PublicAddress } from './public-address.js';
import { RateLimits } from './rate-limits.js';

/** Connections for sessions, and as many for limits: short statements, which must not wait behind long reads. */
const CONNECTIONS = 4;

/** A count that goes with the machine, of the last second at most, may be lost: no request waits until it is on the disk. */
const NOT_AWAITED = '-c synchronous_commit=off';

/** What the front door needs before any feature is asked. */
@Module({})
export class HttpModule implements OnApplicationShutdown {
  constructor(@Inject(pg.Pool) private readonly pool: pg.Pool) {}

  static with(opened: OpenedProcess): DynamicModule {
    const { config, logger } = opened;
    const pool = openPool(opened, 'sessions');
    return {
      module: HttpModule,
      imports: [IdentityModule],
      providers: [
        { provide: pg.Pool, useValue: pool },
        { provide: RateLimits, useFactory: () => new RateLimits(config.REDIS_URL === undefined ? { pool: openPool(opened, 'limits', NOT_AWAITED) } : { redis: openRedis(config.REDIS_URL, logger) }, config.REQUESTS_PER_MINUTE, logger) },
        PublicAddress,
        Identification,
      ],
      exports: [pg.Pool, RateLimits, PublicAddress, Identification],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

function openPool({ databaseUrl, processName, logger }: OpenedProcess, purpose: string, options = ''): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: `${processName} ${purpose}`, options: `-c role=pathways_sign_in ${options}`, max: CONNECTIONS, connectionTimeoutMillis: 5000 });
  pool.on('error', (error) => logger.warn({ err: error }, `a connection for ${purpose} broke`));
  return pool;
}

/** Answers at once or not at all: a request must not wait for a store that is gone. */
function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 1000, connectTimeout: 5000 });
  redis.on('error', (error: unknown) => logger.warn({ err: error }, 'the store of limits cannot be reached'));
  return redis;
}
