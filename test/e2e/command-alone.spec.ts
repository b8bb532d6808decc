import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinEmbeddedPostgres } from '#lib/platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { runCommand, startCommand } from '../support/command.js';
import { candidatesCsv } from '../support/partner-files.js';
import { processesOfHome, untilNothingRuns } from '../support/processes-of-home.js';
import { until } from '../support/running-service.js';

const CANDIDATES = 6000;
/** Short leases: what a dead call held is soon free for the next. */
const IMPATIENT = { LEASE_SECONDS: '2', SWEEP_SECONDS: '1' };

/** The command on a machine with nothing running: it brings its own database and worker, and takes them away again. */
describe('the command by itself', () => {
  let folder: string;
  let home: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pathways-alone-'));
    writeFileSync(join(folder, 'tree.csv'), 'CODE,NAME,LEVEL,TYPE,PARENT_CODE\nT-CITY,City,city,,\nT-ICS,ICS,ics,,T-CITY\nT-PLACE,Place,place,,T-ICS\nT-BROKER,Broker,organisation,brokerage,T-PLACE\n');
    writeFileSync(join(folder, 'candidates.csv'), candidatesCsv(CANDIDATES));
  });
  beforeEach(() => {
    home = mkdtempSync(join(folder, 'home-'));
  });
  afterEach(() => untilNothingRuns(home));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  it('starts the database for a verb and ends it again', async () => {
    const running = startCommand(['db', 'migrate'], home);
    await until('a database', async () => processesOfHome(home).length > 2);
    expect(await running.ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Applied: /) });
    await untilNothingRuns(home);
    expect(await runCommand(['db', 'migrate'], home)).toMatchObject({ code: 0, stdout: 'The database is up to date.\n' });
  });

  it('can be called three times at once, the first time of all', async () => {
    const [one, other, third] = await Promise.all([runCommand(['db', 'migrate', '--json'], home), runCommand(['db', 'migrate', '--json'], home), runCommand(['match', 'show', '--json'], home)]);
    for (const end of [one, other, third]) expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(third.stdout)).toEqual([]);
    const status = await runCommand(['db', 'status', '--json'], home);
    expect(JSON.parse(status.stdout)).toMatchObject({ pending: [] });
    const applied = [one, other].flatMap(({ stdout }) => (JSON.parse(stdout) as { applied: string[] }).applied);
    expect(new Set(applied).size).toBe(applied.length);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('ended by %s in the middle of an import leaves nothing running, and the same call finishes it', async (signal) => {
    expect(await runCommand(['import', 'organisations', join(folder, 'tree.csv')], home)).toMatchObject({ code: 0 });
    const importing = ['import', 'candidates', join(folder, 'candidates.csv'), '--organisation', 'T-BROKER', '--json'];
    const first = startCommand(importing, home, IMPATIENT);
    const atTheKill = await withClient(home, (client) =>
      until('some rows stored', async () => {
        const stored = await people(client).catch(() => 0); // the tables may not be there yet
        if (stored > 500) first.child.kill(signal);
        return stored > 500 ? stored : null;
      }),
    );
    expect(await first.ended).toMatchObject(signal === 'SIGINT' ? { code: 130 } : { code: null, signal });
    await untilNothingRuns(home);
    expect(atTheKill).toBeLessThan(CANDIDATES);

    const second = await runCommand(importing, home, { environment: IMPATIENT });
    expect(second).toMatchObject({ code: 0, stderr: '' });
    const state = JSON.parse(second.stdout) as { rowsAdded: number; rowsUnchanged: number; rowsChanged: number; rowsRejected: number };
    expect(state).toMatchObject({ rowsChanged: 0, rowsRejected: 0 });
    expect(state.rowsAdded + state.rowsUnchanged).toBe(CANDIDATES);
    expect(await withClient(home, people)).toBe(CANDIDATES);
  });
});

async function withClient<Result>(home: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const postgres = await joinEmbeddedPostgres({ home });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
    postgres.release();
  }
}

async function people(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::int FROM candidates.candidates');
  return rows[0]!.count;
}
