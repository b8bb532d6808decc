import { ReferralsQuery, ReferralsService } from '#lib/brokerage';
import { REFERRAL_EVENTS, STANDARD_REASONS, type ReferralEvent } from '#lib/kernel';
import type { Actor } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { plainChange } from '../support/cases.js';
import { actorWithRoles, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const PEOPLE = 60;
const clock = new FixedClock(TODAY);
let database: TestDatabase;
let services: INestApplicationContext;
let referrals: ReferralsService;
let query: ReferralsQuery;
let nodes: ReadonlyMap<string, string>;

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  nodes = await nodeIdsByCode(database.dataSource);
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
  await database.dataSource.query('DELETE FROM opportunities.programmes');
  const partner = new Partner(services);
  const people = Array.from({ length: PEOPLE }, (_, index) => ({ YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_MATCHING: 'v1 2026-05-01', CONSENT_SHARING: 'v1 2026-05-01' }));
  const roles = ['MAIN', 'OTHER', 'THIRD'].map((reference) => ({ YOUR_REFERENCE: reference, KIND: 'role', TITLE: `Porter ${reference}`, REMOTE: 'yes', PLACES: '90', START_DATE: '2026-07-06' }));
  await partner.sendGood({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(people[0]!), people) });
  await partner.sendGood({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(roles[0]!), roles) });
});

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, [...values]);
const personOf = async (reference: string): Promise<string> => (await rows<{ id: string }>('SELECT candidate_id AS id FROM candidates.candidates WHERE reference = $1', [reference]))[0]!.id;
const opportunityOf = async (reference: string): Promise<string> => (await rows<{ id: string }>('SELECT opportunity_id AS id FROM opportunities.opportunities WHERE reference = $1', [reference]))[0]!.id;

/** Refers a person and moves the case on. */
async function caseOf(person: string, role: string, ...events: ReferralEvent[]): Promise<string> {
  const referralId = await referrals.refer(OPERATOR, { candidateId: await personOf(person), opportunityId: await opportunityOf(role) });
  for (const event of events) await referrals.record(OPERATOR, referralId, plainChange(event));
  return referralId;
}

interface CaseRow { readonly id: string; readonly status: string; readonly holdsPlace: boolean }
const casesOf = async (person: string): Promise<CaseRow[]> => rows(`SELECT referral_id AS id, status, holds_place AS "holdsPlace" FROM brokerage.referrals WHERE candidate_id = $1 ORDER BY referral_id`, [await personOf(person)]);
const placesAreCounted = async (): Promise<void> => {
  const wrong = await rows(`SELECT intake_id FROM opportunities.intakes AS intake WHERE places_taken <> (SELECT count(*) FROM brokerage.referrals AS r WHERE r.intake_id = intake.intake_id AND holds_place)`);
  expect(wrong).toEqual([]);
};

/** Somebody of the tests' City, and the person themselves. */
const acting = (role: 'broker' | 'hr', node: string): Promise<Actor> => actorWithRoles(services, TODAY, [{ role, nodeId: nodes.get(node)! }]);
const asPerson = async (reference: string): Promise<Actor> => actorWithRoles(services, TODAY, [{ role: 'candidate', nodeId: nodes.get('T-BROKER')! }], await personOf(reference));

/** To where a case is brought before an event is tried. */
const BEFORE: Readonly<Record<ReferralEvent, readonly ReferralEvent[]>> = {
  refer: [], review: [], 'invite-to-interview': [], offer: [], accept: ['offer'], 'start-checks': ['offer', 'accept'], start: ['offer', 'accept'],
  decline: ['offer', 'accept'], reject: ['offer'], withdraw: ['offer'], expire: ['offer'],
};

describe('what is shown before', () => {
  it('Trap 16: is what is done, for every event and every reason of it', async () => {
    const asked = REFERRAL_EVENTS.filter((event) => event !== 'refer').flatMap((event) => {
      const codes = STANDARD_REASONS.filter(({ steps }) => (steps as readonly string[]).includes(event)).map(({ code }) => code);
      return (codes.length === 0 ? [undefined] : codes).map((reasonCode) => ({ event, reasonCode }));
    });
    expect(asked.length).toBeGreaterThan(20);
    for (const [index, { event, reasonCode }] of asked.entries()) {
      const person = `C-${index}`;
      const main = await caseOf(person, 'MAIN', ...BEFORE[event]);
      await caseOf(person, 'OTHER', 'offer');
      await caseOf(person, 'THIRD', 'review');
      const before = await casesOf(person);
      const { consequences } = await query.preview(OPERATOR, main, event, reasonCode ?? null);
      const { change, releases, stays, refusedBy, setAside, pause } = consequences!;
      expect(await casesOf(person)).toEqual(before);
      await referrals.record(OPERATOR, main, { event, ...(reasonCode === undefined ? {} : { reasonCode }) });

      const told = new Map([change, ...releases].map((one) => [one.referralId, { id: one.referralId, status: one.to, holdsPlace: one.placeEffect === 'none' ? one.holdsPlace : one.placeEffect === 'take' }]));
      for (const { referralId, status, holdsPlace } of stays) told.set(referralId, { id: referralId, status, holdsPlace });
      expect({ event, reasonCode, cases: await casesOf(person) }).toEqual({ event, reasonCode, cases: before.map(({ id }) => told.get(id)) });
      const [last] = await rows(`SELECT event, reason_code AS "reasonCode", refused_by AS "refusedBy", effect, effect_until_on::text AS until FROM brokerage.referral_events WHERE referral_id = $1 ORDER BY event_id DESC LIMIT 1`, [main]);
      const effect = setAside === null ? (pause === null ? null : 'pause') : setAside.isUntilChecked ? 'recheck' : 'set-aside';
      expect(last).toEqual({ event, reasonCode: reasonCode ?? null, refusedBy, effect, until: setAside?.untilOn ?? pause?.resumesOn ?? null });
      expect(await rows(`SELECT resumes_on::text AS "resumesOn" FROM candidates.pauses WHERE candidate_id = $1`, [await personOf(person)])).toEqual(pause === null ? [] : [pause]);
    }
    await placesAreCounted();
  });

  it('says why an event is not possible, and what is', async () => {
    const main = await caseOf('C-0', 'MAIN');
    expect(await query.preview(OPERATOR, main, 'accept', null)).toEqual({ isPossible: false, problem: expect.stringContaining('Possible for you now: review'), sentences: [], consequences: null });
    expect(await query.preview(OPERATOR, main, 'decline', null)).toMatchObject({ isPossible: false, problem: expect.stringContaining('needs a reason') });
    await expect(referrals.record(OPERATOR, main, { event: 'decline' })).rejects.toMatchObject({ code: 'brokerage/reason-not-possible', message: expect.stringContaining('Choose one of: too-far') });
    await expect(query.preview(OPERATOR, '00000000-0000-7000-8000-000000000000', 'accept', null)).rejects.toMatchObject({ code: 'brokerage/referral-not-found' });
  });
});

describe('an acceptance', () => {
  it('Complaint 4: takes the person out of their other referrals, by the person’s own word, and gives the places to others', async () => {
    const main = await caseOf('C-0', 'MAIN', 'offer');
    const [offered, reviewed] = [await caseOf('C-0', 'OTHER', 'offer'), await caseOf('C-0', 'THIRD', 'review')];
    const self = await asPerson('C-0');
    expect((await query.preview(self, main, 'accept', null)).sentences).toEqual([
      'The referral becomes: accepted.',
      'Their referral to Porter OTHER (offered) is withdrawn and its place given back, because they have accepted this one.',
      'Their referral to Porter THIRD (being looked at) is withdrawn, because they have accepted this one.',
      'To be told: the broker and the employer or college.',
    ]);
    await referrals.record(self, main, { event: 'accept' });
    expect((await casesOf('C-0')).map(({ status, holdsPlace }) => [status, holdsPlace])).toEqual([['accepted', true], ['withdrawn', false], ['withdrawn', false]]);
    await placesAreCounted();
    for (const [referralId, from] of [[offered, 'offered'], [reviewed, 'reviewing']]) {
      expect((await query.detail(self, referralId!)).history.at(-1)).toMatchObject({ event: 'withdraw', fromStatus: from, actorId: self.actorId, reasonCode: 'accepted-elsewhere', reason: 'You have accepted another offer.', refusedBy: 'nobody' });
      expect(await rows(`SELECT detail FROM audit.events WHERE action = 'referral.withdraw' AND subject = $1`, [referralId])).toEqual([{ detail: { status: [from, 'withdrawn'], reasonCode: 'accepted-elsewhere', acceptedElsewhere: main } }]);
    }
  });

  it('of two offers at once leaves each person with exactly one', async () => {
    const people = Array.from({ length: 12 }, (_, index) => `C-${index}`);
    const pairs: string[][] = [];
    for (const person of people) pairs.push([await caseOf(person, 'MAIN', 'offer'), await caseOf(person, 'OTHER', 'offer')]);
    const results = await Promise.allSettled(pairs.flat().map((referralId) => referrals.record(OPERATOR, referralId, { event: 'accept' })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(people.length);
    expect(new Set(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : [])))).toEqual(new Set(['brokerage/event-not-allowed']));
    for (const person of people) expect((await casesOf(person)).map(({ status }) => status).toSorted()).toEqual(['accepted', 'withdrawn']);
    await placesAreCounted();
  });

  it('and a new referral of the same person at the same moment wait for each other and do not die of it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const people = Array.from({ length: 10 }, (_, index) => `C-${round * 10 + index}`);
      const offers = await Promise.all(people.map((person) => caseOf(person, 'MAIN', 'offer')));
      const results = await Promise.allSettled(people.flatMap((person, index) => [referrals.record(OPERATOR, offers[index]!, { event: 'accept' }), caseOf(person, 'OTHER', 'offer'), caseOf(person, 'THIRD')]));
      // A referral that was made before the acceptance is released by it, and its offer then comes too late.
      expect(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : [])).filter((code) => code !== 'brokerage/event-not-allowed')).toEqual([]);
    }
    await placesAreCounted();
  });

  it('in a programme that keeps the others leaves them alone, and does not undo what was accepted before', async () => {
    await rows(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, is_releasing_others) VALUES ($1, 'EVENING', 'Evening courses', '2026-01-01', false)`, [nodes.get('T-PLACE-A')]);
    await rows(`UPDATE opportunities.opportunities SET programme_code = 'EVENING' WHERE reference = 'THIRD'`);
    const [evening, main, other] = [await caseOf('C-0', 'THIRD', 'offer'), await caseOf('C-0', 'MAIN', 'offer'), await caseOf('C-0', 'OTHER')];
    await referrals.record(OPERATOR, evening, { event: 'accept' });
    expect((await casesOf('C-0')).map(({ id, status }) => [id, status])).toEqual([[evening, 'accepted'], [main, 'offered'], [other, 'referred']]);
    await referrals.record(OPERATOR, main, { event: 'accept' });
    expect((await casesOf('C-0')).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'withdrawn']);
    await placesAreCounted();
  });
});

describe('Complaint 3: a success', () => {
  it('does not block the person: neither a later intake, nor another opportunity, nor the same intake once they have left', async () => {
    const started = await caseOf('C-0', 'MAIN', 'offer', 'accept');
    await referrals.record(OPERATOR, started, { event: 'start', startedOn: '2026-05-04' });
    await expect(caseOf('C-0', 'MAIN')).rejects.toMatchObject({ code: 'brokerage/already-referred' }); // they are there
    await rows(`INSERT INTO opportunities.intakes (opportunity_id, starts_on, places) VALUES ($1, '2026-09-07', 5)`, [await opportunityOf('MAIN')]);
    const later = (await rows<{ id: string }>(`SELECT intake_id AS id FROM opportunities.intakes WHERE starts_on = '2026-09-07'`))[0]!.id;
    const again = await referrals.refer(OPERATOR, { candidateId: await personOf('C-0'), opportunityId: await opportunityOf('MAIN'), intakeId: later });
    for (const event of ['offer', 'accept'] as const) await referrals.record(OPERATOR, again, { event });
    await caseOf('C-0', 'OTHER', 'offer', 'accept', 'start');
    await rows(`UPDATE brokerage.referrals SET left_on = '2026-05-29' WHERE referral_id = $1`, [started]);
    await caseOf('C-0', 'MAIN', 'offer');
    expect((await casesOf('C-0')).map(({ status }) => status)).toEqual(['started', 'accepted', 'started', 'offered']);
    await placesAreCounted();
  });
});

describe('Complaint 6: who refused', () => {
  it('is kept with the event and shown, the person’s reasons apart from the employer’s', async () => {
    const [declined, rejected] = [await caseOf('C-0', 'MAIN'), await caseOf('C-0', 'OTHER')];
    await referrals.record(await asPerson('C-0'), declined, { event: 'decline', reasonCode: 'too-far' });
    await referrals.record(await acting('hr', 'T-TRUST'), rejected, { event: 'reject', reasonCode: 'requirement-missing' });
    const refusals = async (actor: Actor) => (await query.ofCandidate(actor, await personOf('C-0'))).map(({ history }) => history.at(-1)!).map(({ refusedBy, reason, effect }) => [refusedBy, reason, effect]);
    expect(await refusals(await acting('broker', 'T-BROKER'))).toEqual([['employer', 'Something that is required is missing.', 'recheck'], ['candidate', 'The journey is too long.', 'set-aside']]);
    expect(await refusals(await asPerson('C-0'))).toEqual([['employer', 'Something that they ask for is still missing. Your broker can tell you what.', 'recheck'], ['candidate', 'The journey is too long for you.', 'set-aside']]);
    expect((await refusals(await acting('hr', 'T-TRUST'))).map(([, , effect]) => effect)).toEqual([null, null]);
  });

  it('follows from the side: each is offered its own reasons and gets no others', async () => {
    const main = await caseOf('C-0', 'MAIN');
    const [self, hr] = [await asPerson('C-0'), await acting('hr', 'T-TRUST')];
    const codesOf = async (actor: Actor): Promise<unknown> => (await query.choices(actor, main)).map(({ event, reasons }) => [event, reasons.map(({ code }) => code)]);
    expect(await codesOf(self)).toEqual([['decline', ['too-far', 'pay-too-low', 'hours-do-not-fit', 'start-does-not-fit', 'chose-another', 'circumstances-changed', 'other-kind-of-work']]]);
    expect(await codesOf(hr)).toEqual([['review', []], ['invite-to-interview', []], ['offer', []], ['reject', ['place-filled', 'another-fitted-better', 'requirement-missing', 'missed-interview', 'checks-not-passed', 'no-longer-on-offer']]]);
    await expect(referrals.record(hr, main, { event: 'reject', reasonCode: 'too-far' })).rejects.toMatchObject({ code: 'brokerage/reason-not-possible' });
    await expect(referrals.record(self, main, { event: 'withdraw', reasonCode: 'on-a-break' })).rejects.toMatchObject({ code: 'brokerage/event-not-allowed' });
  });

  it('is a college where it is a course', async () => {
    await rows(`UPDATE opportunities.opportunities SET kind = 'course' WHERE reference = 'MAIN'`);
    const main = await caseOf('C-0', 'MAIN', 'reject');
    expect((await query.detail(OPERATOR, main)).history.at(-1)).toMatchObject({ event: 'reject', refusedBy: 'college' });
  });
});
