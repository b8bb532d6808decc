// A process that does nothing but compile a market and match it once on one thread, for what is cold and what it takes of
// memory. Its argument is JSON: {name, size, context, isBare}. With isBare it makes the same facts and keeps none, so that
// the difference of the two is the kernel's: facts of the opportunities while they compile, columns, masks, results.
import { Matcher } from '../../../dist/libs/kernel/src/engine/matcher.js';
import { CodeTable } from '../../../dist/libs/kernel/src/engine/code-table.js';
import { compile } from './kernel.mjs';
import { marketOf } from './market.mjs';

const { name, size, isBare, context } = JSON.parse(process.argv[2]);
const market = marketOf(name, size);
const report = {};
if (isBare) {
  let made = 0;
  for (const { minimumLevel } of market.opportunities()) made += minimumLevel;
  const started = performance.now();
  for (const { level } of market.candidates()) made += level;
  report.made = made;
  report.makingPeople = performance.now() - started;
} else {
  const { data, people, results, milliseconds } = compile(market, context.limit, (bytes) => new ArrayBuffer(bytes));
  const started = performance.now();
  new Matcher(data, new CodeTable([...people.codes]), context).matchPeople(people, 0, people.slotCount, results);
  report.firstPass = performance.now() - started;
  report.milliseconds = milliseconds;
  report.storageMiB = process.memoryUsage().arrayBuffers / 2 ** 20;
  report.eligible = results.counts.reduce((sum, count) => sum + count, 0);
}
report.peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify(report));
