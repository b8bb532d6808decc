import { UnrecoverableError, type Job } from 'bullmq';

/** A handler for every job of a queue: the compiler refuses a queue with a job that nobody handles. */
export type JobHandlers<Jobs> = { readonly [Name in keyof Jobs]: (data: Jobs[Name]) => Promise<void> };

/** A job that this version does not know, left by a newer one. Trying again cannot help. */
export function unknownJob(job: Job): never {
  throw new UnrecoverableError(`No handler for the job ${job.name} of the queue ${job.queueName}.`);
}
