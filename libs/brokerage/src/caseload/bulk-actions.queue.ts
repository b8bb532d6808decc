import { logErrorsOf, ring } from '#lib/platform';
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';

export const CASEWORK_QUEUE = 'casework';

/** The jobs of the queue. They carry ids only. */
export interface CaseworkJobs {
  /** Does for many people what somebody asked for. */
  'do-for-many': { readonly bulkId: string };
}

/** Rings the doorbell of what is done for many people. */
@Injectable()
export class CaseworkBell {
  constructor(@InjectQueue(CASEWORK_QUEUE) private readonly queue: Queue) {
    logErrorsOf(queue);
  }

  async ringBulkAction(bulkId: string): Promise<void> {
    await ring(CASEWORK_QUEUE, () => this.queue.add('do-for-many' satisfies keyof CaseworkJobs, { bulkId } satisfies CaseworkJobs['do-for-many']));
  }
}
