import { PathwayPlans, PathwayPlansQuery, type NamedLeg, type PlanWish } from '#lib/brokerage';
import { addDays, type Role } from '#lib/kernel';
import { LaddersQuery, LaddersService, PublishedFiguresService, type SentLadder } from '#lib/opportunities';
import { Database, SystemClock, type Actor, type DomainError } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { actorWithRoles, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { MovableClock } from '../support/movable-clock.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

// Rows are stamped by the database, so the day is today.
const TODAY = new SystemClock().today();
const START = addDays(TODAY, 30);
const clock = new MovableClock(new Date());
let days = 0;
const WISH: PlanWish = { goalStep: 'registered-nurse', stepCode: 'vaccinator', monthsInStep: 14, hourlyPence: 1567, isEarningOnly: true, avoidSteps: [] };

let database: TestDatabase;
let services: INestApplicationContext;
let plans: PathwayPlans;
let query: PathwayPlansQuery;
let ladders: LaddersService;
let laddersQuery: LaddersQuery;
let candidateId: string;
const actors = new Map<string, Actor>();

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  [plans, query, ladders, laddersQuery] = [services.get(PathwayPlans, { strict: false }), services.get(PathwayPlansQuery, { strict: false }), services.get(LaddersService, { strict: false }), services.get(LaddersQuery, { strict: false })];
  await send('candidates', 'T-BROKER', [{ YOUR_REFERENCE: 'ADA', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_MATCHING: `v1 ${addDays(TODAY, -30)}`, HIGHEST_LEVEL: '3', ENGLISH_LEVEL: '2', MATHS_LEVEL: '1', SKILLS: 'vaccination' }]);
  await send('roles', 'T-TRUST', [
    { YOUR_REFERENCE: 'R-1', KIND: 'role', TITLE: 'Healthcare support worker', REMOTE: 'yes', PLACES: '5', BAND: '2', START_DATE: START, PAY_PER_HOUR: '' },
    { YOUR_REFERENCE: 'R-2', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '5', BAND: '2', START_DATE: START, PAY_PER_HOUR: '15.42' },
  ]);
  [{ candidateId }] = (await rows<{ candidateId: string }>(`SELECT candidate_id AS "candidateId" FROM candidates.candidates`)) as [{ candidateId: string }];
  const nodes = await nodeIdsByCode(database.dataSource);
  const acting = async (name: string, role: Role, node: string): Promise<void> => void actors.set(name, await actorWithRoles(services, TODAY, [{ role, nodeId: nodes.get(node)! }]));
  await acting('broker', 'broker', 'T-BROKER');
  await acting('hr', 'hr', 'T-TRUST');
  await acting('lead', 'programme-lead', 'T-CITY');
  await acting('place lead', 'programme-lead', 'T-PLACE-A');
  actors.set('person', await actorWithRoles(services, TODAY, [{ role: 'candidate', nodeId: nodes.get('T-BROKER')! }], candidateId));
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  later(-days);
  await rows(`DELETE FROM brokerage.pathway_plans; DELETE FROM brokerage.messages; DELETE FROM opportunities.ladder_versions WHERE organisation_id IS NOT NULL; DELETE FROM opportunities.standard_versions WHERE organisation_id IS NOT NULL; DELETE FROM opportunities.city_figures;
    UPDATE opportunities.opportunities SET is_withdrawn = false WHERE is_withdrawn; UPDATE opportunities.intakes SET is_closed = false, places_taken = 0; UPDATE candidates.candidates SET maths_level = 1; UPDATE candidates.consents SET withdrawn_on = NULL`);
});

async function send(content: 'candidates' | 'roles', organisation: string, cells: readonly Record<string, string>[]): Promise<void> {
  const { status, rowsRejected } = await new Partner(services).sendAndRead({ content, organisation, file: csvOf(Object.keys(cells[0]!), cells) });
  if (status !== 'done' || rowsRejected > 0) throw new Error(`${content}: ${status}, ${rowsRejected} rows rejected`);
}

function later(more: number): void {
  days += more;
  clock.moveMinutes(more * 24 * 60);
}

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, [...values]);
const by = (name: string): Actor => actors.get(name)!;
const refusal = async (doing: Promise<unknown>): Promise<string> => doing.then(() => 'done', (error: DomainError) => `${error.code}: ${error.message}`);
const legsOf = (legs: readonly NamedLeg[]): NamedLeg[] => legs.map(({ code, intakeId }) => ({ code, intakeId }));

/** The first route of the best ones, kept. */
async function saved(wish = WISH): Promise<string> {
  const { routes } = await plans.routes(by('broker'), candidateId, wish);
  return plans.save(by('broker'), candidateId, wish, legsOf(routes[0]!.legs));
}

async function ladder(code: string): Promise<SentLadder> {
  const { ladders: all } = await laddersQuery.inForce(by('lead'));
  return { ...all.find((one) => one.code === code)!, fromOn: TODAY, note: 'Test' };
}

const told = async (): Promise<string[]> => (await rows<{ kind: string }>(`SELECT kind FROM brokerage.messages ORDER BY kind`)).map(({ kind }) => kind);

describe('routes of a person', () => {
  it('lead a vaccinator to registered nurse by earning and learning, over the post that is advertised', async () => {
    const { routes, isComplete } = await plans.routes(by('broker'), candidateId, WISH);
    expect(isComplete).toBe(true);
    expect(routes.map(({ legs }) => legs.at(-1)!.toStep)).toEqual(routes.map(() => 'registered-nurse'));
    expect(routes.flatMap(({ legs }) => legs).find(({ code }) => code === 'vaccinator-to-hcsw-by-experience')).toMatchObject({ startsOn: START, creditMonths: 1, reasons: expect.arrayContaining([expect.stringContaining('A place is advertised: Healthcare support worker')]) });
  });

  it('are worked out of facts that the person agrees to use, by those who look after them', async () => {
    expect(await refusal(plans.routes(by('hr'), candidateId, WISH))).toContain('access/not-allowed');
    expect(await refusal(plans.routes(by('broker'), candidateId, { ...WISH, goalStep: 'matron' }))).toContain('brokerage/plan-not-possible: No ladder has the step matron');
    await rows(`UPDATE candidates.consents SET withdrawn_on = $1`, [TODAY]);
    expect(await refusal(plans.routes(by('broker'), candidateId, WISH))).toContain('brokerage/no-consent-to-plan');
  });
});

describe('a plan', () => {
  it('is kept with what it rests on, and seen by the person once it is shared', async () => {
    const planId = await saved();
    expect(await query.detail(by('broker'), planId)).toMatchObject({ state: 'still-holds', sharedAt: null, asked: WISH, ladders: expect.arrayContaining([{ code: 'nursing', version: 1 }]) });
    expect(await refusal(query.detail(by('person'), planId))).toContain('brokerage/plan-not-found');
    expect(await query.ofCandidate(by('person'), candidateId)).toEqual([]);
    await plans.share(by('broker'), planId);
    const first = (await query.detail(by('person'), planId)).sharedAt;
    await plans.share(by('broker'), planId);
    expect((await query.ofCandidate(by('person'), candidateId)).map(({ sharedAt }) => sharedAt)).toEqual([first]);
    expect(await query.ofCandidate(by('hr'), candidateId)).toEqual([]);
    expect(await refusal(plans.share(by('person'), planId))).toContain('access/not-allowed');
    const audit = await rows<{ action: string }>(`SELECT action FROM audit.events WHERE subject = $1 ORDER BY action`, [planId]);
    expect(audit.map(({ action }) => action)).toEqual(['pathway-plan.saved', 'pathway-plan.shared']);
  });

  it('has a step behind it that was reached, whatever else is reached after that off the way', async () => {
    const planId = await saved();
    const note = (stepCode: string, on: string) => services.get(Database, { strict: false }).write(by('broker'), (manager) => plans.noteReached(manager, by('broker'), candidateId, stepCode, on));
    await note('hcsw', addDays(TODAY, -1));
    await note('therapy-support-worker', TODAY);
    await plans.recheckDue();
    const plan = await query.detail(by('broker'), planId);
    expect(plan).toMatchObject({ reachedStep: 'hcsw', reachedOn: addDays(TODAY, -1) });
    expect(plan.legsNow.filter(({ kind }) => kind === 'way').map(({ fromStep }) => fromStep)).toEqual(plan.route.legs.filter(({ kind, fromStep }) => kind === 'way' && fromStep !== 'vaccinator').map(({ fromStep }) => fromStep));
    expect(await rows(`SELECT detail FROM audit.events WHERE action = 'pathway-plan.step-reached'`)).toEqual([{ detail: expect.objectContaining({ stepCode: 'hcsw' }) }]);
  });

  it('is not kept when its route is not among the best any more', async () => {
    const { routes } = await plans.routes(by('broker'), candidateId, WISH);
    await rows(`UPDATE opportunities.intakes SET is_closed = true`);
    const onPlace = routes.find(({ legs }) => legs.some(({ intakeId }) => intakeId !== null))!;
    expect(await refusal(plans.save(by('broker'), candidateId, WISH, legsOf(onPlace.legs)))).toContain('brokerage/routes-changed');
    expect(await rows(`SELECT FROM brokerage.pathway_plans`)).toEqual([]);
  });

  it('is looked at once a day, and then left alone until something changes', async () => {
    const planId = await saved();
    const checkedAt = async (): Promise<string> => (await rows<{ at: string }>(`SELECT checked_at::text AS at FROM brokerage.pathway_plans`))[0]!.at;
    const before = await checkedAt();
    await plans.recheckDue();
    expect(await checkedAt()).toBe(before);
    later(1);
    await plans.recheckDue();
    expect(await checkedAt()).not.toBe(before);
    expect(await query.detail(by('broker'), planId)).toMatchObject({ state: 'still-holds', changes: [], checkedOn: addDays(TODAY, 1) });
    expect(await told()).toEqual([]);
  });

  it.each([
    ['the advert is withdrawn', `UPDATE opportunities.opportunities SET is_withdrawn = true`],
    ['the intake is closed', `UPDATE opportunities.intakes SET is_closed = true`],
    ['the last place is taken', `UPDATE opportunities.intakes SET places_taken = places`],
  ])('breaks when %s, says so to the brokers and the person once, and names the next best', async (_, sql) => {
    const planId = await saved();
    await plans.share(by('broker'), planId);
    await rows(sql);
    await plans.recheckDue();
    const plan = await query.detail(by('person'), planId);
    expect(plan).toMatchObject({ state: 'broken', legsNow: [], changes: [expect.stringMatching(/^The place for Post with the Care Certificate on .* is gone/), expect.stringMatching(/^Next best: /)] });
    expect(plan.next!.legs[0]).toMatchObject({ intakeId: null });
    expect(await told()).toEqual(['plan-news', 'plan-to-look-at']);
    await Promise.all([plans.recheckDue(), plans.recheckDue(), plans.check(by('broker'), planId)]);
    expect(await told()).toEqual(['plan-news', 'plan-to-look-at']);
    expect(await rows(`SELECT FROM audit.events WHERE subject = $1 AND action = 'pathway-plan.changed'`, [planId])).toHaveLength(1);
  });

  it('Trap 2: breaks when the standard of a step is retired, with the successor in the sentence', async () => {
    const planId = await saved();
    const { standards } = await laddersQuery.standardsInForce(by('lead'));
    await ladders.recordStandard(by('lead'), { ...standards.find(({ code }) => code === 'ST0217')!, fromOn: TODAY, status: 'retired', successorCodes: ['ST0216'], note: 'Test' });
    await plans.recheckDue();
    expect(await query.detail(by('broker'), planId)).toMatchObject({ state: 'broken', changes: [expect.stringMatching(/ST0217 .* is retired\. Use ST0216 Healthcare support worker instead\.$/), expect.anything()] });
    expect((await laddersQuery.inForce(by('lead'))).problems).toEqual(expect.arrayContaining([expect.objectContaining({ ladderCode: 'nursing', problem: 'closed-standard' })]));
    expect(await told()).toEqual(['plan-to-look-at']); // it was not shared
  });

  it('changes with a ladder and with the person, in sentences', async () => {
    const planId = await saved();
    const nursing = await ladder('nursing');
    await ladders.change(by('lead'), { ...nursing, ways: nursing.ways.map((way) => (way.to === 'nursing-associate' ? { ...way, costPence: 12_000 } : way)) });
    await rows(`UPDATE candidates.candidates SET maths_level = 2, updated_at = clock_timestamp()`);
    await plans.recheckDue();
    const { state, changes } = await query.detail(by('broker'), planId);
    expect([state, changes]).toEqual(['changed', expect.arrayContaining(['Functional Skills maths level 2 is no longer needed: what it gives is held.'])]);
  });

  it('shows pay at each stage beside the Living Wage of its day, and changes when another one is recorded', async () => {
    const wage = (hourlyPence: number, fromOn: string) => services.get(PublishedFiguresService, { strict: false }).record(by('lead'), { kind: 'living-wage', code: 'london', fromOn, values: { hourlyPence, announcedOn: null }, source: 'Test', isVerified: false });
    await wage(1500, addDays(TODAY, -1));
    const planId = await saved();
    const [post, ...others] = (await query.detail(by('broker'), planId)).legsNow;
    expect(post).toMatchObject({ payBefore: { hourlyPence: 1567, isBelow: false, livingWagePence: 1500, isLastKnown: false }, payAfter: { hourlyPence: 1542, isBelow: false, livingWagePence: 1500 } });
    expect(others.at(-1)!.payAfter).toMatchObject({ livingWagePence: 1500, isLastKnown: true });
    await wage(1550, addDays(TODAY, 7));
    await Promise.all([plans.recheckDue(), plans.recheckDue()]);
    const { state, changes, legsNow } = await query.detail(by('broker'), planId);
    expect([state, changes, legsNow[0]!.payAfter]).toEqual(['changed', expect.arrayContaining([`Pay after ${post!.title} is now below the Living Wage.`]), { hourlyPence: 1542, isBelow: true, livingWagePence: 1550, isLastKnown: false }]);
    expect(await told()).toEqual(['plan-to-look-at']);
  });

  it('is looked at once for what another City has changed, and not again and again', async () => {
    const planId = await saved();
    const [other] = await rows<{ id: string }>(`INSERT INTO identity.organisations (level, code, name) VALUES ('city', 'O-CITY', 'Another City') ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING organisation_id AS id`);
    await rows(`INSERT INTO opportunities.city_figures (organisation_id, kind, code, from_on, figure_values, source, is_verified, recorded_by, recorded_at) VALUES ($1, 'living-wage', 'london', '2020-01-01', '{"hourlyPence": 9900, "announcedOn": null}', 'Test', false, 'user:x', clock_timestamp())`, [other!.id]);
    const checkedAt = async (): Promise<string> => (await rows<{ at: string }>(`SELECT checked_at::text AS at FROM brokerage.pathway_plans`))[0]!.at;
    const before = await checkedAt();
    await plans.recheckDue();
    const first = await checkedAt();
    await plans.recheckDue();
    expect([first !== before, await checkedAt(), (await query.detail(by('broker'), planId)).state]).toEqual([true, first, 'still-holds']);
  });

  it('is left alone once the person does not consent any more', async () => {
    await saved();
    await rows(`UPDATE candidates.consents SET withdrawn_on = $1`, [TODAY]);
    later(1);
    await plans.recheckDue();
    expect(await rows(`SELECT FROM brokerage.pathway_plans WHERE checked_on > $1`, [TODAY])).toEqual([]);
  });
});

describe('ladders', () => {
  it('are changed from a day on; the earlier version stays for the days before', async () => {
    const estates = await ladder('estates');
    await ladders.change(by('lead'), { ...estates, fromOn: addDays(TODAY, 10), name: 'Estates of ours' });
    const nameOn = async (on: string): Promise<string> => (await laddersQuery.inForce(by('person'), on)).ladders.find(({ code }) => code === 'estates')!.name;
    expect([await nameOn(addDays(TODAY, 9)), await nameOn(addDays(TODAY, 10))]).toEqual(['Estates and facilities', 'Estates of ours']);
    expect(await refusal(ladders.change(by('lead'), estates))).toContain('opportunities/changed-since');
    await expect(ladders.change(by('lead'), { ...estates, version: 2 })).rejects.toMatchObject({ code: 'opportunities/ladder-wrong', details: [{ pointer: '/fromOn' }] });
  });

  it('are refused at their place when they lead round in a circle, and belong to the City', async () => {
    const estates = await ladder('estates');
    const circle = { ...estates, ways: [...estates.ways, { ...estates.ways[0]!, code: 'back', from: 'domestic-supervisor', to: 'domestic' }] };
    await expect(ladders.change(by('lead'), circle)).rejects.toMatchObject({ code: 'opportunities/ladder-wrong', details: [{ detail: expect.stringContaining('round in a circle') }] });
    expect(await refusal(ladders.change(by('place lead'), estates))).toContain('opportunities/ladders-of-city');
    expect(await refusal(ladders.change(by('broker'), estates))).toContain('access/not-allowed');
  });

  it('changed by two at once, of whom one is told of the other', async () => {
    const estates = await ladder('estates');
    const both = await Promise.all([refusal(ladders.change(by('lead'), estates)), refusal(ladders.change(by('lead'), estates))]);
    expect(both.map((one) => one.split(':')[0]!).toSorted()).toEqual(['done', 'opportunities/changed-since']);
  });

  it('Trap 1: terms of a standard go by the day of the start', async () => {
    const on = async (startsOn: string): Promise<unknown> => {
      const start = await laddersQuery.startOn(by('broker'), 'ST0216', startsOn);
      return start.ok ? [start.terms.months, start.terms.fundingPence, start.least.months] : start;
    };
    expect([await on('2025-07-31'), await on('2026-08-01')]).toEqual([[12, 300_000, 12], [8, 500_000, 8]]);
  });
});
