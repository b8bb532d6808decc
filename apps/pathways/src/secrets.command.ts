import { DuplicatesService } from '#lib/candidates';
import { Database, resealAll, Sealer, writeAudit, type Resealed } from '#lib/platform';
import { openDataSource } from '#lib/schema';
import type { JsonOption } from './json-option.js';
import { printJson, printLines, printTable, thousands } from './output.js';
import { OPERATOR, withServices } from './session.js';

/** pathways secrets rotate */
export async function rotateSecrets({ json }: JsonOption): Promise<void> {
  await withServices(async (services, { ownerUrl, databaseUrl }) => {
    const sealer = services.get(Sealer, { strict: false });
    const { columns, sameTexts } = await resealAsOwner(ownerUrl ?? databaseUrl, sealer);
    await services.get(DuplicatesService, { strict: false }).keep(); // by what people are recognised, which the older key alone could match
    const rows = Object.fromEntries(columns.map(({ table, column, resealed }) => [`${table}.${column}`, resealed]));
    await services.get(Database, { strict: false }).write(OPERATOR, (manager) => writeAudit(manager, OPERATOR, 'secrets.rotated', sealer.currentKeyId, rows));
    if (json) {
      printJson({ keyId: sealer.currentKeyId, columns, sameTexts });
      return;
    }
    printTable(['Table', 'Column', 'Rows sealed anew'], columns.map(({ table, column, resealed }) => [table, column, thousands(resealed)]));
    printLines('', `Everything is under the key ${sealer.currentKeyId}.`);
    for (const { id, olderKeyId } of sameTexts) {
      printLines(`The accounts ${id} and ${olderKeyId} have the same e-mail, from a time when not every process had both keys. Without the older key only the first is found by it: give that one the roles of the second, and deactivate the second.`);
    }
    printLines(
      columns.every(({ resealed }) => resealed === 0)
        ? 'There was nothing to do: if every process has been restarted with this key first, older keys can be taken out of PATHWAYS_KEYS.'
        : 'Keep the older keys for now: once every process has been restarted with this key first, run it again. When it finds nothing to do they can be taken out.',
    );
  });
}

async function resealAsOwner(ownerUrl: string, sealer: Sealer): Promise<Resealed> {
  const dataSource = await openDataSource(ownerUrl, 'pathways-secrets');
  try {
    return await resealAll(dataSource, sealer);
  } finally {
    await dataSource.destroy();
  }
}
