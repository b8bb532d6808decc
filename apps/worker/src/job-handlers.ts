import { Logger } from '@nestjs/common';
import { UnrecoverableError, type Job } from 'bullmq';

/** A handler for every job of a queue: the compiler refuses a queue with a job that nobody handles. */
export type JobHandlers<Jobs> = { readonly [Name in keyof Jobs]: (data: Jobs[Name]) => Promise<void> };

/**
 * Runs the handler of a job. What fails in passing is thrown again without its message: the queue keeps what
 * a job failed with, and the message of a database error quotes the row.
 */
export async function runJob<Jobs>(handlers: JobHandlers<Jobs>, job: Job): Promise<void> {
  const handler = handlers[job.name as keyof Jobs];
  if (handler === undefined) unknownJob(job);
  const failure = await handler(job.data as Jobs[keyof Jobs]).then(
    () => null,
    (error: unknown) => {
      new Logger(`job ${job.name}`).error(error); // the log keeps where and what kind, not the words
      return kindOf(error);
    },
  );
  if (failure !== null) throw new Error(`${job.name} failed in passing: ${failure}`);
}

/** 'QueryFailedError 08006': the kind of an error and its code, never its words. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}

/** A job that this version does not know, left by a newer one. Trying again cannot help. */
function unknownJob(job: Job): never {
  throw new UnrecoverableError(`No handler for the job ${job.name} of the queue ${job.queueName}.`);
}
