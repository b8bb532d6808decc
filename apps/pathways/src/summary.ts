import { hiresReportTable } from '#lib/equality';
import type { MainJobResult } from './main-job.js';
import { printLines, printTable, thousands } from './output.js';

/** What the main job did, on one screen. */
export function printSummary(result: MainJobResult): void {
  const { uploads, run, pair, referral, report } = result;
  printLines('', 'Files read');
  printTable(
    ['File', 'Added', 'Changed', 'Unchanged', 'Rejected'],
    uploads.map((upload) => [upload.fileName, upload.rowsAdded, upload.rowsChanged, upload.rowsUnchanged, upload.rowsRejected].map((cell) => (typeof cell === 'number' ? thousands(cell) : cell))),
  );
  printLines(
    '',
    `Matched ${thousands(run.candidateCount ?? 0)} candidates with ${thousands(run.opportunityCount ?? 0)} opportunities (snapshot ${run.snapshotVersion}, ${run.ruleVersion})`,
    `For ${result.candidateReference} best: ${result.title}, ${thousands(pair.explanation.total)} of 1,000,000 points`,
    ...pair.explanation.parts.map((part) => `  ${part.part.padEnd(9)}${thousands(part.contribution).padStart(8)}  ${part.sentence}`),
    `Referred and ${referral.status}${referral.startedOn === null ? '' : ` on ${referral.startedOn}`}`,
    '',
    `Hires from ${report.from} to ${report.to} by fifth of the Index of Multiple Deprivation ${report.edition}`,
  );
  const { headings, rows } = hiresReportTable(report, { levels: ['city', 'ics', 'place'], categories: 'fifths' });
  printTable(headings, rows);
  printLines(...report.notes);
}
