// How times become figures.

export const sum = (values) => values.reduce((total, value) => total + value, 0);

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** What so many of 100 are at most. */
export const percentile = (values, hundredth) => values.toSorted((a, b) => a - b)[Math.ceil((values.length * hundredth) / 100) - 1];

/** A round of what is quick lasts at least so long, in milliseconds: it is repeated, and the mean counts. */
const LEAST_ROUND = 30;

/** Milliseconds of one run: the mean of as many as make a round that can be measured. */
export function meanOf(run) {
  const started = performance.now();
  let count = 0;
  do {
    run();
    count += 1;
  } while (performance.now() - started < LEAST_ROUND);
  return (performance.now() - started) / count;
}
