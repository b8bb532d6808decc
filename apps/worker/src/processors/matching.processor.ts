import { AllocationJob, MATCHING_QUEUE, MatchingService, type MatchingJobs } from '#lib/matching';
import { logErrorsOf, ProcessConfig } from '#lib/platform';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { runJob, type JobHandlers } from '../job-handlers.js';

/** The jobs of matching: each only calls the service, which claims the row. */
@Processor(MATCHING_QUEUE)
export class MatchingProcessor extends WorkerHost implements OnApplicationBootstrap {
  readonly handlers: JobHandlers<MatchingJobs> = {
    'start-run': ({ runId }) => this.matching.startRun(runId),
    'match-shard': ({ shardId }) => this.matching.matchShard(shardId),
    'finish-run': ({ runId }) => this.matching.finishRun(runId),
    'solve-allocation': ({ allocationId }) => this.allocations.solve(allocationId),
  };

  constructor(
    private readonly matching: MatchingService,
    private readonly allocations: AllocationJob,
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
