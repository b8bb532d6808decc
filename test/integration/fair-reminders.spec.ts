import { CalledOffFairs, FairBookings, FairRegistrations, FairReminders, FairsQuery, FairsService, MessageSender } from '#lib/brokerage';
import type { DomainError } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { holdFair, type FairRows } from '../support/fair-with-rows.js';
import { MovableClock } from '../support/movable-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

let clock: MovableClock;
let database: TestDatabase;
let services: INestApplicationContext;
let fair: FairRows;
let people: string[];

const get = <Service>(type: Type<Service>): Service => services.get(type, { strict: false });
/** Minutes before the first slot, which begins at ten. */
const at = (minutesBefore: number): void => clock.moveMinutes((Date.parse('2026-09-10T09:00:00Z') - clock.now().getTime()) / 60_000 - minutesBefore);

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  clock = new MovableClock(new Date('2026-06-01T08:00:00Z'));
  services = await openServices(database.url, { clock });
});
afterAll(async () => {
  await services.close();
  await database.close();
});

beforeEach(async () => {
  await database.dataSource.query('TRUNCATE candidates.candidates, opportunities.opportunities, exchange.uploads, brokerage.fairs, brokerage.messages CASCADE');
  clock.moveMinutes((Date.parse('2026-06-01T08:00:00Z') - clock.now().getTime()) / 60_000);
  const partner = new Partner(services);
  const persons = [0, 1, 2].map((index) => ({ YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: 'v1 2026-05-01' }));
  await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(persons[0]!), persons) });
  const roles = [{ YOUR_REFERENCE: 'R', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '5', START_DATE: '2026-10-05' }];
  await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(roles[0]!), roles) });
  people = (await database.dataSource.query<{ id: string }[]>('SELECT candidate_id AS id FROM candidates.candidates ORDER BY reference')).map(({ id }) => id);
  const [opportunity] = await database.dataSource.query<{ id: string }[]>('SELECT opportunity_id AS id FROM opportunities.opportunities');
  fair = await holdFair(services, clock, OPERATOR, { organiser: 'T-CITY', stand: 'T-TRUST', opportunityId: opportunity!.id, candidateId: people[0]!, staffId: null });
});

interface Told { readonly kind: string; readonly to: string; readonly data: Record<string, unknown> }

async function toldAfter(work: () => Promise<unknown>): Promise<Told[]> {
  await work();
  return database.dataSource.query(`SELECT kind, CASE WHEN to_candidate_id IS NULL THEN coalesce(to_role, 'user') ELSE 'candidate' END AS to, data FROM brokerage.messages ORDER BY kind, key`);
}
const remind = () => get(FairReminders).remind();
/** What became of each message: nobody here has an address, so of those that still hold it is told that. */
async function sent(): Promise<string[]> {
  await get(MessageSender).send();
  return (await database.dataSource.query<{ end: string }[]>(`SELECT concat_ws(' ', kind, reason_code) AS end FROM brokerage.messages ORDER BY 1`)).map(({ end }) => end);
}
const refused = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: DomainError) => error.code);
const kinds = async (work: () => Promise<unknown> = remind): Promise<string[]> => (await toldAfter(work)).map(({ kind, to }) => `${kind} ${to}`);

describe('reminders of a fair', () => {
  it('are written a day and an hour before, each once, though many workers write them at once', async () => {
    at(24 * 60 + 1);
    expect(await kinds()).toEqual([]);
    at(24 * 60);
    const many = () => Promise.all(Array.from({ length: 8 }, remind));
    expect(await toldAfter(many)).toEqual([
      { kind: 'fair-stand-day-before', to: 'partners', data: { on: '2026-09-10', time: '10:00', talks: 1 } },
      { kind: 'fair-talk-day-before', to: 'candidate', data: { on: '2026-09-10', time: '10:00', talks: 1 } },
    ]);
    at(60);
    expect(await kinds(many)).toEqual(['fair-stand-day-before partners', 'fair-stand-hour-before partners', 'fair-talk-day-before candidate', 'fair-talk-hour-before candidate']);
    at(0);
    expect(await kinds()).toHaveLength(4);
  });

  it('tell a new time again, and nothing of what was given back', async () => {
    at(120);
    expect(await kinds()).toHaveLength(2);
    const slots = await get(FairsQuery).slots(OPERATOR, fair.standId);
    await get(FairBookings).move(OPERATOR, fair.bookingId, slots[1]!.slotId);
    const told = await toldAfter(remind);
    expect(told.filter(({ kind }) => kind === 'fair-talk-day-before').map(({ data }) => data['time'])).toEqual(['10:00', '10:20']);
    await get(FairBookings).cancel(OPERATOR, fair.bookingId);
    at(30);
    expect((await kinds()).filter((kind) => kind.startsWith('fair-talk-hour'))).toEqual([]);
  });

  it('tell of the place who has moved up and has booked nothing', async () => {
    await get(FairRegistrations).register(OPERATOR, fair.sessionId, people[1]);
    at(60 * 5);
    expect(await kinds()).toEqual(['fair-session-day-before candidate', 'fair-stand-day-before partners', 'fair-talk-day-before candidate']);
  });

  it('that wait are not sent of what was moved or given back, or has begun', async () => {
    const registrationId = await get(FairRegistrations).register(OPERATOR, fair.sessionId, people[1]);
    at(120);
    await remind();
    await get(FairBookings).move(OPERATOR, fair.bookingId, (await get(FairsQuery).slots(OPERATOR, fair.standId))[1]!.slotId);
    await get(FairRegistrations).cancel(OPERATOR, registrationId);
    expect(await sent()).toEqual(['fair-session-day-before no-longer-true', 'fair-stand-day-before no-account', 'fair-talk-day-before no-longer-true']);
    await database.dataSource.query('TRUNCATE brokerage.messages');
    at(30);
    await remind();
    at(-20); // when the talk begins now
    expect(await sent()).toEqual(['fair-stand-hour-before too-late', 'fair-talk-hour-before too-late']);
  });

  it('go to those who staff the stand, where they are named', async () => {
    const [user] = await database.dataSource.query<{ id: string }[]>(`INSERT INTO identity.users (email, email_fingerprint, display_name) VALUES ('x', gen_random_uuid()::text, 'Somebody') RETURNING user_id AS id`);
    await database.dataSource.query(`INSERT INTO brokerage.fair_stand_users VALUES ($1, $2)`, [fair.standId, user!.id]);
    at(60);
    expect(await kinds()).toEqual(['fair-stand-hour-before user', 'fair-talk-hour-before candidate']);
  });
});

describe('a fair that is called off', () => {
  const callOff = () => get(FairsService).callOff(OPERATOR, fair.fairId);
  const endAtOnce = () => Promise.all([1, 2, 3, 4].map(() => get(CalledOffFairs).end()));

  it('ends what was booked, tells everybody who had a place or a stand once, and reminds nobody', async () => {
    await get(FairRegistrations).register(OPERATOR, fair.sessionId, people[1]);
    at(120);
    await remind();
    const small = await get(FairsService).addSession(OPERATOR, fair.fairId, { on: '2026-09-10', from: '15:00', to: '16:00', capacity: 1 });
    const [inside, waiting] = [await get(FairRegistrations).register(OPERATOR, small, people[0]), await get(FairRegistrations).register(OPERATOR, small, people[1])];
    expect((await get(FairsQuery).page(OPERATOR, { after: null, limit: 1 })).fairs[0]!.calledOffAt).toBeNull();
    await Promise.all([callOff(), callOff()]);
    expect(await database.dataSource.query(`SELECT count(*)::int AS n FROM audit.events WHERE action = 'fair.called-off' AND subject = $1`, [fair.fairId])).toEqual([{ n: 1 }]);
    const [slot] = await get(FairsQuery).slots(OPERATOR, fair.standId);
    expect(await Promise.all([
      refused(get(FairRegistrations).register(OPERATOR, fair.sessionId, people[1])), refused(get(FairBookings).book(OPERATOR, slot!.slotId, people[1])),
      refused(get(FairsService).addSession(OPERATOR, fair.fairId, { on: '2026-09-10', from: '14:00', to: '15:00', capacity: 1 })), refused(get(FairsService).addStand(OPERATOR, fair.fairId, { organisation: 'T-GP', opportunityIds: [] })),
      refused(get(FairsService).openSlots(OPERATOR, fair.standId, { sessionId: small, slotMinutes: 20, breaks: [] })),
    ])).toEqual(Array(5).fill('brokerage/fair-called-off'));
    await get(FairRegistrations).cancel(OPERATOR, inside); // nobody moves up to a place that is not given any more
    expect((await get(FairRegistrations).detail(OPERATOR, waiting)).status).toBe('waiting');
    await database.dataSource.query(`DELETE FROM brokerage.messages WHERE kind = 'fair-stand-day-before'`); // one that would be written again
    await endAtOnce();
    await remind();
    expect(await database.dataSource.query(`SELECT count(*) FILTER (WHERE booking.status = 'cancelled')::int AS talks, (SELECT count(*)::int FROM brokerage.fair_registrations WHERE status = 'cancelled') AS places FROM brokerage.fair_bookings AS booking`)).toEqual([{ talks: 1, places: 4 }]);
    expect(await sent()).toEqual([
      'fair-called-off no-consent', 'fair-called-off no-consent', 'fair-called-off-stand no-account', 'fair-session-day-before no-longer-true', 'fair-talk-day-before no-longer-true',
    ]);
    expect((await get(FairsQuery).detail(OPERATOR, fair.fairId)).calledOffAt).toEqual(clock.now());
  });

  it('on its way is over for those who are still to come, and stays as it was for those who came', async () => {
    await get(FairRegistrations).noteAttendance(OPERATOR, fair.registrationId, 'arrived');
    at(-10); // the first conversation has begun
    const [, second, third] = await get(FairsQuery).slots(OPERATOR, fair.standId);
    for (const person of people.slice(1)) await get(FairRegistrations).register(OPERATOR, fair.sessionId, person);
    const later = await get(FairBookings).book(OPERATOR, second!.slotId, people[1]);
    const early = await get(FairBookings).book(OPERATOR, third!.slotId, people[2]);
    await get(FairBookings).noteAttendance(OPERATOR, early, 'arrived'); // the stand was free, and they have talked already
    await callOff();
    await endAtOnce();
    expect((await get(FairsQuery).booking(OPERATOR, later)).status).toBe('cancelled');
    expect(await get(FairsQuery).booking(OPERATOR, early)).toMatchObject({ status: 'booked', attendance: 'arrived' });
    expect([(await get(FairsQuery).booking(OPERATOR, fair.bookingId)).status, (await get(FairRegistrations).detail(OPERATOR, fair.registrationId)).attendance]).toEqual(['booked', 'arrived']);
    expect(await sent()).toEqual(['fair-called-off no-consent', 'fair-called-off-stand no-account']);
  });

  it('is one that is not over', async () => {
    at(-24 * 60);
    expect(await refused(callOff())).toBe('brokerage/fair-over');
    expect((await get(FairsQuery).detail(OPERATOR, fair.fairId)).calledOffAt).toBeNull();
  });
});
