import { PausingService, ReasonsService, ReferralsQuery, ReferralsService, type ReasonChange } from '#lib/brokerage';
import { CandidatesQuery } from '#lib/candidates';
import { STANDARD_REASONS, type PauseAsked } from '#lib/kernel';
import { MatchesNowQuery } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { actorWithRoles, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const clock = new FixedClock(TODAY);
let database: TestDatabase;
let services: INestApplicationContext;
let pausing: PausingService;
let reasons: ReasonsService;
let nodes: ReadonlyMap<string, string>;
let candidateId: string;
let broker: Actor;

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, [...values]);
const PEOPLE = [{ YOUR_REFERENCE: 'C-1', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', HIGHEST_LEVEL: '3', CONSENT_MATCHING: 'v1 2026-05-01', CONSENT_SHARING: 'v1 2026-05-01' }];
const sendPeople = async (changes: Readonly<Record<string, string>> = {}): Promise<void> => {
  const people = PEOPLE.map((person) => ({ ...person, ...changes }));
  await new Partner(services).sendGood({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(people[0]!), people) });
};

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  nodes = await nodeIdsByCode(database.dataSource);
  pausing = services.get(PausingService, { strict: false });
  reasons = services.get(ReasonsService, { strict: false });
  broker = await actorWithRoles(services, TODAY, [{ role: 'broker', nodeId: nodes.get('T-BROKER')! }]);
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  clock.day = TODAY;
  await rows('TRUNCATE candidates.candidates, opportunities.opportunities, exchange.uploads CASCADE');
  await rows('DELETE FROM brokerage.reasons');
  await sendPeople();
  const roles = ['A', 'B', 'C'].map((reference) => ({ YOUR_REFERENCE: reference, KIND: 'role', TITLE: `Porter ${reference}`, REMOTE: 'yes', PLACES: '5', START_DATE: '2026-07-06' }));
  await new Partner(services).sendGood({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(roles[0]!), roles) });
  [{ candidateId }] = (await rows<{ candidateId: string }>('SELECT candidate_id AS "candidateId" FROM candidates.candidates')) as [{ candidateId: string }];
});

const asked = (changes: Partial<PauseAsked> = {}): PauseAsked => ({ reasonCode: 'asked-to-wait', resumesOn: '2026-07-01', cancel: [], ...changes });
const isSeeking = async (): Promise<boolean> => (await services.get(CandidatesQuery, { strict: false }).matchingRow(OPERATOR, candidateId, clock.today())).isSeeking;
const suggested = async (): Promise<number> => (await services.get(MatchesNowQuery, { strict: false }).ofCandidate(broker, candidateId, 10)).matches.length;
/** The live register hears of a change by the database's bell. */
async function untilSuggested(count: number): Promise<void> {
  for (let tries = 0; (await suggested()) !== count; tries += 1) {
    if (tries > 100) throw new Error(`${await suggested()} suggestions, not ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a paused person', () => {
  it('Complaint 2: keeps every live referral, and what is shown before is what is done', async () => {
    const referrals = services.get(ReferralsService, { strict: false });
    const ids: string[] = [];
    for (const { id } of await rows<{ id: string }>('SELECT opportunity_id AS id FROM opportunities.opportunities ORDER BY reference')) ids.push(await referrals.refer(broker, { candidateId, opportunityId: id }));
    for (const id of ids.slice(0, 2)) await referrals.record(OPERATOR, id, { event: 'offer' });
    const statuses = async () => (await rows<{ status: string }>('SELECT status FROM brokerage.referrals ORDER BY referral_id')).map(({ status }) => status);

    const { sentences } = await pausing.preview(broker, candidateId, asked());
    expect(sentences).toEqual(['The person gets no new suggestions until 1 July 2026.', '3 live referrals go on as they are: Porter A, Porter B and Porter C.']);
    await pausing.pause(broker, candidateId, asked());
    expect(await statuses()).toEqual(['offered', 'offered', 'referred']);

    const cancel = [{ referralId: ids[1]!, reasonCode: 'on-a-break' }];
    expect((await pausing.preview(broker, candidateId, asked({ cancel }))).plan!.stays.map(({ title }) => title)).toEqual(['Porter A', 'Porter C']);
    expect(await statuses()).toEqual(['offered', 'offered', 'referred']);
    await pausing.pause(broker, candidateId, asked({ cancel }));
    expect(await statuses()).toEqual(['offered', 'withdrawn', 'referred']);
    expect((await services.get(ReferralsQuery, { strict: false }).detail(broker, ids[1]!)).history.at(-1)).toMatchObject({ event: 'withdraw', reason: 'They take a break.' });
    expect(await rows('SELECT sum(places_taken)::int AS taken FROM opportunities.intakes')).toEqual([{ taken: 1 }]);
    await expect(pausing.pause(broker, candidateId, asked({ cancel }))).rejects.toMatchObject({ code: 'brokerage/pause-not-possible' });
  });

  it('gets no suggestions until the day, whatever the partner’s next file says, and then gets them again', async () => {
    await untilSuggested(3);
    await pausing.pause(broker, candidateId, asked());
    await untilSuggested(0);
    await sendPeople({ HIGHEST_LEVEL: '4' });
    expect(await isSeeking()).toBe(false);
    clock.day = '2026-06-30';
    expect(await isSeeking()).toBe(false);
    clock.day = '2026-07-01';
    expect(await isSeeking()).toBe(true);
    await untilSuggested(3);
    expect(await pausing.ofCandidate(broker, candidateId)).toMatchObject({ isPaused: false, pauses: [{ resumesOn: '2026-07-01', endedOn: null }] });
  });

  it('is resumed by a broker, and every pause stays in the history', async () => {
    await pausing.pause(broker, candidateId, asked({ resumesOn: null, reasonCode: 'contact-lost' }));
    clock.day = '2026-06-03';
    await pausing.pause(broker, candidateId, asked());
    await pausing.resume(broker, candidateId);
    expect(await pausing.ofCandidate(broker, candidateId)).toEqual({
      isPaused: false,
      pauses: [
        { reasonCode: 'asked-to-wait', fromOn: '2026-06-03', resumesOn: '2026-07-01', pausedBy: broker.actorId, endedOn: '2026-06-03', endedBy: broker.actorId },
        { reasonCode: 'contact-lost', fromOn: TODAY, resumesOn: null, pausedBy: broker.actorId, endedOn: '2026-06-03', endedBy: broker.actorId },
      ],
    });
    await expect(pausing.resume(broker, candidateId)).rejects.toMatchObject({ code: 'candidates/not-paused' });
    expect(await rows(`SELECT action FROM audit.events WHERE action IN ('candidate.paused', 'candidate.resumed') AND subject = $1 ORDER BY event_id`, [candidateId])).toEqual(['candidate.paused', 'candidate.paused', 'candidate.resumed'].map((action) => ({ action })));
  });

  it('by many at once has one pause', async () => {
    await Promise.all(Array.from({ length: 10 }, () => pausing.pause(broker, candidateId, asked())));
    const { isPaused, pauses } = await pausing.ofCandidate(broker, candidateId);
    expect([isPaused, pauses.length, pauses.filter(({ endedOn }) => endedOn === null).length]).toEqual([true, 10, 1]);
  });

  it('is paused by those who look after them alone', async () => {
    const hr = await actorWithRoles(services, TODAY, [{ role: 'hr', nodeId: nodes.get('T-TRUST')! }]);
    await expect(pausing.pause(hr, candidateId, asked())).rejects.toMatchObject({ code: 'access/not-allowed' });
    const abroad = await actorWithRoles(services, TODAY, [{ role: 'broker', nodeId: nodes.get('T-TRUST')! }]);
    await expect(pausing.pause(abroad, candidateId, asked())).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
  });
});

describe('the reasons of a City', () => {
  const lead = (node: string): Promise<Actor> => actorWithRoles(services, TODAY, [{ role: 'programme-lead', nodeId: nodes.get(node)! }]);
  const change = (code: string, changes: Partial<ReasonChange> = {}): ReasonChange => ({ ...STANDARD_REASONS.find((reason) => reason.code === code)!, note: 'Three months are enough.', version: 0, ...changes });

  it('are changed by its lead, who says why, and count from then on', async () => {
    const leader = await lead('T-CITY');
    await reasons.change(leader, nodes.get('T-TRUST')!, 'too-far', change('too-far', { effectDays: 90 }));
    const shown = (await reasons.ofOrganisation(broker, nodes.get('T-BROKER')!)).find(({ code }) => code === 'too-far');
    expect(shown).toMatchObject({ version: 1, effectInWords: 'This pair is not suggested again until the journey changes, at most for 90 days.' });
    expect(await rows(`SELECT actor_id AS who, detail->>'note' AS note FROM audit.events WHERE action = 'reason.changed'`)).toEqual([{ who: leader.actorId, note: 'Three months are enough.' }]);
    const [{ id }] = (await rows<{ id: string }>(`SELECT opportunity_id AS id FROM opportunities.opportunities WHERE reference = 'A'`)) as [{ id: string }];
    const referrals = services.get(ReferralsService, { strict: false });
    const referralId = await referrals.refer(broker, { candidateId, opportunityId: id });
    await referrals.record(broker, referralId, { event: 'decline', reasonCode: 'too-far' });
    expect(await rows('SELECT effect, effect_until_on::text AS until FROM brokerage.referral_events ORDER BY event_id DESC LIMIT 1')).toEqual([{ effect: 'set-aside', until: '2026-08-30' }]);
  });

  it('are not saved over what somebody has not seen, in contradiction, or by a part of the City', async () => {
    const [leader, city] = [await lead('T-CITY'), nodes.get('T-CITY')!];
    await reasons.change(leader, city, 'too-far', change('too-far', { isOffered: false }));
    await expect(reasons.change(leader, city, 'too-far', change('too-far'))).rejects.toMatchObject({ code: 'brokerage/reason-changed-since' });
    await expect(reasons.change(leader, city, 'pay-too-low', change('pay-too-low', { effect: 'none' }))).rejects.toMatchObject({ code: 'brokerage/reasons-wrong', details: [{ pointer: '/effectDays' }, { pointer: '/matters' }].map((one) => expect.objectContaining(one)).toReversed() });
    await expect(reasons.change(await lead('T-PLACE-A'), city, 'too-far', change('too-far', { version: 1 }))).rejects.toMatchObject({ code: 'brokerage/reasons-of-city' });
    await expect(reasons.change(broker, city, 'too-far', change('too-far', { version: 1 }))).rejects.toMatchObject({ code: 'access/not-allowed' });
    expect(await rows('SELECT reason_code, version_number, is_offered FROM brokerage.reasons')).toEqual([{ reason_code: 'too-far', version_number: 1, is_offered: false }]);
  });
});
