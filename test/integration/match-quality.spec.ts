import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GeographyImport } from '#lib/geography';
import type { CandidateFacts, CaseOpportunity, Grade, ScoreWeights } from '#lib/kernel';
import { GradingService, QualityQuery, type QualityReport } from '#lib/matching';
import { RulesService } from '#lib/opportunities';
import { Database, SystemClock, type Actor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { fixture, MadeFiles } from '../fixtures/geography/made-files.js';
import { actorWithRoles, nodeIdsByCode } from '../support/city-with-rows.js';
import { runCommand, type CommandEnd } from '../support/command.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { marketPostcodes } from '../support/market-files.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const PEOPLE = 26;
const ROLES = 60;
const ACADEMY_ROLES = 4;
const POSTCODES = marketPostcodes().trimEnd().split('\n').slice(1).map((line) => line.slice(0, line.indexOf(',')));

const PAY_FIRST: ScoreWeights = { skills: 20, travel: 20, interest: 20, pay: 900, schedule: 20, start: 20 };
const START_FIRST: ScoreWeights = { skills: 20, travel: 20, interest: 20, pay: 20, schedule: 20, start: 900 };
const AS_MADE = { weights: null, rulesVersion: null };

let database: TestDatabase;
let services: INestApplicationContext;
let grading: GradingService;
let query: QualityQuery;
let broker: Actor;
let colleague: Actor;
let stranger: Actor;
let folder: string;
/** Cases of the set `spring`, chosen by themselves, and of the set `academy`, in which the roles of the programme are. */
const spring: string[] = [];
const academy: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'match-quality-'));
  database = await openTestDatabase();
  services = await openServices(database.url, { clock: new FixedClock(TODAY) });
  grading = services.get(GradingService, { strict: false });
  query = services.get(QualityQuery, { strict: false });
  await openTown();
  const nodes = await nodeIdsByCode(database.dataSource);
  const acting = (role: 'broker' | 'broker-lead', code: string) => actorWithRoles(services, TODAY, [{ role, nodeId: nodes.get(code)! }]);
  broker = { ...(await acting('broker', 'T-BROKER')), actorId: 'user:first' };
  colleague = { ...broker, actorId: 'user:second' };
  stranger = await acting('broker-lead', 'T-PLACE-A');
  await services.get(RulesService, { strict: false }).changeOfProgramme(OPERATOR, 'ACADEMY', { requirements: [{ on: 'level', atLeast: 6 }], weights: null, note: 'Too strict.', version: 0 });
  const ofAcademy = await ids('opportunities.opportunities', 'opportunity_id', `reference LIKE 'ACADEMY-%' OR reference IN ('R-0', 'R-1', 'R-2', 'R-3', 'R-4', 'R-5')`);
  for (const candidateId of await ids('candidates.candidates', 'candidate_id', `reference LIKE 'P-%'`)) {
    spring.push(await grading.makeCase(broker, { candidateId, setName: 'spring' }));
    academy.push(await grading.makeCase(broker, { candidateId, opportunityIds: ofAcademy, setName: 'academy' }));
  }
  for (const caseId of [...spring, ...academy]) await gradeByPay(broker, caseId);
});
afterAll(async () => {
  await services.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A town of people whom much fits, and roles that differ in pay, start and place; those of the programme are paid best. */
async function openTown(): Promise<void> {
  const { dataSource } = database;
  await addTestTree(dataSource);
  const files = new MadeFiles();
  try {
    await new GeographyImport(dataSource, new SystemClock()).run([fixture('nspl-2025.csv'), fixture('imd2025-short.csv'), files.make('town.csv', marketPostcodes())]);
  } finally {
    files.remove();
  }
  await dataSource.query(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) SELECT organisation_id, 'ACADEMY', 'Academy', '2026-01-01' FROM identity.organisations WHERE code = 'T-CITY'`);
  const person = (reference: string, index: number, changes: Readonly<Record<string, string>> = {}) => ({
    YOUR_REFERENCE: reference, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', POSTCODE: POSTCODES[index]!, HIGHEST_LEVEL: '3', ENGLISH_LEVEL: '2', MATHS_LEVEL: '2', SKILLS: 'care', CHECKS: 'identity', AVAILABILITY: 'any',
    TRAVEL_MODE: 'car', TRAVEL_LIMIT_MINUTES: '120', PATHWAY_INTERESTS: 'nursing', CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05', ...changes,
  });
  const people = [...Array.from({ length: PEOPLE }, (_, index) => person(`P-${index}`, index)), person('UNWILLING', 0, { CONSENT_MATCHING: '' }), person('PAUSED', 1)];
  const role = (reference: string, index: number, changes: Readonly<Record<string, string>> = {}) => ({
    YOUR_REFERENCE: reference, KIND: 'role', TITLE: 'Healthcare assistant', REMOTE: 'no', POSTCODE: POSTCODES[POSTCODES.length - 1 - index]!, PAY_PER_HOUR: (12 + ((index * 7) % 40) / 10).toFixed(2),
    MINIMUM_LEVEL: index % 10 === 9 ? '5' : '0', START_DATE: `2026-${String(6 + ((index * 5) % 6)).padStart(2, '0')}-15`, DESIRED_SKILLS: 'care', PLACES: '5', PROGRAMME: '', ...changes,
  });
  const roles = [
    ...Array.from({ length: ROLES }, (_, index) => role(`R-${index}`, index)),
    ...Array.from({ length: ACADEMY_ROLES }, (_, index) => role(`ACADEMY-${index}`, ROLES + index, { PAY_PER_HOUR: '17.00', MINIMUM_LEVEL: '0', PROGRAMME: 'ACADEMY' })),
  ];
  const partner = new Partner(services);
  for (const [content, organisation, rows] of [['candidates', 'T-BROKER', people], ['candidates', 'T-COLLEGE', [person('OF-OTHERS', 2)]], ['roles', 'T-TRUST', roles]] as const) {
    const state = await partner.sendAndRead({ content, organisation, file: csvOf(Object.keys(rows[0]), rows) });
    if (state.status !== 'done' || state.rowsRejected > 0) throw new Error(`The ${content} of ${organisation} were not taken whole`);
  }
  await dataSource.query(
    `WITH agreement AS (INSERT INTO identity.sharing_agreements (name, valid_during) VALUES ('Consortium', '[2026-01-01,)') RETURNING agreement_id)
     INSERT INTO identity.sharing_agreement_parties (agreement_id, organisation_id, is_acting, is_acted_for)
     SELECT agreement_id, organisation_id, code = 'T-BROKER', code = 'T-COLLEGE' FROM agreement, identity.organisations WHERE code IN ('T-BROKER', 'T-COLLEGE')`,
  );
}

async function ids(table: string, column: string, where: string): Promise<string[]> {
  const rows = await database.dataSource.query<{ id: string }[]>(`SELECT ${column} AS id FROM ${table} WHERE ${where} ORDER BY reference`);
  return rows.map(({ id }) => id);
}

interface Kept {
  readonly candidate: CandidateFacts;
  readonly opportunities: readonly CaseOpportunity[];
}

async function kept(caseId: string): Promise<Kept> {
  const [row] = await database.dataSource.query<Kept[]>('SELECT candidate, opportunities FROM matching.graded_cases WHERE case_id = $1', [caseId]);
  return row!;
}

/** Somebody to whom nothing but pay matters, and who knows that a level is out of reach. */
const gradeOf = ({ advertised: { hourlyPence, minimumLevel } }: CaseOpportunity): Grade => {
  if (hourlyPence === null || minimumLevel > 3) return 0;
  return hourlyPence >= 1500 ? 3 : hourlyPence >= 1400 ? 2 : hourlyPence >= 1300 ? 1 : 0;
};

async function gradeByPay(actor: Actor, caseId: string): Promise<void> {
  const { opportunities } = await kept(caseId);
  await grading.grade(actor, caseId, opportunities.map((one) => ({ opportunityId: one.advertised.opportunityId, grade: gradeOf(one) })));
}

const compare = (tried: ScoreWeights, against: ScoreWeights | null = null, setName = 'spring'): Promise<QualityReport> =>
  query.compare(OPERATOR, { setName, programmeCode: null, tried: { ...AS_MADE, weights: tried }, against: { ...AS_MADE, weights: against } });

async function newestEvent(action: string): Promise<{ actorId: string; subject: string; text: string; detail: Record<string, unknown> }> {
  const [event] = await database.dataSource.query<{ actorId: string; subject: string; text: string; detail: Record<string, unknown> }[]>(
    `SELECT actor_id AS "actorId", subject, detail, to_jsonb(events)::text AS text FROM audit.events WHERE action = $1 ORDER BY event_id DESC LIMIT 1`,
    [action],
  );
  return event!;
}

describe('a case', () => {
  it('keeps fifteen opportunities, of which some are near misses, with the rules of that day beside the advert', async () => {
    const { opportunities } = await kept(spring[0]!);
    expect(opportunities).toHaveLength(15);
    expect(opportunities.filter(({ advertised, ofProgramme }) => advertised.minimumLevel === 5 || ofProgramme.length > 0)).toHaveLength(2);
    const ofAcademy = (await kept(academy[0]!)).opportunities.filter(({ advertised }) => advertised.programmeCodes.includes('ACADEMY'));
    expect(ofAcademy.map(({ advertised, ofProgramme }) => [advertised.minimumLevel, ofProgramme])).toEqual(Array.from({ length: ACADEMY_ROLES }, () => [0, [{ on: 'level', atLeast: 6 }]]));
  });

  it('names nobody: no id, no place and no zone of theirs, not even in the audit trail', async () => {
    const [candidateId] = await ids('candidates.candidates', 'candidate_id', `reference = 'P-0'`);
    const opportunityIds = await ids('opportunities.opportunities', 'opportunity_id', 'true');
    const caseId = await grading.makeCase(broker, { candidateId: candidateId!, setName: 'spare' });
    const { candidate, opportunities } = await kept(caseId);
    const event = await newestEvent('matching.graded-case-made');
    expect(event).toMatchObject({ subject: caseId, actorId: 'user:first', detail: { setName: 'spare', opportunities: 15 } });
    const text = JSON.stringify([candidate, opportunities, event.text]);
    expect([candidateId!, ...opportunityIds].filter((id) => text.includes(id))).toEqual([]);
    expect([candidate, ...opportunities.map(({ advertised }) => advertised)].filter(({ travelZone }) => travelZone !== null)).toEqual([]);
    // The town lies between 5300 and 5400 east, ten kilometres across.
    expect(candidate.position).toEqual({ east: 0, north: 0 });
    expect(opportunities.filter(({ advertised }) => advertised.position === null || advertised.position.east > 150)).toEqual([]);
    await database.dataSource.query('DELETE FROM matching.graded_cases WHERE case_id = $1', [caseId]);
  });

  it('is not made of somebody who does not consent, nor of one whom only an agreement shows, nor of what is not there', async () => {
    const [unwilling] = await ids('candidates.candidates', 'candidate_id', `reference = 'UNWILLING'`);
    const [ofOthers] = await ids('candidates.candidates', 'candidate_id', `reference = 'OF-OTHERS'`);
    const [own] = await ids('candidates.candidates', 'candidate_id', `reference = 'P-1'`);
    const nobody = '00000000-0000-7000-8000-000000000000';
    const make = (actor: Actor, candidateId: string, opportunityIds?: string[]) => grading.makeCase(actor, { candidateId, setName: 'spare', ...(opportunityIds === undefined ? {} : { opportunityIds }) });
    await expect(make(broker, unwilling!)).rejects.toMatchObject({ code: 'matching/no-consent-to-match' });
    await expect(make(broker, ofOthers!)).rejects.toMatchObject({ code: 'matching/candidate-of-others' });
    await expect(make(stranger, own!)).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
    await expect(make(broker, own!, [nobody])).rejects.toMatchObject({ code: 'opportunities/opportunity-not-found' });
    expect((await query.page(broker, { setName: 'spare', after: null, limit: 50 })).cases).toEqual([]);
  });

  it('is made of somebody who has paused, whom the matcher would suggest nothing', async () => {
    const [paused] = await ids('candidates.candidates', 'candidate_id', `reference = 'PAUSED'`);
    await database.dataSource.query('UPDATE candidates.candidates SET is_seeking = false WHERE candidate_id = $1', [paused]);
    const caseId = await grading.makeCase(broker, { candidateId: paused!, setName: 'paused' });
    expect((await kept(caseId)).opportunities).toHaveLength(15);
    await gradeByPay(broker, caseId);
    expect((await compare(PAY_FIRST, null, 'paused')).comparison).toMatchObject({ caseCount: 1, ndcg: { tried: expect.any(Number) } });
    expect((await compare(PAY_FIRST, null, 'paused')).comparison.ndcg!.tried).toBeGreaterThan(0.5);
  });
});

describe('grading', () => {
  it('shows plain facts in an order of the reader’s own, and nobody’s grades but theirs', async () => {
    const mine = await query.toGrade(broker, spring[0]!);
    const theirs = await query.toGrade(colleague, spring[0]!);
    expect(mine).toMatchObject({ setName: 'spring', asOfOn: TODAY });
    expect(mine.candidate).toContain('Skills: care.');
    expect(mine.opportunities[0]!.facts).toEqual(expect.arrayContaining(['A job: nursing.', expect.stringMatching(/^Travel: about \d+ minutes by car\.$/)]));
    expect(mine.opportunities.every(({ grade }) => grade !== null)).toBe(true);
    expect(theirs.opportunities.every(({ grade }) => grade === null)).toBe(true);
    const order = (shown: typeof mine): string[] => shown.opportunities.map(({ opportunityId }) => opportunityId);
    expect(order(theirs)).not.toEqual(order(mine));
    expect(order(theirs).toSorted()).toEqual(order(mine).toSorted());
    expect(await query.toGrade(broker, spring[0]!)).toEqual(mine);
    expect(JSON.stringify(mine)).not.toMatch(/score|eligible|rank/i);
  });

  it('replaces what the same person said before, and the audit trail has both', async () => {
    const [first, second] = (await query.toGrade(colleague, spring[1]!)).opportunities.map(({ opportunityId }) => opportunityId);
    await grading.grade(colleague, spring[1]!, [{ opportunityId: first!, grade: 1 }, { opportunityId: second!, grade: 2 }]);
    await grading.grade(colleague, spring[1]!, [{ opportunityId: first!, grade: 3 }, { opportunityId: second!, grade: 2 }]);
    expect(await newestEvent('matching.graded')).toMatchObject({ actorId: 'user:second', subject: spring[1]!, detail: { [first!]: [1, 3] } });
    expect((await newestEvent('matching.graded')).detail).not.toHaveProperty(second!);
    const stored = await database.dataSource.query(`SELECT grade FROM matching.grades WHERE case_id = $1 AND opportunity_id = $2 AND graded_by = 'user:second'`, [spring[1], first]);
    expect(stored).toEqual([{ grade: 3 }]);
    const before = await database.dataSource.query('SELECT count(*)::int AS count FROM audit.events');
    await grading.grade(colleague, spring[1]!, [{ opportunityId: second!, grade: 2 }]);
    expect(await database.dataSource.query('SELECT count(*)::int AS count FROM audit.events')).toEqual(before);
    await database.dataSource.query(`DELETE FROM matching.grades WHERE graded_by = 'user:second'`);
  });

  it('of what is not in the case, or twice, stores nothing and says which', async () => {
    const elsewhere = (await query.toGrade(broker, spring[2]!)).opportunities[0]!.opportunityId;
    const [here] = (await query.toGrade(colleague, spring[1]!)).opportunities;
    const wrong = [here!.opportunityId, elsewhere, here!.opportunityId].map((opportunityId) => ({ opportunityId, grade: 1 as const }));
    await expect(grading.grade(colleague, spring[1]!, wrong)).rejects.toMatchObject({ code: 'matching/grade-wrong', details: [{ pointer: '/grades/1/opportunityId' }, { pointer: '/grades/2/opportunityId' }] });
    expect((await query.toGrade(colleague, spring[1]!)).opportunities.every(({ grade }) => grade === null)).toBe(true);
  });

  it('is for those who look after people there, and everybody grades for themselves', async () => {
    await expect(query.toGrade(stranger, spring[0]!)).rejects.toMatchObject({ code: 'matching/graded-case-not-found' });
    await expect(grading.grade(stranger, spring[0]!, [])).rejects.toMatchObject({ code: 'matching/graded-case-not-found' });
    expect((await query.page(stranger, { setName: null, after: null, limit: 50 })).cases).toEqual([]);
    const acting = services.get(Database, { strict: false });
    const grade = (gradedBy: string) => acting.write(broker, (manager) => manager.query('INSERT INTO matching.grades (case_id, opportunity_id, graded_by, grade) VALUES ($1, uuidv7(), $2, 1)', [spring[0], gradedBy]));
    await expect(grade('user:second')).rejects.toThrow(/row-level security/);
    const changed = await acting.write(colleague, (manager) => manager.query<[unknown[], number]>('UPDATE matching.grades SET grade = 0 WHERE case_id = $1', [spring[0]]));
    expect(changed[1]).toBe(0);
    await expect(acting.write(broker, (manager) => manager.query(`UPDATE matching.graded_cases SET set_name = 'other' WHERE case_id = $1`, [spring[0]]))).rejects.toThrow(/permission denied/);
    await expect(grading.grade({ ...broker, actions: new Set() }, spring[0]!, [])).rejects.toMatchObject({ code: 'access/not-allowed' });
  });

  it('is listed a page at a time, with how far it has come', async () => {
    const first = await query.page(colleague, { setName: 'spring', after: null, limit: 20 });
    const second = await query.page(colleague, { setName: 'spring', after: first.next, limit: 20 });
    expect([...first.cases, ...second.cases].map(({ caseId }) => caseId)).toEqual(spring.toSorted());
    expect(second.next).toBeNull();
    expect(first.cases[0]).toMatchObject({ setName: 'spring', asOfOn: TODAY, opportunityCount: 15, gradedByReader: 0, graderCount: 1 });
  });
});

describe('versions held against each other', () => {
  it('weights that are known to be worse are found worse, and the others better', async () => {
    const worse = (await compare(START_FIRST, PAY_FIRST)).comparison;
    expect(worse).toMatchObject({ caseCount: PEOPLE, verdict: 'worse', ungradedCases: 0, ungradedPlaces: { tried: 0, against: 0 } });
    expect(worse.ndcg!.high).toBeLessThan(0);
    expect(worse.changedCases).toBe(PEOPLE);
    expect(worse.worstCases).toHaveLength(5);
    expect(spring).toEqual(expect.arrayContaining(worse.worstCases.map(({ caseId }) => caseId)));
    const better = (await compare(PAY_FIRST, START_FIRST)).comparison;
    expect(better).toMatchObject({ verdict: 'better', ndcg: { tried: worse.ndcg!.against, against: worse.ndcg!.tried } });
    expect((await compare(PAY_FIRST)).comparison.verdict).toBe('better');
  });

  it('the same weights are not told apart', async () => {
    expect((await compare(PAY_FIRST, PAY_FIRST)).comparison).toMatchObject({ verdict: 'not-told-apart', changedCases: 0, ndcg: { difference: 0, low: 0, high: 0 } });
  });

  it('rules that let in what staff find good are found better than those that keep it out, also against the day itself', async () => {
    const rules = services.get(RulesService, { strict: false });
    await rules.changeOfProgramme(OPERATOR, 'ACADEMY', { requirements: [], weights: PAY_FIRST, note: 'Open.', version: 1 });
    const versions = (tried: number | null, against: number | null) => query.compare(OPERATOR, { setName: 'academy', programmeCode: 'ACADEMY', tried: { weights: null, rulesVersion: tried }, against: { weights: null, rulesVersion: against } });
    expect((await versions(2, 1)).comparison).toMatchObject({ caseCount: PEOPLE, verdict: 'better' });
    expect((await versions(1, 0)).comparison.verdict).toBe('worse');
    expect((await versions(1, null)).comparison).toMatchObject({ verdict: 'not-told-apart', changedCases: 0 });
    await expect(versions(3, 1)).rejects.toMatchObject({ code: 'matching/rules-not-found' });
    await expect(query.compare(OPERATOR, { setName: null, programmeCode: 'ACADMY', tried: { ...AS_MADE, weights: PAY_FIRST }, against: AS_MADE })).rejects.toMatchObject({ code: 'matching/programme-not-in-cases' });
  });

  it('weights of one programme leave the rest as it was', async () => {
    const { comparison } = await query.compare(OPERATOR, { setName: 'spring', programmeCode: 'ACADEMY', tried: { ...AS_MADE, weights: START_FIRST }, against: AS_MADE });
    expect(comparison.changedCases).toBe(0);
  });

  it('how far two graders agree is told, and the lower of two grades counts', async () => {
    await gradeByPay(colleague, spring[0]!);
    const same = await compare(PAY_FIRST, START_FIRST);
    expect(same.agreement).toEqual({ pairCount: 15, sameShare: 1, meanDistance: 0, kappa: 1 });
    const { opportunities } = await kept(spring[0]!);
    await grading.grade(colleague, spring[0]!, opportunities.map(({ advertised: { opportunityId } }) => ({ opportunityId, grade: 0 })));
    const other = await compare(PAY_FIRST, START_FIRST);
    expect(other.agreement.sameShare!).toBeLessThan(1);
    expect(other.comparison).toMatchObject({ caseCount: PEOPLE - 1, casesWithoutMatch: 1 });
    await database.dataSource.query(`DELETE FROM matching.grades WHERE graded_by = 'user:second'`);
  });

  it('cases outlive the people and the work that they were made of', async () => {
    const before = await compare(PAY_FIRST, START_FIRST);
    await database.dataSource.query(`DELETE FROM candidates.candidates WHERE reference IN ('P-2', 'P-3')`);
    await database.dataSource.query(`DELETE FROM opportunities.opportunities WHERE reference LIKE 'R-1%'`);
    expect(await compare(PAY_FIRST, START_FIRST)).toEqual(before);
  });

  it('cases of rules that are not known yet are refused, and those of before are read', async () => {
    await database.dataSource.query(`UPDATE matching.graded_cases SET rule_version = 'rules-99' WHERE case_id = $1`, [spring[0]]);
    await expect(compare(PAY_FIRST)).rejects.toMatchObject({ code: 'matching/rules-changed' });
    await database.dataSource.query(`UPDATE matching.graded_cases SET rule_version = 'rules-1' WHERE case_id = $1`, [spring[0]]);
    expect((await compare(PAY_FIRST, START_FIRST)).comparison.caseCount).toBe(PEOPLE);
  });
});

describe('pathways match quality', () => {
  const file = (name: string, content: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const call = (...args: string[]): Promise<CommandEnd> => runCommand(['match', 'quality', ...args], '', { environment: { DATABASE_URL: database.url, PATHWAYS_KEYS: `test:${randomBytes(32).toString('base64')}` } });

  it('says in a sentence and in figures that worse weights are worse, twice the same', async () => {
    const args = ['--set', 'spring', '--weights', file('start.json', START_FIRST), '--against', file('pay.json', PAY_FIRST)];
    const { code, stdout, stderr } = await call(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^The version tried agrees worse with what staff grade than the one it is held against\.\n/);
    expect(stdout).toMatch(/^Precision at 5 +0\.\d{4} +0\.\d{4} +-0\.\d{4} +-0\.\d{4} to -0\.\d{4}$/m);
    expect(stdout).toMatch(/^NDCG at 5 +0\.\d{4} +[01]\.\d{4} +-0\.\d{4} +-0\.\d{4} to -0\.\d{4}$/m);
    expect(stdout).toContain('9,999 draws, seed 1.');
    expect(stdout).toContain('Cases that count: 26.');
    expect(stdout.match(/^[0-9a-f]{8}-[0-9a-f-]{27} /gm)).toHaveLength(5);
    expect(stdout).toContain('Nothing is in force by this');
    expect((await call(...args)).stdout).toBe(stdout);
  });

  it('answers the same in JSON', async () => {
    const { code, stdout } = await call('--set', 'academy', '--programme', 'ACADEMY', '--rules', '2', '--rules-against', '1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ setName: 'academy', programmeCode: 'ACADEMY', tried: { weights: null, rulesVersion: 2 }, seed: 1, comparison: { verdict: 'better', caseCount: PEOPLE }, agreement: { pairCount: 0, kappa: null } });
  });

  it('says that there are too few cases', async () => {
    const { code, stdout } = await call('--set', 'paused', '--weights', file('pay.json', PAY_FIRST));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Too few cases to tell: 1 of at least 25 graded cases\./);
    expect((await call('--set', 'nothing-here', '--weights', file('pay.json', PAY_FIRST))).stdout).toMatch(/^Too few cases to tell: 0 of at least 25/);
  });

  it.each([
    ['nothing to try', () => [], 'command/nothing-to-try'],
    ['rules of no programme', () => ['--rules', '2'], 'command/programme-missing'],
    ['rules to hold against of no programme', () => ['--weights', file('pay.json', PAY_FIRST), '--rules-against', '2'], 'command/programme-missing'],
    ['a version that is no number', () => ['--programme', 'ACADEMY', '--rules', 'two'], 'command/not-a-number'],
    ['weights that do not add up', () => ['--weights', file('wrong.json', { ...PAY_FIRST, pay: 901 })], 'command/weights-wrong'],
    ['a file that is no JSON', () => ['--weights', file('broken.json', '{')], 'command/weights-wrong'],
  ])('is wrong usage with %s', async (_, args, error) => {
    const { code, stdout } = await call(...args(), '--json');
    expect({ code, error: (JSON.parse(stdout) as { error: { code: string } }).error.code }).toEqual({ code: 2, error });
  });
});
