import { ChasingRules, ChasingService, Messages, ReferralsQuery, type ReferralsService } from '#lib/brokerage';
import { addDays, type ReferralEvent } from '#lib/kernel';
import { Database, type DomainError, systemActor } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { actorWithRoles, nodeIdsByCode, referralsOf } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const PEOPLE = 200;
const PLACES = 20;
const clock = new FixedClock(TODAY);

let database: TestDatabase;
let services: INestApplicationContext;
let referrals: ReferralsService;
let chasing: ChasingService;

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  referrals = referralsOf(services);
  chasing = chaser();
  const people = Array.from({ length: PEOPLE }, (_, index) => ({ YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: 'v1 2026-05-01' }));
  const roles = [{ YOUR_REFERENCE: 'MANY', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: String(PLACES), START_DATE: '' }, { YOUR_REFERENCE: 'ONE', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '1', START_DATE: '' }];
  const partner = new Partner(services);
  await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(people[0]!), people) });
  await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(roles[0]!), roles) });
}, 60_000);
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  clock.day = TODAY;
  await database.dataSource.query('TRUNCATE brokerage.referrals CASCADE; UPDATE opportunities.intakes SET places_taken = 0');
});

/** A worker's own. */
function chaser(): ChasingService {
  return new ChasingService(services.get(Database, { strict: false }), clock, new Messages(), referrals);
}

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, [...values]);

/** A case, with what has happened to it today. */
async function aCase(person: string, role: string, ...events: ReferralEvent[]): Promise<string> {
  const [pair] = await rows<{ candidateId: string; opportunityId: string }>(
    `SELECT (SELECT candidate_id FROM candidates.candidates WHERE reference = $1) AS "candidateId", (SELECT opportunity_id FROM opportunities.opportunities WHERE reference = $2) AS "opportunityId"`,
    [person, role],
  );
  const referralId = await referrals.refer(OPERATOR, pair!);
  for (const event of events) await referrals.record(OPERATOR, referralId, { event });
  await happenedToday();
  return referralId;
}

/** The database writes the real time; the tests have a day of their own. */
const happenedToday = (): Promise<unknown> => rows(`UPDATE brokerage.referral_events SET occurred_at = ($1 || ' 12:00Z')::timestamptz WHERE occurred_at > '2026-06-30'`, [clock.day]);

async function chaseOn(day: string): Promise<void> {
  clock.day = day;
  await chasing.chase();
  await happenedToday();
}

const told = async (): Promise<string[]> =>
  (await rows<{ told: string }>(`SELECT kind || ' to ' || coalesce(to_role || ' of ' || organisation.code, 'candidate') AS told FROM brokerage.messages LEFT JOIN identity.organisations AS organisation ON organisation.organisation_id = to_organisation_id ORDER BY messages.created_at, key`)).map((row) => row.told);
const statuses = async (): Promise<Record<string, number>> => Object.fromEntries((await rows<{ status: string; cases: number }>('SELECT status, count(*)::int AS cases FROM brokerage.referrals GROUP BY 1')).map(({ status, cases }) => [status, cases]));

describe('a case that nobody moves', () => {
  it('is chased to its end: the partner twice, the lead once, then it expires and everybody is told', async () => {
    const referralId = await aCase('C-0', 'MANY');
    for (let day = 0; day <= 40; day += 1) await chaseOn(addDays(TODAY, day));
    expect(await told()).toEqual(['referral-waiting to partners of T-TRUST', 'referral-waiting-again to partners of T-TRUST', 'case-stalled to leads of T-BROKER', 'case-expired to brokers of T-BROKER', 'application-expired to candidate']);
    expect(await rows(`SELECT kind FROM brokerage.messages WHERE while_state IS DISTINCT FROM 'referred' ORDER BY kind`)).toEqual([{ kind: 'application-expired' }, { kind: 'case-expired' }]); // the others end with what they tell of
    expect(await rows(`SELECT step, taken_on::text AS day FROM brokerage.chases ORDER BY taken_on`)).toEqual([
      { step: 'reminder', day: '2026-06-06' }, { step: 'second-reminder', day: '2026-06-11' }, { step: 'escalation', day: '2026-06-15' }, { step: 'expiry', day: '2026-06-29' },
    ]);
    expect(await rows(`SELECT event, to_status AS "to", actor_id AS actor, reason_code AS reason FROM brokerage.referral_events WHERE referral_id = $1 ORDER BY event_id DESC LIMIT 1`, [referralId])).toEqual([{ event: 'expire', to: 'expired', actor: 'job:chase-cases', reason: 'nobody-answered' }]);
    expect((await rows<{ action: string }>(`SELECT action FROM audit.events WHERE subject = $1 ORDER BY occurred_at DESC, event_id DESC LIMIT 2`, [referralId])).map(({ action }) => action)).toEqual(['referral.chase-expiry', 'referral.expire']);
  });

  it('begins anew with every change', async () => {
    const referralId = await aCase('C-0', 'MANY');
    await chaseOn(addDays(TODAY, 5));
    await referrals.record(OPERATOR, referralId, { event: 'review' });
    await happenedToday();
    await chaseOn(addDays(TODAY, 11));
    expect(await told()).toHaveLength(1);
    await chaseOn(addDays(TODAY, 12));
    expect(await told()).toEqual(['referral-waiting to partners of T-TRUST', 'referral-waiting to partners of T-TRUST']);
  });

  it('is not told twice by several workers at once, nor by one that runs again', async () => {
    for (const person of ['C-0', 'C-1', 'C-2', 'C-3', 'C-4']) await aCase(person, 'MANY');
    clock.day = addDays(TODAY, 5);
    await Promise.all(Array.from({ length: 4 }, () => chaser().chase()));
    await chasing.chase();
    expect(await told()).toHaveLength(5);
  });

  it('that cannot be chased does not keep the others waiting, and leaves no trace of the try', async () => {
    const [bad, good] = [await aCase('C-0', 'MANY'), await aCase('C-1', 'MANY')];
    await rows(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.referral_id = '${bad}' THEN RAISE 'no'; END IF; RETURN NEW; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON brokerage.messages FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await chaseOn(addDays(TODAY, 5));
    expect(await rows('SELECT referral_id AS id FROM brokerage.chases')).toEqual([{ id: good }]);
    await rows('DROP FUNCTION refuse CASCADE');
    await chaseOn(addDays(TODAY, 5));
    expect(await told()).toHaveLength(2);
  });

  it('is chased in slices, and everybody in them once', async () => {
    await rows(
      `INSERT INTO brokerage.referrals (candidate_id, intake_id, status, created_at)
       SELECT candidate_id, intake_id, 'referred', '2026-06-01 12:00Z' FROM candidates.candidates, opportunities.intakes, generate_series(1, 1)`,
    );
    await rows(`INSERT INTO brokerage.referrals (candidate_id, intake_id, status, created_at) SELECT candidate_id, intake_id, 'expired', now() FROM candidates.candidates, opportunities.intakes, generate_series(1, 2)`);
    await rows(`UPDATE brokerage.referrals SET status = 'reviewing' WHERE status = 'referred' AND referral_id IN (SELECT referral_id FROM brokerage.referrals WHERE status = 'referred' ORDER BY referral_id LIMIT 100)`);
    await chaseOn(addDays(TODAY, 5));
    expect(await rows(`SELECT count(*)::int AS messages, count(DISTINCT referral_id)::int AS cases FROM brokerage.messages`)).toEqual([{ messages: 2 * PEOPLE - 100, cases: 2 * PEOPLE - 100 }]);
  });
});

describe('an offer', () => {
  const taken = async (role: string): Promise<unknown> => (await rows(`SELECT places_taken AS taken FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE reference = $1`, [role]))[0];

  it('keeps the place for two weeks, or until the day that the employer names, and the case shows it', async () => {
    const query = services.get(ReferralsQuery, { strict: false });
    const [first, second] = [await aCase('C-0', 'MANY'), await aCase('C-1', 'MANY')];
    await referrals.record(OPERATOR, first, { event: 'offer' });
    await referrals.record(OPERATOR, second, { event: 'offer', holdExpiresOn: '2026-06-03' });
    expect([(await query.detail(OPERATOR, first)).holdExpiresOn, (await query.detail(OPERATOR, second)).holdExpiresOn]).toEqual(['2026-06-15', '2026-06-03']);
    await referrals.record(OPERATOR, first, { event: 'accept' });
    expect((await query.detail(OPERATOR, first)).holdExpiresOn).toBeNull();
    const third = await aCase('C-2', 'MANY');
    await expect(referrals.record(OPERATOR, third, { event: 'offer', holdExpiresOn: '2026-05-31' })).rejects.toMatchObject({ code: 'brokerage/hold-not-possible' });
    expect(await taken('MANY')).toEqual({ taken: 2 });
  });

  it('that is not answered expires the day after, gives the place back once, and the next person gets it', async () => {
    const first = await aCase('C-0', 'ONE', 'offer');
    const second = await aCase('C-1', 'ONE').catch(() => null);
    expect([second, await taken('ONE')]).toEqual([null, { taken: 1 }]); // no place left to be referred to
    await chaseOn('2026-06-15');
    expect(await statuses()).toEqual({ offered: 1 });
    await Promise.all([chaseOn('2026-06-16'), chaser().chase(), chaser().chase()]);
    expect([await statuses(), await taken('ONE')]).toEqual([{ expired: 1 }, { taken: 0 }]);
    expect(await rows(`SELECT reason_code AS reason FROM brokerage.referral_events WHERE referral_id = $1 AND event = 'expire'`, [first])).toEqual([{ reason: 'offer-not-answered' }]);
    await aCase('C-1', 'ONE', 'offer');
    expect(await taken('ONE')).toEqual({ taken: 1 });
  });

  it('200 of them at once for 20 places, while old ones expire: never more than there are places, none lost', async () => {
    const old = await Promise.all(Array.from({ length: PLACES }, (_, index) => aCase(`C-${index}`, 'MANY', 'offer')));
    expect(await taken('MANY')).toEqual({ taken: PLACES });
    // New ones, to the same intake, which is full: as an employer has them who has referred people in hand.
    const fresh = await rows<{ id: string }>(
      `INSERT INTO brokerage.referrals (candidate_id, intake_id, status) SELECT candidate_id, intake_id, 'referred' FROM candidates.candidates, opportunities.intakes JOIN opportunities.opportunities AS o USING (opportunity_id)
        WHERE o.reference = 'MANY' AND candidate_id NOT IN (SELECT candidate_id FROM brokerage.referrals WHERE referral_id = ANY ($1)) RETURNING referral_id AS id`,
      [old],
    );
    expect(fresh).toHaveLength(PEOPLE - PLACES);
    clock.day = '2026-06-16';
    const most: number[] = [];
    const watch = setInterval(() => void rows<{ held: number }>(`SELECT count(*)::int AS held FROM brokerage.referrals WHERE holds_place`).then(([row]) => most.push(row!.held)), 20);
    let isOver = false;
    const expiring = Promise.all([chasing.chase(), chaser().chase()]).then(() => (isOver = true));
    const offerUntilOver = async (referralId: string): Promise<'made' | 'no-place'> => {
      for (;;) {
        const isLastTry = isOver;
        try {
          await referrals.record(OPERATOR, referralId, { event: 'offer' });
          return 'made';
        } catch (error) {
          if ((error as DomainError).code !== 'opportunities/no-place-left') throw error;
        }
        if (isLastTry) return 'no-place';
        await new Promise((resolve) => setTimeout(resolve, 500)); // who hears no asks again a little later, and leaves the intake to those who expire
      }
    };
    const [outcomes] = await Promise.all([Promise.all(fresh.map(({ id }) => offerUntilOver(id))), expiring]).finally(() => clearInterval(watch));
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(PLACES);
    expect(Math.max(...most)).toBeLessThanOrEqual(PLACES);
    expect(await statuses()).toEqual({ expired: PLACES, offered: PLACES, referred: PEOPLE - 2 * PLACES });
    expect(await taken('MANY')).toEqual({ taken: PLACES });
  }, 60_000);
});

describe('the days of a programme', () => {
  it('are set by whoever leads it, from a day on, and go before the usual ones for its cases and no others', async () => {
    const nodes = await nodeIdsByCode(database.dataSource);
    const rules = services.get(ChasingRules, { strict: false });
    const [lead, broker] = [await actorWithRoles(services, TODAY, [{ role: 'programme-lead', nodeId: nodes.get('T-CITY')! }]), await actorWithRoles(services, TODAY, [{ role: 'broker', nodeId: nodes.get('T-BROKER')! }])];
    await rows(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) SELECT organisation_id, 'QUICK', 'Quick', '2026-01-01' FROM identity.organisations WHERE code = 'T-CITY'`);
    await rows(`UPDATE opportunities.opportunities SET programme_code = 'QUICK' WHERE reference = 'ONE'`);
    const days = { status: 'referred', fromOn: addDays(TODAY, 2), reminder: 1, secondReminder: 2, escalation: 3, expiry: 30 } as const;
    await expect(rules.set(broker, 'QUICK', days)).rejects.toMatchObject({ code: 'access/not-allowed' });
    await expect(rules.set(lead, 'QUICK', { ...days, reminder: 2 })).rejects.toMatchObject({ code: 'brokerage/chasing-wrong', details: [{ pointer: '/secondReminder' }] });
    await expect(rules.ofProgramme(lead, 'NONE')).rejects.toMatchObject({ code: 'opportunities/programme-not-found' });
    expect((await rules.set(lead, 'QUICK', days)).inForce.find(({ status }) => status === 'referred')).toMatchObject({ reminder: 5, fromOn: null });

    const [quick, usual] = [await aCase('C-0', 'ONE'), await aCase('C-1', 'MANY')];
    const chased = async (): Promise<unknown> => rows(`SELECT referral_id AS id, step FROM brokerage.chases ORDER BY taken_on, referral_id`);
    await chaseOn(addDays(TODAY, 1));
    expect(await chased()).toEqual([]);
    for (const day of [2, 3, 4]) await chaseOn(addDays(TODAY, day));
    expect(await chased()).toEqual(['reminder', 'second-reminder', 'escalation'].map((step) => ({ id: quick, step })));
    await chaseOn(addDays(TODAY, 5));
    expect(await rows(`SELECT step FROM brokerage.chases WHERE referral_id = $1`, [usual])).toEqual([{ step: 'reminder' }]);
    expect((await rules.ofProgramme(broker, 'QUICK')).inForce.find(({ status }) => status === 'referred')).toMatchObject({ reminder: 1, fromOn: days.fromOn });
    expect(await rows(`SELECT subject, detail->>'reminder' AS reminder FROM audit.events WHERE action = 'programme.chasing-changed'`)).toEqual([{ subject: 'QUICK', reminder: '1' }]);
  });
});

describe('the log of steps', () => {
  it('is written by the job alone', async () => {
    const referralId = await aCase('C-0', 'MANY');
    const insert = (actorId: string): Promise<unknown> => services.get(Database, { strict: false }).write(systemActor(actorId), (manager) => manager.query(`INSERT INTO brokerage.chases (referral_id, status, step, taken_on) VALUES ($1, 'referred', 'reminder', '2026-06-01')`, [referralId]));
    await expect(insert('user:somebody')).rejects.toThrow('row-level security');
    await insert('job:chase-cases');
  });
});
