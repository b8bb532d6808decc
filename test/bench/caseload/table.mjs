// How the figures of the caseload are shown.

/** The report for people. */
export function tableOf({ machine, isQuick, people, events, rebuildSeconds, scopes, broker, written, selected }) {
  const whole = (number) => number.toLocaleString('en-GB');
  return `${[
    `${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore} before and ${machine.loadAfter} after${isQuick ? '; a quick look' : ''}`,
    `${whole(people)} people, ${whole(events)} events; the summary made anew in ${shown(rebuildSeconds)} s`,
    ...scopes.flatMap(({ title, lists, counts }) => [
      '',
      row(`Milliseconds, ${title}`, ['people', 'median', 'p95', 'of events', 'times']),
      ...lists.flatMap(({ list, people: onList, places }) => places.map(({ place, milliseconds, naive, times }) => row(`${list}, ${place} page`, [whole(onList), shown(milliseconds.median), shown(milliseconds.p95), shown(naive.median), shown(times)]))),
      row('all counts', ['', shown(counts.milliseconds.median), shown(counts.milliseconds.p95), shown(counts.naive.median), shown(counts.times)]),
    ]),
    '',
    row('One broker’s own people, a page', ['', shown(broker.median), shown(broker.p95)]),
    ...Object.entries(written).map(([kind, { kept, notKept, times }]) => row(`A ${kind} written: with the summary, without`, ['', shown(kept.median), shown(kept.p95), shown(notKept.median), shown(times)])),
    row(`${whole(selected.people)} people of a list written down for a job`, ['', shown(selected.milliseconds)]),
  ].join('\n')}\n`;
}

const row = (name, cells) => `${name.padEnd(56)}${cells.map((cell) => cell.padStart(11)).join('')}`;

/** Three digits, or the whole number. */
const shown = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
