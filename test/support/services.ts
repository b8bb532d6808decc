import 'reflect-metadata';
import { BrokerageModule } from '#lib/brokerage';
import { OutcomesModule } from '#lib/outcomes';
import { type Clock, readConfig, type ProcessSetting } from '#lib/platform';
import { Module, type INestApplicationContext, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ServicesModule } from '../../apps/pathways/src/services.module.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';

const { PATHWAYS_HOME, PATHWAYS_KEYS, SESSION_SECRETS } = process.env;

/** Those that bin/test.mjs made for all processes of the tests. */
export const SECRETS = { PATHWAYS_HOME, PATHWAYS_KEYS, SESSION_SECRETS };

/** What a test sets otherwise than a process would. */
export interface TestSetting {
  readonly clock?: Clock;
  /** Variables of the environment, as LEASE_SECONDS. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly logger?: LoggerService;
}

/** Those of the command, and of cases and outcomes, which the command does not have. */
@Module({ imports: [BrokerageModule, OutcomesModule] })
class EveryService {}

/** The services of the product in this process, with nobody who answers the doorbell: a test calls each job itself. */
export function openServices(databaseUrl: string, setting: TestSetting = {}): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext({ module: EveryService, imports: [ServicesModule.with(processSetting(databaseUrl, setting))] }, { logger: setting.logger ?? false, abortOnError: false });
}

/** A worker in this process: what is rung for is done. */
export function openWorker(databaseUrl: string, setting: TestSetting = {}): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(WorkerModule.with(processSetting(databaseUrl, setting)), { logger: setting.logger ?? false, abortOnError: false });
}

function processSetting(databaseUrl: string, { clock, environment }: TestSetting): ProcessSetting {
  return { processName: 'pathways-test', config: readConfig({ ...SECRETS, NODE_ENV: 'test', ...environment }), databaseUrl, clock };
}
