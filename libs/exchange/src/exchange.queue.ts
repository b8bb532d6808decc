import { logErrorsOf, ring } from '#lib/platform';
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';

export const IMPORTS_QUEUE = 'imports';

/** The jobs of the queue. They carry ids only. */
export interface ImportJobs {
  /** Reads an uploaded file to its end. */
  'read-upload': { readonly uploadId: string };
}

/** Rings the doorbell of uploaded files. */
@Injectable()
export class ImportsBell {
  constructor(@InjectQueue(IMPORTS_QUEUE) private readonly queue: Queue) {
    logErrorsOf(queue);
  }

  async ringUpload(uploadId: string): Promise<void> {
    await ring(IMPORTS_QUEUE, () => this.queue.add('read-upload' satisfies keyof ImportJobs, { uploadId } satisfies ImportJobs['read-upload']));
  }
}
