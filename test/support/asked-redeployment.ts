import { expect } from '@jest/globals';
import type { Answer, Question } from './api-document.js';

const RULES = { fromOn: '2099-12-01', source: 'Terms of the trusts of the City', isVerified: true, rules: { notice: [{ bands: ['2', '3'], weeks: 4 }], atRiskWeeks: 12, posts: [{ code: 'vaccination', name: 'A post in vaccination', skillCodes: ['vaccination'], priorLearning: [] }] }, version: 0 };

/** Records the post that somebody leaves, once too often and once as it cannot be, and changes the rules of redeployment in the same ways. */
export async function askForRedeployment(ask: (operationId: string, question?: Question) => Promise<Answer>): Promise<void> {
  expect(await ask('recordRedeployment')).toMatchObject({ status: 200, body: { version: 1, carriedOver: { postName: 'Vaccinator' } } });
  expect(await ask('recordRedeployment')).toMatchObject({ status: 409, body: { code: 'brokerage/changed-since' } });
  const { plan: _plan, carriedOver: _carried, candidateId: _who, employerName: _name, ...record } = (await ask('showRedeployment')).body as Record<string, unknown>;
  expect(await ask('recordRedeployment', { body: JSON.stringify({ ...record, noticeGivenOn: '2199-01-01' }) })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/noticeGivenOn' }] } });
  expect(await ask('recordRedeployment', { body: JSON.stringify({ ...record, employerCode: 'NOWHERE' }) })).toMatchObject({ status: 404, body: { code: 'brokerage/employer-not-found' } });
  expect(await ask('changeRedeploymentRules', { body: JSON.stringify(RULES) })).toMatchObject({ status: 200, body: { version: 0 } }); // their day has not come
  expect(await ask('changeRedeploymentRules', { body: JSON.stringify(RULES) })).toMatchObject({ status: 409, body: { code: 'brokerage/changed-since' } });
  expect(await ask('changeRedeploymentRules', { body: JSON.stringify({ ...RULES, rules: { ...RULES.rules, notice: [...RULES.rules.notice, ...RULES.rules.notice] } }) })).toMatchObject({ status: 422, body: { code: 'brokerage/redeployment-wrong' } });
  expect(await ask('allocateRedeploymentCohort', { body: JSON.stringify({ month: '2199-01' }) })).toMatchObject({ status: 422, body: { code: 'matching/cohort-empty' } });
  expect(await ask('allocateRedeploymentCohort', { body: JSON.stringify({ month: '2026-12' }) })).toMatchObject({ status: 202, location: expect.stringMatching(/allocations/) });
  const elsewhere = { month: '2026-12', opportunityIds: ['00000000-0000-7000-8000-000000000000'] };
  expect(await ask('allocateRedeploymentCohort', { body: JSON.stringify(elsewhere) })).toMatchObject({ status: 404, body: { code: 'opportunities/opportunity-not-found' } });
}
