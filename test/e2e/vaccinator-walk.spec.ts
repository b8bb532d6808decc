import { AccountLinksService, AccountsService, type NewGrant } from '#lib/identity';
import { addDays } from '#lib/kernel';
import { SystemClock } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiCaller, type Answer } from '../support/api-caller.js';
import { makeApiKey } from '../support/api-key.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { capturedMails, mailTo } from '../support/mail-folder.js';
import { OPERATOR } from '../support/operator.js';
import { startService, until, type RunningProcess } from '../support/running-service.js';
import { openServices } from '../support/services.js';
import { signIn } from '../support/signed-in.js';
import { addTestTree } from '../support/test-tree.js';

const EMAIL = 'ada@people.example';
const BROKER = 'broker@staff.example';
const HR = 'hr@staff.example';
const COLLEAGUES = Array.from({ length: 9 }, (_, index) => `COLLEAGUE-${index}`);
const PASSWORD = 'three small words';
const today = new SystemClock().today();
const CONTRACT_ENDS = addDays(today, 35);
const FAIR = addDays(today, 7);
/** HR tells of the first day when the 13 weeks are over: the day of the tests is the only one that both processes know. */
const FIRST_DAY = addDays(today, -95);

interface Leg { readonly code: string; readonly toStep: string | null; readonly intakeId: string | null; readonly opportunityId: string | null; readonly payAfter: { readonly hourlyPence: number | null } }
interface Route { readonly legs: Leg[]; readonly months: number }
interface Plan { readonly planId: string; readonly state: string; readonly changes: string[]; readonly legsNow: Leg[] }
interface Referral { readonly referralId: string; readonly opportunityId: string; readonly status: string; readonly holdsPlace: boolean }

/** What brokers, HR and a candidate do in half a year, over HTTP and with a worker beside it. */
describe('a vaccinator whose contract ends', () => {
  const home = mkdtempSync(join(tmpdir(), 'pathways-walk-'));
  let database: TestDatabase;
  let services: INestApplicationContext;
  let api: RunningProcess;
  let worker: RunningProcess;
  let lead: ApiCaller;
  let broker: ApiCaller;
  let trust: ApiCaller;
  let ada: Record<string, string>;
  let idOf: ReadonlyMap<string, string>;
  let candidateId: string;
  let opportunityIds: [ward: string, clinic: string];

  beforeAll(async () => {
    database = await openTestDatabase();
    await addTestTree(database.dataSource);
    const environment = { PATHWAYS_HOME: home };
    services = await openServices(database.url, { environment });
    [api, worker] = await Promise.all([startService('api', database.url, environment), startService('worker', database.url, environment)]);
    const caller = async (code: string): Promise<ApiCaller> => new ApiCaller(api.url, await makeApiKey(database.url, code));
    [lead, broker, trust] = [await caller('T-CITY'), await caller('T-BROKER'), await caller('T-TRUST')];
  }, 60_000);
  afterAll(async () => {
    await Promise.all([api.stop(), worker.stop()]);
    await services.close();
    await database.close();
    rmSync(home, { recursive: true });
  });

  async function send(caller: ApiCaller, content: string, organisation: string, rows: readonly Record<string, string>[]): Promise<void> {
    const received = await caller.upload(content, organisation, `${content}.csv`, csvOf(Object.keys(rows[0]!), rows));
    const done = await until(`${content} read`, async () => {
      const state = (await caller.get(received.headers.get('location')!)).body as { status: string };
      return (state.status === 'done' || state.status === 'failed') && state;
    });
    expect(done).toMatchObject({ status: 'done', rowsAdded: rows.length, rowsRejected: 0 });
  }

  /** As the candidate herself, signed in. */
  const herself = new Proxy({} as Pick<ApiCaller, 'get' | 'post'>, {
    get: (_, method: 'get' | 'post') => (path: string, body?: unknown): Promise<Answer> =>
      new ApiCaller(api.url, null).call(path, method === 'get' ? { headers: ada } : { method: 'POST', headers: { ...ada, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

  async function ok<Body>(asked: Promise<Answer>): Promise<Body> {
    const { status, body } = await asked;
    if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body as Body;
  }

  /** Somebody who was invited and has chosen {@link PASSWORD}. */
  async function hasAccount(email: string, grant: NewGrant): Promise<void> {
    await services.get(AccountsService, { strict: false }).invite(OPERATOR, { email, displayName: 'Somebody', grants: [grant] }, (token) => `https://pathways.test/link/${token}`);
    const { token } = await mailTo(home, email);
    expect(await services.get(AccountLinksService, { strict: false }).use(token, 'invitation', PASSWORD)).toMatchObject({ ok: true });
  }

  const referrals = async (): Promise<Referral[]> => (await ok<{ referrals: Referral[] }>(broker.get(`/candidates/${candidateId}/referrals`))).referrals;
  const placesTaken = async (opportunityId: string): Promise<number> =>
    (await ok<{ intakes: { placesTaken: number }[] }>(broker.get(`/opportunities/${opportunityId}`))).intakes.reduce((sum, intake) => sum + intake.placesTaken, 0);
  const record = <Body>(caller: Pick<ApiCaller, 'post'>, referralId: string, event: string, more: object = {}): Promise<Body> => ok<Body>(caller.post(`/referrals/${referralId}/events`, { event, ...more }));

  it('is on the list of contracts that end', async () => {
    const consented = `v1 ${addDays(today, -30)}`;
    const person = { FAMILY_NAME: 'Example', HIGHEST_LEVEL: '3', ENGLISH_LEVEL: '2', MATHS_LEVEL: '2', SKILLS: 'vaccination', AVAILABILITY: 'any', CONSENT_MATCHING: consented, CONSENT_SHARING: consented };
    await send(broker, 'candidates', 'T-BROKER', [
      { ...person, YOUR_REFERENCE: 'ADA', GIVEN_NAME: 'Ada', EMAIL, CONTRACT_END_DATE: CONTRACT_ENDS, CONSENT_CONTACT: consented },
      ...COLLEAGUES.map((reference) => ({ ...person, YOUR_REFERENCE: reference, GIVEN_NAME: 'Colleague', EMAIL: `${reference.toLowerCase()}@people.example`, CONTRACT_END_DATE: CONTRACT_ENDS, CONSENT_CONTACT: '' })),
      { ...person, YOUR_REFERENCE: 'STAYS', GIVEN_NAME: 'Bea', EMAIL: 'bea@people.example', CONTRACT_END_DATE: addDays(today, 300), CONSENT_CONTACT: '' },
    ]);
    const { rows } = await ok<{ rows: { candidateId: string; reference: string }[] }>(broker.get('/caseload/people?list=contract-ending'));
    expect(rows.map(({ reference }) => reference).toSorted()).toEqual(['ADA', ...COLLEAGUES]);
    idOf = new Map(rows.map((row) => [row.reference, row.candidateId]));
    candidateId = idOf.get('ADA')!;
    await hasAccount(EMAIL, { role: 'candidate', nodeCode: 'T-BROKER', candidateId });
    await hasAccount(BROKER, { role: 'broker', nodeCode: 'T-BROKER' });
    await hasAccount(HR, { role: 'hr', nodeCode: 'T-TRUST' });
    ada = await signIn(api.url, EMAIL, PASSWORD);
  });

  it('has a redeployment record: what is due when, what she carries over, and posts of her own trust first', async () => {
    const post = { employerCode: 'T-TRUST', postCode: 'vaccinator', band: '3', serviceStartedOn: addDays(today, -800), contractEndsOn: CONTRACT_ENDS, agreedWeeks: null, noticeGivenOn: null, trialStartedOn: null, trialUntilOn: null, version: 0 };
    expect(await ok(broker.call(`/candidates/${candidateId}/redeployment`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(post) }))).toMatchObject({
      plan: { notice: { statutoryWeeks: 2, contractualWeeks: 4, weeks: 4 }, isInternalFirst: true, days: expect.arrayContaining([expect.objectContaining({ on: CONTRACT_ENDS })]) },
      carriedOver: { skills: expect.arrayContaining([{ code: 'vaccination', isRecorded: true }, { code: 'infection-control', isRecorded: false }]) },
    });
    expect(await ok(herself.get(`/candidates/${candidateId}/redeployment`))).toMatchObject({ employerCode: 'T-TRUST', contractEndsOn: CONTRACT_ENDS });
    const { cohorts } = await ok<{ cohorts: { employerCode: string | null; postCode: string | null; people: number }[] }>(broker.get(`/redeployment-cohorts?from=${CONTRACT_ENDS.slice(0, 7)}&to=${CONTRACT_ENDS.slice(0, 7)}`));
    expect(cohorts.map(({ employerCode, people }) => [employerCode, people])).toEqual(expect.arrayContaining([['T-TRUST', 1], [null, COLLEAGUES.length]]));
  });

  let plan: Plan;
  it('gets a plan to registered nurse over the post that a trust advertises, and sees it', async () => {
    await send(trust, 'roles', 'T-TRUST', [
      { YOUR_REFERENCE: 'WARD', KIND: 'role', TITLE: 'Healthcare support worker', REMOTE: 'yes', PLACES: '10', BAND: '2', START_DATE: addDays(today, 30), REQUIRED_CHECKS: 'dbs-enhanced', DESIRED_SKILLS: 'vaccination', SCHEDULE: 'weekdays', PATHWAY: 'nursing' },
      { YOUR_REFERENCE: 'CLINIC', KIND: 'role', TITLE: 'Clinic assistant', REMOTE: 'yes', PLACES: '1', BAND: '2', START_DATE: addDays(today, 40), REQUIRED_CHECKS: '', DESIRED_SKILLS: 'vaccination', SCHEDULE: 'weekdays', PATHWAY: 'administration' },
    ]);
    await send(lead, 'roles', 'T-COLLEGE', [{ YOUR_REFERENCE: 'LAB', KIND: 'role', TITLE: 'Laboratory technician', REMOTE: 'yes', PLACES: '1', BAND: '', START_DATE: addDays(today, 30), DESIRED_SKILLS: 'vaccination', SCHEDULE: 'weekdays', PATHWAY: 'nursing' }]);
    const { opportunities } = await ok<{ opportunities: { opportunityId: string; title: string }[] }>(broker.get('/opportunities'));
    opportunityIds = ['Healthcare support worker', 'Clinic assistant'].map((title) => opportunities.find((one) => one.title === title)!.opportunityId) as [string, string];
    const { matches } = await until('posts that fit her', async () => {
      const fitting = await ok<{ matches: { opportunityId: string; nearness: string }[] }>(broker.get(`/candidates/${candidateId}/redeployment/suggestions`));
      return fitting.matches.length === 3 && fitting;
    });
    expect(matches.map(({ nearness }) => nearness)).toEqual(['same-employer', 'same-employer', 'elsewhere']);
    const wish = { goalStep: 'registered-nurse', stepCode: 'vaccinator', monthsInStep: 14, hourlyPence: 1567, isEarningOnly: true, avoidSteps: [] };
    const { routes } = await ok<{ routes: Route[] }>(broker.post(`/candidates/${candidateId}/pathway-routes`, wish));
    const route = routes.find(({ legs }) => legs[0]!.opportunityId === opportunityIds[0])!;
    expect(route.legs.at(-1)).toMatchObject({ toStep: 'registered-nurse' });
    plan = await ok<Plan>(broker.post(`/candidates/${candidateId}/pathway-plans`, { ...wish, legs: route.legs.map(({ code, intakeId }) => ({ code, intakeId })) }));
    expect(await ok(herself.get(`/candidates/${candidateId}/pathway-plans`))).toEqual({ plans: [] });
    await ok(broker.post(`/pathway-plans/${plan.planId}/sharing`, {}));
    expect(await ok(herself.get(`/candidates/${candidateId}/pathway-plans`))).toMatchObject({ plans: [{ planId: plan.planId, state: 'still-holds' }] });
  });

  let fairId: string;
  let standId: string;
  let ward: string;
  it('meets the trust at a fair: registers, is on its shortlist, books a talk, has it in her calendar, and is put forward in two taps', async () => {
    ({ fairId } = await ok<{ fairId: string }>(lead.post('/fairs', { organisation: 'T-CITY', name: 'Fair for vaccinators', firstOn: FAIR, lastOn: FAIR })));
    const { sessions } = await ok<{ sessions: { sessionId: string }[] }>(lead.post(`/fairs/${fairId}/sessions`, { on: FAIR, from: '10:00', to: '12:00', capacity: 20, videoLink: 'https://video.example.org/hall' }));
    const { stands } = await ok<{ stands: { standId: string }[] }>(lead.post(`/fairs/${fairId}/stands`, { organisation: 'T-TRUST', opportunityIds: [opportunityIds[0]] }));
    standId = stands[0]!.standId;
    await ok(herself.post('/fair-registrations', { sessionId: sessions[0]!.sessionId }));
    const shortlist = await until('her on the shortlist', async () => {
      const { people } = await ok<{ people: { candidateId: string; score: number }[] }>(broker.get(`/fair-stands/${standId}/shortlist`));
      return people.length > 0 && people;
    });
    expect(shortlist).toMatchObject([{ candidateId, bookingId: null }]);
    const { slots } = await ok<{ slots: { slotId: string }[] }>(trust.post(`/fair-stands/${standId}/slots`, { sessionId: sessions[0]!.sessionId, slotMinutes: 20, breaks: [] }));
    const { bookingId } = await ok<{ bookingId: string }>(herself.post('/fair-bookings', { slotId: slots[0]!.slotId }));
    const calendar = await herself.get(`/fair-bookings/${bookingId}/calendar.ics`);
    expect(calendar).toMatchObject({ status: 200, body: expect.stringContaining(`DTSTART`) });
    await ok(trust.post(`/fair-bookings/${bookingId}/attendance`, { attendance: 'arrived' }));
    const talked = await ok<{ referralId: string; outcomeCode: string }>(trust.post(`/fair-bookings/${bookingId}/outcome`, { code: 'interested' }));
    expect(talked).toMatchObject({ outcomeCode: 'interested' });
    ward = talked.referralId;
    expect(await referrals()).toMatchObject([{ referralId: ward, opportunityId: opportunityIds[0], status: 'referred', holdsPlace: false }]);
  });

  it('is interviewed and offered the place, and holds another offer beside; she accepts one, and the other is released and its place given back', async () => {
    const { referralId: clinic } = await ok<Referral>(broker.post('/referrals', { candidateId, opportunityId: opportunityIds[1] }));
    await record(trust, clinic, 'offer');
    expect(await placesTaken(opportunityIds[1])).toBe(1);
    await record(trust, ward, 'review');
    await record(trust, ward, 'invite-to-interview');
    expect(await record(trust, ward, 'offer', { holdExpiresOn: addDays(today, 10) })).toMatchObject({ status: 'offered', holdsPlace: true, holdExpiresOn: addDays(today, 10) });
    expect(await placesTaken(opportunityIds[0])).toBe(1);
    expect((await ok<{ rows: { candidateId: string }[] }>(broker.get('/caseload/people?list=offers-waiting'))).rows).toMatchObject([{ candidateId }]);
    expect(await ok(herself.get(`/referrals/${ward}/events/preview?event=accept`))).toBeDefined();
    expect(await record(herself, ward, 'accept')).toMatchObject({ status: 'accepted' });
    expect(await referrals()).toMatchObject([{ referralId: clinic, status: 'withdrawn', holdsPlace: false }, { referralId: ward, status: 'accepted', holdsPlace: true }]);
    expect([await placesTaken(opportunityIds[0]), await placesTaken(opportunityIds[1])]).toEqual([1, 0]);
    expect(await ok(broker.post(`/pathway-plans/${plan.planId}/check`, {}))).toMatchObject({ state: 'still-holds', changes: [] }); // the place is gone, but to her
  });

  it('passes the checks, one by one, each no earlier than the law allows', async () => {
    await record(trust, ward, 'start-checks');
    const { checks, notAsked } = await ok<{ checks: { check: string }[]; notAsked: { check: string; why: string }[] }>(trust.get(`/referrals/${ward}/checks`));
    expect([...checks, ...notAsked].map(({ check }) => check).toSorted()).toEqual(['criminal-record', 'identity', 'references', 'registration', 'right-to-work', 'work-health']);
    for (const { check } of checks) {
      const step = (caller: Pick<ApiCaller, 'post'>, name: string, more: object = {}): Promise<unknown> => ok(caller.post(`/referrals/${ward}/checks`, { check, step: name, ...more }));
      await step(trust, 'ask');
      await step(herself, 'provide', check === 'identity' ? { documentCodes: ['passport', 'council-tax-bill', 'bank-statement'] } : {});
      await step(trust, 'pass');
    }
    expect(await ok(herself.get(`/referrals/${ward}/checks`))).toMatchObject({ isComplete: true });
  });

  it('starts, with a payslip to show it, is still there after 13 weeks, and gets on to the next step, which her plan knows of', async () => {
    expect(await record(trust, ward, 'start', { startedOn: FIRST_DAY })).toMatchObject({ status: 'started', startedOn: FIRST_DAY });
    const outcome = (body: object): Promise<unknown> => ok(broker.post(`/referrals/${ward}/outcomes`, body));
    await outcome({ kind: 'start-confirmed', happenedOn: FIRST_DAY, evidenceCode: 'payslip' });
    expect(await outcome({ kind: 'still-there', happenedOn: addDays(today, -1), week: 13, evidenceCode: 'payslip' })).toMatchObject({ checks: [{ week: 13, state: 'met' }, { week: 26, state: 'not-due' }, { week: 52 }] });
    expect(await outcome({ kind: 'progressed', happenedOn: today, progressionKind: 'band', fromCode: 'band-2', toCode: 'band-3', stepCode: 'senior-hcsw' })).toMatchObject({ progress: { bandsGained: 1, stepCode: 'senior-hcsw' } });
    const checked = await ok<Plan>(broker.post(`/pathway-plans/${plan.planId}/check`, {}));
    expect(checked).toMatchObject({ reachedStep: 'senior-hcsw', reachedOn: today });
    expect(checked.legsNow.map(({ toStep }) => toStep)).toEqual(plan.legsNow.slice(plan.legsNow.findIndex(({ toStep }) => toStep === 'senior-hcsw') + 1).map(({ toStep }) => toStep));
    expect(checked.changes).toEqual([expect.stringMatching(/^Apprenticeship ST\d{4} now begins about .* earlier\.$/)]); // she is ahead of it
  });

  it('comes with colleagues who apply at the stand and start; the fair counts them, and tells no figure that would point at somebody', async () => {
    const started = async (): Promise<unknown> => (await ok<{ figures: { figure: string; count: unknown }[] }>(lead.get(`/fairs/${fairId}/figures`))).figures.find(({ figure }) => figure === 'started')!.count;
    expect(await started()).toEqual({ kind: 'hidden', why: 'small' });
    for (const reference of COLLEAGUES) {
      const { applications } = await ok<{ applications: { referralId: string }[] }>(broker.post(`/fair-stands/${standId}/applications`, { candidateId: idOf.get(reference), opportunityIds: [opportunityIds[0]] }));
      const { referralId } = applications[0]!;
      await record(trust, referralId, 'offer');
      await record(broker, referralId, 'accept');
      await record(trust, referralId, 'start', { startedOn: FIRST_DAY });
    }
    expect(await started()).toEqual({ kind: 'rounded', value: 10 });
    expect(await placesTaken(opportunityIds[0])).toBe(10);
  });

  it('was told of what concerns her, each thing once', async () => {
    const told = await until('nothing left to send', async () => {
      const { messages } = await ok<{ messages: { kind: string; to: string; status: string }[] }>(broker.get(`/candidates/${candidateId}/messages?limit=100`));
      return messages.every(({ status }) => status !== 'queued' && status !== 'sending') && messages;
    });
    const sentTo = (to: string): number => told.filter((message) => message.to === to && message.status === 'sent').length;
    expect(told.filter(({ to, status }) => to === 'candidate' && status === 'sent').map(({ kind }) => kind)).toEqual(expect.arrayContaining(['candidate-news', 'plan-news']));
    const mails = capturedMails(home);
    expect(mails.filter(({ to }) => to === EMAIL)).toHaveLength(1 + sentTo('candidate')); // with the invitation
    const ofStaff = mails.filter(({ to, subject, text }) => [BROKER, HR].includes(to) && !/invit/i.test(subject + text));
    expect(sentTo('account')).toBeGreaterThan(2);
    expect(ofStaff.length).toBeGreaterThanOrEqual(sentTo('account')); // with those about her colleagues
    expect(ofStaff.filter(({ subject, text }) => (subject + text).includes('Ada'))).toEqual([]);
  });
});
