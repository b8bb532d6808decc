import { migrate } from '#lib/schema';
import type { JsonOption } from './json-option.js';
import { printJson, printLines } from './output.js';
import { migrationsOf, withDatabase } from './session.js';

/** pathways db migrate */
export async function migrateDatabase({ json }: JsonOption): Promise<void> {
  await withDatabase(async ({ ownerUrl, databaseUrl }) => {
    const applied = await migrate(ownerUrl ?? databaseUrl, databaseUrl);
    if (json) printJson({ applied });
    else printLines(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
  });
}

/** pathways db status */
export async function showMigrations({ json }: JsonOption): Promise<void> {
  await withDatabase(async (opened) => {
    const status = await migrationsOf(opened);
    if (json) printJson(status);
    else printLines(`Applied: ${status.applied.length}`, status.pending.length === 0 ? 'Pending: none' : `Pending: ${status.pending.join(', ')}\nRun: pathways db migrate`);
  });
}
