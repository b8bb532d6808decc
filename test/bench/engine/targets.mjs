// The targets of the first task, the exact best twenty for everybody, and how they are shown.
const LONDON = ['london-strict', 'london-loose'];

/** Floor: what must be reached. Stretch: what would be good. `isAtMost`: less is better. */
const TARGETS = [
  { title: 'PostgreSQL, the better plan, against one thread', unit: '×', markets: LONDON, value: ({ ratios }) => ratios.postgres, floor: 100, stretch: 200 },
  { title: 'PostgreSQL, the better plan, against one thread', unit: '×', markets: ['england'], value: ({ ratios }) => ratios.postgres, floor: 400, stretch: 1000 },
  { title: 'Objects against one thread', unit: '×', markets: LONDON, value: ({ ratios }) => ratios.ordinaryObjects, floor: 40, stretch: 80 },
  { title: 'Two threads against one', unit: '×', markets: [...LONDON, 'england'], value: ({ ratios }) => ratios.twoThreads, floor: 1.7, stretch: 1.9 },
  { title: 'Peak memory', unit: ' MiB', markets: LONDON, value: ({ memory }) => memory.peakMiB, floor: 150, stretch: 100, isAtMost: true },
  { title: 'Peak memory', unit: ' MiB', markets: ['england'], value: ({ memory }) => memory.peakMiB, floor: 600, stretch: 350, isAtMost: true },
];

/** Every target that was measured, with whether it is met. */
export function judgeTargets(measured) {
  return TARGETS.flatMap(({ markets, value, ...target }) =>
    markets
      .filter((market) => market in measured)
      .map((market) => {
        const found = value(measured[market]);
        const isMet = (wanted) => (target.isAtMost === true ? found <= wanted : found >= wanted);
        return { ...target, market, measured: found, isFloorMet: isMet(target.floor), isStretchMet: isMet(target.stretch) };
      }),
  );
}

/** The same for people. */
export function tableOf({ markets, targets, machine, isQuick }) {
  const lines = [`${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore} before and ${machine.loadAfter} after${isQuick ? '; a quick look: the targets are for the full sizes' : ''}`, ''];
  for (const market of Object.values(markets)) lines.push(...linesOf(market), '');
  lines.push(row('Target', '', 'measured', 'floor', 'stretch', ''));
  for (const { title, unit, market, measured, floor, stretch, isAtMost, isFloorMet, isStretchMet } of targets) {
    const sign = isAtMost === true ? '≤' : '≥';
    const verdict = isQuick ? '' : isStretchMet ? 'stretch met' : isFloorMet ? 'floor met' : 'NOT MET';
    lines.push(row(title, markets[market].title, `${shown(measured)}${unit}`, `${sign} ${floor}`, `${sign} ${stretch}`, verdict));
  }
  return `${lines.join('\n')}\n`;
}

function linesOf({ title, candidates, opportunities, eligibleEach, cold, steady, sampleCount, postgresPlan, memory, exact, ratios }) {
  const line = (name, first, later, note = '') => `  ${name.padEnd(26)}${first.padStart(12)}${later.padStart(12)}  ${note}`;
  return [
    `${title}: ${candidates.toLocaleString('en-GB')} people × ${opportunities.toLocaleString('en-GB')} opportunities, ${shown(eligibleEach)} eligible for each`,
    line('µs a person', 'cold', 'steady'),
    line('kernel, one thread', shown(cold.kernel), shown(steady.kernelOneThread), `besides ${shown(cold.compilingAnOpportunity)} µs to compile an opportunity, ${shown(cold.packingAPerson)} to pack a person`),
    line('kernel, two threads', '', shown(steady.kernelTwoThreads)),
    line('kernel, an opportunity', shown(cold.kernelForOpportunities), '', `its best people, one thread, besides ${shown(cold.mirroringAPerson)} µs once to mirror a person`),
    line('objects', shown(cold.ordinaryObjects), shown(steady.ordinaryObjects), `a sample of ${sampleCount}`),
    line('objects made quick', shown(cold.quickObjects), shown(steady.quickObjects), `the same sample; ${shown(ratios.quickObjects)}× of the kernel`),
    line('PostgreSQL', shown(cold.postgres), shown(steady.postgres), `a sample of ${sampleCount}, ${postgresPlan} plan`),
    `  peak memory of the kernel ${shown(memory.peakMiB)} MiB (process ${shown(memory.processMiB)}, of that ${shown(memory.bareProcessMiB)} without it; typed arrays ${shown(memory.storageMiB)})`,
    `  same ids, order, scores and counts: objects, these made quick and PostgreSQL on ${exact.quickObjects} people, the interpreted rules on ${exact.interpretedRules} and for ${exact.opportunitiesByInterpretedRules} opportunities`,
  ];
}

const row = (title, market, ...cells) => `${title.padEnd(50)}${market.padEnd(16)}${cells.slice(0, 3).map((cell) => cell.padStart(12)).join('')}  ${cells[3]}`;

/** Three digits, or the whole number. */
const shown = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
