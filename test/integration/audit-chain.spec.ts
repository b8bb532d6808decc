import { randomBytes } from 'node:crypto';
import { AuditQuery, Database, systemActor, SystemClock, writeAudit, type Actor, type ChainHead } from '#lib/platform';
import { openDataSource } from '#lib/schema';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataSource, EntityManager } from 'typeorm';
import { runCommand } from '../support/command.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const OPERATOR = systemActor('operator');
const PARALLEL = 50;

let database: TestDatabase;
let service: DataSource;
let audit: AuditQuery;
let transactions: Database;

async function open(): Promise<void> {
  database = await openTestDatabase();
  service = await openDataSource(database.url, 'pathways-test');
  transactions = new Database(service, new SystemClock());
  audit = new AuditQuery(transactions);
}

async function close(): Promise<void> {
  await service.destroy();
  await database.close();
}

function write(actor: Actor, subject: string, detail: Readonly<Record<string, string>> = {}, organisationId: string | null = null): Promise<void> {
  return transactions.write(actor, (manager) => writeAudit(manager, actor, 'test.done', subject, detail, { organisationId }));
}

async function writeMany(count: number): Promise<void> {
  await transactions.write(OPERATOR, async (manager) => {
    for (let index = 1; index <= count; index += 1) await writeAudit(manager, OPERATOR, 'test.done', `row-${index}`, { index });
  });
}

/** What somebody can do who holds a superuser of the database: triggers do not fire for them. */
async function tamper(work: (manager: EntityManager) => Promise<void>): Promise<void> {
  await database.dataSource.transaction(async (manager) => {
    await manager.query(`SET LOCAL session_replication_role = replica`);
    await work(manager);
  });
}

/** With keys of its own: the command then makes none in the checkout. */
function environmentOf({ url }: TestDatabase): Record<string, string> {
  return { DATABASE_URL: url, PATHWAYS_KEYS: `test:${randomBytes(32).toString('base64')}` };
}

async function faultsNow(noted: ChainHead | null = null): Promise<string[]> {
  const { faults } = await audit.verify(OPERATOR, noted);
  return faults.map(({ number, kind }) => `${number} ${kind}`);
}

async function organisations(): Promise<Record<'city' | 'ours' | 'theirs', string>> {
  const { dataSource } = database;
  const add = async (level: string, code: string, type: string | null): Promise<string> =>
    (await dataSource.query<{ organisation_id: string }[]>(`INSERT INTO identity.organisations (level, code, name, organisation_type) VALUES ($1, $2, $2, $3) RETURNING organisation_id`, [level, code, type]))[0]!.organisation_id;
  const [city, ours, theirs] = [await add('city', 'CITY', null), await add('organisation', 'OURS', 'brokerage'), await add('organisation', 'THEIRS', 'brokerage')];
  for (const child of [ours, theirs]) await dataSource.query(`INSERT INTO identity.organisation_parents (organisation_id, parent_id, valid_during) VALUES ($1, $2, '(,)')`, [child, city]);
  return { city, ours, theirs };
}

describe('the chain', () => {
  beforeAll(open);
  afterAll(close);

  it('is the same in SQL and in TypeScript, for any text', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((given) => given.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ actorId: text, purpose: fc.option(text), subject: text, organisationId: fc.option(fc.uuid()), detail: fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())) }), { minLength: 1, maxLength: 20 }), async (events) => {
        for (const { actorId, purpose, subject, organisationId, detail } of events) {
          fc.pre(actorId !== '');
          const actor = { ...OPERATOR, actorId, purpose };
          await transactions.write(actor, (manager) => writeAudit(manager, actor, 'test.done', subject, detail, { organisationId }));
        }
        expect(await faultsNow()).toEqual([]);
      }),
      { numRuns: 10 },
    );
    const { links, head } = await audit.verify(OPERATOR, null);
    expect(links).toBeGreaterThan(10n);
    expect(head?.number).toBe(links);
  });

  it('has no link for what was rolled back', async () => {
    const before = await audit.verify(OPERATOR, null);
    await expect(
      transactions.write(OPERATOR, async (manager) => {
        await writeAudit(manager, OPERATOR, 'test.done', 'never');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await audit.verify(OPERATOR, null)).toEqual(before);
  });

  it('is unbroken after many transactions at once, some of which fail', async () => {
    const before = (await audit.verify(OPERATOR, null)).links;
    const ends = await Promise.allSettled(
      Array.from({ length: PARALLEL }, (_, index) =>
        transactions.write(OPERATOR, async (manager) => {
          for (let event = 0; event < 1 + (index % 4); event += 1) await writeAudit(manager, OPERATOR, 'test.done', `parallel-${index}`, { event });
          if (index % 5 === 4) throw new Error('failed');
        }),
      ),
    );
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(PARALLEL / 5);
    const written = Array.from({ length: PARALLEL }, (_, index) => (index % 5 === 4 ? 0 : 1 + (index % 4))).reduce((sum, events) => sum + events, 0);
    const after = await audit.verify(OPERATOR, null);
    expect(after.faults).toEqual([]);
    expect(after.links).toBe(before + BigInt(written));
  });

  it('refuses a transaction that sees an old end of the chain', async () => {
    await expect(transactions.writeAtOneMoment(OPERATOR, (manager) => writeAudit(manager, OPERATOR, 'test.done', 'x'))).rejects.toThrow('READ COMMITTED');
  });

  it.each(['UPDATE audit.events SET actor_id = actor_id', 'DELETE FROM audit.events', 'TRUNCATE audit.events', 'UPDATE audit.links SET hash = hash', 'DELETE FROM audit.links', 'TRUNCATE audit.links'])('refuses the owner %s', async (statement) => {
    await expect(database.dataSource.query(statement)).rejects.toThrow('only ever added to');
  });
});

describe('what somebody did who holds the database', () => {
  beforeEach(open);
  afterEach(close);

  const CASES: readonly (readonly [string, string, readonly string[]])[] = [
    ['changed an event', `UPDATE audit.events SET detail = '{"index": 400}' WHERE subject = 'row-4'`, ['4 changed']],
    ['changed who it was', `UPDATE audit.events SET actor_id = 'user:somebody-else' WHERE subject = 'row-1'`, ['1 changed']],
    ['changed when it was', `UPDATE audit.events SET occurred_at = occurred_at + interval '1 microsecond' WHERE subject = 'row-9'`, ['9 changed']],
    ['changed a hash', `UPDATE audit.links SET hash = sha256('x') WHERE chain_number = 5`, ['5 changed']],
    ['removed an event', `DELETE FROM audit.events WHERE subject = 'row-4'`, ['4 removed']],
    ['removed a link', `DELETE FROM audit.links WHERE chain_number = 4`, ['4 removed', 'null inserted']],
    ['removed both', `WITH gone AS (DELETE FROM audit.links WHERE chain_number = 4 RETURNING event_id) DELETE FROM audit.events USING gone WHERE events.event_id = gone.event_id`, ['4 removed']],
    ['removed both and closed the gap', `WITH gone AS (DELETE FROM audit.links WHERE chain_number = 10 RETURNING event_id) DELETE FROM audit.events USING gone WHERE events.event_id = gone.event_id; UPDATE audit.links SET chain_number = 10 WHERE chain_number = 11; UPDATE audit.links SET chain_number = 11 WHERE chain_number = 12`, ['10 changed']],
    ['let two events change places', `UPDATE audit.events AS event SET subject = other.subject, detail = other.detail FROM audit.events AS other WHERE (event.subject, other.subject) IN (('row-3', 'row-7'), ('row-7', 'row-3'))`, ['3 changed']],
    ['let two links change places', `UPDATE audit.links AS link SET event_id = uuidv7() WHERE chain_number = 3; WITH lost AS (SELECT event_id FROM audit.events AS event WHERE NOT EXISTS (SELECT FROM audit.links AS link WHERE link.event_id = event.event_id)), taken AS (SELECT event_id FROM audit.links WHERE chain_number = 7) UPDATE audit.links SET event_id = lost.event_id FROM lost WHERE chain_number = 7; UPDATE audit.links SET event_id = (SELECT event_id FROM audit.events AS event WHERE NOT EXISTS (SELECT FROM audit.links AS link WHERE link.event_id = event.event_id)) WHERE chain_number = 3`, ['3 reordered']],
    ['swapped two hashes', `UPDATE audit.links AS link SET hash = other.hash FROM audit.links AS other WHERE (link.chain_number, other.chain_number) IN ((3, 7), (7, 3))`, ['3 changed']],
    ['put an event in', `INSERT INTO audit.events (actor_id, action, subject) VALUES ('user:x', 'test.done', 'row-x')`, ['null inserted']],
    ['emptied the links', `TRUNCATE audit.links`, ['null inserted']],
    ['cut the tail off', `WITH gone AS (DELETE FROM audit.links WHERE chain_number > 8 RETURNING event_id) DELETE FROM audit.events USING gone WHERE events.event_id = gone.event_id`, []],
  ];

  it.each(CASES)('is found: %s', async (_, statements, faults) => {
    await writeMany(12);
    expect(await faultsNow()).toEqual([]);
    const { head } = await audit.verify(OPERATOR, null);
    await tamper(async (manager) => {
      for (const statement of statements.split('; ')) await manager.query(statement);
    });
    expect(await faultsNow()).toEqual(faults);
    expect((await faultsNow(head)).length).toBeGreaterThan(0);
  });

  it('is found against a head that was noted down, when the whole chain was computed anew', async () => {
    await writeMany(12);
    const { head } = await audit.verify(OPERATOR, null);
    await tamper(async (manager) => {
      await manager.query(`UPDATE audit.events SET actor_id = 'user:somebody-else' WHERE subject = 'row-4'`);
      await manager.query(`DO $$ DECLARE link record; previous bytea := decode(repeat('00', 32), 'hex'); BEGIN
        FOR link IN SELECT chain_number, event FROM audit.links JOIN audit.events AS event USING (event_id) ORDER BY chain_number LOOP
          previous := audit.link_hash(previous, link.chain_number, link.event);
          UPDATE audit.links SET hash = previous WHERE chain_number = link.chain_number;
        END LOOP; END $$`);
    });
    expect(await faultsNow()).toEqual([]);
    expect(await faultsNow(head)).toEqual(['12 rewritten']);
  });
});

describe('rights', () => {
  let nodes: Awaited<ReturnType<typeof organisations>>;
  beforeAll(async () => {
    await open();
    nodes = await organisations();
    await write(OPERATOR, 'everywhere');
    await write(OPERATOR, 'about-us', {}, nodes.ours);
    await write(OPERATOR, 'about-them', {}, nodes.theirs);
  });
  afterAll(close);

  const auditor = (node: string): Actor => ({ ...systemActor('user:auditor', { audit_trail: [node] }), actions: new Set(['audit.read']) });
  const subjects = async (actor: Actor): Promise<string[]> => (await audit.page(actor, { actorId: null, subject: null, action: 'test.done', fromOn: null, toOn: null }, { after: null, limit: 100 })).events.map(({ subject }) => subject).toSorted();

  it('let an auditor read what concerns organisations within reach', async () => {
    expect(await subjects(auditor(nodes.ours))).toEqual(['about-us']);
    expect(await subjects(auditor(nodes.city))).toEqual(['about-them', 'about-us']);
    expect(await subjects(OPERATOR)).toEqual(['about-them', 'about-us', 'everywhere']);
    const [row] = await transactions.read<{ links: number }>(auditor(nodes.ours), 'SELECT count(*)::integer AS links FROM audit.links');
    expect(row?.links).toBe(1);
  });

  it('let nobody read without the action', async () => {
    await expect(subjects({ ...auditor(nodes.ours), actions: new Set() })).rejects.toMatchObject({ code: 'access/not-allowed' });
    await expect(audit.verify(auditor(nodes.city), null)).rejects.toMatchObject({ code: 'access/not-allowed' });
  });

  it('let nobody write in the name of somebody else, or of nobody', async () => {
    const forged = transactions.write(OPERATOR, (manager) => writeAudit(manager, { ...OPERATOR, actorId: 'user:somebody-else' }, 'test.done', 'x'));
    await expect(forged).rejects.toThrow('in the name of whoever acts');
    const unset = service.transaction(async (manager) => {
      await manager.query('SET LOCAL ROLE pathways_app');
      await writeAudit(manager, OPERATOR, 'test.done', 'x');
    });
    await expect(unset).rejects.toThrow('in the name of whoever acts');
  });

  it('let nobody put a purpose or a request into somebody’s mouth', async () => {
    const actor = { ...OPERATOR, purpose: 'casework', requestId: 'request-1' };
    for (const purpose of [null, 'curiosity']) {
      await expect(transactions.write(actor, (manager) => writeAudit(manager, { ...actor, purpose }, 'test.done', 'x'))).rejects.toThrow('in the name of whoever acts');
    }
    const events = (subject: string) => database.dataSource.query<unknown[]>(`SELECT purpose, request_id FROM audit.events WHERE subject = $1`, [subject]);
    await transactions.write(actor, (manager) => writeAudit(manager, actor, 'test.done', 'mouth'));
    expect(await events('mouth')).toEqual([{ purpose: 'casework', request_id: 'request-1' }]);
  });

  it.each([
    ['the name', `INSERT INTO audit.events (actor_id, action, subject) VALUES ('user:x', 'test.done', 'x')`],
    ['the request', `INSERT INTO audit.events (actor_id, action, subject, request_id) VALUES ('operator', 'test.done', 'x', 'request-2')`],
  ])('let the owner, past row-level security, not choose %s either', async (_what, statement) => {
    await expect(database.dataSource.query(statement)).rejects.toThrow('in the name of whoever acts');
    await expect(database.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT set_config('pathways.actor', 'operator', true)`);
      await manager.query(statement);
    })).rejects.toThrow('in the name of whoever acts');
  });

  it('let the application add an event', async () => {
    await transactions.write(OPERATOR, (manager) => writeAudit(manager, OPERATOR, 'test.by-role', 'x'), 'pathways_app');
    expect(await faultsNow()).toEqual([]);
  });

  it('let sign-in add what happened to an account, and nothing else, and not as another job', async () => {
    const add = (actor: Actor, action: string, subject: string) => transactions.write(actor, (manager) => writeAudit(manager, actor, action, subject), 'pathways_sign_in');
    for (const actorId of ['job:sign-in', 'user:a', 'operator']) await add(systemActor(actorId, {}), 'identity.signed-in', 'user:a');
    expect(await faultsNow()).toEqual([]);
    await expect(add(systemActor('job:read-upload', {}), 'identity.signed-in', 'user:a')).rejects.toThrow('row-level security');
    await expect(add(systemActor('job:sign-in', {}), 'candidate.changed', 'user:a')).rejects.toThrow('row-level security');
    await expect(add(systemActor('job:sign-in', {}), 'identity.signed-in', 'candidate')).rejects.toThrow('row-level security');
  });

  it.each(['pathways_matcher', 'pathways_reporting', 'pathways_geography'] as const)('let %s add nothing', async (role) => {
    await expect(transactions.write(OPERATOR, (manager) => writeAudit(manager, OPERATOR, 'test.by-role', 'x'), role)).rejects.toThrow('permission denied');
  });

  const ROLES = ['pathways_app', 'pathways_matcher', 'pathways_reporting', 'pathways_sign_in', 'pathways_geography'] as const;
  const DENIED = [
    `UPDATE audit.events SET actor_id = 'x'`, 'DELETE FROM audit.events', 'TRUNCATE audit.events', `INSERT INTO audit.events (event_id, actor_id, action, subject) VALUES (uuidv7(), 'operator', 'x', 'x')`,
    `INSERT INTO audit.events (occurred_at, actor_id, action, subject) VALUES (now(), 'operator', 'x', 'x')`, `INSERT INTO audit.links VALUES (0, uuidv7(), '')`,
    'UPDATE audit.links SET hash = hash', 'DELETE FROM audit.links', 'TRUNCATE audit.links', `SELECT audit.canonical('x')`,
  ] as const;
  it.each(ROLES.flatMap((role) => DENIED.map((statement) => [role, statement] as const)))('let %s not: %s', async (role, statement) => {
    await expect(transactions.write(OPERATOR, (manager) => manager.query(statement), role)).rejects.toThrow('permission denied');
  });

  it.each(ROLES.filter((role) => role !== 'pathways_app'))('let %s read nothing', async (role) => {
    for (const table of ['events', 'links']) await expect(transactions.read(OPERATOR, `SELECT * FROM audit.${table}`, [], role)).rejects.toThrow('permission denied');
  });
});

describe('reading', () => {
  beforeAll(async () => {
    await open();
    for (const [actorId, subject, count] of [['user:a', 'candidate-1', 7], ['user:b', 'candidate-1', 4], ['user:a', 'candidate-2', 3]] as const) {
      for (let index = 0; index < count; index += 1) await write(systemActor(actorId), subject, { index: String(index) });
    }
    await write(systemActor('user:c'), '=1+1');
  });
  afterAll(close);

  const NO_FILTER = { actorId: null, subject: null, action: null, fromOn: null, toOn: null };

  it('goes from page to page, newest first, every event once', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: Awaited<ReturnType<AuditQuery['page']>> = await audit.page(OPERATOR, NO_FILTER, { after, limit: 4 });
      seen.push(...page.events.map(({ eventId }) => eventId));
      if (page.next === null) break;
      expect(page.events).toHaveLength(4);
      after = page.next;
    }
    expect(seen).toHaveLength(15);
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  it.each([
    [{ actorId: 'user:a' }, 10],
    [{ subject: 'candidate-1' }, 11],
    [{ actorId: 'user:a', subject: 'candidate-1' }, 7],
    [{ action: 'test.undone' }, 0],
    [{ fromOn: '2000-01-01', toOn: '2100-01-01' }, 15],
    [{ toOn: '2000-01-01' }, 0],
    [{ fromOn: '2100-01-01' }, 0],
  ])('keeps to %j', async (filter, count) => {
    expect((await audit.page(OPERATOR, { ...NO_FILTER, ...filter }, { after: null, limit: 50 })).events).toHaveLength(count);
  });

  it('exports a period through the command, safe for a spreadsheet, and records that it did', async () => {
    const environment = environmentOf(database);
    const csv = await runCommand(['audit', 'export', '--from', '2000-01-01', '--to', '2100-01-01'], '', { environment });
    expect(csv).toMatchObject({ code: 0, stderr: '' });
    const lines = csv.stdout.trimEnd().split('\r\n');
    expect(lines).toHaveLength(16);
    expect(lines[0]).toBe('\ufeffOCCURRED_AT,ACTOR,PURPOSE,ACTION,SUBJECT,ORGANISATION_ID,REQUEST_ID,DETAIL,EVENT_ID');
    expect(csv.stdout).toContain(`,'=1+1,`);
    expect(csv.stdout).not.toMatch(/(^|,)"?[=+@-]/m);
    const json = await runCommand(['audit', 'export', '--from', '2000-01-01', '--to', '2100-01-01', '--format', 'json'], '', { environment });
    const events = JSON.parse(json.stdout) as { action: string; actorId: string; detail: unknown }[];
    expect(events).toHaveLength(16);
    expect(events.at(-1)).toMatchObject({ action: 'audit.exported', actorId: 'operator', detail: { fromOn: '2000-01-01', toOn: '2100-01-01', count: 15 } });
    const none = await runCommand(['audit', 'export', '--from', '1999-01-01', '--to', '1999-01-02', '--json'], '', { environment });
    expect(JSON.parse(none.stdout)).toEqual([]);
    expect(await runCommand(['audit', 'export', '--from', '2026-02-30', '--to', '2100-01-01'], '', { environment })).toMatchObject({ code: 2 });
  });

  it('verifies through the command: 0 when whole, 3 when broken', async () => {
    const environment = environmentOf(database);
    const whole = await runCommand(['audit', 'verify'], '', { environment });
    expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('The audit trail is whole') });
    const head = /Head: (\S+)/.exec(whole.stdout)![1]!;
    expect(await runCommand(['audit', 'verify', '--head', head], '', { environment })).toMatchObject({ code: 0 });
    expect(await runCommand(['audit', 'verify', '--head', 'yesterday'], '', { environment })).toMatchObject({ code: 2 });
    await tamper(async (manager) => {
      await manager.query(`DELETE FROM audit.links WHERE chain_number = (SELECT max(chain_number) FROM audit.links)`);
    });
    const cut = await runCommand(['audit', 'verify', '--head', head, '--json'], '', { environment });
    expect(cut.code).toBe(3);
    expect(JSON.parse(cut.stdout)).toMatchObject({ isWhole: false, faults: [{ kind: 'cut-off' }, { kind: 'inserted' }] });
    expect(await runCommand(['audit', 'verify'], '', { environment })).toMatchObject({ code: 3 });
  });
});

describe('events from before the chain', () => {
  beforeAll(open);
  afterAll(close);

  it('are linked by the migration, in the order of their ids', async () => {
    const { dataSource } = database;
    const [row] = await dataSource.query<{ later: number }[]>(`SELECT count(*)::integer AS later FROM public.migrations WHERE timestamp >= 1700000000011`);
    for (let undone = 0; undone < row!.later; undone += 1) await dataSource.undoLastMigration();
    for (let index = 1; index <= 5; index += 1) await dataSource.query(`INSERT INTO audit.events (actor_id, action, subject) VALUES ('operator', 'old', $1)`, [`old-${index}`]);
    await dataSource.runMigrations();
    await write(OPERATOR, 'new');
    expect(await audit.verify(OPERATOR, null)).toMatchObject({ links: 6n, faults: [] });
    const subjects = await dataSource.query<{ subject: string }[]>(`SELECT subject FROM audit.links JOIN audit.events USING (event_id) ORDER BY chain_number`);
    expect(subjects.map(({ subject }) => subject)).toEqual(['old-1', 'old-2', 'old-3', 'old-4', 'old-5', 'new']);
  });
});
