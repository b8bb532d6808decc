import { hiresReportCsv, HiresReportService, hiresReportTable } from '#lib/equality';
import { type Command, Option } from 'commander';
import { printJson, printLines, printTable } from './output.js';
import { withServices } from './session.js';

interface HiresOptions {
  readonly from: string;
  readonly to: string;
  readonly edition: string;
  readonly node?: string;
  readonly format: 'table' | 'csv' | 'json';
  readonly json?: boolean;
}

/** pathways report hires */
export function addReportVerbs(group: Command): void {
  group
    .command('hires')
    .description('Hires by deprivation decile and fifth of the home postcode, for the City, every ICS, Place and organisation.')
    .requiredOption('--from <date>', 'first day of the period, as 2026-04-01')
    .requiredOption('--to <date>', 'last day of the period')
    .addOption(new Option('--edition <year>', 'of the Indices of Deprivation').choices(['2019', '2025']).makeOptionMandatory())
    .option('--node <code>', 'only this City, ICS, Place or organisation and what is below it')
    .addOption(new Option('--format <format>', 'the same cells in another form').choices(['table', 'csv', 'json']).default('table'))
    .option('--json', 'print JSON')
    .action((options: HiresOptions) => reportHires(options));
}

async function reportHires(options: HiresOptions): Promise<void> {
  await withServices(async (services) => {
    const report = await services.get(HiresReportService, { strict: false }).report({ from: options.from, to: options.to, edition: options.edition === '2019' ? 2019 : 2025, node: options.node });
    if (options.json === true || options.format === 'json') printJson(report);
    else if (options.format === 'csv') process.stdout.write(hiresReportCsv(report));
    else {
      const { headings, rows } = hiresReportTable(report);
      printTable(headings, rows);
      printLines(...report.notes);
    }
  });
}
