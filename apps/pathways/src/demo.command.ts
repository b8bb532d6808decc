import { DemoService } from '#lib/schema';
import type { Command } from 'commander';
import { loadDemoFiles } from './demo-files.js';
import { printJson, printLines } from './output.js';
import { withServices, withWorker } from './session.js';

interface JsonOption {
  readonly json?: boolean;
}

/** pathways demo load | reset */
export function addDemoVerbs(group: Command): void {
  group
    .command('load')
    .description('Loads the invented cast: organisations, a small geography that cannot exist, and the files of its partners.')
    .option('--json', 'print JSON')
    .action(({ json }: JsonOption) =>
      withWorker(async (services) => {
        const loaded = await loadDemoFiles(services);
        if (json) printJson(loaded);
        else printLines('The demo is loaded.', ...loaded.map((state) => `  ${state.fileName}: ${state.rowsAdded} added, ${state.rowsChanged} changed, ${state.rowsUnchanged} unchanged, ${state.rowsRejected} rejected`));
      }),
    );

  group
    .command('reset')
    .description('Removes the invented cast and everything that belongs to it, and nothing else.')
    .option('--json', 'print JSON')
    .action(({ json }: JsonOption) =>
      withServices(async (services) => {
        await services.get(DemoService, { strict: false }).reset();
        if (json) printJson({ reset: true });
        else printLines('The demo is gone. Load it again with: pathways demo load');
      }),
    );
}
