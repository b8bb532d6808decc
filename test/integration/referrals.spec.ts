import { ReferralsQuery, ReferralsService, type NewReferral } from '#lib/brokerage';
import type { ReferralEvent } from '#lib/kernel';
import type { DomainError } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { plainChange } from '../support/cases.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';
import { OPERATOR } from '../support/operator.js';

const TODAY = '2026-06-01';
const PEOPLE = 200;
const PLACES = 20;

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;
let referrals: ReferralsService;
let query: ReferralsQuery;
const clock = new FixedClock(TODAY);

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  partner = new Partner(services);
  referrals = services.get(ReferralsService, { strict: false });
  query = services.get(ReferralsQuery, { strict: false });
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  clock.day = TODAY;
  await database.dataSource.query('TRUNCATE candidates.candidates, opportunities.opportunities, exchange.uploads CASCADE');
  await sendPeople(Array.from({ length: PEOPLE }, () => 'v1 2026-05-01'));
  await sendRoles([{ YOUR_REFERENCE: 'MANY', PLACES: String(PLACES), START_DATE: '2026-07-06' }, { YOUR_REFERENCE: 'ONE', PLACES: '1', START_DATE: '2026-07-06' }, { YOUR_REFERENCE: 'ANY-DAY', PLACES: '5', START_DATE: '' }]);
});

async function sendPeople(consents: readonly string[]): Promise<void> {
  const rows = consents.map((consent, index) => ({ YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: consent }));
  expect(await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(rows[0]!), rows) })).toMatchObject({ status: 'done', rowsRejected: 0 });
}

async function sendRoles(rows: readonly Readonly<Record<string, string>>[]): Promise<void> {
  const file = csvOf(['YOUR_REFERENCE', 'KIND', 'TITLE', 'REMOTE', 'PLACES', 'START_DATE'], rows.map((row) => ({ KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', ...row })));
  expect(await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file })).toMatchObject({ status: 'done', rowsRejected: 0 });
}

async function pair(reference: string, roleReference: string): Promise<NewReferral> {
  const [ids] = await database.dataSource.query<NewReferral[]>(
    `SELECT (SELECT candidate_id FROM candidates.candidates WHERE reference = $1) AS "candidateId", (SELECT opportunity_id FROM opportunities.opportunities WHERE reference = $2) AS "opportunityId"`,
    [reference, roleReference],
  );
  return ids!;
}

const refer = async (reference: string, roleReference: string): Promise<string> => referrals.refer(OPERATOR, await pair(reference, roleReference));
const record = (referralId: string, ...events: ReferralEvent[]): Promise<unknown> => events.reduce<Promise<unknown>>((before, event) => before.then(() => referrals.record(OPERATOR, referralId, plainChange(event))), Promise.resolve());

async function placesOf(roleReference: string): Promise<{ taken: number; held: number }> {
  const [row] = await database.dataSource.query<{ taken: number; held: number }[]>(
    `SELECT sum(places_taken)::int AS taken, (SELECT count(*)::int FROM brokerage.referrals JOIN opportunities.intakes USING (intake_id) WHERE opportunity_id = opportunity.opportunity_id AND holds_place) AS held
       FROM opportunities.opportunities AS opportunity JOIN opportunities.intakes USING (opportunity_id) WHERE reference = $1 GROUP BY opportunity.opportunity_id`,
    [roleReference],
  );
  return row!;
}

/** The codes of what was refused, each once, and how much was not. */
function outcomeOf(results: readonly PromiseSettledResult<unknown>[]): { done: number; refused: string[] } {
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as DomainError).code] : []));
  return { done: results.length - refused.length, refused: [...new Set(refused)] };
}

const everybody = Array.from({ length: PEOPLE }, (_, index) => `C-${index}`);

describe('places', () => {
  it('are taken by exactly as many of 200 offers at once as there are', async () => {
    const ids: string[] = [];
    for (const reference of everybody) ids.push(await refer(reference, 'MANY'));
    expect(await placesOf('MANY')).toEqual({ taken: 0, held: 0 });
    const results = await Promise.allSettled(ids.map((id) => referrals.record(OPERATOR, id, { event: 'offer' })));
    expect(outcomeOf(results)).toEqual({ done: PLACES, refused: ['opportunities/no-place-left'] });
    expect(await placesOf('MANY')).toEqual({ taken: PLACES, held: PLACES });
    const statuses = await database.dataSource.query('SELECT status, holds_place AS holds, count(*)::int AS referrals FROM brokerage.referrals GROUP BY 1, 2 ORDER BY 1');
    expect(statuses).toEqual([{ status: 'offered', holds: true, referrals: PLACES }, { status: 'referred', holds: false, referrals: PEOPLE - PLACES }]);
    // A refused offer has left no trace in the case.
    expect(await database.dataSource.query(`SELECT count(*)::int AS offers FROM brokerage.referral_events WHERE event = 'offer'`)).toEqual([{ offers: PLACES }]);
    expect(await database.dataSource.query(`SELECT count(*)::int AS offers FROM audit.events WHERE action = 'referral.offer'`)).toEqual([{ offers: PLACES }]);
  });

  it.each<[ReferralEvent, ReferralEvent[]]>([
    ['decline', ['offer']],
    ['decline', ['offer', 'accept', 'start-checks']],
    ['reject', ['offer', 'accept']],
    ['withdraw', ['offer', 'accept', 'start-checks']],
    ['expire', ['offer']],
  ])('are given back by %s after %j, and go to whoever is next', async (event, before) => {
    const [first, second] = [await refer('C-0', 'ONE'), await refer('C-1', 'ONE')];
    await record(first, ...before);
    await expect(record(second, 'offer')).rejects.toMatchObject({ code: 'opportunities/no-place-left' });
    await record(first, event);
    expect(await placesOf('ONE')).toEqual({ taken: 0, held: 0 });
    await record(second, 'offer');
    expect(await placesOf('ONE')).toEqual({ taken: 1, held: 1 });
    await expect(record(first, event)).rejects.toMatchObject({ code: 'brokerage/event-not-allowed' });
    expect(await placesOf('ONE')).toEqual({ taken: 1, held: 1 });
  });

  it('declined by many at once are given back once each', async () => {
    const ids = await Promise.all(everybody.slice(0, PLACES).map((reference) => refer(reference, 'MANY')));
    await Promise.all(ids.map((id) => record(id, 'offer')));
    const results = await Promise.allSettled([...ids, ...ids].map((id) => record(id, 'decline')));
    expect(outcomeOf(results)).toEqual({ done: PLACES, refused: ['brokerage/event-not-allowed'] });
    expect(await placesOf('MANY')).toEqual({ taken: 0, held: 0 });
  });

  it('that are all taken close the intake to referrals, and a start keeps the place', async () => {
    const id = await refer('C-0', 'ONE');
    await record(id, 'offer', 'accept', 'start');
    expect(await placesOf('ONE')).toEqual({ taken: 1, held: 1 });
    await expect(refer('C-1', 'ONE')).rejects.toMatchObject({ code: 'opportunities/no-place-left' });
  });

  it('are not lost when the partner sends the role again with fewer, and not made up with more', async () => {
    const ids = await Promise.all(everybody.slice(0, 3).map((reference) => refer(reference, 'MANY')));
    for (const id of ids) await record(id, 'offer');
    await sendRoles([{ YOUR_REFERENCE: 'MANY', PLACES: '2', START_DATE: '2026-07-06' }]);
    expect(await database.dataSource.query(`SELECT places, places_taken AS taken FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE reference = 'MANY'`)).toEqual([{ places: 3, taken: 3 }]);
    await sendRoles([{ YOUR_REFERENCE: 'MANY', PLACES: '4', START_DATE: '2026-07-06' }]);
    expect(await database.dataSource.query(`SELECT places, places_taken AS taken FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE reference = 'MANY'`)).toEqual([{ places: 4, taken: 3 }]);
  });
});

describe('a referral', () => {
  it('of a pair that has a live one is refused, also when both come at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => refer('C-0', 'MANY')));
    expect(outcomeOf(results)).toEqual({ done: 1, refused: ['brokerage/already-referred'] });
    const [first] = await query.ofCandidate(OPERATOR, (await pair('C-0', 'MANY')).candidateId);
    await record(first!.referralId, 'decline');
    const second = await refer('C-0', 'MANY');
    expect(second).not.toBe(first!.referralId);
    expect((await query.ofCandidate(OPERATOR, (await pair('C-0', 'MANY')).candidateId)).map(({ status }) => status)).toEqual(['referred', 'declined']);
  });

  it('needs a consent to be shown to partners that holds on the day', async () => {
    await sendPeople(['', 'v1 2026-05-01', 'v1 2026-05-01']);
    await expect(refer('C-0', 'MANY')).rejects.toMatchObject({ code: 'brokerage/no-consent-to-share', message: 'The candidate has not consented to be shown to partners. Ask for the consent first.' });
    await expect(refer('C-1', 'MANY')).resolves.toEqual(expect.any(String));
    await database.dataSource.query(`UPDATE candidates.consents SET expires_on = '2026-06-01'`);
    await expect(refer('C-2', 'MANY')).resolves.toEqual(expect.any(String));
    clock.day = '2026-06-02';
    await expect(refer('C-1', 'ONE')).rejects.toMatchObject({ code: 'brokerage/no-consent-to-share' });
    expect(await database.dataSource.query('SELECT count(*)::int AS referrals FROM brokerage.referrals')).toEqual([{ referrals: 2 }]);
  });

  it('goes to the intake asked for, else to the next that starts, never to one of the past', async () => {
    const { candidateId, opportunityId } = await pair('C-0', 'MANY');
    const [july] = await database.dataSource.query<{ id: string }[]>('SELECT intake_id AS id FROM opportunities.intakes WHERE opportunity_id = $1', [opportunityId]);
    await database.dataSource.query(`INSERT INTO opportunities.intakes (opportunity_id, starts_on, places) VALUES ($1, '2026-06-15', 1), ($1, '2026-05-04', 9)`, [opportunityId]);
    const soonest = await query.detail(OPERATOR, await referrals.refer(OPERATOR, { candidateId, opportunityId }));
    expect(soonest.intakeStartsOn).toBe('2026-06-15');
    expect((await query.detail(OPERATOR, await referrals.refer(OPERATOR, { candidateId, opportunityId, intakeId: july!.id }))).intakeStartsOn).toBe('2026-07-06');
    const [past] = await database.dataSource.query<{ id: string }[]>(`SELECT intake_id AS id FROM opportunities.intakes WHERE starts_on = '2026-05-04'`);
    await expect(referrals.refer(OPERATOR, { candidateId, opportunityId, intakeId: past!.id })).rejects.toMatchObject({ code: 'opportunities/no-place-left' });
  });

  it('keeps every event as it was written, and only ever adds', async () => {
    const id = await refer('C-0', 'ANY-DAY');
    const events = () => database.dataSource.query<{ row: string }[]>('SELECT to_jsonb(event)::text AS row FROM brokerage.referral_events AS event ORDER BY event_id');
    let before = await events();
    for (const event of ['review', 'invite-to-interview', 'offer', 'accept', 'start-checks', 'start'] as const) {
      await record(id, event);
      const after = await events();
      expect(after.slice(0, -1)).toEqual(before);
      before = after;
    }
    await expect(record(id, 'decline')).rejects.toMatchObject({ code: 'brokerage/event-not-allowed', message: 'A referral that is started cannot be changed by "decline". The case has ended.' });
    expect(await events()).toEqual(before);
    const { history, status, startedOn, allowedEvents } = await query.detail(OPERATOR, id);
    expect(history.map(({ fromStatus, event, toStatus }) => `${fromStatus} ${event} ${toStatus}`)).toEqual([
      'suggested refer referred', 'referred review reviewing', 'reviewing invite-to-interview interview', 'interview offer offered',
      'offered accept accepted', 'accepted start-checks checks', 'checks start started',
    ]);
    expect({ status, startedOn, allowedEvents }).toEqual({ status: 'started', startedOn: TODAY, allowedEvents: [] });
  });
});
