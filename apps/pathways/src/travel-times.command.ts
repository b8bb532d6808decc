import { TravelTimesImport, type TravelTimesLoad } from '#lib/geography';
import type { TravelMode } from '#lib/kernel';
import { EXIT } from './exit-codes.js';
import type { JsonOption } from './json-option.js';
import { printJson, printLines, Progress, thousands } from './output.js';
import { withServices } from './session.js';

export interface TravelTimesOptions extends JsonOption {
  readonly mode?: TravelMode;
}

/** pathways import travel-times */
export async function importTravelTimes(file: string, { mode, json }: TravelTimesOptions): Promise<void> {
  await withServices(async (services) => {
    const progress = new Progress('{title} [{bar}] {percentage}% {detail} rows');
    const load = await services
      .get(TravelTimesImport, { strict: false })
      .run(file, mode, ({ step, rowsRead, bytesRead, bytesTotal }) => progress.show(step === 'reading' ? 'Reading' : 'Putting in place', bytesRead, bytesTotal, thousands(rowsRead)))
      .finally(() => progress.stop());
    if (load.rowsSkipped > 0) process.exitCode = EXIT.someRejected;
    if (json) printJson(load);
    else tell(load);
  });
}

function tell(load: TravelTimesLoad): void {
  const counts = [`${thousands(load.rowsLoaded)} pairs of zones`, `${thousands(load.rowsWithoutWay)} of them without a way`, ...(load.rowsSkipped === 0 ? [] : [`${thousands(load.rowsSkipped)} left out`])];
  printLines(`Travel times (${load.modes.join(', ')}): ${load.outcome === 'unchanged' ? 'already in use, unchanged' : 'in use'} as version ${load.version}; ${load.file}, ${counts.join(', ')}`);
  for (const fault of load.rowFaults) printLines(`  row ${fault.row}, ${fault.column}: ${fault.reason}`);
  if (!load.isYearOfZonesChecked) printLines('Zones of 2011 could not be told from those of 2021. Load the 2011 to 2021 areas with pathways geography import, and then this file again.');
}
