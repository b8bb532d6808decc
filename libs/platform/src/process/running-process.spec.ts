import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../embedded/project-root.js';

/** A program that uses what the build made: signals and exit codes need a process of their own. */
interface Program {
  readonly child: ChildProcess;
  /** Standard output, line by line. */
  readonly lines: string[];
  /** What it ended with, and all of its standard error. */
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function run(program: string, environment: NodeJS.ProcessEnv = {}): Program {
  const door = pathToFileURL(join(projectRoot(), 'dist/libs/platform/src/index.js')).href;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', `import { endWell, openProcess } from ${JSON.stringify(door)};\n${program}`], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  started.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  // Not the child's own 'close': Node does not send it when we disconnect.
  const ended = Promise.all([once(child, 'exit'), once(child.stdout!, 'close'), once(child.stderr!, 'close')]).then(([[code]]) => ({ code: code as number | null, errors }));
  return { child, lines, ended };
}

async function untilItSays({ lines }: Program, line: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!lines.includes(line)) {
    if (Date.now() > deadline) throw new Error(`It never said "${line}", but: ${lines.join(' / ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('openProcess', () => {
  const OPEN = `const { databaseUrl, config, release } = await openProcess('pathways-test'); console.log(databaseUrl, config.PORT); release(); process.disconnect();`;

  it('takes the server that is configured, without asking it', async () => {
    const program = run(OPEN, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', PORT: '8080' });
    expect(await program.ended).toEqual({ code: 0, errors: '' });
    expect(program.lines).toEqual(['postgres://nobody@127.0.0.1:1/nothing 8080']);
  });

  it('ends with 78 and every problem at once, by name and never by value', async () => {
    const { code, errors } = await run(OPEN, { NODE_ENV: 'production', DATABASE_URL: 'mysql://user:sesame@db', PORT: 'sesame' }).ended;
    expect(code).toBe(78);
    expect(errors).toMatch(/PORT /);
    expect(errors).toMatch(/DATABASE_URL /);
    expect(errors).toMatch(/REDIS_URL /);
    expect(errors).not.toContain('sesame');
  });
});

describe('endWell', () => {
  /** Works until it is told to end, and then takes a moment to close. */
  const WORK = `
    endWell(async () => { console.log('closing'); await new Promise((resolve) => setTimeout(resolve, 300)); console.log('closed'); });
    setInterval(() => undefined, 1000);
    console.log('working');`;

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('closes on %s and ends with 0', async (signal) => {
    const program = run(WORK);
    await untilItSays(program, 'working');
    program.child.kill(signal);
    expect(await program.ended).toEqual({ code: 0, errors: '' });
    expect(program.lines).toEqual(['working', 'closing', 'closed']);
  });

  it('closes once, however often it is told', async () => {
    const program = run(WORK);
    await untilItSays(program, 'working');
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) program.child.kill(signal);
    await untilItSays(program, 'closing');
    program.child.kill('SIGINT');
    expect((await program.ended).code).toBe(0);
    expect(program.lines).toEqual(['working', 'closing', 'closed']);
  });

  it('closes when the process that started it is gone', async () => {
    const program = run(WORK);
    await untilItSays(program, 'working');
    program.child.disconnect();
    expect((await program.ended).code).toBe(0);
    expect(program.lines).toContain('closed');
  });

  it('ends with 1 when it cannot close', async () => {
    const program = run(`endWell(() => Promise.reject(new Error('stuck'))); setInterval(() => undefined, 1000); console.log('working');`);
    await untilItSays(program, 'working');
    program.child.kill('SIGTERM');
    expect((await program.ended).code).toBe(1);
  });

  it('ends with 1 when closing goes wrong before it begins', async () => {
    const program = run(`endWell(() => { throw new Error('stuck'); }); setInterval(() => undefined, 1000); console.log('working');`);
    await untilItSays(program, 'working');
    program.child.kill('SIGTERM');
    expect((await program.ended).code).toBe(1);
  });
});
