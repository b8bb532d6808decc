// The targets of the live answers, and how everything is shown.

/** An answer at the API, with its explanation, in milliseconds: half of them, and nearly all of them. */
const MOST_MS_OF_AN_ANSWER = 5;

/** Until a change has reached every process, in milliseconds: each of them. */
const MOST_MS_OF_A_CHANGE = 1000;

/** Every target with what was measured. */
export function judgeTargets({ answers, changes }) {
  const judged = (title, measured, most) => ({ title, unit: 'ms', measured, most, isMet: measured <= most });
  return [
    ...answers.filter(({ isTarget }) => isTarget).flatMap(({ title, milliseconds }) => ['median', 'p95'].map((figure) => judged(`${title}: ${figure}`, milliseconds[figure], MOST_MS_OF_AN_ANSWER))),
    ...Object.entries(changes.kinds).map(([kind, { max }]) => judged(`a change of ${kind} in ${changes.processes} processes: the longest`, max, MOST_MS_OF_A_CHANGE)),
  ];
}

/** The report for people. */
export function tableOf({ machine, isQuick, title, candidates, opportunities, loadings, memory, answers, changes, alerts, targets }) {
  const whole = (number) => number.toLocaleString('en-GB');
  return `${[
    `${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore} before and ${machine.loadAfter} after${isQuick ? '; a quick look: the targets are for the full size' : ''}`,
    `${title}: ${whole(candidates)} people × ${whole(opportunities)} opportunities`,
    '',
    row('Milliseconds', ['median', 'p95', 'p99', 'max', 'number', 'the first']),
    ...answers.map(({ title: asked, milliseconds, first }) => row(asked, [...figures(milliseconds), shown(first)])),
    ...[...Object.entries(changes.kinds), ['any of these', changes.all]].map(([kind, times]) => row(`a change of ${kind}, in ${changes.processes} processes`, figures(times))),
    '',
    ...answers.flatMap(linesOfSteps),
    `Alerts: ${whole(alerts.opportunities)} new opportunities, ${whole(alerts.people)} people (who reads the facts first does so in ${shown(alerts.loadSeconds)} s)`,
    ...alerts.rounds.map(({ seconds, alerts: stored, steps }, round) =>
      row(`  time ${round + 1}: ${whole(stored)} alerts, ${shown(stored / seconds)} a second`, [`${shown(seconds)} s`]) + Object.entries(steps).map(([step, some]) => `  ${step} ${shown(some)}`).join(';'),
    ),
    '',
    'Reading the facts when an API process starts',
    ...loadings.map(({ seconds, residentMiBBefore, residentMiBAfter, steps }) =>
      row(`  memory ${shown(residentMiBBefore)} MiB before, ${shown(residentMiBAfter)} after`, [`${shown(seconds)} s`]) + Object.entries(steps).map(([step, some]) => `  ${step} ${shown(some)}`).join(';'),
    ),
    `  memory after everything ${shown(memory.residentMiB)} MiB, at most ${shown(memory.peakMiB)}`,
    '',
    row('Target', ['measured', 'at most']),
    ...targets.map(({ title: target, unit, measured, most, isMet }) => `${row(target, [`${shown(measured)} ${unit}`, `${most} ${unit}`])}${isQuick ? '' : isMet ? '  met' : '  NOT MET'}`),
  ].join('\n')}\n`;
}

const figures = ({ median, p95, p99, max, count }) => [...[median, p95, p99, max].map(shown), String(count)];

function linesOfSteps({ title, watched: { whole, steps }, statements, listed }) {
  return [
    row(`Where it goes: ${title}`, [shown(whole)]),
    ...steps.map(({ step, milliseconds }) => row(`  ${step}`, [shown(milliseconds), `${((100 * milliseconds) / whole).toFixed(0)} %`])),
    `  ${shown(statements)} statements and ${shown(listed)} matches on average`,
    '',
  ];
}

const row = (name, cells) => `${name.padEnd(66)}${cells.map((cell) => cell.padStart(11)).join('')}`;

/** Three digits, or the whole number. */
const shown = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
