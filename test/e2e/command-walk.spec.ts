import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays } from '#lib/kernel';
import { joinEmbeddedPostgres, projectRoot, type EmbeddedPostgres } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { CLASSROOM_CELLS, VENUE_CELLS } from '../fixtures/courses/rows.js';
import { runCommand, type CommandEnd } from '../support/command.js';
import { csvOf } from '../support/csv-text.js';
import { mailTo } from '../support/mail-folder.js';
import { candidatesCsv, rolesCsv } from '../support/partner-files.js';
import { untilNothingRuns } from '../support/processes-of-home.js';

const today = new Date().toISOString().slice(0, 10);

const TREE = `CODE,NAME,LEVEL,TYPE,PARENT_CODE
T-CITY,City,city,,
T-ICS,ICS,ics,,T-CITY
T-PLACE,Place,place,,T-ICS
T-TRUST,Trust,organisation,trust,T-PLACE
T-COLLEGE,College,organisation,college,T-PLACE
T-BROKER,Broker,organisation,brokerage,T-PLACE
`;

/** 40 hires at postcodes of the fixtures: 30 in the second decile, 10 unknown. */
const HIRES = [
  'Trust code,Assignment,Started,Home postcode',
  ...Array.from({ length: 40 }, (_, index) => `T-TRUST,E-${index},${addDays(today, -20)},${index < 30 ? 'ZX1 1AA' : ''}`),
].join('\n');

/** What an operator does from the first file to a figure, with nothing but the command. */
describe('from an empty database to a figure, by command', () => {
  let home: string;
  let postgres: EmbeddedPostgres;

  const written = (name: string, text: string): string => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const call = (...args: string[]): Promise<CommandEnd> => runCommand(args, home);
  const answer = async <Answer>(...args: string[]): Promise<Answer> => {
    const end = await call(...args, '--json');
    expect(end).toMatchObject({ code: 0, stderr: '' });
    return JSON.parse(end.stdout) as Answer;
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'pathways-walk-'));
    postgres = await joinEmbeddedPostgres({ home });
  });

  afterAll(async () => {
    postgres.release();
    await untilNothingRuns(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('the tree, the geography and the files of partners are taken in', async () => {
    expect(await answer('import', 'organisations', written('tree.csv', TREE))).toEqual({ organisations: 6 });
    const geography = ['nspl-2025.csv', 'iod2025-file7.csv'].map((name) => join(projectRoot(), 'test/fixtures/geography', name));
    expect(await answer('geography', 'import', ...geography)).toEqual([expect.objectContaining({ outcome: 'loaded' }), expect.objectContaining({ outcome: 'loaded' })]);
    expect(await call('geography', 'import', ...geography)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^(.*already loaded, unchanged.*\n){2}$/) });

    const venue = csvOf(Object.keys(VENUE_CELLS), [VENUE_CELLS]);
    const course = csvOf(Object.keys(CLASSROOM_CELLS), [{ ...CLASSROOM_CELLS, START_DATE: addDays(today, 60).split('-').toReversed().join('/') }]);
    expect(await answer('import', 'venues', written('venues.csv', venue), '--organisation', 'T-COLLEGE')).toMatchObject({ rowsAdded: 1, rowsRejected: 0 });
    expect(await answer('import', 'courses', written('courses.csv', course), '--organisation', 'T-COLLEGE')).toMatchObject({ rowsAdded: 1, rowsRejected: 0 });
    expect(await answer('import', 'vacancies', written('roles.csv', rolesCsv(10)), '--organisation', 't-trust')).toMatchObject({ content: 'roles', rowsAdded: 10, rowsRejected: 0 });
  });

  it('bad rows come back in a file with ERRORS and with 4, and a second time nothing changes', async () => {
    const lines = candidatesCsv(21).trimEnd().split('\r\n');
    lines[3] = lines[3]!.replace(',60,', ',600,');
    const importing = ['import', 'candidates', written('candidates.csv', lines.join('\r\n')), '--organisation', 'T-BROKER', '--errors', join(home, 'mend.csv')];
    const first = await call(...importing);
    expect(first).toMatchObject({ code: 4, stderr: '' });
    expect(first.stdout).toMatch(/^candidates.csv: 20 added, 0 changed, 0 unchanged, 1 rejected\.\n/);
    expect(first.stdout).toMatch(/^1 +4 +TRAVEL_LIMIT_MINUTES /m);
    expect(readFileSync(join(home, 'mend.csv'), 'utf8').split('\r\n')[3]).toContain('TRAVEL_LIMIT_MINUTES');
    const second = await call(...importing, '--json');
    expect(second.code).toBe(4);
    expect(JSON.parse(second.stdout)).toMatchObject({ rowsAdded: 0, rowsUnchanged: 20, rowsRejected: 1, problems: [{ column: 'TRAVEL_LIMIT_MINUTES', rows: 1, firstRow: 4 }] });
  });

  it('everybody is matched, and a pair is explained', async () => {
    const run = await answer<{ runId: string }>('match', 'run', '--seed', '7', '--each', '5', '--as-of', today);
    expect(run).toMatchObject({ status: 'done', seed: 7, matchesEach: 5, asOfOn: today, candidateCount: 20, opportunityCount: 11 });
    expect(await answer('match', 'show')).toEqual([expect.objectContaining({ runId: run.runId })]);
    // Ids are the API's to list; here any candidate will do.
    const { candidateId } = await anyMatch();
    const shown = await answer<{ runId: string; matches: { rank: number; opportunityId: string; score: number }[] }>('match', 'show', '--candidate', candidateId);
    expect(shown.runId).toBe(run.runId);
    const [best] = shown.matches;
    const table = await call('match', 'show', '--candidate', candidateId, '--run', run.runId);
    expect(table.stdout).toMatch(new RegExp(`^1 .*${best!.opportunityId}$`, 'm'));
    const explained = await answer<{ explanation: { total: number } }>('match', 'explain', '--candidate', candidateId, '--opportunity', best!.opportunityId, '--run', run.runId);
    expect(explained.explanation.total).toBe(best!.score);
    expect((await call('match', 'explain', '--candidate', candidateId, '--opportunity', best!.opportunityId)).stdout).toMatch(/^Eligible, [\d,]+ of 1,000,000 points, on today's facts/);
    const wanting = await asOwner((client) =>
      client.query<{ id: string }>(`UPDATE opportunities.opportunities SET required_skill_codes = '{phlebotomy}', minimum_english_level = 0 WHERE reference IN ('R-8', 'R-9') RETURNING opportunity_id AS id`),
    );
    const [one, other] = wanting.rows.map(({ id }) => id);
    const { stdout } = await call('match', 'explain', '--candidate', candidateId, '--opportunity', one!);
    expect(stdout).toMatch(/^Not eligible, on today's facts/);
    const gain = 'Gain phlebotomy, or record it where it is held already.';
    expect(stdout).toContain(`\n\nThe fewest changes that would make it eligible:\n  ${gain}\n\nIt is not open now; with these changes it would be number `);
    expect(stdout).toMatch(new RegExp(`\nEach of them by itself:\n  ${gain} This alone would open 1 other opportunity\\.\n    .* [89] \\(${other}\\)\n$`));
    expect(await answer('match', 'explain', '--candidate', candidateId, '--opportunity', one!)).toMatchObject({ whatIf: { rank: { placeBefore: null }, openings: [{ openedCount: 1, best: [{ opportunityId: other }] }] } });
  });

  it('hires are returned and reported, small counts hidden', async () => {
    const columns = '{"ORGANISATION":"Trust code","EMPLOYEE_REFERENCE":"Assignment","START_DATE":"Started","POSTCODE":"Home postcode"}';
    expect(await answer('import', 'hires', written('hires.csv', HIRES), '--organisation', 'T-PLACE', '--columns', columns)).toMatchObject({ rowsAdded: 40, rowsRejected: 0 });
    const report = ['report', 'hires', '--from', addDays(today, -30), '--to', today, '--edition', '2025'];
    const csv = (await call(...report, '--format', 'csv')).stdout;
    expect(csv).toMatch(/,T-TRUST,Trust,total,40,/);
    expect(csv).toMatch(/,T-TRUST,Trust,decile-2,30,/);
    expect(csv).toMatch(/,T-TRUST,Trust,unknown,10,/);
    const json = await answer<{ rows: unknown[] }>(...report, '--node', 't-trust');
    expect(json.rows.length).toBe(1);
    expect((await call(...report)).stdout).toMatch(/^City +City +40 +30 /m);
  });

  it('the demo comes beside it and goes again, and nothing else', async () => {
    const loaded = await answer<{ rowsAdded: number }[]>('demo', 'load');
    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.every(({ rowsAdded }) => rowsAdded > 0)).toBe(true);
    expect(await answer('demo', 'reset')).toEqual({ reset: true });
    expect(await answer('match', 'run')).toMatchObject({ candidateCount: 20, opportunityCount: 11 });
  });

  it('the first administrator is invited', async () => {
    const inviting = ['account', 'invite', 'Ada@Example.org', '--name', 'Ada Example', '--role', 'administrator', '--at', 't-city'];
    expect(await call(...inviting)).toMatchObject({ code: 0, stderr: '', stdout: `The invitation is in ${join(home, 'mail')}. Its link works once, for seven days.\n` });
    const { text } = await mailTo(home, 'ada@example.org');
    expect(text).toMatch(/http:\/\/localhost:3000\/account\/password\/[\w-]{43}\b/);
    const { userId } = await answer<{ userId: string }>(...inviting);
    expect(await answer(...inviting)).toEqual({ userId }); // the same person, and another letter
  });

  it('a machine is given a key, which is printed once and alone', async () => {
    const made = await call('client', 'create', '--name', 'Case system', '--at', 't-broker', '--scopes', 'candidates.read', 'referrals.refer');
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^apk_[0-9a-f]{8}_[\w-]{43}\n$/), stderr: expect.stringContaining('kept nowhere') });
    expect(await answer('client', 'create', '--name', 'HR system', '--at', 'T-TRUST', '--scopes', 'hires.import')).toEqual({ clientId: expect.any(String), key: expect.stringMatching(/^apk_/) });
    const clients = await asOwner((client) => client.query<{ name: string; scopes: string[] }>('SELECT name, scopes FROM identity.api_clients ORDER BY client_id'));
    expect(clients.rows).toEqual([{ name: 'Case system', scopes: ['candidates.read', 'referrals.refer'] }, { name: 'HR system', scopes: ['hires.import'] }]);
  });

  it('contact details are sealed under another key, once', async () => {
    const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
    const next = key('next');
    const ofHome = readFileSync(join(home, 'keys'), 'utf8').trim();
    const rotate = (keys: string, ...args: string[]) => runCommand(['secrets', 'rotate', ...args], home, { environment: { PATHWAYS_KEYS: keys } });
    const first = await rotate(`${next} ${ofHome}`, '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const resealed = ({ stdout }: CommandEnd) => (JSON.parse(stdout) as { columns: { table: string; column: string; resealed: number }[] }).columns.filter((column) => column.resealed > 0).map(({ table, column }) => `${table}.${column}`);
    expect(resealed(first)).toEqual(expect.arrayContaining(['identity.users.email']));
    expect(resealed(await rotate(next, '--json'))).toEqual([]);
    expect(await rotate(next)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Everything is under the key next.') });
    const lost = await rotate(key('other'));
    expect({ ...lost, isTold: /key/.test(lost.stderr) }).toMatchObject({ code: 3, stdout: '', isTold: true });
    expect((await rotate(`${ofHome} ${next}`)).code).toBe(0);
  });

  it('the audit trail is whole, is given out, and shows when it was changed', async () => {
    const { head } = await answer<{ head: string }>('audit', 'verify');
    const whole = await call('audit', 'verify', '--head', head);
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(whole.stdout).toMatch(/^The audit trail is whole: [\d,]+ events, each as it was written\.\nHead: \d+:[0-9a-f]{64}\n/);

    const period = ['--from', addDays(today, -1), '--to', addDays(today, 1)];
    const events = await answer<{ action: string; actorId: string }[]>('audit', 'export', ...period);
    expect(events).toContainEqual(expect.objectContaining({ action: 'identity.account-invited', actorId: 'operator' }));
    const csv = await call('audit', 'export', ...period);
    expect(csv).toMatchObject({ code: 0, stderr: '' });
    const lines = csv.stdout.trimEnd().split('\r\n');
    expect(lines.length).toBe(1 + events.length + 1); // the headings, and that it was given out before
    expect(lines.at(-1)).toContain(',audit.exported,');
    expect(lines[0]).toMatch(/OCCURRED_AT,ACTOR,/);
    expect(csv.stdout.toLowerCase()).not.toContain('ada@');
    expect(await answer('audit', 'export', '--from', '2020-01-01', '--to', '2020-12-31')).toEqual([]);

    await asOwner(async (client) => {
      await client.query(`ALTER TABLE audit.events DISABLE TRIGGER ALL`);
      await client.query(`UPDATE audit.events SET actor_id = 'somebody' WHERE action = 'identity.account-invited'`);
      await client.query(`ALTER TABLE audit.events ENABLE TRIGGER ALL`);
    });
    const broken = await call('audit', 'verify', '--json');
    expect(broken).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(broken.stdout)).toMatchObject({ isWhole: false, faults: expect.arrayContaining([expect.objectContaining({ number: expect.any(Number), sentence: expect.any(String) })]) });
    expect(await call('audit', 'verify')).toMatchObject({ code: 3, stdout: expect.stringMatching(/^The audit trail is not what was written:\n  /) });
  });

  async function anyMatch(): Promise<{ candidateId: string }> {
    const { rows } = await asOwner((client) => client.query<{ candidateId: string }>('SELECT candidate_id AS "candidateId" FROM matching.candidate_matches WHERE eligible_count > 0 ORDER BY candidate_id LIMIT 1'));
    return rows[0]!;
  }

  async function asOwner<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
});
