import 'reflect-metadata';
import { DomainError, openProcess, type OpenedProcess } from '#lib/platform';
import { DemoModule, migrate, migrationStatus, openDataSource } from '#lib/schema';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from '../../worker/src/worker.module.js';
import { ServicesModule } from './services.module.js';

/** A worker with the demo cast beside it. */
@Module({})
class CommandWithWorker {}

/** Lines of a command are for a person; the log is for what goes wrong. */
const COMMAND_LOG_LEVEL = 'warn';

/** Finds or starts the database for one verb, and leaves nothing running behind it. */
export async function withDatabase<Result>(verb: (opened: OpenedProcess) => Promise<Result>): Promise<Result> {
  process.env['LOG_LEVEL'] ||= COMMAND_LOG_LEVEL;
  const opened = await openProcess('pathways-command');
  try {
    return await verb(opened);
  } finally {
    opened.release();
  }
}

/** Runs a verb with the services. The embedded database is migrated when it is behind; a server of yours is not touched unasked. */
export async function withServices<Result>(verb: (services: INestApplicationContext) => Promise<Result>): Promise<Result> {
  return withDatabase(async (opened) => {
    await bringUpToDate(opened);
    return inContext(ServicesModule.with(opened), verb);
  });
}

/**
 * Runs a verb beside a worker of its own: what the verb rings for is done even when no worker runs. One that
 * does run takes its share.
 */
export async function withWorker<Result>(verb: (services: INestApplicationContext) => Promise<Result>): Promise<Result> {
  return withDatabase(async (opened) => {
    await bringUpToDate(opened);
    return inContext({ module: CommandWithWorker, imports: [WorkerModule.with(opened), DemoModule] }, verb);
  });
}

async function inContext<Result>(module: DynamicModule, verb: (services: INestApplicationContext) => Promise<Result>): Promise<Result> {
  const services = await NestFactory.createApplicationContext(module, { logger: ['error', 'warn'] });
  try {
    return await verb(services);
  } finally {
    await services.close();
  }
}

async function bringUpToDate(opened: OpenedProcess): Promise<void> {
  const dataSource = await openDataSource(opened.databaseUrl, opened.processName);
  const { pending } = await migrationStatus(dataSource).finally(() => dataSource.destroy());
  if (pending.length === 0) return;
  if (opened.config.DATABASE_URL !== undefined) {
    throw new DomainError('schema/migrations-pending', `The database lacks ${pending.length} migrations. Run: pathways db migrate`);
  }
  await migrate(opened.databaseUrl);
}
