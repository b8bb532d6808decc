import { migrate, migrationStatus, openDataSource } from '#lib/schema';
import type { Command } from 'commander';
import { printJson, printLines } from './output.js';
import { withDatabase } from './session.js';

interface JsonOption {
  readonly json?: boolean;
}

/** pathways db migrate | status */
export function addDatabaseVerbs(group: Command): void {
  group
    .command('migrate')
    .description('Brings the database and the queue to the newest version. Safe to run twice, and from two machines at once.')
    .option('--json', 'print JSON')
    .action(({ json }: JsonOption) =>
      withDatabase(async ({ databaseUrl }) => {
        const applied = await migrate(databaseUrl);
        if (json) printJson({ applied });
        else printLines(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
      }),
    );

  group
    .command('status')
    .description('Which migrations the database has, and which it lacks.')
    .option('--json', 'print JSON')
    .action(({ json }: JsonOption) =>
      withDatabase(async ({ databaseUrl, processName }) => {
        const dataSource = await openDataSource(databaseUrl, processName);
        const status = await migrationStatus(dataSource).finally(() => dataSource.destroy());
        if (json) printJson(status);
        else printLines(`Applied: ${status.applied.length}`, status.pending.length === 0 ? 'Pending: none' : `Pending: ${status.pending.join(', ')}\nRun: pathways db migrate`);
      }),
    );
}
