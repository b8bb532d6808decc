import { SetAsidePairs } from '#lib/matching';
import { Database } from '#lib/platform';
import { expect } from '@jest/globals';
import type { Answer, Question } from './api-document.js';
import { askForDuplicates } from './asked-duplicates.js';
import { OPERATOR } from './operator.js';
import { openServices } from './services.js';

/** Asks for a pair that is set aside, as by a declined case, lifts it, and leaves it set aside again. */
export async function askForSetAside(ask: (operationId: string, question?: Question) => Promise<Answer>, databaseUrl: string, { candidateId, opportunityId }: Readonly<Record<string, string>>): Promise<void> {
  const services = await openServices(databaseUrl);
  const answer = { candidateId: candidateId!, opportunityId: opportunityId!, reasonCode: 'too-far', matters: ['travel'], untilOn: null, isUntilChecked: false } as const;
  const setAside = (): Promise<void> =>
    services.get(Database, { strict: false }).write(OPERATOR, (manager) => services.get(SetAsidePairs, { strict: false }).setAside(manager, OPERATOR, answer));
  await setAside();
  expect(await ask('listSetAsidePairs')).toMatchObject({ status: 200, body: { pairs: [{ opportunityId, isAside: true, endedOn: null }] } });
  for (const again of [204, 204]) expect(await ask('liftSetAsidePair')).toMatchObject({ status: again });
  expect(await ask('listSetAsidePairs')).toMatchObject({ status: 200, body: { pairs: [{ isAside: false, sentence: null, endedReason: 'lifted' }] } });
  await setAside();
  await askForDuplicates(ask);
  await services.close();
}
