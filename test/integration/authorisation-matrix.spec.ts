import { AccountLinksService, ClientsService, type NewGrant } from '#lib/identity';
import { NO_EVIDENCE, NO_TERMS, type Role } from '#lib/kernel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CSRF_FIELD } from '../../apps/api/src/http/csrf.js';
import { openApi, type ApiInProcess } from '../support/api-in-process.js';
import { CASELOAD_ADDRESSES } from '../support/caseload-addresses.js';
import { OPERATOR } from '../support/operator.js';
import { REDEPLOYMENT_ADDRESSES } from '../support/redeployment-addresses.js';
import { PASSWORD, SignInBench } from '../support/sign-in-bench.js';
import { addCity, settle, type CityOfTests } from '../support/two-cities.js';
import {
  ADMINISTRATORS, AUDITORS, BROKERS, BROKER_LEADS, CASE, EMPLOYERS_AND_LEADS, EVERYBODY, FIGURES, LEADS, LISTERS, MARKET, ORGANISERS, OWN, POSTCODES, PROGRAMMES, SENDERS, SENT_PEOPLE, STAND, TREE, type Outcome,
} from '../support/who-may.js';
import { WebVisitor } from '../support/web-visitor.js';

/**
 * Who may come where: every address of the running API with what each role gets. 'yes' is let in; 403 has no role
 * for it; 404 has a role but does not reach this row of its own City. For rows of another City 'yes' turns into 404.
 */
const ROLES = ['broker', 'broker-lead', 'college-partner', 'hr', 'programme-lead', 'candidate', 'administrator', 'auditor'] as const satisfies readonly Role[];

interface Row {
  /** An outcome for each role, in the order of ROLES. */
  readonly outcomes: readonly Outcome[];
  /** What is asked: the path with its identifiers filled in and a body, of a City. */
  readonly request: (city: CityOfTests) => { readonly path: string; readonly body?: unknown };
  /** Whether the address names a row, which is 404 when it is of another City. */
  readonly namesRow?: boolean;
}

const SUSTAINMENT = { fromOn: '2026-01-01', permittedGapDays: 14, permittedGapDaysAtOnce: 7, minimumWeeklyMinutes: 960, allowsChangeOfEmployer: true, evidenceCodes: ['payslip'], windowDays: 28 };
const PLAN_WISH = { goalStep: 'registered-nurse', stepCode: null, monthsInStep: 0, hourlyPence: null, isEarningOnly: false, avoidSteps: [] };
const MATRIX: Readonly<Record<string, Row>> = {
  'GET /api/v1/organisations': { outcomes: TREE, request: () => ({ path: '' }) },
  'GET /api/v1/organisations/:organisationId/places': { outcomes: TREE, request: ({ organisationId }) => ({ path: `/${organisationId}/places` }), namesRow: true },
  'GET /api/v1/organisations/:organisationId/referral-reasons': { outcomes: ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 403, 403], request: ({ organisationId }) => ({ path: `/${organisationId}/referral-reasons` }), namesRow: true },
  'PUT /api/v1/organisations/:organisationId/referral-reasons': { outcomes: [403, 403, 403, 403, 'yes', 403, 403, 403], request: ({ organisationId }) => ({ path: `/${organisationId}/referral-reasons`, body: { code: 'too-far', steps: ['decline'], refusers: ['candidate'], words: 'Far.', kindWords: 'Far.', effect: 'none', effectDays: null, matters: [], isOffered: true, note: 'Why', version: 0 } }), namesRow: true },
  'POST /api/v1/organisations/:organisationId/moves': { outcomes: ADMINISTRATORS, request: ({ organisationId, prefix }) => ({ path: `/${organisationId}/moves`, body: { parentCode: `${prefix}-PLACE-A`, fromOn: '2099-01-01' } }), namesRow: true },
  'GET /api/v1/sharing-agreements': { outcomes: ADMINISTRATORS, request: () => ({ path: '' }) },
  'POST /api/v1/sharing-agreements': { outcomes: ADMINISTRATORS, request: ({ prefix }) => ({ path: '', body: { name: 'N', fromOn: '2026-01-01', parties: [{ organisationCode: `${prefix}-BROKER`, isActing: true, isActedFor: false }, { organisationCode: `${prefix}-TRUST`, isActing: false, isActedFor: true }] } }), namesRow: true },
  'POST /api/v1/sharing-agreements/:agreementId/end': { outcomes: ADMINISTRATORS, request: ({ agreementId }) => ({ path: `/${agreementId}/end`, body: { lastOn: '2099-12-31' } }), namesRow: true },
  'GET /api/v1/accounts': { outcomes: ADMINISTRATORS, request: () => ({ path: '' }) },
  'POST /api/v1/accounts': { outcomes: ADMINISTRATORS, request: ({ prefix }) => ({ path: '', body: { email: 'new@example.org', displayName: 'New', grants: [{ role: 'hr', nodeCode: `${prefix}-TRUST` }] } }), namesRow: true },
  'GET /api/v1/accounts/:userId': { outcomes: ADMINISTRATORS, request: ({ userId }) => ({ path: `/${userId}` }), namesRow: true },
  'POST /api/v1/accounts/:userId/invitations': { outcomes: ADMINISTRATORS, request: ({ userId }) => ({ path: `/${userId}/invitations`, body: {} }), namesRow: true },
  'POST /api/v1/accounts/:userId/roles': { outcomes: ADMINISTRATORS, request: ({ userId, prefix }) => ({ path: `/${userId}/roles`, body: { role: 'hr', nodeCode: `${prefix}-TRUST` } }), namesRow: true },
  'DELETE /api/v1/accounts/:userId/lock': { outcomes: ADMINISTRATORS, request: ({ userId }) => ({ path: `/${userId}/lock` }), namesRow: true },
  'DELETE /api/v1/accounts/:userId/second-factor': { outcomes: ADMINISTRATORS, request: ({ userId }) => ({ path: `/${userId}/second-factor` }), namesRow: true },
  'POST /api/v1/accounts/:userId/deactivation': { outcomes: ADMINISTRATORS, request: ({ userId }) => ({ path: `/${userId}/deactivation`, body: {} }), namesRow: true },
  'DELETE /api/v1/accounts/:userId/deactivation': { outcomes: ADMINISTRATORS, request: ({ userId }) => ({ path: `/${userId}/deactivation` }), namesRow: true },
  'DELETE /api/v1/accounts/:userId/roles/:grantId': { outcomes: ADMINISTRATORS, request: ({ userId, grantId }) => ({ path: `/${userId}/roles/${grantId}` }), namesRow: true },
  'GET /api/v1/api-clients': { outcomes: ADMINISTRATORS, request: () => ({ path: '' }) },
  'POST /api/v1/api-clients': { outcomes: ADMINISTRATORS, request: ({ prefix }) => ({ path: '', body: { name: 'N', nodeCode: `${prefix}-TRUST`, scopes: ['postcodes.read'] } }), namesRow: true },
  'POST /api/v1/api-clients/:clientId/keys': { outcomes: ADMINISTRATORS, request: ({ clientId }) => ({ path: `/${clientId}/keys`, body: { overlapDays: 1 } }), namesRow: true },
  'DELETE /api/v1/api-clients/:clientId': { outcomes: ADMINISTRATORS, request: ({ clientId }) => ({ path: `/${clientId}` }), namesRow: true },
  'GET /api/v1/audit/events': { outcomes: AUDITORS, request: () => ({ path: '' }) },
  'POST /api/v1/postcodes/lookups': { outcomes: POSTCODES, request: () => ({ path: '', body: { edition: 2025, postcodes: ['ZX1 1AA'] } }) },
  'GET /api/v1/geography/status': { outcomes: EVERYBODY, request: () => ({ path: '' }) },
  'POST /api/v1/uploads': { outcomes: ['yes', 'yes', 403, 403, 403, 403, 403, 403], request: ({ prefix }) => ({ path: `?content=candidates&organisation=${prefix}-BROKER`, body: [] }), namesRow: true },
  'GET /api/v1/uploads': { outcomes: SENDERS, request: () => ({ path: '' }) },
  'GET /api/v1/uploads/:uploadId': { outcomes: SENT_PEOPLE, request: ({ uploadId }) => ({ path: `/${uploadId}` }), namesRow: true },
  'GET /api/v1/uploads/:uploadId/rows': { outcomes: SENT_PEOPLE, request: ({ uploadId }) => ({ path: `/${uploadId}/rows` }), namesRow: true },
  'GET /api/v1/uploads/:uploadId/file-with-errors': { outcomes: SENT_PEOPLE, request: ({ uploadId }) => ({ path: `/${uploadId}/file-with-errors` }), namesRow: true },
  'GET /api/v1/candidates': { outcomes: SENDERS, request: () => ({ path: '' }) },
  'GET /api/v1/candidates/:candidateId': { outcomes: CASE, request: ({ candidateId }) => ({ path: `/${candidateId}` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/target-groups': { outcomes: ['yes', 'yes', 403, 403, 403, 'yes', 403, 403], request: ({ candidateId }) => ({ path: `/${candidateId}/target-groups` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/matches': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/matches` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/matches-now': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/matches-now` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/matches/:opportunityId': { outcomes: BROKERS, request: ({ candidateId, opportunityId }) => ({ path: `/${candidateId}/matches/${opportunityId}` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/referrals': { outcomes: CASE, request: ({ candidateId }) => ({ path: `/${candidateId}/referrals` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/pauses': { outcomes: ['yes', 'yes', 403, 403, 403, 'yes', 403, 403], request: ({ candidateId }) => ({ path: `/${candidateId}/pauses` }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/pauses/preview': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/pauses/preview`, body: { reasonCode: 'asked-to-wait', resumesOn: null, cancel: [] } }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/pauses': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/pauses`, body: { reasonCode: 'asked-to-wait', resumesOn: null, cancel: [] } }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/pauses/end': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/pauses/end`, body: {} }), namesRow: true },
  ...CASELOAD_ADDRESSES,
  ...REDEPLOYMENT_ADDRESSES,
  'GET /api/v1/candidates/:candidateId/assignments': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/assignments` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/notes': { outcomes: ['yes', 'yes', 403, 403, 403, 'yes', 403, 403], request: ({ candidateId }) => ({ path: `/${candidateId}/notes` }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/notes': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/notes`, body: { visibility: 'team', text: 'N' } }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/contacts': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/contacts` }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/contacts': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/contacts`, body: { channel: 'call', hasReached: false } }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/tasks': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/tasks` }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/tasks': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/tasks`, body: { code: 'call-them' } }), namesRow: true },
  'POST /api/v1/tasks/:taskId/day': { outcomes: BROKERS, request: ({ taskId }) => ({ path: `/${taskId}/day`, body: { dueOn: '2099-01-01' } }), namesRow: true },
  'POST /api/v1/tasks/:taskId/done': { outcomes: BROKERS, request: ({ taskId }) => ({ path: `/${taskId}/done`, body: {} }), namesRow: true },
  'GET /api/v1/opportunities': { outcomes: MARKET, request: () => ({ path: '' }) },
  'GET /api/v1/opportunities/:opportunityId': { outcomes: MARKET, request: ({ opportunityId }) => ({ path: `/${opportunityId}` }), namesRow: true },
  'GET /api/v1/opportunities/:opportunityId/matches': { outcomes: BROKERS, request: ({ opportunityId }) => ({ path: `/${opportunityId}/matches` }), namesRow: true },
  'GET /api/v1/opportunities/:opportunityId/matches-now': { outcomes: BROKERS, request: ({ opportunityId }) => ({ path: `/${opportunityId}/matches-now` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/opportunities/:opportunityId/pay': { outcomes: ['yes', 'yes', 403, 403, 403, 'yes', 403, 403], request: ({ candidateId, opportunityId }) => ({ path: `/${candidateId}/opportunities/${opportunityId}/pay` }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/opportunities/:opportunityId/funding-checks': { outcomes: ['yes', 'yes', 403, 403, 403, 'yes', 403, 403], request: ({ candidateId, opportunityId }) => ({ path: `/${candidateId}/opportunities/${opportunityId}/funding-checks`, body: { isOutOfWork: null, annualEarningsPence: null } }), namesRow: true },
  'GET /api/v1/published-figures': { outcomes: PROGRAMMES, request: () => ({ path: '?kind=living-wage' }) },
  // Figures count for a City: whoever leads one Place of it records none.
  'POST /api/v1/published-figures': { outcomes: ADMINISTRATORS, request: () => ({ path: '', body: { kind: 'living-wage', code: 'uk', fromOn: '2030-05-01', values: null, source: 'S', isVerified: false } }) },
  'GET /api/v1/living-wage-accreditations': { outcomes: EMPLOYERS_AND_LEADS, request: () => ({ path: '' }) },
  'POST /api/v1/living-wage-accreditations': { outcomes: EMPLOYERS_AND_LEADS, request: ({ prefix }) => ({ path: '', body: { organisationCode: `${prefix}-TRUST`, contractorName: null, status: 'paying', evidenceKind: 'payroll', fromOn: '2026-01-01', untilOn: null } }), namesRow: true },
  'GET /api/v1/living-wage-accreditations/counts': { outcomes: EMPLOYERS_AND_LEADS, request: () => ({ path: '' }) },
  'GET /api/v1/living-wage-accreditations/organisations/:organisationId': { outcomes: EMPLOYERS_AND_LEADS, request: ({ organisationId }) => ({ path: `/${organisationId}` }), namesRow: true },
  'GET /api/v1/programmes': { outcomes: PROGRAMMES, request: () => ({ path: '' }) },
  'GET /api/v1/programme-templates': { outcomes: PROGRAMMES, request: () => ({ path: '' }) },
  'POST /api/v1/programmes': { outcomes: LEADS, request: ({ prefix }) => ({ path: '', body: { code: `${prefix}-NEW`, organisationCode: `${prefix}-PLACE-A`, templateCode: 'swap', startsOn: '2026-01-01', endsOn: null, justification: null, reviewOn: null } }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/evidence': { outcomes: ['yes', 'yes', 403, 403, 403, 'yes', 403, 403], request: ({ candidateId }) => ({ path: `/${candidateId}/evidence` }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/evidence': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/evidence`, body: { evidence: 'care-leaver', isShown: true } }), namesRow: true },
  'GET /api/v1/programmes/:programmeCode': { outcomes: PROGRAMMES, request: ({ programmeCode }) => ({ path: `/${programmeCode}` }), namesRow: true },
  'PUT /api/v1/programmes/:programmeCode': { outcomes: LEADS, request: ({ programmeCode }) => ({ path: `/${programmeCode}`, body: { name: 'N', startsOn: '2026-01-01', endsOn: null, minimumAge: null, maximumAge: null, targetGroups: [], areaCodes: [], mostDeprivedDeciles: null, evidence: NO_EVIDENCE, terms: NO_TERMS, isReleasingOthers: true, justification: null, reviewOn: null, version: 1 } }), namesRow: true },
  'GET /api/v1/programmes/:programmeCode/rules': { outcomes: PROGRAMMES, request: ({ programmeCode }) => ({ path: `/${programmeCode}/rules` }), namesRow: true },
  'PUT /api/v1/programmes/:programmeCode/rules': { outcomes: LEADS, request: ({ programmeCode }) => ({ path: `/${programmeCode}/rules`, body: { requirements: [], weights: null, note: 'N', version: 0 } }), namesRow: true },
  'GET /api/v1/programmes/:programmeCode/sustainment-rules': { outcomes: PROGRAMMES, request: ({ programmeCode }) => ({ path: `/${programmeCode}/sustainment-rules` }), namesRow: true },
  'POST /api/v1/programmes/:programmeCode/sustainment-rules': { outcomes: LEADS, request: ({ programmeCode }) => ({ path: `/${programmeCode}/sustainment-rules`, body: SUSTAINMENT }), namesRow: true },
  'GET /api/v1/programmes/:programmeCode/chasing-rules': { outcomes: PROGRAMMES, request: ({ programmeCode }) => ({ path: `/${programmeCode}/chasing-rules` }), namesRow: true },
  'POST /api/v1/programmes/:programmeCode/chasing-rules': { outcomes: LEADS, request: ({ programmeCode }) => ({ path: `/${programmeCode}/chasing-rules`, body: { status: 'referred', fromOn: '2199-01-01', reminder: 3, secondReminder: 6, escalation: 9, expiry: 20 } }), namesRow: true },
  'POST /api/v1/programmes/:programmeCode/rules/try': { outcomes: BROKERS, request: ({ programmeCode, candidateId }) => ({ path: `/${programmeCode}/rules/try`, body: { requirements: [{ on: 'redeployment' }], candidateIds: [candidateId] } }), namesRow: true },
  'GET /api/v1/opportunities/:opportunityId/rules': { outcomes: MARKET, request: ({ opportunityId }) => ({ path: `/${opportunityId}/rules` }), namesRow: true },
  'PUT /api/v1/opportunities/:opportunityId/rules': { outcomes: LISTERS, request: ({ opportunityId }) => ({ path: `/${opportunityId}/rules`, body: { requirements: [], note: 'N', version: 0 } }), namesRow: true },
  'POST /api/v1/match-runs': { outcomes: BROKERS, request: () => ({ path: '', body: {} }) },
  'GET /api/v1/match-runs': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'GET /api/v1/match-runs/:runId': { outcomes: BROKERS, request: ({ runId }) => ({ path: `/${runId}` }), namesRow: true },
  'POST /api/v1/match-runs/:runId/cancellation': { outcomes: BROKERS, request: ({ runId }) => ({ path: `/${runId}/cancellation`, body: {} }), namesRow: true },
  'GET /api/v1/match-runs/:runId/candidates/:candidateId': { outcomes: BROKERS, request: ({ runId, candidateId }) => ({ path: `/${runId}/candidates/${candidateId}` }), namesRow: true },
  'GET /api/v1/intakes/:intakeId/ring-fences': { outcomes: MARKET, request: ({ intakeId }) => ({ path: `/${intakeId}/ring-fences` }), namesRow: true },
  'PUT /api/v1/intakes/:intakeId/ring-fences': { outcomes: LISTERS, request: ({ intakeId }) => ({ path: `/${intakeId}/ring-fences`, body: { fences: [] } }), namesRow: true },
  'GET /api/v1/match-runs/:runId/opportunities/:opportunityId': { outcomes: BROKERS, request: ({ runId, opportunityId }) => ({ path: `/${runId}/opportunities/${opportunityId}` }), namesRow: true },
  'GET /api/v1/match-runs/:runId/explanation': { outcomes: BROKERS, request: ({ runId, candidateId, opportunityId }) => ({ path: `/${runId}/explanation?candidateId=${candidateId}&opportunityId=${opportunityId}` }), namesRow: true },
  'POST /api/v1/allocations': { outcomes: BROKER_LEADS, request: ({ candidateId }) => ({ path: '', body: { candidateIds: [candidateId] } }), namesRow: true },
  'GET /api/v1/allocations': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'GET /api/v1/allocations/:allocationId': { outcomes: BROKERS, request: ({ allocationId }) => ({ path: `/${allocationId}` }), namesRow: true },
  'GET /api/v1/allocations/:allocationId/places': { outcomes: BROKERS, request: ({ allocationId }) => ({ path: `/${allocationId}/places` }), namesRow: true },
  'GET /api/v1/allocations/:allocationId/candidates/:candidateId': { outcomes: BROKERS, request: ({ allocationId, candidateId }) => ({ path: `/${allocationId}/candidates/${candidateId}` }), namesRow: true },
  'POST /api/v1/allocations/:allocationId/scenarios': { outcomes: BROKER_LEADS, request: ({ allocationId }) => ({ path: `/${allocationId}/scenarios`, body: { name: 'N', scenario: { travelMinutesMore: 5 } } }), namesRow: true },
  'GET /api/v1/allocations/:allocationId/scenarios': { outcomes: BROKERS, request: ({ allocationId }) => ({ path: `/${allocationId}/scenarios` }), namesRow: true },
  'GET /api/v1/allocations/:scenarioId/differences': { outcomes: BROKERS, request: ({ allocationId }) => ({ path: `/${allocationId}/differences` }), namesRow: true },
  'POST /api/v1/allocations/:allocationId/decisions': { outcomes: BROKER_LEADS, request: ({ allocationId, candidateId }) => ({ path: `/${allocationId}/decisions`, body: { candidateId, decision: 'accepted' } }), namesRow: true },
  'POST /api/v1/allocations/:allocationId/stop': { outcomes: BROKER_LEADS, request: ({ allocationId }) => ({ path: `/${allocationId}/stop`, body: {} }), namesRow: true },
  'POST /api/v1/allocations/:allocationId/acceptance': { outcomes: BROKER_LEADS, request: ({ allocationId }) => ({ path: `/${allocationId}/acceptance`, body: {} }), namesRow: true },
  'POST /api/v1/allocations/:allocationId/cancellation': { outcomes: BROKER_LEADS, request: ({ allocationId }) => ({ path: `/${allocationId}/cancellation`, body: {} }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/set-aside-pairs': { outcomes: ['yes', 'yes', 403, 403, 403, 'yes', 403, 403], request: ({ candidateId }) => ({ path: `/${candidateId}/set-aside-pairs` }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/set-aside-pairs/:opportunityId/lift': { outcomes: BROKERS, request: ({ candidateId, opportunityId }) => ({ path: `/${candidateId}/set-aside-pairs/${opportunityId}/lift`, body: {} }), namesRow: true },
  'GET /api/v1/duplicates': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'POST /api/v1/duplicates/:duplicateId/answers': { outcomes: BROKERS, request: ({ duplicateId }) => ({ path: `/${duplicateId}/answers`, body: { answer: 'different' } }), namesRow: true },
  'GET /api/v1/merges': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'POST /api/v1/merges/:mergeId/undo': { outcomes: BROKERS, request: ({ mergeId }) => ({ path: `/${mergeId}/undo`, body: {} }), namesRow: true },
  'GET /api/v1/match-alerts': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'POST /api/v1/match-alerts/:alertId/seen': { outcomes: BROKERS, request: ({ alertId }) => ({ path: `/${alertId}/seen`, body: {} }), namesRow: true },
  'POST /api/v1/graded-cases': { outcomes: BROKERS, request: ({ candidateId, opportunityId }) => ({ path: '', body: { candidateId, opportunityIds: [opportunityId], setName: 'matrix' } }), namesRow: true },
  'GET /api/v1/graded-cases': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'GET /api/v1/graded-cases/:caseId': { outcomes: BROKERS, request: ({ gradedCaseId }) => ({ path: `/${gradedCaseId}` }), namesRow: true },
  'PUT /api/v1/graded-cases/:caseId/grades': { outcomes: BROKERS, request: ({ gradedCaseId }) => ({ path: `/${gradedCaseId}/grades`, body: { grades: [] } }), namesRow: true },
  'POST /api/v1/referrals': { outcomes: BROKERS, request: ({ candidateId, opportunityId }) => ({ path: '', body: { candidateId, opportunityId } }), namesRow: true },
  'GET /api/v1/referrals/:referralId': { outcomes: CASE, request: ({ referralId }) => ({ path: `/${referralId}` }), namesRow: true },
  'GET /api/v1/referrals/:referralId/choices': { outcomes: CASE, request: ({ referralId }) => ({ path: `/${referralId}/choices` }), namesRow: true },
  'GET /api/v1/referrals/:referralId/events/preview': { outcomes: CASE, request: ({ referralId }) => ({ path: `/${referralId}/events/preview?event=review` }), namesRow: true },
  'POST /api/v1/referrals/:referralId/events': { outcomes: CASE, request: ({ referralId }) => ({ path: `/${referralId}/events`, body: { event: 'review' } }), namesRow: true },
  'GET /api/v1/referrals/:referralId/checks': { outcomes: CASE, request: ({ referralId }) => ({ path: `/${referralId}/checks` }), namesRow: true },
  'POST /api/v1/referrals/:referralId/checks': { outcomes: CASE, request: ({ referralId }) => ({ path: `/${referralId}/checks`, body: { check: 'references', step: 'provide' } }), namesRow: true },
  'GET /api/v1/check-rules': { outcomes: MARKET, request: () => ({ path: '' }) },
  'PUT /api/v1/check-rules': { outcomes: LEADS, request: () => ({ path: '', body: { fromOn: '2026-12-01', source: 'S', isVerified: true, version: 0, rules: { checks: [], identity: { documents: [], options: [] } } } }) },
  'GET /api/v1/referrals/:referralId/outcomes': { outcomes: CASE, request: ({ referralId }) => ({ path: `/${referralId}/outcomes` }), namesRow: true },
  'POST /api/v1/referrals/:referralId/outcomes': { outcomes: BROKERS, request: ({ referralId }) => ({ path: `/${referralId}/outcomes`, body: { kind: 'left', happenedOn: '2026-05-01' } }), namesRow: true },
  'GET /api/v1/referrals/:referralId/messages': { outcomes: BROKERS, request: ({ referralId }) => ({ path: `/${referralId}/messages` }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/messages': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/messages` }), namesRow: true },
  'POST /api/v1/fairs': { outcomes: ORGANISERS, request: ({ prefix }) => ({ path: '', body: { organisation: `${prefix}-PLACE-A`, name: 'N', firstOn: '2099-01-01', lastOn: '2099-01-01' } }), namesRow: true },
  'GET /api/v1/fairs': { outcomes: MARKET, request: () => ({ path: '' }) },
  'GET /api/v1/fairs/:fairId': { outcomes: MARKET, request: ({ fair }) => ({ path: `/${fair.fairId}` }), namesRow: true },
  'POST /api/v1/fairs/:fairId/sessions': { outcomes: ORGANISERS, request: ({ fair }) => ({ path: `/${fair.fairId}/sessions`, body: { on: '2026-09-10', from: '14:00', to: '15:00', capacity: 1 } }), namesRow: true },
  'POST /api/v1/fairs/:fairId/stands': { outcomes: ORGANISERS, request: ({ fair, prefix }) => ({ path: `/${fair.fairId}/stands`, body: { organisation: `${prefix}-COLLEGE`, opportunityIds: [] } }), namesRow: true },
  'GET /api/v1/fairs/:fairId/figures': { outcomes: ORGANISERS, request: ({ fair }) => ({ path: `/${fair.fairId}/figures` }), namesRow: true },
  'POST /api/v1/fairs/:fairId/calling-off': { outcomes: ORGANISERS, request: ({ fair }) => ({ path: `/${fair.fairId}/calling-off`, body: {} }), namesRow: true },
  'GET /api/v1/fair-stands/:standId/shortlist': { outcomes: SENDERS, request: ({ fair }) => ({ path: `/${fair.standId}/shortlist` }), namesRow: true },
  'GET /api/v1/fair-stands/:standId/calendar.ics': { outcomes: [403, 403, 404, 'yes', 403, 403, 403, 403], request: ({ fair }) => ({ path: `/${fair.standId}/calendar.ics` }), namesRow: true },
  'POST /api/v1/fair-stands/:standId/applications': { outcomes: OWN, request: ({ fair, candidateId, opportunityId }) => ({ path: `/${fair.standId}/applications`, body: { candidateId, opportunityIds: [opportunityId] } }), namesRow: true },
  'GET /api/v1/fair-stands/:standId/slots': { outcomes: MARKET, request: ({ fair }) => ({ path: `/${fair.standId}/slots` }), namesRow: true },
  'POST /api/v1/fair-stands/:standId/slots': { outcomes: STAND, request: ({ fair }) => ({ path: `/${fair.standId}/slots`, body: { sessionId: fair.sessionId, slotMinutes: 10 } }), namesRow: true },
  'PUT /api/v1/fair-stands/:standId/staff': { outcomes: STAND, request: ({ fair, userId }) => ({ path: `/${fair.standId}/staff`, body: { userIds: [userId] } }), namesRow: true },
  'POST /api/v1/fair-registrations': { outcomes: OWN, request: ({ fair, candidateId }) => ({ path: '', body: { sessionId: fair.sessionId, candidateId } }), namesRow: true },
  'GET /api/v1/fair-registrations/:registrationId': { outcomes: OWN, request: ({ fair }) => ({ path: `/${fair.registrationId}` }), namesRow: true },
  'POST /api/v1/fair-registrations/:registrationId/attendance': { outcomes: BROKERS, request: ({ fair }) => ({ path: `/${fair.registrationId}/attendance`, body: { attendance: 'arrived' } }), namesRow: true },
  'POST /api/v1/fair-bookings': { outcomes: OWN, request: ({ fair, candidateId }) => ({ path: '', body: { slotId: fair.slotId, candidateId } }), namesRow: true },
  'GET /api/v1/fair-bookings/:bookingId': { outcomes: CASE, request: ({ fair }) => ({ path: `/${fair.bookingId}` }), namesRow: true },
  'GET /api/v1/fair-bookings/:bookingId/calendar.ics': { outcomes: CASE, request: ({ fair }) => ({ path: `/${fair.bookingId}/calendar.ics` }), namesRow: true },
  'POST /api/v1/fair-bookings/:bookingId/outcome': { outcomes: CASE, request: ({ fair }) => ({ path: `/${fair.bookingId}/outcome`, body: { code: 'call-back' } }), namesRow: true },
  'POST /api/v1/fair-bookings/:bookingId/move': { outcomes: OWN, request: ({ fair }) => ({ path: `/${fair.bookingId}/move`, body: { slotId: fair.slotId } }), namesRow: true },
  'POST /api/v1/fair-bookings/:bookingId/attendance': { outcomes: ['yes', 'yes', 404, 'yes', 403, 403, 403, 403], request: ({ fair }) => ({ path: `/${fair.bookingId}/attendance`, body: { attendance: 'arrived' } }), namesRow: true },
  'POST /api/v1/fair-bookings/:bookingId/cancellation': { outcomes: CASE, request: ({ fair }) => ({ path: `/${fair.bookingId}/cancellation`, body: {} }), namesRow: true },
  'POST /api/v1/fair-registrations/:registrationId/cancellation': { outcomes: OWN, request: ({ fair }) => ({ path: `/${fair.registrationId}/cancellation`, body: {} }), namesRow: true },
  'POST /api/v1/referrals/:referralId/employment': { outcomes: BROKERS, request: ({ referralId }) => ({ path: `/${referralId}/employment`, body: { employerCode: 'social-care', fromOn: '2026-05-01' } }), namesRow: true },
  'GET /api/v1/referrals/:referralId/course': { outcomes: CASE, request: ({ referralId }) => ({ path: `/${referralId}/course` }), namesRow: true },
  'POST /api/v1/referrals/:referralId/course': { outcomes: ['yes', 'yes', 404, 'yes', 403, 403, 403, 403], request: ({ referralId }) => ({ path: `/${referralId}/course`, body: { step: 'enrol', happenedOn: '2026-05-01' } }), namesRow: true },
  'POST /api/v1/referrals/:referralId/claims': { outcomes: ['yes', 'yes', 404, 'yes', 403, 403, 403, 403], request: ({ referralId, prefix }) => ({ path: `/${referralId}/claims`, body: { outcomeCode: 'start', organisationCode: `${prefix}-BROKER` } }), namesRow: true },
  'GET /api/v1/outcome-claims': { outcomes: SENDERS, request: () => ({ path: '' }) },
  'GET /api/v1/outcome-claims/:claimId': { outcomes: SENT_PEOPLE, request: ({ claimId }) => ({ path: `/${claimId}` }), namesRow: true },
  'POST /api/v1/outcome-claims/:claimId/notes': { outcomes: SENT_PEOPLE, request: ({ claimId }) => ({ path: `/${claimId}/notes`, body: { note: 'N' } }), namesRow: true },
  'POST /api/v1/outcome-claims/:claimId/award': { outcomes: BROKER_LEADS, request: ({ claimId }) => ({ path: `/${claimId}/award`, body: { reasonCode: 'agreed-between-them', note: 'N' } }), namesRow: true },
  'GET /api/v1/ladders': { outcomes: PROGRAMMES, request: () => ({ path: '' }) },
  'PUT /api/v1/ladders': { outcomes: LEADS, request: () => ({ path: '', body: { code: 'new-ladder', name: 'N', pathway: 'other', fromOn: '2026-12-01', steps: [], ways: [], courses: [], note: 'N', version: 0 } }) },
  'GET /api/v1/standards': { outcomes: PROGRAMMES, request: () => ({ path: '' }) },
  'GET /api/v1/standards/starts': { outcomes: PROGRAMMES, request: () => ({ path: '?standardCode=ST0216&startsOn=2026-09-01' }) },
  'PUT /api/v1/standards': { outcomes: LEADS, request: () => ({ path: '', body: { code: 'ST9999', larsCode: null, name: 'N', level: 2, fromOn: '2026-12-01', status: 'live', months: 12, fundingPence: null, successorCodes: [], isVerified: false, note: 'N' } }) },
  'POST /api/v1/candidates/:candidateId/pathway-routes': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/pathway-routes`, body: PLAN_WISH }), namesRow: true },
  'POST /api/v1/candidates/:candidateId/pathway-plans': { outcomes: BROKERS, request: ({ candidateId }) => ({ path: `/${candidateId}/pathway-plans`, body: { ...PLAN_WISH, legs: [{ code: 'no-such-leg', intakeId: null }] } }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/pathway-plans': { outcomes: OWN, request: ({ candidateId }) => ({ path: `/${candidateId}/pathway-plans` }), namesRow: true },
  'GET /api/v1/pathway-plans/:planId': { outcomes: OWN, request: ({ planId }) => ({ path: `/${planId}` }), namesRow: true },
  'POST /api/v1/pathway-plans/:planId/sharing': { outcomes: BROKERS, request: ({ planId }) => ({ path: `/${planId}/sharing`, body: {} }), namesRow: true },
  'POST /api/v1/pathway-plans/:planId/check': { outcomes: BROKERS, request: ({ planId }) => ({ path: `/${planId}/check`, body: {} }), namesRow: true },
  'GET /api/v1/reports/hires': { outcomes: FIGURES, request: () => ({ path: '?from=2026-04-01&to=2026-04-30&edition=2025' }) },
};

/** Addresses that are for whoever comes, and those for whoever is signed in: pages, and what a machine asks of the process. */
const OPEN: readonly string[] = [
  'GET /health/live', 'GET /health/ready',
  'GET /api/docs', 'GET /api/docs-json',
];

/** Where somebody of each role belongs in the City of the tests. The candidate is the one of the City. */
const GRANTS: Readonly<Record<Role, (city: CityOfTests) => NewGrant>> = {
  broker: () => ({ role: 'broker', nodeCode: 'T-BROKER' }),
  'broker-lead': () => ({ role: 'broker-lead', nodeCode: 'T-CITY' }),
  'college-partner': () => ({ role: 'college-partner', nodeCode: 'T-COLLEGE' }),
  hr: () => ({ role: 'hr', nodeCode: 'T-TRUST' }),
  'programme-lead': () => ({ role: 'programme-lead', nodeCode: 'T-PLACE-A' }),
  candidate: ({ candidateId }) => ({ role: 'candidate', nodeCode: 'T-BROKER', candidateId }),
  administrator: () => ({ role: 'administrator', nodeCode: 'T-CITY' }),
  auditor: () => ({ role: 'auditor', nodeCode: 'T-CITY' }),
};

let bench: SignInBench;
let api: ApiInProcess;
let home: CityOfTests;
let abroad: CityOfTests;
const visitors = new Map<Role, WebVisitor>();
/** What a request by session that changes something carries. */
const tokens = new Map<WebVisitor, string>();
let narrowKey: string;
let revokedKey: string;

beforeAll(async () => {
  bench = await SignInBench.open({ REQUESTS_PER_MINUTE: '100000' });
  await addCity(bench, 'X');
  home = await settle(bench, 'T');
  abroad = await settle(bench, 'X');
  api = await openApi(bench.database.url, { clock: bench.clock, environment: { PATHWAYS_HOME: bench.home, REQUESTS_PER_MINUTE: '100000' } });
  for (const role of ROLES) {
    await bench.invited(`${role}@example.org`, GRANTS[role](home));
    const { token } = await bench.mailTo(`${role}@example.org`);
    const chosen = await bench.services.get(AccountLinksService, { strict: false }).use(token, 'invitation', PASSWORD);
    if (!chosen.ok) throw new Error(chosen.detail);
  }
  bench.clock.moveMinutes(1);
  for (const role of ROLES) visitors.set(role, await signedIn(role));
  const clients = bench.services.get(ClientsService, { strict: false });
  narrowKey = (await clients.create(OPERATOR, { name: 'Narrow', nodeCode: 'T-CITY', scopes: ['organisations.read'] })).key;
  const revoked = await clients.create(OPERATOR, { name: 'Revoked', nodeCode: 'T-CITY', scopes: ['candidates.read'] });
  await clients.revoke(OPERATOR, revoked.clientId);
  revokedKey = revoked.key;
});
afterAll(async () => {
  await api.close();
  await bench.close();
});

async function signedIn(role: Role): Promise<WebVisitor> {
  const visitor = new WebVisitor(api.url);
  const answer = await visitor.submit('/sign-in', { email: `${role}@example.org`, password: PASSWORD });
  if (answer.status !== 303 && answer.status !== 302) throw new Error(`${role} was not let in: ${answer.status} ${answer.errors}`);
  tokens.set(visitor, new RegExp(`name="${CSRF_FIELD}"[^>]* value="([^"]*)"`).exec((await visitor.get('/account')).html)![1]!);
  return visitor;
}

/** '/api/v1/candidates' of 'GET /api/v1/candidates/:candidateId': what the requests' paths are added to. */
const baseOf = (address: string): string => address.split(' ')[1]!.replace(/\/:.*$/, '');

interface Asked {
  readonly status: number;
  /** Without the path of the request, which repeats the ids that were asked for. */
  readonly text: string;
}

async function ask(address: string, city: CityOfTests, send: (path: string, init: Sent) => Promise<{ status: number; text: string }>): Promise<Asked> {
  const { path, body } = MATRIX[address]!.request(city);
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json', origin: api.url, 'sec-fetch-site': 'same-origin' };
  const { status, text } = await send(`${baseOf(address)}${path}`, { method: address.split(' ')[0]!, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status, text: text.replace(/"instance":"[^"]*"/, '') };
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect?: 'manual';
}

const bySession = (visitor: WebVisitor) => async (path: string, init: Sent) => {
  const { status, html } = await visitor.ask(path, { ...init, headers: { ...init.headers, origin: api.url, 'x-csrf-token': tokens.get(visitor) ?? '' } });
  return { status, text: html };
};

const byKey = (key: string | null) => async (path: string, init: Sent) => {
  const response = await fetch(`${api.url}${path}`, { ...init, headers: { ...init.headers, ...(key === null ? {} : { authorization: `Bearer ${key}` }) } });
  return { status: response.status, text: await response.text() };
};

/** What is let in may still be refused for what it asks, but never for who asks. */
const outcomeOf = ({ status }: Asked): 'yes' | number => (status < 400 || status === 409 || status === 422 || status === 410 ? 'yes' : status);

/** Addresses of the running application, as the router has them. */
function routes(): string[] {
  const { stack } = (api.app.getHttpAdapter().getInstance() as { router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] } }).router;
  return stack.flatMap(({ route }) => (route === undefined ? [] : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`)));
}

describe('every address of the running API', () => {
  it('has a row in the table, and every row has an address', () => {
    const ofApi = routes().filter((route) => / \/api\/v1\//.test(route));
    expect(ofApi.length).toBeGreaterThan(40);
    expect(ofApi.toSorted()).toEqual(Object.keys(MATRIX).toSorted());
  });

  it('that is not of the API is a page or written down as open', async () => {
    const others = routes().filter((route) => !/ \/api\/v1\//.test(route) && !OPEN.includes(route) && !/ \/api\/docs/.test(route));
    expect(others.length).toBeGreaterThan(10);
    for (const route of others) {
      const [method, path] = route.split(' ') as [string, string];
      const { status } = await byKey(null)(path.replaceAll(/:\w+/g, 'none'), { method, redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, ...(method === 'GET' ? {} : { body: '' }) });
      // A page shows a form, sends somewhere else, or refuses; it never does anything for nobody.
      expect([route, [200, 302, 303, 401, 403, 404, 422].includes(status)]).toEqual([route, true]);
    }
  });
});

const ADDRESSES = Object.keys(MATRIX);

describe.each(ADDRESSES)('%s', (address) => {
  const { outcomes, namesRow } = MATRIX[address]!;

  it('is closed to whoever is signed out, and to a key that is no good', async () => {
    expect((await ask(address, home, byKey(null))).status).toBe(401);
    expect((await ask(address, home, byKey(revokedKey))).status).toBe(401);
    expect((await ask(address, home, byKey('apk_00000000_nonsense'))).status).toBe(401);
  });

  it('is closed to a key of another scope', async () => {
    const isOpen = outcomes === EVERYBODY || outcomes === TREE;
    expect(outcomeOf(await ask(address, home, byKey(narrowKey)))).toBe(isOpen ? 'yes' : 403);
  });

  // Another City first: what is let in at home may change it.
  it.each(ROLES.map((role, index) => [role, outcomes[index]!] as const))('abroad, to %s (%s at home): nothing of it', async (role, outcome) => {
    const asked = await ask(address, abroad, bySession(visitors.get(role)!));
    expect(outcomeOf(asked)).toBe(outcome === 403 ? 403 : namesRow === true ? 404 : 'yes');
    for (const id of [...Object.values(abroad.fair), abroad.candidateId, abroad.opportunityId, abroad.intakeId, abroad.referralId, abroad.claimId, abroad.runId, abroad.allocationId, abroad.gradedCaseId, abroad.alertId, abroad.uploadId, abroad.hiresUploadId, abroad.userId, abroad.clientId, abroad.agreementId, abroad.organisationId, abroad.programmeCode, 'X-BROKER']) {
      expect([role, asked.text.includes(id)]).toEqual([role, false]);
    }
  });

  it.each(ROLES.map((role, index) => [role, outcomes[index]!] as const))('at home, to %s: %s', async (role, outcome) => {
    expect(outcomeOf(await ask(address, home, bySession(visitors.get(role)!)))).toBe(outcome);
  });
});

describe('reference data', () => {
  it('is sent by nobody: the operator loads it', async () => {
    const allowed = ROLES.filter((role) => visitors.has(role));
    expect(allowed).toEqual(ROLES);
    for (const [index, role] of ROLES.entries()) {
      const { status } = await bySession(visitors.get(role)!)('/api/v1/uploads?content=geography&organisation=T-CITY', { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'x' });
      expect([role, status]).toEqual([role, SENDERS[index] === 'yes' ? 422 : 403]); // no such content for those who send others
    }
  });
});

describe('a session that is over', () => {
  it('opens nothing any more', async () => {
    bench.clock.moveMinutes(13 * 60);
    for (const address of ADDRESSES) {
      const visitor = new WebVisitor(api.url);
      for (const [name, value] of visitors.get('broker')!.cookies) visitor.cookies.set(name, value);
      expect([address, (await ask(address, home, bySession(visitor))).status]).toEqual([address, 401]);
    }
  });
});
