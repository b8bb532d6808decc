import { BulkActions, CASEWORK_QUEUE, type CaseworkJobs } from '#lib/brokerage';
import { logErrorsOf, ProcessConfig } from '#lib/platform';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { runJob, type JobHandlers } from '../job-handlers.js';

/** The jobs of casework: what is done for many people. */
@Processor(CASEWORK_QUEUE)
export class CaseworkProcessor extends WorkerHost implements OnApplicationBootstrap {
  readonly handlers: JobHandlers<CaseworkJobs> = {
    'do-for-many': ({ bulkId }) => this.bulk.work(bulkId),
  };

  constructor(
    private readonly bulk: BulkActions,
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
