import { ReferralsService } from '#lib/brokerage';
import { CandidatesQuery, EvidenceService } from '#lib/candidates';
import { NO_TERMS, programmeMembership, programmeReferralProblem, type ProgrammeEvidence, type Programme, type ProgrammePerson, type Role } from '#lib/kernel';
import { OpportunitiesQuery, ProgrammesService, type NewProgramme, type ProgrammeTemplate } from '#lib/opportunities';
import type { Actor, DomainError } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
let database: TestDatabase;
let services: INestApplicationContext;
let programmes: ProgrammesService;
let templates: ReadonlyMap<string, ProgrammeTemplate>;
let lead: Actor;
let broker: Actor;
let otherBroker: Actor;
let candidateId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock: new FixedClock(TODAY) });
  programmes = services.get(ProgrammesService, { strict: false });
  const nodes = await nodeIdsByCode(database.dataSource);
  const acting = (role: Role, node: string): Promise<Actor> => actorWithRoles(services, TODAY, [{ role, nodeId: nodes.get(node)! }]);
  [lead, broker, otherBroker] = [await acting('programme-lead', 'T-PLACE-A'), await acting('broker', 'T-BROKER'), await acting('hr', 'T-TRUST')];
  templates = new Map((await programmes.templates(lead)).map((template) => [template.templateCode, template]));
  const { status } = await new Partner(services).sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'DATE_OF_BIRTH'], [{ YOUR_REFERENCE: 'C-1', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', DATE_OF_BIRTH: '01/06/2003' }]) });
  if (status !== 'done') throw new Error(status);
  [{ candidateId }] = await database.dataSource.query<[{ candidateId: string }]>(`SELECT candidate_id AS "candidateId" FROM candidates.candidates`);
});
afterAll(async () => {
  await services.close();
  await database.close();
});

/** A programme as a template makes it, running, with its justification recorded. */
function programmeOf(templateCode: string): Programme {
  const { name, facts } = templates.get(templateCode)!;
  return { code: templateCode, name, startsOn: '2000-01-01', endsOn: null, areaCodes: [], justification: 'Recorded.', reviewOn: '2099-12-31', ...facts, targetGroups: facts.targetGroups as Programme['targetGroups'] };
}

const ANYBODY: ProgrammePerson = { bornOn: '1990-01-01', isVaccinationWorkforce: false, vaccinationRoleEndsOn: null, postcodeDecile: 5, deprivationEdition: 2025, isNhsEmployee: true, ladCode: null, evidence: [] };
const refusal = async (doing: Promise<unknown>): Promise<string> => doing.then(() => 'done', (error: DomainError) => error.code);

describe('the templates of programmes', () => {
  it('are those of the workforce lines and of the national schemes, each with its source', () => {
    expect([...templates.keys()]).toEqual(['earn-and-learn-16-24', 'earn-and-learn-45-plus', 'foundation-apprenticeship', 'kickstart', 'reskilling-communities', 'swap', 'vaccination-to-vocation']);
    for (const { terms, source, needsJustification, facts } of templates.values()) {
      expect(Object.keys(terms).toSorted()).toEqual(Object.keys(NO_TERMS).toSorted());
      expect(source.length).toBeGreaterThan(10);
      expect(needsJustification).toBe(facts.minimumAge !== null || facts.maximumAge !== null);
    }
  });

  it.each<[string, string, Partial<ProgrammePerson>, boolean]>([
    ['earn-and-learn-16-24', '2026-05-31', { bornOn: '2010-06-01' }, false], // 16 tomorrow
    ['earn-and-learn-16-24', '2026-06-01', { bornOn: '2010-06-01' }, true],
    ['earn-and-learn-16-24', '2026-05-31', { bornOn: '2001-06-01' }, true], // 25 tomorrow
    ['earn-and-learn-16-24', '2026-06-01', { bornOn: '2001-06-01' }, false],
    ['earn-and-learn-16-24', '2026-02-28', { bornOn: '2010-02-28' }, true],
    ['earn-and-learn-16-24', '2024-02-28', { bornOn: '2008-02-29' }, false], // born on a leap day
    ['earn-and-learn-16-24', '2024-02-29', { bornOn: '2008-02-29' }, true],
    ['earn-and-learn-16-24', '2025-02-28', { bornOn: '2000-02-29' }, true], // still 24: 25 on 1 March of a common year
    ['earn-and-learn-16-24', '2025-03-01', { bornOn: '2000-02-29' }, false],
    ['earn-and-learn-45-plus', '2026-05-31', { bornOn: '1981-06-01' }, false],
    ['earn-and-learn-45-plus', '2026-06-01', { bornOn: '1981-06-01' }, true],
    ['vaccination-to-vocation', TODAY, { isVaccinationWorkforce: true, vaccinationRoleEndsOn: '2026-05-31' }, true], // the day after the contract
    ['vaccination-to-vocation', TODAY, { isVaccinationWorkforce: true, vaccinationRoleEndsOn: '2026-06-01' }, true],
    ['vaccination-to-vocation', TODAY, {}, false],
    ['reskilling-communities', TODAY, { isNhsEmployee: false, postcodeDecile: 2 }, true],
    ['reskilling-communities', TODAY, { isNhsEmployee: false, postcodeDecile: 3 }, false],
    ['reskilling-communities', TODAY, { isNhsEmployee: true, postcodeDecile: 1 }, false],
    ['swap', TODAY, { evidence: ['work-coach-referral'] }, true],
    ['swap', TODAY, { evidence: ['universal-credit'] }, false],
    ['kickstart', '2021-12-17', { bornOn: '1996-12-18', evidence: ['universal-credit', 'work-coach-referral'] }, true], // 25 tomorrow
    ['kickstart', '2021-12-18', { bornOn: '1996-12-18', evidence: ['universal-credit', 'work-coach-referral'] }, false],
    ['kickstart', '2021-12-17', { bornOn: '2000-01-01', evidence: ['universal-credit'] }, false],
    ['foundation-apprenticeship', '2026-05-31', { bornOn: '2004-06-01' }, true], // 22 tomorrow
    ['foundation-apprenticeship', '2026-06-01', { bornOn: '2004-06-01' }, false],
    ['foundation-apprenticeship', '2026-06-01', { bornOn: '2004-06-01', evidence: ['care-leaver'] }, true],
    ['foundation-apprenticeship', '2026-05-31', { bornOn: '2001-06-01', evidence: ['prison-leaver'] }, true], // 25 tomorrow
    ['foundation-apprenticeship', '2026-06-01', { bornOn: '2001-06-01', evidence: ['prison-leaver'] }, false],
    ['foundation-apprenticeship', '2026-06-01', { bornOn: '2004-06-01', evidence: ['universal-credit'] }, false],
  ])('%s on %s of %j: %s', (templateCode, on, facts, isMember) => {
    expect(programmeMembership(programmeOf(templateCode), { ...ANYBODY, ...facts }, on).isMember).toBe(isMember);
  });

  it.each([
    ['kickstart', '2021-12-17', '2022-03-31', null],
    ['kickstart', '2021-12-17', '2022-04-01', '31 March 2022'],
    ['kickstart', '2021-12-18', '2022-01-10', '17 December 2021'],
    ['kickstart', TODAY, null, '17 December 2021'],
    ['foundation-apprenticeship', '2025-07-31', '2025-08-01', null],
    ['foundation-apprenticeship', '2025-07-31', '2025-07-31', '1 August 2025'],
    ['swap', TODAY, '2026-06-02', null],
  ])('%s takes on %s a referral for %s: %s', (templateCode, on, startsOn, words) => {
    const problem = programmeReferralProblem(templates.get(templateCode)!.terms, on, startsOn);
    expect(problem === null ? null : problem.includes(words ?? 'nothing')).toBe(words === null ? null : true);
  });
});

describe('a programme', () => {
  const asked: NewProgramme = { code: 'YOUNG', organisationCode: 't-place-a', templateCode: 'earn-and-learn-16-24', startsOn: '2026-01-01', endsOn: null, justification: null, reviewOn: null };

  it('is begun from a template, and makes nobody a member by age until it is justified', async () => {
    expect(await programmes.create(lead, asked)).toMatchObject({
      code: 'YOUNG', name: 'Earn and learn, 16 to 24', minimumAge: 16, maximumAge: 24, templateCode: 'earn-and-learn-16-24', version: 1, organisationCode: 'T-PLACE-A',
      problems: [{ code: 'justification-missing' }, { code: 'review-date-missing' }],
    });
    expect(await refusal(programmes.create(lead, asked))).toBe('opportunities/programme-exists');
    expect(await database.dataSource.query(`SELECT count(*)::int AS count FROM audit.events WHERE action = 'programme.added' AND subject = 'YOUNG'`)).toEqual([{ count: 1 }]);
  });

  it.each<[string, Partial<NewProgramme>, string]>([
    ['from no template', { code: 'A', templateCode: 'nothing' }, 'opportunities/template-not-found'],
    ['of an area that is somebody else’s', { code: 'B', organisationCode: 'T-PLACE-B' }, 'identity/organisation-not-found'],
    ['that ends before it starts', { code: 'C', endsOn: '2025-12-31' }, 'opportunities/programme-wrong'],
  ])('is refused %s', async (_, change, code) => {
    expect(await refusal(programmes.create(lead, { ...asked, ...change }))).toBe(code);
    expect(await database.dataSource.query(`SELECT code FROM opportunities.programmes WHERE code = $1`, [change.code])).toEqual([]);
  });

  it('is nobody’s to begin who does not look after programmes', async () => {
    expect(await refusal(programmes.create(broker, { ...asked, code: 'D' }))).toBe('access/not-allowed');
  });
});

describe('evidence that somebody shows', () => {
  const shown = async (): Promise<readonly ProgrammeEvidence[]> => (await services.get(EvidenceService, { strict: false }).ofCandidate(broker, candidateId)).shown;
  const record = (actor: Actor, evidence: ProgrammeEvidence, isShown: boolean, seenOn?: string): Promise<void> => services.get(EvidenceService, { strict: false }).record(actor, candidateId, { evidence, isShown, ...(seenOn === undefined ? {} : { seenOn }) });

  it('is written down with its day, kept once, and can stop counting', async () => {
    for (const isShown of [true, true]) await record(broker, 'care-leaver', isShown, '2026-05-30');
    await record(broker, 'universal-credit', true);
    expect(await shown()).toEqual(['care-leaver', 'universal-credit']);
    await record(broker, 'care-leaver', false);
    const { shown: now, events } = await services.get(EvidenceService, { strict: false }).ofCandidate(broker, candidateId);
    expect(now).toEqual(['universal-credit']);
    expect(events.map(({ evidence, isShown, seenOn }) => [evidence, isShown, seenOn])).toEqual([['care-leaver', false, TODAY], ['universal-credit', true, TODAY], ['care-leaver', true, '2026-05-30'], ['care-leaver', true, '2026-05-30']]);
    const audited = await database.dataSource.query<{ detail: object }[]>(`SELECT detail FROM audit.events WHERE action = 'candidate.evidence'`);
    expect(audited.map(({ detail }) => detail)).toEqual([{}, {}, {}, {}]); // which evidence is nobody's to read there
  });

  it('reaches the rules of programmes, and stays when the partner’s file comes again', async () => {
    await new Partner(services).sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'DATE_OF_BIRTH'], [{ YOUR_REFERENCE: 'C-1', GIVEN_NAME: 'Other', FAMILY_NAME: 'Family', DATE_OF_BIRTH: '01/06/2003' }]) });
    expect(await services.get(CandidatesQuery, { strict: false }).matchingRow(OPERATOR, candidateId, TODAY)).toMatchObject({ evidenceCodes: ['universal-credit'] });
  });

  it('is for those who look after the person, and not of the future', async () => {
    expect(await refusal(record(otherBroker, 'care-leaver', true))).toBe('access/not-allowed');
    expect(await refusal(services.get(EvidenceService, { strict: false }).ofCandidate(otherBroker, candidateId))).toBe('candidates/candidate-not-found');
    expect(await refusal(record(broker, 'care-leaver', true, '2026-06-02'))).toBe('candidates/evidence-wrong');
  });
});

describe('an opportunity of a programme', () => {
  beforeAll(async () => {
    await programmes.create(lead, { code: 'OVER', organisationCode: 'T-PLACE-A', templateCode: 'kickstart', startsOn: '2020-09-02', endsOn: null, justification: null, reviewOn: null });
    const { status } = await new Partner(services).sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(['YOUR_REFERENCE', 'KIND', 'TITLE', 'REMOTE', 'HOURS_PER_WEEK', 'PROGRAMME'], [{ YOUR_REFERENCE: 'R-1', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', HOURS_PER_WEEK: '20', PROGRAMME: 'OVER' }]) });
    if (status !== 'done') throw new Error(status);
  });
  const idOf = async (): Promise<string> => (await database.dataSource.query<[{ id: string }]>(`SELECT opportunity_id AS id FROM opportunities.opportunities WHERE reference = 'R-1'`))[0].id;

  it('takes no referrals when the programme does not, and the reason is told', async () => {
    const opportunityId = await idOf();
    await database.dataSource.query(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) VALUES ($1, 'sharing-with-partners', 'v1', '2026-01-01')`, [candidateId]);
    await expect(services.get(ReferralsService, { strict: false }).refer(broker, { candidateId, opportunityId })).rejects.toMatchObject({ code: 'opportunities/programme-closed', message: 'The programme took referrals until 17 December 2021. Choose an opportunity outside it.' });
  });

  it('says what it lacks to belong there', async () => {
    expect((await services.get(OpportunitiesQuery, { strict: false }).detail(broker, await idOf(), TODAY)).programmeProblems).toEqual(['The programme asks for at least 25 hours a week; it has 20.', 'The programme asks for at least 26 weeks; how long it lasts is not known.']);
  });
});
