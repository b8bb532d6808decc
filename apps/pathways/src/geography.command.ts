import { GeographyImport, GeographyStatus, PostcodeLookup, type GeographyHolding, type PostcodeAnswer } from '#lib/geography';
import type { JsonOption } from './json-option.js';
import { linesOf } from './lines.js';
import { printJson, printLines, printTable, Progress, thousands } from './output.js';
import { withServices } from './session.js';

export interface LookupOptions extends JsonOption {
  readonly edition: '2019' | '2025';
}

const KIND_NAMES: Readonly<Record<GeographyHolding['kind'], string>> = {
  postcodes: 'Postcode directory',
  'deprivation-2019': 'Index of Multiple Deprivation 2019',
  'deprivation-2025': 'Index of Multiple Deprivation 2025',
  'lsoa-changes': 'LSOA 2011 to 2021',
  'lsoa-boards': 'LSOA to integrated care board',
};

/** pathways geography import */
export async function importGeography(files: readonly string[], { json }: JsonOption): Promise<void> {
  await withServices(async (services) => {
    const progress = new Progress('{title} [{bar}] {percentage}% {detail} rows');
    const loads = await services
      .get(GeographyImport, { strict: false })
      .run(files, ({ file, step, rowsRead, bytesRead, bytesTotal }) => progress.show(step === 'reading' ? file : 'Putting in place', bytesRead, bytesTotal, thousands(rowsRead)))
      .finally(() => progress.stop());
    if (json) {
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

/** pathways geography lookup: what has come in is answered before more is read, so that nobody has to send the end first. */
export async function lookUp({ edition, json }: LookupOptions): Promise<void> {
  await withServices(async (services) => {
    const postcodes = services.get(PostcodeLookup, { strict: false });
    if (process.stdin.isTTY) process.stderr.write('Type postcodes, one a line. ctrl-D ends.\n');
    for await (const lines of linesOf(process.stdin)) {
      const answers = await postcodes.lookup(lines, edition === '2019' ? 2019 : 2025);
      const text = answers.map((answer) => `${json ? JSON.stringify(answer) : inWords(answer)}\n`).join('');
      if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  });
}

function inWords(found: PostcodeAnswer): string {
  const where = [found.lad, found.decile === null ? null : `decile ${found.decile}`, found.terminated === null ? null : `ended ${found.terminated}`, found.reason];
  return [found.postcode ?? found.typed, ...where.filter((part) => part !== null)].join('\t');
}

/** pathways geography status */
export async function showGeography({ json }: JsonOption): Promise<void> {
  await withServices(async (services) => {
    const holdings = await services.get(GeographyStatus, { strict: false }).holdings();
    if (json) {
      printJson(holdings);
      return;
    }
    printTable(
      ['What', 'Rows', 'Loaded', 'From'],
      holdings.map((holding) => [KIND_NAMES[holding.kind], thousands(holding.rows), holding.loadedAt?.toISOString().slice(0, 10) ?? '', holding.files.map(({ file }) => file).join('\n')]),
    );
  });
}
