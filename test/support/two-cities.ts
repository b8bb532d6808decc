import { ReferralsService } from '#lib/brokerage';
import { ClientsService, OrganisationsService } from '#lib/identity';
import { AlertsService, GradingService, MatchingService } from '#lib/matching';
import { Database, systemActor } from '#lib/platform';
import { allocated } from './city-with-rows.js';
import { caseworkOf } from './casework.js';
import { csvOf } from './csv-text.js';
import { holdFair, type FairRows } from './fair-with-rows.js';
import { OPERATOR } from './operator.js';
import { Partner } from './sent-upload.js';
import type { SignInBench } from './sign-in-bench.js';

/** Everything of a City that an address can name. */
export interface CityOfTests {
  /** What its codes begin with. */
  readonly prefix: string;
  readonly organisationId: string;
  readonly candidateId: string;
  readonly duplicateId: string;
  readonly mergeId: string;
  readonly opportunityId: string;
  readonly intakeId: string;
  /** A programme of the Place of {@link CityOfTests.organisationId}. */
  readonly programmeCode: string;
  readonly referralId: string;
  readonly claimId: string;
  readonly runId: string;
  readonly allocationId: string;
  readonly gradedCaseId: string;
  readonly alertId: string;
  readonly planId: string;
  readonly uploadId: string;
  readonly hiresUploadId: string;
  readonly taskId: string;
  /** The account of a broker. */
  readonly brokerId: string;
  readonly userId: string;
  readonly grantId: string;
  readonly clientId: string;
  readonly agreementId: string;
  /** A fair of the Place of {@link CityOfTests.organisationId}, with a stand of it. */
  readonly fair: FairRows;
}

/** A second City like the one of the tests, with codes of its own. */
export async function addCity({ services, clock }: SignInBench, prefix: string): Promise<void> {
  const area = { organisationType: null, isDemo: false };
  const organisation = { level: 'organisation' as const, isDemo: false };
  const database = services.get(Database, { strict: false });
  await database.write(OPERATOR, (manager) =>
    new OrganisationsService(database, clock).add(manager, [
      { ...area, code: `${prefix}-CITY`, name: `${prefix} City`, level: 'city', parentCode: null },
      { ...area, code: `${prefix}-ICS-A`, name: `${prefix} ICS`, level: 'ics', parentCode: `${prefix}-CITY` },
      { ...area, code: `${prefix}-PLACE-A`, name: `${prefix} Place`, level: 'place', parentCode: `${prefix}-ICS-A` },
      { ...organisation, code: `${prefix}-TRUST`, name: `${prefix} Trust`, organisationType: 'trust', parentCode: `${prefix}-PLACE-A` },
      { ...organisation, code: `${prefix}-COLLEGE`, name: `${prefix} College`, organisationType: 'college', parentCode: `${prefix}-PLACE-A` },
      { ...organisation, code: `${prefix}-BROKER`, name: `${prefix} Brokerage`, organisationType: 'brokerage', parentCode: `${prefix}-PLACE-A` },
    ]),
  );
}

/** Fills a City by what its people would do: files, a run, a referral, accounts, a key, an agreement. */
export async function settle(bench: SignInBench, prefix: string): Promise<CityOfTests> {
  const { services } = bench;
  const partner = new Partner(services);
  const people = [{ YOUR_REFERENCE: `${prefix}-1`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', EMAIL: `${prefix.toLowerCase()}@example.org`, CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05' }];
  const roles = [{ YOUR_REFERENCE: `${prefix}-1`, KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '9', START_DATE: '2026-09-01' }];
  const hires = [{ ORGANISATION: `${prefix}-TRUST`, EMPLOYEE_REFERENCE: `${prefix}-E1`, START_DATE: '2026-04-01', POSTCODE: 'ZX1 1AA' }];
  const send = async (content: 'candidates' | 'roles' | 'hires', organisation: string, rows: readonly Record<string, string>[]): Promise<string> => {
    const state = await partner.sendAndRead({ content, organisation, file: csvOf(Object.keys(rows[0]!), rows) });
    if (state.status !== 'done' || state.rowsRejected > 0) throw new Error(`The ${content} of ${prefix} were not taken`);
    return state.uploadId;
  };
  const uploadId = await send('candidates', `${prefix}-BROKER`, people);
  await send('roles', `${prefix}-TRUST`, roles);
  const hiresUploadId = await send('hires', `${prefix}-TRUST`, hires);
  const [ids] = await bench.query<{ organisationId: string; brokerId: string; cityId: string; candidateId: string; opportunityId: string; intakeId: string }>(
    `SELECT (SELECT organisation_id FROM identity.organisations WHERE code = $1 || '-TRUST') AS "organisationId", (SELECT organisation_id FROM identity.organisations WHERE code = $1 || '-BROKER') AS "brokerId",
            (SELECT organisation_id FROM identity.organisations WHERE code = $1 || '-CITY') AS "cityId",
            (SELECT candidate_id FROM candidates.candidates WHERE reference = $1 || '-1') AS "candidateId", (SELECT opportunity_id FROM opportunities.opportunities WHERE reference = $1 || '-1') AS "opportunityId",
            (SELECT intake_id FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE reference = $1 || '-1') AS "intakeId"`,
    [prefix],
  );
  const { organisationId, brokerId, cityId, candidateId, opportunityId, intakeId } = ids!;
  const broker = systemActor('operator', { people: [brokerId], market: [cityId], tree: [cityId] });
  const runId = await services.get(MatchingService, { strict: false }).requestRun(broker, { matchesEach: 20, seed: 1 });
  await endRun(bench, runId);
  const allocationId = await allocated(services, broker);
  const gradedCaseId = await services.get(GradingService, { strict: false }).makeCase(broker, { candidateId, setName: 'settled' });
  await services.get(AlertsService, { strict: false }).find();
  const [alert] = await bench.query<{ alertId: string }>(`SELECT alert_id AS "alertId" FROM matching.alerts WHERE candidate_id = $1 AND opportunity_id = $2`, [candidateId, opportunityId]);
  const referrals = services.get(ReferralsService, { strict: false });
  const referralId = await referrals.refer(broker, { candidateId, opportunityId });
  const brokerAccount = await bench.invited(`broker@${prefix.toLowerCase()}.example`, { role: 'broker', nodeCode: `${prefix}-BROKER` });
  await caseworkOf(services).record.addTask(broker, candidateId, { code: 'call-them', text: null, dueOn: null, userId: null });
  const [task] = await bench.query<{ taskId: string }>(`SELECT task_id AS "taskId" FROM brokerage.tasks WHERE candidate_id = $1`, [candidateId]);
  const userId = await bench.invited(`spare@${prefix.toLowerCase()}.example`, { role: 'hr', nodeCode: `${prefix}-TRUST` });
  const [grant] = await bench.query<{ grantId: string }>(`SELECT grant_id AS "grantId" FROM identity.role_grants WHERE user_id = $1`, [userId]);
  const { clientId } = await services.get(ClientsService, { strict: false }).create(OPERATOR, { name: 'Spare', nodeCode: `${prefix}-TRUST`, scopes: ['postcodes.read'] });
  const [agreement] = await bench.query<{ agreementId: string }>(
    `WITH agreement AS (INSERT INTO identity.sharing_agreements (name, valid_during) VALUES ('Spare', '[2026-01-01,)') RETURNING agreement_id)
     INSERT INTO identity.sharing_agreement_parties (agreement_id, organisation_id, is_acting, is_acted_for) SELECT agreement_id, $1, true, true FROM agreement RETURNING agreement_id AS "agreementId"`,
    [organisationId],
  );
  const [plan] = await bench.query<{ planId: string }>(
    `INSERT INTO brokerage.pathway_plans (candidate_id, organisation_id, goal_step, asked, person, ladders, route, saved_on, saved_by, shared_at, legs_now, checked_on)
     VALUES ($1, $2, 'registered-nurse', '{"goalStep":"registered-nurse","stepCode":null,"monthsInStep":0,"hourlyPence":null,"isEarningOnly":false,"avoidSteps":[]}', '{}', '[]', '{"strength":"quickest","legs":[]}', '2026-01-01', 'test', now(), '[]', '2026-01-01')
     RETURNING plan_id AS "planId"`,
    [candidateId, brokerId],
  );
  const programmeCode = `${prefix}-PROGRAMME`;
  await bench.query(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) SELECT organisation_id, $1, 'Programme', '2026-01-01' FROM identity.organisations WHERE code = $2`, [programmeCode, `${prefix}-PLACE-A`]);
  const fair = await holdFair(services, bench.clock, OPERATOR, { organiser: `${prefix}-PLACE-A`, stand: `${prefix}-TRUST`, opportunityId, candidateId, staffId: userId });
  const [claim] = await bench.query<{ claimId: string }>(
    `WITH claim AS (INSERT INTO outcomes.claims (referral_id, candidate_id, programme_code, outcome_code, organisation_id, status, claimed_by) VALUES ($1, $2, $3, 'start', $4, 'held', 'operator') RETURNING claim_id)
     INSERT INTO outcomes.claim_events (claim_id, event, actor_id) SELECT claim_id, 'claimed', 'operator' FROM claim RETURNING claim_id AS "claimId"`,
    [referralId, candidateId, programmeCode, brokerId],
  );
  const [duplicate] = await bench.query<{ duplicateId: string; mergeId: string }>(
    `WITH other AS (INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest) VALUES ($1, 'TWICE', 'Given', 'Family', '') RETURNING candidate_id),
     gone AS (INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest, merged_into_id) VALUES ($1, 'GONE', 'Given', 'Family', '', $2) RETURNING candidate_id),
     merge AS (INSERT INTO candidates.merges (kept_id, merged_id, kept_organisation_id, merged_organisation_id, taken, kept_digest, merged_digest, merged_by) SELECT $2, candidate_id, $1, $1, '{email}', '', '', 'operator' FROM gone RETURNING merge_id)
     INSERT INTO candidates.duplicates (first_id, second_id, first_organisation_id, second_organisation_id, likeness, found_on) SELECT least($2, candidate_id), greatest($2, candidate_id), $1, $1, 'likely', '2026-01-01' FROM other
     RETURNING duplicate_id AS "duplicateId", (SELECT merge_id FROM merge) AS "mergeId"`,
    [brokerId, candidateId],
  );
  return { duplicateId: duplicate!.duplicateId, mergeId: duplicate!.mergeId, fair, prefix, organisationId, candidateId, opportunityId, intakeId, programmeCode, referralId, claimId: claim!.claimId, runId, allocationId, gradedCaseId, alertId: alert!.alertId, planId: plan!.planId, taskId: task!.taskId, brokerId: brokerAccount, uploadId, hiresUploadId, userId, grantId: grant!.grantId, clientId, agreementId: agreement!.agreementId };
}

/** Does what a worker would for a run. */
async function endRun(bench: SignInBench, runId: string): Promise<void> {
  const matching = bench.services.get(MatchingService, { strict: false });
  await matching.startRun(runId);
  for (const { id } of await bench.query<{ id: string }>(`SELECT shard_id AS id FROM matching.shards WHERE run_id = $1`, [runId])) await matching.matchShard(id);
  await matching.finishRun(runId);
}
