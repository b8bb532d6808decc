// A worker in a process of its own, for queue-contract.spec.ts: what it says on standard output is how far it is.
// Arguments: what to do ('hang' on the first job, or close while 'idle'), queue, database, Redis or ''.
import { Worker } from 'bullmq';
import { queueOptions } from '../../dist/libs/platform/src/index.js';

const [mode, queueName, databaseUrl, redisUrl] = process.argv.slice(2);
const hang = () => {
  process.stdout.write('active\n');
  return new Promise(() => setInterval(() => undefined, 1000));
};
const worker = new Worker(queueName, mode === 'hang' ? hang : async () => undefined, {
  ...queueOptions({ databaseUrl, redisUrl: redisUrl || undefined }),
  lockDuration: 1000,
  stalledInterval: 500,
});
await worker.waitUntilReady();
process.stdout.write('ready\n');
if (mode === 'idle') {
  await new Promise((resolve) => setTimeout(resolve, 500)); // by now it waits for a job
  await worker.close();
  process.stdout.write('closed\n');
}
