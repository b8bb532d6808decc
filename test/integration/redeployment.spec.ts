import { CaseloadQuery, ContractNews, InternalSuggestionsQuery, RedeploymentQuery, RedeploymentService, type SentRedeployment } from '#lib/brokerage';
import { OrganisationsService } from '#lib/identity';
import { plainTerms, type Role } from '#lib/kernel';
import { AllocationJob, AllocationsQuery } from '#lib/matching';
import type { Actor, DomainError } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { actorWithRoles, cityTree, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';

const TODAY = '2026-11-22';
const clock = new FixedClock(TODAY);

let database: TestDatabase;
let services: INestApplicationContext;
let redeployment: RedeploymentService;
let query: RedeploymentQuery;
let suggestions: InternalSuggestionsQuery;
const ids = new Map<string, string>();
const actors = new Map<string, Actor>();

/** One ICS with two brokerages and two trusts, and a trust in another ICS of the City. */
beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock });
  const far = [
    { code: 'R-ICS-2', parentCode: 'R-CITY', level: 'ics', organisationType: null, name: 'R ICS-2', isDemo: false },
    { code: 'R-PLACE-3', parentCode: 'R-ICS-2', level: 'place', organisationType: null, name: 'R PLACE-3', isDemo: false },
    { code: 'R-TRUST-3', parentCode: 'R-PLACE-3', level: 'organisation', organisationType: 'trust', name: 'R TRUST-3', isDemo: false },
  ] as const;
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, [...cityTree('R'), ...far]);
  [redeployment, query, suggestions] = [services.get(RedeploymentService, { strict: false }), services.get(RedeploymentQuery, { strict: false }), services.get(InternalSuggestionsQuery, { strict: false })];
  const person = (reference: string, more: Readonly<Record<string, string>> = {}) => ({
    YOUR_REFERENCE: reference, GIVEN_NAME: 'Given', FAMILY_NAME: reference, PRESENT_EMPLOYER_IS_NHS: 'yes', CONTRACT_END_DATE: '31/12/2026', VACCINATION_ROLE: 'Vaccinator', SKILLS: 'vaccination',
    CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: '', ...more,
  });
  const people = [person('P-1'), person('P-2', { CONTRACT_END_DATE: '01/12/2026' }), person('P-3', { CONTRACT_END_DATE: '29/02/2028', VACCINATION_ROLE: '' }), person('P-4', { PRESENT_EMPLOYER_IS_NHS: 'no' }), person('P-5', { CONTRACT_END_DATE: '31/12/2026', PRESENT_EMPLOYER_IS_NHS: '' })];
  await send('candidates', 'R-BROKER-1', csvOf(Object.keys(people[0]!), people));
  await send('candidates', 'R-BROKER-2', csvOf(Object.keys(people[0]!), [person('Q-1')]));
  const vacancy = (reference: string, more: Readonly<Record<string, string>> = {}) => ({ YOUR_REFERENCE: reference, KIND: 'role', TITLE: reference, REMOTE: 'yes', PLACES: '2', PAY_PER_HOUR: '13.00', DESIRED_SKILLS: 'care', ...more });
  const roles = async (node: string, rows: readonly Readonly<Record<string, string>>[]): Promise<void> => send('roles', node, csvOf(Object.keys(rows[0]!), rows));
  // The best by score is far away, and the worst is with the same employer.
  await roles('R-TRUST-1', [vacancy('own', { DESIRED_SKILLS: 'care; phlebotomy; driving' })]);
  await roles('R-TRUST-2', [vacancy('near', { DESIRED_SKILLS: 'vaccination; care' })]);
  await roles('R-TRUST-3', [vacancy('far', { DESIRED_SKILLS: 'vaccination' })]);
  for (const { id, reference } of await database.dataSource.query<{ id: string; reference: string }[]>(`SELECT candidate_id AS id, reference FROM candidates.candidates`)) ids.set(reference, id);
  const nodes = await nodeIdsByCode(database.dataSource);
  const acting = async (name: string, role: Role, node: string, candidateId: string | null = null): Promise<void> => void actors.set(name, await actorWithRoles(services, TODAY, [{ role, nodeId: nodes.get(node)! }], candidateId));
  await acting('broker', 'broker', 'R-BROKER-1');
  await acting('other broker', 'broker', 'R-BROKER-2');
  await acting('broker lead', 'broker-lead', 'R-BROKER-1');
  await acting('lead', 'programme-lead', 'R-CITY');
  await acting('Place lead', 'programme-lead', 'R-PLACE-1');
  await acting('person', 'candidate', 'R-BROKER-1', ids.get('P-1'));
  await acting('another person', 'candidate', 'R-BROKER-1', ids.get('P-2'));
});
afterAll(async () => {
  await services.close();
  await database.close();
});

async function send(content: 'candidates' | 'roles', organisation: string, file: string): Promise<void> {
  const { status, rowsRejected } = await new Partner(services).sendAndRead({ content, organisation, file });
  if (status !== 'done' || rowsRejected > 0) throw new Error(`${content}: ${status}, ${rowsRejected} rows rejected`);
}

const by = (name: string): Actor => actors.get(name)!;
const id = (reference: string): string => ids.get(reference)!;
const post = (more: Partial<SentRedeployment> = {}): SentRedeployment => ({ employerCode: 'R-TRUST-1', postCode: 'vaccinator', band: '3', serviceStartedOn: '2021-02-01', contractEndsOn: '2026-12-31', agreedWeeks: null, noticeGivenOn: null, trialStartedOn: null, trialUntilOn: null, version: 0, ...more });
const refusal = async (doing: Promise<unknown>): Promise<string> => doing.then(() => 'done', (error: DomainError) => error.code);

describe('somebody whose contract ends', () => {
  it('has a plan and skills to carry over, from what the file says and what the broker adds', async () => {
    expect(await query.ofCandidate(by('broker'), id('P-1'))).toMatchObject({ version: 0, postCode: 'vaccination', employerCode: null, contractEndsOn: '2026-12-31', plan: { phase: 'at-risk', notice: { weeks: null } } });
    await redeployment.record(by('broker'), id('P-1'), post());
    const { plan, ...record } = await query.ofCandidate(by('broker'), id('P-1'));
    expect(record).toMatchObject({ version: 1, employerCode: 'R-TRUST-1', employerName: 'R TRUST-1', carriedOver: { postName: 'Vaccinator', skills: expect.arrayContaining([{ code: 'vaccination', isRecorded: true }, { code: 'infection-control', isRecorded: false }]) } });
    // Five years of service outdo the four weeks of the band.
    expect(plan).toMatchObject({ phase: 'at-risk', notice: { statutoryWeeks: 5, contractualWeeks: 4, weeks: 5 }, days: [{ what: 'internal-first' }, { what: 'notice', on: '2026-11-26', state: 'due' }, { what: 'contract-end' }, { what: 'new-start' }] });
  });

  it('is seen by themselves and by those who look after them, and changed by the latter only', async () => {
    expect(await query.ofCandidate(by('person'), id('P-1'))).toMatchObject({ employerCode: 'R-TRUST-1' });
    for (const name of ['other broker', 'another person', 'lead']) expect([name, await refusal(query.ofCandidate(by(name), id('P-1')))]).toEqual([name, 'candidates/candidate-not-found']);
    expect(await refusal(redeployment.record(by('other broker'), id('P-1'), post({ version: 1 })))).toBe('candidates/candidate-not-found');
    expect(await refusal(redeployment.record(by('person'), id('P-1'), post({ version: 1 })))).not.toBe('done');
  });

  it('is kept once by two brokers who save at the same time', async () => {
    const both = await Promise.all(['3', '4'].map((band) => refusal(redeployment.record(by('broker'), id('P-2'), post({ band, contractEndsOn: '2026-12-01' })))));
    expect(both.toSorted()).toEqual(['brokerage/changed-since', 'done']);
    const [told] = await database.dataSource.query<[{ count: number; detail: object }]>(`SELECT count(*)::integer AS count, min(detail::text)::jsonb AS detail FROM audit.events WHERE action = 'redeployment.recorded' AND subject = $1`, [id('P-2')]);
    expect(told).toEqual({ count: 1, detail: { version: 1, isOtherContractEnd: false } });
  });

  it('has another plan when the contract is extended, for everybody who asks when it ends', async () => {
    await redeployment.record(by('broker'), id('P-5'), post());
    await redeployment.record(by('broker'), id('P-5'), post({ contractEndsOn: '2028-02-29', version: 1 }));
    expect(await query.ofCandidate(by('broker'), id('P-5'))).toMatchObject({ version: 2, plan: { phase: 'not-yet', isInternalFirst: false, days: [{ what: 'internal-first' }, { what: 'notice', on: '2028-01-18' }, { what: 'contract-end', on: '2028-02-29' }, { what: 'new-start', on: '2028-03-28' }] } });
    const { rows } = await services.get(CaseloadQuery, { strict: false }).page(by('broker'), 'contract-ending', {}, { stalledDays: 1, noContactDays: 1, contractWeeks: 10 }, { after: null, limit: 50 });
    expect(rows.map(({ reference }) => reference)).toEqual(['P-2', 'P-1', 'P-4']);
  });

  it.each([
    ['a post that is none', post({ postCode: 'pilot' }), 'brokerage/redeployment-wrong'],
    ['notice to come', post({ noticeGivenOn: '2026-11-23' }), 'brokerage/redeployment-wrong'],
    ['an employer that is not there', post({ employerCode: 'NOWHERE' }), 'brokerage/employer-not-found'],
  ])('is not recorded with %s', async (_, sent, code) => expect(await refusal(redeployment.record(by('broker'), id('P-3'), sent))).toBe(code));
});

describe('cohorts', () => {
  it('are counted by month, employer and post, of those who are not known to work elsewhere', async () => {
    const none = { employerCode: null, employerName: null };
    const trust = { employerCode: 'R-TRUST-1', employerName: 'R TRUST-1' };
    expect(await query.cohorts(by('broker'), '2026-12', '2028-02')).toEqual([
      { month: '2026-12', ...trust, postCode: 'vaccinator', people: 2, withoutOffer: 2 },
      { month: '2028-02', ...trust, postCode: 'vaccinator', people: 1, withoutOffer: 1 },
      { month: '2028-02', ...none, postCode: null, people: 1, withoutOffer: 1 },
    ]);
    expect(await query.cohorts(by('other broker'), '2026-12', '2028-02')).toEqual([{ month: '2026-12', ...none, postCode: 'vaccination', people: 1, withoutOffer: 1 }]);
    expect(await query.cohorts(by('lead'), '2026-12', '2028-02')).toEqual([]);
  });

  it('count nobody as without an offer who has one, or has started already', async () => {
    const [intake] = await database.dataSource.query<{ id: string }[]>(`SELECT intake_id AS id FROM opportunities.intakes LIMIT 1`);
    const stands = async (status: string): Promise<number> => {
      await database.dataSource.query(`DELETE FROM brokerage.referrals`);
      await database.dataSource.query(`INSERT INTO brokerage.referrals (candidate_id, intake_id, status, started_on) VALUES ($1, $2, $3, $4)`, [id('P-2'), intake!.id, status, status === 'started' ? TODAY : null]);
      return (await query.cohorts(by('broker'), '2026-12', '2026-12')).reduce((sum, { withoutOffer }) => sum + withoutOffer, 0);
    };
    expect([await stands('interview'), await stands('offered'), await stands('started')]).toEqual([2, 1, 1]);
    await database.dataSource.query(`UPDATE brokerage.referrals SET left_on = $1`, [TODAY]);
    expect((await query.cohorts(by('broker'), '2026-12', '2026-12')).reduce((sum, { withoutOffer }) => sum + withoutOffer, 0)).toBe(2);
    await database.dataSource.query(`DELETE FROM brokerage.referrals`);
  });

  it('are listed a page at a time with what is next for each, to the last day of a month', async () => {
    const first = await query.people(by('broker'), { month: '2026-12' }, { after: null, limit: 1 });
    expect(first).toMatchObject({ people: [{ reference: 'P-2', phase: 'at-risk', next: { what: 'internal-first' } }], next: expect.any(String) });
    const second = await query.people(by('broker'), { month: '2026-12' }, { after: first.next, limit: 1 });
    expect(second).toMatchObject({ people: [{ reference: 'P-1', contractEndsOn: '2026-12-31' }], next: null });
    const of = async (choice: object): Promise<string[]> => (await query.people(by('broker'), { month: '2028-02', ...choice }, { after: null, limit: 50 })).people.map(({ reference }) => reference);
    expect([await of({}), await of({ employer: 'R-TRUST-1' }), await of({ employer: 'unknown' }), await of({ post: 'vaccinator' }), await of({ post: 'unknown' })]).toEqual([['P-3', 'P-5'], ['P-5'], ['P-3'], ['P-5'], ['P-3']]);
    expect(await refusal(query.people(by('broker'), { month: '2026-12' }, { after: 'x', limit: 1 }))).toBe('brokerage/place-in-list-not-readable');
  });
});

describe('a whole cohort', () => {
  it('is handed to an allocation in one request, and its people get their places together', async () => {
    const order = { terms: plainTerms(1_000_000), seed: 7 };
    const allocationId = await redeployment.allocate(by('broker lead'), { month: '2026-12', employer: 'R-TRUST-1' }, undefined, order);
    await services.get(AllocationJob, { strict: false }).solve(allocationId);
    const { places } = await services.get(AllocationsQuery, { strict: false }).places(by('broker lead'), allocationId, { after: null, limit: 50 });
    expect(new Map(places.map(({ candidateReference, opportunityId }) => [candidateReference, opportunityId !== null]))).toEqual(new Map([['P-1', true], ['P-2', true]]));
    expect(await refusal(redeployment.allocate(by('broker lead'), { month: '2027-01' }, undefined, order))).toBe('matching/cohort-empty');
    expect(await refusal(redeployment.allocate(by('broker'), { month: '2026-12' }, undefined, order))).not.toBe('done');
  });

  it('is told of once a week: the broker who looks after somebody, and all brokers where nobody does', async () => {
    const news = services.get(ContractNews, { strict: false });
    const nodes = await nodeIdsByCode(database.dataSource);
    const [account] = await database.dataSource.query<{ id: string }[]>(`INSERT INTO identity.users (email, email_fingerprint, display_name) VALUES ('b', 'b', 'Broker') RETURNING user_id AS id`);
    await database.dataSource.query(`INSERT INTO brokerage.assignments (candidate_id, user_id, from_on, reason_code, assigned_by) VALUES ($1, $2, '2026-11-01', 'first-broker', 'user:x')`, [id('P-1'), account!.id]);
    const told = () => database.dataSource.query(`SELECT coalesce(to_user_id, to_organisation_id) AS to, to_role AS role, data FROM brokerage.messages WHERE kind = 'contracts-ending' ORDER BY message_id`);
    await Promise.all([news.tell(), news.tell()]);
    const until = '2027-01-17';
    const week = [{ to: account!.id, role: null, data: { people: 1, until } }, { to: nodes.get('R-BROKER-1'), role: 'brokers', data: { people: 1, until } }, { to: nodes.get('R-BROKER-2'), role: 'brokers', data: { people: 1, until } }];
    expect(await told()).toEqual(expect.arrayContaining(week));
    clock.day = '2026-11-23'; // a Monday
    await news.tell();
    await news.tell();
    expect(await told()).toHaveLength(6);
    clock.day = TODAY;
  });
});

describe('suggestions', () => {
  it('begin with posts inside while somebody is at risk, and go by score alone before', async () => {
    const inside = await suggestions.ofCandidate(by('broker'), id('P-1'), 10);
    expect(inside).toMatchObject({ isInternalFirst: true, eligibleCount: 3, matches: [
      { rank: 1, title: 'own', nearness: 'same-employer', placeByScore: 3, carriedSkills: [] },
      { rank: 2, title: 'near', nearness: 'nhs-near-by', placeByScore: 2, carriedSkills: ['vaccination'] },
      { rank: 3, title: 'far', nearness: 'elsewhere', placeByScore: 1, carriedSkills: ['vaccination'] },
    ] });
    expect((await suggestions.ofCandidate(by('broker'), id('P-1'), 1)).matches).toMatchObject([{ title: 'own' }]);
    const later = await suggestions.ofCandidate(by('broker'), id('P-5'), 10);
    expect([later.isInternalFirst, later.matches.map(({ title, nearness }) => [title, nearness])]).toEqual([false, [['far', 'elsewhere'], ['near', 'nhs-near-by'], ['own', 'same-employer']]]);
  });

  it('count the ICS of the brokerage while the employer is not known', async () => {
    const { matches } = await suggestions.ofCandidate(by('other broker'), id('Q-1'), 10);
    expect(matches.map(({ title, nearness }) => [title, nearness])).toEqual([['near', 'nhs-near-by'], ['own', 'nhs-near-by'], ['far', 'elsewhere']]);
  });
});

describe('the rules', () => {
  it('are the City’s to change from a day on, and nobody saves over what they have not seen', async () => {
    const { rules, version } = await query.rulesInForce(by('broker'));
    expect(version).toBe(0);
    const sent = { fromOn: TODAY, source: 'Terms of the trusts', isVerified: true, rules: { ...rules, notice: [{ bands: ['3'], weeks: 8 }] }, version: 0 };
    expect(await refusal(redeployment.changeRules(by('Place lead'), sent))).toBe('brokerage/redeployment-rules-of-city');
    expect(await refusal(redeployment.changeRules(by('lead'), { ...sent, rules: { ...rules, posts: [] } }))).toBe('brokerage/redeployment-wrong');
    const both = await Promise.all([1, 2].map(() => refusal(redeployment.changeRules(by('lead'), sent))));
    expect(both.toSorted()).toEqual(['brokerage/changed-since', 'done']);
    expect(await query.ofCandidate(by('broker'), id('P-1'))).toMatchObject({ plan: { notice: { contractualWeeks: 8, weeks: 8 } } });
  });

  it('of one City are not those of another, whoever leads both', async () => {
    const above = (code: string, parentCode: string | null, level: 'city' | 'ics' | 'place') => ({ code, parentCode, level, organisationType: null, name: code, isDemo: false });
    await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, [above('S-CITY', null, 'city')]);
    const nodes = await nodeIdsByCode(database.dataSource);
    const both = await actorWithRoles(services, TODAY, ['R-CITY', 'S-CITY'].map((node) => ({ role: 'programme-lead' as const, nodeId: nodes.get(node)! })));
    const { rules } = await query.rulesInForce(both, 'S-CITY');
    const sent = (city: string, version: number) => ({ fromOn: TODAY, source: 'Terms', isVerified: true, rules: { ...rules, atRiskWeeks: 52 }, version, city });
    expect(await refusal(redeployment.changeRules(both, { ...sent('S-CITY', 0), city: undefined }))).toBe('identity/which-city');
    const before = await query.ofCandidate(by('broker'), id('P-3'));
    for (const version of [0, 1, 2]) await redeployment.changeRules(both, sent('S-CITY', version));
    expect([(await query.rulesInForce(both, 'S-CITY')).latestVersion, (await query.rulesInForce(both, 'R-CITY')).latestVersion]).toEqual([3, 1]);
    expect((await query.ofCandidate(by('broker'), id('P-3'))).plan).toEqual(before.plan);
  });
});
