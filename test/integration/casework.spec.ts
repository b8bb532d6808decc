import { randomUUID } from 'node:crypto';
import { maySeeNote, NOTE_VISIBILITIES, STANDARD_CASE_LIMITS, type NoteVisibility } from '#lib/kernel';
import { OrganisationsService, SharingAgreementsService } from '#lib/identity';
import type { Actor } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { caseworkOf, forMany, type Casework } from '../support/casework.js';
import { actorWithRoles, cityTree, nodeIdsByCode, referralsOf } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';

type NoteReader = Parameters<typeof maySeeNote>[1];

const TODAY = '2026-06-15';
const clock = new FixedClock(TODAY);

let database: TestDatabase;
let services: INestApplicationContext;
let casework: Casework;
let people: string[];
/** Accounts of brokers, two of one brokerage and one of the other. */
let accounts: Record<'one' | 'two' | 'elsewhere', string>;
let broker: Actor;
let colleague: Actor;
let lead: Actor;
let byAgreement: Actor;
let hr: Actor;
/** The roles of the accounts, by account and node. */
const grants: [string, string][] = [];
const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, values);

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock });
  casework = caseworkOf(services);
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, cityTree('A'));
  const ids = await nodeIdsByCode(database.dataSource);
  const at = (role: 'broker' | 'broker-lead' | 'hr', node: string, userId: string = randomUUID()): Promise<Actor> => actorWithRoles(services, TODAY, [{ role, nodeId: ids.get(`A-${node}`)! }]).then((actor) => ({ ...actor, actorId: `user:${userId}` }));
  const parties = [{ organisationCode: 'A-BROKER-2', isActing: true, isActedFor: false }, { organisationCode: 'A-BROKER-1', isActing: false, isActedFor: true }];
  await services.get(SharingAgreementsService, { strict: false }).record(OPERATOR, { name: 'A', fromOn: '2026-01-01', toOn: '2026-12-31', parties });
  const account = async (name: string, node: string): Promise<string> => {
    const [row] = await query<{ userId: string }>(`INSERT INTO identity.users (email, email_fingerprint, display_name) VALUES ($1, $1, $1) RETURNING user_id AS "userId"`, [name]);
    grants.push([row!.userId, ids.get(`A-${node}`)!]);
    return row!.userId;
  };
  accounts = { one: await account('One', 'BROKER-1'), two: await account('Two', 'BROKER-1'), elsewhere: await account('Elsewhere', 'BROKER-2') };
  [broker, colleague, lead, byAgreement, hr] = await Promise.all([at('broker', 'BROKER-1', accounts.one), at('broker', 'BROKER-1', accounts.two), at('broker-lead', 'PLACE-1'), at('broker', 'BROKER-2', accounts.elsewhere), at('hr', 'TRUST-1')]);
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  await query('TRUNCATE candidates.candidates, opportunities.opportunities, exchange.uploads, brokerage.bulk_actions CASCADE'); // and with the candidates the roles, which may be theirs
  for (const grant of grants) await query(`INSERT INTO identity.role_grants (user_id, organisation_id, role, from_on) VALUES ($1, $2, 'broker', '2026-01-01')`, grant);
  await sendPeople();
  people = (await query<{ id: string }>('SELECT candidate_id AS id FROM candidates.candidates ORDER BY reference')).map(({ id }) => id);
  await query(`UPDATE candidates.candidates SET created_at = '2026-05-01T12:00:00Z'`);
  await query('SELECT brokerage.rebuild_caseload()');
});

async function sendPeople(): Promise<void> {
  const rows = Array.from({ length: 6 }, (_, index) => ({ YOUR_REFERENCE: `P-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: 'v1 2026-01-05' }));
  expect(await new Partner(services).sendAndRead({ content: 'candidates', organisation: 'A-BROKER-1', file: csvOf(Object.keys(rows[0]!), rows) })).toMatchObject({ status: 'done', rowsRejected: 0 });
}

/** After this the trust sees the person. */
async function referToTrust(candidateId: string): Promise<string> {
  const roles = [{ YOUR_REFERENCE: 'R', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '1' }];
  await new Partner(services).sendAndRead({ content: 'roles', organisation: 'A-TRUST-1', file: csvOf(Object.keys(roles[0]!), roles) });
  const [opportunity] = await query<{ id: string }>('SELECT opportunity_id AS id FROM opportunities.opportunities');
  return referralsOf(services).refer(broker, { candidateId, opportunityId: opportunity!.id });
}

const handOver = async (actor: Actor, toUserId: string | null, candidateIds = people, requestKey = randomUUID()): Promise<string[]> =>
  (await forMany(casework, actor, { requestKey, candidateIds }, { kind: 'hand-over', toUserId, reasonCode: 'workload', words: 'Calls after four.' })).people.map(({ outcome }) => outcome!);
const onList = async (actor: Actor, list: 'unassigned' | 'assigned' | 'today' | 'no-contact' | 'overdue', userId?: string): Promise<string[]> =>
  (await casework.caseload.page(actor, list, { userId }, STANDARD_CASE_LIMITS, { after: null, limit: 50 })).rows.map(({ candidateId }) => candidateId);

describe('handing over', () => {
  it('keeps the history, and the new broker sees all of it', async () => {
    expect(await onList(broker, 'unassigned')).toEqual(people);
    await handOver(broker, accounts.one);
    const [person] = people as [string];
    await casework.record.writeNote(broker, person, { visibility: 'team', text: 'Likes mornings.' });
    await casework.record.recordContact(broker, person, { happenedOn: TODAY, channel: 'call', hasReached: true, note: 'Was glad.' });
    expect(await onList(broker, 'unassigned')).toEqual([]);
    clock.day = '2026-07-01';
    expect(await handOver(broker, accounts.two, [person])).toEqual(['done']);
    expect(await casework.handOvers.history(colleague, person)).toMatchObject([
      { brokerId: accounts.two, brokerName: 'Two', fromOn: '2026-07-01', toOn: null, reasonCode: 'workload', note: 'Calls after four.' },
      { brokerId: accounts.one, fromOn: TODAY, toOn: '2026-07-01', endedReasonCode: 'workload' },
    ]);
    expect(await casework.record.notes(colleague, person)).toMatchObject([{ text: 'Likes mornings.' }]);
    expect(await casework.record.contacts(colleague, person)).toMatchObject([{ note: 'Was glad.' }]);
    expect(await onList(colleague, 'assigned', accounts.two)).toEqual([person]);
    clock.day = TODAY;
  });

  it('answers for each person: done, or why not', async () => {
    const [mine, theirs, nobodys] = people as [string, string, string];
    await handOver(lead, accounts.one, [mine]);
    await handOver(lead, accounts.two, [theirs]);
    expect(await handOver(broker, accounts.two, [mine, theirs, nobodys, randomUUID()])).toEqual(['done', 'already-theirs', 'done', 'not-found']);
    expect(await handOver(broker, accounts.one, [mine])).toEqual(['not-yours']);
    expect(await handOver(lead, accounts.one, [mine])).toEqual(['done']);
    expect(await handOver(lead, accounts.elsewhere, [mine])).toEqual(['out-of-reach']);
    expect(await handOver(lead, null, [mine])).toEqual(['done']);
    expect(await casework.handOvers.history(lead, mine)).toMatchObject([{ toOn: TODAY, endedNote: 'Calls after four.' }, {}, {}]);
    await expect(handOver(lead, randomUUID(), [mine])).rejects.toMatchObject({ code: 'brokerage/broker-not-found' });
    await expect(handOver(hr, accounts.one, [mine])).rejects.toMatchObject({ code: 'access/not-allowed' });
  });

  it('sent twice is done once, one after the other and at the same moment, and a key is one request’s', async () => {
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => handOver(lead, accounts.one, people, key)));
    expect([...answers, await handOver(lead, accounts.one, people, key)]).toEqual(Array.from({ length: 4 }, () => people.map(() => 'done')));
    expect(await query('SELECT count(*)::int AS rows FROM brokerage.assignments')).toEqual([{ rows: people.length }]);
    expect(await query(`SELECT count(*)::int AS rows FROM audit.events WHERE action = 'caseload.hand-over' AND subject = ANY ($1)`, [people])).toEqual([{ rows: people.length }]);
    await expect(handOver(lead, accounts.two, people, key)).rejects.toMatchObject({ code: 'brokerage/request-key-used' });
  });

  it('by many at the same moment leaves everybody with one broker, and every change in the history', async () => {
    const ways = [accounts.one, accounts.two, null];
    await Promise.all(Array.from({ length: 24 }, (_, index) => handOver(lead, ways[index % 3]!, index % 2 === 0 ? people : people.toReversed())));
    const [state] = await query<object>(`SELECT count(*) FILTER (WHERE to_on IS NULL)::int AS current, count(DISTINCT candidate_id) FILTER (WHERE to_on IS NULL)::int AS people FROM brokerage.assignments`);
    const [summary] = await query<{ held: number }>('SELECT count(user_id)::int AS held FROM brokerage.case_summaries');
    expect(state).toEqual({ current: summary!.held, people: summary!.held });
    const [outcomes] = await query<{ given: number }>(`SELECT count(*)::int AS given FROM brokerage.bulk_outcomes JOIN brokerage.bulk_actions USING (bulk_id) WHERE outcome = 'done'`);
    expect(await query(`SELECT count(*)::int AS given FROM audit.events WHERE action = 'caseload.hand-over' AND subject = ANY ($1)`, [people])).toEqual([outcomes]);
  });
});

describe('a note', () => {
  const VISIBILITIES = Object.keys(NOTE_VISIBILITIES) as NoteVisibility[];

  it.each(VISIBILITIES)('for %s is read by those whom the rule lets read it, and by no employer or college', async (visibility) => {
    const [person] = people as [string];
    const own: Actor = { ...hr, actorId: `user:${randomUUID()}`, candidateId: person, reach: {} };
    const nothing = { isAboutThem: false, looksAfter: false, isAuthor: false, isOfTeam: false, isOfOrganisation: false };
    await referToTrust(person);
    // The lead is of the Place above; whoever acts by agreement is of another brokerage.
    const ofBroker: [Actor, NoteReader][] = [
      [broker, { ...nothing, looksAfter: true, isAuthor: true, isOfTeam: true, isOfOrganisation: true }], [colleague, { ...nothing, looksAfter: true, isOfTeam: true, isOfOrganisation: true }],
      [lead, { ...nothing, looksAfter: true, isOfOrganisation: true }], [byAgreement, { ...nothing, looksAfter: true }], [own, { ...nothing, isAboutThem: true }], [hr, nothing],
    ];
    const ofAgreement: [Actor, NoteReader][] = [
      [byAgreement, { ...nothing, looksAfter: true, isAuthor: true, isOfTeam: true, isOfOrganisation: true }], [broker, { ...nothing, looksAfter: true }], [lead, { ...nothing, looksAfter: true }], [own, { ...nothing, isAboutThem: true }], [hr, nothing],
    ];
    for (const [author, readers] of [[broker, ofBroker], [byAgreement, ofAgreement]] as const) {
      await casework.record.writeNote(author, person, { visibility, text: 'Read me.' });
      for (const [reader, standing] of readers) {
        const read = (await casework.record.notes(reader, person)).filter(({ writtenBy }) => writtenBy === author.actorId);
        expect([reader.actorId, read.map(({ text }) => text)]).toEqual([reader.actorId, maySeeNote(visibility, standing) ? ['Read me.'] : []]);
      }
    }
  });

  it('is sealed in the database, as are contacts, tasks and hand-overs, and not in the audit trail', async () => {
    const [person] = people as [string];
    await casework.record.writeNote(broker, person, { visibility: 'team', text: 'SECRET' });
    await casework.record.recordContact(broker, person, { happenedOn: TODAY, channel: 'text', hasReached: false, note: 'SECRET' });
    await casework.record.addTask(broker, person, { code: null, text: 'SECRET', dueOn: TODAY, userId: null });
    await forMany(casework, lead, { candidateIds: [person] }, { kind: 'hand-over', toUserId: accounts.one, reasonCode: 'other', words: 'SECRET' });
    const stored = await query<{ text: string }>(
      `SELECT row::text AS text FROM brokerage.notes AS row UNION ALL SELECT row::text FROM brokerage.contacts AS row UNION ALL SELECT row::text FROM brokerage.tasks AS row
       UNION ALL SELECT row::text FROM brokerage.assignments AS row UNION ALL SELECT row::text FROM brokerage.bulk_actions AS row UNION ALL SELECT row::text FROM audit.events AS row`,
    );
    expect(stored.length).toBeGreaterThan(6);
    expect(stored.filter(({ text }) => text.includes('SECRET'))).toEqual([]);
  });

  it('about somebody whom the author does not look after is refused', async () => {
    await expect(casework.record.writeNote({ ...broker, reach: {} }, people[0]!, { visibility: 'team', text: 'N' })).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
    await expect(casework.record.writeNote(hr, people[0]!, { visibility: 'team', text: 'N' })).rejects.toMatchObject({ code: 'access/not-allowed' });
  });

  it('and all else that is written down is not found of somebody unknown', async () => {
    const unknown = randomUUID();
    const { record, handOvers } = casework;
    for (const read of [() => record.notes(broker, unknown), () => record.contacts(broker, unknown), () => record.tasks(broker, unknown), () => handOvers.history(broker, unknown)]) await expect(read()).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
  });
});

describe('work with a person', () => {
  it('puts them on the lists of the day and takes them off: tasks and contacts', async () => {
    const [person] = people as [string];
    expect(await onList(broker, 'no-contact')).toEqual(people);
    await casework.record.recordContact(broker, person, { happenedOn: TODAY, channel: 'call', hasReached: false, note: null });
    expect(await onList(broker, 'no-contact')).toContain(person); // tried, not reached
    await casework.record.recordContact(broker, person, { happenedOn: TODAY, channel: 'call', hasReached: true, note: null });
    expect(await onList(broker, 'no-contact')).not.toContain(person);
    await casework.record.addTask(broker, person, { code: 'prepare-interview', text: null, dueOn: TODAY, userId: accounts.two });
    expect(await onList(broker, 'today')).toEqual([person]);
    const [task] = await casework.record.tasks(colleague, person);
    expect(task).toMatchObject({ code: 'prepare-interview', dueOn: TODAY, userId: accounts.two, doneAt: null });
    await casework.record.changeTask(colleague, task!.taskId, { dueOn: '2026-06-20' });
    expect(await onList(broker, 'today')).toEqual([]);
    clock.day = '2026-06-21';
    expect(await onList(broker, 'overdue')).toEqual([person]);
    await Promise.all([1, 2, 3].map(() => casework.record.changeTask(colleague, task!.taskId, 'done')));
    expect(await onList(broker, 'overdue')).toEqual([]);
    expect(await query(`SELECT count(*)::int AS done FROM audit.events WHERE action = 'caseload.task-done' AND subject = $1`, [task!.taskId])).toEqual([{ done: 1 }]);
    await expect(casework.record.changeTask(broker, task!.taskId, { dueOn: '2026-06-30' })).rejects.toMatchObject({ code: 'brokerage/task-done' });
    clock.day = TODAY;
  });

  it('moves with the referral: an offer that waits is on the list in the same moment', async () => {
    const [person] = people as [string];
    const referrals = referralsOf(services);
    const referralId = await referToTrust(person);
    const offers = async (): Promise<object[]> => query('SELECT candidate_id AS id FROM brokerage.case_summaries WHERE offer_since_on IS NOT NULL');
    expect(await offers()).toEqual([]);
    await referrals.record(hr, referralId, { event: 'offer' });
    expect(await offers()).toEqual([{ id: person }]);
    await referrals.record(broker, referralId, { event: 'accept' });
    expect(await offers()).toEqual([]);
  });
});
