import { randomUUID } from 'node:crypto';
import type { CityOfTests } from './two-cities.js';

/** An address with what each role gets, in the order of the roles of the matrix. */
interface Address {
  readonly outcomes: readonly ('yes' | 403 | 404)[];
  readonly request: (city: CityOfTests) => { readonly path: string; readonly body?: unknown };
  readonly namesRow?: boolean;
}

const BROKERS = ['yes', 'yes', 403, 403, 403, 403, 403, 403] as const;
/** Requests are each one's own: nobody of the matrix has made this one. */
const NOT_THEIRS = [404, 404, 403, 403, 403, 403, 403, 403] as const;

/** Who may come where on the caseload. */
export const CASELOAD_ADDRESSES: Readonly<Record<string, Address>> = {
  'GET /api/v1/caseload': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'GET /api/v1/caseload/people': { outcomes: BROKERS, request: () => ({ path: '?list=unassigned' }) },
  'GET /api/v1/caseload/brokers': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'POST /api/v1/caseload/hand-overs': { outcomes: BROKERS, request: ({ candidateId, brokerId }) => ({ path: '', body: { requestKey: randomUUID(), candidateIds: [candidateId], toUserId: brokerId, reasonCode: 'workload' } }), namesRow: true },
  'POST /api/v1/caseload/referrals': { outcomes: BROKERS, request: ({ candidateId, opportunityId }) => ({ path: '', body: { requestKey: randomUUID(), candidateIds: [candidateId], opportunityId } }), namesRow: true },
  'POST /api/v1/caseload/messages': { outcomes: BROKERS, request: () => ({ path: '', body: { requestKey: randomUUID(), candidateIds: [randomUUID()], template: 'broker-asks-call' } }) },
  'GET /api/v1/caseload/bulk-actions': { outcomes: BROKERS, request: () => ({ path: '' }) },
  'GET /api/v1/caseload/bulk-actions/:bulkId': { outcomes: NOT_THEIRS, request: () => ({ path: `/${randomUUID()}` }), namesRow: true },
  'POST /api/v1/caseload/bulk-actions/:bulkId/stop': { outcomes: NOT_THEIRS, request: () => ({ path: `/${randomUUID()}/stop`, body: {} }), namesRow: true },
};
