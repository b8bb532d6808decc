import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinEmbeddedPostgres, projectRoot, type EmbeddedPostgres } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import pg from 'pg';
import { addVerbs } from '../../apps/pathways/src/command-line.js';
import { runCommand, startCommand } from '../support/command.js';
import { untilNothingRuns } from '../support/processes-of-home.js';
import { until } from '../support/running-service.js';

const program = new Command('pathways');
addVerbs(program);
const VERBS = program.commands.flatMap((group) => group.commands.map((command) => ({ verb: `${group.name()} ${command.name()}`, command })));

const ID = '00000000-0000-7000-8000-000000000000';
/** Something for every option and argument that a verb asks for. */
const ANSWERS: Readonly<Record<string, string>> = {
  '--organisation': 'T-TRUST', '--candidate': ID, '--opportunity': ID, '--edition': '2025', '--from': '2026-01-01', '--to': '2026-12-31',
  '--name': 'Ada Example', '--role': 'administrator', '--at': 'T-CITY', '--scopes': 'hires.import',
};

let home: string;
let postgres: EmbeddedPostgres;
const inHome = (name: string): string => join(home, name);
const fixture = (name: string): string => join(projectRoot(), 'test/fixtures', name);

/** The verb with all that it asks for. */
function callOf({ verb, command }: (typeof VERBS)[number]): string[] {
  const options = command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long!, ANSWERS[long!]!]);
  return [...verb.split(' '), ...options, ...command.registeredArguments.map(() => fixture('files/roles.csv'))];
}

/** The code in the one JSON document that standard output has to be. */
function errorOf(stdout: string): unknown {
  return (JSON.parse(stdout) as { error: unknown }).error;
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pathways-command-'));
  writeFileSync(inHome('tree.csv'), 'CODE,NAME,LEVEL,TYPE,PARENT_CODE\nT-CITY,City,city,,\nT-ICS,ICS,ics,,T-CITY\nT-PLACE,Place,place,,T-ICS\nT-TRUST,Trust,organisation,trust,T-PLACE\n');
  writeFileSync(inHome('vacancies'), 'x');
  postgres = await joinEmbeddedPostgres({ home }); // kept open: a verb that finds it running is quicker
});

afterAll(async () => {
  postgres.release();
  await untilNothingRuns(home);
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

describe('every verb', () => {
  it('is found', () => {
    expect(VERBS.length).toBeGreaterThan(12);
  });

  it.each(VERBS)('$verb has help, with a word on every option', async ({ verb, command }) => {
    const { code, stdout, stderr } = await runCommand([...verb.split(' '), '--help'], inHome('never-made'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: pathways ${verb}`);
    expect(stdout).toContain('--json');
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    expect([...command.options, ...command.registeredArguments].filter(({ description }) => !description)).toEqual([]);
  });

  it.each(VERBS)('$verb refuses an option that it does not know, with 2 and one JSON document', async (one) => {
    const { code, stdout, stderr } = await runCommand([...callOf(one), '--json', '--surprise'], inHome('never-made'));
    expect(code).toBe(2);
    expect(errorOf(stdout)).toMatchObject({ code: 'command/usage', detail: expect.stringContaining('--surprise') });
    expect(stderr).toContain('--help');
  });
});

describe('the command', () => {
  const RUN = ['match', 'run'];
  const SHOW = ['match', 'show'];
  const REPORT = ['report', 'hires', '--edition', '2025'];
  const CANDIDATES = ['import', 'candidates', '--organisation', 'T-TRUST'];
  const INVITE = ['account', 'invite', '--name', 'Ada Example'];
  const EXPORT = ['audit', 'export', '--to', '2026-12-31'];

  it('brings an empty database up to date by itself', async () => {
    expect(await runCommand(['import', 'organisations', inHome('tree.csv')], home)).toMatchObject({ code: 0, stderr: '', stdout: '4 organisations are there now from tree.csv.\n' });
  });

  it.each<{ args: () => string[]; code: number; error: string; environment?: Record<string, string> }>([
    { args: () => [], code: 2, error: 'command/usage' },
    { args: () => ['match'], code: 2, error: 'command/usage' },
    { args: () => [...RUN, '--each', '0'], code: 2, error: 'command/not-a-number' },
    { args: () => [...RUN, '--as-of', '2026-02-30'], code: 3, error: 'matching/date-not-real' },
    { args: () => [...SHOW, '--run', 'last'], code: 3, error: 'matching/run-not-found' },
    { args: () => [...SHOW, '--candidate', 'C-1'], code: 3, error: 'candidates/candidate-not-found' },
    { args: () => [...SHOW, '--candidate', ID], code: 3, error: 'matching/no-run-yet' },
    { args: () => [...SHOW, '--candidate', ID, '--opportunity', ID], code: 2, error: 'command/usage' },
    { args: () => ['match', 'explain', '--candidate', ID, '--opportunity', 'R-1'], code: 3, error: 'opportunities/opportunity-not-found' },
    { args: () => [...REPORT, '--from', '2026-12-31', '--to', '2026-01-01'], code: 3, error: 'equality/period-not-real' },
    { args: () => ['geography', 'import', home], code: 3, error: 'geography/no-such-file' },
    { args: () => [...CANDIDATES, inHome('missing.csv')], code: 3, error: 'exchange/file-not-found' },
    { args: () => [...CANDIDATES, fixture('files/workbook-renamed.csv')], code: 3, error: 'exchange/not-csv' },
    { args: () => [...CANDIDATES, '--errors', inHome('tree.csv'), inHome('tree.csv')], code: 2, error: 'command/usage' },
    { args: () => [...CANDIDATES, '--errors', inHome('no-folder/errors.csv'), inHome('tree.csv')], code: 3, error: 'command/file-not-usable' },
    { args: () => ['import', 'candidates', '--organisation', 'NOBODY', inHome('tree.csv')], code: 3, error: 'identity/organisation-not-found' },
    { args: () => ['import', 'vacancies', '--organisation', 'T-TRUST', inHome('vacancies')], code: 3, error: 'exchange/format-unknown' },
    { args: () => [...INVITE, '--role', 'administrator', '--at', 'T-CITY'], code: 2, error: 'command/usage' },
    { args: () => [...INVITE, '--role', 'king', '--at', 'T-CITY', 'ada@example.org'], code: 2, error: 'command/usage' },
    { args: () => [...INVITE, '--role', 'candidate', '--at', 'T-TRUST', 'ada@example.org'], code: 2, error: 'command/role-not-here' },
    { args: () => [...INVITE, '--role', 'hr', '--at', 'T-CITY', 'ada@example.org'], code: 3, error: 'identity/role-not-here' },
    { args: () => [...INVITE, '--role', 'hr', '--at', 'NOBODY', 'ada@example.org'], code: 3, error: 'identity/organisation-not-found' },
    { args: () => [...INVITE, '--role', 'hr', '--at', 'T-TRUST', 'ada at example'], code: 3, error: 'identity/account-wrong' },
    { args: () => ['client', 'create', '--name', 'N', '--at', 'T-TRUST'], code: 2, error: 'command/usage' },
    { args: () => ['client', 'create', '--name', 'N', '--at', 'T-TRUST', '--scopes', 'geography.import'], code: 3, error: 'identity/client-wrong' },
    { args: () => ['client', 'create', '--name', 'HR', '--at', 'T-TRUST', '--scopes', 'accounts.change'], code: 3, error: 'identity/client-wrong' },
    { args: () => ['client', 'create', '--name', 'HR', '--at', 'NOBODY', '--scopes', 'hires.import'], code: 3, error: 'identity/organisation-not-found' },
    { args: () => ['audit', 'verify', '--head', '7'], code: 2, error: 'command/head-not-readable' },
    { args: () => [...EXPORT, '--from', '2026-02-30'], code: 2, error: 'command/date-not-real' },
    { args: () => [...EXPORT, '--from', '2026-01-01', '--format', 'pdf'], code: 2, error: 'command/usage' },
    { args: () => ['secrets', 'rotate'], code: 78, error: 'command/configuration', environment: { PATHWAYS_KEYS: 'a-secret' } },
    { args: () => ['db', 'status'], code: 3, error: 'command/server-not-usable', environment: { DATABASE_URL: 'postgres://somebody:a-secret@127.0.0.1:1/nowhere' } },
    { args: () => ['geography', 'status'], code: 3, error: 'command/server-not-usable', environment: { REDIS_URL: 'redis://127.0.0.1:1' } },
    { args: () => ['geography', 'status'], code: 78, error: 'command/configuration', environment: { LEASE_SECONDS: '0', DATABASE_URL: 'mysql://x' } },
    { args: () => ['db', 'status'], code: 3, error: 'command/server-not-usable', environment: { PATHWAYS_HOME: fixture('files/roles.csv') } },
  ])('$error is told on both streams, with $code', async ({ args, code, error, environment }) => {
    const end = await runCommand([...args(), '--json'], home, { environment });
    expect({ ...end, error: errorOf(end.stdout) }).toMatchObject({ code, error: { code: error } });
    expect(end.stderr).toMatch(/\w/);
    expect(end.stderr).not.toMatch(/^ +at |a-secret/m);
  });

  it('does not touch a server of yours unasked', async () => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query('CREATE DATABASE not_migrated');
    await client.end();
    const environment = { DATABASE_URL: postgres.url.replace(/\/[^/]*$/, '/not_migrated') };
    const refused = await runCommand(['geography', 'status'], home, { environment });
    expect(refused).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('pathways db migrate') });
    const status = await runCommand(['db', 'status', '--json'], home, { environment });
    expect(JSON.parse(status.stdout)).toMatchObject({ applied: [], pending: expect.arrayContaining([expect.any(String)]) });
  });

  it('answers from an empty database', async () => {
    expect(await runCommand(['match', 'show'], home)).toMatchObject({ code: 0, stdout: 'There is no run yet. Start one: pathways match run\n', stderr: '' });
    expect(JSON.parse((await runCommand(['geography', 'status', '--json'], home)).stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'postcodes', rows: 0 })]));
    const report = await runCommand([...REPORT, '--from', '2026-01-01', '--to', '2026-12-31', '--format', 'json'], home);
    expect(JSON.parse(report.stdout)).toMatchObject({ edition: 2025, nodes: expect.arrayContaining([expect.objectContaining({ code: 'T-CITY' })]) });
  });

  it.each([['vacancies', 'YOUR_REFERENCE,KIND,'], ['organisations', 'CODE,']])('prints an empty file for %s, without a file or a sender', async (name, start) => {
    const { code, stdout, stderr } = await runCommand(['import', name, '--template'], inHome('never-made'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace('\ufeff', '').startsWith(start)).toBe(true);
  });
});

describe('postcodes from a pipe', () => {
  const LOOKUP = ['geography', 'lookup', '--edition', '2025'];

  it('need a directory', async () => {
    const refused = await runCommand(LOOKUP, home, { input: 'ZX1 1AA\n' });
    expect(refused).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('pathways geography import') });
    const files = ['nspl-2025.csv', 'iod2025-file7.csv'].map((name) => fixture(`geography/${name}`));
    const end = await runCommand(['geography', 'import', '--json', ...files], home);
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(end.stdout)).toEqual([expect.objectContaining({ kind: 'deprivation-2025', outcome: 'loaded' }), expect.objectContaining({ kind: 'postcodes', outcome: 'loaded' })]);
  });

  it('are answered in order, one a line', async () => {
    const typed = Array.from({ length: 30_000 }, (_, index) => ['ZX1 1AA', 'zx11aa', ' ZX1  1AA ', `not one ${index}`, ''][index % 5]!);
    const { code, stdout, stderr } = await runCommand([...LOOKUP, '--json'], home, { input: `\ufeff${typed.join('\r\n')}\r\n` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answers = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { typed: string; postcode: string | null; decile: number | null; reason: string | null });
    expect(answers.map((answer) => answer.typed)).toEqual(typed);
    expect(answers.filter(({ postcode }) => postcode === 'ZX1 1AA').length).toBe(18_000);
    expect(answers[3]).toMatchObject({ postcode: null, reason: 'not-a-postcode' });
  });

  it('are answered before the last has come', async () => {
    const { child, ended, answered } = startCommand(LOOKUP, home);
    child.stdin.write('ZX1 1AA\n');
    await until('the first answer', async () => answered().startsWith('ZX1 1AA\t'));
    child.stdin.end('SW1A 1AA');
    expect(await ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nSW1A 1AA\tnot-in-directory\n$/) });
  });

  it('are no longer answered when nobody reads', async () => {
    const { child, ended } = startCommand(LOOKUP, home);
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.write('ZX1 1AA\n'.repeat(200_000)); // its end never comes
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});
