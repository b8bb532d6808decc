import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AuditQuery } from './audit/audit-query.js';
import { Clock, SystemClock } from './clock/clock.js';
import { ProcessConfig } from './config/process-config.js';
import { Mailer } from './mail/mailer.js';
import { Database } from './database/database.js';
import { DatabaseAddress } from './database/database-address.js';
import { queueOptions } from './queue/queue-connection.js';
import { keyringOf } from './secrets/home-keyring.js';
import { Sealer } from './secrets/sealer.js';

/** What a process is started with. */
export interface ProcessSetting {
  /** 'pathways-api': shown by the database beside every connection. */
  readonly processName: string;
  readonly config: ProcessConfig;
  /** Of the configured server, or of the embedded one. */
  readonly databaseUrl: string;
  /** Another clock, for tests. */
  readonly clock?: Clock;
}

/** How often a job that failed in passing is tried again, and for how long its traces are kept. */
export const JOB_OPTIONS = { attempts: 5, backoff: { type: 'exponential', delay: 500 }, removeOnComplete: true, removeOnFail: { age: 7 * 86_400, count: 1000 } } as const;

/** Clock, configuration and queue for every lib of a process. */
@Global()
@Module({})
export class PlatformModule {
  static with(setting: ProcessSetting): DynamicModule {
    const place = { databaseUrl: setting.databaseUrl, redisUrl: setting.config.REDIS_URL };
    return {
      module: PlatformModule,
      imports: [
        BullModule.forRootAsync({ useFactory: () => ({ ...queueOptions(place), defaultJobOptions: JOB_OPTIONS }) }),
      ],
      providers: [
        Database,
        AuditQuery,
        { provide: Clock, useValue: setting.clock ?? new SystemClock() },
        { provide: ProcessConfig, useValue: setting.config },
        { provide: DatabaseAddress, useValue: new DatabaseAddress(setting.databaseUrl) },
        { provide: Mailer, useFactory: (clock: Clock) => new Mailer(setting.config, clock), inject: [Clock] },
        { provide: Sealer, useFactory: () => new Sealer(keyringOf(setting.config, 'PATHWAYS_KEYS')) },
      ],
      exports: [Clock, ProcessConfig, DatabaseAddress, Mailer, Sealer, Database, AuditQuery],
    };
  }
}
