import { SetAsidePairs } from '#lib/matching';
import { Database } from '#lib/platform';
import { OPERATOR } from './operator.js';
import { openServices } from './services.js';

/** Sets a pair aside for the travel, as a declined case does. */
export async function setAsideInTest(databaseUrl: string, candidateId: string, opportunityId: string): Promise<void> {
  const services = await openServices(databaseUrl);
  const answer = { candidateId, opportunityId, reasonCode: 'too-far', matters: ['travel'], untilOn: null, needsRecheck: false } as const;
  await services.get(Database, { strict: false }).write(OPERATOR, (manager) => services.get(SetAsidePairs, { strict: false }).setAside(manager, OPERATOR, answer));
  await services.close();
}
