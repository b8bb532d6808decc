import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { migrateQueue, projectRoot, queueOptions, ring, type QueuePlace } from '#lib/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FlowProducer, Queue, UnrecoverableError, Worker, type Job, type Processor, type QueueOptions, type WorkerOptions } from 'bullmq';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const REDIS_URL = process.env['TEST_REDIS_URL'] ?? '';

/** Looks until something is so. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What matching and uploads rely on. The same for both places where the queue can live. */
function contract(findPlace: () => Promise<{ readonly place: QueuePlace; readonly leave: () => Promise<void> }>): void {
  let options: QueueOptions;
  let place: QueuePlace;
  let leave: () => Promise<void>;
  let name: string;
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    ({ place, leave } = await findPlace());
    options = queueOptions(place); // for the whole process: the other place's contract has ended, or not begun
  });
  afterAll(() => leave());
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const openQueue = (): Queue => {
    name = `contract-${randomBytes(6).toString('hex')}`;
    const queue = new Queue(name, options);
    closers.push(() => queue.close(), () => queue.obliterate({ force: true }));
    return queue;
  };
  const openWorker = (processor: Processor, more: Partial<WorkerOptions> = {}): Worker => {
    const worker = new Worker(name, processor, { ...options, ...more });
    closers.push(() => worker.close());
    return worker;
  };
  const startProcess = (mode: 'hang' | 'idle'): { child: ChildProcess; said: string[] } => {
    const program = join(projectRoot(), 'test/integration/queue-worker-process.mjs');
    const child = spawn(process.execPath, [program, mode, name, place.databaseUrl, place.redisUrl ?? ''], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
    closers.push(async () => child.kill('SIGKILL'));
    return { child, said };
  };
  const isCompleted = (queue: Queue, id: string | undefined) => async (): Promise<boolean> => (await queue.getJob(id ?? ''))?.isCompleted() ?? false;

  it('does every job once, and carries what it was given', async () => {
    const queue = openQueue();
    const given = Array.from({ length: 50 }, (_, number) => ({ number, runId: '0197c0de-0000-7000-8000-000000000001', nested: { text: 'naïve "quotes" \\ \n 漢字 \u{1f600}', none: null } }));
    const done: unknown[] = [];
    openWorker(async (job: Job<unknown>) => done.push(job.data), { concurrency: 5 });
    for (const data of given) await queue.add('do', data);
    await until('all is done', () => done.length >= given.length);
    await new Promise((resolve) => setTimeout(resolve, 200)); // were one done twice, it would show
    const inOrder = (done as typeof given).toSorted((a, b) => a.number - b.number);
    expect(inOrder).toEqual(given);
  });

  it('keeps a job until somebody is there to do it', async () => {
    const queue = openQueue();
    await queue.add('do', {});
    expect(await queue.getWaitingCount()).toBe(1);
    let done = 0;
    openWorker(async () => (done += 1));
    await until('it is done', () => done === 1);
  });

  it('tries a job that failed again, each time after a longer wait, until it is done', async () => {
    const queue = openQueue();
    const triedAt: number[] = [];
    openWorker(async () => {
      triedAt.push(Date.now());
      if (triedAt.length < 3) throw new Error('in passing');
    });
    const job = await queue.add('do', {}, { attempts: 5, backoff: { type: 'exponential', delay: 200 } });
    await until('it is done', isCompleted(queue, job.id));
    expect(triedAt.length).toBe(3);
    expect(triedAt[1]! - triedAt[0]!).toBeGreaterThanOrEqual(190);
    expect(triedAt[2]! - triedAt[1]!).toBeGreaterThanOrEqual(390);
  });

  it('gives a job up after its last attempt, and says why', async () => {
    const queue = openQueue();
    let tries = 0;
    openWorker(async () => {
      tries += 1;
      throw new Error('always');
    });
    const job = await queue.add('do', {}, { attempts: 2 });
    await until('it has failed', async () => (await queue.getJob(job.id!))!.isFailed());
    expect(tries).toBe(2);
    expect((await queue.getJob(job.id!))!.failedReason).toBe('always');
  });

  it('fails a hopeless job at once', async () => {
    const queue = openQueue();
    let tries = 0;
    openWorker(async () => {
      tries += 1;
      throw new UnrecoverableError('hopeless');
    });
    const job = await queue.add('do', {}, { attempts: 5 });
    await until('it has failed', async () => (await queue.getJob(job.id!))!.isFailed());
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(tries).toBe(1);
  });

  it('runs the parent of a flow once, after all its children', async () => {
    openQueue();
    const flows = new FlowProducer(options);
    closers.push(() => flows.close());
    const order: string[] = [];
    openWorker(
      async (job) => {
        if (job.name === 'child') await new Promise((resolve) => setTimeout(resolve, 20 * (job.data as { number: number }).number));
        order.push(job.name);
      },
      { concurrency: 4 },
    );
    await flows.add({
      name: 'parent',
      queueName: name,
      data: {},
      children: Array.from({ length: 10 }, (_, number) => ({ name: 'child', queueName: name, data: { number }, opts: { removeOnComplete: true } })),
    });
    await until('the parent has run', () => order.includes('parent'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(order).toEqual([...Array.from({ length: 10 }, () => 'child'), 'parent']);
  });

  it('ticks, at one pace however often the schedule is set', async () => {
    const queue = openQueue();
    const ticks: number[] = [];
    openWorker(async () => ticks.push(Date.now()));
    for (let times = 0; times < 3; times += 1) await queue.upsertJobScheduler('tick', { every: 300 }, { name: 'tick', opts: { removeOnComplete: true } });
    await until('it has ticked four times', () => ticks.length >= 4);
    expect(ticks.at(-1)! - ticks[0]!).toBeGreaterThanOrEqual(550); // the second comes when the clock next divides by the pace
    await queue.removeJobScheduler('tick');
  });

  it('shares the work among the workers', async () => {
    const queue = openQueue();
    const doneBy: string[] = [];
    for (const worker of ['one', 'other']) {
      openWorker(async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        doneBy.push(worker);
      });
    }
    await queue.addBulk(Array.from({ length: 40 }, () => ({ name: 'do', data: {} })));
    await until('all is done', () => doneBy.length >= 40);
    expect(doneBy.length).toBe(40);
    for (const worker of ['one', 'other']) expect(doneBy.filter((by) => by === worker).length).toBeGreaterThan(5);
  });

  it('lets a worker that is told to close end what it has in hand', async () => {
    const queue = openQueue();
    let ended = false;
    let begun = false;
    const worker = openWorker(async () => {
      begun = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
      ended = true;
    });
    const job = await queue.add('do', {});
    await until('it has begun', () => begun);
    await worker.close();
    expect(ended).toBe(true);
    expect(await isCompleted(queue, job.id)()).toBe(true);
  });

  it('gives the job of a worker that was killed to another', async () => {
    const queue = openQueue();
    const { child, said } = startProcess('hang');
    const job = await queue.add('do', { runId: 'r' }, { attempts: 1 });
    await until('it is in hand', () => said.includes('active'));
    child.kill('SIGKILL');
    const done: unknown[] = [];
    openWorker(async (again: Job<unknown>) => done.push(again.data), { lockDuration: 1000, stalledInterval: 500 });
    await until('another has done it', isCompleted(queue, job.id));
    expect(done).toEqual([{ runId: 'r' }]);
  });

  it('lets a process end whose worker was closed while it waited', async () => {
    openQueue();
    const { child, said } = startProcess('idle');
    let code: number | null = null;
    child.once('exit', (exitCode) => (code = exitCode));
    await until('it is closed', () => said.includes('closed'));
    await until('its process has ended', () => code !== null);
    expect(code).toBe(0);
  });
}

describe('the queue in PostgreSQL', () => {
  contract(async () => {
    const database: TestDatabase = await openTestDatabase();
    await migrateQueue(database.ownerUrl); // as every start does, on tables that are there
    return { place: { databaseUrl: database.ownerUrl, redisUrl: undefined }, leave: () => database.close() };
  });
});

const isRedisThere = REDIS_URL !== '';
if (isRedisThere) {
  describe('the queue in Redis', () => {
    contract(() => Promise.resolve({ place: { databaseUrl: '', redisUrl: REDIS_URL }, leave: () => Promise.resolve() }));
  });
} else {
  it('runs on Redis too where one is required', () => {
    process.stderr.write('\n*** NO REDIS: the queue contract ran on PostgreSQL only. Set TEST_REDIS_URL to run it on both. ***\n\n');
    expect(process.env['PATHWAYS_REQUIRE_REDIS'] ?? '').toBe('');
  });
}

describe('a doorbell', () => {
  it('that cannot be rung does not fail the request', async () => {
    await expect(ring('matching', () => Promise.reject(new Error('ECONNREFUSED')))).resolves.toBeUndefined();
  });
});

describe('a doorbell', () => {
  it('that nobody answers does not hold the request up', async () => {
    const answered = await Promise.race([ring('matching', () => new Promise(() => undefined)).then(() => 'let go'), new Promise((resolve) => setTimeout(resolve, 10_000, 'still waiting'))]);
    expect(answered).toBe('let go');
  });
});
