import { expect } from '@jest/globals';
import type { Answer, Question } from './api-document.js';
import { askForRedeployment } from './asked-redeployment.js';

/** Asks for references, once too often, and changes the rules of checks, from a version that is not the newest any more; and then the same of redeployment. */
export async function askForChecks(ask: (operationId: string, question?: Question) => Promise<Answer>, fields: Record<string, unknown>): Promise<void> {
  const references = { body: JSON.stringify({ check: 'references', step: 'ask' }) };
  expect(await ask('recordCheckStep', references)).toMatchObject({ status: 200, body: { events: [{ check: 'references', step: 'ask' }] } });
  expect(await ask('recordCheckStep', references)).toMatchObject({ status: 409, body: { code: 'brokerage/check-not-possible' } });
  const { rules } = (await ask('showCheckRules')).body as { rules: object };
  fields['rules'] = rules;
  expect(await ask('changeCheckRules')).toMatchObject({ status: 200, body: { version: 0 } }); // their day has not come
  expect(await ask('changeCheckRules')).toMatchObject({ status: 409, body: { code: 'brokerage/changed-since' } });
  expect(await ask('changeCheckRules', { body: JSON.stringify({ fromOn: '2099-12-01', source: 'S', isVerified: true, version: 1, rules, city: 'NOWHERE' }) })).toMatchObject({ status: 422, body: { code: 'identity/which-city', errors: [{ pointer: '/city' }] } });
  await askForRedeployment(ask);
}
