import 'reflect-metadata';
import { endWell, NestLog, openServingProcess } from '#lib/platform';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.js';

const opened = await openServingProcess('pathways-worker');
const app = await NestFactory.createApplicationContext(WorkerModule.with(opened), { logger: new NestLog(opened.logger) });
endWell(async () => {
  await app.close();
  opened.release();
});
opened.logger.info('worker ready');
process.send?.({ ready: true });
