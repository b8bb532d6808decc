import { AlertsQuery, AlertsService } from '#lib/matching';
import { OrganisationsService } from '#lib/identity';
import { DomainError, systemActor, type Actor } from '#lib/platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const clock = new FixedClock('2026-06-01');

let database: TestDatabase;
let services: INestApplicationContext;
/** A second worker. */
let others: INestApplicationContext;
let alerts: AlertsService;
let query: AlertsQuery;
let broker: Actor;
let college: Actor;
let partner: Actor;
let abroad: Actor;

beforeAll(async () => {
  database = await openTestDatabase();
  [services, others] = await Promise.all([openServices(database.url, { clock }), openServices(database.url, { clock })]);
  await addTestTree(database.dataSource);
  const area = { organisationType: null, isDemo: false };
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, [
    { ...area, code: 'X-CITY', name: 'X', level: 'city', parentCode: null },
    { ...area, code: 'X-ICS', name: 'X', level: 'ics', parentCode: 'X-CITY' },
    { ...area, code: 'X-PLACE', name: 'X', level: 'place', parentCode: 'X-ICS' },
    { code: 'X-BROKER', name: 'X', level: 'organisation', organisationType: 'brokerage', parentCode: 'X-PLACE', isDemo: false },
  ]);
  alerts = services.get(AlertsService, { strict: false });
  query = services.get(AlertsQuery, { strict: false });
  const nodes = new Map((await rows<{ code: string; id: string }>('SELECT code, organisation_id AS id FROM identity.organisations')).map(({ code, id }) => [code, id]));
  const of = (city: string, reach: Readonly<Record<string, string>>): Actor =>
    systemActor(`user:${reach['people'] ?? 'partner'}`, { tree: [nodes.get(city)!], market: [nodes.get(city)!], ...Object.fromEntries(Object.entries(reach).map(([kind, code]) => [kind, [nodes.get(code)!]])) });
  broker = of('T-CITY', { people: 'T-BROKER' });
  college = of('T-CITY', { people: 'T-COLLEGE' });
  partner = of('T-CITY', { shared_people: 'T-BROKER' });
  abroad = of('X-CITY', { people: 'X-BROKER' });
});
afterAll(async () => {
  await Promise.all([services.close(), others.close()]);
  await database.close();
});

async function rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return database.dataSource.query<Row[]>(sql, [...values]);
}

/** Everybody and everything away, and read to the end. */
beforeEach(async () => {
  await database.dataSource.query(`DELETE FROM brokerage.referrals; DELETE FROM candidates.consents; DELETE FROM candidates.candidates; DELETE FROM opportunities.intakes; DELETE FROM opportunities.rule_versions; DELETE FROM opportunities.opportunities;`);
  await find();
});
afterEach(async () => {
  await database.dataSource.query('DROP TRIGGER IF EXISTS fail ON matching.alert_readings');
});

/** As a worker does when the time has come, until nothing is left of a walk. */
async function find(): Promise<void> {
  do await alerts.find();
  while ((await rows(`SELECT FROM matching.alert_readings WHERE walked_to_id IS NOT NULL`)).length > 0);
}

/** A person who seeks and consents to being matched. */
async function addPerson(reference: string, organisation = 'T-BROKER', skills: readonly string[] = []): Promise<string> {
  const [row] = await rows<{ id: string }>(
    `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest, skill_codes, slots)
     SELECT organisation_id, $1, 'Given', 'Family', '', $3, 2097151 FROM identity.organisations WHERE code = $2 RETURNING candidate_id AS id`,
    [reference, organisation, skills],
  );
  await rows(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) VALUES ($1, 'matching', 'v1', '2026-01-05')`, [row!.id]);
  return row!.id;
}

/** An open post that everybody can do, with as many places as are needed. */
async function addPost(reference: string, organisation = 'T-TRUST'): Promise<string> {
  const [row] = await rows<{ id: string }>(
    `WITH post AS (
       INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, row_digest)
       SELECT organisation_id, 'roles-csv', $1, 'role', 'Porter', 'other', 'remote', false, '' FROM identity.organisations WHERE code = $2 RETURNING opportunity_id)
     INSERT INTO opportunities.intakes (opportunity_id) SELECT opportunity_id FROM post RETURNING opportunity_id AS id`,
    [reference, organisation],
  );
  return row!.id;
}

async function addCase(candidateId: string, opportunityId: string, status: string): Promise<void> {
  await rows(`INSERT INTO brokerage.referrals (candidate_id, intake_id, status) SELECT $1, intake_id, $3 FROM opportunities.intakes WHERE opportunity_id = $2`, [candidateId, opportunityId, status]);
}

/** 'ANNA PORTER-1': who is told of what, of everybody, the first first. */
async function told(): Promise<string[]> {
  const found = await rows<{ pair: string }>(
    `SELECT candidate.reference || ' ' || opportunity.reference AS pair FROM matching.alerts JOIN candidates.candidates AS candidate USING (candidate_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id) ORDER BY alert_id`,
  );
  return found.map(({ pair }) => pair);
}

const listed = async (actor: Actor): Promise<string[]> => (await query.page(actor, { after: null, limit: 200 })).alerts.map((alert) => alert.candidateReference);

describe('an opportunity', () => {
  it('is told once to whom it fits: when it is new, and not when it changes later', async () => {
    await addPerson('ANNA');
    await find();
    expect(await told()).toEqual([]); // nothing is new
    const post = await addPost('P1');
    await find();
    expect(await told()).toEqual(['ANNA P1']);
    await rows(`UPDATE opportunities.opportunities SET title = 'Night porter' WHERE opportunity_id = $1`, [post]);
    await find();
    await find();
    expect(await told()).toEqual(['ANNA P1']);
  });

  it('is told when a change of it or of its rules opens it to somebody, and not before', async () => {
    await addPerson('ANNA');
    const post = await addPost('P1');
    const barred = await addPost('P2');
    await rows(`UPDATE opportunities.opportunities SET is_withdrawn = true WHERE opportunity_id = $1`, [post]);
    const rules = async (version: number, requirements: string): Promise<unknown> =>
      rows(`INSERT INTO opportunities.rule_versions (organisation_id, opportunity_id, version_number, requirements, note, recorded_by) SELECT organisation_id, opportunity_id, $2, $3, 'N', 'test' FROM opportunities.opportunities WHERE opportunity_id = $1`, [barred, version, requirements]);
    await rules(1, '[{"on":"stage","oneOf":["placed"]}]');
    await find();
    expect(await told()).toEqual([]);
    await rows(`UPDATE opportunities.opportunities SET is_withdrawn = false WHERE opportunity_id = $1`, [post]);
    await find();
    expect(await told()).toEqual(['ANNA P1']);
    await rules(2, '[]');
    await find();
    expect(await told()).toEqual(['ANNA P1', 'ANNA P2']);
  });

  it('is told to nobody who is placed or has an offer, of another City, without consent, not seeking, or who has a case there', async () => {
    const [first, second, third] = [await addPost('OLD-1'), await addPost('OLD-2'), await addPost('OLD-3')];
    const people = new Map<string, string>();
    for (const reference of ['LOOKING', 'REFERRED', 'OFFERED', 'PLACED', 'SUGGESTED', 'AGREED-NOT', 'WITHDRAWN', 'RESTS', 'HAS-CASE']) people.set(reference, await addPerson(reference));
    await addPerson('AT-COLLEGE', 'T-COLLEGE');
    await addPerson('ABROAD', 'X-BROKER');
    await addCase(people.get('REFERRED')!, first, 'interview');
    await addCase(people.get('OFFERED')!, second, 'offered');
    await addCase(people.get('PLACED')!, third, 'accepted');
    await addCase(people.get('SUGGESTED')!, third, 'suggested');
    await rows(`DELETE FROM candidates.consents WHERE candidate_id = $1`, [people.get('AGREED-NOT')]);
    await rows(`UPDATE candidates.consents SET withdrawn_on = '2026-05-31' WHERE candidate_id = $1`, [people.get('WITHDRAWN')]);
    await rows(`UPDATE candidates.candidates SET is_seeking = false WHERE candidate_id = $1`, [people.get('RESTS')]);
    await find();
    await rows('DELETE FROM matching.alerts');
    const post = await addPost('NEW');
    await addCase(people.get('HAS-CASE')!, post, 'declined');
    await find();
    expect((await told()).toSorted()).toEqual(['AT-COLLEGE NEW', 'LOOKING NEW', 'REFERRED NEW', 'SUGGESTED NEW']);
    await addPost('FAR', 'X-BROKER');
    await find();
    expect((await told()).filter((pair) => pair.endsWith('FAR'))).toEqual(['ABROAD FAR']);
  });

  it('is told to the best twenty, the best first in the list, and people with a place take nobody the room', async () => {
    const held = await addPost('HELD');
    for (let n = 0; n < 60; n += 1) await addCase(await addPerson(`PLACED-${n}`), held, 'accepted');
    await find();
    await rows('DELETE FROM matching.alerts');
    for (let n = 0; n < 30; n += 1) await addPerson(`FREE-${n}`, 'T-BROKER', n % 3 === 0 ? ['care'] : []);
    await rows(`UPDATE opportunities.opportunities SET desired_skill_codes = '{care}' WHERE opportunity_id = $1`, [await addPost('NEW')]);
    await find();
    const found = await told();
    expect(found).toHaveLength(20);
    expect(found.every((pair) => pair.startsWith('FREE-'))).toBe(true);
    const { alerts: list } = await query.page(broker, { after: null, limit: 50 });
    expect(list.map(({ candidateReference }) => `${candidateReference} NEW`)).toEqual(found.toReversed());
    expect(list.map(({ candidateReference }) => Number(candidateReference.slice(5)) % 3 === 0)).toEqual(list.map((_, at) => at < 10)); // who has the skill
    expect(list[0]!.score).toBeGreaterThan(list[19]!.score);
    await rows(`UPDATE opportunities.opportunities SET title = title || '.' WHERE reference = 'NEW'`);
    await find();
    expect(await told()).toEqual(found); // those who were told before are among the twenty
  });
});

describe('whoever finds alerts', () => {
  it('that dies between storing and noting how far it has read leaves nothing, and it is told once all the same', async () => {
    await addPerson('ANNA');
    await database.dataSource.query(`
      CREATE OR REPLACE FUNCTION matching.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed with % alerts', (SELECT count(*) FROM matching.alerts); END $$;
      GRANT EXECUTE ON FUNCTION matching.fail() TO pathways_matcher; ALTER FUNCTION matching.fail() SECURITY DEFINER;
      CREATE TRIGGER fail BEFORE UPDATE ON matching.alert_readings FOR EACH ROW EXECUTE FUNCTION matching.fail()`);
    await addPost('P1');
    await expect(alerts.find()).rejects.toThrow('killed with 1 alerts');
    expect(await told()).toEqual([]);
    await database.dataSource.query('DROP TRIGGER fail ON matching.alert_readings');
    await find();
    expect(await told()).toEqual(['ANNA P1']);
  });

  it('tells the same nobody again that reads all changes once more', async () => {
    await addPerson('ANNA');
    await addPost('P1');
    await rows(`UPDATE matching.alert_readings SET seen_transactions = '3:3:'`);
    await find();
    const once = await rows(`SELECT * FROM matching.alerts`);
    expect(once).toHaveLength(1);
    await rows(`UPDATE matching.alert_readings SET seen_transactions = '3:3:'`);
    await find();
    expect(await rows(`SELECT * FROM matching.alerts`)).toEqual(once);
  });

  it('does nothing while another has it in hand; several at once tell once', async () => {
    await addPerson('ANNA');
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT FROM matching.alert_readings FOR UPDATE');
    await addPost('P1');
    await alerts.find();
    expect(await told()).toEqual([]);
    await runner.commitTransaction();
    await runner.release();
    for (let n = 2; n < 6; n += 1) {
      await addPost(`P${n}`);
      await Promise.all([alerts.find(), others.get(AlertsService, { strict: false }).find(), alerts.find()]);
    }
    await find();
    expect((await told()).toSorted()).toEqual(['ANNA P1', 'ANNA P2', 'ANNA P3', 'ANNA P4', 'ANNA P5']);
  });

  it('hears of an opportunity whose transaction began first and ended last', async () => {
    await addPerson('ANNA');
    const post = await addPost('P1');
    await rows(`UPDATE opportunities.opportunities SET is_withdrawn = true WHERE opportunity_id = $1`, [post]);
    await find();
    const slow = database.dataSource.createQueryRunner();
    await slow.startTransaction();
    await slow.query(`UPDATE opportunities.opportunities SET is_withdrawn = false WHERE opportunity_id = $1`, [post]);
    await addPost('P2');
    await find();
    expect(await told()).toEqual(['ANNA P2']);
    await slow.commitTransaction();
    await slow.release();
    await find();
    expect(await told()).toEqual(['ANNA P2', 'ANNA P1']);
  });

  it('walks through all that are open, part by part, when many have changed, and begins again with the next of the kind', async () => {
    await addPerson('ANNA');
    const addMany = (from: number, to: number): Promise<unknown> => rows(
      `WITH posts AS (
         INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, row_digest)
         SELECT organisation_id, 'roles-csv', 'M-' || n, 'role', 'Porter', 'other', 'remote', false, '' FROM identity.organisations, generate_series($1::int, $2::int) AS n WHERE code = 'T-TRUST' RETURNING opportunity_id)
       INSERT INTO opportunities.intakes (opportunity_id) SELECT opportunity_id FROM posts`,
      [from, to],
    );
    const count = async (): Promise<number> => (await told()).length;
    await addMany(1, 1200);
    await alerts.find();
    expect(await count()).toBe(500);
    await addPost('LATE'); // a single one does not wait for the end of the walk
    await alerts.find();
    expect(await count()).toBe(1001);
    await rows(`INSERT INTO matching.changes (subject) VALUES ('opportunity')`);
    for (const expected of [1001, 1001, 1201, 1201]) {
      await alerts.find();
      expect(await count()).toBe(expected);
    }
    expect(await rows('SELECT FROM matching.alert_readings WHERE walked_to_id IS NULL')).toHaveLength(1);
  });

  it('walks through all when the database was restored on a server with fewer transactions', async () => {
    await addPerson('ANNA');
    await find();
    await rows(`UPDATE matching.alert_readings SET seen_transactions = '900000000000:900000000000:'`);
    await addPost('P1');
    await find();
    expect(await told()).toEqual(['ANNA P1']);
  });
});

describe('the list of alerts', () => {
  it('has the people whom the reader looks after, and shared ones who agree to it', async () => {
    const anna = await addPerson('ANNA');
    await addPerson('BEN');
    await addPerson('CARA', 'T-COLLEGE');
    await addPerson('DORA', 'X-BROKER');
    await rows(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) VALUES ($1, 'sharing-with-partners', 'v1', '2026-01-05')`, [anna]);
    await addPost('P1');
    await addPost('FAR', 'X-BROKER');
    await find();
    expect((await listed(broker)).toSorted()).toEqual(['ANNA', 'BEN']);
    expect(await listed(college)).toEqual(['CARA']);
    expect(await listed(partner)).toEqual(['ANNA']);
    expect(await listed(abroad)).toEqual(['DORA']);
    const [alert] = (await query.page(partner, { after: null, limit: 5 })).alerts;
    expect(alert).toMatchObject({ candidateId: anna, candidateReference: 'ANNA', organisationCode: 'T-BROKER', title: 'Porter', employerName: null, kind: 'role', seenAt: null, foundAt: expect.any(Date), score: expect.any(Number) });
  });

  it('has nobody any more whose consent to matching has ended', async () => {
    const anna = await addPerson('ANNA');
    await addPerson('BEN');
    await addPost('P1');
    await find();
    expect((await listed(broker)).toSorted()).toEqual(['ANNA', 'BEN']);
    await rows(`UPDATE candidates.consents SET withdrawn_on = '2026-06-01' WHERE candidate_id = $1`, [anna]);
    expect(await listed(broker)).toEqual(['BEN']);
    const [hidden] = await rows<{ id: string }>(`SELECT alert_id AS id FROM matching.alerts WHERE candidate_id = $1`, [anna]);
    await expect(alerts.markSeen(broker, hidden!.id)).rejects.toThrow(DomainError);
  });

  it('is given page by page, unseen first, also while what is on it is ticked off', async () => {
    for (const reference of ['ANNA', 'BEN', 'CARA', 'DORA', 'EDDA']) await addPerson(reference);
    await addPerson('FAY', 'T-COLLEGE');
    await addPost('P1');
    await find();
    const whole = await listed(broker);
    expect(whole).toHaveLength(5);
    const first = await query.page(broker, { after: null, limit: 2 });
    expect(first.alerts.map((alert) => alert.candidateReference)).toEqual(whole.slice(0, 2));
    for (const { alertId } of first.alerts) await alerts.markSeen(broker, alertId);
    const second = await query.page(broker, { after: first.next, limit: 2 });
    expect(second.alerts.map((alert) => alert.candidateReference)).toEqual(whole.slice(2, 4));
    const third = await query.page(broker, { after: second.next, limit: 2 });
    expect(third.alerts.map(({ candidateReference, seenAt }) => [candidateReference, seenAt === null])).toEqual([[whole[4], true], [whole[0], false]]);
    const fourth = await query.page(broker, { after: third.next, limit: 2 });
    expect(fourth).toMatchObject({ alerts: [{ candidateReference: whole[1] }], next: null });
    expect(await listed(broker)).toEqual([...whole.slice(2), ...whole.slice(0, 2)]);
  });

  it('can be ticked off by whoever has it, the first of whom is kept and audited', async () => {
    const anna = await addPerson('ANNA');
    await addPost('P1');
    await find();
    const [alert] = await rows<{ id: string; organisation_id: string }>('SELECT alert_id AS id, organisation_id FROM matching.alerts');
    for (const actor of [college, partner, abroad]) await expect(alerts.markSeen(actor, alert!.id)).rejects.toMatchObject({ code: 'matching/alert-not-found' });
    await expect(alerts.markSeen({ ...broker, actions: new Set() }, alert!.id)).rejects.toMatchObject({ code: 'access/not-allowed' });
    await alerts.markSeen(broker, alert!.id);
    const [seen] = await rows<{ seen_at: Date; seen_by: string }>('SELECT seen_at, seen_by FROM matching.alerts');
    expect(seen!.seen_by).toBe(broker.actorId);
    await rows(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) VALUES ($1, 'sharing-with-partners', 'v1', '2026-01-05')`, [anna]);
    await alerts.markSeen(partner, alert!.id);
    expect(await rows('SELECT seen_at, seen_by FROM matching.alerts')).toEqual([seen]);
    expect(await rows(`SELECT actor_id, organisation_id, subject FROM audit.events WHERE action = 'matching.alert-seen' AND subject = $1`, [alert!.id])).toEqual([{ actor_id: broker.actorId, organisation_id: alert!.organisation_id, subject: alert!.id }]);
  });
});
