import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays } from '#lib/kernel';
import { addAllocationMarket } from '../support/allocation-market.js';
import { ApiCaller } from '../support/api-caller.js';
import { makeApiKey } from '../support/api-key.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { startService, until, type RunningProcess } from '../support/running-service.js';

const PEOPLE = 5000;
const INTAKES = 1200;
const today = new Date().toISOString().slice(0, 10);
/** The last of March: next year's, unless this year's is still to come. */
const CONTRACTS_END = [0, 1].map((years) => `${Number(today.slice(0, 4)) + years}-03-31`).find((day) => day > today)!;
const MARCH = { contractEndsFrom: `${CONTRACTS_END.slice(0, 8)}01`, contractEndsTo: CONTRACTS_END };

interface State {
  readonly allocationId: string;
  readonly status: string;
  readonly candidateCount: number;
  readonly opportunityCount: number;
  readonly placedCount: number;
  readonly overriddenCount: number;
  readonly referredCount: number;
  readonly steps: readonly { readonly worth: number; readonly bound: number; readonly gap: number }[];
  readonly certificate: { readonly holds: boolean; readonly gap: number; readonly total: number } | null;
  readonly acceptedAt: string | null;
}

interface Place {
  readonly candidateId: string;
  readonly opportunityId: string | null;
  readonly intakeId: string | null;
}

describe('5,000 vaccinators whose contracts end in March, and 1,200 intakes', () => {
  let database: TestDatabase;
  let api: RunningProcess;
  let worker: RunningProcess;
  let lead: ApiCaller;

  beforeAll(async () => {
    database = await openTestDatabase();
    await addAllocationMarket(database.dataSource, { people: PEOPLE, intakes: INTAKES, today, contractsEndOn: addDays(CONTRACTS_END, -7) });
    [api, worker] = await Promise.all([startService('api', database.url), startService('worker', database.url)]);
    lead = new ApiCaller(api.url, await makeApiKey(database.url, 'T-CITY', ['allocations.run', 'matches.read', 'referrals.refer', 'referrals.read']));
  }, 120_000);
  afterAll(async () => {
    await Promise.all([api.stop(), worker.stop()]);
    await database.close();
  });

  const told = async (path: string): Promise<State> => (await lead.get(path)).body as State;

  /** Waits until the allocation is done. */
  function watched(path: string): Promise<State> {
    return until('the allocation done', async () => {
      const state = await told(path);
      if (state.status === 'failed') throw new Error(JSON.stringify(state));
      return state.status === 'done' && state;
    });
  }

  async function everyPlace(path: string): Promise<Place[]> {
    const places: Place[] = [];
    for (let after = ''; ; ) {
      const page = (await lead.get(`${path}/places?limit=200${after}`)).body as { places: Place[]; next: string | null };
      places.push(...page.places);
      if (page.next === null) return places;
      after = `&after=${page.next}`;
    }
  }

  it('are allocated on terms: places kept for a programme, wishes, people who go together; and beside that what would be otherwise', async () => {
    const rows = <Row>(sql: string): Promise<Row[]> => database.dataSource.query(sql);
    await rows(`UPDATE candidates.candidates SET born_on = '2005-05-06' WHERE substr(reference, 3)::int % 10 = 0`);
    await rows(
      `INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, minimum_age, maximum_age, justification, review_on)
       SELECT organisation_id, 'EARN', 'Earn and learn', '2026-01-01', 16, 24, 'Few people under 25 are recruited here.', '2199-12-31' FROM identity.organisations WHERE code = 'T-CITY'`,
    );
    const opportunityIds = (await rows<{ id: string }>(`SELECT opportunity_id AS id FROM opportunities.intakes WHERE places >= 3 ORDER BY opportunity_id LIMIT 200`)).map(({ id }) => id);
    const [first, second, third] = (await rows<{ id: string }>(`SELECT candidate_id AS id FROM candidates.candidates ORDER BY candidate_id LIMIT 3`)).map(({ id }) => id) as [string, string, string];
    const terms = {
      reserves: opportunityIds.map((opportunityId) => ({ opportunityId, programmeCode: 'EARN', places: 1 })),
      minimums: [{ programmeCode: 'EARN', places: 100 }],
      wishPoints: 50_000,
      wishes: [{ candidateId: first, opportunityIds: opportunityIds.slice(0, 3) }],
      excludedPairs: [{ candidateId: first, opportunityId: opportunityIds[3], reason: 'Family works there.' }],
      together: [{ candidateIds: [second, third] }],
    };
    const refused = await lead.post('/allocations', { ...MARCH, reserves: [{ ...terms.reserves[0], programmeCode: 'NONE' }] });
    expect(refused).toMatchObject({ status: 422, body: { code: 'matching/terms-not-usable', errors: [{ pointer: '/reserves/0/programmeCode' }] } });
    const asked = await lead.post('/allocations', { ...MARCH, seed: 7, ...terms });
    expect(asked.status).toBe(202);
    const path = asked.headers.get('location')!.replace('/api/v1', '');
    const solved = await watched(path);
    expect(solved).toMatchObject({ certificate: { holds: true }, justifications: [{ programmeCode: 'EARN' }], findings: { minimums: [{ isMet: true }], cost: { share: expect.any(Number) }, blockingPairs: { count: expect.any(Number) } } });
    const imagined = await lead.post(`${path}/scenarios`, { name: 'Further', scenario: { travelMinutesMore: 20 } });
    expect(imagined.status).toBe(202);
    const scenario = imagined.headers.get('location')!.replace('/api/v1', '');
    const further = await watched(scenario);
    expect(further.placedCount).toBeGreaterThanOrEqual(solved.placedCount);
    expect((await lead.get(`${path}/scenarios`)).body).toMatchObject({ scenarios: [{ scenarioName: 'Further', findings: { difference: { placedMore: further.placedCount - solved.placedCount } } }] });
    expect((await lead.get(`${scenario}/differences?limit=200`)).body).toMatchObject({ people: expect.arrayContaining([expect.objectContaining({ change: expect.stringMatching(/gains|loses|moves/) })]) });
  }, 180_000);

  it('are allocated, watched, overridden, accepted and turned into cases with places held, with nobody in two', async () => {
    const asked = await lead.post('/allocations', { ...MARCH, seed: 1948 });
    expect(asked.status).toBe(202);
    const path = asked.headers.get('location')!;
    expect(path).toBe(`/api/v1/allocations/${(asked.body as State).allocationId}`);

    const solved = await watched(path);
    expect(solved).toMatchObject({ candidateCount: PEOPLE, opportunityCount: INTAKES, certificate: { holds: true, gap: 0 } });
    const gaps = solved.steps.map(({ gap }) => gap);
    expect(gaps.at(-1)).toBe(0);
    expect(gaps).toEqual(gaps.toSorted((a, b) => b - a)); // it closes and never opens
    const before = await everyPlace(path);
    expect(before).toHaveLength(PEOPLE);
    const placed = before.filter(({ intakeId }) => intakeId !== null);
    expect(placed).toHaveLength(solved.placedCount);
    expect(placed.length).toBeGreaterThan(INTAKES);

    const [first, second, third] = [placed[0]!, placed[1]!, before.find(({ intakeId }) => intakeId === null)!];
    const overrides = [
      { candidateId: first.candidateId, reason: 'Has found work.' },
      { candidateId: second.candidateId, opportunityId: first.opportunityId!, reason: 'Knows the ward.' },
      { candidateId: third.candidateId, opportunityId: second.opportunityId!, reason: 'Was promised it.' },
    ];
    for (const override of overrides) expect((await lead.post(`${path}/decisions`, { ...override, decision: 'overridden' })).status).toBe(202);
    const again = await watched(path);
    expect(again).toMatchObject({ overriddenCount: 3, certificate: { holds: true, gap: 0 } });
    expect(again.certificate!.total).toBeLessThan(solved.certificate!.total);

    const now = async ({ candidateId }: Place): Promise<unknown> => (await lead.get(`${path}/candidates/${candidateId}`)).body;
    expect(await now(first)).toMatchObject({ place: { opportunityId: null, decision: 'overridden', reason: 'Has found work.' }, reason: 'decided' });
    expect(await now(second)).toMatchObject({ place: { opportunityId: first.opportunityId, decision: 'overridden' }, reason: 'decided' });
    expect(await now(third)).toMatchObject({ place: { opportunityId: second.opportunityId, decision: 'overridden' }, reason: 'decided' });
    expect(await now(placed.at(-1)!)).toMatchObject({ sentence: expect.any(String) });

    const accepted = await lead.post(`${path}/acceptance`, {});
    expect(accepted).toMatchObject({ status: 200, body: { acceptedAt: expect.any(String), referredCount: again.placedCount } });
    expect((await lead.post(`${path}/acceptance`, {})).body).toEqual(accepted.body);

    const [counted] = await database.dataSource.query<{ cases: number; people: number; held: number; taken: number; overfull: number }[]>(
      `SELECT (SELECT count(*)::int FROM brokerage.referrals WHERE status = 'referred') AS cases, (SELECT count(DISTINCT candidate_id)::int FROM brokerage.referrals) AS people,
              (SELECT count(*)::int FROM brokerage.referrals WHERE holds_place) AS held, (SELECT sum(places_taken)::int FROM opportunities.intakes) AS taken,
              (SELECT count(*)::int FROM opportunities.intakes WHERE places_taken > places) AS overfull`,
    );
    expect(counted).toEqual({ cases: again.placedCount, people: again.placedCount, held: again.placedCount, taken: again.placedCount, overfull: 0 });
    expect((await lead.get(`/candidates/${second.candidateId}/referrals`)).body).toMatchObject({ referrals: [{ intakeId: first.intakeId, status: 'referred', holdsPlace: true }] });
  }, 120_000);
});
