import 'reflect-metadata';
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { openProcess, projectRoot, SystemClock, type OpenedProcess } from '#lib/platform';
import { DemoModule, DemoService, migrate, type DemoFile } from '#lib/schema';
import { NestFactory } from '@nestjs/core';
import { ApiClient } from './api-client.js';
import { runMainJob } from './main-job.js';
import { printLines } from './output.js';
import { ServicesModule } from './services.module.js';
import { printSummary } from './summary.js';

const HELP = `npm start            starts everything, loads the demo, runs the main job and serves until ctrl-C
npm start -- --once  the same, then stops; exit code 0 when every part went well`;

/** How long a process may take until it says that it is ready. */
const READY_MS = 60_000;
const STOP_MS = 25_000;

/** Starts API and worker on one database, runs the main job on the demo, and serves until ctrl-C. */
export async function start(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    printLines(HELP);
    return;
  }
  const unknown = args.filter((arg) => arg !== '--once');
  if (unknown.length > 0) {
    process.stderr.write(`Not known: ${unknown.join(' ')}\n${HELP}\n`);
    process.exitCode = 2;
    return;
  }
  const isOnce = args.includes('--once');
  process.env['LOG_LEVEL'] ||= 'warn';
  tell('Starting the database');
  const opened = await openProcess('pathways-start');
  const children: ChildProcess[] = [];
  const stop = stopper(opened, children);
  try {
    tell('Bringing the database up to date');
    await migrate(opened.databaseUrl);
    tell('Loading the demo cast');
    const files = await loadDemo(opened);
    tell('Starting API and worker');
    const environment = { ...process.env, DATABASE_URL: opened.databaseUrl };
    const [api] = await Promise.all([startChild('apps/api/src/main.js', environment, children), startChild('apps/worker/src/main.js', environment, children)]);
    const clock = new SystemClock();
    const result = await runMainJob(new ApiClient(api.url), files, clock.today(), tell);
    clearLine();
    printSummary(result);
    if (isOnce) {
      await stop(0);
      return;
    }
    printLines(
      '',
      `Serving at ${api.url} (documentation: ${api.url}/api/docs)`,
      'There is no sign-in yet: the API listens on this machine only, and whoever uses it acts as local-operator.',
      'Stop with ctrl-C. The data stays, and the next start takes seconds.',
    );
    for (const child of children) child.once('exit', () => void stop(1));
  } catch (error) {
    clearLine();
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await stop(1);
  }
}

async function loadDemo(opened: OpenedProcess): Promise<readonly DemoFile[]> {
  const services = await NestFactory.createApplicationContext(ServicesModule.with(opened), { logger: ['error', 'warn'] });
  try {
    const demo = services.get(DemoService, { strict: false });
    await demo.load();
    return demo.files();
  } finally {
    await services.close();
  }
}

/** Starts a process of ours and waits until it says that it is ready. It ends by itself when we are gone. */
function startChild(program: string, environment: NodeJS.ProcessEnv, children: ChildProcess[]): Promise<{ url: string }> {
  const child = fork(join(projectRoot(), 'dist', program), { env: environment, execArgv: ['--enable-source-maps'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${program} did not become ready.`)), READY_MS);
    child.once('message', (message: { url?: string }) => {
      clearTimeout(timer);
      resolve({ url: message.url ?? '' });
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${program} ended with code ${code}.`));
    });
  });
}

/** Stops the children, then lets go of the database. A second ctrl-C does not hurry it: it takes a moment at most. */
function stopper(opened: OpenedProcess, children: readonly ChildProcess[]): (code: number) => Promise<void> {
  let isStopping = false;
  const stop = async (code: number): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    const ended = children.map((child) => (child.exitCode !== null || child.signalCode !== null ? null : new Promise((resolve) => child.once('exit', resolve))));
    for (const child of children) child.kill('SIGTERM');
    const impatience = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), STOP_MS);
    await Promise.all(ended);
    clearTimeout(impatience);
    opened.release();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      clearLine();
      process.stderr.write('Stopping ...\n');
      void stop(0);
    });
  }
  return stop;
}

let lastStep = '';

/** One line that is written over on a terminal; elsewhere a line for each step, once. */
function tell(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${step} ...`);
  else {
    const title = step.split(':')[0]!;
    if (title !== lastStep) process.stderr.write(`${title} ...\n`);
    lastStep = title;
  }
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
