import type { FairBookings, FairRegistrations, FairsQuery, FairsService } from '#lib/brokerage';
import { Database, type Actor, type DomainError } from '#lib/platform';
import { dataSourceOptions } from '#lib/schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { actorWithRoles, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { fairsOf } from '../support/fair-with-rows.js';
import { MovableClock } from '../support/movable-clock.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const PEOPLE = 60;
const clock = new MovableClock(new Date('2026-06-01T08:00:00Z'));
const DAY = { firstOn: '2026-06-10', lastOn: '2026-06-10', targetGroups: [], areaCodes: [] };

let database: TestDatabase;
let services: INestApplicationContext;
let many: DataSource;
let fairs: FairsService;
let query: FairsQuery;
let registrations: FairRegistrations;
let bookings: FairBookings;
let lead: Actor;
let broker: Actor;
let hr: Actor;
let college: Actor;
let people: string[];
let unwilling: string;

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  const partner = new Partner(services);
  const person = (index: number) => ({ YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: index < PEOPLE ? 'v1 2026-05-01' : '' });
  const rows = Array.from({ length: PEOPLE + 1 }, (_, index) => person(index));
  await send(partner, 'candidates', 'T-BROKER', rows);
  for (const organisation of ['T-TRUST', 'T-COLLEGE']) {
    await send(partner, 'roles', organisation, [{ YOUR_REFERENCE: 'R', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '50', START_DATE: '2026-07-06' }]);
  }
  const ids = await nodeIdsByCode(database.dataSource);
  const at = (role: 'broker-lead' | 'broker' | 'hr' | 'college-partner', code: string) => actorWithRoles(services, TODAY, [{ role, nodeId: ids.get(code)! }]);
  [lead, broker, hr, college] = [await at('broker-lead', 'T-CITY'), await at('broker', 'T-BROKER'), await at('hr', 'T-TRUST'), await at('college-partner', 'T-COLLEGE')];
  const found = await database.dataSource.query<{ id: string; reference: string }[]>('SELECT candidate_id AS id, reference FROM candidates.candidates');
  const byReference = new Map(found.map(({ id, reference }) => [reference, id]));
  people = Array.from({ length: PEOPLE }, (_, index) => byReference.get(`C-${index}`)!);
  unwilling = byReference.get(`C-${PEOPLE}`)!;

  // As many connections as a busy morning has.
  many = await new DataSource({ ...dataSourceOptions(database.url, 'fairs'), extra: { max: 90 } }).initialize();
  const data = new Database(many, clock);
  ({ fairs, query, registrations, bookings } = fairsOf(services, clock, data));
}, 60_000);
afterAll(async () => {
  await many.destroy();
  await services.close();
  await database.close();
});

async function send(partner: Partner, content: 'candidates' | 'roles', organisation: string, rows: readonly Readonly<Record<string, string>>[]): Promise<void> {
  expect(await partner.sendAndRead({ content, organisation, file: csvOf(Object.keys(rows[0]!), rows) })).toMatchObject({ status: 'done', rowsRejected: 0 });
}

interface Fair { readonly fairId: string; readonly sessionId: string; readonly trust: string; readonly college: string }
let fair: Fair;

async function opportunitiesOf(code: string): Promise<string[]> {
  const rows = await database.dataSource.query<{ id: string }[]>('SELECT opportunity_id AS id FROM opportunities.opportunities JOIN identity.organisations USING (organisation_id) WHERE code = $1', [code]);
  return rows.map(({ id }) => id);
}

/** A fair of one morning with two stands. */
async function hold(capacity: number, slotMinutes = 20): Promise<Fair> {
  const fairId = await fairs.announce(lead, { ...DAY, organisation: 'T-CITY', name: 'Spring fair' });
  const sessionId = await fairs.addSession(lead, fairId, { on: '2026-06-10', from: '09:00', to: '12:00', capacity, videoLink: 'https://video.example/hall' });
  const stand = async (organisation: string): Promise<string> => {
    const standId = await fairs.addStand(lead, fairId, { organisation, opportunityIds: await opportunitiesOf(organisation) });
    await fairs.openSlots(lead, standId, { sessionId, slotMinutes, breaks: [] });
    return standId;
  };
  return { fairId, sessionId, trust: await stand('T-TRUST'), college: await stand('T-COLLEGE') };
}

const slotsOf = async (standId: string, actor: Actor = lead) => query.slots(actor, standId);
const refused = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: DomainError) => error.code);

/** What was refused, each code with how often, and how much was not. */
async function outcomeOf(work: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const codes = await Promise.all(work.map(refused));
  return Object.fromEntries([...new Set(codes)].map((code) => [code, codes.filter((one) => one === code).length]));
}

beforeEach(async () => {
  await database.dataSource.query('TRUNCATE brokerage.fairs CASCADE');
  fair = await hold(PEOPLE);
});

describe('a fair', () => {
  it('is announced by whoever organises there, and seen by everybody in the City', async () => {
    expect((await query.page(broker, { after: null, limit: 1 })).fairs).toEqual([expect.objectContaining({ fairId: fair.fairId, organisationCode: 'T-CITY', name: 'Spring fair' })]);
    expect(await refused(fairs.announce(broker, { ...DAY, organisation: 'T-CITY', name: 'N' }))).toBe('access/not-allowed');
    expect(await refused(fairs.announce(lead, { ...DAY, organisation: 'NOBODY', name: 'N' }))).toBe('brokerage/organiser-not-found');
    expect(await refused(fairs.announce(lead, { ...DAY, organisation: 'T-CITY', name: 'N', targetGroups: ['aged-45-plus'] }))).toBe('brokerage/fair-wrong');
    expect(await refused(fairs.addSession(lead, fair.fairId, { on: '2026-06-11', from: '09:00', to: '12:00', capacity: 1 }))).toBe('brokerage/fair-wrong');
    expect(await refused(fairs.addStand(lead, fair.fairId, { organisation: 'T-TRUST', opportunityIds: [] }))).toBe('brokerage/stand-there-already');
    expect(await refused(fairs.addStand(lead, fair.fairId, { organisation: 'T-GP', opportunityIds: await opportunitiesOf('T-TRUST') }))).toBe('opportunities/opportunity-not-found');
    const detail = await query.detail(lead, fair.fairId);
    expect(detail.stands.map(({ organisationCode, opportunities }) => [organisationCode, opportunities.length])).toEqual([['T-COLLEGE', 1], ['T-TRUST', 1]]);
    expect(detail.sessions).toMatchObject([{ capacity: PEOPLE, placesLeft: PEOPLE, videoLink: 'https://video.example/hall' }]);
    expect(new Date(detail.sessions[0]!.startsAt).toISOString()).toBe('2026-06-10T08:00:00.000Z');
  });

  it('for a group by age goes by the justification of its programme', async () => {
    await database.dataSource.query(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, minimum_age) SELECT organisation_id, 'F-45', 'N', '2026-01-01', 45 FROM identity.organisations WHERE code = 'T-CITY'`);
    const aged = { ...DAY, organisation: 'T-CITY', name: 'N', targetGroups: ['aged-45-plus'], programmeCode: 'F-45' };
    expect(await refused(fairs.announce(lead, aged))).toBe('brokerage/fair-wrong');
    await database.dataSource.query(`UPDATE opportunities.programmes SET justification = 'Recorded.', review_on = '2026-06-10' WHERE code = 'F-45'`);
    expect(await refused(fairs.announce(lead, aged))).toBe('done');
  });

  it('gives its video link to who runs it and who comes, and to nobody else', async () => {
    const linkFor = async (actor: Actor) => (await query.detail(actor, fair.fairId)).sessions[0]!.videoLink;
    expect([await linkFor(hr), await linkFor(broker)]).toEqual(['https://video.example/hall', null]);
    await registrations.register(broker, fair.sessionId, people[0]);
    expect(await linkFor(broker)).toBe('https://video.example/hall');
  });

  it('has the slots of a stand once, though two open them at once', async () => {
    const standId = await fairs.addStand(lead, fair.fairId, { organisation: 'T-GP', opportunityIds: [] });
    const plan = { sessionId: fair.sessionId, slotMinutes: 30, breaks: [{ from: '10:00', to: '10:15' }] };
    expect(await outcomeOf(Array.from({ length: 8 }, () => fairs.openSlots(lead, standId, plan)))).toEqual({ done: 1, 'brokerage/slots-there-already': 7 });
    expect((await slotsOf(standId)).map(({ startsAt }) => startsAt.toISOString().slice(11, 16))).toEqual(['08:00', '08:30', '09:15', '09:45', '10:15']);
    expect(await refused(fairs.openSlots(hr, standId, plan))).toBe('brokerage/stand-not-found'); // another's stand
    expect(await refused(fairs.openSlots(lead, standId, { ...plan, breaks: [{ from: '09:00', to: '12:00' }] }))).toBe('brokerage/fair-wrong');
  });
});

describe('registration', () => {
  it('gives as many places as there are to 60 at once, and a place in the line to the rest', async () => {
    const small = await hold(20);
    expect(await outcomeOf(people.map((id) => registrations.register(broker, small.sessionId, id)))).toEqual({ done: PEOPLE });
    const rows = await database.dataSource.query('SELECT status, count(*)::int AS people, count(DISTINCT line_number)::int AS numbers FROM brokerage.fair_registrations WHERE session_id = $1 GROUP BY 1 ORDER BY 1', [small.sessionId]);
    expect(rows).toEqual([{ status: 'registered', people: 20, numbers: 20 }, { status: 'waiting', people: 40, numbers: 40 }]);
  });

  it('of the same person at once is one', async () => {
    expect(new Set(await Promise.all(Array.from({ length: 10 }, () => registrations.register(broker, fair.sessionId, people[0])))).size).toBe(1);
  });

  it('moves up who has waited longest, whatever is cancelled in whatever order', async () => {
    const move = fc.record({ who: fc.nat(7), what: fc.constantFrom('register', 'cancel') });
    const moves = (what: 'register' | 'cancel', ...whose: number[]) => whose.map((who) => ({ who, what }));
    await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 16 }), async (made) => {
      const { sessionId } = await hold(2);
      let line: { who: number; id: string }[] = [];
      for (const { who, what } of made) {
        if (what === 'register') {
          const id = await registrations.register(broker, sessionId, people[who]);
          if (!line.some((one) => one.who === who)) line.push({ who, id });
        } else {
          const own = line.find((one) => one.who === who);
          if (own !== undefined) await registrations.cancel(broker, own.id);
          line = line.filter((one) => one !== own);
        }
      }
      const statuses = await Promise.all(line.map(async ({ id }) => registrations.detail(broker, id)));
      expect(statuses.map(({ status, waitingBefore }) => [status, waitingBefore])).toEqual(line.map((_, index) => (index < 2 ? ['registered', null] : ['waiting', index - 2])));
    }), { numRuns: 8, examples: [[[...moves('register', 0, 1, 2, 3, 4), ...moves('cancel', 0)]]] });
  });

  it('that is cancelled gives the slots of that session back, and twice changes nothing', async () => {
    const id = await registrations.register(broker, fair.sessionId, people[0]);
    const [slot] = await slotsOf(fair.trust);
    const bookingId = await bookings.book(broker, slot!.slotId, people[0]);
    for (const again of [1, 1]) {
      await registrations.cancel(broker, id);
      expect((await query.booking(broker, bookingId)).sequence).toBe(again);
    }
    expect(await database.dataSource.query(`SELECT action, count(*)::int AS n FROM audit.events WHERE subject IN ($1::text, $2::text) AND action LIKE '%cancelled' GROUP BY 1 ORDER BY 1`, [id, bookingId])).toEqual([{ action: 'fair.booking-cancelled', n: 1 }, { action: 'fair.registration-cancelled', n: 1 }]);
    expect((await slotsOf(fair.trust))[0]!.isTaken).toBe(false);
  });

  it('is for those whom one looks after, and for oneself', async () => {
    expect(await refused(registrations.register(hr, fair.sessionId, people[0]))).toBe('candidates/candidate-not-found');
    expect(await refused(registrations.register(broker, fair.sessionId, undefined))).toBe('brokerage/candidate-missing');
    const own = { ...(await actorWithRoles(services, TODAY, [])), reach: { market: broker.reach === 'everywhere' ? [] : broker.reach['market']!, tree: [] }, candidateId: people[1]! };
    const id = await registrations.register(own, fair.sessionId, undefined);
    expect(await registrations.detail(own, id)).toMatchObject({ candidateId: people[1], status: 'registered' });
    expect(await refused(registrations.register(own, fair.sessionId, people[2]))).toBe('candidates/candidate-not-found');
    expect(await refused(registrations.detail({ ...own, candidateId: people[2]! }, id))).toBe('brokerage/registration-not-found');
  });
});

describe('a slot', () => {
  beforeEach(async () => {
    await Promise.all(people.map((id) => registrations.register(broker, fair.sessionId, id)));
  });

  it('is one person’s, though 500 ask at once', async () => {
    const slots = (await slotsOf(fair.trust)).slice(0, 9);
    const asked = Array.from({ length: 500 }, (_, index) => ({ slot: slots[index % 9]!, person: people[(index * 7) % PEOPLE]! }));
    const outcomes = await outcomeOf(asked.map(({ slot, person }) => bookings.book(broker, slot.slotId, person)));
    expect(Object.keys(outcomes).filter((code) => !['done', 'brokerage/slot-taken', 'brokerage/one-slot-a-stand'].includes(code))).toEqual([]);
    const held = await database.dataSource.query<{ slot: string; people: number }[]>(`SELECT slot_id AS slot, count(*)::int AS people FROM brokerage.fair_bookings WHERE status = 'booked' GROUP BY 1`);
    expect(held.map(({ people: booked }) => booked)).toEqual(Array(9).fill(1)); // every slot that was asked for is taken, once
    expect(await database.dataSource.query(`SELECT count(*)::int AS events FROM audit.events WHERE action = 'fair.booked' AND subject IN (SELECT booking_id::text FROM brokerage.fair_bookings)`)).toEqual([{ events: 9 }]);
  }, 60_000);

  it('never overlaps another of the same person, though 500 ask at once', async () => {
    const [trust, other] = [await slotsOf(fair.trust), await slotsOf(fair.college)];
    const asked = Array.from({ length: 500 }, (_, index) => ({ slot: (index % 2 === 0 ? trust : other)[index % 3]!, person: people[index % 5]! }));
    const outcomes = await outcomeOf(asked.map(({ slot, person }) => bookings.book(broker, slot.slotId, person)));
    expect(Object.keys(outcomes).filter((code) => !/^done$|slot-taken|one-slot-a-stand|slots-overlap/.test(code))).toEqual([]);
    const overlaps = await database.dataSource.query(`SELECT FROM brokerage.fair_bookings AS a JOIN brokerage.fair_bookings AS b USING (candidate_id) WHERE a.booking_id < b.booking_id AND a.during && b.during AND a.status = 'booked' AND b.status = 'booked'`);
    expect(overlaps).toEqual([]);
    expect(outcomes['done']).toBeGreaterThanOrEqual(3);
  }, 60_000);

  it('is refused with the reason that a broker can act on', async () => {
    const [[first, second], [beside, later]] = [await slotsOf(fair.trust), await slotsOf(fair.college)];
    await bookings.book(broker, first!.slotId, people[0]);
    expect(await refused(bookings.book(broker, first!.slotId, people[0]))).toBe('done'); // the same again
    expect(await refused(bookings.book(broker, first!.slotId, people[1]))).toBe('brokerage/slot-taken');
    expect(await refused(bookings.book(broker, second!.slotId, people[0]))).toBe('brokerage/one-slot-a-stand');
    expect(await refused(bookings.book(broker, beside!.slotId, people[0]))).toBe('brokerage/slots-overlap');
    expect(await refused(bookings.book(broker, later!.slotId, people[0]))).toBe('done');
    await registrations.register(broker, fair.sessionId, unwilling);
    expect(await refused(bookings.book(broker, second!.slotId, unwilling))).toBe('brokerage/no-consent-to-share');
    const other = await hold(1);
    expect(await refused(bookings.book(broker, (await slotsOf(other.trust))[8]!.slotId, people[2]))).toBe('brokerage/not-registered');
  });

  it('is moved as the same booking; those who change places do not wait for each other', async () => {
    const [first, second, third] = await slotsOf(fair.trust);
    const [one, two] = [await bookings.book(broker, first!.slotId, people[0]), await bookings.book(broker, second!.slotId, people[1])];
    expect(await outcomeOf([bookings.move(broker, one, second!.slotId), bookings.move(broker, two, first!.slotId)])).toEqual({ 'brokerage/slot-taken': 2 });
    await bookings.move(broker, one, third!.slotId);
    await bookings.move(broker, two, first!.slotId);
    expect(await query.booking(broker, one)).toMatchObject({ slotId: third!.slotId, startsAt: third!.startsAt, sequence: 1, status: 'booked' });
    await bookings.cancel(broker, one);
    expect(await refused(bookings.move(broker, one, second!.slotId))).toBe('brokerage/booking-ended');
    expect(await refused(bookings.book(broker, third!.slotId, people[3]))).toBe('done');
  });

  it('shows the stand who comes to it, and not who goes to others', async () => {
    const [[atTrust], [, atCollege]] = [await slotsOf(fair.trust), await slotsOf(fair.college)];
    const [one, two] = [await bookings.book(broker, atTrust!.slotId, people[0]), await bookings.book(broker, atCollege!.slotId, people[0])];
    expect((await slotsOf(fair.trust, hr))[0]).toMatchObject({ isTaken: true, booking: { bookingId: one, name: 'Given Family' } });
    expect((await slotsOf(fair.college, hr))[1]).toMatchObject({ isTaken: true, booking: null });
    expect([await refused(query.booking(hr, two)), await refused(query.booking(college, two))]).toEqual(['brokerage/booking-not-found', 'done']);
    await database.dataSource.query(`UPDATE candidates.consents SET withdrawn_on = '2026-06-01' WHERE candidate_id = $1`, [people[0]]);
    expect((await slotsOf(fair.trust, hr))[0]).toMatchObject({ isTaken: true, booking: null });
    await database.dataSource.query(`UPDATE candidates.consents SET withdrawn_on = NULL WHERE candidate_id = $1`, [people[0]]);
  });

  it('has an attendance, after which it is not moved or given back', async () => {
    const [first, second] = await slotsOf(fair.trust);
    const id = await bookings.book(broker, first!.slotId, people[0]);
    expect(await refused(bookings.noteAttendance(college, id, 'arrived'))).toBe('brokerage/booking-not-found');
    await bookings.noteAttendance(hr, id, 'arrived');
    expect((await query.booking(broker, id)).attendance).toBe('arrived');
    expect([await refused(bookings.cancel(broker, id)), await refused(bookings.move(broker, id, second!.slotId))]).toEqual(['brokerage/booking-ended', 'brokerage/booking-ended']);
  });
});
