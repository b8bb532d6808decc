import type { CityOfTests } from './two-cities.js';

const REDEPLOYMENT = { employerCode: null, postCode: null, band: null, serviceStartedOn: null, contractEndsOn: null, agreedWeeks: null, noticeGivenOn: null, trialStartedOn: null, trialUntilOn: null, version: 0 };
const RULES = { fromOn: '2099-12-01', source: 'S', isVerified: true, version: 0, rules: { notice: [], atRiskWeeks: 12, posts: [{ code: 'other', name: 'O', skillCodes: [], priorLearning: [] }] } };

const OWN = ['yes', 'yes', 403, 403, 403, 'yes', 403, 403] as const;
const BROKERS = ['yes', 'yes', 403, 403, 403, 403, 403, 403] as const;
const MARKET = ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 403, 403] as const;
const LEADS = [403, 403, 403, 403, 'yes', 403, 'yes', 403] as const;

/** Rows of the authorisation matrix: addresses of people whose contracts end. */
export const REDEPLOYMENT_ADDRESSES = {
  'GET /api/v1/candidates/:candidateId/redeployment': { outcomes: OWN, request: ({ candidateId }: CityOfTests) => ({ path: `/${candidateId}/redeployment` }), namesRow: true },
  'PUT /api/v1/candidates/:candidateId/redeployment': { outcomes: BROKERS, request: ({ candidateId }: CityOfTests) => ({ path: `/${candidateId}/redeployment`, body: REDEPLOYMENT }), namesRow: true },
  'GET /api/v1/candidates/:candidateId/redeployment/suggestions': { outcomes: BROKERS, request: ({ candidateId }: CityOfTests) => ({ path: `/${candidateId}/redeployment/suggestions` }), namesRow: true },
  'GET /api/v1/redeployment-cohorts': { outcomes: BROKERS, request: () => ({ path: '?from=2026-01&to=2026-12' }) },
  'GET /api/v1/redeployment-cohorts/people': { outcomes: BROKERS, request: () => ({ path: '?month=2026-12' }) },
  'POST /api/v1/redeployment-cohorts/allocations': { outcomes: [403, 'yes', 403, 403, 403, 403, 403, 403] as const, request: () => ({ path: '', body: { month: '2026-12' } }) },
  'GET /api/v1/redeployment-rules': { outcomes: MARKET, request: () => ({ path: '' }) },
  'PUT /api/v1/redeployment-rules': { outcomes: LEADS, request: () => ({ path: '', body: RULES }) },
};
