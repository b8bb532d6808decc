import { ClientsService, MACHINE_SCOPES } from '#lib/identity';
import type { Action } from '#lib/kernel';
import { OPERATOR } from './operator.js';
import { openServices } from './services.js';

/** Makes a key for a node of the tree, with all that a machine can do unless less is asked for. */
export async function makeApiKey(databaseUrl: string, nodeCode: string, scopes: readonly Action[] = MACHINE_SCOPES): Promise<string> {
  const services = await openServices(databaseUrl);
  try {
    return (await services.get(ClientsService, { strict: false }).create(OPERATOR, { name: 'A machine of the tests', nodeCode, scopes })).key;
  } finally {
    await services.close();
  }
}
