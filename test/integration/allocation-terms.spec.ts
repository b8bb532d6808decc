import { plainTerms, type AllocationTerms } from '#lib/kernel';
import { AllocationJob, AllocationRequests, AllocationsQuery, AllocationsService, type AllocatedPlace, type AllocationFindings, type AllocationState } from '#lib/matching';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { addAllocationMarket } from '../support/allocation-market.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { openServices } from '../support/services.js';

const TODAY = '2026-02-02';
const JUSTIFICATION = 'Few people under 25 are recruited here; the reserve is small and reviewed each year.';

let database: TestDatabase;
let services: INestApplicationContext;
let requests: AllocationRequests;
let allocations: AllocationsService;
let query: AllocationsQuery;
let job: AllocationJob;

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => database.dataSource.query(sql, [...values]);

beforeAll(async () => {
  database = await openTestDatabase();
  await addAllocationMarket(database.dataSource, { people: 200, intakes: 40, today: TODAY, contractsEndOn: '2026-03-31' });
  await rows(`UPDATE candidates.candidates SET born_on = '2004-05-06' WHERE substr(reference, 3)::int % 5 = 0`);
  await rows(
    `INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, minimum_age, maximum_age, justification, review_on)
     SELECT organisation_id, programme_code, 'Young', '2026-01-01', 16, 24, $1, review_on
       FROM identity.organisations, (VALUES ('YOUNG', '2026-12-31'::date), ('OVERDUE', '2026-02-01'::date)) AS programme (programme_code, review_on) WHERE code = 'T-CITY'`,
    [JUSTIFICATION],
  );
  services = await openServices(database.url, { clock: new FixedClock(TODAY) });
  const get = <Service>(type: Type<Service>): Service => services.get(type, { strict: false });
  [requests, allocations, query, job] = [get(AllocationRequests), get(AllocationsService), get(AllocationsQuery), get(AllocationJob)];
}, 60_000);
afterAll(async () => {
  await services.close();
  await database.close();
});

type Solved = AllocationState & { readonly findings: AllocationFindings };

const stateOf = async (allocationId: string): Promise<Solved> => (await query.state(OPERATOR, allocationId)) as Solved;

async function solved(terms: Partial<AllocationTerms> = {}): Promise<Solved> {
  const allocationId = await requests.ask(OPERATOR, {}, { seed: 7, terms: { ...plainTerms(1_000_000), ...terms } });
  await job.solve(allocationId);
  const state = await stateOf(allocationId);
  expect(state).toMatchObject({ status: 'done', errorCode: null });
  return state;
}

async function imagined(baseId: string, scenario: unknown, name = 'Otherwise'): Promise<Solved> {
  const allocationId = await requests.imagine(OPERATOR, baseId, name, scenario);
  await job.solve(allocationId);
  return stateOf(allocationId);
}

async function placesOf({ allocationId }: AllocationState): Promise<AllocatedPlace[]> {
  return (await query.places(OPERATOR, allocationId, { after: null, limit: 1000 })).places;
}

/** Members of the programme, by the facts that the matcher has of them. */
async function young(): Promise<ReadonlySet<string>> {
  return new Set((await rows<{ id: string }>(`SELECT candidate_id AS id FROM candidates.candidates WHERE born_on = '2004-05-06'`)).map(({ id }) => id));
}

/** The opportunity that most people without a place there would like, with as many places as it has. */
async function wanted(): Promise<{ opportunityId: string; places: number }> {
  const [row] = await rows<{ opportunityId: string; places: number }>(`SELECT opportunity_id AS "opportunityId", places FROM opportunities.intakes WHERE places >= 4 ORDER BY opportunity_id LIMIT 1`);
  return row!;
}

const reserve = (opportunityId: string, places: number, more: Partial<AllocationTerms['reserves'][number]> = {}) => ({ opportunityId, programmeCode: 'YOUNG', places, isHard: false, releasedOn: null, advantage: 500_000, ...more });

const placedOf = (places: readonly AllocatedPlace[], members: ReadonlySet<string>): number => places.filter(({ candidateId, opportunityId }) => opportunityId !== null && members.has(candidateId)).length;

describe('places that are kept for a programme', () => {
  it('need a recorded justification that is not overdue, which is kept with the allocation', async () => {
    const { opportunityId } = await wanted();
    const ask = (terms: Partial<AllocationTerms>): Promise<string> => requests.ask(OPERATOR, {}, { terms: { ...plainTerms(0), ...terms } });
    await expect(ask({ reserves: [reserve(opportunityId, 1, { programmeCode: 'OVERDUE' })], minimums: [{ programmeCode: 'NONE', places: 1 }] })).rejects.toMatchObject({
      code: 'matching/terms-not-usable',
      details: [{ pointer: '/reserves/0/programmeCode', detail: expect.stringContaining('1 February 2026') }, { pointer: '/minimums/0/programmeCode', detail: expect.stringContaining('no such programme') }],
    });
    await expect(requests.ask(OPERATOR, {}, { asOfOn: '2026-01-31', terms: { ...plainTerms(0), reserves: [reserve(opportunityId, 1, { programmeCode: 'OVERDUE' })] } })).rejects.toMatchObject({ code: 'matching/terms-not-usable' });
    const state = await solved({ reserves: [reserve(opportunityId, 2)] });
    expect(state.justifications).toEqual([{ programmeCode: 'YOUNG', programmeName: 'Young', justification: JUSTIFICATION, reviewOn: '2026-12-31' }]);
    expect(state.terms).toMatchObject({ variant: 'optimal', placeValue: 1_000_000, reserves: [{ opportunityId, places: 2 }], wishCount: 0 });
  });

  it('go to members first, at a stated price; hard ones to nobody else; released ones to everybody alike', async () => {
    const members = await young();
    const plain = await solved();
    expect(plain.findings.cost).toBeNull();
    const opportunityIds = (await rows<{ id: string }>(`SELECT opportunity_id AS id FROM opportunities.intakes ORDER BY opportunity_id`)).map(({ id }) => id);
    const all = opportunityIds.map((id) => reserve(id, 100));
    const soft = await solved({ reserves: all });
    expect(placedOf(await placesOf(soft), members)).toBeGreaterThan(placedOf(await placesOf(plain), members));
    expect(soft.certificate).toMatchObject({ holds: true, gap: 0 });
    expect(soft.findings.cost).toMatchObject({ worthWithout: plain.findings.worth, worthWith: soft.findings.worth });
    expect(soft.findings.cost!.share).toBeGreaterThan(0);
    expect(soft.findings.cost!.share).toBeLessThan(0.2);
    expect(soft.placedCount).toBeGreaterThanOrEqual(plain.placedCount - 5);
    const hard = await solved({ reserves: all.map((one) => ({ ...one, isHard: true })) });
    expect((await placesOf(hard)).every(({ candidateId, opportunityId, isReserved }) => opportunityId === null || (isReserved && members.has(candidateId)))).toBe(true);
    expect(hard.placedCount).toBeGreaterThan(10);
    const released = await solved({ reserves: all.map((one) => ({ ...one, isHard: true, releasedOn: TODAY })) });
    expect(await placesOf(released)).toEqual(await placesOf(plain));
    const decided = (await placesOf(soft)).find(({ isReserved }) => isReserved)!;
    const decide = (opportunityId?: string): Promise<void> => allocations.decide(OPERATOR, soft.allocationId, { candidateId: decided.candidateId, decision: 'overridden', reason: 'R', ...(opportunityId === undefined ? {} : { opportunityId }) });
    const now = async (): Promise<AllocatedPlace> => (await job.solve(soft.allocationId), (await placesOf(soft)).find(({ candidateId }) => candidateId === decided.candidateId)!);
    await decide();
    expect(await now()).toMatchObject({ opportunityId: null, isReserved: false });
    await decide(decided.opportunityId!);
    expect(await now()).toMatchObject({ opportunityId: decided.opportunityId, isReserved: members.has(decided.candidateId) });
    const explained = await query.explain(OPERATOR, soft.allocationId, [...members].find((id) => id !== decided.candidateId)!, null);
    expect(explained.sentence).toEqual(expect.any(String));
    expect(explained.others.every(({ reason }) => reason !== 'not-proven')).toBe(true);
  });

  it('can be promised over the whole market, and whoever has one by decision counts', async () => {
    const members = await young();
    const plain = await solved();
    const before = placedOf(await placesOf(plain), members);
    const asked = before + 3;
    const state = await solved({ minimums: [{ programmeCode: 'YOUNG', places: asked }] });
    expect(state.findings).toMatchObject({ minimums: [{ placed: asked, isMet: true }], cost: { worthWithout: plain.findings.worth } });
    expect(state.certificate).toMatchObject({ holds: true, gap: 0 });
    expect(placedOf(await placesOf(state), members)).toBe(asked);
    const member = (await placesOf(state)).find(({ candidateId, opportunityId }) => members.has(candidateId) && opportunityId !== null)!;
    await allocations.decide(OPERATOR, state.allocationId, { candidateId: member.candidateId, decision: 'overridden', reason: 'Stays where he is.' });
    await job.solve(state.allocationId);
    const after = await stateOf(state.allocationId);
    expect(placedOf(await placesOf(after), members)).toBe(asked); // another one instead
    const tooMany = await solved({ minimums: [{ programmeCode: 'YOUNG', places: 1000 }] });
    expect(tooMany.findings.minimums).toEqual([{ placed: expect.any(Number), isMet: false }]);
    expect(tooMany.certificate).toMatchObject({ holds: true, gap: 0 });
  });
});

describe('wishes and decisions', () => {
  it('weigh, bind, and keep what was turned down or excluded from being given', async () => {
    const plain = await solved();
    const places = await placesOf(plain);
    const [one, other, third] = places.filter(({ opportunityId }) => opportunityId !== null) as [AllocatedPlace, AllocatedPlace, AllocatedPlace];
    const wish = { candidateId: one.candidateId, opportunityIds: [other.opportunityId!], declinedIds: [one.opportunityId!], isBinding: true };
    const excluded = { candidateId: third.candidateId, opportunityId: third.opportunityId! };
    const state = await solved({ wishPoints: 1_000_000, wishes: [wish, { ...wish, candidateId: other.candidateId, declinedIds: [], isBinding: false }], excludedPairs: [excluded] });
    expect(state.certificate).toMatchObject({ holds: true, gap: 0 });
    const now = new Map((await placesOf(state)).map((place) => [place.candidateId, place]));
    expect([null, other.opportunityId]).toContain(now.get(one.candidateId)!.opportunityId);
    expect(now.get(third.candidateId)!.opportunityId).not.toBe(third.opportunityId);
    expect(now.get(other.candidateId)!.opportunityId).toBe(other.opportunityId);
    expect(state.findings.firstWishes).toBeGreaterThanOrEqual(1);
    expect(state.terms).toMatchObject({ wishCount: 2, excludedPairCount: 1 });
    expect(await query.explain(OPERATOR, state.allocationId, third.candidateId, third.opportunityId)).toMatchObject({ others: [{ reason: 'not-to-be', score: null, sentence: expect.stringContaining('excluded by decision') }] });
    expect((await query.explain(OPERATOR, state.allocationId, other.candidateId, null)).sentence).toContain('for the wish');
  });

  it('of people who want one site give them places there and nowhere else', async () => {
    const plain = await solved();
    const members = (await placesOf(plain)).filter(({ opportunityId }) => opportunityId !== null).slice(0, 3).map(({ candidateId }) => candidateId);
    const state = await solved({ together: [members] });
    expect(state.certificate).toMatchObject({ holds: true });
    expect(state.findings.together).toMatchObject({ share: expect.any(Number) });
    const sites = (): Promise<{ site: string }[]> =>
      rows(`SELECT DISTINCT postcode AS site FROM matching.allocation_places JOIN opportunities.opportunities USING (opportunity_id) WHERE allocation_id = $1 AND candidate_id = ANY ($2)`, [state.allocationId, members]);
    expect((await sites()).length).toBeLessThanOrEqual(1);
    // Whoever is decided on takes the others along.
    const [mover] = members;
    const elsewhere = (await placesOf(plain)).find(({ candidateId, opportunityId }) => opportunityId !== null && !members.includes(candidateId))!;
    await allocations.decide(OPERATOR, state.allocationId, { candidateId: mover!, decision: 'overridden', opportunityId: elsewhere.opportunityId!, reason: 'Lives there.' });
    await job.solve(state.allocationId);
    const [there] = await rows<{ site: string }>(`SELECT postcode AS site FROM opportunities.opportunities WHERE opportunity_id = $1`, [elsewhere.opportunityId]);
    expect(await sites()).toEqual([there]);
    for (const member of members) {
      const { reason, others } = await query.explain(OPERATOR, state.allocationId, member, null);
      expect([reason, ...others.map((other) => other.reason)]).not.toContain('not-proven');
    }
  });
});

describe('the stable variant', () => {
  it('leaves no pair that would rather have each other, where the optimal one does, and says so', async () => {
    const optimal = await solved();
    const stable = await solved({ variant: 'stable' });
    expect(stable).toMatchObject({ certificate: null, steps: [], findings: { blockingPairs: { count: 0 } } });
    expect(optimal.findings.blockingPairs!.count).toBeGreaterThan(0);
    expect(stable.findings.figures.scoreTotal + 1_000_000 * stable.placedCount).toBeLessThan(optimal.findings.worth);
    expect(stable.placedCount).toBe((await placesOf(stable)).filter(({ opportunityId }) => opportunityId !== null).length);
    for (const place of (await placesOf(stable)).slice(0, 20)) {
      const { reason, others } = await query.explain(OPERATOR, stable.allocationId, place.candidateId, null);
      expect(['best-that-ranks-high-enough', 'outranked', 'nothing-eligible']).toContain(reason);
      expect(others.every((other) => other.price === null && (other.reason === 'ranked-others' || other.reason === 'wanted-less'))).toBe(true);
      expect(place.opportunityId !== null || others.every((other) => other.reason === 'ranked-others')).toBe(true);
    }
  });

  it('follows the ranking of an owner', async () => {
    const { opportunityId, places } = await wanted();
    const eligible = (await placesOf(await solved({ variant: 'stable' }))).map(({ candidateId }) => candidateId);
    const wishes = eligible.map((candidateId) => ({ candidateId, opportunityIds: [opportunityId], declinedIds: [], isBinding: false }));
    const unranked = await solved({ variant: 'stable', wishes });
    const there = (await placesOf(unranked)).filter((place) => place.opportunityId === opportunityId).map(({ candidateId }) => candidateId);
    expect(there).toHaveLength(places); // everybody asks there first
    const wishesOfOthers = wishes.filter(({ candidateId }) => !there.includes(candidateId));
    const others = (await placesOf(await solved({ variant: 'stable', wishes: wishesOfOthers, excludedPairs: there.map((candidateId) => ({ candidateId, opportunityId })) }))).filter((place) => place.opportunityId === opportunityId).map(({ candidateId }) => candidateId);
    const ranked = await solved({ variant: 'stable', wishes, rankings: [{ opportunityId, candidateIds: others }] });
    expect((await placesOf(ranked)).filter((place) => place.opportunityId === opportunityId).map(({ candidateId }) => candidateId)).toEqual(others);
  });
});

describe('a scenario', () => {
  it('says what would be on the same facts, beside what was decided, person by person', async () => {
    const base = await solved();
    const decided = (await placesOf(base)).find(({ opportunityId }) => opportunityId !== null)!;
    await allocations.decide(OPERATOR, base.allocationId, { candidateId: decided.candidateId, decision: 'overridden', reason: 'Has found work.' });
    await job.solve(base.allocationId);
    const { opportunityId, places } = await wanted();
    const more = await imagined(base.allocationId, { places: [{ opportunityId, places: places + 5 }] }, 'Five more');
    expect(more).toMatchObject({ status: 'done', baseAllocationId: base.allocationId, scenarioName: 'Five more', certificate: { holds: true, gap: 0 } });
    expect(more.placeCount).toBe(base.placeCount! + 5);
    const [before, after] = [new Map((await placesOf(base)).map((place) => [place.candidateId, place])), await placesOf(more)];
    expect(after.find(({ candidateId }) => candidateId === decided.candidateId)).toMatchObject({ opportunityId: null, decision: 'overridden' });
    const changed = after.filter((place) => before.get(place.candidateId)!.opportunityId !== place.opportunityId);
    const { people, next } = await query.differences(OPERATOR, more.allocationId, { after: null, limit: 1000 });
    expect(next).toBeNull();
    expect(people.map(({ candidateId }) => candidateId)).toEqual(changed.map(({ candidateId }) => candidateId));
    const count = (change: string): number => people.filter((person) => person.change === change).length;
    expect(more.findings.difference).toMatchObject({ gains: count('gains'), loses: count('loses'), moves: count('moves'), same: after.length - people.length, placedMore: more.placedCount - (await stateOf(base.allocationId)).placedCount });
    expect(count('gains')).toBeGreaterThan(0);
    const [firstPage] = [await query.differences(OPERATOR, more.allocationId, { after: null, limit: 1 })];
    expect(firstPage).toEqual({ people: people.slice(0, 1), next: people[0]!.candidateId });
    expect((await query.scenarios(OPERATOR, base.allocationId)).map(({ allocationId, isBaseChanged }) => [allocationId, isBaseChanged])).toEqual([[more.allocationId, false]]);
    // The base is decided on: nothing is compared with what is being solved, and what was compared says so.
    const waiting = await requests.imagine(OPERATOR, base.allocationId, 'Too late', { travelMinutesMore: 5 });
    await allocations.decide(OPERATOR, base.allocationId, { candidateId: decided.candidateId, decision: 'proposed' });
    await expect(requests.imagine(OPERATOR, base.allocationId, 'N', { travelMinutesMore: 5 })).rejects.toMatchObject({ code: 'matching/allocation-not-ready' });
    await job.solve(waiting);
    expect(await stateOf(waiting)).toMatchObject({ status: 'failed', errorCode: 'matching/base-changed' });
    await job.solve(base.allocationId);
    expect(await stateOf(more.allocationId)).toMatchObject({ isBaseChanged: true });
    expect((await query.newest(OPERATOR, 200)).map(({ scenarioName }) => scenarioName).filter((name) => name !== null)).toEqual([]);
  });

  it('can be of travel, pay, rules and terms, and is worth what solving it from nothing is', async () => {
    const base = await solved();
    const far = await imagined(base.allocationId, { travelMinutesMore: 60 });
    expect(far.findings.figures.placed).toBeGreaterThanOrEqual(base.placedCount);
    expect(far.findings.worth).toBeGreaterThan(base.findings.worth);
    const easy = await imagined(base.allocationId, { rules: [{ opportunityIds: 'all', minimumLevelAtMost: 0 }], hourlyPenceMore: { opportunityIds: 'all', pence: 100 } });
    expect(easy.findings.worth).toBeGreaterThan(base.findings.worth);
    const promised = await imagined(base.allocationId, { terms: { minimums: [{ programmeCode: 'YOUNG', places: 1000 }] } });
    expect(promised).toMatchObject({ justifications: [{ programmeCode: 'YOUNG' }], findings: { minimums: [{ isMet: false }], cost: { worthWithout: base.findings.worth } } });
    const same = await imagined(base.allocationId, { travelMinutesMore: 0 });
    expect(same.findings).toMatchObject({ worth: base.findings.worth, difference: { placedMore: 0, scoreMore: expect.any(Number) } });
    await query.explain(OPERATOR, far.allocationId, (await placesOf(far))[0]!.candidateId, null);
    expect((await query.scenarios(OPERATOR, base.allocationId)).map(({ findings }) => findings !== null)).toEqual([true, true, true, true]);
  });

  it('is refused where it says nothing that can be applied, and is never decided on nor accepted', async () => {
    const base = await solved();
    const imagine = (id: string, scenario: unknown): Promise<string> => requests.imagine(OPERATOR, id, 'N', scenario);
    await expect(imagine(base.allocationId, {})).rejects.toMatchObject({ code: 'matching/scenario-not-usable', details: [{ pointer: '/scenario' }] });
    await expect(imagine(base.allocationId, { places: [{ opportunityId: base.allocationId, places: -1 }] })).rejects.toMatchObject({
      code: 'matching/scenario-not-usable',
      details: expect.arrayContaining([{ pointer: '/scenario/places/0/places', detail: expect.any(String) }, { pointer: '/scenario/places/0/opportunityId', detail: expect.any(String) }]),
    });
    await expect(imagine(base.allocationId, { terms: { excludedPairs: [{ candidateId: 'abc', opportunityId: "def'" }] } })).rejects.toMatchObject({ code: 'matching/terms-not-usable', details: [{ pointer: '/scenario/terms/excludedPairs/0/candidateId' }, { pointer: '/scenario/terms/excludedPairs/0/opportunityId' }] });
    await expect(imagine(base.allocationId, { terms: { minimums: [{ programmeCode: 'OVERDUE', places: 1 }] } })).rejects.toMatchObject({ code: 'matching/terms-not-usable', details: [{ pointer: '/scenario/terms/minimums/0/programmeCode' }] });
    const scenario = await imagined(base.allocationId, { travelMinutesMore: 5 });
    const onlyAScenario = { code: 'matching/allocation-is-scenario' };
    await expect(imagine(scenario.allocationId, { travelMinutesMore: 5 })).rejects.toMatchObject(onlyAScenario);
    await expect(allocations.decide(OPERATOR, scenario.allocationId, { candidateId: base.allocationId, decision: 'accepted' })).rejects.toMatchObject(onlyAScenario);
    await expect(database.dataSource.transaction((manager) => allocations.toAccept(manager, scenario.allocationId))).rejects.toMatchObject(onlyAScenario);
    await expect(query.differences(OPERATOR, base.allocationId, { after: null, limit: 1 })).rejects.toMatchObject({ code: 'matching/allocation-not-scenario' });
    await expect(query.scenarios(OPERATOR, '019c8a5e-7c1d-7a40-9d0f-3b1f6c2e8a11')).rejects.toMatchObject({ code: 'matching/allocation-not-found' });
    const off = await requests.ask(OPERATOR, {}, { terms: plainTerms(0) });
    await expect(imagine(off, { travelMinutesMore: 5 })).rejects.toMatchObject({ code: 'matching/allocation-not-ready' });
    await allocations.cancel(OPERATOR, off);
    await expect(imagine(off, { travelMinutesMore: 5 })).rejects.toMatchObject({ code: 'matching/allocation-ended' });
  });
});
