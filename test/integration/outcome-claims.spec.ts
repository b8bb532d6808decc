import { MessageSender, type ReferralsService } from '#lib/brokerage';
import { addDays, type CourseEvent, type ReferralEvent, type Role } from '#lib/kernel';
import { ClaimsQuery, ClaimsService, CoursesService, OutcomeReminders, OutcomesService, SustainmentRulesService } from '#lib/outcomes';
import type { Actor, DomainError } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { actorWithRoles, nodeIdsByCode, referralsOf } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { until } from '../support/running-service.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const STARTED = '2026-01-05';

let database: TestDatabase;
let services: INestApplicationContext;
let referrals: ReferralsService;
let ids: ReadonlyMap<string, string>;
let started: string;
const clock = new FixedClock(TODAY);

const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, values);
const acting = (role: Role, node: string): Promise<Actor> => actorWithRoles(services, clock.day, [{ role, nodeId: ids.get(node)! }]);
const claims = (): ClaimsService => services.get(ClaimsService, { strict: false });
const claim = (actor: Actor, organisationCode: string, note: string | null = null) => claims().claim(actor, started, { outcomeCode: 'start', organisationCode, note });

async function referred(reference: string, post: string, ...through: ReferralEvent[]): Promise<string> {
  const [pair] = await query<{ candidateId: string; opportunityId: string }>(
    `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId" FROM candidates.candidates AS person, opportunities.opportunities AS post WHERE person.reference = $1 AND post.reference = $2`, [reference, post]);
  const referralId = await referrals.refer(OPERATOR, pair!);
  for (const event of through) await referrals.record(OPERATOR, referralId, { event, ...(event === 'start' ? { startedOn: STARTED } : {}) });
  return referralId;
}

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  ids = await nodeIdsByCode(database.dataSource);
  services = await openServices(database.url, { clock });
  referrals = referralsOf(services);
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  clock.day = TODAY;
  await query('TRUNCATE candidates.candidates, opportunities.opportunities, opportunities.programmes, exchange.uploads CASCADE');
  await query(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) VALUES ($1, 'RETURNERS', 'Returners', '2026-01-01')`, [ids.get('T-PLACE-A')]);
  const partner = new Partner(services);
  const people = ['C-0', 'C-1'].map((reference) => ({ YOUR_REFERENCE: reference, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: 'v1 2026-01-01' }));
  await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(people[0]!), people) });
  const posts = ['POST', 'OTHER'].map((reference) => ({ YOUR_REFERENCE: reference, KIND: 'apprenticeship', TITLE: 'Porter', REMOTE: 'yes', PLACES: '9' }));
  await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(posts[0]!), posts) });
  await query(`UPDATE opportunities.opportunities SET programme_code = 'RETURNERS' WHERE reference = 'POST'`);
  started = await referred('C-0', 'POST', 'offer', 'accept', 'start');
  await services.get(OutcomesService, { strict: false }).record(OPERATOR, started, { kind: 'start-confirmed', happenedOn: STARTED, evidenceCode: 'payslip' });
});

describe('one person, one outcome, one claim', () => {
  it('of 12 claims at once by two organisations one counts, and the other is a dispute', async () => {
    const sides = [[await acting('broker', 'T-BROKER'), 'T-BROKER'], [await acting('hr', 'T-TRUST'), 'T-TRUST']] as const;
    const made = await Promise.all(Array.from({ length: 12 }, (_, index) => sides[index % 2]!).map(([actor, code]) => claim(actor, code)));
    expect(new Set(made.map(({ claimId }) => claimId)).size).toBe(2);
    expect(await query('SELECT status, is_disputed AS disputed FROM outcomes.claims ORDER BY status')).toEqual([{ status: 'contesting', disputed: true }, { status: 'held', disputed: true }]);
    expect(await query(`SELECT count(*)::int AS claims FROM audit.events WHERE action LIKE 'claim.%'`)).toEqual([{ claims: 2 }]);
  });

  it('is made of what is so, by an organisation of the case, for a programme', async () => {
    const broker = await acting('broker', 'T-BROKER');
    await expect(claims().claim(broker, started, { outcomeCode: '13-weeks', organisationCode: 'T-BROKER', note: null })).rejects.toMatchObject({ code: 'outcomes/not-claimable', message: expect.stringMatching(/The check is not met/) });
    await expect(claim(broker, 'T-TRUST')).rejects.toMatchObject({ code: 'outcomes/not-claimable', message: expect.stringMatching(/Only an organisation of yours/) });
    await expect(claim(await acting('hr', 'T-GP'), 'T-GP')).rejects.toMatchObject({ code: 'brokerage/referral-not-found' });
    const other = await referred('C-1', 'OTHER', 'offer', 'accept', 'start');
    await expect(claims().claim(broker, other, { outcomeCode: 'start', organisationCode: 'T-BROKER', note: null })).rejects.toMatchObject({ message: expect.stringMatching(/belongs to no programme/) });
    expect(await query('SELECT FROM outcomes.claims')).toEqual([]);
  });

  it('disputed it is told to both, with neither seeing the other, and decided by a lead above both, once', async () => {
    const [broker, hr, lead] = [await acting('broker', 'T-BROKER'), await acting('hr', 'T-TRUST'), await acting('broker-lead', 'T-CITY')];
    const first = await claim(broker, 'T-BROKER', 'We met every week.');
    const second = await claim(hr, 'T-TRUST', 'We found the person.');
    expect([first.status, second.status, second.isDisputed]).toEqual(['held', 'contesting', true]);
    const ofBroker = services.get(ClaimsQuery, { strict: false });
    expect((await ofBroker.detail(broker, first.claimId)).history.map(({ event, note }) => [event, note])).toEqual([['claimed', 'We met every week.'], ['disputed', null]]);
    await expect(ofBroker.detail(broker, second.claimId)).rejects.toMatchObject({ code: 'outcomes/claim-not-found' });
    await expect(ofBroker.detail(hr, first.claimId)).rejects.toMatchObject({ code: 'outcomes/claim-not-found' });
    expect(await query(`SELECT FROM outcomes.claim_events WHERE note LIKE '%week%'`)).toEqual([]); // sealed
    expect((await ofBroker.page(lead, { isDisputed: true, after: null, limit: 1 }))).toMatchObject({ claims: [{ claimId: second.claimId }], next: second.claimId });
    expect((await ofBroker.page(lead, { isDisputed: true, after: second.claimId, limit: 1 }))).toMatchObject({ claims: [{ claimId: first.claimId }], next: null });

    await expect(claims().award(await acting('broker-lead', 'T-PLACE-C'), first.claimId, 'placed-the-person', 'N')).rejects.toMatchObject({ code: 'outcomes/not-above-both' });
    await expect(claims().award(broker, first.claimId, 'placed-the-person', 'N')).rejects.toMatchObject({ code: 'access/not-allowed' });
    const results = await Promise.allSettled([first, second].map(({ claimId }) => claims().award(lead, claimId, 'better-evidence', 'The trust has the payslips.')));
    expect(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as DomainError).code] : []))).toEqual(['outcomes/no-dispute']);
    expect(await query('SELECT status FROM outcomes.claims WHERE NOT is_disputed ORDER BY status')).toEqual([{ status: 'refused' }, { status: 'upheld' }]);
    expect((await ofBroker.detail(hr, second.claimId)).history.at(-1)).toMatchObject({ reasonCode: 'better-evidence', note: 'The trust has the payslips.' });
    expect((await claim(hr, 'T-TRUST')).history).toHaveLength(2); // the same again changes nothing, and opens nothing
  });

  it('that is made while a dispute is decided is a dispute of its own, and not decided with it', async () => {
    const [broker, lead] = [await acting('broker', 'T-BROKER'), await acting('broker-lead', 'T-CITY')];
    const { claimId } = await claim(broker, 'T-BROKER');
    await claim(await acting('hr', 'T-TRUST'), 'T-TRUST');
    const third = database.dataSource.createQueryRunner();
    await third.startTransaction();
    await third.query(
      `INSERT INTO outcomes.claims (referral_id, candidate_id, programme_code, outcome_code, organisation_id, claimed_by, status)
       SELECT referral_id, candidate_id, programme_code, outcome_code, $2, 'user:gp', 'contesting' FROM outcomes.claims WHERE claim_id = $1`, [claimId, ids.get('T-GP')]);
    const awarded = claims().award(lead, claimId, 'better-evidence', 'N');
    await until('the decision waits for the claim', async () => (await query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0);
    await third.commitTransaction();
    await third.release();
    await awarded;
    expect(await query(`SELECT organisation.code, status, is_disputed AS disputed FROM outcomes.claims JOIN identity.organisations AS organisation USING (organisation_id) ORDER BY 1`)).toEqual([
      { code: 'T-BROKER', status: 'upheld', disputed: true }, { code: 'T-GP', status: 'contesting', disputed: true }, { code: 'T-TRUST', status: 'refused', disputed: false },
    ]);
    await claims().award(lead, claimId, 'better-evidence', 'N');
    expect(await query(`SELECT FROM outcomes.claims WHERE is_disputed`)).toEqual([]);
  });

  it('keeps what both sides add', async () => {
    const broker = await acting('broker', 'T-BROKER');
    const { claimId } = await claim(broker, 'T-BROKER');
    expect((await claims().addNote(broker, claimId, 'A letter of 3 May.')).history).toMatchObject([{ event: 'claimed', note: null }, { event: 'noted', note: 'A letter of 3 May.' }]);
    await expect(claims().addNote(await acting('hr', 'T-TRUST'), claimId, 'N')).rejects.toMatchObject({ code: 'outcomes/claim-not-found' });
  });
});

describe('a course', () => {
  const step = (name: CourseEvent['step'], happenedOn: string, more: Partial<CourseEvent> = {}): CourseEvent => ({ step: name, happenedOn, gradeCode: null, jobReferralId: null, ...more });
  const courses = (): CoursesService => services.get(CoursesService, { strict: false });

  it('is recorded by whom the person was referred to, over the job that follows, and read by the person', async () => {
    const [trust, broker] = [await acting('hr', 'T-TRUST'), await acting('broker', 'T-BROKER')];
    await expect(courses().record(trust, started, step('achieve', '2026-05-01'))).rejects.toMatchObject({ code: 'outcomes/not-possible', message: expect.stringMatching(/Possible for you now: enrol\./) });
    await courses().record(trust, started, step('enrol', STARTED));
    const once = await courses().record(trust, started, step('achieve', '2026-05-01', { gradeCode: 'merit' }));
    expect(await courses().record(trust, started, step('achieve', '2026-05-01', { gradeCode: 'merit' }))).toEqual(once);
    expect(await query(`SELECT count(*)::int AS steps FROM audit.events WHERE action LIKE 'course.%'`)).toEqual([{ steps: 2 }]);
    const [job, ofSomebodyElse] = [await referred('C-0', 'OTHER', 'offer', 'accept', 'start'), await referred('C-1', 'OTHER', 'offer', 'accept', 'start')];
    await expect(courses().record(broker, started, step('progress-to-job', TODAY, { jobReferralId: ofSomebodyElse }))).rejects.toMatchObject({ code: 'outcomes/not-possible' });
    await courses().record(broker, started, step('progress-to-job', TODAY, { jobReferralId: job }));
    const [{ candidateId }] = (await query<{ candidateId: string }>('SELECT candidate_id AS "candidateId" FROM brokerage.referrals WHERE referral_id = $1', [started])) as [{ candidateId: string }];
    const person = await actorWithRoles(services, clock.day, [{ role: 'candidate', nodeId: ids.get('T-BROKER')! }], candidateId);
    expect(await courses().standing(person, started)).toMatchObject({ state: 'in-work', gradeCode: 'merit', jobReferralId: job, allowedSteps: [] });
    await expect(courses().standing(await acting('college-partner', 'T-COLLEGE'), started)).rejects.toMatchObject({ code: 'brokerage/referral-not-found' });
    expect(await claims().claim(broker, started, { outcomeCode: 'achievement', organisationCode: 'T-BROKER', note: null })).toMatchObject({ status: 'held' });
  });

  it('goes one way, also when two record at once', async () => {
    await courses().record(OPERATOR, started, step('enrol', STARTED));
    const results = await Promise.allSettled((['achieve', 'fail', 'withdraw'] as const).map((name) => courses().record(OPERATOR, started, step(name, '2026-05-01'))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('checks that are due', () => {
  const remind = (): Promise<void> => services.get(OutcomeReminders, { strict: false }).remind();
  const told = () => query<{ key: string }>(`SELECT key FROM brokerage.messages WHERE kind = 'outcome-check-due' ORDER BY key`);
  const looks = async () => (await query<{ day: string | null }>('SELECT next_outcome_look_on::text AS day FROM brokerage.referrals WHERE referral_id = $1', [started]))[0]!.day;
  const outcomes = (): OutcomesService => services.get(OutcomesService, { strict: false });
  /** The days from the start on, as if nobody had recorded anything later. */
  const from = async (day: string): Promise<void> => {
    clock.day = day;
    await outcomes().record(OPERATOR, started, { kind: 'start-confirmed', happenedOn: STARTED, evidenceCode: 'payslip' });
  };
  const toldOf = (week: number) => ({ key: `outcome-check-due:${started}:${week}` });

  it('are told to the brokers once each, by however many workers, and not before', async () => {
    await from(addDays(STARTED, 90));
    await remind();
    expect(await told()).toEqual([]);
    clock.day = addDays(STARTED, 91);
    await Promise.all([remind(), remind(), remind()]);
    await remind();
    expect(await told()).toEqual([toldOf(13)]);
    // It ends with the time for it, or when they leave.
    expect(await query(`SELECT while_state AS state, useless_at AS over FROM brokerage.messages WHERE key = $1`, [toldOf(13).key])).toEqual([{ state: 'started', over: new Date(`${addDays(STARTED, 119)}T23:00:00Z`) }]);
  });

  it('are not told any more when they were settled before the message went, and anew when the person has left and it can still be reached', async () => {
    const programme = { permittedGapDays: 28, permittedGapDaysAtOnce: 28, minimumWeeklyMinutes: 0, allowsChangeOfEmployer: true, evidenceCodes: [], windowDays: 28 };
    await services.get(SustainmentRulesService, { strict: false }).record(OPERATOR, 'RETURNERS', { ...programme, fromOn: STARTED });
    const sent = async (week: number, more = '') => {
      await services.get(MessageSender, { strict: false }).send();
      return (await query<{ reason: string }>(`SELECT coalesce(reason_code, status) AS reason FROM brokerage.messages WHERE key = $1`, [toldOf(week).key + more]))[0]?.reason;
    };
    await from(addDays(STARTED, 91));
    await remind();
    await outcomes().record(OPERATOR, started, { kind: 'still-there', happenedOn: addDays(STARTED, 91), week: 13, evidenceCode: 'payslip' });
    expect(await sent(13)).toBe('no-longer-true');
    clock.day = addDays(STARTED, 182);
    await remind();
    await outcomes().record(OPERATOR, started, { kind: 'left', happenedOn: addDays(STARTED, 181), destinationCode: 'social-care' });
    expect(await sent(26)).toBe('no-longer-true');
    await remind();
    expect(await sent(26, ':left')).toBe('no-account'); // it was still true: there is no broker here
  });

  it('are told of also after one that nobody ever settled, and after the last the start is read no more', async () => {
    await from(addDays(STARTED, 91));
    const read: (string | null)[] = [];
    for (const day of [91, 100, 120, 182, 211, 364, 393, 500]) {
      clock.day = addDays(STARTED, day);
      await remind();
      read.push(await looks());
    }
    expect(read).toEqual([120, 120, 182, 211, 364, 393, null, null].map((day) => (day === null ? null : addDays(STARTED, day))));
    expect((await told()).map(({ key }) => key.split(':').at(-1))).toEqual(['13', '26', '52']);
  });

  it('are told of again where other rules of the programme open them', async () => {
    await from(addDays(STARTED, 120));
    await remind();
    expect([await told(), await looks()]).toEqual([[], addDays(STARTED, 182)]);
    const usual = { permittedGapDays: 0, permittedGapDaysAtOnce: 0, minimumWeeklyMinutes: 0, allowsChangeOfEmployer: false, evidenceCodes: [], windowDays: 60 };
    await services.get(SustainmentRulesService, { strict: false }).record(OPERATOR, 'RETURNERS', { ...usual, fromOn: STARTED });
    await remind();
    expect([await told(), await looks()]).toEqual([[toldOf(13)], addDays(STARTED, 152)]);
  });

  it('are settled by time alone, where somebody who was away is not back in time', async () => {
    const programme = { permittedGapDays: 7, permittedGapDaysAtOnce: 7, minimumWeeklyMinutes: 0, allowsChangeOfEmployer: true, evidenceCodes: [], windowDays: 3 };
    await services.get(SustainmentRulesService, { strict: false }).record(OPERATOR, 'RETURNERS', { ...programme, fromOn: STARTED });
    await from(addDays(STARTED, 91));
    await outcomes().recordEmployment(OPERATOR, started, { employerCode: 'same', fromOn: STARTED, toOn: addDays(STARTED, 90), weeklyMinutes: null, isWithdrawn: false });
    await remind();
    const next = async () => (await query<{ day: string | null }>('SELECT next_outcome_check_on::text AS day FROM brokerage.referrals WHERE referral_id = $1', [started]))[0]!.day;
    expect([await told(), await next()]).toEqual([[toldOf(13)], addDays(STARTED, 91)]);
    clock.day = addDays(STARTED, 95);
    await remind();
    expect(await next()).toBe(addDays(STARTED, 182));
  });

  it('that are settled by now are told to nobody, and the case goes on to its next', async () => {
    clock.day = addDays(STARTED, 182);
    await query(`INSERT INTO outcomes.outcome_events (referral_id, kind, happened_on, week, actor_id) VALUES ($1, 'still-there', $2, 13, 'user:broker')`, [started, addDays(STARTED, 91)]);
    await remind();
    expect(await told()).toEqual([toldOf(26)]);
    expect(await query('SELECT next_outcome_check_on::text AS day FROM brokerage.referrals WHERE referral_id = $1', [started])).toEqual([{ day: addDays(STARTED, 182) }]);
  });
});
