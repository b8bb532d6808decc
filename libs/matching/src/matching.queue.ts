import { JOB_OPTIONS, logErrorsOf, ring } from '#lib/platform';
import { InjectFlowProducer, InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { FlowProducer, Queue } from 'bullmq';

export const MATCHING_QUEUE = 'matching';

/** The jobs of the queue. They carry ids only. */
export interface MatchingJobs {
  /** Takes the snapshot of a run and cuts it into shards. */
  'start-run': { readonly runId: string };
  /** Matches the candidates of one shard. */
  'match-shard': { readonly shardId: string };
  /** Puts the shards' findings together. */
  'finish-run': { readonly runId: string };
  /** Gives a cohort its places, or solves again round what was decided. */
  'solve-allocation': { readonly allocationId: string };
}

/** Rings the doorbells of matching. A bell that cannot be rung is rung again by the sweeper. */
@Injectable()
export class MatchingBell {
  constructor(
    @InjectQueue(MATCHING_QUEUE) private readonly queue: Queue,
    @InjectFlowProducer(MATCHING_QUEUE) private readonly flows: FlowProducer,
  ) {
    logErrorsOf(queue);
    logErrorsOf(flows);
  }

  async ringRun(runId: string): Promise<void> {
    await ring(MATCHING_QUEUE, () => this.queue.add('start-run' satisfies keyof MatchingJobs, { runId } satisfies MatchingJobs['start-run']));
  }

  async ringShard(shardId: string): Promise<void> {
    await ring(MATCHING_QUEUE, () => this.queue.add('match-shard' satisfies keyof MatchingJobs, { shardId } satisfies MatchingJobs['match-shard']));
  }

  async ringFinish(runId: string): Promise<void> {
    await ring(MATCHING_QUEUE, () => this.queue.add('finish-run' satisfies keyof MatchingJobs, { runId } satisfies MatchingJobs['finish-run']));
  }

  async ringAllocation(allocationId: string): Promise<void> {
    await ring(MATCHING_QUEUE, () => this.queue.add('solve-allocation' satisfies keyof MatchingJobs, { allocationId } satisfies MatchingJobs['solve-allocation']));
  }

  /** All shards of a run at once; when the last has ended, the finish is rung by the flow. */
  async ringShards(runId: string, shardIds: readonly string[]): Promise<void> {
    await ring(MATCHING_QUEUE, () =>
      this.flows.add(
        {
          name: 'finish-run' satisfies keyof MatchingJobs,
          queueName: MATCHING_QUEUE,
          data: { runId } satisfies MatchingJobs['finish-run'],
          children: shardIds.map((shardId) => ({
            name: 'match-shard' satisfies keyof MatchingJobs,
            queueName: MATCHING_QUEUE,
            data: { shardId } satisfies MatchingJobs['match-shard'],
          })),
        },
        { queuesOptions: { [MATCHING_QUEUE]: { defaultJobOptions: JOB_OPTIONS } } }, // a flow does not know the queue's own
      ),
    );
  }
}
