import { FairApplications, FairBookings, FairFigures, FairOutcomes, FairRegistrations, FairShortlist, FairsQuery, FairsService, ReferralsService } from '#lib/brokerage';
import { MatchesNowQuery } from '#lib/matching';
import type { Actor, DomainError } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext, Type } from '@nestjs/common';
import ICAL from 'ical.js';
import { actorWithRoles, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { MovableClock } from '../support/movable-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const PEOPLE = 12;
const clock = new MovableClock(new Date('2026-06-01T08:00:00Z'));

let database: TestDatabase;
let services: INestApplicationContext;
let lead: Actor;
let broker: Actor;
let hr: Actor;
let college: Actor;
let people: string[];
let sessionId: string;
let fairId: string;
let standId: string;
let shown: string[];

const get = <Service>(type: Type<Service>): Service => services.get(type, { strict: false });
const refused = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: DomainError) => error.code);
const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, values);

async function send(partner: Partner, content: 'candidates' | 'roles', organisation: string, lines: readonly Readonly<Record<string, string>>[]): Promise<void> {
  expect(await partner.sendAndRead({ content, organisation, file: csvOf(Object.keys(lines[0]!), lines) })).toMatchObject({ status: 'done', rowsRejected: 0 });
}

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  const ids = await nodeIdsByCode(database.dataSource);
  const at = (role: 'broker-lead' | 'broker' | 'hr' | 'college-partner', code: string) => actorWithRoles(services, TODAY, [{ role, nodeId: ids.get(code)! }]);
  [lead, broker, hr, college] = [await at('broker-lead', 'T-CITY'), await at('broker', 'T-BROKER'), await at('hr', 'T-TRUST'), await at('college-partner', 'T-COLLEGE')];
});
afterAll(async () => {
  await services.close();
  await database.close();
});

beforeEach(async () => {
  await database.dataSource.query('TRUNCATE candidates.candidates, opportunities.opportunities, exchange.uploads, brokerage.fairs CASCADE');
  const partner = new Partner(services);
  await send(partner, 'candidates', 'T-BROKER', Array.from({ length: PEOPLE }, (_, index) => ({
    YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', EMAIL: index === 1 ? '' : `c${index}@people.example`, SKILLS: index % 2 === 0 ? 'care' : '', AVAILABILITY: index === 2 ? '' : 'any',
    CONSENT_MATCHING: index === 3 ? '' : 'v1 2026-05-01', CONSENT_SHARING: index === 4 ? '' : 'v1 2026-05-01',
  })));
  await send(partner, 'roles', 'T-TRUST', ['A', 'B'].map((reference) => ({ YOUR_REFERENCE: reference, KIND: 'role', TITLE: `Porter ${reference}`, REMOTE: 'yes', DESIRED_SKILLS: 'care', PLACES: '1', START_DATE: '2026-07-06' })));
  const found = await rows<{ id: string; reference: string }>('SELECT candidate_id AS id, reference FROM candidates.candidates');
  people = Array.from({ length: PEOPLE }, (_, index) => found.find(({ reference }) => reference === `C-${index}`)!.id);
  shown = (await rows<{ id: string }>(`SELECT opportunity_id AS id FROM opportunities.opportunities ORDER BY reference`)).map(({ id }) => id);
  const fairs = get(FairsService);
  fairId = await fairs.announce(lead, { organisation: 'T-CITY', name: 'Spring fair', firstOn: '2026-06-10', lastOn: '2026-06-10', targetGroups: [], areaCodes: [] });
  sessionId = await fairs.addSession(lead, fairId, { on: '2026-06-10', from: '09:00', to: '12:00', capacity: PEOPLE, videoLink: 'https://video.example/hall' });
  standId = await fairs.addStand(lead, fairId, { organisation: 'T-TRUST', opportunityIds: shown });
  await fairs.openSlots(lead, standId, { sessionId, slotMinutes: 10, breaks: [] });
});

async function booked(index: number): Promise<string> {
  await get(FairRegistrations).register(broker, sessionId, people[index]);
  const slots = await get(FairsQuery).slots(lead, standId);
  return get(FairBookings).book(broker, slots[index]!.slotId, people[index]);
}

const say = (actor: Actor, bookingId: string, code: Parameters<FairOutcomes['record']>[2]['code'], opportunityId?: string, reasonCode?: string) =>
  get(FairOutcomes).record(actor, bookingId, { code, ...(opportunityId === undefined ? {} : { opportunityId }), ...(reasonCode === undefined ? {} : { reasonCode }) });

interface CaseRow { readonly status: string; readonly standId: string | null; readonly events: string[]; readonly actors: string[] }
const casesOf = (index: number) =>
  rows<CaseRow>(
    `SELECT status, stand_id AS "standId", ARRAY(SELECT event FROM brokerage.referral_events AS e WHERE e.referral_id = r.referral_id ORDER BY event_id) AS events,
            ARRAY(SELECT DISTINCT actor_id FROM brokerage.referral_events AS e WHERE e.referral_id = r.referral_id) AS actors
       FROM brokerage.referrals AS r WHERE candidate_id = $1 ORDER BY referral_id`,
    [people[index]],
  );

describe('what came of a conversation', () => {
  it('begins a case in the name of the stand, from the stand, once though it is tapped ten times at once', async () => {
    const id = await booked(0);
    await Promise.all(Array.from({ length: 10 }, () => say(hr, id, 'interview', shown[0])));
    await say(hr, id, 'interview');
    expect(await casesOf(0)).toEqual([{ status: 'interview', standId, events: ['refer', 'invite-to-interview'], actors: [hr.actorId] }]);
    expect(await get(FairsQuery).booking(broker, id)).toMatchObject({ outcomeCode: 'interview', attendance: 'arrived', referralId: expect.any(String) });
    expect(await rows(`SELECT count(*)::int AS n FROM audit.events WHERE action = 'fair.outcome' AND subject = $1`, [id])).toEqual([{ n: 1 }]);
  });

  it('goes on from where the case is, and offers no more places than there are', async () => {
    const [first, second] = [await booked(0), await booked(5)];
    await say(hr, first, 'interested', shown[0]);
    await say(hr, first, 'offer');
    await say(hr, first, 'interview');
    expect((await casesOf(0))[0]).toMatchObject({ status: 'offered', events: ['refer', 'offer'] });
    expect(await refused(say(hr, second, 'offer', shown[0]))).toBe('opportunities/no-place-left');
    expect((await get(FairsQuery).booking(broker, second)).outcomeCode).toBeNull();
  });

  it('is each side’s own to say', async () => {
    const id = await booked(0);
    const own: Actor = { ...(await actorWithRoles(services, TODAY, [])), parties: new Set(['candidate']), actions: new Set(['own-referrals.answer']), reach: { market: (broker.reach as Record<string, string[]>)['market']! }, candidateId: people[0]! };
    expect(await refused(say(hr, id, 'not-for-me'))).toBe('brokerage/outcome-not-yours');
    expect(await refused(say(own, id, 'offer', shown[0]))).toBe('brokerage/outcome-not-yours');
    expect(await refused(say(college, id, 'interested', shown[0]))).toBe('brokerage/booking-not-found');
    expect(await refused(say(hr, id, 'interested'))).toBe('brokerage/opportunity-missing'); // the stand shows two
    expect(await refused(say(own, id, 'interested', shown[1]))).toBe('done');
    expect((await casesOf(0))[0]).toMatchObject({ status: 'referred', standId, actors: [own.actorId] });
    expect(await refused(say({ ...own, candidateId: people[5]! }, id, 'interested', shown[1]))).toBe('brokerage/booking-not-found');
  });

  it('that is a no ends the case that there is, and begins none', async () => {
    const id = await booked(0);
    await say(hr, id, 'not-for-us');
    expect(await casesOf(0)).toEqual([]);
    await say(hr, id, 'interested', shown[0]);
    await say(hr, id, 'not-for-us', undefined, 'place-filled');
    expect((await casesOf(0))[0]).toMatchObject({ status: 'not-taken-forward', standId });
    expect((await get(FairsQuery).booking(broker, id)).outcomeCode).toBe('not-for-us');
  });

  it('needs the consent that stands today', async () => {
    const id = await booked(0);
    await rows(`UPDATE candidates.consents SET withdrawn_on = '2026-06-01' WHERE candidate_id = $1 AND purpose = 'sharing-with-partners'`, [people[0]]);
    expect([await refused(say(hr, id, 'interested', shown[0])), await refused(say(broker, id, 'interested', shown[0]))]).toEqual(['brokerage/booking-not-found', 'brokerage/no-consent-to-share']);
    expect(await casesOf(0)).toEqual([]);
  });

  it('leaves a case that was there before the fair where it came from', async () => {
    await get(ReferralsService).refer(broker, { candidateId: people[0]!, opportunityId: shown[0]! });
    await say(hr, await booked(0), 'interview', shown[0]);
    expect(await casesOf(0)).toEqual([{ status: 'interview', standId: null, events: ['refer', 'invite-to-interview'], actors: expect.arrayContaining([hr.actorId, broker.actorId]) }]);
  });
});

describe('after a change', () => {
  it('what was said at one stand is not said at another', async () => {
    await send(new Partner(services), 'roles', 'T-COLLEGE', [{ YOUR_REFERENCE: 'C', KIND: 'role', TITLE: 'Cook', REMOTE: 'yes', PLACES: '1', START_DATE: '2026-07-06' }]);
    const other = await get(FairsService).addStand(lead, fairId, { organisation: 'T-COLLEGE', opportunityIds: [] });
    await get(FairsService).openSlots(lead, other, { sessionId, slotMinutes: 10, breaks: [] });
    const id = await booked(0);
    await say(hr, id, 'call-back', shown[0]);
    const outcomeAt = async (slotId: string) => {
      await get(FairBookings).move(broker, id, slotId);
      const { standId: at, outcomeCode } = await get(FairsQuery).booking(broker, id);
      return [at, outcomeCode, await rows(`SELECT outcome_opportunity_id AS about FROM brokerage.fair_bookings WHERE booking_id = $1`, [id])];
    };
    const slot = async (stand: string, index: number) => (await get(FairsQuery).slots(lead, stand))[index]!.slotId;
    expect(await outcomeAt(await slot(standId, 3))).toEqual([standId, 'call-back', [{ about: shown[0] }]]);
    expect(await outcomeAt(await slot(other, 5))).toEqual([other, null, [{ about: null }]]);
  });

  it('a session that is over keeps who came, and gives nobody a place any more', async () => {
    await rows('UPDATE brokerage.fair_sessions SET capacity = 1');
    const [came, waits] = [await get(FairRegistrations).register(broker, sessionId, people[0]), await get(FairRegistrations).register(broker, sessionId, people[5])];
    await get(FairRegistrations).noteAttendance(broker, came, 'arrived');
    const minutes = (Date.parse('2026-06-10T11:00:00Z') - clock.now().getTime()) / 60_000;
    clock.moveMinutes(minutes);
    expect(await refused(get(FairRegistrations).cancel(broker, came))).toBe('brokerage/session-over');
    clock.moveMinutes(-minutes);
    expect([(await get(FairRegistrations).detail(broker, came)).attendance, (await get(FairRegistrations).detail(broker, waits)).status]).toEqual(['arrived', 'waiting']);
  });

  it('a fair for a group by age is for those who are in it on its day', async () => {
    await rows(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, justification, review_on) SELECT organisation_id, 'F-YOUNG', 'N', '2026-01-01', 'Recorded.', '2026-12-31' FROM identity.organisations WHERE code = 'T-CITY'`);
    const on = '2026-06-10';
    const young = await get(FairsService).announce(lead, { organisation: 'T-CITY', name: 'N', firstOn: on, lastOn: on, targetGroups: ['aged-16-24'], areaCodes: [], programmeCode: 'F-YOUNG' });
    const session = await get(FairsService).addSession(lead, young, { on, from: '09:00', to: '12:00', capacity: PEOPLE });
    await rows(`UPDATE candidates.candidates SET born_on = '2001-06-10' WHERE candidate_id = $1`, [people[5]]); // 25 on the day, 24 today
    await rows(`UPDATE candidates.candidates SET born_on = '2001-06-11' WHERE candidate_id = $1`, [people[6]]);
    const register = (index: number) => get(FairRegistrations).register(broker, session, people[index]);
    await expect(register(0)).rejects.toMatchObject({ code: 'brokerage/not-for-person', message: expect.stringContaining('Add the date of birth') });
    await expect(register(5)).rejects.toMatchObject({ code: 'brokerage/not-for-person', message: expect.stringContaining('Look for a fair that is for everybody') });
    expect(await refused(register(6))).toBe('done');
    await rows(`DELETE FROM brokerage.fairs WHERE fair_id = $1`, [young]);
    await rows(`DELETE FROM opportunities.programmes WHERE code = 'F-YOUNG'`);
  });
});

describe('Complaint 19: people could not get past the form: who is known applies at a stand in one request', () => {
  const apply = (index: number, opportunityIds = shown) => get(FairApplications).apply(broker, standId, { candidateId: people[index]!, opportunityIds });

  it('with a place at the fair, cases from the stand, and word of what would help', async () => {
    const applied = await apply(2);
    expect(applied).toMatchObject({ applications: shown.map((opportunityId) => ({ opportunityId, problem: null })), missing: [{ code: 'postcode' }, { code: 'availability' }, { code: 'qualifications' }] });
    expect(await get(FairRegistrations).detail(broker, applied.registrationId)).toMatchObject({ status: 'registered', sessionId });
    expect((await casesOf(2)).map(({ status, standId: from }) => [status, from])).toEqual([['referred', standId], ['referred', standId]]);
    expect(await apply(2)).toEqual(applied); // again: the same
  });

  it('by themselves, of themselves', async () => {
    const own: Actor = { ...(await actorWithRoles(services, TODAY, [])), parties: new Set(['candidate']), reach: { market: (broker.reach as Record<string, string[]>)['market']! }, candidateId: people[0]! };
    expect((await get(FairApplications).apply(own, standId, { opportunityIds: [shown[0]!] })).applications).toEqual([{ opportunityId: shown[0], referralId: expect.any(String), problem: null }]);
    expect(await refused(get(FairApplications).apply(own, standId, { candidateId: people[5]!, opportunityIds: [shown[0]!] }))).toBe('candidates/candidate-not-found');
  });

  it('and is told what is needed before anything is done', async () => {
    await expect(apply(1)).rejects.toMatchObject({ code: 'brokerage/record-incomplete', message: expect.stringContaining('telephone number') });
    await expect(apply(4)).rejects.toMatchObject({ code: 'brokerage/record-incomplete', message: expect.stringContaining('consent') });
    expect(await refused(get(FairApplications).apply(broker, standId, { candidateId: people[0]!, opportunityIds: [standId] }))).toBe('brokerage/opportunity-missing');
    expect(await rows('SELECT FROM brokerage.fair_registrations')).toEqual([]);
  });

  it('and one that cannot be had keeps nobody from the other', async () => {
    await say(hr, await booked(0), 'offer', shown[0]);
    const { applications } = await apply(5);
    expect(applications.map(({ referralId, problem }) => [referralId === null, problem === null])).toEqual([[true, false], [false, true]]);
  });
});

describe('the shortlist of a stand', () => {
  it('is the engine’s list of those who come, for brokers before anybody has booked, and for the stand of those who have', async () => {
    for (const index of [0, 1, 2, 3, 5]) await get(FairRegistrations).register(broker, sessionId, people[index]);
    const listed = async (actor: Actor) => (await get(FairShortlist).ofStand(actor, standId, shown[0], 50)).people;
    const whole = (await get(MatchesNowQuery).ofOpportunity(broker, shown[0]!, 50)).matches;
    const coming = whole.filter(({ candidateId }) => [0, 1, 2, 3, 5].some((index) => people[index] === candidateId));
    const list = await listed(broker);
    expect(new Map(list.map(({ candidateId, score }) => [candidateId, score]))).toEqual(new Map(coming.map(({ candidateId, score }) => [candidateId, score])));
    expect(list.map(({ score }) => score)).toEqual(list.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(list.some(({ candidateId }) => candidateId === people[3])).toBe(false); // no consent to matching
    expect(await listed(hr)).toEqual([]);
    const bookingId = await booked(0);
    expect(await listed(hr)).toEqual([{ ...list.find(({ candidateId }) => candidateId === people[0])!, rank: 1, bookingId }]);
    expect(await listed(college)).toEqual([]);
    expect(await refused(get(FairShortlist).ofStand(broker, standId, undefined, 50))).toBe('brokerage/opportunity-missing');
  });
});

describe('a calendar file', () => {
  const entryOf = async (text: Promise<string>) => {
    const calendar = new ICAL.Component(ICAL.parse(await text) as never);
    return { method: calendar.getFirstPropertyValue('method'), entries: calendar.getAllSubcomponents('vevent').map((part) => new ICAL.Event(part)) };
  };

  it('keeps one entry through every change, and takes it out at the end', async () => {
    const id = await booked(0);
    const read = async () => {
      const { method, entries: [entry] } = await entryOf(get(FairsQuery).calendarOfBooking(broker, id));
      return { method, uid: entry!.uid, sequence: entry!.sequence, starts: entry!.startDate.toJSDate().toISOString(), ends: entry!.endDate.toJSDate().toISOString(), status: entry!.component.getFirstPropertyValue('status') };
    };
    const uid = `fair-booking-${id}@anchor-pathways`;
    expect(await read()).toEqual({ method: 'PUBLISH', uid, sequence: 0, starts: '2026-06-10T08:00:00.000Z', ends: '2026-06-10T08:10:00.000Z', status: 'CONFIRMED' });
    await get(FairBookings).move(broker, id, (await get(FairsQuery).slots(lead, standId))[7]!.slotId);
    expect(await read()).toEqual({ method: 'PUBLISH', uid, sequence: 1, starts: '2026-06-10T09:10:00.000Z', ends: '2026-06-10T09:20:00.000Z', status: 'CONFIRMED' });
    await get(FairBookings).cancel(broker, id);
    expect(await read()).toMatchObject({ method: 'CANCEL', uid, sequence: 2, status: 'CANCELLED' });
  });

  it('of a stand has its day, and nobody’s name', async () => {
    const none = await entryOf(get(FairsQuery).calendarOfStand(hr, standId));
    expect(none.entries).toEqual([]);
    for (const index of [0, 5, 6]) await booked(index);
    const text = await get(FairsQuery).calendarOfStand(hr, standId);
    expect((await entryOf(Promise.resolve(text))).entries.map(({ startDate }) => startDate.toJSDate().toISOString().slice(11, 16))).toEqual(['08:00', '08:50', '09:00']);
    expect(text).not.toMatch(/Given|Family|C-\d|people\.example/);
    for (const id of people) expect(text).not.toContain(id);
    expect([await refused(get(FairsQuery).calendarOfStand(college, standId)), await refused(get(FairsQuery).calendarOfStand(broker, standId))]).toEqual(['brokerage/stand-not-found', 'brokerage/stand-not-found']);
  });
});

describe('the figures of a fair', () => {
  it('are for its organiser, with small ones hidden, and follow from fair to start', async () => {
    for (let index = 0; index < PEOPLE; index += 1) await get(FairRegistrations).register(broker, sessionId, people[index]);
    const shownFigures = async () => Object.fromEntries((await get(FairFigures).ofFair(lead, fairId)).map(({ figure, count }) => [figure, count.kind === 'hidden' ? '*' : count.value]));
    expect(await shownFigures()).toEqual({ registered: 10, came: 0, spoke: 0, referred: 0, offered: 0, started: 0, hired: 0 });
    const id = await booked(0);
    await say(hr, id, 'offer', shown[0]);
    const { referralId } = await get(FairsQuery).booking(broker, id);
    for (const event of ['accept', 'start'] as const) await get(ReferralsService).record(OPERATOR, referralId!, { event });
    expect(await rows(`SELECT * FROM brokerage.fair_figures($1)`, [fairId])).toEqual([]); // whoever does not organise it counts nothing
    expect(await shownFigures()).toEqual({ registered: '*', came: '*', spoke: '*', referred: '*', offered: '*', started: '*', hired: '*' });
    expect([await refused(get(FairFigures).ofFair(broker, fairId)), await refused(get(FairFigures).ofFair(hr, fairId))]).toEqual(['access/not-allowed', 'access/not-allowed']);
  });
});
