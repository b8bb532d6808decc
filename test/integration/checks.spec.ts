import { ChecksQuery, ChecksService, ReferralsService } from '#lib/brokerage';
import { OrganisationsService } from '#lib/identity';
import { addDays, type CheckEvent, type Role } from '#lib/kernel';
import { LaddersService, type SentLadder } from '#lib/opportunities';
import { Database, SystemClock, type Actor, type DomainError } from '#lib/platform';
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

// Events of cases are stamped by the database, so the day is today.
const TODAY = new SystemClock().today();
const clock = new FixedClock(TODAY);

let database: TestDatabase;
let services: INestApplicationContext;
let checks: ChecksService;
let query: ChecksQuery;
let referrals: ReferralsService;
let referralId: string;
let candidateId: string;
const actors = new Map<string, Actor>();

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  [checks, query, referrals] = [services.get(ChecksService, { strict: false }), services.get(ChecksQuery, { strict: false }), services.get(ReferralsService, { strict: false })];
  const people = csvOf(['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'CONSENT_SHARING'], [{ YOUR_REFERENCE: 'C-1', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: `v1 ${addDays(TODAY, -30)}` }]);
  await send('candidates', 'T-BROKER', people);
  const roles = csvOf(['YOUR_REFERENCE', 'KIND', 'TITLE', 'REMOTE', 'PLACES', 'START_DATE', 'REQUIRED_CHECKS'], [{ YOUR_REFERENCE: 'R-1', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '5', START_DATE: addDays(TODAY, 60), REQUIRED_CHECKS: 'dbs-standard' }]);
  await send('roles', 'T-TRUST', roles);
  [{ candidateId }] = (await database.dataSource.query<[{ candidateId: string }]>(`SELECT candidate_id AS "candidateId" FROM candidates.candidates`));
  const nodes = await nodeIdsByCode(database.dataSource);
  const acting = async (name: string, role: Role, node: string): Promise<void> => void actors.set(name, await actorWithRoles(services, TODAY, [{ role, nodeId: nodes.get(node)! }]));
  await acting('hr', 'hr', 'T-TRUST');
  await acting('broker', 'broker', 'T-BROKER');
  await acting('lead', 'programme-lead', 'T-CITY');
  await acting('place lead', 'programme-lead', 'T-PLACE-A');
  await acting('college', 'college-partner', 'T-COLLEGE');
  actors.set('person', { ...(await actorWithRoles(services, TODAY, [{ role: 'candidate', nodeId: nodes.get('T-BROKER')! }], candidateId)) });
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  await database.dataSource.query('TRUNCATE brokerage.referrals CASCADE; UPDATE opportunities.intakes SET places_taken = 0');
  const [{ opportunityId }] = await database.dataSource.query<[{ opportunityId: string }]>(`SELECT opportunity_id AS "opportunityId" FROM opportunities.opportunities`);
  referralId = await referrals.refer(OPERATOR, { candidateId, opportunityId });
});

async function send(content: 'candidates' | 'roles', organisation: string, file: string): Promise<void> {
  const { status, rowsRejected } = await new Partner(services).sendAndRead({ content, organisation, file });
  if (status !== 'done' || rowsRejected > 0) throw new Error(`${content}: ${status}, ${rowsRejected} rows rejected`);
}

const by = (name: string): Actor => actors.get(name)!;
const record = (name: string, check: CheckEvent['check'], step: CheckEvent['step'], more: Partial<CheckEvent> = {}): Promise<void> => checks.record(by(name), referralId, { check, step, ...more });
const refusal = async (doing: Promise<unknown>): Promise<string> => doing.then(() => 'done', (error: DomainError) => `${error.code}: ${error.message}`);
const stateOf = async (check: CheckEvent['check']): Promise<string> => (await query.ofReferral(by('broker'), referralId)).checks.find((one) => one.check === check)!.state;

describe('the checks before a start', () => {
  it('are asked for after the offer only, and until then it is written down why', async () => {
    expect(await refusal(record('hr', 'work-health', 'ask'))).toContain('brokerage/check-not-possible: Health is asked about after an offer only');
    expect((await query.ofReferral(by('hr'), referralId)).notAsked).toContainEqual({ check: 'right-to-work', why: expect.stringContaining('after an offer') });
    await referrals.record(by('hr'), referralId, { event: 'offer' });
    await record('hr', 'work-health', 'ask');
    expect(await stateOf('work-health')).toBe('asked');
  });

  it('go from hand to hand: the employer asks, the person gives, the employer says what came of it', async () => {
    await referrals.record(by('hr'), referralId, { event: 'offer' });
    await record('hr', 'references', 'ask', { methodCode: 'factual' });
    expect(await refusal(record('person', 'references', 'pass'))).toContain('It is for the employer');
    await record('person', 'references', 'provide');
    await record('broker', 'references', 'pass');
    expect(await query.ofReferral(by('person'), referralId)).toMatchObject({ daysSinceOffer: 0, isComplete: false, events: [{ step: 'ask', methodCode: 'factual' }, { step: 'provide' }, { step: 'pass' }] });
    expect(await stateOf('references')).toBe('passed');
    const audit = await database.dataSource.query(`SELECT action, detail FROM audit.events WHERE subject = $1 AND action LIKE 'check.%'`, [referralId]);
    expect(audit).toEqual(Array.from({ length: 3 }, () => ({ action: 'check.recorded', detail: {} }))); // which check it was may tell of health or convictions
  });

  it('take other documents of somebody who has no passport, and say which', async () => {
    await referrals.record(by('hr'), referralId, { event: 'offer' });
    await record('hr', 'identity', 'ask');
    await record('hr', 'identity', 'provide', { documentCodes: ['signed-photograph', 'birth-certificate', 'benefits-letter', 'bank-statement'] });
    expect(await refusal(record('hr', 'identity', 'pass'))).toContain('The documents are not enough yet. Bring 1 more document');
    await record('hr', 'identity', 'pass', { documentCodes: ['council-tax-bill'] });
    expect((await query.ofReferral(by('hr'), referralId)).identity).toMatchObject({ isProved: true, option: expect.stringContaining('signed photograph') });
  });

  it('recorded twice at once are kept once', async () => {
    await referrals.record(by('hr'), referralId, { event: 'offer' });
    const both = await Promise.all([refusal(record('hr', 'references', 'ask')), refusal(record('broker', 'references', 'ask'))]);
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
    expect((await query.ofReferral(by('hr'), referralId)).events).toHaveLength(1);
  });

  it('are seen and recorded by those of the case and nobody else', async () => {
    expect(await refusal(query.ofReferral(by('college'), referralId))).toContain('brokerage/referral-not-found');
    expect(await refusal(checks.record(by('college'), referralId, { check: 'references', step: 'ask' }))).toContain('brokerage/referral-not-found');
  });
});

describe('the rules of checks', () => {
  it('hold for everybody until the City has its own, from their day on', async () => {
    const before = await query.rulesInForce(by('person'));
    expect(before).toMatchObject({ version: 0, isVerified: false });
    const sent = { fromOn: TODAY, source: 'Our standard', isVerified: true, version: 0, rules: { ...before.rules, checks: before.rules.checks.map((rule) => (rule.check === 'references' ? { ...rule, askedFrom: 'interview' as const } : rule)) } };
    await checks.changeRules(by('lead'), { ...sent, fromOn: addDays(TODAY, 1) });
    expect(await query.rulesInForce(by('hr'))).toMatchObject({ version: 0, latestVersion: 1 });
    expect(await refusal(checks.changeRules(by('lead'), sent))).toContain('brokerage/changed-since');
    await checks.changeRules(by('lead'), { ...sent, version: 1 });
    expect(await query.rulesInForce(by('hr'))).toMatchObject({ version: 2, latestVersion: 2, isVerified: true });
    await referrals.record(by('hr'), referralId, { event: 'invite-to-interview' });
    await record('hr', 'references', 'ask');
    expect(await stateOf('references')).toBe('asked');
    await database.dataSource.query('DELETE FROM brokerage.check_rule_versions WHERE organisation_id IS NOT NULL');
  });

  it('cannot go behind the law, are the City’s to change, and are refused at their place', async () => {
    const { rules } = await query.rulesInForce(by('lead'));
    const early = { ...rules, checks: rules.checks.map((rule) => (rule.check === 'work-health' ? { ...rule, askedFrom: 'referred' as const } : rule)) };
    await expect(checks.changeRules(by('lead'), { fromOn: TODAY, source: 'S', isVerified: true, version: 0, rules: early })).rejects.toMatchObject({ code: 'brokerage/check-rules-wrong', details: [{ pointer: '/rules/checks/5/askedFrom' }] });
    expect(await refusal(checks.changeRules(by('place lead'), { fromOn: TODAY, source: 'S', isVerified: true, version: 0, rules }))).toContain('brokerage/check-rules-of-city');
    expect(await refusal(checks.changeRules(by('broker'), { fromOn: TODAY, source: 'S', isVerified: true, version: 0, rules }))).toContain('access/not-allowed');
  });

  it('and ladders and standards are changed for the City that is named, by somebody who leads two', async () => {
    const area = { organisationType: null, isDemo: false, name: 'N' };
    await services.get(Database, { strict: false }).write(OPERATOR, (manager) => services.get(OrganisationsService, { strict: false }).add(manager, [{ ...area, code: 'V-CITY', level: 'city', parentCode: null }]));
    const nodes = await nodeIdsByCode(database.dataSource);
    const both = await actorWithRoles(services, TODAY, ['T-CITY', 'V-CITY'].map((code) => ({ role: 'programme-lead', nodeId: nodes.get(code)! })));
    const { rules } = await query.rulesInForce(both);
    const sent = { fromOn: TODAY, source: 'S', isVerified: true, version: 0, rules };
    const ladder: SentLadder = { code: 'clinics', name: 'Clinics', pathway: 'administration', fromOn: TODAY, steps: [], ways: [], courses: [], note: 'N', version: 0 };
    const standard = { code: 'ST9998', larsCode: null, name: 'N', level: 2, fromOn: TODAY, status: 'live', months: null, fundingPence: null, successorCodes: [], isVerified: false, note: 'N' } as const;
    const ladders = services.get(LaddersService, { strict: false });
    const changes = [(city: object) => checks.changeRules(both, { ...sent, ...city }), (city: object) => ladders.change(both, { ...ladder, ...city }), (city: object) => ladders.recordStandard(both, { ...standard, ...city })];
    for (const change of changes) {
      for (const city of [{}, { city: 'X-CITY' }]) {
        await expect(change(city)).rejects.toMatchObject({ code: 'identity/which-city', details: [{ pointer: '/city', detail: 'must be one of the Cities whose programmes you lead: T-CITY, V-CITY' }] });
      }
      await change({ city: ' v-city' });
      await change({ city: 'T-CITY' }); // each has versions of its own
    }
    const cities = await database.dataSource.query(
      `SELECT (SELECT array_agg(code ORDER BY code) FROM brokerage.check_rule_versions JOIN identity.organisations USING (organisation_id)) AS rules, (SELECT array_agg(of.code || ' ' || version_number ORDER BY of.code) FROM opportunities.ladder_versions AS ladder JOIN identity.organisations AS of USING (organisation_id) WHERE ladder.code = 'clinics') AS ladders,
              (SELECT array_agg(of.code ORDER BY of.code) FROM opportunities.standard_versions AS standard JOIN identity.organisations AS of USING (organisation_id)) AS standards`);
    expect(cities).toEqual([{ rules: ['T-CITY', 'V-CITY'], ladders: ['T-CITY 1', 'V-CITY 1'], standards: ['T-CITY', 'V-CITY'] }]);
    await expect(ladders.recordStandard(by('lead'), { ...standard, city: 'V-CITY' })).rejects.toMatchObject({ details: [{ detail: 'must be one of the Cities whose programmes you lead: T-CITY' }] });
  });
});
