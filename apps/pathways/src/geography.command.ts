import { createInterface } from 'node:readline';
import { GeographyImport, GeographyStatus, PostcodeLookup, type GeographyHolding, type PostcodeAnswer } from '#lib/geography';
import type { ImdEdition } from '#lib/kernel';
import { type Command, Option } from 'commander';
import { printJson, printLines, printTable, Progress, thousands } from './output.js';
import { withServices } from './session.js';

interface LookupOptions {
  readonly edition: string;
  readonly json?: boolean;
}

/** Postcodes that are looked up together: one round trip to the database. */
const BATCH = 20_000;

const KIND_NAMES: Readonly<Record<GeographyHolding['kind'], string>> = {
  postcodes: 'Postcode directory',
  'deprivation-2019': 'Index of Multiple Deprivation 2019',
  'deprivation-2025': 'Index of Multiple Deprivation 2025',
  'lsoa-changes': 'LSOA 2011 to 2021',
  'lsoa-boards': 'LSOA to integrated care board',
};

/** pathways geography import | lookup | status */
export function addGeographyVerbs(group: Command): void {
  group
    .command('import')
    .description('Loads the postcode directory, the Indices of Deprivation and area lookups. Each file (.csv, .csv.gz, or the .zip as published) is recognised by its headings.')
    .argument('<files...>', 'the files; postcode files given together make one directory')
    .option('--json', 'print JSON')
    .action((files: string[], { json }: { json?: boolean }) => importFiles(files, json === true));

  group
    .command('lookup')
    .description('Reads postcodes from standard input, one a line in any spacing or case, and answers one a line, in order.')
    .addOption(new Option('--edition <year>', 'of the Indices of Deprivation').choices(['2019', '2025']).makeOptionMandatory())
    .option('--json', 'one JSON object a line')
    .action((options: LookupOptions) => lookUp(Number(options.edition) as ImdEdition, options.json === true));

  group
    .command('status')
    .description('What is loaded, from which files, and since when.')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) => showStatus(json === true));
}

async function importFiles(files: readonly string[], isJson: boolean): Promise<void> {
  await withServices(async (services) => {
    const progress = new Progress('rows');
    const loads = await services
      .get(GeographyImport, { strict: false })
      .run(files, ({ file, step, rowsRead, bytesRead, bytesTotal }) => progress.show(step === 'reading' ? file : 'Putting in place', bytesRead, bytesTotal, thousands(rowsRead)))
      .finally(() => progress.stop());
    if (isJson) {
      printJson(loads);
      return;
    }
    for (const load of loads) {
      for (const file of load.files) {
        printLines(`${KIND_NAMES[load.kind]}: ${load.outcome === 'unchanged' ? 'already loaded, unchanged' : 'loaded'}; ${file.file}, ${thousands(file.rowsLoaded)} rows${file.rowsSkipped === 0 ? '' : `, ${thousands(file.rowsSkipped)} left out`}`);
        for (const fault of file.rowFaults) printLines(`  row ${fault.row}, ${fault.column}: ${fault.reason}`);
      }
    }
  });
}

async function lookUp(edition: ImdEdition, isJson: boolean): Promise<void> {
  await withServices(async (services) => {
    const postcodes = services.get(PostcodeLookup, { strict: false });
    let batch: string[] = [];
    const answer = async (): Promise<void> => {
      const lines = (await postcodes.lookup(batch, edition)).map((found) => (isJson ? JSON.stringify(found) : inWords(found)));
      batch = [];
      if (lines.length > 0 && !process.stdout.write(`${lines.join('\n')}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    };
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      batch.push(line);
      if (batch.length === BATCH) await answer();
    }
    await answer();
  });
}

function inWords(found: PostcodeAnswer): string {
  const where = [found.lad, found.decile === null ? null : `decile ${found.decile}`, found.terminated === null ? null : `ended ${found.terminated}`, found.reason];
  return [found.postcode ?? found.typed, ...where.filter((part) => part !== null)].join('\t');
}

async function showStatus(isJson: boolean): Promise<void> {
  await withServices(async (services) => {
    const holdings = await services.get(GeographyStatus, { strict: false }).holdings();
    if (isJson) {
      printJson(holdings);
      return;
    }
    printTable(
      ['What', 'Rows', 'Loaded', 'From'],
      holdings.map((holding) => [KIND_NAMES[holding.kind], thousands(holding.rows), holding.loadedAt?.toISOString().slice(0, 10) ?? '', holding.files.map(({ file }) => file).join('\n')]),
    );
  });
}
