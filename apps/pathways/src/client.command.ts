import { ClientsService } from '#lib/identity';
import type { JsonOption } from './json-option.js';
import { printJson, printLines } from './output.js';
import { OPERATOR, withServices } from './session.js';

export interface ClientOptions extends JsonOption {
  readonly name: string;
  readonly at: string;
  readonly scopes: readonly string[];
}

/** pathways client create: the key is the only line on standard output, so that a script can put it where it belongs. */
export async function createClient({ name, at, scopes, json }: ClientOptions): Promise<void> {
  await withServices(async (services) => {
    const made = await services.get(ClientsService, { strict: false }).create(OPERATOR, { name, nodeCode: at, scopes });
    if (json) return printJson(made);
    printLines(made.key);
    process.stderr.write('The key is kept nowhere: store it now. It is sent as Authorization: Bearer.\n');
  });
}
