import { hiresReportTable } from '#lib/equality';
import type { MainJobResult } from './main-job.js';
import { printLines, printTable, thousands } from './output.js';

/** Rows of all files of a kind together, in the order in which the kinds were sent. */
function byContent(uploads: MainJobResult['uploads']): string[][] {
  const contents = [...new Set(uploads.map(({ content }) => content))];
  return contents.map((content) => {
    const files = uploads.filter((upload) => upload.content === content);
    const sum = (count: (upload: MainJobResult['uploads'][number]) => number): string => thousands(files.reduce((total, file) => total + count(file), 0));
    return [content, String(files.length), sum((file) => file.rowsAdded), sum((file) => file.rowsChanged), sum((file) => file.rowsUnchanged), sum((file) => file.rowsRejected)];
  });
}

/** What the main job did, on one screen. */
export function printSummary(result: MainJobResult): void {
  const { uploads, run, pair, referral, report } = result;
  printLines('', `Read ${uploads.length} files of the demo's partners`);
  printTable(['What', 'Files', 'Added', 'Changed', 'Unchanged', 'Rejected'], byContent(uploads));
  printLines(
    '',
    `Matched ${thousands(run.candidateCount ?? 0)} candidates with ${thousands(run.opportunityCount ?? 0)} opportunities (snapshot ${run.snapshotVersion}, ${run.ruleVersion})`,
    `Best for candidate ${result.candidateReference}: ${result.title}, ${thousands(pair.explanation.total)} of 1,000,000 points`,
    ...pair.explanation.parts.map((part) => `  ${part.part.padEnd(9)}${thousands(part.contribution).padStart(8)}  ${part.sentence}`),
    `The candidate was referred and ${referral.status}${referral.startedOn === null ? '' : ` on ${referral.startedOn}`}`,
    '',
    `Hires from ${report.from} to ${report.to} by fifth of the Index of Multiple Deprivation ${report.edition}`,
  );
  const { headings, rows } = hiresReportTable(report, { levels: ['city', 'ics'], categories: 'fifths' });
  printTable(headings, rows);
  printLines(...report.notes);
}
