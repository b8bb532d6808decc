import { MATCHING_QUEUE, MatchingService, type MatchingJobs } from '#lib/matching';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { unknownJob, type JobHandlers } from '../job-handlers.js';

/** The jobs of matching: each only calls the service, which claims the row. */
@Processor(MATCHING_QUEUE)
export class MatchingProcessor extends WorkerHost {
  readonly handlers: JobHandlers<MatchingJobs> = {
    'start-run': ({ runId }) => this.matching.startRun(runId),
    'match-shard': ({ shardId }) => this.matching.matchShard(shardId),
    'finish-run': ({ runId }) => this.matching.finishRun(runId),
  };

  constructor(private readonly matching: MatchingService) {
    super();
  }

  async process(job: Job<never, void, keyof MatchingJobs>): Promise<void> {
    await (this.handlers[job.name] ?? unknownJob(job))(job.data);
  }
}
