import type { ReferralsService } from '#lib/brokerage';
import { GeographyImport } from '#lib/geography';
import { NO_EVIDENCE, NO_TERMS, SCORE_WEIGHTS, type Demand, type Requirement } from '#lib/kernel';
import { MatchingQuery, RulesTrial } from '#lib/matching';
import { OpportunitiesQuery, ProgrammesService, RulesQuery, RulesService, type ProgrammeFacts } from '#lib/opportunities';
import { OutcomesService } from '#lib/outcomes';
import { Database, SystemClock, type Actor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { fixture } from '../fixtures/geography/made-files.js';
import { SnapshotService } from '../../libs/matching/src/snapshot.service.js';
import { plainChange } from '../support/cases.js';
import { actorWithRoles, matchedRun, nodeIdsByCode, referralsOf } from '../support/city-with-rows.js';
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
let rules: RulesService;
let view: RulesQuery;
let programmes: ProgrammesService;
let matching: MatchingQuery;
let snapshots: SnapshotService;
let referrals: ReferralsService;
let nodes: ReadonlyMap<string, string>;
let ids: ReadonlyMap<string, string>;
let lead: Actor;
let broker: Actor;
let hr: Actor;

const CONSENT = { CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05' };
const PEOPLE = [
  { YOUR_REFERENCE: 'LEVEL-3', HIGHEST_LEVEL: '3' },
  { YOUR_REFERENCE: 'VACCINATOR', HIGHEST_LEVEL: '0', SKILLS: 'vaccination' },
  { YOUR_REFERENCE: 'NEITHER', HIGHEST_LEVEL: '1' },
  { YOUR_REFERENCE: 'UNASKED', HIGHEST_LEVEL: '3', SKILLS: 'vaccination', CONSENT_MATCHING: '' },
  { YOUR_REFERENCE: 'ENDING', HIGHEST_LEVEL: '3', PRESENT_EMPLOYER_IS_NHS: 'yes', CONTRACT_END_DATE: '31/07/2026' },
  { YOUR_REFERENCE: 'DEPRIVED', HIGHEST_LEVEL: '3', POSTCODE: 'ZX1 1AA' },
].map((row) => ({ GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', SKILLS: '', PRESENT_EMPLOYER_IS_NHS: '', CONTRACT_END_DATE: '', POSTCODE: '', ...CONSENT, ...row }));
const NAMES = PEOPLE.map(({ YOUR_REFERENCE }) => YOUR_REFERENCE);
const ROLES = [{ YOUR_REFERENCE: 'OF-PROGRAMME', PROGRAMME: 'OPEN' }, { YOUR_REFERENCE: 'OF-ITSELF', PROGRAMME: '' }].map((row) => ({ KIND: 'role', TITLE: 'Ward clerk', REMOTE: 'yes', PLACES: '9', ...row }));

const FACTS: ProgrammeFacts = { name: 'Open', startsOn: '2026-01-01', endsOn: null, minimumAge: null, maximumAge: null, targetGroups: [], areaCodes: [], mostDeprivedDeciles: null, evidence: NO_EVIDENCE, terms: NO_TERMS, isReleasingOthers: true, justification: null, reviewOn: null };

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock });
  await addTestTree(database.dataSource);
  await new GeographyImport(database.dataSource, new SystemClock()).run([fixture('nspl-2025.csv'), fixture('imd2025-short.csv')]);
  await database.dataSource.query(
    `INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) SELECT organisation_id, programme, programme, '2026-01-01' FROM identity.organisations JOIN (VALUES ('T-PLACE-A', 'OPEN'), ('T-PLACE-A', 'EDITED'), ('T-CITY', 'OF-CITY')) AS of (node, programme) ON node = code`,
  );
  const partner = new Partner(services);
  for (const [content, organisation, rows] of [['candidates', 'T-BROKER', PEOPLE], ['roles', 'T-TRUST', ROLES]] as const) {
    const { status, rowsRejected } = await partner.sendAndRead({ content, organisation, file: csvOf(Object.keys(rows[0]!), rows) });
    if (status !== 'done' || rowsRejected > 0) throw new Error(`The ${content} were not taken`);
  }
  const rows = await database.dataSource.query<{ name: string; id: string }[]>('SELECT reference AS name, candidate_id AS id FROM candidates.candidates UNION ALL SELECT reference, opportunity_id FROM opportunities.opportunities');
  ids = new Map(rows.map(({ name, id }) => [name, id]));
  [rules, view, programmes] = [services.get(RulesService, { strict: false }), services.get(RulesQuery, { strict: false }), services.get(ProgrammesService, { strict: false })];
  [matching, snapshots, referrals] = [services.get(MatchingQuery, { strict: false }), services.get(SnapshotService, { strict: false }), referralsOf(services)];
  nodes = await nodeIdsByCode(database.dataSource);
  const acting = (role: 'programme-lead' | 'broker' | 'hr', code: string) => actorWithRoles(services, TODAY, [{ role, nodeId: nodes.get(code)! }]);
  [lead, broker, hr] = [await acting('programme-lead', 'T-PLACE-A'), await acting('broker', 'T-BROKER'), await acting('hr', 'T-TRUST')];
});
afterAll(async () => {
  await services.close();
  await database.close();
});

const candidate = (reference: string): string => ids.get(reference)!;
const role = candidate;

/** Puts rules in the place of whatever stands. */
async function setOfProgramme(requirements: readonly Requirement[], weights: unknown = null): Promise<void> {
  await rules.changeOfProgramme(lead, 'OPEN', { requirements, weights, note: 'For the test.', version: (await view.ofProgramme(lead, 'OPEN')).version });
}
async function setOfOpportunity(reference: string, requirements: readonly Requirement[]): Promise<void> {
  await rules.changeOfOpportunity(hr, role(reference), { requirements, note: 'For the test.', version: (await view.ofOpportunity(hr, role(reference))).version });
}

/** Who fits a role: in a run, where everybody who is eligible is listed, and today. Both must say the same. */
async function fitting(reference: string): Promise<string[]> {
  const runId = await matchedRun(services, database.dataSource, broker);
  const { matches } = await matching.matchesOfOpportunity(broker, runId, role(reference));
  const today = [];
  for (const name of NAMES) if ((await matching.explainToday(broker, candidate(name), role(reference))).explanation.eligible) today.push(name);
  const listed = matches.map(({ candidateReference }) => candidateReference);
  expect(listed.toSorted()).toEqual(today.toSorted());
  for (const { candidateId, score } of matches) expect((await matching.explainInRun(broker, runId, candidateId, role(reference))).explanation).toMatchObject({ eligible: true, total: score });
  return listed.toSorted();
}

const EVERYBODY = ['DEPRIVED', 'ENDING', 'LEVEL-3', 'NEITHER', 'VACCINATOR'];
const WAYS: readonly Demand[] = [{ on: 'level', atLeast: 3 }, { on: 'skill', code: 'vaccination' }];
const LEVEL_OR_SKILL: Requirement = { on: 'choice', anyOf: WAYS };

describe('rules of staff decide who matches', () => {
  it('of a programme, of an opportunity, and both together; consent comes first whatever they say', async () => {
    expect(await fitting('OF-PROGRAMME')).toEqual(EVERYBODY);
    await setOfProgramme([LEVEL_OR_SKILL]);
    expect(await fitting('OF-PROGRAMME')).toEqual(['DEPRIVED', 'ENDING', 'LEVEL-3', 'VACCINATOR']);
    expect(await fitting('OF-ITSELF')).toEqual(EVERYBODY);
    await setOfOpportunity('OF-PROGRAMME', [{ on: 'level', atLeast: 2 }]);
    expect(await fitting('OF-PROGRAMME')).toEqual(['DEPRIVED', 'ENDING', 'LEVEL-3']);
    await setOfOpportunity('OF-ITSELF', [{ on: 'redeployment' }, { on: 'contract-end', by: '2026-07-31' }]);
    expect(await fitting('OF-ITSELF')).toEqual(['ENDING']);
    const { whyNot } = await matching.explainToday(broker, candidate('UNASKED'), role('OF-PROGRAMME'));
    expect(whyNot.failingRules.map(({ ruleId }) => ruleId)).toEqual(['consent']);
    await setOfProgramme([]);
    await setOfOpportunity('OF-PROGRAMME', []);
    await setOfOpportunity('OF-ITSELF', []);
    expect(await fitting('OF-PROGRAMME')).toEqual(EVERYBODY);
  });

  it('and its weights what a match scores, in its own opportunities alone', async () => {
    const score = async (reference: string): Promise<number> => (await matching.explainToday(broker, candidate('NEITHER'), role(reference))).explanation.total;
    const before = [await score('OF-PROGRAMME'), await score('OF-ITSELF')];
    expect(before[0]).toBe(before[1]);
    await setOfProgramme([], { skills: 20, travel: 20, pay: 20, interest: 20, schedule: 20, start: 900 });
    expect(await score('OF-ITSELF')).toBe(before[1]);
    expect(await score('OF-PROGRAMME')).toBeGreaterThan(before[0]!);
    expect(await fitting('OF-PROGRAMME')).toEqual(EVERYBODY);
    await setOfProgramme([]);
    expect(await score('OF-PROGRAMME')).toBe(before[0]);
  });

  it('and stay when a newer file changes the advert', async () => {
    await setOfOpportunity('OF-ITSELF', [{ on: 'level', atLeast: 3 }]);
    await new Partner(services).sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(ROLES[0]!), ROLES.map((row) => ({ ...row, TITLE: 'Ward clerk, days' }))) });
    expect(await fitting('OF-ITSELF')).toEqual(['DEPRIVED', 'ENDING', 'LEVEL-3']);
    await setOfOpportunity('OF-ITSELF', []);
  });

  it('and a run that has read its facts keeps them', async () => {
    const runId = await matchedRun(services, database.dataSource, broker);
    const before = await matching.explainInRun(broker, runId, candidate('NEITHER'), role('OF-PROGRAMME'));
    await setOfProgramme([LEVEL_OR_SKILL]);
    expect(await matching.explainInRun(broker, runId, candidate('NEITHER'), role('OF-PROGRAMME'))).toEqual(before);
    await setOfProgramme([]);
  });

  it('with facts that are the same in a snapshot as one by one, by the role that matches and by the application', async () => {
    await setOfProgramme([LEVEL_OR_SKILL], SCORE_WEIGHTS);
    const runId = await matchedRun(services, database.dataSource, broker);
    const [run] = await database.dataSource.query<{ snapshotId: string }[]>('SELECT snapshot_id AS "snapshotId" FROM matching.runs WHERE run_id = $1', [runId]);
    const people = await snapshots.candidatesOf(broker, run!.snapshotId, 0);
    expect(people).toHaveLength(NAMES.length);
    for (const facts of people) expect(await snapshots.candidateToday(broker, facts.candidateId, TODAY)).toEqual(facts);
    const offers = await snapshots.opportunitiesOf(broker, run!.snapshotId);
    for (const facts of offers) expect(await snapshots.opportunityToday(broker, facts.opportunityId, TODAY)).toEqual(facts);
    expect(offers.find(({ opportunityId }) => opportunityId === role('OF-PROGRAMME'))).toMatchObject({ choices: [WAYS], weights: SCORE_WEIGHTS });
    const of = (name: string) => people.find(({ candidateId }) => candidateId === candidate(name));
    expect(of('ENDING')).toMatchObject({ contractEndsOn: '2026-07-31', isForRedeployment: true, stage: 'looking', travelZone: null });
    expect(of('DEPRIVED')).toMatchObject({ contractEndsOn: null, isForRedeployment: false, travelZone: 'E01999001' });
    await setOfProgramme([]);
  });

  it('are read for a whole snapshot in one query', async () => {
    for (const { YOUR_REFERENCE } of ROLES) await setOfOpportunity(YOUR_REFERENCE, []);
    await setOfProgramme([]);
    const asked: string[] = [];
    await services.get(Database, { strict: false }).write(OPERATOR, async (manager) => {
      const query = manager.query.bind(manager);
      Object.assign(manager, { query: (sql: string, values?: unknown[]) => (asked.push(sql), query(sql, values)) });
      const inForce = await view.inForce(manager);
      expect([...inForce.ofProgrammes.keys()]).toContain('OPEN');
      expect(inForce.ofOpportunities.size).toBe(2);
    });
    expect(asked).toHaveLength(1);
  });
});

describe('a stage', () => {
  const stageOf = async (name: string): Promise<string> => (await snapshots.candidateToday(broker, candidate(name), TODAY)).stage;

  it('follows a case from referral to start and to leaving, and a rule asks for it', async () => {
    await setOfOpportunity('OF-ITSELF', [{ on: 'stage', anyOf: ['looking', 'offered'] }]);
    const caseId = await referrals.refer(broker, { candidateId: candidate('LEVEL-3'), opportunityId: role('OF-PROGRAMME') });
    expect(await stageOf('LEVEL-3')).toBe('referred');
    expect(await fitting('OF-ITSELF')).toEqual(['DEPRIVED', 'ENDING', 'NEITHER', 'VACCINATOR']);
    await referrals.record(hr, caseId, { event: 'offer' });
    expect(await stageOf('LEVEL-3')).toBe('offered');
    expect(await fitting('OF-ITSELF')).toContain('LEVEL-3');
    await referrals.record(broker, caseId, { event: 'accept' });
    expect(await stageOf('LEVEL-3')).toBe('placed');
    await referrals.record(hr, caseId, { event: 'start', startedOn: '2026-05-01' });
    expect(await stageOf('LEVEL-3')).toBe('placed');
    expect(await fitting('OF-ITSELF')).not.toContain('LEVEL-3');
    await services.get(OutcomesService, { strict: false }).record(broker, caseId, { kind: 'left', happenedOn: '2026-05-31' });
    expect(await stageOf('LEVEL-3')).toBe('looking');
    expect(await fitting('OF-ITSELF')).toContain('LEVEL-3');
    await setOfOpportunity('OF-ITSELF', []);
  });

  it('goes back when a case comes to nothing', async () => {
    const caseId = await referrals.refer(broker, { candidateId: candidate('VACCINATOR'), opportunityId: role('OF-PROGRAMME') });
    expect(await stageOf('VACCINATOR')).toBe('referred');
    await referrals.record(broker, caseId, plainChange('withdraw'));
    expect(await stageOf('VACCINATOR')).toBe('looking');
  });
});

describe('versions', () => {
  const sent = (requirements: unknown, version: number, weights: unknown = null) => ({ requirements, weights, note: 'Why.', version });
  const stored = (): Promise<unknown[]> => database.dataSource.query(`SELECT programme_code, version_number, requirements, weights FROM opportunities.rule_versions WHERE programme_code = 'EDITED' ORDER BY version_number`);
  const changes = (action: string, subject: string): Promise<{ actorId: string; organisation: string; detail: Record<string, unknown> }[]> =>
    database.dataSource.query(`SELECT actor_id AS "actorId", code AS organisation, detail FROM audit.events JOIN identity.organisations USING (organisation_id) WHERE action = $1 AND subject = $2 ORDER BY event_id`, [action, subject]);

  it('are kept, told in words and in the audit trail, newest first', async () => {
    expect(await view.ofProgramme(lead, 'EDITED')).toEqual({ programmeCode: 'EDITED', version: 0, rules: [], weights: null, history: [] });
    await rules.changeOfProgramme(lead, 'EDITED', sent([{ on: 'level', atLeast: 2 }], 0));
    const second = await rules.changeOfProgramme(lead, 'EDITED', { ...sent([{ on: 'level', atLeast: 3 }, { on: 'skills', allOf: ['a-skill-of-next-year'] }], 1, SCORE_WEIGHTS), note: 'Raised.' });
    expect(second).toMatchObject({
      version: 2,
      rules: [{ sentence: 'Qualifications: level 3 or higher is needed.' }, { sentence: 'Skills: needed beforehand a skill of next year.' }],
      weights: SCORE_WEIGHTS,
      history: [{ version: 2, note: 'Raised.', recordedBy: lead.actorId, recordedAt: expect.stringMatching(/Z$/) }, { version: 1, requirements: [{ on: 'level', atLeast: 2 }], weights: null }],
    });
    expect(await changes('programme.rules-changed', 'EDITED')).toEqual([
      { actorId: lead.actorId, organisation: 'T-PLACE-A', detail: { version: [0, 1], requirements: [[], [{ on: 'level', atLeast: 2 }]] } },
      { actorId: lead.actorId, organisation: 'T-PLACE-A', detail: { version: [1, 2], requirements: [[{ on: 'level', atLeast: 2 }], expect.any(Array)], weights: [null, SCORE_WEIGHTS] } },
    ]);
  });

  it('that moved on are not saved over, also not by two at once', async () => {
    const before = await stored();
    for (const version of [0, 1, 3]) await expect(rules.changeOfProgramme(lead, 'EDITED', sent([], version))).rejects.toMatchObject({ code: 'opportunities/changed-since', message: expect.stringContaining('version 2') });
    expect(await stored()).toEqual(before);
    const saved = await Promise.allSettled([2, 2, 2, 2].map((version) => rules.changeOfProgramme(lead, 'EDITED', sent([], version))));
    expect(saved.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(await stored()).toHaveLength(3);
  });

  it('are told with what an opportunity inherits', async () => {
    await setOfProgramme([LEVEL_OR_SKILL], SCORE_WEIGHTS);
    await setOfOpportunity('OF-PROGRAMME', [{ on: 'travel', atMostMinutes: 40 }]);
    expect(await view.ofOpportunity(hr, role('OF-PROGRAMME'))).toMatchObject({
      rules: [{ requirement: { on: 'travel', atMostMinutes: 40 } }],
      inherited: { programmeCode: 'OPEN', rules: [{ requirement: LEVEL_OR_SKILL, sentence: 'Choice: one of these is enough: a qualification at level 3 or vaccination.' }], weights: SCORE_WEIGHTS },
    });
    expect(await view.ofOpportunity(hr, role('OF-ITSELF'))).toMatchObject({ inherited: null });
    expect((await changes('opportunity.rules-changed', role('OF-PROGRAMME'))).at(-1)).toMatchObject({ actorId: hr.actorId, organisation: 'T-TRUST', detail: { requirements: [[], [{ on: 'travel', atMostMinutes: 40 }]] } });
    await setOfProgramme([]);
    await setOfOpportunity('OF-PROGRAMME', []);
  });

  it.each<[string, unknown, unknown, string[]]>([
    ['no list', { on: 'level' }, null, ['/requirements']],
    ['an age', [{ on: 'level', atLeast: 2 }, { on: 'age', atLeast: 18 }], null, ['/requirements/1/on']],
    ['a monitoring answer', [{ on: 'ethnicity' }], null, ['/requirements/0/on']],
    ['weights that do not add up', [], { ...SCORE_WEIGHTS, pay: SCORE_WEIGHTS.pay + 1 }, ['/weights']],
    ['both wrong', [{ on: 'level', atLeast: 9 }], { ...SCORE_WEIGHTS, pay: 0 }, ['/requirements/0/atLeast', '/weights/pay']],
    ['programmes that are not there', [{ on: 'programme', anyOf: ['OPEN', 'NONE'] }, { on: 'choice', anyOf: [{ on: 'programme', code: 'NONE' }, { on: 'programme', code: 'OPEN' }] }], null, ['/requirements/0/anyOf/1', '/requirements/1/anyOf/0/code']],
  ])('of %s are refused, and nothing is changed', async (_, requirements, weights, pointers) => {
    const { version } = await view.ofProgramme(lead, 'EDITED');
    const before = [await stored(), (await changes('programme.rules-changed', 'EDITED')).length];
    await expect(rules.changeOfProgramme(lead, 'EDITED', sent(requirements, version, weights))).rejects.toMatchObject({ code: 'opportunities/rules-wrong', details: pointers.map((pointer) => expect.objectContaining({ pointer })) });
    expect([await stored(), (await changes('programme.rules-changed', 'EDITED')).length]).toEqual(before);
  });

  it('are of those who look after the programme or the opportunity, and of nobody else', async () => {
    const notFound = { code: 'opportunities/programme-not-found' };
    await expect(rules.changeOfProgramme(lead, 'OF-CITY', sent([], 0))).rejects.toMatchObject(notFound);
    await expect(programmes.change(lead, 'OF-CITY', FACTS, 1)).rejects.toMatchObject(notFound);
    await expect(rules.changeOfProgramme(lead, 'NONE', sent([], 0))).rejects.toMatchObject(notFound);
    expect(await view.ofProgramme(lead, 'OF-CITY')).toMatchObject({ version: 0 }); // it may be seen
    await expect(view.ofProgramme(lead, 'NONE')).rejects.toMatchObject(notFound);
    await expect(rules.changeOfProgramme(hr, 'OPEN', sent([], 0))).rejects.toMatchObject({ code: 'access/not-allowed' });
    const college = await actorWithRoles(services, TODAY, [{ role: 'college-partner', nodeId: nodes.get('T-COLLEGE')! }]);
    await expect(rules.changeOfOpportunity(college, role('OF-ITSELF'), { requirements: [], note: 'N', version: 0 })).rejects.toMatchObject({ code: 'opportunities/opportunity-not-found' });
    await expect(rules.changeOfOpportunity(lead, role('OF-ITSELF'), { requirements: [], note: 'N', version: 0 })).rejects.toMatchObject({ code: 'access/not-allowed' });
  });
});

describe('the facts of a programme', () => {
  it('decide who is a member: the tenths of deprivation, and an age only with its justification', async () => {
    const save = async (facts: Partial<ProgrammeFacts>) => programmes.change(lead, 'OPEN', { ...FACTS, ...facts }, (await programmes.detail(lead, 'OPEN')).version);
    expect(await save({ mostDeprivedDeciles: 2 })).toMatchObject({ mostDeprivedDeciles: 2, organisationCode: 'T-PLACE-A', version: 2, problems: [] });
    expect(await fitting('OF-PROGRAMME')).toEqual(['DEPRIVED']);
    expect((await save({ minimumAge: 16 })).problems.map(({ code }) => code)).toEqual(['justification-missing', 'review-date-missing']);
    expect(await fitting('OF-PROGRAMME')).toEqual([]);
    expect(await save({})).toMatchObject({ version: 4, problems: [] });
    expect(await fitting('OF-PROGRAMME')).toEqual(EVERYBODY);
    const audits = await database.dataSource.query<{ detail: unknown }[]>(`SELECT detail FROM audit.events WHERE action = 'programme.changed' AND subject = 'OPEN' ORDER BY event_id`);
    expect(audits.map(({ detail }) => detail)).toEqual([
      { name: ['OPEN', 'Open'], most_deprived_deciles: [null, 2], version_number: [1, 2] },
      { most_deprived_deciles: [2, null], minimum_age: [null, 16], version_number: [2, 3] },
      { minimum_age: [16, null], version_number: [3, 4] },
    ]);
  });

  it('are refused where they contradict themselves or the version moved on, with nothing changed', async () => {
    const before = await programmes.detail(lead, 'EDITED');
    await expect(programmes.change(lead, 'EDITED', { ...FACTS, endsOn: '2025-12-31', minimumAge: 30, maximumAge: 20 }, 1)).rejects.toMatchObject({
      code: 'opportunities/programme-wrong',
      details: [{ pointer: '/endsOn', detail: expect.stringContaining('before the start') }, { pointer: '/maximumAge', detail: expect.stringContaining('below the lowest') }],
    });
    await expect(programmes.change(lead, 'EDITED', FACTS, 2)).rejects.toMatchObject({ code: 'opportunities/changed-since' });
    expect(await programmes.detail(lead, 'EDITED')).toEqual(before);
    expect((await services.get(OpportunitiesQuery, { strict: false }).programmes(lead)).map(({ code }) => code)).toEqual(['EDITED', 'OF-CITY', 'OPEN']);
  });
});

describe('rules that are tried', () => {
  const trial = (requirements: unknown, names: readonly string[], actor = broker) => services.get(RulesTrial, { strict: false }).try(actor, 'OPEN', { requirements, candidateIds: names.map(candidate) });

  it('say who would meet them and which one each fails, without anything being kept', async () => {
    const { version } = await view.ofProgramme(lead, 'OPEN');
    const tried = await trial([LEVEL_OR_SKILL, { on: 'contract-end', by: '2026-06-30' }, { on: 'pay', atLeastHourlyPence: 1400 }], ['NEITHER', 'ENDING', 'VACCINATOR', 'UNASKED', 'NEITHER']);
    expect(tried).toMatchObject([
      { candidateId: candidate('NEITHER'), hasConsent: true, isMember: true, meets: false, rules: [{ outcome: 'fails' }, { outcome: 'unknown' }, { outcome: 'depends' }] },
      { candidateId: candidate('ENDING'), meets: false, rules: [{ outcome: 'passes' }, { outcome: 'fails' }, { outcome: 'depends' }] },
      { candidateId: candidate('VACCINATOR'), meets: true, rules: [{ outcome: 'passes' }, { outcome: 'unknown' }, { outcome: 'depends' }] },
      { candidateId: candidate('UNASKED'), hasConsent: false, isMember: null, meets: false, rules: [] },
    ]);
    expect(tried).toHaveLength(4);
    expect((await view.ofProgramme(lead, 'OPEN')).version).toBe(version);
  });

  it('are refused as those that are kept, and only on people within reach', async () => {
    await expect(trial([{ on: 'programme', anyOf: ['NONE'] }], ['NEITHER'])).rejects.toMatchObject({ code: 'opportunities/rules-wrong', details: [{ pointer: '/requirements/0/anyOf/0' }] });
    await expect(services.get(RulesTrial, { strict: false }).try(broker, 'NONE', { requirements: [], candidateIds: [] })).rejects.toMatchObject({ code: 'opportunities/programme-not-found' });
    const elsewhere = await actorWithRoles(services, TODAY, [{ role: 'broker-lead', nodeId: nodes.get('T-PLACE-A')! }]);
    await expect(trial([], ['NEITHER'], elsewhere)).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
    await expect(trial([], ['NEITHER'], lead)).rejects.toMatchObject({ code: 'access/not-allowed' });
  });
});
