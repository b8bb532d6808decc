import 'reflect-metadata';
import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EXIT_CONFIG, Mailer, projectRoot, SystemClock, type OpenedProcess } from '#lib/platform';
import { ClientsService } from '#lib/identity';
import type { Action } from '#lib/kernel';
import { BROKERAGE_CODE, CITY_CODE, DemoAccounts, DemoService, demoSignIns, migrate } from '#lib/schema';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiClient, ApiError } from './api-client.js';
import { describeFailure, linesOfFailure } from './failure.js';
import { runMainJob, type MainJobResult } from './main-job.js';
import { printLines, printTable } from './output.js';
import { tryRedis } from './servers.js';
import { ServicesModule } from './services.module.js';
import { ON_STANDARD_ERROR, openDatabase, OPERATOR } from './session.js';
import { printSummary } from './summary.js';

const HELP = `npm start            starts everything, loads the demo, runs the main job and serves until ctrl-C
npm start -- --once  the same, then stops; exit code 0 when every part went well`;

/** How long a process may take until it says that it is ready. */
const READY_MS = 60_000;
const STOP_MS = 25_000;
/** What a shell reports of a program that ctrl-C ended before it was done. */
const EXIT_INTERRUPTED = 130;

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
  if (process.env['NODE_ENV'] === 'production') {
    process.stderr.write('npm start is for trying things out: it loads an invented cast. In production run npm run start:api and npm run start:worker.\n');
    process.exitCode = EXIT_CONFIG;
    return;
  }
  process.env['LOG_LEVEL'] ||= 'warn';
  const running = new Running();
  try {
    await run(running, args.includes('--once'));
    await running.stop(0);
  } catch (error) {
    if (running.isStopping) return;
    clearLine();
    const failure = describeFailure(error);
    process.stderr.write(`${error instanceof ApiError ? error.message : linesOfFailure(failure)}\n`);
    await running.stop(failure.exitCode);
  }
}

async function run(running: Running, isOnce: boolean): Promise<void> {
  tell('Starting the database');
  const opened = await openDatabase('pathways-start');
  running.opened = opened;
  await tryRedis(opened.config);
  tell('Bringing the database up to date');
  await migrate(opened.ownerUrl ?? opened.databaseUrl, opened.databaseUrl);
  tell('Loading the demo cast');
  const services = await NestFactory.createApplicationContext(ServicesModule.with(opened), { logger: ON_STANDARD_ERROR, abortOnError: false });
  const accounts = services.get(DemoAccounts, { strict: false });
  const demo = services.get(DemoService, { strict: false });
  await demo.load();
  await accounts.load();
  tell('Starting API and worker');
  const { PORT: wanted } = opened.config;
  const isTaken = !(await isFree(wanted));
  const environment = { ...process.env, DATABASE_URL: opened.databaseUrl, PORT: String(isTaken ? 0 : wanted) };
  const [url] = await running.orFail(Promise.all([running.startChild('api', environment), running.startChild('worker', environment)]));
  printSummaryOf(await running.orFail(withKeys(services, (broker, partners) => runMainJob({ broker: new ApiClient(url, broker), partners: new ApiClient(url, partners) }, demo.files(), new SystemClock().today(), tell))));
  await accounts.load(); // the candidate's account is that of a person who has been read only now
  const password = await accounts.password();
  const { folder } = services.get(Mailer, { strict: false });
  await services.close();
  if (isOnce) return;
  running.isServing = true;
  printLines('', `Serving at ${url}${isTaken ? `; port ${wanted} is taken` : ''}. Sign in there as any of these, with the password ${password}`);
  printTable(['E-mail', 'Who'], demoSignIns().map(({ email, who }) => [email, who]));
  printLines(
    `The API is documented at ${url}/api/docs. ${folder === null ? 'E-mails are sent.' : `E-mails are not sent but written into ${folder}.`}`,
    'Stop with ctrl-C. The data stays, and the next start takes seconds.',
  );
  await running.orFail(new Promise(() => undefined));
}

/** Asked before the API does, which would write an error into its log. */
function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** What the two machines of the main job may do: one is the brokerage's, one stands for all partners of the City. */
const BROKER_SCOPES: readonly Action[] = ['candidates.import', 'candidates.read', 'matches.run', 'matches.read', 'opportunities.read', 'referrals.read', 'referrals.refer'];
const PARTNER_SCOPES: readonly Action[] = ['listings.import', 'hires.import', 'reports.read'];

/** Calls the job with keys of its own, which end with it. */
async function withKeys(services: INestApplicationContext, job: (broker: string, partners: string) => Promise<MainJobResult>): Promise<MainJobResult> {
  const clients = services.get(ClientsService, { strict: false });
  const broker = await clients.create(OPERATOR, { name: 'npm start, as the brokerage', nodeCode: BROKERAGE_CODE, scopes: BROKER_SCOPES });
  const partners = await clients.create(OPERATOR, { name: 'npm start, as the partners', nodeCode: CITY_CODE, scopes: PARTNER_SCOPES });
  try {
    return await job(broker.key, partners.key);
  } finally {
    for (const { clientId } of [broker, partners]) await clients.revoke(OPERATOR, clientId);
  }
}

function printSummaryOf(result: MainJobResult): void {
  clearLine();
  printSummary(result);
}

/** What was started here and has to be stopped. */
class Running {
  opened: OpenedProcess | null = null;
  isServing = false;
  isStopping = false;
  private readonly children: ChildProcess[] = [];
  private fail: (error: Error) => void = () => undefined;
  /** Never fulfilled; rejected when a child ends that should not. */
  private readonly broken = new Promise<never>((_, reject) => (this.fail = reject));

  constructor() {
    this.broken.catch(() => undefined); // told by whoever waits
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        clearLine();
        if (!this.isStopping) process.stderr.write('Stopping ...\n');
        void this.stop(this.isServing ? 0 : EXIT_INTERRUPTED);
      });
    }
  }

  /** What is waited for, or the failure of a child if that comes first. */
  orFail<Result>(waited: Promise<Result>): Promise<Result> {
    return Promise.race([waited, this.broken]);
  }

  /** Starts a process of ours and waits until it says that it is ready. It ends by itself when we are gone. */
  startChild(name: 'api' | 'worker', environment: NodeJS.ProcessEnv): Promise<string> {
    // Logs go to standard error: standard output has the summary.
    const child = fork(join(projectRoot(), `dist/apps/${name}/src/main.js`), { env: environment, execArgv: ['--enable-source-maps'], stdio: ['ignore', 2, 2, 'ipc'] });
    this.children.push(child);
    child.once('exit', (code, signal) => this.fail(new ApiError(500, 'start/child-ended', `The ${name} ended (${signal ?? `exit code ${code}`}).`)));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new ApiError(500, 'start/child-not-ready', `The ${name} did not become ready.`)), READY_MS);
      child.once('message', ({ url }: { url?: string }) => {
        clearTimeout(timer);
        resolve(url ?? '');
      });
    });
  }

  /** Stops the children, then lets go of the database. A second ctrl-C does not hurry it: it takes a moment at most. */
  async stop(code: number): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    const alive = this.children.filter((child) => child.exitCode === null && child.signalCode === null);
    const ended = alive.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of alive) child.kill('SIGTERM');
    const impatience = setTimeout(() => alive.forEach((child) => child.kill('SIGKILL')), STOP_MS);
    await Promise.all(ended);
    clearTimeout(impatience);
    this.opened?.release();
    process.exit(code);
  }
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
