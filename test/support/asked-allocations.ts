import { expect } from '@jest/globals';
import type { Answer, Question } from './api-document.js';
import { until } from './running-service.js';

/** The API, asked by operation, with what stands for ids and other fields of its examples. */
export interface DocumentedApi {
  readonly ask: (operationId: string, question?: Question) => Promise<Answer>;
  readonly ids: Record<string, string>;
  readonly fields: Record<string, unknown>;
  /** An id of nobody. */
  readonly nobody: string;
}

/** Asks for allocations as the documentation says: one that is called off, and one that is worked out, decided on and accepted. Leaves the latter's ids. */
export async function askForAllocations({ ask, ids, fields, nobody }: DocumentedApi): Promise<void> {
  const cohort = ((await ask('listCandidates', { query: { limit: '200' } })).body as { candidates: { candidateId: string; contractEndsOn: string | null }[] }).candidates.filter(({ contractEndsOn }) => contractEndsOn !== null);
  const days = cohort.map(({ contractEndsOn }) => contractEndsOn!).toSorted();
  [fields['contractEndsFrom'], fields['contractEndsTo']] = [days[0], days.at(-1)];
  const isDone = async (): Promise<boolean> => ((await ask('showAllocation')).body as { status: string }).status === 'done';
  const allocation = await ask('requestAllocation');
  expect(allocation).toMatchObject({ status: 202, location: expect.stringContaining('/api/v1/allocations/') });
  ids['allocationId'] = (allocation.body as { allocationId: string }).allocationId;
  await until('an allocation worked out', isDone);
  expect(await ask('requestAllocation', { body: JSON.stringify({ contractEndsFrom: '1999-01-01', contractEndsTo: '1999-01-01' }) })).toMatchObject({ status: 422, body: { code: 'matching/cohort-empty' } });
  expect(await ask('requestAllocation', { body: JSON.stringify({ candidateIds: [nobody] }) })).toMatchObject({ status: 404, body: { code: 'candidates/candidate-not-found' } });
  const base = ids['allocationId'];
  const imagined = await ask('imagineAllocation');
  expect(imagined).toMatchObject({ status: 202, location: expect.stringContaining('/api/v1/allocations/') });
  ids['scenarioId'] = (imagined.body as { allocationId: string }).allocationId;
  ids['allocationId'] = ids['scenarioId'];
  await until('a scenario worked out', isDone);
  expect(await ask('listScenarioDifferences')).toMatchObject({ status: 200 });
  expect(await ask('imagineAllocation')).toMatchObject({ status: 409, body: { code: 'matching/allocation-is-scenario' } });
  expect(await ask('acceptAllocation')).toMatchObject({ status: 409, body: { code: 'matching/allocation-is-scenario' } });
  ids['allocationId'] = base!;
  expect(await ask('imagineAllocation', { body: JSON.stringify({ name: 'N', scenario: {} }) })).toMatchObject({ status: 422, body: { code: 'matching/scenario-not-usable' } });
  expect(await ask('compareScenarios')).toMatchObject({ status: 200, body: { scenarios: [{ findings: { difference: expect.any(Object) } }] } });
  expect(await ask('listScenarioDifferences', { path: { scenarioId: base } })).toMatchObject({ status: 409, body: { code: 'matching/allocation-not-scenario' } });
  const reserves = [{ opportunityId: nobody, programmeCode: 'NONE', places: 1 }];
  expect(await ask('requestAllocation', { body: JSON.stringify({ reserves, wishes: [{ candidateId: nobody, isBinding: 1 }] }) })).toMatchObject({ status: 422, body: { code: 'http/not-acceptable', errors: [{ pointer: '/wishes/0/isBinding' }] } });
  expect(await ask('requestAllocation', { body: JSON.stringify({ reserves }) })).toMatchObject({ status: 422, body: { code: 'matching/terms-not-usable' } });
  ids['candidateId'] = ((await ask('listAllocationPlaces')).body as { places: { candidateId: string }[] }).places[0]!.candidateId;
  expect(await ask('decideAllocationPlace')).toMatchObject({ status: 202 });
  expect(await ask('decideAllocationPlace', { body: JSON.stringify({ candidateId: ids['candidateId'], decision: 'overridden' }) })).toMatchObject({ status: 422, body: { code: 'matching/decision-incomplete' } });
  expect(await ask('explainAllocationPlace')).toMatchObject({ status: 200 });
  expect(await ask('stopAllocation')).toMatchObject({ status: 200 });
  const off = { path: (await ask('requestAllocation')).body as { allocationId: string } };
  expect(await ask('cancelAllocation', off)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  expect(await ask('stopAllocation', off)).toMatchObject({ status: 409, body: { code: 'matching/allocation-ended' } });
  expect(await ask('acceptAllocation', off)).toMatchObject({ status: 409, body: { code: 'matching/allocation-ended' } });
  for (const again of [200, 200]) expect(await ask('acceptAllocation')).toMatchObject({ status: again });
  expect(await ask('cancelAllocation')).toMatchObject({ status: 409 });
  expect(await ask('decideAllocationPlace')).toMatchObject({ status: 409 });
}
