import { Logger } from '@nestjs/common';

/**
 * Rings a doorbell after its letter is committed. When the queue cannot be reached this only logs: the row
 * is safe, and the sweeper rings for it later. Failing the request instead would tell the user that
 * something was lost which was not.
 */
export async function ring(queue: string, add: () => Promise<unknown>): Promise<void> {
  try {
    await add();
  } catch (error) {
    new Logger('doorbell').warn(`The queue ${queue} could not be rung (${error instanceof Error ? error.name : 'error'}); the sweeper will ring again.`);
  }
}
