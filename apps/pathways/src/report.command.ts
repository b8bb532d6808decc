import { hiresReportCsv, HiresReportService, hiresReportTable } from '#lib/equality';
import type { JsonOption } from './json-option.js';
import { printJson, printLines, printTable } from './output.js';
import { OPERATOR, withServices } from './session.js';

export interface HiresOptions extends JsonOption {
  readonly from: string;
  readonly to: string;
  readonly edition: '2019' | '2025';
  readonly node?: string;
  readonly format: 'table' | 'csv' | 'json';
}

/** pathways report hires */
export async function reportHires({ from, to, edition, node, format, json }: HiresOptions): Promise<void> {
  await withServices(async (services) => {
    const report = await services.get(HiresReportService, { strict: false }).report(OPERATOR, { from, to, edition: edition === '2019' ? 2019 : 2025, node });
    if (json || format === 'json') printJson(report);
    else if (format === 'csv') process.stdout.write(hiresReportCsv(report));
    else {
      const { headings, rows } = hiresReportTable(report);
      printTable(headings, rows);
      printLines(...report.notes);
    }
  });
}
