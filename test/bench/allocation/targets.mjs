// The targets of the second task, who gets which place, and how everything is shown.

const PEERS = { networkSimplex: 'LEMON', networkSimplexTextbook: 'LEMON, textbook', highs: 'HiGHS', deferredAcceptance: 'deferred' };

/**
 * The targets against LEMON were set by the textbook form of the network; the quick one is more of a peer. OR-Tools would be
 * the measure of what is made to be hard; without it LEMON stands in.
 */
const TARGETS = {
  market: { title: 'this solver ÷ LEMON (quick form)', most: 0.25, stretch: 0.08 },
  marketTextbook: { title: 'this solver ÷ LEMON (textbook form)', most: 0.25, stretch: 0.08 },
  hard: { title: 'made to be hard: this solver ÷ LEMON (quick form; OR-Tools not measured)', most: 0.8, stretch: 0.4 },
  england: { title: 'this solver ÷ LEMON (quick form)', most: 0.1, stretch: 0.03 },
  englandTextbook: { title: 'this solver ÷ LEMON (textbook form)', most: 0.1, stretch: 0.03 },
  memory: { title: 'peak memory of the process, MB', most: 800, stretch: 500 },
  change: { title: 'one change: full solve ÷ mean', least: 5000, stretch: 30_000 },
  slowChange: { title: 'one change: full solve ÷ 99th percentile', least: 1000, stretch: 1000 },
  hardChange: { title: 'made to be hard: full solve ÷ mean', least: 500, stretch: 500 },
  allPairs: { title: 'all pairs ÷ (matching + one solve)', most: 12, stretch: 3 },
  reserves: { title: 'with reserves ÷ without', most: 2.5, stretch: 1.3 },
};

/** Every target that was measured at full size, with whether it is met. */
export function judgeTargets({ families, england, changes, reserves, allPairs }, isFullSize) {
  const judged = [];
  const judge = (name, of, measured) => {
    if (measured === undefined) return;
    const { title, most, least, stretch } = TARGETS[name];
    const meets = (wanted) => (least === undefined ? measured <= wanted : measured >= wanted);
    judged.push({ title, of, measured, sign: least === undefined ? '≤' : '≥', floor: most ?? least, stretch, isFloorMet: meets(most ?? least), isStretchMet: meets(stretch) });
  };
  for (const { title, isAdversarial, ratios } of families.filter(isFullSize)) {
    judge(isAdversarial ? 'hard' : 'market', title, ratios.networkSimplex);
    if (!isAdversarial) judge('marketTextbook', title, ratios.networkSimplexTextbook);
  }
  if (england !== null) {
    judge('england', england.title, england.ratios.networkSimplex);
    judge('englandTextbook', england.title, england.ratios.networkSimplexTextbook);
    judge('memory', england.title, england.alone.peakMB);
  }
  for (const { title, isAdversarial, ratios } of changes.filter(isFullSize)) {
    judge(isAdversarial ? 'hardChange' : 'change', title, ratios.mean);
    if (!isAdversarial) judge('slowChange', title, ratios.p99);
  }
  for (const { title, ratio } of allPairs.filter(isFullSize)) judge('allPairs', title, ratio);
  for (const { title, ratio } of reserves.filter(isFullSize)) judge('reserves', title, ratio);
  return judged;
}

/** The report for people. */
export function tableOf({ machine, isQuick, rounds, absent, families, england, changes, reserves, allPairs, targets }) {
  const all = [...families, ...(england === null ? [] : [england])];
  return `${[
    `${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore} before and ${machine.loadAfter} after${isQuick ? '; a quick look: the targets are for the full sizes' : ''}`,
    ...Object.entries(absent).map(([name, reason]) => `*** ${PEERS[name] ?? name} NOT MEASURED: ${reason} ***`),
    '',
    `Milliseconds of a solve, medians of ${rounds} rounds or of as many as are said below, totals compared (deferred acceptance: less total; its lists are made beforehand)`,
    row('', ['pairs', 'placed', 'this', 'cold', 'LEMON', '', 'textbook', '', 'HiGHS', '', 'deferred', 'score lost', 'fewer', 'MB']),
    ...all.flatMap(linesOfFamily),
    '',
    'One change, milliseconds',
    row('', ['full solve', 'mean', 'p99', 'max', 'solve÷mean', 'solve÷p99']),
    ...changes.map(({ title, milliseconds: { solve, mean, p99, max }, ratios }) => row(title, [solve, mean, p99, max, ratios.mean, ratios.p99].map(shown))),
    '',
    'Reserves: every fifth place for a group of a twentieth; LEMON has the same total',
    row('', ['none, ms', 'with, ms', 'ratio', 'splitting', 'score lost', 'of group', 'with']),
    ...reserves.map(({ title, milliseconds, ratio, shareOfScore, membersPlaced }) =>
      row(title, [shown(milliseconds.without), shown(milliseconds.with), shown(ratio), shown(milliseconds.splitting), percent(shareOfScore), whole(membersPlaced.without), whole(membersPlaced.with)]),
    ),
    '',
    'All eligible pairs, milliseconds',
    ...allPairs.flatMap(linesOfAllPairs),
    '',
    row('Target', ['measured', 'floor', 'stretch']),
    ...targets.map(({ title, of, measured, sign, floor, stretch, isFloorMet, isStretchMet }) =>
      `${row(`${of}: ${title}`.padEnd(WIDE), [shown(measured), `${sign} ${floor}`, `${sign} ${stretch}`])}${isStretchMet ? '  stretch met' : isFloorMet ? '  floor met' : '  NOT MET'}`,
    ),
  ].join('\n')}\n`;
}

function linesOfFamily({ title, pairs, placed, milliseconds, ratios, stopped, deferredAcceptance, alone }) {
  const time = (name) => (name in milliseconds ? shown(milliseconds[name]) : '-');
  const ratio = (name) => (name in ratios ? `×${shown(ratios[name])}` : '');
  return [
    row(title, [whole(pairs), whole(placed), time('solver'), shown(alone.milliseconds), time('networkSimplex'), ratio('networkSimplex'), time('networkSimplexTextbook'), ratio('networkSimplexTextbook'), time('highs'), ratio('highs'), time('deferredAcceptance'), percent(deferredAcceptance.shareOfScoreLost), whole(deferredAcceptance.fewerPlaced), shown(alone.peakMB)]),
    ...Object.entries(stopped).map(([name, reason]) => `    ${PEERS[name]}: ${reason}`),
  ];
}

function linesOfAllPairs({ title, rounds, milliseconds: { matching, allocating, allPairs }, ratio, steps, amongTwenty, comparedWithLemon }) {
  const last = steps.at(-1);
  return [
    `${title}: ${shown(allPairs)} (median of ${rounds.allPairs.length}) in ${steps.length} steps, ×${shown(ratio)} of matching (${shown(matching)}) and one solve (${shown(allocating)})`,
    `  ${whole(last.placed)} placed instead of ${whole(amongTwenty.placed)} among everybody's best twenty; total +${percent(last.worth / amongTwenty.total - 1)}; gap ${last.gap}`,
    ...steps.map(({ round, gap, pairCount, askedCount, milliseconds }) => `  step ${round}: gap ${percent(gap)}, ${whole(pairCount)} pairs, ${whole(askedCount)} asked, after ${shown(milliseconds)}`),
    typeof comparedWithLemon === 'string' ? `  not compared with LEMON: ${comparedWithLemon}` : `  LEMON on all ${whole(comparedWithLemon.pairs)} pairs: the same total, ${shown(comparedWithLemon.milliseconds)}`,
  ];
}

const WIDE = 100;
const row = (name, cells) => `${name.padEnd(54)}${cells.map((cell) => cell.padStart(11)).join('')}`;
const whole = (number) => number.toLocaleString('en-GB');
const percent = (share) => `${(100 * share).toPrecision(3)} %`;

/** Three digits, or the whole number. */
const shown = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
