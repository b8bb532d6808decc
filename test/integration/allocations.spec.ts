import { AllocationAcceptance } from '#lib/brokerage';
import { plainTerms } from '#lib/kernel';
import { AllocationJob, AllocationRequests, AllocationsQuery, AllocationsService, GroupsOfPeople, type AllocatedPlace, type AllocationRequest, type AllocationState } from '#lib/matching';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { plainChange } from '../support/cases.js';
import { addAllocationMarket } from '../support/allocation-market.js';
import { referralsOf } from '../support/city-with-rows.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { until } from '../support/running-service.js';
import { openServices } from '../support/services.js';

const TODAY = '2026-02-02';
const MARCH = { contractEndsFrom: '2026-03-01', contractEndsTo: '2026-03-31' };
const PEOPLE = 240;
const INTAKES = 50;

let database: TestDatabase;
let services: INestApplicationContext;
let requests: AllocationRequests;
let allocations: AllocationsService;
let query: AllocationsQuery;
let job: AllocationJob;
let acceptance: AllocationAcceptance;

beforeAll(async () => {
  const clock = new FixedClock(TODAY);
  database = await openTestDatabase();
  await addAllocationMarket(database.dataSource, { people: PEOPLE, intakes: INTAKES, today: TODAY, contractsEndOn: '2026-03-31' });
  services = await openServices(database.url, { clock });
  const get = <Service>(type: Type<Service>): Service => services.get(type, { strict: false });
  [requests, allocations, query, job] = [get(AllocationRequests), get(AllocationsService), get(AllocationsQuery), get(AllocationJob)];
  acceptance = get(AllocationAcceptance);
}, 60_000);
afterAll(async () => {
  await services.close();
  await database.close();
});

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => database.dataSource.query(sql, [...values]);

async function asked(request: AllocationRequest = MARCH, seed = 7): Promise<string> {
  return requests.ask(OPERATOR, request, { seed, terms: plainTerms(1_000_000) });
}

async function solved(request: AllocationRequest = MARCH, seed = 7): Promise<string> {
  const allocationId = await asked(request, seed);
  await job.solve(allocationId);
  return allocationId;
}

const stateOf = (allocationId: string): Promise<AllocationState> => query.state(OPERATOR, allocationId);

async function placesOf(allocationId: string): Promise<AllocatedPlace[]> {
  const all: AllocatedPlace[] = [];
  let after: string | null = null;
  do {
    const page = await query.places(OPERATOR, allocationId, { after, limit: 100 });
    all.push(...page.places);
    after = page.next;
  } while (after !== null);
  return all;
}

/** Places given at each intake beyond those that it has. */
const tooMany = (allocationId: string): Promise<unknown[]> =>
  rows(`SELECT intake_id FROM matching.allocation_places JOIN opportunities.intakes USING (intake_id) WHERE allocation_id = $1 GROUP BY intake_id, places HAVING count(*) > places`, [allocationId]);

const refusal = (code: string) => ({ code });

describe('an allocation', () => {
  it('gives a cohort the best places, proven, within the places there are, and the same ones again', async () => {
    const allocationId = await solved();
    const state = await stateOf(allocationId);
    expect(state).toMatchObject({ status: 'done', candidateCount: PEOPLE, opportunityCount: INTAKES, certificate: { holds: true, gap: 0 }, errorCode: null, acceptedAt: null, keptFromOthers: [] });
    expect(state.steps.at(-1)).toMatchObject({ gap: 0, worth: state.certificate!.total, placed: state.placedCount });
    expect(state.placedCount).toBeGreaterThan(50);
    expect(state.placedCount).toBeLessThan(PEOPLE);
    const places = await placesOf(allocationId);
    expect(places).toHaveLength(PEOPLE);
    expect(new Set(places.map(({ candidateId }) => candidateId)).size).toBe(PEOPLE);
    expect(places.filter(({ intakeId }) => intakeId !== null)).toHaveLength(state.placedCount);
    expect(places.reduce((sum, { score }) => sum + (score === null ? 0 : score + 1_000_000), 0)).toBe(state.certificate!.total);
    expect(await tooMany(allocationId)).toEqual([]);
    expect(await placesOf(await solved())).toEqual(places);
  });

  it('is of those who are asked for only', async () => {
    const [named] = await rows<{ people: string[]; opportunities: string[]; organisationId: string }>(
      `SELECT (SELECT array_agg(candidate_id) FROM (SELECT candidate_id FROM candidates.candidates ORDER BY reference LIMIT 12) AS few) AS people,
              (SELECT array_agg(opportunity_id) FROM (SELECT opportunity_id FROM opportunities.opportunities ORDER BY reference LIMIT 5) AS few) AS opportunities,
              (SELECT organisation_id FROM identity.organisations WHERE code = 'T-TRUST') AS "organisationId"`,
    );
    const allocationId = await solved({ candidateIds: named!.people, opportunityIds: named!.opportunities });
    expect(await stateOf(allocationId)).toMatchObject({ status: 'done', candidateCount: 12, opportunityCount: 5 });
    expect((await placesOf(allocationId)).map(({ candidateId }) => candidateId)).toEqual(named!.people.toSorted());
    await expect(asked({ ...MARCH, organisationId: named!.organisationId })).rejects.toMatchObject(refusal('matching/cohort-empty'));
    await expect(asked({ contractEndsFrom: '2026-04-01' })).rejects.toMatchObject(refusal('matching/cohort-empty'));
    await expect(asked({ candidateIds: [named!.organisationId] })).rejects.toMatchObject(refusal('candidates/candidate-not-found'));
    await expect(asked({ ...MARCH, opportunityIds: [named!.organisationId] })).rejects.toMatchObject(refusal('opportunities/opportunity-not-found'));
  });

  it('of a cohort without any eligible place, or a market without any, gives nobody a place, which is proven too', async () => {
    const nobody = await solved({ ...MARCH, programmeCode: 'NO-SUCH-PROGRAMME' });
    expect(await stateOf(nobody)).toMatchObject({ status: 'done', candidateCount: 0, placedCount: 0, certificate: { holds: true, total: 0, bound: 0 } });
    const [{ id }] = await rows<{ id: string }>(
      `INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, row_digest, is_withdrawn)
       SELECT organisation_id, 'roles-csv', 'CLOSED', 'role', 'Closed', 'other', 'remote', false, '', true FROM identity.organisations WHERE code = 'T-TRUST' RETURNING opportunity_id AS id`,
    ) as [{ id: string }];
    const nowhere = await solved({ ...MARCH, opportunityIds: [id] });
    expect(await stateOf(nowhere)).toMatchObject({ status: 'done', candidateCount: PEOPLE, opportunityCount: 0, placedCount: 0, certificate: { holds: true } });
  });

  it('ends after a round when it is asked to stop, with a gap that is proven', async () => {
    const allocationId = await asked();
    await allocations.stop(OPERATOR, allocationId);
    await job.solve(allocationId);
    const state = await stateOf(allocationId);
    expect(state).toMatchObject({ status: 'done', isStopAsked: true, steps: [{ round: 1 }] });
    expect(state.certificate!.bound).toBeGreaterThanOrEqual(state.certificate!.total);
    await allocations.stop(OPERATOR, allocationId); // nothing more
  });

  it('that was called off gives nobody a place, and rung twice an allocation does nothing more', async () => {
    const off = await asked();
    await allocations.cancel(OPERATOR, off);
    await allocations.cancel(OPERATOR, off);
    await job.solve(off);
    expect(await stateOf(off)).toMatchObject({ status: 'cancelled', placedCount: 0 });
    await expect(allocations.stop(OPERATOR, off)).rejects.toMatchObject(refusal('matching/allocation-ended'));
    const allocationId = await solved();
    const before = await rows(`SELECT xmin::text FROM matching.allocations WHERE allocation_id = $1`, [allocationId]);
    await job.solve(allocationId);
    expect(await rows(`SELECT xmin::text FROM matching.allocations WHERE allocation_id = $1`, [allocationId])).toEqual(before);
  });

  it('whose worker died is solved by the next, and made under other rules it says so', async () => {
    const died = await asked();
    await rows(`UPDATE matching.allocations SET status = 'working', claim_token = uuidv7(), leased_until = now() - interval '1 second' WHERE allocation_id = $1`, [died]);
    await job.solve(died);
    expect(await stateOf(died)).toMatchObject({ status: 'done' });
    const old = await asked();
    await rows(`UPDATE matching.allocations SET rule_version = 'rules-0' WHERE allocation_id = $1`, [old]);
    await job.solve(old);
    expect(await stateOf(old)).toMatchObject({ status: 'failed', errorCode: 'matching/rules-changed' });
    await expect(acceptance.accept(OPERATOR, old)).rejects.toMatchObject(refusal('matching/allocation-ended'));
  });
});

describe('a decision', () => {
  it('stays, and the rest is the best round it, again proven', async () => {
    const allocationId = await solved();
    const before = await stateOf(allocationId);
    const places = await placesOf(allocationId);
    const [placed, other] = [places.find(({ intakeId }) => intakeId !== null)!, places.findLast(({ intakeId }) => intakeId !== null)!];
    const without = places.find(({ intakeId }) => intakeId === null)!;
    const elsewhere = places.find(({ opportunityId }) => opportunityId !== null && opportunityId !== other.opportunityId)!;
    await expect(allocations.decide(OPERATOR, allocationId, { candidateId: other.candidateId, decision: 'accepted', opportunityId: elsewhere.opportunityId! })).rejects.toMatchObject(refusal('matching/place-changed'));
    await allocations.decide(OPERATOR, allocationId, { candidateId: other.candidateId, decision: 'accepted', opportunityId: other.opportunityId! });
    expect(await stateOf(allocationId)).toMatchObject({ status: 'done', acceptedCount: 1 }); // nothing to solve
    await allocations.decide(OPERATOR, allocationId, { candidateId: placed.candidateId, decision: 'overridden', reason: 'Has found work.' });
    await allocations.decide(OPERATOR, allocationId, { candidateId: without.candidateId, decision: 'overridden', opportunityId: placed.opportunityId!, reason: 'Lives next door.' });
    await expect(acceptance.accept(OPERATOR, allocationId)).rejects.toMatchObject(refusal('matching/allocation-not-ready'));
    await expect(query.explain(OPERATOR, allocationId, other.candidateId, null)).rejects.toMatchObject(refusal('matching/allocation-not-ready'));
    await job.solve(allocationId);
    const after = await stateOf(allocationId);
    expect(after).toMatchObject({ status: 'done', acceptedCount: 1, overriddenCount: 2, certificate: { holds: true, gap: 0 } });
    expect(after.certificate!.total).toBeLessThan(before.certificate!.total);
    const now = new Map((await placesOf(allocationId)).map((place) => [place.candidateId, place]));
    expect(now.size).toBe(PEOPLE);
    expect(now.get(placed.candidateId)).toMatchObject({ opportunityId: null, decision: 'overridden', reason: 'Has found work.', decidedBy: 'operator', score: null });
    expect(now.get(without.candidateId)).toMatchObject({ opportunityId: placed.opportunityId, decision: 'overridden', score: expect.any(Number) });
    expect(now.get(other.candidateId)).toMatchObject({ opportunityId: other.opportunityId, decision: 'accepted', score: other.score });
    expect(await tooMany(allocationId)).toEqual([]);

    for (const { candidateId } of [placed, without]) await allocations.decide(OPERATOR, allocationId, { candidateId, decision: 'proposed' });
    await job.solve(allocationId);
    expect(await stateOf(allocationId)).toMatchObject({ placedCount: before.placedCount, overriddenCount: 0, certificate: { holds: true } });
    const worth = (all: readonly AllocatedPlace[]): number => all.reduce((sum, { score }) => sum + (score ?? 0), 0);
    expect(worth(await placesOf(allocationId))).toBe(worth(places));
  });

  it('is refused where it says too little, names what is not there, or would fill a place twice', async () => {
    const waiting = await asked();
    const places = await placesOf(await solved());
    const place = places.find(({ intakeId }) => intakeId !== null)!;
    await expect(allocations.decide(OPERATOR, waiting, { candidateId: place.candidateId, decision: 'accepted' })).rejects.toMatchObject(refusal('matching/allocation-not-ready'));
    const allocationId = await solved();
    const override = { decision: 'overridden', reason: 'R' } as const;
    await expect(allocations.decide(OPERATOR, allocationId, { candidateId: place.candidateId, decision: 'overridden' })).rejects.toMatchObject(refusal('matching/decision-incomplete'));
    await expect(allocations.decide(OPERATOR, allocationId, { candidateId: allocationId, ...override })).rejects.toMatchObject(refusal('matching/candidate-not-in-allocation'));
    await expect(allocations.decide(OPERATOR, allocationId, { candidateId: place.candidateId, opportunityId: allocationId, ...override })).rejects.toMatchObject(refusal('matching/opportunity-not-in-allocation'));
    const [{ id, count }] = await rows<{ id: string; count: number }>(`SELECT opportunity_id AS id, places AS count FROM opportunities.intakes WHERE places IS NOT NULL ORDER BY places LIMIT 1`) as [{ id: string; count: number }];
    for (const { candidateId } of places.slice(0, count)) await allocations.decide(OPERATOR, allocationId, { candidateId, opportunityId: id, ...override });
    await expect(allocations.decide(OPERATOR, allocationId, { candidateId: places[count]!.candidateId, opportunityId: id, ...override })).rejects.toMatchObject(refusal('opportunities/no-place-left'));
  });
});

describe('an allocation under review when the rules change', () => {
  it('is not solved again, and can be accepted as it is', async () => {
    const allocationId = await solved();
    const [place] = (await placesOf(allocationId)).filter(({ intakeId }) => intakeId !== null);
    await rows(`UPDATE matching.allocations SET rule_version = 'rules-0' WHERE allocation_id = $1`, [allocationId]);
    const decide = (decision: 'accepted' | 'overridden') => allocations.decide(OPERATOR, allocationId, { candidateId: place!.candidateId, decision, reason: 'R' });
    await expect(decide('overridden')).rejects.toMatchObject(refusal('matching/allocation-of-other-rules'));
    await expect(query.explain(OPERATOR, allocationId, place!.candidateId, null)).rejects.toMatchObject(refusal('matching/allocation-of-other-rules'));
    await decide('accepted');
    expect(await stateOf(allocationId)).toMatchObject({ status: 'done', acceptedCount: 1 });
  });
});

describe('a place', () => {
  it('is explained by the prices: the best for whoever has it, and others short of what they would need', async () => {
    const allocationId = await solved();
    const places = await placesOf(allocationId);
    const reasons = new Set<string>();
    for (const place of places.slice(0, 60)) {
      const explained = await query.explain(OPERATOR, allocationId, place.candidateId, null);
      expect(['best-at-prices', 'outbid', 'nothing-eligible']).toContain(explained.reason);
      expect(explained.others.every(({ reason }) => reason !== 'not-proven')).toBe(true);
      expect(explained.others.length).toBeLessThanOrEqual(10);
      reasons.add(explained.reason);
      for (const { reason } of explained.others) reasons.add(reason);
      for (const other of explained.others.slice(0, 1)) expect((await query.explain(OPERATOR, allocationId, place.candidateId, other.opportunityId)).others).toEqual([other]);
    }
    expect([...reasons]).toEqual(expect.arrayContaining(['best-at-prices', 'went-to-others', 'worth-less']));
  });

  it('that the rules exclude is told apart, and what is not there is refused', async () => {
    const allocationId = await solved();
    const opportunityIds = (await rows<{ id: string }>(`SELECT unnest(opportunity_ids) AS id FROM matching.allocations WHERE allocation_id = $1`, [allocationId])).map(({ id }) => id);
    const [{ candidateId }] = await placesOf(allocationId) as [AllocatedPlace];
    const explained = await Promise.all(opportunityIds.map((id) => query.explain(OPERATOR, allocationId, candidateId, id)));
    const excluded = explained.flatMap(({ others }) => others).filter(({ reason }) => reason === 'not-eligible');
    expect(excluded.length).toBeGreaterThan(0);
    expect(excluded.every(({ sentence, score }) => sentence.length > 10 && score === null)).toBe(true);
    await expect(query.explain(OPERATOR, allocationId, candidateId, allocationId)).rejects.toMatchObject(refusal('matching/opportunity-not-in-allocation'));
    await expect(query.explain(OPERATOR, allocationId, allocationId, null)).rejects.toMatchObject(refusal('candidates/candidate-not-found'));
    await expect(query.explain(OPERATOR, candidateId, candidateId, null)).rejects.toMatchObject(refusal('matching/allocation-not-found'));
    await expect(query.explain(OPERATOR, await asked(), candidateId, null)).rejects.toMatchObject(refusal('matching/allocation-not-ready'));
  });
});

describe('an allocation that is accepted', () => {
  it('turns into cases with places held, once, with nobody in two, and passes over what has changed', async () => {
    const [first, second] = [await solved(), await solved(MARCH, 8)];
    const places = (await placesOf(first)).filter(({ intakeId }) => intakeId !== null);
    const [unwilling, elsewhere, unmatched, back, paused] = [places[0]!, places[1]!, places[2]!, places[3]!, places[4]!];
    const otherIntakes = [...new Set(places.slice(5).map(({ intakeId }) => intakeId))].filter((intakeId) => places.slice(0, 5).every((place) => place.intakeId !== intakeId));
    const [kept, closed] = otherIntakes.map((intakeId) => places.filter((place) => place.intakeId === intakeId)) as [AllocatedPlace[], AllocatedPlace[]];
    const stopped = 3 + kept.length + closed.length;
    await rows(`INSERT INTO opportunities.ring_fences (intake_id, target_group, places, release_on) SELECT intake_id, 'deprived-area', places, '2026-12-31' FROM opportunities.intakes WHERE intake_id = $1`, [kept[0]!.intakeId]);
    await rows(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, terms) SELECT organisation_id, 'CLOSED', 'Closed', '2025-01-01', '{"applicationsUntilOn": "2026-02-01"}' FROM identity.organisations WHERE level = 'city'`);
    await rows(`UPDATE opportunities.opportunities SET programme_code = 'CLOSED' WHERE opportunity_id = $1`, [closed[0]!.opportunityId]);
    await rows(`UPDATE candidates.consents SET withdrawn_on = $2 WHERE candidate_id = $1 AND purpose = 'sharing-with-partners'`, [unwilling.candidateId, TODAY]);
    await rows(`UPDATE candidates.consents SET withdrawn_on = $2 WHERE candidate_id = $1 AND purpose = 'matching'`, [unmatched.candidateId, TODAY]);
    await rows(`INSERT INTO brokerage.referrals (candidate_id, intake_id, status, started_on, left_on) VALUES ($1, $2, 'started', '2025-01-06', '2025-02-03')`, [back.candidateId, back.intakeId]);
    const referrals = referralsOf(services);
    const referralId = await referrals.refer(OPERATOR, { candidateId: elsewhere.candidateId, opportunityId: places.find(({ opportunityId }) => opportunityId !== elsewhere.opportunityId)!.opportunityId! });
    await referrals.record(OPERATOR, referralId, { event: 'offer' });
    expect((await stateOf(first)).keptFromOthers).toEqual([{ intakeId: kept[0]!.intakeId, people: kept.length, passedOver: kept.length, untilOn: '2026-12-31', sentence: expect.stringContaining('would get none if this were accepted now') }]);
    // Somebody says no to another place, with a pause for a reason, while the allocation is being accepted.
    await rows(`INSERT INTO brokerage.referrals (candidate_id, intake_id, status) VALUES ($1, $2, 'referred')`, [paused.candidateId, closed[0]!.intakeId]);
    const groupsAsked = jest.spyOn(services.get(GroupsOfPeople, { strict: false }), 'on');
    await database.dataSource.transaction(async (saysNo) => {
      await saysNo.query(`UPDATE brokerage.referrals SET status = 'declined' WHERE candidate_id = $1`, [paused.candidateId]);
      const accepted = acceptance.accept(OPERATOR, first);
      await until('the acceptance to wait', async () => (await rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0);
      await saysNo.query(`INSERT INTO candidates.pauses (candidate_id, reason_code, from_on, paused_by) VALUES ($1, 'asked-to-wait', $2, 'user:x')`, [paused.candidateId, TODAY]);
      return { accepted };
    }).then(({ accepted }) => accepted);
    expect(groupsAsked.mock.calls.map(([, whose]) => whose.toSorted())).toEqual([kept.map(({ candidateId }) => candidateId).toSorted()]); // of nobody else
    const state = await stateOf(first);
    expect(state.keptFromOthers).toBeUndefined();
    expect(state.acceptedAt).not.toBeNull();
    expect(state.referredCount).toBeGreaterThanOrEqual(places.length - 2 - stopped);
    const outcomes = new Map((await rows<{ id: string; outcome: string }>(`SELECT candidate_id AS id, outcome FROM matching.allocation_places WHERE allocation_id = $1`, [first])).map(({ id, outcome }) => [id, outcome]));
    expect([unmatched, back].map(({ candidateId }) => outcomes.get(candidateId))).toEqual(['no-consent', 'already-referred']);
    expect(outcomes.get(unwilling.candidateId)).toBe('no-consent');
    expect(outcomes.get(elsewhere.candidateId)).toBe('has-a-place');
    expect(outcomes.get(paused.candidateId)).toBe('paused');
    expect(new Set(kept.map(({ candidateId }) => outcomes.get(candidateId)))).toEqual(new Set(['kept-for-others']));
    expect(new Set(closed.map(({ candidateId }) => outcomes.get(candidateId)))).toEqual(new Set(['programme-closed']));
    expect(new Set(outcomes.values())).toEqual(new Set(['referred', 'no-place', 'no-consent', 'paused', 'kept-for-others', 'programme-closed', 'has-a-place', 'already-referred', ...(state.referredCount < places.length - 2 - stopped ? ['place-gone'] : [])]));

    const cases = (): Promise<{ count: number; held: number; events: number; audited: number }[]> => rows(
      `SELECT count(*)::int AS count, count(*) FILTER (WHERE holds_place AND status = 'referred')::int AS held,
              (SELECT count(*)::int FROM brokerage.referral_events JOIN brokerage.referrals USING (referral_id) WHERE allocation_id = $1 AND event = 'refer') AS events,
              (SELECT count(*)::int FROM audit.events WHERE action = 'referral.refer' AND detail->>'allocationId' = $1::text) AS audited
         FROM brokerage.referrals WHERE allocation_id = $1`,
      [first],
    );
    const expected = [{ count: state.referredCount, held: state.referredCount, events: state.referredCount, audited: state.referredCount }];
    expect(await cases()).toEqual(expected);
    expect(await rows(`SELECT intake_id FROM opportunities.intakes JOIN brokerage.referrals USING (intake_id) WHERE holds_place GROUP BY intake_id, places_taken, places HAVING count(*) <> places_taken OR places_taken > places`)).toEqual([]);
    await acceptance.accept(OPERATOR, first);
    expect(await cases()).toEqual(expected);

    await acceptance.accept(OPERATOR, second); // the same people: nobody gets a second place
    expect(await rows(`SELECT candidate_id FROM brokerage.referrals WHERE holds_place GROUP BY candidate_id HAVING count(*) > 1`)).toEqual([]);
    await expect(allocations.decide(OPERATOR, first, { candidateId: unwilling.candidateId, decision: 'accepted' })).rejects.toMatchObject(refusal('matching/allocation-ended'));
    await expect(allocations.cancel(OPERATOR, first)).rejects.toMatchObject(refusal('matching/allocation-ended'));

    const later = await solved(MARCH, 9); // who has a place or an offer by now is in it without a new one
    const [passedOver] = await rows<{ id: string }>(`SELECT candidate_id AS id FROM brokerage.referrals WHERE holds_place LIMIT 1`);
    expect(await query.explain(OPERATOR, later, passedOver!.id, null)).toMatchObject({ reason: 'passed-over', place: { opportunityId: null } });
    const holders = new Set((await rows<{ id: string }>(`SELECT candidate_id AS id FROM brokerage.referrals WHERE holds_place`)).map(({ id }) => id));
    expect(holders.size).toBeGreaterThan(1);
    expect((await placesOf(later)).filter(({ candidateId, opportunityId }) => holders.has(candidateId) && opportunityId !== null)).toEqual([]);
  });

  it('gives a held place back when its case ends before an offer, and keeps it through one', async () => {
    const [ended, offered] = await rows<{ referralId: string; intakeId: string; taken: number }>(
      `SELECT DISTINCT ON (intake_id) referral_id AS "referralId", intake_id AS "intakeId", places_taken AS taken FROM brokerage.referrals JOIN opportunities.intakes USING (intake_id) WHERE status = 'referred' AND holds_place LIMIT 2`,
    );
    const takenOf = async (intakeId: string): Promise<number> => (await rows<{ taken: number }>(`SELECT places_taken AS taken FROM opportunities.intakes WHERE intake_id = $1`, [intakeId]))[0]!.taken;
    const referrals = referralsOf(services);
    await referrals.record(OPERATOR, ended!.referralId, plainChange('decline'));
    expect(await takenOf(ended!.intakeId)).toBe(ended!.taken - 1);
    await rows(`UPDATE opportunities.intakes SET is_closed = true WHERE intake_id = $1`, [offered!.intakeId]); // to others
    await referrals.record(OPERATOR, offered!.referralId, { event: 'offer' });
    expect(await takenOf(offered!.intakeId)).toBe(offered!.taken);
  });
});
