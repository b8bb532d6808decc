import 'reflect-metadata';
import { DomainError, openProcess, readConfig, systemActor, type OpenedProcess } from '#lib/platform';
import { DemoModule, migrate, migrationStatus, openDataSource, type MigrationStatus } from '#lib/schema';
import { type DynamicModule, type INestApplicationContext, type LoggerService, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from '../../worker/src/worker.module.js';
import { ServerError, tryDatabase, tryRedis } from './servers.js';
import { ServicesModule } from './services.module.js';

/** Whoever runs the command: it has the database's password, so no role is asked for. */
export const OPERATOR = systemActor('operator');

/** A worker with the demo cast beside it. */
@Module({})
class CommandWithWorker {}

/** What goes wrong beneath a verb is said on standard error: standard output holds the answer and nothing else. */
export const ON_STANDARD_ERROR: LoggerService = {
  log: () => undefined,
  warn: (message) => process.stderr.write(`${String(message)}\n`),
  error: (message) => process.stderr.write(`${String(message)}\n`),
};

/** Finds or starts the database for one verb, and leaves nothing running behind it. */
export async function withDatabase<Result>(verb: (opened: OpenedProcess) => Promise<Result>): Promise<Result> {
  const opened = await openDatabase('pathways-command');
  try {
    return await verb(opened);
  } finally {
    opened.release();
  }
}

/** Reads the configuration and finds or starts the database. Throws ConfigError and {@link ServerError}. */
export async function openDatabase(processName: string): Promise<OpenedProcess> {
  const config = readConfig();
  await tryDatabase(config);
  try {
    return await openProcess(processName);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The embedded server says itself what is wrong, unless it does not even have a folder.
    throw new ServerError(code === undefined ? message : `The folder of the embedded PostgreSQL (PATHWAYS_HOME) cannot be used: ${message}`, { cause: error });
  }
}

/** Runs a verb with the services. The embedded database is migrated when it is behind; a server of yours is not touched unasked. */
export async function withServices<Result>(verb: (services: INestApplicationContext, opened: OpenedProcess) => Promise<Result>): Promise<Result> {
  return withDatabase((opened) => inContext(opened, ServicesModule.with(opened), (services) => verb(services, opened)));
}

/**
 * Runs a verb beside a worker of its own: what the verb rings for is done even when no worker runs. One that
 * does run takes its share.
 */
export async function withWorker<Result>(verb: (services: INestApplicationContext) => Promise<Result>): Promise<Result> {
  return withDatabase((opened) => inContext(opened, { module: CommandWithWorker, imports: [WorkerModule.with(opened), DemoModule] }, verb));
}

async function inContext<Result>(opened: OpenedProcess, module: DynamicModule, verb: (services: INestApplicationContext) => Promise<Result>): Promise<Result> {
  await tryRedis(opened.config);
  await bringUpToDate(opened);
  const services = await NestFactory.createApplicationContext(module, { logger: ON_STANDARD_ERROR, abortOnError: false });
  try {
    return await verb(services);
  } finally {
    await services.close();
  }
}

async function bringUpToDate(opened: OpenedProcess): Promise<void> {
  const { pending } = await migrationsOf(opened);
  if (pending.length === 0) return;
  if (opened.config.DATABASE_URL !== undefined) {
    throw new DomainError('schema/migrations-pending', `The database lacks ${pending.length} migrations. Run: pathways db migrate`);
  }
  await migrate(opened.ownerUrl ?? opened.databaseUrl, opened.databaseUrl);
}

/** Which migrations the database has, and which it lacks. */
export async function migrationsOf(opened: OpenedProcess): Promise<MigrationStatus> {
  // The user of the service is there only once the database is migrated.
  const dataSource = await openDataSource(opened.ownerUrl ?? opened.databaseUrl, opened.processName);
  try {
    return await migrationStatus(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
