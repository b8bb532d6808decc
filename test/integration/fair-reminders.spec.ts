import { FairBookings, FairRegistrations, FairReminders, FairsQuery } from '#lib/brokerage';
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
  const persons = [0, 1].map((index) => ({ YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: 'v1 2026-05-01' }));
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

  it('go to those who staff the stand, where they are named', async () => {
    const [user] = await database.dataSource.query<{ id: string }[]>(`INSERT INTO identity.users (email, email_fingerprint, display_name) VALUES ('x', gen_random_uuid()::text, 'Somebody') RETURNING user_id AS id`);
    await database.dataSource.query(`INSERT INTO brokerage.fair_stand_users VALUES ($1, $2)`, [fair.standId, user!.id]);
    at(60);
    expect(await kinds()).toEqual(['fair-stand-hour-before user', 'fair-talk-hour-before candidate']);
  });
});
