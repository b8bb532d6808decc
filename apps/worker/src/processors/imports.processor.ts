import { IMPORTS_QUEUE, UploadsService, type ImportJobs } from '#lib/exchange';
import { logErrorsOf, ProcessConfig } from '#lib/platform';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { runJob, type JobHandlers } from '../job-handlers.js';

/** The jobs of uploaded files. */
@Processor(IMPORTS_QUEUE)
export class ImportsProcessor extends WorkerHost implements OnApplicationBootstrap {
  readonly handlers: JobHandlers<ImportJobs> = {
    'read-upload': ({ uploadId }) => this.uploads.read(uploadId),
  };

  constructor(
    private readonly uploads: UploadsService,
    private readonly config: ProcessConfig,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    logErrorsOf(this.worker);
    this.worker.concurrency = this.config.WORKER_CONCURRENCY;
  }

  async process(job: Job): Promise<void> {
    await runJob(this.handlers, job);
  }
}
