import { MOST_TIMES_THE_KERNEL } from './measure.mjs';

/** The report for people. */
export function tableOf({ machine, isQuick, title, candidates, opportunities, postcodes, hasRedis, settings, split, kernel, checked, targets }) {
  const count = (number) => number.toLocaleString('en-GB');
  const lines = [
    `${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore} before and ${machine.loadAfter} after${isQuick ? '; a quick look: the target is for the full size' : ''}`,
    `${title}: ${count(candidates)} people × ${count(opportunities)} opportunities, ${count(postcodes)} postcodes${hasRedis ? '' : '; NO REDIS HERE, so the queue was measured on PostgreSQL only'}`,
    '',
    row('Seconds', ['whole run', 'snapshot', 'shards', 'finish', 'kernel', '× kernel', 'first run']),
    ...settings.map(({ backend, processCount, seconds, snapshot, shards, finish, kernel: alone, ratio, first }, at) => {
      const figures = [seconds, snapshot, shards, finish, alone, ratio, first.whole].map(shown);
      return `${row(`${backend}, ${processCount} worker process${processCount === 1 ? '' : 'es'}`, figures)}${isQuick ? '' : targets[at].isMet ? '  met' : '  NOT MET'}`;
    }),
    `Target: the whole run takes at most ${MOST_TIMES_THE_KERNEL} times the kernel alone, one thread, which ran before and after each run.`,
    '',
    `One process, one job after another: ${shown(split.whole)} s`,
  ];
  for (const [phase, steps] of Object.entries(split.seconds)) for (const [step, seconds] of Object.entries(steps)) lines.push(row(`  ${phase}: ${step}`, [shown(seconds), `${((100 * seconds) / split.whole).toFixed(1)} %`]));
  lines.push('', `Kernel alone, the same facts, one thread: ${shown(kernel.seconds)} s (${shown(kernel.cold)} s the first time)`);
  for (const [step, seconds] of Object.entries(kernel.steps)) lines.push(row(`  ${step}`, [shown(seconds)]));
  lines.push('', `Stored matches are the kernel's for ${checked.candidates} people and ${checked.opportunities} opportunities of each setting; the facts read are the market's, all ${count(checked.facts)}.`);
  return `${lines.join('\n')}\n`;
}

const row = (name, cells) => `${name.padEnd(44)}${cells.map((cell) => cell.padStart(11)).join('')}`;
const shown = (seconds) => seconds.toFixed(seconds < 10 ? 2 : 1);
