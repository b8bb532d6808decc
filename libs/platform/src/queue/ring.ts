import { Logger } from '@nestjs/common';

/** A queue that cannot be reached answers never, not with an error: so long a request waits for it. */
const PATIENCE_MS = 3000;

/**
 * Rings a doorbell after its letter is committed. When the queue cannot be reached this only logs: the row
 * is safe, and the sweeper rings for it later. Failing the request instead would tell the user that
 * something was lost which was not.
 */
export async function ring(queue: string, add: () => Promise<unknown>): Promise<void> {
  const added = add().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.name : 'error'),
  );
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<string>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, 'no answer')));
  const trouble = await Promise.race([added, impatience]);
  clearTimeout(timer);
  if (trouble !== null) new Logger('doorbell').warn(`The queue ${queue} could not be rung (${trouble}); the sweeper will ring again.`);
}

/**
 * Logs what goes wrong with a connection of a queue, a worker or a flow. Without a listener BullMQ prints the
 * whole error object, connection secrets included.
 */
export function logErrorsOf(emitter: { on(event: 'error', listener: (error: Error) => void): unknown }): void {
  emitter.on('error', (error) => new Logger('queue').error(error));
}
