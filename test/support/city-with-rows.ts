import { ChasingRules, ChecksQuery, ChecksService, Messages, PathwayPlans, RedeploymentQuery, RedeploymentService, ReferralsService } from '#lib/brokerage';
import { EvidenceService } from '#lib/candidates';
import type { UploadContentName } from '#lib/exchange';
import { OrganisationsService, SharingAgreementsService, type NewOrganisation } from '#lib/identity';
import { accessOfRoles, plainTerms, type Role, USUAL_SUSTAINMENT } from '#lib/kernel';
import { AlertsService, AllocationJob, AllocationRequests, GradingService, MatchingService, QualityQuery, SetAsidePairs } from '#lib/matching';
import { AccreditationsService, LaddersService, PublishedFiguresService, RulesService } from '#lib/opportunities';
import { OutcomesService, SustainmentRulesService } from '#lib/outcomes';
import { Clock, Database, type Actor } from '#lib/platform';
import type { INestApplicationContext } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { VENUE_CELLS, CLASSROOM_CELLS } from '../fixtures/courses/rows.js';
import { caseworkOf, forMany } from './casework.js';
import { csvOf } from './csv-text.js';
import { holdFair } from './fair-with-rows.js';
import { OPERATOR } from './operator.js';
import { Partner } from './sent-upload.js';

/** The nodes of a City of {@link addCityWithRows}, by what their codes end in. */
export const CITY_NODES = ['CITY', 'ICS', 'PLACE-1', 'PLACE-2', 'BROKER-1', 'BROKER-2', 'TRUST-1', 'TRUST-2', 'COLLEGE'] as const;

/** A City with one ICS, two Places, two brokerages, two trusts and a college; codes begin with `prefix`. */
export function cityTree(prefix: string): NewOrganisation[] {
  const node = (code: string, parentCode: string | null, level: NewOrganisation['level'], organisationType: NewOrganisation['organisationType'] = null) => ({
    code: `${prefix}-${code}`, parentCode: parentCode === null ? null : `${prefix}-${parentCode}`, level, organisationType, name: `${prefix} ${code}`, isDemo: false,
  });
  return [
    node('CITY', null, 'city'), node('ICS', 'CITY', 'ics'), node('PLACE-1', 'ICS', 'place'), node('PLACE-2', 'ICS', 'place'),
    node('BROKER-1', 'PLACE-1', 'organisation', 'brokerage'), node('TRUST-1', 'PLACE-1', 'organisation', 'trust'), node('COLLEGE', 'PLACE-1', 'organisation', 'college'),
    node('BROKER-2', 'PLACE-2', 'organisation', 'brokerage'), node('TRUST-2', 'PLACE-2', 'organisation', 'trust'),
  ];
}

/** Somebody who signed in on that day with these roles. Nothing else makes an actor. */
export async function actorWithRoles(services: INestApplicationContext, on: string, grants: readonly { readonly role: Role; readonly nodeId: string }[], candidateId: string | null = null): Promise<Actor> {
  const nodes = await services.get(OrganisationsService, { strict: false }).nodeFacts(grants.map(({ nodeId }) => nodeId), on);
  const actorId = `user:${grants.map(({ role }) => role).join('+')}`;
  return { actorId, candidateId, purpose: null, ...accessOfRoles(grants, nodes) };
}

export async function nodeIdsByCode(dataSource: DataSource): Promise<ReadonlyMap<string, string>> {
  const rows = await dataSource.query<{ code: string; id: string }[]>('SELECT code, organisation_id AS id FROM identity.organisations');
  return new Map(rows.map(({ code, id }) => [code, id]));
}

/** People with everything that is stored of them, and a row that cannot be read. */
function peopleFile(prefix: string): string {
  const person = (number: number, changes: Readonly<Record<string, string>> = {}) => ({
    YOUR_REFERENCE: `${prefix}-${number}`, GIVEN_NAME: `Given ${number}`, FAMILY_NAME: `Family ${prefix}`, DATE_OF_BIRTH: '05/06/1990', EMAIL: `${prefix}-${number}@people.example`, NEEDS: 'Step-free access',
    HIGHEST_LEVEL: '3', ENGLISH_LEVEL: '2', MATHS_LEVEL: '2', QUALIFICATIONS: 'GCSE English (2)', SKILLS: 'care', AVAILABILITY: 'weekdays', PATHWAY_INTERESTS: 'nursing',
    CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05', ...changes,
  });
  const rows = [person(1), person(2), person(3, { CONSENT_SHARING: '' }), person(4, { DATE_OF_BIRTH: 'soon' })];
  return csvOf(Object.keys(rows[0]!), rows);
}

function rolesFile(prefix: string): string {
  const rows = [1, 2].map((number) => ({ YOUR_REFERENCE: `${prefix}-R${number}`, KIND: 'role', TITLE: `Healthcare assistant of ${prefix}`, REMOTE: 'yes', PAY_PER_HOUR: '13.00', DESIRED_SKILLS: 'care', PLACES: '5' }));
  return csvOf(Object.keys(rows[0]!), rows);
}

const hiresFile = (code: string): string => csvOf(['ORGANISATION', 'EMPLOYEE_REFERENCE', 'START_DATE', 'POSTCODE', 'ETHNIC_CODE', 'SEX'], [1, 2].map((number) => ({
  ORGANISATION: code, EMPLOYEE_REFERENCE: `E-${number}`, START_DATE: '02/03/2026', POSTCODE: 'ZX1 1AA', ETHNIC_CODE: 'M', SEX: 'female',
})));

/** What administrators and sign-in keep, one row of each table for a City. */
const ACCOUNTS = `
  WITH city AS (SELECT organisation_id FROM identity.organisations WHERE code = $1 || '-BROKER-1'),
  account AS (INSERT INTO identity.users (email, email_fingerprint, display_name, has_second_factor, totp_secret) VALUES ($1, $1, 'Somebody of ' || $1, true, 'sealed') RETURNING user_id),
  held AS (INSERT INTO identity.role_grants (user_id, organisation_id, role, from_on) SELECT user_id, organisation_id, 'broker', '2026-01-01' FROM account, city),
  tried AS (INSERT INTO identity.sign_in_attempts (subject, user_id, failures, last_failed_at) SELECT $1, user_id, 1, now() FROM account),
  code AS (INSERT INTO identity.recovery_codes (user_id, code_hash) SELECT user_id, $1 FROM account),
  link AS (INSERT INTO identity.account_links (user_id, purpose, token_hash, expires_at) SELECT user_id, 'reset', $1, now() + interval '1 hour' FROM account),
  known AS (INSERT INTO identity.openid_identities (issuer, subject, user_id) SELECT 'https://issuer.example', $1, user_id FROM account),
  client AS (INSERT INTO identity.api_clients (organisation_id, name, scopes) SELECT organisation_id, 'Client of ' || $1, '{candidates.read}' FROM city RETURNING client_id),
  key AS (INSERT INTO identity.api_keys (client_id, key_code, key_hash) SELECT client_id, $1, $1 FROM client),
  session AS (INSERT INTO identity.sessions (sid, sess, expire) VALUES ($1, '{}', now() + interval '1 hour'))
  INSERT INTO identity.rate_limits (key, points) VALUES ($1, 1)`;

/** What a college and a brokerage would record of somebody else's course. */
const COURSE_AND_CLAIM = `
  WITH course AS (INSERT INTO outcomes.course_events (referral_id, step, happened_on, actor_id) VALUES ($1, 'enrol', '2026-03-02', 'user:college')),
  claim AS (INSERT INTO outcomes.claims (referral_id, candidate_id, programme_code, outcome_code, organisation_id, status, claimed_by)
            SELECT $1, candidate_id, $2, 'start', candidate_organisation_id, 'held', 'user:broker' FROM brokerage.referrals WHERE referral_id = $1 RETURNING claim_id)
  INSERT INTO outcomes.claim_events (claim_id, event, actor_id) SELECT claim_id, 'claimed', 'user:broker' FROM claim`;

/**
 * A City with rows in every table, put there by those who would: files of its partners, a run, a referral that led
 * to a start and an outcome, an agreement between its brokerages, accounts.
 */
export async function addCityWithRows(prefix: string, dataSource: DataSource, services: INestApplicationContext, clock: Clock): Promise<void> {
  const organisations = services.get(OrganisationsService, { strict: false });
  await organisations.addAll(OPERATOR, cityTree(prefix));
  const ids = await nodeIdsByCode(dataSource);
  const acting = (role: Role, node: (typeof CITY_NODES)[number]): Promise<Actor> => actorWithRoles(services, clock.today(), [{ role, nodeId: ids.get(`${prefix}-${node}`)! }]);
  const administrator = await acting('administrator', 'CITY');
  const parties = [{ organisationCode: `${prefix}-BROKER-2`, isActing: true, isActedFor: false }, { organisationCode: `${prefix}-BROKER-1`, isActing: false, isActedFor: true }];
  await services.get(SharingAgreementsService, { strict: false }).record(administrator, { name: `Of ${prefix}`, fromOn: '2026-03-01', toOn: '2026-03-31', parties });

  const send = async (actor: Actor, node: (typeof CITY_NODES)[number], content: UploadContentName, file: string): Promise<void> => {
    const { status, errorDetail, rowsAdded } = await new Partner(services, actor).sendAndRead({ content, organisation: `${prefix}-${node}`, file });
    if (status !== 'done' || rowsAdded === 0) throw new Error(`${content} of ${prefix}-${node}: ${errorDetail}, ${rowsAdded} rows`);
  };
  const college = await acting('college-partner', 'COLLEGE');
  await send(college, 'COLLEGE', 'venues', csvOf(Object.keys(VENUE_CELLS), [VENUE_CELLS]));
  await send(college, 'COLLEGE', 'courses', csvOf(Object.keys(CLASSROOM_CELLS), [CLASSROOM_CELLS]));
  for (const number of ['1', '2'] as const) {
    const [broker, hr] = [await acting('broker', `BROKER-${number}`), await acting('hr', `TRUST-${number}`)];
    await send(broker, `BROKER-${number}`, 'candidates', peopleFile(`${prefix}${number}`));
    await send(hr, `TRUST-${number}`, 'roles', rolesFile(`${prefix}${number}`));
    await send(hr, `TRUST-${number}`, 'hires', hiresFile(`${prefix}-TRUST-${number}`));
  }
  await dataSource.query(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) SELECT organisation_id, $1, $1, '2026-01-01' FROM identity.organisations WHERE code = $1 || '-CITY'`, [prefix]);
  const rules = services.get(RulesService, { strict: false });
  await rules.changeOfProgramme(administrator, prefix, { requirements: [], weights: null, note: 'Nothing is asked.', version: 0 });

  await services.get(ChasingRules, { strict: false }).set(administrator, prefix, { status: 'referred', fromOn: '2199-01-01', reminder: 3, secondReminder: 6, escalation: 9, expiry: 20 });
  await new SustainmentRulesService(services.get(Database, { strict: false })).record(administrator, prefix, { ...USUAL_SUSTAINMENT, fromOn: '2026-01-01' });
  await services.get(PublishedFiguresService, { strict: false }).record(administrator, { kind: 'living-wage', code: 'london', fromOn: '2030-05-01', values: null, source: prefix, isVerified: false });
  const paying = { organisationCode: `${prefix}-TRUST-1`, contractorName: `Contractor of ${prefix}`, status: 'paying', evidenceKind: 'payroll', fromOn: '2026-01-01', untilOn: null } as const;
  await services.get(AccreditationsService, { strict: false }).record(await acting('hr', 'TRUST-1'), paying);

  const broker = await acting('broker', 'BROKER-1');
  const runId = await matchedRun(services, dataSource, broker);
  await services.get(AlertsService, { strict: false }).find(); // before the referral: who has a case there is not told
  const [pair] = await dataSource.query<{ candidateId: string; opportunityId: string }[]>(
    `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId" FROM candidates.candidates, opportunities.opportunities AS o WHERE candidates.reference = $1 || '1-1' AND o.reference = $1 || '1-R1'`,
    [prefix],
  );
  await allocated(services, await acting('broker-lead', 'BROKER-1'));
  const grading = services.get(GradingService, { strict: false });
  const caseId = await grading.makeCase(broker, { candidateId: pair!.candidateId, setName: 'rows' });
  const { opportunities } = await services.get(QualityQuery, { strict: false }).toGrade(broker, caseId);
  await grading.grade(broker, caseId, opportunities.map(({ opportunityId }) => ({ opportunityId, grade: 2 })));
  const referrals = referralsOf(services);
  const referralId = await referrals.refer(broker, { ...pair!, runId });
  const hr = await acting('hr', 'TRUST-1');
  for (const event of ['review', 'offer'] as const) await referrals.record(hr, referralId, { event });
  await referrals.record(broker, referralId, { event: 'accept' });
  await referrals.record(hr, referralId, { event: 'start', startedOn: '2026-03-02' });
  await services.get(Database, { strict: false }).write(broker, (manager) =>
    new Messages().write(manager, { key: `started:${referralId}`, kind: 'broker-news', to: { brokersOf: ids.get(`${prefix}-BROKER-1`)! }, about: { referralId }, values: {} }),
  );
  await dataSource.query(`INSERT INTO brokerage.chases (referral_id, status, step, taken_on) VALUES ($1, 'offered', 'reminder', '2026-02-02')`, [referralId]);
  const outcomes = new OutcomesService(services.get(Database, { strict: false }), clock, services.get(PathwayPlans, { strict: false }));
  await services.get(EvidenceService, { strict: false }).record(broker, pair!.candidateId, { evidence: 'universal-credit', isShown: true });
  const checks = services.get(ChecksService, { strict: false });
  await dataSource.query(`UPDATE brokerage.referral_events SET occurred_at = '2026-02-02' WHERE referral_id = $1`, [referralId]); // the database's clock is not that of the test
  await checks.record(hr, referralId, { check: 'references', step: 'ask' });
  const redeployment = services.get(RedeploymentService, { strict: false });
  const { rules: redeploymentRules } = await services.get(RedeploymentQuery, { strict: false }).rulesInForce(administrator);
  await redeployment.changeRules(administrator, { fromOn: '2026-01-01', source: `Of ${prefix}`, isVerified: false, rules: redeploymentRules, version: 0 });
  await redeployment.record(broker, pair!.candidateId, { employerCode: `${prefix}-TRUST-1`, postCode: 'vaccinator', band: '3', serviceStartedOn: '2021-02-01', contractEndsOn: '2026-12-31', agreedWeeks: null, noticeGivenOn: null, trialStartedOn: null, trialUntilOn: null, version: 0 });
  await checks.changeRules(administrator, { ...(await services.get(ChecksQuery, { strict: false }).rulesInForce(administrator)), fromOn: '2026-01-01', source: `Of ${prefix}`, version: 0 });
  const answer = { ...pair!, reasonCode: 'too-far', matters: ['travel'], untilOn: null, isUntilChecked: false } as const;
  await services.get(Database, { strict: false }).write(broker, (manager) => services.get(SetAsidePairs, { strict: false }).setAside(manager, broker, answer));
  await outcomes.record(broker, referralId, { kind: 'progressed', happenedOn: '2026-03-09', progressionKind: 'registration', toCode: 'nmc' });
  await outcomes.recordEmployment(broker, referralId, { employerCode: 'same', fromOn: '2026-03-02', toOn: null, weeklyMinutes: 1200, isWithdrawn: false });
  await dataSource.query(
    `INSERT INTO brokerage.reasons (organisation_id, reason_code, steps, refusers, words, kind_words, effect, matters, is_offered, note, changed_by)
     SELECT organisation_id, 'of-' || lower($1), '{pause}', '{candidate}', $1, $1, 'none', '{}', true, 'Rows.', 'user:x' FROM identity.organisations WHERE code = $1 || '-CITY'`,
    [prefix],
  );
  await dataSource.query(
    `INSERT INTO candidates.duplicates (first_id, second_id, first_organisation_id, second_organisation_id, likeness, found_on)
     SELECT one.candidate_id, other.candidate_id, one.organisation_id, other.organisation_id, 'likely', '2026-03-02'
       FROM candidates.candidates AS one, candidates.candidates AS other WHERE one.reference = $1 || '1-1' AND other.reference = $1 || '2-1'`,
    [prefix],
  );
  await dataSource.query(
    `WITH gone AS (INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest, merged_into_id)
                   SELECT organisation_id, $1 || '1-GONE', 'Given', 'Family', '', candidate_id FROM candidates.candidates WHERE reference = $1 || '1-1' RETURNING candidate_id, merged_into_id, organisation_id),
     merge AS (INSERT INTO candidates.merges (kept_id, merged_id, kept_organisation_id, merged_organisation_id, taken, kept_digest, merged_digest, merged_by) SELECT merged_into_id, candidate_id, organisation_id, organisation_id, '{}', '', '', 'user:x' FROM gone RETURNING merge_id)
     INSERT INTO candidates.merge_changes (merge_id, change_number, changed_table, row_key, before, after) SELECT merge_id, 1, 'brokerage.notes', '{}', '{}', '{}' FROM merge`,
    [prefix],
  );
  await dataSource.query(`INSERT INTO candidates.pauses (candidate_id, reason_code, from_on, paused_by) SELECT candidate_id, 'asked-to-wait', '2026-03-02', 'user:x' FROM candidates.candidates WHERE reference = $1 || '1-2'`, [prefix]);
  await dataSource.query(COURSE_AND_CLAIM, [referralId, prefix]);
  await dataSource.query(`INSERT INTO opportunities.ring_fences (intake_id, target_group, places, release_on) SELECT intake_id, 'outside-nhs', 1, '2026-06-01' FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE reference = $1 || '1-R1'`, [prefix]);
  const ladders = services.get(LaddersService, { strict: false });
  await ladders.change(administrator, { code: `of-${prefix.toLowerCase()}`, name: prefix, pathway: 'other', fromOn: '2026-01-01', steps: [], ways: [], courses: [], note: 'Nothing yet.', version: 0 });
  await ladders.recordStandard(administrator, { code: `ST-${prefix}`, larsCode: null, name: prefix, level: 2, fromOn: '2026-01-01', status: 'live', months: null, fundingPence: null, successorCodes: [], isVerified: false, note: 'None.' });
  await services.get(PathwayPlans, { strict: false }).save(broker, pair!.candidateId, { goalStep: 'hcsw', stepCode: 'vaccinator', monthsInStep: 1, hourlyPence: null, isEarningOnly: true, avoidSteps: [] }, [{ code: 'vaccinator-to-hcsw-by-experience', intakeId: null }]);
  await dataSource.query(ACCOUNTS, [prefix]);
  await holdFair(services, clock, OPERATOR, { organiser: `${prefix}-PLACE-1`, stand: `${prefix}-TRUST-1`, ...pair!, staffId: null });
  await dataSource.query(`INSERT INTO brokerage.fair_stand_users SELECT stand_id, user_id FROM brokerage.fair_stands JOIN identity.organisations USING (organisation_id), identity.users WHERE code = $1 || '-TRUST-1' AND email = $1`, [prefix]);
  await workOn(services, dataSource, broker, pair!.candidateId);
}

/** What brokers write down of somebody, one row of each kind. */
async function workOn(services: INestApplicationContext, dataSource: DataSource, broker: Actor, candidateId: string): Promise<void> {
  const casework = caseworkOf(services);
  const { record } = casework;
  await record.writeNote(broker, candidateId, { visibility: 'everybody', text: 'Prefers mornings.' });
  await record.recordContact(broker, candidateId, { happenedOn: '2026-03-01', channel: 'call', hasReached: true, note: null });
  await record.addTask(broker, candidateId, { code: 'call-them', text: null, dueOn: null, userId: null });
  const [account] = await dataSource.query<{ userId: string }[]>(`SELECT user_id AS "userId" FROM identity.role_grants WHERE organisation_id = ANY ($1)`, [broker.reach === 'everywhere' ? [] : broker.reach['people']]);
  await forMany(casework, broker, { candidateIds: [candidateId] }, { kind: 'hand-over', toUserId: account!.userId, reasonCode: 'first-broker', words: null });
}

/** The service of cases. */
export function referralsOf(services: INestApplicationContext): ReferralsService {
  return services.get(ReferralsService, { strict: false });
}

/** A run over what the actor reaches, to its end. */
export async function matchedRun(services: INestApplicationContext, dataSource: DataSource, actor: Actor): Promise<string> {
  const matching = services.get(MatchingService, { strict: false });
  const runId = await matching.requestRun(actor, { matchesEach: 20, seed: 7 });
  await matching.startRun(runId);
  const shards = await dataSource.query<{ id: string }[]>('SELECT shard_id AS id FROM matching.shards WHERE run_id = $1', [runId]);
  for (const { id } of shards) await matching.matchShard(id);
  await matching.finishRun(runId);
  return runId;
}

/** An allocation of everybody whom the actor reaches, worked out. */
export async function allocated(services: INestApplicationContext, actor: Actor): Promise<string> {
  const allocationId = await services.get(AllocationRequests, { strict: false }).ask(actor, {}, { seed: 7, terms: plainTerms(1_000_000) });
  await services.get(AllocationJob, { strict: false }).solve(allocationId);
  return allocationId;
}
