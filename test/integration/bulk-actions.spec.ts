import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { MessageSender, PausingService, type AskedForMany, type BulkActionPage, type BulkRequest } from '#lib/brokerage';
import { AccessService, ClientsService, OrganisationsService } from '#lib/identity';
import { STANDARD_CASE_LIMITS, type CaseList } from '#lib/kernel';
import type { Actor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { caseworkOf, forMany, type Casework } from '../support/casework.js';
import { cityTree, referralsOf } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { capturedMails } from '../support/mail-folder.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';

const TODAY = '2026-06-15';
const clock = new FixedClock(TODAY);
const home = mkdtempSync(join(tmpdir(), 'pathways-bulk-'));
const nobody = randomUUID();

let database: TestDatabase;
let services: INestApplicationContext;
let casework: Casework;
let leadId: string;
let lead: Actor;
/** Of the first brokerage, in the order of their references: with every consent and an address. */
let people: string[];
let opportunities: string[];
const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, values);

/** People of a brokerage who came on the books in order, straight into the table: files of forty thousand are another test's. */
async function addPeople(organisation: string, count: number): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest, created_at)
     SELECT organisation_id, $1 || n, 'Given', 'Family', '', '2026-05-01T12:00:00Z' FROM identity.organisations, generate_series(1, $2::integer) AS n WHERE code = $1 RETURNING candidate_id AS id`,
    [organisation, count],
  );
  return rows.map(({ id }) => id);
}

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock, environment: { PATHWAYS_HOME: home } });
  casework = caseworkOf(services);
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, cityTree('A'));
  const cells = Array.from({ length: 60 }, (_, n) => ({ YOUR_REFERENCE: `P-${String(n).padStart(2, '0')}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', EMAIL: `p${n}@people.example`, CONSENT_SHARING: 'v1 2026-01-05', CONSENT_CONTACT: 'v1 2026-01-05', CONSENT_MATCHING: 'v1 2026-01-05' }));
  await new Partner(services).sendAndRead({ content: 'candidates', organisation: 'A-BROKER-1', file: csvOf(Object.keys(cells[0]!), cells) });
  await query(`UPDATE candidates.candidates SET created_at = '2026-05-01T12:00:00Z'`);
  await query('SELECT brokerage.rebuild_caseload()');
  const roles = ['A', 'B', 'C', 'D', 'E'].map((reference) => ({ YOUR_REFERENCE: reference, KIND: 'role', TITLE: `Porter ${reference}`, REMOTE: 'yes', PLACES: '9' }));
  await new Partner(services).sendAndRead({ content: 'roles', organisation: 'A-TRUST-1', file: csvOf(Object.keys(roles[0]!), roles) });
  people = (await query<{ id: string }>('SELECT candidate_id AS id FROM candidates.candidates ORDER BY reference')).map(({ id }) => id);
  opportunities = (await query<{ id: string }>('SELECT opportunity_id AS id FROM opportunities.opportunities ORDER BY reference')).map(({ id }) => id);
  const [account] = await query<{ id: string }>(`INSERT INTO identity.users (email, email_fingerprint, display_name, accepted_at) VALUES ('l', 'l', 'Lead', now()) RETURNING user_id AS id`);
  leadId = account!.id;
  await query(`INSERT INTO identity.role_grants (user_id, organisation_id, role, from_on) SELECT $1, organisation_id, 'broker-lead', '2026-01-01' FROM identity.organisations WHERE code = 'A-ICS'`, [leadId]);
  lead = (await services.get(AccessService, { strict: false }).actorOfUser(leadId))!;
});
afterAll(async () => {
  await services.close();
  await database.close();
});

const REFER = (opportunity: number): AskedForMany => ({ kind: 'refer', opportunityId: opportunities[opportunity]!, intakeId: null, words: null });
const ask = (who: Partial<BulkRequest>, asked: AskedForMany): Promise<BulkActionPage> => forMany(casework, lead, who, asked);
const answer = (bulkId: string): Promise<BulkActionPage> => casework.bulkAnswers.page(lead, bulkId, { after: null, limit: 500, outcome: null });
const whole = (list: CaseList, count: number, organisationId?: string): BulkRequest['filter'] => ({ list, people: count, organisationId, ...STANDARD_CASE_LIMITS });
const idOf = async (code: string): Promise<string> => (await query<{ id: string }>('SELECT organisation_id AS id FROM identity.organisations WHERE code = $1', [code]))[0]!.id;

describe('referring many', () => {
  it('answers for each of them: referred, or why not', async () => {
    const [free, shy, there, paused, declined] = people as [string, string, string, string, string];
    await query(`UPDATE candidates.consents SET withdrawn_on = '2026-06-01' WHERE candidate_id = $1 AND purpose = 'sharing-with-partners'`, [shy]);
    const referrals = referralsOf(services);
    await referrals.refer(lead, { candidateId: there, opportunityId: opportunities[0]! });
    await services.get(PausingService, { strict: false }).pause(lead, paused, { reasonCode: 'asked-to-wait', resumesOn: '2026-07-01', cancel: [] });
    const declinedId = await referrals.refer(lead, { candidateId: declined, opportunityId: opportunities[0]! });
    await referrals.record(lead, declinedId, { event: 'decline', reasonCode: 'too-far' });
    const told = await ask({ candidateIds: [free, shy, there, paused, declined, nobody] }, REFER(0));
    expect(told).toMatchObject({ kind: 'refer', status: 'done', total: 6, answered: 6, next: null });
    expect(told.people.map(({ outcome }) => outcome)).toEqual(['done', 'no-consent', 'already-referred', 'paused', 'set-aside', 'not-found']);
    const [made] = await query<object>(`SELECT referral_id AS "subjectId", status FROM brokerage.referrals WHERE candidate_id = $1`, [free]);
    expect({ ...told.people[0], status: 'referred' }).toEqual({ ...made, candidateId: free, outcome: 'done' });
    // As if each had been referred one by one.
    const trace = (candidateId: string): Promise<unknown[]> => query(
      `SELECT to_jsonb(happened) - 'event_id' - 'referral_id' AS event, audited.action, audited.actor_id AS actor, audited.detail, audited.organisation_id AS organisation, referral.status, holds_place AS "holdsPlace", live_referrals AS live, still_since_on AS still,
              (SELECT count(*)::int FROM brokerage.messages AS message WHERE message.referral_id = referral.referral_id) AS told
         FROM brokerage.referrals AS referral JOIN brokerage.referral_events AS happened USING (referral_id) JOIN audit.events AS audited ON audited.subject = referral_id::text JOIN brokerage.case_summaries AS summary USING (candidate_id)
        WHERE candidate_id = $1`,
      [candidateId],
    );
    expect(await trace(free)).toEqual(await trace(there));
    expect((await ask({ candidateIds: [free] }, REFER(0))).outcomes).toMatchObject([{ outcome: 'already-referred', words: expect.stringMatching(/live referral/), people: 1 }]);
    clock.day = '2026-07-01'; // the pause is over
    expect((await ask({ candidateIds: [paused] }, REFER(0))).people).toMatchObject([{ outcome: 'done' }]);
    clock.day = TODAY;
  });

  it('of a list is a job’s: killed in the middle and rung by several at once, it refers each person once', async () => {
    const count = await listed('assigned');
    expect(count).toBe(0);
    await ask({ candidateIds: people.slice(10) }, { kind: 'hand-over', toUserId: leadId, reasonCode: 'first-broker', words: null });
    const request = { requestKey: randomUUID(), filter: whole('assigned', 50) };
    const asked = await ask(request, REFER(1));
    expect(asked).toMatchObject({ status: 'queued', total: 50, answered: 0, outcomes: [] });
    // The 35th of the list brings down the one who does it, as a full disk would.
    await query(`CREATE FUNCTION brokerage.fall_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.candidate_id = '${asked.people[34]!.candidateId}' THEN RAISE EXCEPTION 'Down'; END IF; RETURN NEW; END $$`);
    await query(`CREATE TRIGGER fall_over BEFORE INSERT ON brokerage.referrals FOR EACH ROW EXECUTE FUNCTION brokerage.fall_over()`);
    await expect(casework.bulk.work(asked.bulkId)).rejects.toThrow('Down');
    expect(await answer(asked.bulkId)).toMatchObject({ status: 'queued', answered: 20, finishedAt: null });
    expect(await ask(request, REFER(1))).toMatchObject({ bulkId: asked.bulkId, answered: 20 }); // sent again: nothing new
    await query(`DROP TRIGGER fall_over ON brokerage.referrals`);
    await Promise.all([1, 2, 3].map(() => casework.bulk.work(asked.bulkId)));
    await casework.bulk.work(asked.bulkId);
    const done = await answer(asked.bulkId);
    expect(done).toMatchObject({ status: 'done', answered: 50, outcomes: [{ outcome: 'done', people: 50 }] });
    expect(await query(`SELECT count(*)::int AS referrals, count(DISTINCT candidate_id)::int AS people, count(*) FILTER (WHERE referral_id = ANY ($2))::int AS told
                          FROM brokerage.referrals JOIN opportunities.intakes USING (intake_id) WHERE opportunity_id = $1`, [opportunities[1], done.people.map(({ subjectId }) => subjectId)])).toEqual([{ referrals: 50, people: 50, told: 50 }]);
    expect(await query(`SELECT count(*)::int AS events FROM audit.events WHERE action = 'referral.refer' AND actor_id = $1 AND subject = ANY ($2)`, [lead.actorId, done.people.map(({ subjectId }) => subjectId)])).toEqual([{ events: 50 }]);
  });

  it('refuses for all what stands against it for all', async () => {
    await query(`UPDATE opportunities.intakes SET is_closed = true WHERE opportunity_id = $1`, [opportunities[3]]);
    await expect(ask({ candidateIds: people }, REFER(3))).rejects.toMatchObject({ code: 'opportunities/no-place-left' });
    await expect(ask({ candidateIds: people }, { ...REFER(0), opportunityId: nobody } as AskedForMany)).rejects.toMatchObject({ code: 'opportunities/opportunity-not-found' });
    await expect(forMany(casework, { ...lead, actions: new Set(['casework.record']) }, { candidateIds: people }, REFER(0))).rejects.toMatchObject({ code: 'access/not-allowed' });
    await expect(ask({}, REFER(0))).rejects.toMatchObject({ code: 'brokerage/selection-wrong' });
    await expect(ask({ candidateIds: people }, { kind: 'hand-over', toUserId: nobody, reasonCode: 'other', words: null })).rejects.toMatchObject({ code: 'brokerage/broker-not-found' });
  });

  it('from two sides at the same moment, the same people in another order, refers each of them once', async () => {
    const some = people.slice(10, 28);
    const answers = await Promise.all([some, some.toReversed(), some, some.toReversed()].map((candidateIds) => ask({ candidateIds }, REFER(2))));
    const outcomes = answers.flatMap(({ people: told }) => told.map(({ outcome }) => outcome));
    expect([outcomes.filter((outcome) => outcome === 'done').length, outcomes.filter((outcome) => outcome === 'already-referred').length]).toEqual([18, 54]);
  });
});

const listed = async (list: CaseList, organisationId?: string): Promise<number> => (await casework.caseload.counts(lead, { organisationId }, STANDARD_CASE_LIMITS)).find((count) => count.list === list)!.people;

describe('what was asked for', () => {
  const TO_NOBODY: AskedForMany = { kind: 'hand-over', toUserId: null, reasonCode: 'no-longer-needed', words: null };

  it('of a list with another number of people by now is told, and nothing is done', async () => {
    const key = randomUUID();
    const now = await listed('assigned');
    await expect(ask({ requestKey: key, filter: whole('assigned', now + 1) }, TO_NOBODY)).rejects.toMatchObject({ code: 'brokerage/list-changed', message: expect.stringContaining(`${now} people on this list now, and there were ${now + 1}`) });
    expect(await query('SELECT FROM brokerage.bulk_actions WHERE request_key = $1', [key])).toEqual([]);
    expect(await listed('assigned')).toBe(now);
    expect(await ask({ requestKey: key, filter: whole('assigned', now) }, TO_NOBODY)).toMatchObject({ status: 'done', outcomes: [{ outcome: 'done', people: now }] });
    expect(await listed('assigned')).toBe(0);
  });

  it('is not gone on with when it is stopped, or when whoever asked may not any more', async () => {
    await ask({ candidateIds: people.slice(10) }, { kind: 'hand-over', toUserId: leadId, reasonCode: 'first-broker', words: null });
    const stopped = await ask({ filter: whole('assigned', 50) }, REFER(0));
    await casework.bulk.stop(lead, stopped.bulkId);
    await casework.bulk.stop(lead, stopped.bulkId); // once more changes nothing
    await casework.bulk.work(stopped.bulkId);
    expect(await answer(stopped.bulkId)).toMatchObject({ status: 'cancelled', answered: 0 });
    const asked = await ask({ filter: whole('assigned', 50) }, REFER(0));
    await query(`UPDATE identity.role_grants SET to_on = '2026-06-01' WHERE user_id = $1`, [leadId]);
    await casework.bulk.work(asked.bulkId);
    expect(await query('SELECT status, error_code AS code FROM brokerage.bulk_actions WHERE bulk_id = $1', [asked.bulkId])).toEqual([{ status: 'failed', code: 'access/not-allowed' }]);
    await query(`UPDATE identity.role_grants SET to_on = NULL WHERE user_id = $1`, [leadId]);
    expect(await answer(asked.bulkId)).toMatchObject({ answered: 0, problem: expect.stringMatching(/role has changed/) });
    await query(`UPDATE identity.users SET is_active = false WHERE user_id = $1`, [leadId]);
    const left = await ask({ filter: whole('assigned', 50) }, REFER(0));
    await casework.bulk.work(left.bulkId);
    await query(`UPDATE identity.users SET is_active = true WHERE user_id = $1`, [leadId]);
    expect((await casework.bulkAnswers.list(lead)).slice(0, 3).map(({ bulkId, status }) => [bulkId, status])).toEqual([[left.bulkId, 'failed'], [asked.bulkId, 'failed'], [stopped.bulkId, 'cancelled']]);
  });

  it('ends with the reason when the employer closes what people are referred to; those before stay referred', async () => {
    const asked = await ask({ filter: whole('assigned', 50) }, REFER(4));
    // The employer closes it while the job refers the fifth.
    await query(`CREATE FUNCTION brokerage.shut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN IF NEW.candidate_id = '${asked.people[4]!.candidateId}' THEN UPDATE opportunities.opportunities SET is_withdrawn = true WHERE opportunity_id = '${opportunities[4]!}'; END IF; RETURN NEW; END $$`);
    await query(`CREATE TRIGGER shut AFTER INSERT ON brokerage.referrals FOR EACH ROW EXECUTE FUNCTION brokerage.shut()`);
    await casework.bulk.work(asked.bulkId);
    await query(`DROP TRIGGER shut ON brokerage.referrals`);
    expect(await answer(asked.bulkId)).toMatchObject({ status: 'failed', answered: 20, outcomes: [{ outcome: 'done', people: 20 }], problem: expect.stringMatching(/closed, withdrawn/) });
  });

  it('is nobody else’s to read or stop', async () => {
    const [first] = await casework.bulkAnswers.list(lead);
    const other = { ...lead, actorId: `user:${nobody}` };
    expect(await casework.bulkAnswers.list(other)).toEqual([]);
    await expect(casework.bulkAnswers.page(other, first!.bulkId, { after: null, limit: 5, outcome: null })).rejects.toMatchObject({ code: 'brokerage/bulk-action-not-found' });
    await expect(casework.bulk.stop(other, first!.bulkId)).rejects.toMatchObject({ code: 'brokerage/bulk-action-not-found' });
  });

  it('is rung for again when its bell was lost', async () => {
    const asked = await ask({ filter: whole('assigned', 50) }, REFER(0));
    await query(`UPDATE brokerage.bulk_actions SET rung_at = now() - interval '1 hour' WHERE bulk_id = $1`, [asked.bulkId]);
    await casework.bulk.ringAgain(60);
    expect(await query(`SELECT rung_at > now() - interval '1 minute' AS "isRung" FROM brokerage.bulk_actions WHERE bulk_id = $1`, [asked.bulkId])).toEqual([{ isRung: true }]);
    await casework.bulk.stop(lead, asked.bulkId);
  });
});

describe('writing to many', () => {
  it('writes to each of them once, or says why not; a broker’s own words are read after signing in and are in no mail', async () => {
    const [fine, late, silent, without] = people.slice(10) as [string, string, string, string];
    await query(`UPDATE candidates.consents SET withdrawn_on = '2026-06-01' WHERE candidate_id = $1 AND purpose = 'contact'`, [silent]);
    await query(`UPDATE candidates.candidates SET email = NULL WHERE candidate_id = $1`, [without]);
    const request = { requestKey: randomUUID(), candidateIds: [fine, late, silent, without, nobody] };
    const words: AskedForMany = { kind: 'message', template: 'broker-wrote', words: 'Bring SECRET papers.' };
    const told = await ask(request, words);
    expect(told.people.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'no-consent', 'no-address', 'not-found']);
    expect(await Promise.all([ask(request, words), ask(request, words)])).toEqual([told, told]);
    await query(`UPDATE candidates.consents SET withdrawn_on = '2026-06-10' WHERE candidate_id = $1 AND purpose = 'contact'`, [late]);
    await query(`INSERT INTO brokerage.messages (key, kind, to_candidate_id) VALUES ('written-later', 'plan-news', $1)`, [fine]);
    await services.get(MessageSender, { strict: false }).send();
    // What one person is told does not wait for what many are.
    expect((await query<{ kind: string }>(`SELECT kind FROM brokerage.messages WHERE status = 'sent' AND kind IN ('plan-news', 'broker-wrote') ORDER BY ended_at`)).map(({ kind }) => kind)).toEqual(['plan-news', 'broker-wrote']);
    expect(await query(`SELECT to_candidate_id AS id, status, reason_code AS reason FROM brokerage.messages WHERE kind = 'broker-wrote' ORDER BY to_candidate_id = $1 DESC`, [fine])).toEqual([{ id: fine, status: 'sent', reason: null }, { id: late, status: 'not-sent', reason: 'no-consent' }]);
    const mails = capturedMails(home).filter(({ subject }) => subject === 'There is a message for you');
    expect(mails.map(({ text }) => /SECRET/.test(text))).toEqual([false]);
    const own: Actor = { ...lead, actorId: 'user:own', actions: new Set(['own-record.read']), candidateId: fine, reach: {} };
    expect(await casework.record.notes(own, fine)).toMatchObject([{ text: 'Bring SECRET papers.', visibility: 'candidate' }]);
    const stored = await query<{ text: string }>(`SELECT row::text AS text FROM brokerage.notes AS row UNION ALL SELECT row::text FROM brokerage.bulk_actions AS row UNION ALL SELECT row::text FROM audit.events AS row`);
    expect(stored.filter(({ text }) => text.includes('SECRET'))).toEqual([]);
    await expect(ask({ candidateIds: [fine] }, { kind: 'message', template: 'broker-asks-call', words: 'Mine' })).rejects.toMatchObject({ code: 'brokerage/words-wrong' });
  });

  it('tells nobody of openings who is paused, and still asks them to call', async () => {
    const [, , , paused] = people as [string, string, string, string];
    const both = { candidateIds: [paused, people[20]!] };
    expect((await ask(both, { kind: 'message', template: 'broker-has-openings', words: null })).people.map(({ outcome }) => outcome)).toEqual(['paused', 'done']);
    expect((await ask(both, { kind: 'message', template: 'broker-asks-call', words: null })).people.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(await query(`SELECT kind FROM brokerage.messages WHERE to_candidate_id = $1`, [paused])).toEqual([{ kind: 'broker-asks-call' }]);
  });

  it('of a list by several jobs at once writes to each person once', async () => {
    await addPeople('A-BROKER-2', 450);
    await query(`UPDATE candidates.candidates SET email = 'x' WHERE reference LIKE 'A-BROKER-2%'`);
    await query(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) SELECT candidate_id, 'contact', 'v1', '2026-01-05' FROM candidates.candidates WHERE reference LIKE 'A-BROKER-2%'`);
    const asked = await ask({ filter: whole('unassigned', 450, await idOf('A-BROKER-2')) }, { kind: 'message', template: 'broker-asks-record', words: null });
    expect(asked).toMatchObject({ status: 'queued', total: 450 });
    await Promise.all([1, 2, 3].map(() => casework.bulk.work(asked.bulkId)));
    await casework.bulk.work(asked.bulkId);
    expect(await answer(asked.bulkId)).toMatchObject({ status: 'done', outcomes: [{ outcome: 'done', people: 450 }] });
    expect(await query(`SELECT count(*)::int AS messages, count(DISTINCT to_candidate_id)::int AS people FROM brokerage.messages WHERE kind = 'broker-asks-record'`)).toEqual([{ messages: 450, people: 450 }]);
  });

  it('for a machine goes on with what its key may, until the key is taken back', async () => {
    const clients = services.get(ClientsService, { strict: false });
    const { clientId } = await clients.create(OPERATOR, { name: 'Machine', nodeCode: 'A-PLACE-2', scopes: ['casework.record'] });
    const access = services.get(AccessService, { strict: false });
    const machine = (await access.actorAgain(`client:${clientId}`))!;
    const request = () => forMany(casework, machine, { filter: whole('unassigned', 450) }, { kind: 'message', template: 'broker-has-openings', words: null });
    const [first, second] = [await request(), await request()];
    await casework.bulk.work(first.bulkId);
    await clients.revoke(OPERATOR, clientId);
    await casework.bulk.work(second.bulkId);
    expect(await query(`SELECT bulk_id AS "bulkId", status FROM brokerage.bulk_actions WHERE requested_by = $1 ORDER BY bulk_id`, [machine.actorId])).toEqual([{ bulkId: first.bulkId, status: 'done' }, { bulkId: second.bulkId, status: 'failed' }]);
    expect(await Promise.all(['operator', 'job:do-for-many', `job:${clientId}`, `client:${nobody}`].map((actorId) => access.actorAgain(actorId)))).toEqual([null, null, null, null]);
  });
});
