import { IdentityModule } from '#lib/identity';
import type { OpenedProcess } from '#lib/platform';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';
import { Identification } from './identification.js';
import { PublicAddress } from './public-address.js';
import { RateLimits } from './rate-limits.js';

/** Connections for sessions and limits: short statements, which must not wait behind long reads. */
const CONNECTIONS = 4;

/** What the front door needs before any feature is asked. */
@Module({})
export class HttpModule implements OnApplicationShutdown {
  constructor(@Inject(pg.Pool) private readonly pool: pg.Pool) {}

  static with({ config, databaseUrl, processName, logger }: OpenedProcess): DynamicModule {
    const pool = new pg.Pool({ connectionString: databaseUrl, application_name: `${processName} sessions`, options: '-c role=pathways_sign_in', max: CONNECTIONS, connectionTimeoutMillis: 5000 });
    pool.on('error', (error) => logger.warn({ err: error }, 'a connection for sessions broke'));
    return {
      module: HttpModule,
      imports: [IdentityModule],
      providers: [
        { provide: pg.Pool, useValue: pool },
        { provide: RateLimits, useFactory: () => new RateLimits(config.REDIS_URL === undefined ? { pool } : { redis: openRedis(config.REDIS_URL, logger) }, config.REQUESTS_PER_MINUTE, logger) },
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

/** Answers at once or not at all: a request must not wait for a store that is gone. */
function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 1000, connectTimeout: 5000 });
  redis.on('error', (error: unknown) => logger.warn({ err: error }, 'the store of limits cannot be reached'));
  return redis;
}
