import { ReferralsService } from '#lib/brokerage';
import { GeographyImport } from '#lib/geography';
import type { PairMatter } from '#lib/kernel';
import { AlertsService, AllocationsQuery, MatchesNowQuery, MatchingQuery, SetAsidePairs, SetAsideQuery, type NewSetAside } from '#lib/matching';
import { Database, SystemClock, systemActor, type Actor } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { fixture } from '../fixtures/geography/made-files.js';
import { allocated, matchedRun } from '../support/city-with-rows.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { MovableClock } from '../support/movable-clock.js';
import { OPERATOR } from '../support/operator.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const clock = new MovableClock(new Date('2026-06-01T10:00:00Z'));
const DAY = 24 * 60;

let database: TestDatabase;
let services: INestApplicationContext;
/** Another process of the API, which is told of nothing but by the database. */
let others: INestApplicationContext;
let broker: Actor;
let employer: Actor;
let candidateId: string;
/** Two posts at the same place. */
let posts: readonly [string, string];

beforeAll(async () => {
  database = await openTestDatabase();
  [services, others] = await Promise.all([openServices(database.url, { clock }), openServices(database.url, { clock })]);
  await addTestTree(database.dataSource);
  await new GeographyImport(database.dataSource, new SystemClock()).run([fixture('nspl-2025.csv'), fixture('imd2025-short.csv')]);
  const nodes = new Map((await rows<{ code: string; id: string }>('SELECT code, organisation_id AS id FROM identity.organisations')).map(({ code, id }) => [code, id]));
  broker = systemActor('user:broker', { tree: [nodes.get('T-CITY')!], market: [nodes.get('T-CITY')!], people: [nodes.get('T-BROKER')!] });
  employer = { ...systemActor('user:employer', { tree: [nodes.get('T-CITY')!], referred_people: [nodes.get('T-TRUST')!] }), actions: new Set(['referrals.review']) };
});
afterAll(async () => {
  await Promise.all([services.close(), others.close()]);
  await database.close();
});

async function rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return database.dataSource.query<Row[]>(sql, [...values]);
}

/** One person who seeks near two posts at one place. */
beforeEach(async () => {
  await database.dataSource.query(`DELETE FROM candidates.consents; DELETE FROM candidates.candidates; DELETE FROM opportunities.intakes; DELETE FROM opportunities.opportunities;`);
  const [person] = await rows<{ id: string }>(
    `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest, slots, postcode, travel_mode, travel_limit_minutes, minimum_hourly_pence)
     SELECT organisation_id, 'ANNA', 'Given', 'Family', '', 2097151, 'ZX1 1AA', 'public', 60, 1200 FROM identity.organisations WHERE code = 'T-BROKER' RETURNING candidate_id AS id`,
  );
  candidateId = person!.id;
  await rows(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) VALUES ($1, 'matching', 'v1', '2026-01-05')`, [candidateId]);
  posts = [await addPost('P1'), await addPost('P2')];
});

async function addPost(reference: string): Promise<string> {
  const [row] = await rows<{ id: string }>(
    `WITH post AS (
       INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, postcode, hourly_pence, is_unpaid, row_digest)
       SELECT organisation_id, 'roles-csv', $1, 'role', 'Porter', 'other', 'site', 'ZX1 1AD', 1300, false, '' FROM identity.organisations WHERE code = 'T-TRUST' RETURNING opportunity_id)
     INSERT INTO opportunities.intakes (opportunity_id, places, starts_on) SELECT opportunity_id, 5, '2027-09-01' FROM post RETURNING opportunity_id AS id`,
    [reference],
  );
  return row!.id;
}

const door = (): SetAsidePairs => services.get(SetAsidePairs, { strict: false });
const inTransaction = (actor: Actor, work: Parameters<Database['write']>[1]): Promise<unknown> => services.get(Database, { strict: false }).write(actor, work);

/** What a declined case does with the first post. */
const answer = (actor: Actor, matters: readonly PairMatter[], more: Partial<NewSetAside> = {}): Promise<unknown> =>
  inTransaction(actor, (manager) => door().setAside(manager, actor, { candidateId, opportunityId: posts[0], reasonCode: 'too-far', matters, untilOn: null, isUntilChecked: false, ...more }));
const lift = (actor: Actor): Promise<unknown> => inTransaction(actor, (manager) => door().lift(manager, actor, candidateId, posts[0]));

/** Which of the two posts are suggested to the person: 'P1', 'P2'. */
const named = (ids: readonly string[]): string[] => posts.flatMap((id, number) => (ids.includes(id) ? [`P${number + 1}`] : []));

/** In a process, once it has heard of what was committed. */
async function suggestedNow(process: INestApplicationContext = services): Promise<string[]> {
  const query = process.get(MatchesNowQuery, { strict: false });
  await query.explain(broker, candidateId, posts[0]);
  return named((await query.ofCandidate(broker, candidateId, 20)).matches.map(({ opportunityId }) => opportunityId));
}

/** The posts for which the person is suggested, from the posts' side. */
async function suggestedFor(process: INestApplicationContext = services): Promise<string[]> {
  const query = process.get(MatchesNowQuery, { strict: false });
  await query.explain(broker, candidateId, posts[0]);
  const found = await Promise.all(posts.map(async (post) => ((await query.ofOpportunity(broker, post, 20)).matches.some((match) => match.candidateId === candidateId) ? [post] : [])));
  return named(found.flat());
}

async function suggestedByRun(): Promise<{ runId: string; both: string[][] }> {
  const runId = await matchedRun(services, database.dataSource, broker);
  const query = services.get(MatchingQuery, { strict: false });
  const ofPerson = (await query.matchesOfCandidate(broker, runId, candidateId)).matches.map(({ opportunityId }) => opportunityId);
  const ofPosts = await Promise.all(posts.map(async (post) => ((await query.matchesOfOpportunity(broker, runId, post)).matches.some((match) => match.candidateId === candidateId) ? [post] : [])));
  return { runId, both: [named(ofPerson), named(ofPosts.flat())] };
}

describe('Complaint 12: asked again about a match that was declined already', () => {
  it('does not happen: not now in any process, nor in a run, an allocation or an alert', async () => {
    expect([await suggestedNow(), await suggestedFor(), await suggestedNow(others), await suggestedFor(others)]).toEqual([['P1', 'P2'], ['P1', 'P2'], ['P1', 'P2'], ['P1', 'P2']]);
    await answer(broker, ['travel']);
    expect([await suggestedNow(), await suggestedFor(), await suggestedNow(others), await suggestedFor(others)]).toEqual([['P2'], ['P2'], ['P2'], ['P2']]);
    expect((await suggestedByRun()).both).toEqual([['P2'], ['P2']]);
    const allocationId = await allocated(services, broker);
    const { places } = await services.get(AllocationsQuery, { strict: false }).places(broker, allocationId, { after: null, limit: 9 });
    expect(places.map(({ opportunityId }) => opportunityId)).toEqual([posts[1]]);
    await services.get(AlertsService, { strict: false }).find();
    expect(await rows(`SELECT opportunity_id AS id FROM matching.alerts WHERE candidate_id = $1`, [candidateId])).toEqual([{ id: posts[1] }]);
  });

  it.each<[string, PairMatter, string, string[]]>([
    ['the person has moved', 'travel', `UPDATE candidates.candidates SET postcode = 'ZX1 1AD'`, ['P1', 'P2']],
    ['the person would travel longer', 'travel', `UPDATE candidates.candidates SET travel_limit_minutes = 61`, ['P1', 'P2']],
    ['it pays more', 'pay', `UPDATE opportunities.opportunities SET hourly_pence = 1400 WHERE reference = 'P1'`, ['P1', 'P2']],
    ['it pays more, and the travel was what mattered', 'travel', `UPDATE opportunities.opportunities SET hourly_pence = 1400 WHERE reference = 'P1'`, ['P2']],
    ['the person has moved, and the pay was what mattered', 'pay', `UPDATE candidates.candidates SET postcode = 'ZX1 1AD'`, ['P2']],
    ['the other post pays more', 'pay', `UPDATE opportunities.opportunities SET hourly_pence = 1400 WHERE reference = 'P2'`, ['P2']],
    ['the person has learnt something that it does not ask for', 'requirements', `UPDATE candidates.candidates SET skill_codes = '{data-entry}'`, ['P2']],
  ])('happens when what mattered has changed, and not for another change: %s', async (_, matter, change, expected) => {
    await answer(broker, [matter]);
    expect(await suggestedNow(others)).toEqual(['P2']);
    await rows(change);
    expect([await suggestedNow(), await suggestedFor(), await suggestedNow(others), (await suggestedByRun()).both]).toEqual([expected, expected, expected, [expected, expected]]);
  });

  it('happens on the day that was set, and not before', async () => {
    await answer(broker, ['travel'], { untilOn: '2026-06-03' });
    clock.moveMinutes(DAY);
    expect([await suggestedNow(), await suggestedFor()]).toEqual([['P2'], ['P2']]);
    clock.moveMinutes(DAY);
    expect([await suggestedNow(), await suggestedFor(), (await suggestedByRun()).both]).toEqual([['P1', 'P2'], ['P1', 'P2'], [['P1', 'P2'], ['P1', 'P2']]]);
    clock.moveMinutes(-2 * DAY);
  });

  it('happens after a check only when somebody who looks after the person lifts it', async () => {
    await answer(employer, ['requirements'], { isUntilChecked: true, untilOn: '2026-06-02' });
    await rows(`UPDATE candidates.candidates SET level = 3`);
    clock.moveMinutes(DAY);
    expect(await suggestedNow()).toEqual(['P2']);
    await expect(lift(employer)).rejects.toMatchObject({ code: 'access/not-allowed' });
    expect(await lift({ ...employer, actions: broker.actions })).toBe(false);
    expect(await lift(broker)).toBe(true);
    clock.moveMinutes(-DAY);
    expect([await suggestedNow(), await suggestedFor(others)]).toEqual([['P1', 'P2'], ['P1', 'P2']]);
    expect(await lift(broker)).toBe(false);
  });
});

describe('a human', () => {
  it('may refer a pair that is set aside all the same: a decision goes against a suggestion', async () => {
    await rows(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) VALUES ($1, 'sharing-with-partners', 'v1', '2026-01-05')`, [candidateId]);
    await answer(broker, ['travel'], { isUntilChecked: true });
    const referralId = await services.get(ReferralsService, { strict: false }).refer(broker, { candidateId, opportunityId: posts[0] });
    expect(await rows(`SELECT status FROM brokerage.referrals WHERE referral_id = $1`, [referralId])).toEqual([{ status: 'referred' }]);
    expect(await suggestedNow()).toEqual(['P2']);
    await database.dataSource.query('TRUNCATE brokerage.referrals CASCADE');
  });
});

describe('what is over', () => {
  const settle = (process = services): Promise<void> => process.get(SetAsidePairs, { strict: false }).endThoseOver();
  const told = async (): Promise<unknown[]> => rows(`SELECT ended_reason AS "endedReason", ended_by AS "endedBy" FROM matching.set_aside_pairs`);

  it('stays over when what had changed is changed back, and is ended once by all that look', async () => {
    await answer(broker, ['pay']);
    await settle();
    expect(await told()).toEqual([{ endedReason: null, endedBy: null }]);
    await rows(`UPDATE candidates.candidates SET minimum_hourly_pence = 1100`);
    await Promise.all([settle(), settle(others)]);
    await rows(`UPDATE candidates.candidates SET minimum_hourly_pence = 1200`);
    await settle();
    expect([await suggestedNow(), await suggestedFor(others), await told()]).toEqual([['P1', 'P2'], ['P1', 'P2'], [{ endedReason: 'change', endedBy: 'job:set-aside' }]]);
    expect(await rows(`SELECT actor_id AS actor, detail->>'reason' AS reason FROM audit.events WHERE action = 'matching.pair-back' AND detail->>'candidateId' = $1`, [candidateId])).toEqual([{ actor: 'job:set-aside', reason: 'change' }]);
  });

  it('is over on its day, but not when it is to be checked again', async () => {
    await answer(broker, ['pay'], { untilOn: '2026-06-02' });
    await inTransaction(broker, (manager) => door().setAside(manager, broker, { candidateId, opportunityId: posts[1], reasonCode: 'not-suitable', matters: ['pay'], untilOn: '2026-06-02', isUntilChecked: true }));
    clock.moveMinutes(DAY);
    await settle();
    clock.moveMinutes(-DAY);
    expect(await rows(`SELECT opportunity_id AS id, ended_reason AS reason FROM matching.set_aside_pairs ORDER BY set_aside_id`)).toEqual([{ id: posts[0], reason: 'date' }, { id: posts[1], reason: null }]);
  });

  it('is in the list with what is not, the newest first, a page at a time, with how each stands', async () => {
    await answer(broker, ['pay']);
    await answer(employer, ['travel'], { untilOn: '2026-11-03', reasonCode: 'not-suitable' });
    await inTransaction(broker, (manager) => door().setAside(manager, broker, { candidateId, opportunityId: posts[1], reasonCode: 'too-far', matters: ['pay'], untilOn: null, isUntilChecked: false }));
    await rows(`UPDATE opportunities.opportunities SET hourly_pence = 1400 WHERE reference = 'P2'`);
    const query = services.get(SetAsideQuery, { strict: false });
    const first = await query.page(broker, candidateId, { after: null, limit: 2 });
    expect(first.pairs).toMatchObject([
      { opportunityId: posts[1], title: 'Porter', isAside: false, sentence: 'It was set aside on 1 June 2026 for the pay. It is back because of a change in the pay or the lowest pay asked for.', endedOn: null },
      { opportunityId: posts[0], isAside: true, sentence: 'It was set aside on 1 June 2026 for the travel. It comes back after a change in either place, the way of travelling or the limit, on 3 November 2026 or when somebody lifts it.' },
    ]);
    const last = await query.page(broker, candidateId, { after: first.next, limit: 2 });
    expect(last).toMatchObject({ next: null, pairs: [{ reasonCode: 'too-far', isAside: false, sentence: null, endedReason: 'replaced' }] });
    await expect(query.page(employer, candidateId, { after: null, limit: 2 })).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
  });
});

describe('an answer', () => {
  it('is told as the reason why a pair is not suggested, with what brings it back; a run says what it saw', async () => {
    await answer(broker, ['travel'], { untilOn: '2026-11-03' });
    const { runId } = await suggestedByRun();
    const sentence = 'Answer: set aside on 1 June 2026 for the travel. It comes back after a change in either place, the way of travelling or the limit, on 3 November 2026 or when somebody lifts it.';
    const today = await others.get(MatchesNowQuery, { strict: false }).explain(broker, candidateId, posts[0]);
    expect(today.whyNot).toMatchObject({ eligible: false, failingRules: [{ ruleId: 'set-aside', sentence, remedy: { change: { kind: 'lift-set-aside', opportunityId: posts[0] } } }] });
    expect(today.whatIf?.rank).toMatchObject({ placeBefore: null, eligibleBefore: 1, eligibleAfter: 2 });
    await lift(broker);
    const query = services.get(MatchingQuery, { strict: false });
    expect((await query.explainInRun(broker, runId, candidateId, posts[0])).whyNot.failingRules).toMatchObject([{ sentence }]);
    expect((await query.explainToday(broker, candidateId, posts[0])).whyNot.eligible).toBe(true);
  });

  it('comes from an employer who reaches nothing of the person, and leaves them reaching nothing', async () => {
    await inTransaction(employer, async (manager) => {
      await door().setAside(manager, employer, { candidateId, opportunityId: posts[0], reasonCode: 'not-suitable', matters: ['requirements'], untilOn: null, isUntilChecked: false });
      expect(await manager.query('SELECT FROM candidates.candidates')).toEqual([]);
      expect(await manager.query('SELECT FROM matching.set_aside_pairs')).toEqual([]);
      expect(await manager.query('SELECT current_user AS role, identity.actor() AS actor')).toEqual([{ role: 'pathways_app', actor: 'user:employer' }]);
    });
    expect(await suggestedNow()).toEqual(['P2']);
  });

  it('is given again in place of the earlier one, which is kept; both are in the audit trail without a word of the person', async () => {
    await answer(employer, ['pay']);
    await answer(broker, ['interest', 'travel'], { reasonCode: 'not-interested' });
    await lift(broker);
    expect(await rows(`SELECT reason_code AS reason, matters, set_by AS "setBy", ended_by AS "endedBy", ended_reason AS "endedReason", ended_on::text AS "endedOn" FROM matching.set_aside_pairs ORDER BY set_aside_id`)).toEqual([
      { reason: 'too-far', matters: ['pay'], setBy: 'user:employer', endedBy: 'user:broker', endedReason: 'replaced', endedOn: '2026-06-01' },
      { reason: 'not-interested', matters: ['travel', 'interest'], setBy: 'user:broker', endedBy: 'user:broker', endedReason: 'lifted', endedOn: '2026-06-01' },
    ]);
    const events = await rows<{ action: string; actorId: string; detail: Record<string, unknown> }>(
      `SELECT action, actor_id AS "actorId", detail FROM audit.events WHERE detail->>'candidateId' = $1 AND action LIKE 'matching.pair-%' ORDER BY event_id`, [candidateId],
    );
    expect(events.map(({ action, actorId }) => `${action} ${actorId}`)).toEqual(['matching.pair-set-aside user:employer', 'matching.pair-set-aside user:broker', 'matching.pair-lifted user:broker']);
    expect(Object.keys(events[0]!.detail).toSorted()).toEqual(['candidateId', 'isUntilChecked', 'matters', 'opportunityId', 'reasonCode', 'untilOn']);
  });

  it('is one at a time, however many are given at once', async () => {
    await Promise.all(Array.from({ length: 12 }, () => answer(broker, ['travel'])));
    expect(await rows(`SELECT count(*)::int AS all, count(*) FILTER (WHERE ended_on IS NULL)::int AS open FROM matching.set_aside_pairs`)).toEqual([{ all: 12, open: 1 }]);
  });

  it('goes with the transaction that it was given in, and is not given of nobody', async () => {
    await expect(inTransaction(broker, async (manager) => {
      await door().setAside(manager, broker, { candidateId, opportunityId: posts[0], reasonCode: 'too-far', matters: [], untilOn: null, isUntilChecked: false });
      throw new Error('The case was not declined after all.');
    })).rejects.toThrow('not declined');
    await expect(inTransaction(OPERATOR, (manager) => door().setAside(manager, OPERATOR, { candidateId: posts[0], opportunityId: posts[0], reasonCode: 'too-far', matters: [], untilOn: null, isUntilChecked: false }))).rejects.toMatchObject({ code: 'matching/pair-not-found' });
    expect(await rows('SELECT FROM matching.set_aside_pairs')).toEqual([]);
  });
});
